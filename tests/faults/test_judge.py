"""The judge of faults, by hand: one tool, one block of stock; volumes and distances by formula."""

from __future__ import annotations

import math

import pytest

from codegen import shop
from codegen.process import load_setup
from tests.faults import sweep
from tests.faults.judge import Grade, Judge
from tests.faults.motions import chords, of_linuxcnc
from tests.oracle import lcnc

SETUP = """\
version = 1
machine = "generic-mill"
controller = "linuxcnc"
material = "6061"
[zero]
work_offset = "G54"
datum = "front left of the top"
clearance = 10.0
[stock]
shape = "box"
low = [0.0, 0.0, -10.0]
high = [60.0, 40.0, 0.0]
[fixture]
kind = "clamps"
clear_below = 5.0
text = ""
source = ""
[[fixture.keep_out]]
low = [50.0, 0.0, 0.0]
high = [60.0, 10.0, 8.0]
[[tools]]
number = 1
length_offset = 1
diameter_offset = 1
tool = "endmill-6"
stick_out = 26.0
holder = [[40.0, 26.0, 60.0]]
[[tools]]
number = 2
length_offset = 2
diameter_offset = 2
tool = "tap-m6"
stick_out = 50.0
holder = []
[[tools]]
number = 3
length_offset = 3
diameter_offset = 3
tool = "drill-5"
stick_out = 50.0
holder = []
"""
PROGRAM = """\
G21 G90 G17 G94 G40 G49 G80 G54
G53 G0 Z0
T1 M6
G43 H1
S3000 M3
M8
G0 X10 Y10 Z10
G0 Z2
G1 Z-2 F200
G1 X30 F600
G0 Z10
G53 G0 Z0
T3 M6
G43 H3
S3000 M3
G0 X40 Y30 Z10
G99 G81 X40 Y30 Z-8 R2 F300
G80
G53 G0 Z0
T2 M6
G43 H2
S500 M3
G0 X40 Y30 Z5
G33.1 Z-5 K1
G53 G0 Z0
M30
"""


@pytest.fixture(scope="module")
def judge() -> Judge:
    lcnc.require()
    controller = shop.controller("linuxcnc")
    return Judge(PROGRAM, controller, shop.machine("generic-mill"), load_setup(SETUP))


def test_a_sweep_has_the_volume_of_its_formula() -> None:
    tool = shop.tool("endmill-6")
    solid = sweep.swept(sweep.rings(tool), [(0, 0, 0), (20, 0, 0)])
    height = max(tool.flute_length, tool.diameter)
    facets = sweep.FACETS / 2 * math.sin(2 * math.pi / sweep.FACETS)  # area of the polygon, for a radius of 1
    # the widest cut through a polygon across the way is its diameter: a corner stands on either side
    assert solid.volume() == pytest.approx((20 * 6 + facets * 9) * height, rel=1e-3)
    less = sweep.swept(sweep.rings(tool, 0.02), [(0, 0, 0), (20, 0, 0)])
    bounds = less.bounding_box()
    assert bounds[1] == pytest.approx(-2.98, abs=1e-3) and bounds[2] == pytest.approx(0.02)


def test_a_cone_comes_in_by_the_same_on_its_flank() -> None:
    drill = shop.tool("drill-5")
    (_, tip), (_, shoulder), _ = sweep.rings(drill, 0.02)
    half = math.radians((drill.point_angle_deg or 0) / 2)
    assert tip == pytest.approx(0.02 / math.sin(half))
    assert shoulder - tip == pytest.approx(2.5 / math.tan(half))


