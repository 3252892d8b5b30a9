"""What two programs do differently: nothing for what is only written otherwise, and each change under its own name."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import shop
from codegen.errors import UsageError
from codegen.interpreter import read
from codegen.model.difference import Aspect, Difference
from codegen.pipeline.acts import acts_of, align
from codegen.pipeline.diff import ALIKE, alike, diff, difference

LINUXCNC, FANUC = shop.controller("linuxcnc"), shop.controller("fanuc")
MILL = shop.machine("generic-mill")
BASE = """\
G21 G90 G17 G40 G49 G80 G94
T1 M6
S3000 M3
G54 G0 X0 Y0
G43 H1 Z5
M8
G1 Z-1 F200
X10 F400
Y10
G2 X0 Y0 I-5 J-5
G0 Z5
G4 P0.5
T2 M6
S2000 M3
G43 H2 Z5
G98 G81 X5 Y5 Z-3 R1 F100
X8
G80
G0 Z20
M30
"""


def between(a: str, b: str) -> Difference:
    one, other = (read(text, alike(LINUXCNC), environment=ALIKE) for text in (a, b))
    return difference(one, other, MILL)


def aspects(a: str, b: str) -> set[str]:
    return {str(c.aspect) for c in between(a, b).changes}


@pytest.mark.parametrize(
    "rewritten",
    [
        BASE.replace("G1 Z", "N5 g01 z").replace("X10", "x 10.000"),
        BASE.replace("G21", "(a comment)\nG21").replace("Y10", "G1 Y10 (here)"),
        BASE.replace("G98 G81 X5 Y5 Z-3 R1 F100\nX8\nG80\n",
                     "G0 X5 Y5\nZ1\nG1 Z-3 F100\nG0 Z5\nX8\nZ1\nG1 Z-3\nG0 Z5\n"),
        BASE.replace("X10 F400", "G91 X10 F400\nG90"),
        BASE.replace("Y10\n", "Y10\nG1 X10 Y10\n"),
        BASE.replace("G2 X0 Y0 I-5 J-5", "G2 X0 Y0 R7.0710678"),
        BASE.replace("\n", "\r\n"),
    ],
)  # fmt: skip
def test_what_is_only_written_otherwise_is_no_change(rewritten: str) -> None:
    assert rewritten != BASE
    found = between(BASE, rewritten)
    assert found.changes == () and found.unread == ()


def test_inches_and_millimetres_say_the_same() -> None:
    metric = "G21 G90\nG1 X25.4 F254\nG3 X0 Y0 I-12.7 J0\nM2\n"
    inch = "G20 G90\nG1 X1 F10\nG3 X0 Y0 I-0.5 J0\nM2\n"
    assert between(metric, inch).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "aspect"),
    [
        ("Z-1", "Z-1.5", "motion"), ("X10 F400", "X10 F500", "feed"), ("S3000", "S2500", "speed"),
        ("M3\nG54", "M4\nG54", "spindle"),
        ("M8", "M9", "coolant"), ("G54", "G55", "work-offset"), ("G43 H1", "G43 H3", "length-offset"), ("T2 M6", "T3 M6", "tool"),
        ("P0.5", "P0.7", "dwell"), ("G0 Z20", "M1\nG0 Z20", "stop"), ("G2 X0", "G3 X0", "motion"),
        ("G90 G17", "G90 G61 G17", "path"),
    ],
)  # fmt: skip
def test_each_change_has_its_name(old: str, new: str, aspect: str) -> None:
    assert BASE.count(old) == 1
    assert aspect in aspects(BASE, BASE.replace(old, new))
    if aspect in ("feed", "speed", "spindle", "coolant", "work-offset", "dwell", "path"):
        assert aspects(BASE, BASE.replace(old, new)) == {aspect}


def test_a_change_names_its_lines_and_its_tool() -> None:
    (change,) = between(BASE, BASE.replace("X10 F400", "X10 F500")).changes
    assert (change.aspect, change.a, change.b, change.count) == (Aspect.FEED, (8, 10), (8, 10), 3)
    assert (change.before, change.after, change.tools) == ("400 mm/min", "500 mm/min", {1})


def test_a_deleted_operation_is_one_change() -> None:
    (change,) = between(BASE, re.sub(r"G98.*G80\n", "", BASE, flags=re.DOTALL)).changes
    assert (change.aspect, change.a, change.count, change.tools) == (Aspect.MOTION, (16, 19), 9, {2})
    assert change.after == "rapid to (0, 0, 20)"  # it goes there from elsewhere now


def test_what_only_one_has_is_told_as_such() -> None:
    (change,) = between(BASE, BASE.replace("Y10\n", "Y10\nX12\nX10\n")).changes
    assert (change.a, change.b, change.before) == (None, (10, 11), "")


@pytest.mark.parametrize(
    ("claims", "holds"),
    [(["feed"], True), (["tool=1"], True), (["tool=2"], False), (["speed"], False), (["speed", "feed"], True)],
)
def test_a_claim_is_proven_or_not(claims: list[str], holds: bool) -> None:
    assert between(BASE, BASE.replace("X10 F400", "X10 F500")).within(claims) is holds


@pytest.mark.parametrize("claim", ["feeds", "tool=", "tool=x", "", "feed=3"])
def test_a_claim_that_cannot_be_read_is_refused(claim: str) -> None:
    with pytest.raises(UsageError, match="--only takes one of"):
        between(BASE, BASE.replace("X10 F400", "X10 F500")).within([claim])


def test_what_is_not_understood_is_said() -> None:
    found = between(BASE, BASE.replace("G4 P0.5", "G4 P0.5\nG12.9"))
    assert [f.where.line for f in found.unread] == [13]


def test_two_controls_are_compared_by_what_they_do(tmp_path: Path) -> None:
    a, b = tmp_path / "a.ngc", tmp_path / "b.nc"
    a.write_text("G21 G90 G94\nG54\nS900 M3\nG0 X1 Y2\nG1 Z-1 F100\nG4 P1.5\nM5\nM30\n", encoding="utf-8")
    b.write_text(
        "%\nO1\nG21 G90 G94\nG54\nS900 M3\nG0 X1. Y2.\nG1 Z-1. F100.\nG4 P1500\nM5\nM30\n%\n", encoding="utf-8"
    )
    found = diff(a, b, controllers=("linuxcnc", "auto"))
    assert {str(c.aspect) for c in found.changes} <= {"path"} and not found.unread
    assert len(found.notes) == 1


MOVES = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=30)


@given(MOVES, st.data())
def test_alignment_pairs_every_act_once_and_only_alike_ones(points: list[tuple[int, int]], data: st.DataObject) -> None:
    other = list(points)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(other)))
        if data.draw(st.booleans()) and at < len(other):
            del other[at]
        else:
            other.insert(at, (20, data.draw(st.integers(0, 3))))

    def program(of: list[tuple[int, int]]) -> str:
        return "G21 G90\n" + "".join(f"G1 X{x} Y{y} F100\n" for x, y in of) + "M2\n"

    a, b = (acts_of(read(program(p), alike(LINUXCNC), environment=ALIKE)) for p in (points, other))
    pairs = align(a, b)
    assert [i for p in pairs for i in range(p.a0, p.a1)] == list(range(len(a)))
    assert [i for p in pairs for i in range(p.b0, p.b1)] == list(range(len(b)))
    for p in pairs:
        if p.same:
            assert np.array_equal(a.table[p.a0 : p.a1], b.table[p.b0 : p.b1], equal_nan=True)


CONTOUR = """\
%
O0001
G21 G17 G90 G40 G49 G80 G94
T1 M6
G54 G0 X-20. Y-10. S3000 M3
G43 H1 Z5.
G1 Z-5. F300.
G41 D1 X0. Y0. F600.
Y40.
G2 X10. Y50. R10.
G1 X70.
Y0.
X-5.
G40 X-20. Y-10.
G0 Z50.
M30
%
"""
"""Round the outside, tool on the left of a path that runs clockwise; the cutter's radius is nowhere said."""


