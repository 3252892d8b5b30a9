"""Runs LinuxCNC's own interpreter on a program (tests only)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

MM_PER_INCH = 25.4


def run(program: str, tools: dict[int, tuple[float, float]]) -> list[str]:
    """Canonical calls of ``program``; ``tools``: number → (length, diameter) in mm. Fails on any complaint.

    The tool table is read as inches whatever the program says; HOME holds a shared map of it, so each run has its own.
    """
    if shutil.which("rs274") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("rs274 is missing: install linuxcnc-uspace")
        pytest.skip("needs rs274: install linuxcnc-uspace (Debian, Ubuntu)")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "v.var").write_text("", encoding="ascii")
        rows = [f"T{t} P{t} Z{z / MM_PER_INCH:.10f} D{d / MM_PER_INCH:.10f}\n" for t, (z, d) in tools.items()]
        (home / "tools.tbl").write_text("".join(rows), encoding="ascii")
        (home / "p.ngc").write_text(program, encoding="ascii")
        command = [
            "rs274",
            "-g",
            "-n",
            "2",
            "-v",
            str(home / "v.var"),
            "-t",
            str(home / "tools.tbl"),
            str(home / "p.ngc"),
        ]
        out = home / "out.txt"
        with out.open("w") as sink:
            done = subprocess.run(
                command, env={**os.environ, "HOME": name}, stdout=sink, stderr=subprocess.PIPE, text=True, timeout=60,
                check=False,
            )  # fmt: skip
        calls = out.read_text(encoding="utf-8", errors="replace").splitlines()
    assert done.returncode == 0, (done.stderr, program)
    return [line.split(None, 2)[-1] if line.strip() else "" for line in calls]
