"""Programs from a pipe: ``-`` in place of a file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.run import codegen

PROGRAM = b"%\nO0001\nG21 G90 G17 G94 G54\nG0 X10. Y5.\nM30\n%\n"


def run(*args: str, data: bytes = PROGRAM) -> subprocess.CompletedProcess[str]:
    return codegen(*args, stdin=data)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("check", "-", "--controller", "fanuc"), "Passed"),
        (("explain", "-", "--controller", "fanuc", "--lines", "4"), "rapid to (10, 5"),
        (("format", "-", "--controller", "fanuc"), "G0 X10. Y5."),
        (("convert", "-", "--from", "fanuc", "--to", "linuxcnc"), "G0 X10 Y5"),
    ],
)
def test_a_program_comes_through_a_pipe(args: tuple[str, ...], says: str) -> None:
    done = run(*args)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout


def test_one_side_of_a_comparison_may_come_through_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "a.nc"
    path.write_bytes(PROGRAM.replace(b"X10.", b"X10.0"))
    assert run("diff", "-", str(path), "--controller", "fanuc").returncode == 0
    both = run("diff", "-", "-", "--controller", "fanuc")
    assert both.returncode == 2
    assert "only one" in both.stderr


def test_a_mended_program_needs_a_file_to_lie_beside() -> None:
    done = run("check", "-", "--controller", "fanuc", "--fix")
    assert done.returncode == 2
    assert "name a file" in done.stderr


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "empty"), (b"G21 G90\nG0 X" + b"1" * 70000 + b"\nM2\n", "more than 65536 characters")],
)
def test_what_cannot_be_explained_says_why(data: bytes, says: str) -> None:
    done = run("explain", "-", "--controller", "linuxcnc", data=data)
    assert done.returncode == 2
    assert says in done.stderr


def test_utf_16_is_called_by_its_name() -> None:
    done = run("check", "-", "--controller", "fanuc", data=PROGRAM.decode().encode("utf-16"))
    assert done.returncode == 1
    assert "UTF-16" in done.stdout
    assert done.stdout.count("error [") == 1