def contours(tmp_path: Path, changed: str) -> Difference:
    (tmp_path / "a.nc").write_text(CONTOUR)
    (tmp_path / "b.nc").write_text(changed)
    return diff(tmp_path / "a.nc", tmp_path / "b.nc", controllers=("fanuc", "fanuc"))


@pytest.mark.parametrize(
    ("was", "now", "lines"),
    [
        ("G2 X10. Y50. R10.", "G3 X10. Y50. R10.", (9, 10)),  # the corner hollow, and not round
        ("X-5.\n", "G0 X-5.\n", (13, 14)),  # the lower side at rapid
        ("X70.", "X71.", (11, 13)),
        ("G41", "G42", (8, 13)),
        ("D1", "D2", (8, 13)),  # another radius
    ],
)
def test_changes_under_a_compensation_by_an_unknown_radius_are_seen(
    tmp_path: Path, was: str, now: str, lines: tuple[int, int]
) -> None:
    changed = CONTOUR.replace(was, now)
    assert changed != CONTOUR
    found = contours(tmp_path, changed)
    assert [str(c.aspect) for c in found.changes] == ["motion"]
    a = found.changes[0].a
    assert a is not None and a[0] >= lines[0] - 1 and a[1] <= lines[1] + 1
    assert found.unread == ()
    assert any("cutter radii are not known" in note for note in found.notes)


