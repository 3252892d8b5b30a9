"""The output set: all files together or none, an earlier set whole until the instant that the new one takes its place.

How, where ``out/`` is the directory asked for:

1. The new set is written to a sibling, ``.out.codegen-<random>``, the manifest last; every file is flushed, then the
   directory. Files in ``out/`` that are not codegen's are carried over as hard links: they are the user's, and stay.
2. ``out/`` missing or empty: one rename. ``out/`` with an earlier set: the two directories are *exchanged* in one step
   (``fileops.FileOps.exchange``). That step is the commit point: whoever looks, or is killed, at any instant finds the
   old set or the new one, never a mixture and never nothing.
3. The parent is flushed, and the old directory, now under the sibling's name, cleared away. A file that the user put
   into it or changed meanwhile is moved over first.

Where directories cannot be exchanged, or none can be made beside ``out/``, ``journal`` does it file by file. A directory
with files in it and no manifest of ours is refused: it is not ours to replace. Siblings that a killed run left behind
are cleared by the next one; a lock, which dies with its process, tells them from those of a run under way.
A shell that stands *in* ``out/`` during an exchange stands in the removed directory afterwards: ``cd .`` puts that right.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from codegen.artifacts import journal, manifest
from codegen.artifacts.fileops import REAL, DirectoryLock, FileOps, Unsupported
from codegen.errors import BadInput, OutputError
from codegen.messages import say

if TYPE_CHECKING:
    from codegen.model.verdict import Artifact

MAX_FOREIGN: Final = 10_000
"""Files of the user's that are carried over; a directory with more is no place for an output set."""

STALE_SECONDS: Final = 24 * 3600
"""Age from which a sibling that cannot be locked (Windows, some network disks) counts as left behind."""

FRESH_SECONDS: Final = 2
"""Age up to which a sibling is left alone though it is not locked: its run may be about to lock it."""

LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file browsers leave in a directory that people call empty."""


def write_set(
    directory: Path,
    artifacts: Sequence[Artifact],
    *,
    manifest_extra: Mapping[str, Any] | None = None,
    ops: FileOps = REAL,
) -> None:
    """Write ``artifacts`` and their manifest into ``directory`` as one set. Parents are made as needed.

    Files of an earlier set that the new one lacks go; files that are not codegen's stay.

    Raises:
        OutputError: nothing was written and an earlier set is untouched, unless the message says that the new set is in
            place (only its flushing to the disk failed) or decided (the next run finishes putting it in place).
    """
    manifest.check_names(artifacts)
    files = {a.name: a.data for a in artifacts}
    files[manifest.NAME] = manifest.manifest_bytes(artifacts, manifest_extra or {})
    try:
        target = _resolved(directory)
        made = _parents(target)
        try:
            _write(target, files, ops)
        except BaseException:
            _unmake(made)
            raise
    except OutputError:
        raise
    except OSError as e:
        raise OutputError(_explained(directory, e)) from e
    except (BadInput, ValueError) as e:  # ValueError: a path with a zero byte in it
        raise OutputError(
            say("cannot write the output to {directory!r}: {reason}", directory=str(directory), reason=e)
        ) from e


def load_set(directory: Path) -> dict[str, Any]:
    """The manifest of a set, after checking every file against it. Finishes an interrupted replacement first.

    Raises:
        BadInput: no set of codegen's, or a file of it is missing or altered.
    """
    try:
        journal.recover(directory)
    except OSError as e:
        raise BadInput(
            say(
                "{directory!r} holds an unfinished set that cannot be finished: {reason}",
                directory=str(directory),
                reason=e.strerror or e,
            )
        ) from e
    found = manifest.read(directory)
    manifest.verify(directory, found)
    return found


def _resolved(directory: Path) -> Path:
    """The place itself: a link to a directory is followed, so that the link stays; one that leads nowhere is refused."""
    if directory.is_symlink() and not directory.is_dir():
        raise OutputError(
            say(
                "{directory!r} is a link that leads to no directory: remove it or name another directory",
                directory=str(directory),
            )
        )
    target = directory.resolve()
    if target.exists() and not target.is_dir():
        raise OutputError(say("{directory!r} is a file: name a directory for the output", directory=str(directory)))
    if not target.name:
        raise OutputError(
            say("{directory!r} cannot hold an output set: name a directory in it", directory=str(directory))
        )
    return target


def _parents(target: Path) -> list[Path]:
    """Make what is missing above the target; returns what was made, deepest first."""
    missing = []
    above = target.parent
    while not above.exists():
        missing.append(above)
        above = above.parent
    made: list[Path] = []
    for path in reversed(missing):
        try:
            path.mkdir(exist_ok=True)
        except OSError:
            _unmake(made)
            raise
        made.insert(0, path)
    return made


def _unmake(made: Iterable[Path]) -> None:
    with contextlib.suppress(OSError):
        for path in made:
            path.rmdir()


def _write(target: Path, files: Mapping[str, bytes], ops: FileOps) -> None:
    if target.is_dir():
        journal.recover(target)
    old = _earlier(target)
    foreign = _foreign(target, old, files)
    _sweep(target)
    stage = target.with_name(_prefix(target) + secrets.token_hex(6))
    try:
        ops.mkdir(stage)
    except OSError as e:
        _clear(stage)
        if not isinstance(e, PermissionError) or not target.is_dir():
            raise
        journal.replace_set(target, files, old, ops=ops)  # the parent is closed to us, the directory may be open
        return
    lock = DirectoryLock(stage)
    committed = False
    try:
        _fill(stage, files, target, foreign, ops)
        committed = _put_in_place(stage, target, ops, exchange=bool(old or foreign))
        if committed:
            _flush(target, ops)
        else:
            _clear(stage)
            journal.replace_set(target, files, old, ops=ops)
    finally:
        lock.release()
        if stage.exists():
            if committed:
                _settle(stage, target, old | files.keys())
            _clear(stage)


def _put_in_place(stage: Path, target: Path, ops: FileOps, *, exchange: bool) -> bool:
    """The commit point. False: the system cannot do it here, and nothing has changed."""
    made = stage.stat()
    try:
        if exchange:
            ops.exchange(stage, target)
        else:
            ops.rename(stage, target)
    except Unsupported:
        return False
    except OSError as e:
        if target.is_dir() and os.path.samestat(target.stat(), made):
            return True  # a network disk may report a failure of what it has done
        if target.is_dir() and e.errno in (errno.EBUSY, errno.EXDEV):  # a mount point, empty
            return False
        raise
    return True


def _fill(stage: Path, files: Mapping[str, bytes], target: Path, foreign: Sequence[str], ops: FileOps) -> None:
    if target.is_dir():
        shutil.copymode(target, stage)
    for name in foreign:
        _carry(target / name, stage / name, ops)
    for name, data in files.items():
        ops.write(stage / name, data)
        ops.fsync(stage / name)
    ops.fsync_directory(stage)


def _flush(target: Path, ops: FileOps) -> None:
    """After the commit point: what fails here takes nothing back."""
    try:
        ops.fsync_directory(target.parent)
    except OSError as e:
        raise OutputError(
            say(
                "the new set is in place in {target!r}, but flushing it to the disk failed ({reason}): a "
                "power cut now could bring the old one back; check the disk",
                target=str(target),
                reason=e.strerror or e,
            )
        ) from e


def _earlier(target: Path) -> frozenset[str]:
    """Names of the files of the set that is there; empty for none.

    Raises:
        OutputError: the directory has files in it and is none of ours.
    """
    if not target.is_dir() or all(p.name in LITTER for p in target.iterdir()):
        return frozenset()
    if not (target / manifest.NAME).is_file():
        raise OutputError(
            say(
                "{target!r} holds files and no {name} of codegen's: name a new or empty directory, so "
                "that nothing of yours is replaced",
                target=str(target),
                name=manifest.NAME,
            )
        )
    try:
        found = manifest.read(target)
    except BadInput as e:
        raise OutputError(
            say("{reason}: nothing was replaced; name another directory or move that file away", reason=e)
        ) from e
    return frozenset({manifest.NAME, *(entry["name"] for entry in found["files"])})


def _foreign(target: Path, old: frozenset[str], files: Mapping[str, bytes]) -> list[str]:
    """The user's own entries of the directory.

    Raises:
        OutputError: one has the name of a file to be written, or there are too many.
    """
    if not target.is_dir():
        return []
    names = sorted(p.name for p in target.iterdir() if p.name not in old and p.name not in journal.OWN)
    if clash := sorted({n for n in names if n.casefold() in {f.casefold() for f in files}}):
        raise OutputError(
            say("{path!r} is not a file that codegen wrote: move it away, then try again", path=str(target / clash[0]))
        )
    for name in old:
        if (target / name).is_dir() and not (target / name).is_symlink():
            raise OutputError(
                say("{path!r} is a directory where codegen wrote a file: move it away", path=str(target / name))
            )
    count = 0
    for name in names:
        for _ in _walk(target / name):
            count += 1
            if count > MAX_FOREIGN:
                raise OutputError(
                    say(
                        "{target!r} holds more than {limit} other files: name another directory",
                        target=str(target),
                        limit=MAX_FOREIGN,
                    )
                )
    return names


def _walk(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for entry in path.iterdir():
            yield from _walk(entry)


def _carry(source: Path, target: Path, ops: FileOps) -> None:
    if source.is_dir() and not source.is_symlink():
        ops.mkdir(target)
        for entry in source.iterdir():
            _carry(entry, target / entry.name, ops)
        shutil.copystat(source, target)
    else:
        ops.carry(source, target)


def _settle(old: Path, new: Path, ours: Iterable[str]) -> None:
    """Move over what the user put into the old directory, or changed there, while the new one was being written."""
    names = set(ours)
    with contextlib.suppress(OSError):
        for entry in old.iterdir():
            if entry.name not in names:
                _settle_entry(entry, new / entry.name)


def _settle_entry(entry: Path, place: Path) -> None:
    if entry.is_dir() and not entry.is_symlink() and place.is_dir():
        for inner in entry.iterdir():
            _settle_entry(inner, place / inner.name)
    elif not os.path.lexists(place) or (
        not entry.is_symlink() and entry.is_file() and place.is_file() and not entry.samefile(place)
    ):
        entry.replace(place)


def _prefix(target: Path) -> str:
    """How the names of a target's siblings begin; short enough for every file system."""
    name = target.name
    if len(name.encode("utf-8", "replace")) > 120:
        name = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]
    return f".{name}.codegen-"


