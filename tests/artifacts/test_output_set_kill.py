"""Real processes, killed while they write: whatever instant it was, the old set or the new one is there, whole."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import codegen
from codegen.artifacts import load_set, write_set
from codegen.artifacts.manifest import read, verify
from codegen.model.verdict import Artifact

CHILD = Path(__file__).with_name("kill_child.py")
ROOT = Path(codegen.__file__).parents[1]
OLD = {f"file{i}.txt": f"old {i}".encode() * 3000 for i in (0, 1, 9)}
NEW = {f"file{i}.txt": f"new {i}".encode() * 5000 for i in range(4)}


def run(target: Path, way: str, after: int | None, delay: float = 0.0) -> tuple[bool, int]:
    """Kill the child ``delay`` seconds after it announced operation ``after``: whether it had not ended; operations seen.

    Aimed by operations and not by the clock, so that a busy machine spreads the kills as a quiet one does.
    """
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(ROOT), str(target), way],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        assert child.stdout.readline() == "ready\n"
        child.stdin.write("go\n")
        child.stdin.flush()
        assert child.stdout.readline() == "begin\n"
        seen = 0
        while seen != after and (line := child.stdout.readline()) == "operation\n":
            seen += 1
        if seen == after:
            time.sleep(delay)
            child.kill()
            line = "".join(child.stdout.readlines()[-1:])
        return line != "end\n", seen


def files(directory: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in directory.iterdir() if p.name != "manifest.json"}


def one(target: Path, way: str, after: int, delay: float, *, over: bool) -> tuple[bool, str]:
    """One killed run: whether the kill fell inside the writing, and what was there afterwards."""
    if over:
        write_set(target, tuple(Artifact(k, v, "x") for k, v in OLD.items()))
        (target / "notes.txt").write_bytes(b"mine")
    mine = {"notes.txt": b"mine"} if over else {}
    killed, _ = run(target, way, after, delay)
    if not target.exists():
        assert not over
        return killed, "nothing"
    if way == "journal":
        load_set(target)  # which finishes what was decided
    state = files(target)
    verify(target, read(target))
    assert state in ({**NEW, **mine}, {**OLD, **mine} if over else NEW)
    return killed, "new" if state == {**NEW, **mine} else "old"


@pytest.mark.slow
@pytest.mark.parametrize(("way", "kills", "least"), [("exchange", 50, 20), ("journal", 16, 8)])
def test_killed_at_any_instant_the_old_set_or_the_new_is_whole(
    tmp_path: Path, way: str, kills: int, least: int
) -> None:
    first = tmp_path / "measure"
    write_set(first, tuple(Artifact(k, v, "x") for k, v in OLD.items()))
    operations = run(first, way, None)[1]
    assert operations > 10
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(
                one,
                tmp_path / str(n) / "out",
                way,
                1 + round((operations + 2) * n / kills),  # past the last one: it ends by itself
                0.0015 * (n % 7),
                over=way == "journal" or n % 2 == 1,
            )
            for n in range(kills)
        ]
        results = [job.result() for job in jobs]
    assert sum(killed for killed, _ in results) >= least, (operations, results)
    seen = {state for _, state in results}
    assert seen == ({"old", "new", "nothing"} if way == "exchange" else {"old", "new"})
    for n in range(0, kills, 7):  # what is left behind is not in the way of a later run
        target = tmp_path / str(n) / "out"
        write_set(target, tuple(Artifact(k, v, "x") for k, v in NEW.items()))
        assert set(NEW.items()) <= set(files(target).items())