def test_the_same_contour_is_the_same_whatever_the_radius(tmp_path: Path) -> None:
    found = contours(tmp_path, CONTOUR.replace("G2 X10. Y50. R10.", "G2 X10.0 Y50. I10. J0."))
    assert found.changes == () and found.unread == ()


def test_a_path_spelled_out_beside_a_contour_is_not_the_contour(tmp_path: Path) -> None:
    """It is the same with one radius only: 0.102 mm, the first that the comparison takes for D1."""
    (tmp_path / "a.nc").write_text(CONTOUR.replace("G2 X10. Y50. R10.\n", ""))
    plain = """X-0.102 Y0. F600.
Y40.102
G1 X70.102
Y-0.102
X-5.
X-20. Y-10."""
    head, tail = CONTOUR.split("G41 D1 X0. Y0. F600.\n", maxsplit=1)[0], "\nG0 Z50.\nM30\n%\n"
    (tmp_path / "b.nc").write_text(head + plain + tail)
    found = diff(tmp_path / "a.nc", tmp_path / "b.nc", controllers=("fanuc", "fanuc"))
    assert found.changes


def test_values_that_nobody_knows_prove_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.nc").write_text("%\nO1\nG21 G90 G17 G94\nG0 X#500\nM30\n%\n")
    (tmp_path / "b.nc").write_text("%\nO1\nG21 G90 G17 G94\nG0 X#501\nM30\n%\n")
    found = diff(tmp_path / "a.nc", tmp_path / "b.nc", controllers=("fanuc", "fanuc"))
    assert [f.code for f in found.unread] == ["value-unset", "value-unset"]
    alone = diff(tmp_path / "a.nc", tmp_path / "a.nc", controllers=("fanuc", "fanuc"))
    assert alone.changes == () and alone.unread == ()


def test_what_is_left_unsaid_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.nc").write_text("%\nO1\nG21 G17 G94\nG0 X1.\nM30\n%\n")
    (tmp_path / "b.nc").write_text("%\nO1\nG21 G17 G94\nG0 X1.0\nM30\n%\n")
    found = diff(tmp_path / "a.nc", tmp_path / "b.nc", controllers=("fanuc", "fanuc"))
    assert found.changes == ()
    assert [str(n).split(":")[:2] for n in found.notes] == [["a.nc", "4"], ["b.nc", "4"]]
    assert all("G90" in n for n in found.notes)


def test_one_word_changed_is_one_change() -> None:
    """The pecks of one F, with rapids between them; one S, with the spindle stopped in between; one pitch of four strokes."""
    pecks = (
        "G21 G90 G17 G94\nT1 M6\nS1000 M3\nG43 H1\nG0 X0 Y0 Z5\nG98 G83 Z-9 R2 Q3 F100\nX9\nG80\nM5\nM3\nG1 X20\nM2\n"
    )
    found = between(pecks, pecks.replace("F100", "F80")).changes
    assert [(str(c.aspect), str(c.before), str(c.after)) for c in found] == [("feed", "100 mm/min", "80 mm/min")]
    assert [str(c.aspect) for c in between(pecks, pecks.replace("S1000", "S900")).changes] == ["speed"]
    taps = "G21 G90 G17 G94\nT1 M6\nS100 M3\nG0 X0 Y0 Z5\nG33.1 Z-9 K1\nG0 X9\nG33.1 Z-9 K1\nM2\n"
    found = between(taps, taps.replace("K1", "K1.25")).changes
    assert [(str(c.aspect), str(c.before), str(c.after)) for c in found] == [("feed", "1 mm a turn", "1.25 mm a turn")]


def test_a_tool_change_parts_what_is_said_of_each_tool() -> None:
    two = BASE.replace("F200", "F100").replace("F400", "F100")
    found = [c for c in between(two, two.replace("F100", "F90")).changes if c.aspect is Aspect.FEED]
    assert [c.tools for c in found] == [{1}, {2}]
