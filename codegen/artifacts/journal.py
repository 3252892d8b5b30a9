"""Replacing a set file by file, where two directories cannot be exchanged (Windows, mount points, some file systems).

    .codegen-new/            the new set, whole and flushed, beside the old files
    .codegen-journal.json    the commit point: which files to move up, which to remove; flushed
    ... each file is moved into its place, the manifest last; the journal is removed ...

Before the journal exists, the old set stands and ``.codegen-new`` is rubbish. Once it exists, the new set is decided:
``recover``, which every reader and writer of codegen calls first, finishes what was begun. Moving a file twice is the
same as moving it once, so recovery may itself be interrupted. Other files in the directory are never touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from codegen.artifacts import manifest
from codegen.artifacts.fileops import REAL, FileOps
from codegen.errors import BadInput, OutputError
from codegen.messages import say

STAGE: Final = ".codegen-new"
JOURNAL: Final = ".codegen-journal.json"
OWN: Final = frozenset({STAGE, JOURNAL})


def replace_set(directory: Path, files: Mapping[str, bytes], old: frozenset[str], *, ops: FileOps) -> None:
    """Put ``files`` (the manifest among them) in the place of the files called ``old``.

    Raises:
        OSError: the old set stands as it was.
        OutputError: the new set is decided, and the next ``recover`` finishes putting it in place.
    """
    stage, journal = directory / STAGE, directory / JOURNAL
    try:
        ops.mkdir(stage)
        for name, data in files.items():
            ops.write(stage / name, data)
            ops.fsync(stage / name)
        plan = {
            "move": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
            "remove": sorted(old - files.keys()),
        }
        draft = stage / JOURNAL
        ops.write(draft, json.dumps(plan).encode("utf-8"))
        ops.fsync(draft)
        ops.fsync_directory(stage)
        try:
            ops.replace(draft, journal)  # the commit point
        except OSError:
            if not journal.exists():  # a network disk may report a failure of what it has done
                raise
    except BaseException:
        if not journal.exists():
            _discard(directory)
        raise
    try:
        ops.fsync_directory(directory)
        _finish(directory, ops)
    except OSError as e:
        raise OutputError(
            say(
                "the new set in {directory!r} is decided, but putting it in place was interrupted "
                "({reason}): run the same command again to finish it",
                directory=str(directory),
                reason=e.strerror or e,
            )
        ) from e


def recover(directory: Path, *, ops: FileOps = REAL) -> None:
    """Finish a replacement that was interrupted, or clear away one that never was decided.

    Raises:
        BadInput: the journal is not one of codegen's, or what it lists is missing or altered.
        OSError: the directory cannot be changed.
    """
    if (directory / JOURNAL).is_file():
        _finish(directory, ops)
    elif (directory / STAGE).is_dir():
        _discard(directory)


def _finish(directory: Path, ops: FileOps) -> None:
    stage, journal = directory / STAGE, directory / JOURNAL
    moves, removals = _plan(journal)
    for name in sorted(moves, key=lambda n: (n == manifest.NAME, n)):
        staged = stage / name
        if staged.is_file():
            if hashlib.sha256(staged.read_bytes()).hexdigest() != moves[name]:
                raise BadInput(
                    say(
                        "{staged!r} was altered: remove {stage} and {journal} there and make the set again",
                        staged=str(staged),
                        stage=STAGE,
                        journal=JOURNAL,
                    )
                )
            ops.replace(staged, directory / name)
    for name in removals:
        if (directory / name).is_file() or (directory / name).is_symlink():
            ops.remove(directory / name)
    ops.fsync_directory(directory)
    ops.remove(journal)
    _discard(directory)


def _plan(journal: Path) -> tuple[dict[str, str], list[str]]:
    try:
        plan = json.loads(journal.read_text(encoding="utf-8"))
        moves, removals = plan["move"], plan["remove"]
        names = [*moves, *removals]
        if all(manifest.plain_name(n) for n in names) and all(isinstance(h, str) for h in moves.values()):
            return moves, removals
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise BadInput(
        say(
            "{journal!r} is damaged: remove it and {stage} beside it, and make the set again",
            journal=str(journal),
            stage=STAGE,
        )
    )


def _discard(directory: Path) -> None:
    """Remove the staging directory; it holds files of ours only. What cannot go now goes next time."""
    stage = directory / STAGE
    with contextlib.suppress(OSError):
        for path in stage.iterdir():
            path.unlink()
        stage.rmdir()