def test_chords_stay_on_the_arc_and_end_where_it_ends() -> None:
    path = chords((10, 0, 0), (0, 10, -2), (0, 0), "xy", ccw=True, turns=1)  # type: ignore[arg-type]
    assert path[0] == (10, 0, 0) and path[-1] == (0, 10, -2)
    assert all(math.hypot(x, y) == pytest.approx(10) for x, y, _ in path)
    assert path[len(path) // 2][0] > 0 and path[len(path) // 2][1] > 0
    full = chords((10, 0, 0), (10, 0, 0), (0, 0), "xy", ccw=False, turns=1)  # type: ignore[arg-type]
    assert full[len(full) // 4][1] == pytest.approx(-10, abs=0.5)


def test_the_tip_stands_where_the_machine_brings_it(judge: Judge) -> None:
    cut = next(m for m in judge.good if m.line == 10)
    assert cut.path == ((pytest.approx(10), pytest.approx(10), pytest.approx(-2)), (pytest.approx(30), pytest.approx(10), pytest.approx(-2)))  # fmt: skip
    without = next(m for m in of_linuxcnc(PROGRAM.replace("G43 H1\n", "")) if m.line == 9)
    assert without.path[0][2] == pytest.approx(-2 - 67)  # T1 is 67 mm long: its tip stands that much lower


def test_the_program_itself_is_harmless(judge: Judge) -> None:
    assert judge.ruling(PROGRAM).grade is Grade.HARMLESS


CASES = [
    ("G1 X30 F600", "G1 X30.05 F600", Grade.HARMFUL, "cuts what is to stay"),
    ("G1 X30 F600", "G1 X29.9 F600", Grade.HARMFUL, "what line 10 cut is left"),
    ("G1 X30 F600", "G1 X30.01 F600", Grade.HARMLESS, ""),
    ("G1 X30 F600", "G1 X20 F600\nG1 X30", Grade.HARMLESS, ""),  # the same in two steps
    ("G1 Z-2 F200", "G0 Z-2", Grade.HARMFUL, "rapid through stock"),
    ("G0 Z2", "G0 Z0.05", Grade.HARMFUL, "within 0.1 mm"),
    ("G0 Z2", "G0 Z1", Grade.HARMLESS, ""),
    ("G0 X10 Y10 Z10", "G0 X10 Y10 Z10\nG0 X55 Y5 Z5\nG0 Z10\nX10 Y10", Grade.HARMFUL, "fixture"),
    ("S3000 M3\nM8", "M8", Grade.HARMFUL, "the spindle stands"),
    ("S3000 M3\nM8", "S3000 M4\nM8", Grade.HARMFUL, "the wrong way"),
    ("S3000 M3\nM8", "S3000 M3", Grade.DOUBTFUL, "without coolant"),
    ("S3000 M3\nM8", "S9000 M3\nM8", Grade.HARMFUL, "more than the machine has"),
    ("G1 X30 F600", "G1 X30 F6000", Grade.HARMFUL, "10.0 times the planned feed"),
    ("G1 X30 F600", "G1 X30 F1500", Grade.DOUBTFUL, "more feed"),
    ("G1 X30 F600", "G1 X30 F20", Grade.DOUBTFUL, "rubs"),
    ("G43 H1\n", "", Grade.HARMFUL, "the length of another tool, or none"),
    ("G43 H1\n", "G43 H3\n", Grade.HARMFUL, "the length of another tool"),
    ("G54\n", "G55\n", Grade.HARMFUL, "left"),
    ("G54\n", "\n", Grade.DOUBTFUL, "the program before left"),
    ("T1 M6", "T3 M6", Grade.HARMFUL, "another tool"),
    ("G33.1 Z-5 K1", "G33.1 Z-5 K1.25", Grade.HARMFUL, "pitch 1.25"),
    ("G33.1 Z-5 K1", "G33.1 Z-3 K1", Grade.HARMFUL, "another depth"),
    ("G33.1 Z-5 K1", "G33.1 Z-5.6 K1", Grade.HARMLESS, ""),  # the hole goes on to 8 mm
    ("G33.1 Z-5 K1\n", "", Grade.HARMFUL, "is not tapped"),
    ("G0 X40 Y30 Z5", "G0 X40.1 Y30 Z5", Grade.HARMFUL, "is not tapped"),
    ("G1 X30 F600", "G1 X3O F600", Grade.HARMFUL, "the control stops at line 10"),
    ("M30\n", "", Grade.DOUBTFUL, "end"),
    ("G0 Z10\nG53 G0 Z0\nT3 M6", "T3 M6", Grade.HARMFUL, "cuts what is to stay"),  # it is 14 mm longer than T1,
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "grade", "why"), CASES, ids=[f"{i}-{c[2]}" for i, c in enumerate(CASES)])
def test_a_ruling(judge: Judge, old: str, new: str, grade: Grade, why: str) -> None:
    assert old in PROGRAM
    ruling = judge.ruling(PROGRAM.replace(old, new, 1))
    assert (ruling.grade, why in ruling.why) == (grade, True), ruling
