"""The output set: all or nothing, whatever fails and whenever."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.artifacts import load_set, write_set
from codegen.artifacts.fileops import FileOps, Unsupported
from codegen.errors import BadInput, OutputError
from codegen.model.verdict import Artifact

OLD = (
    Artifact("part.step", b"old step", "part"),
    Artifact("program.ngc", b"G21\nM2\n", "program"),
    Artifact("gone.txt", b"-", "x"),
)
NEW = (
    Artifact("part.step", b"new step" * 100, "part"),
    Artifact("program.ngc", b"G20\nM2\n", "program"),
    Artifact("more.txt", b"+", "x"),
)


class NoExchange(FileOps):
    """A system that cannot exchange directories."""

    def exchange(self, first: Path, second: Path) -> None:
        raise Unsupported(errno.ENOSYS, "not here")


class Faulty(FileOps):
    """Fails at the n-th operation, after doing it or instead of it; counts them all."""

    def __init__(
        self, base: type[FileOps], fail_at: int | None, *, code: int = errno.ENOSPC, after: bool = False
    ) -> None:
        self.count = 0
        self.log: list[str] = []
        real = base()

        def wrap(name: str) -> Callable[..., None]:
            def run(*paths: object) -> None:
                self.count += 1
                self.log.append(name)
                failing = self.count == fail_at
                if failing and not after:
                    raise OSError(code, os.strerror(code), str(paths[0]))
                getattr(real, name)(*paths)
                if failing:
                    raise OSError(code, os.strerror(code), str(paths[0]))

            return run

        for name in OPERATIONS:
            setattr(self, name, wrap(name))


OPERATIONS = [n for n in vars(FileOps) if not n.startswith("_")]


def content(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def expected(artifacts: tuple[Artifact, ...]) -> dict[str, bytes]:
    return {a.name: a.data for a in artifacts}


def without_manifest(directory: Path) -> dict[str, bytes]:
    return {k: v for k, v in content(directory).items() if k != "manifest.json"}


def siblings(target: Path) -> list[str]:
    return sorted(p.name for p in target.parent.iterdir() if p != target)


def test_a_fresh_set_and_its_manifest(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "out"
    write_set(target, OLD, manifest_extra={"outcome": "passed"})
    found = load_set(target)
    assert found["outcome"] == "passed"
    assert found["generator"] == "codegen"
    assert [(f["name"], f["role"], f["size"], f["sha256"]) for f in found["files"]] == [
        (a.name, a.role, len(a.data), hashlib.sha256(a.data).hexdigest()) for a in OLD
    ]
    assert without_manifest(target) == expected(OLD)
    assert siblings(target) == []


@pytest.mark.parametrize("ops", [FileOps(), NoExchange()])
def test_a_new_set_takes_the_old_ones_place_and_the_users_files_stay(tmp_path: Path, ops: FileOps) -> None:
    target = tmp_path / "out"
    write_set(target, OLD, ops=ops)
    (target / "notes.txt").write_text("mine", encoding="utf-8")
    (target / "photos" / "raw").mkdir(parents=True)
    (target / "photos" / "raw" / "1.jpg").write_bytes(b"jpg")
    (target / "empty").mkdir()
    inode = (target / "photos" / "raw" / "1.jpg").stat().st_ino
    write_set(target, NEW, ops=ops)
    load_set(target)
    assert without_manifest(target) == {**expected(NEW), "notes.txt": b"mine", str(Path("photos/raw/1.jpg")): b"jpg"}
    assert (target / "empty").is_dir()
    assert (target / "photos" / "raw" / "1.jpg").stat().st_ino == inode
    assert siblings(target) == []


def test_an_empty_directory_is_taken(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    write_set(target, NEW)
    assert without_manifest(target) == expected(NEW)
    finder = tmp_path / "finder"
    finder.mkdir()
    (finder / ".DS_Store").write_bytes(b"x")
    write_set(finder, NEW)
    assert (finder / ".DS_Store").exists()
    load_set(finder)


def test_altered_missing_and_strange_sets_are_told(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_set(target, OLD)
    (target / "program.ngc").write_bytes(b"G21\nM3\n")
    with pytest.raises(BadInput, match=r"program\.ngc"):
        load_set(target)
    (target / "program.ngc").unlink()
    with pytest.raises(BadInput, match=r"program\.ngc"):
        load_set(target)
    for text in ("", "[]", "{}", '{"generator":"codegen","files":[{"name":"../x","sha256":""}]}', "[" * 100_000):
        (target / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match="manifest"):
            load_set(target)
        with pytest.raises(OutputError, match="manifest"):
            write_set(target, NEW)
    with pytest.raises(BadInput):
        load_set(tmp_path / "nowhere")


# -- places that cannot be written -------------------------------------------------------------------------------------


def test_a_directory_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "home"
    target.mkdir()
    (target / "thesis.tex").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match=r"home.*empty directory"):
        write_set(target, NEW)
    assert content(target) == {"thesis.tex": b"x"}
    assert siblings(target) == []


def test_a_file_of_the_users_with_the_name_of_an_artifact_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_set(target, OLD)
    (target / "More.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"More\.txt.*move it away"):
        write_set(target, NEW)
    assert without_manifest(target) == {**expected(OLD), "More.txt": b"mine"}


def test_a_file_or_a_dead_link_in_the_place_of_the_directory(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x")
    for target in (file, file / "out"):
        with pytest.raises(OutputError, match="file"):
            write_set(target, NEW)
    assert file.read_bytes() == b"x"
    link = tmp_path / "link"
    try:
        link.symlink_to(tmp_path / "nowhere")
    except OSError:
        pytest.skip("links need a privilege here")
    with pytest.raises(OutputError, match="link"):
        write_set(link, NEW)
    assert siblings(file) == ["link"]


def test_a_link_to_a_directory_is_followed_and_stays(tmp_path: Path) -> None:
    real = tmp_path / "real"
    write_set(real, OLD)
    link = tmp_path / "link"
    try:
        link.symlink_to(real, target_is_directory=True)
    except OSError:
        pytest.skip("links need a privilege here")
    write_set(link, NEW)
    assert link.is_symlink()
    assert without_manifest(real) == expected(NEW)


def test_long_names(tmp_path: Path) -> None:
    write_set(tmp_path / ("七" * 80), NEW)  # 240 bytes: allowed
    with pytest.raises(OutputError, match="cannot write"):
        write_set(tmp_path / ("x" * 300), NEW)
    with pytest.raises(OutputError):
        write_set(tmp_path / "a\0b", NEW)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="root may write anywhere")
def test_an_unwritable_directory(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="may write"):
            write_set(closed / "out", NEW)
    finally:
        closed.chmod(0o700)
    assert list(closed.iterdir()) == []


def test_a_closed_parent_does_not_matter_where_the_directory_is_open(tmp_path: Path) -> None:
    class Closed(FileOps):
        def mkdir(self, path: Path) -> None:
            if path.parent == tmp_path:
                raise PermissionError(errno.EACCES, "closed", str(path))
            super().mkdir(path)

    target = tmp_path / "out"
    write_set(target, OLD)
    write_set(target, NEW, ops=Closed())
    load_set(target)
    assert without_manifest(target) == expected(NEW)
    with pytest.raises(OutputError, match="may write"):
        write_set(tmp_path / "other", NEW, ops=Closed())


@pytest.mark.parametrize(
    "name",
    ["", "../x", "a/b", "a\\b", ".hidden", "CON", "nul.txt", "x:y", "trailing.", "manifest.json", "é" * 101, "a\nb"],
)
def test_bad_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError):
        write_set(tmp_path / "out", (Artifact(name, b"", "x"),))
    with pytest.raises(OutputError, match="two"):
        write_set(tmp_path / "out", (Artifact("a", b"", "x"), Artifact("A", b"", "x")))
    assert list(tmp_path.iterdir()) == []


def test_the_manifests_own_keys_cannot_be_given(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="files"):
        write_set(tmp_path / "out", NEW, manifest_extra={"files": []})


# -- a fault at every operation ------------------------------------------------------------------------------------------


def operations(tmp_path: Path, base: type[FileOps], *, over: bool) -> int:
    target = tmp_path / "count" / "out"
    if over:
        write_set(target, OLD)
        (target / "notes.txt").write_bytes(b"mine")
    counting = Faulty(base, None)
    write_set(target, NEW, ops=counting)
    return counting.count


@pytest.mark.parametrize("base", [FileOps, NoExchange])
@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_fault_anywhere_leaves_the_old_set_or_the_new(
    tmp_path: Path, base: type[FileOps], over: bool, after: bool, code: int
) -> None:
    total = operations(tmp_path, base, over=over)
    assert total >= 2 * (len(NEW) + 1)
    for n in range(1, total + 1):
        target = tmp_path / str(n) / "out"
        mine = {}
        if over:
            write_set(target, OLD)
            (target / "notes.txt").write_bytes(b"mine")
            mine = {"notes.txt": b"mine"}
        ops = Faulty(base, n, code=code, after=after)
        failed = None
        try:
            write_set(target, NEW, ops=ops)
        except OutputError as e:
            failed = str(e)
            assert str(target) in failed
            assert "\n" not in failed
        if failed is None:  # done all the same, or by the other way
            assert base is NoExchange or ops.log[n - 1] in ("exchange", "rename", "mkdir")
        if base is NoExchange and target.is_dir() and any(p.name.startswith(".codegen") for p in target.iterdir()):
            load_set(target)  # whoever reads the set finishes it first
        if not target.exists():
            assert not over
            assert failed is not None
            assert "Nothing was written" in failed
            assert siblings(target) == [] if target.parent.exists() else True
            continue
        state = without_manifest(target)
        assert state in ({**expected(NEW), **mine}, {**expected(OLD), **mine} if over else None)
        load_set(target)
        if state == {**expected(OLD), **mine}:
            assert failed is not None
            assert "Nothing was written" in failed
        assert siblings(target) == []
        write_set(target, NEW)  # and the next run succeeds
        assert without_manifest(target) == {**expected(NEW), **mine}
        assert siblings(target) == []


def test_the_disk_full_is_said_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"free some space.*Nothing was written"):
        write_set(tmp_path / "out", NEW, ops=Faulty(FileOps, 3))
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_cleans_up(tmp_path: Path) -> None:
    class Interrupted(FileOps):
        def fsync(self, path: Path) -> None:
            raise KeyboardInterrupt

    target = tmp_path / "new" / "out"
    with pytest.raises(KeyboardInterrupt):
        write_set(target, NEW, ops=Interrupted())
    assert list(tmp_path.iterdir()) == []


def test_what_the_user_does_meanwhile_is_kept(tmp_path: Path) -> None:
    """Between the carrying over and the exchange the user saves a file anew, and adds one."""
    target = tmp_path / "out"
    write_set(target, OLD)
    (target / "notes.txt").write_bytes(b"first")

    class Meanwhile(FileOps):
        def exchange(self, first: Path, second: Path) -> None:
            (target / "draft").write_bytes(b"second")
            (target / "draft").replace(target / "notes.txt")
            (target / "added.txt").write_bytes(b"added")
            super().exchange(first, second)

    write_set(target, NEW, ops=Meanwhile())
    assert without_manifest(target) == {**expected(NEW), "notes.txt": b"second", "added.txt": b"added"}


def test_leftovers_of_killed_runs_are_cleared_but_not_those_of_live_ones(tmp_path: Path) -> None:
    from codegen.artifacts.fileops import DirectoryLock

    target = tmp_path / "out"
    write_set(target, OLD)
    names = [".out.codegen-dead", ".out.codegen-live", ".other.codegen-dead"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "part.step").write_bytes(b"half")
        os.utime(tmp_path / name, (1e9, 1e9) if name != names[1] or sys.platform == "win32" else None)
    lock = DirectoryLock(tmp_path / names[1])
    write_set(target, NEW)
    lock.release()
    assert names[0] not in siblings(target)
    assert names[2] in siblings(target)
    if sys.platform != "win32":
        assert names[1] in siblings(target)


def test_a_hostile_journal_moves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_set(target, OLD)
    victim = tmp_path / "victim"
    victim.write_bytes(b"x")
    for plan in ({"move": {}, "remove": ["../victim"]}, {"move": {"../victim": "0"}, "remove": []}, [], {"move": 1}):
        (target / ".codegen-journal.json").write_text(json.dumps(plan), encoding="utf-8")
        with pytest.raises(BadInput, match="damaged"):
            load_set(target)
        with pytest.raises(OutputError, match="damaged"):
            write_set(target, NEW)
    assert victim.read_bytes() == b"x"
