"""``codegen faults`` from the command line: the table, the exit codes, JSON, misses with their diffs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import codegen

GOOD = """\
G21 G90 G17 G94 G40 G49 G80 G54
G64 P0.01
G53 G0 Z0
T1 M6
G43 H1
S3000 M3
M8
G0 X10 Y10
Z10
Z2
G1 Z-1 F150
G1 X40 F300
G0 Z10
G53 G0 Z0
M5
M9
M30
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "good.ngc"
    path.write_text(GOOD, encoding="ascii")
    return path


KNOWN = ("--controller", "linuxcnc", "--stock", "60x40x10", "--tool", "1=endmill-6")


def test_faults_are_counted(program: Path) -> None:
    names = "spindle-start-lost,rapid-for-feed,block-doubled"
    done = codegen("faults", str(program), *KNOWN, "--operators", names, "--per-operator", "2", "--json")
    data = json.loads(done.stdout)
    by = {row["operator"]: row for row in data["operators"]}
    assert by["spindle-start-lost"]["tried"] == 1 and by["spindle-start-lost"]["all_places_tried"]
    assert by["spindle-start-lost"]["by"] == {"spindle-off-in-cut": 1} and by["spindle-start-lost"]["named"] == 1
    assert by["block-doubled"]["harmless"] == 2 and by["block-doubled"]["alarms"] == 0
    assert data["total"]["tried"] == 5 and data["outcome"] == "caught" and done.returncode == 0
    again = codegen("faults", str(program), *KNOWN, "--operators", names, "--per-operator", "2", "--json")
    assert json.loads(again.stdout) == data


def test_a_miss_is_shown_with_its_line_and_fails(program: Path) -> None:
    # without the part nobody can know that the groove was to be 30 mm long
    done = codegen("faults", str(program), *KNOWN, "--operators", "place-wrong", "--per-operator", "12", "--seed", "3")
    assert done.returncode == 1
    assert "missed: place-wrong, line 12" in done.stdout and "-G1 X40 F300" in done.stdout


def test_what_is_not_there_is_said(program: Path, tmp_path: Path) -> None:
    assert "block-lost" in codegen("faults", "--list").stdout
    assert codegen("faults", str(program), "--operators", "nonsense").returncode == 2
    assert codegen("faults", str(tmp_path / "none.ngc")).returncode == 2
    assert codegen("faults").returncode == 2