def _sweep(target: Path) -> None:
    """Clear away what killed runs left beside the target.

    It holds links to files of the user's that are in the target too, by now perhaps in a newer form; one that the target
    lacks is moved there, since it may have been put into an old set in the instant before that was replaced.
    """
    prefix = _prefix(target)
    with contextlib.suppress(OSError, BadInput):
        for path in target.parent.iterdir():
            if path.name.startswith(prefix) and path.is_dir() and not path.is_symlink() and _abandoned(path):
                if (target / manifest.NAME).is_file() and (path / manifest.NAME).is_file():
                    ours = {manifest.NAME, *(e["name"] for e in manifest.read(path)["files"])}
                    for entry in path.iterdir():
                        if entry.name not in ours and not os.path.lexists(target / entry.name):
                            entry.rename(target / entry.name)
                _clear(path)


def _abandoned(path: Path) -> bool:
    age = time.time() - path.stat().st_mtime
    if os.name != "posix" or age < FRESH_SECONDS:
        return age > STALE_SECONDS
    lock = DirectoryLock(path)
    free = lock.held
    lock.release()
    return free or age > STALE_SECONDS


def _clear(path: Path) -> None:
    """Remove a staging directory; what cannot go now goes next time."""
    shutil.rmtree(path, ignore_errors=True)


def _explained(directory: Path, error: OSError) -> str:
    remedies = {
        errno.ENOSPC: say("free some space, or name a directory on another disk"),
        errno.EDQUOT: say("free some of your quota, or name a directory on another disk"),
        errno.EACCES: say("name a directory that you may write to"),
        errno.EPERM: say("name a directory that you may write to"),
        errno.EROFS: say("the disk is read-only: name a directory on another"),
        errno.ENAMETOOLONG: say("name a directory with a shorter name"),
        errno.ENOTDIR: say("a part of the path is a file: name another directory"),
    }
    remedy = remedies.get(error.errno or 0, say("name another directory"))
    return say(
        "cannot write the output to {directory!r}: {reason}; {remedy}. Nothing was written",
        directory=str(directory),
        reason=error.strerror or error,
        remedy=remedy,
    )


__all__ = ["load_set", "write_set"]
