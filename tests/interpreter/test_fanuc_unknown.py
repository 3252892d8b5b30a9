"""What a Fanuc program did not say, or what is not interpreted, stays unknown."""

from __future__ import annotations

import math

import pytest

from codegen.findings import Severity
from codegen.interpreter import read
from codegen.model.motion import Coolant, Move, Spindle
from codegen.model.program import Reading
from tests.interpreter.fanuc_control import fanuc

HEAD = "O1\nG21 G17 G90 G40 G49 G80 G94 G98\nG54 S1000 M3\nG0 X0. Y0. Z10. F100\n"


def run(body: str, **changes: object) -> Reading:
    return read(f"{HEAD}{body}\nM30\n", fanuc(**changes))


def last(reading: Reading) -> Move:
    return [s for s in reading.steps if isinstance(s, Move)][-1]


@pytest.mark.parametrize(
    "body",
    [
        "G51.1 X0.\nG68 X0. Y0. R45.\nG0 X1. Y1.",
        "G68 X0. Y0.\nG0 X1. Y1.",
        "G51 X0. Y0.\nG0 X1. Y1.",
        "G68 X0. Y0. R45.\nG55\nG0 X1. Y1.",
        "G68 X0. Y0. R45.\nG51 P2000\nG91 G0 X1. Y1.",
    ],
)
def test_under_a_transformation_that_is_not_safe_no_place_is_known(body: str) -> None:
    reading = run(body)
    assert reading.findings[0].code in ("unsupported-code", "word-conflict", "word-missing")
    assert all(math.isnan(v) for v in last(reading).end[:2])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("IF[#1000EQ1]GOTO10\nG91\nN10 G0 X1.", "value-unknown"),
        ("WHILE[#1000EQ1]DO1\nG91\nEND1\nG0 X1.", "value-unknown"),
        ("#1=#1000\nGOTO#1\nG0 X1.", "value-unknown"),
        ("G#1000\nG0 X1.", "value-unknown"),
        ("G65 P9000\nG1 X#100", "unsupported-code"),
    ],
)
def test_after_a_branch_that_is_not_known_nothing_is(body: str, code: str) -> None:
    reading = run(body)
    assert reading.findings[0].code == code
    move = last(reading)
    assert move.state.spindle is Spindle.UNKNOWN
    assert math.isnan(move.end[0]) and math.isnan(move.end[1])


def test_a_work_offset_said_again_under_a_rotation_is_nothing() -> None:
    reading = run("G54 G68 X0. Y0. R90.\nG54 G0 X1. Y2.\nG69")
    assert reading.findings == ()
    assert last(reading).end == pytest.approx((-2, 1, 10))


def test_a_known_program_goes_on_knowing_beside_an_unknown_value() -> None:
    reading = run("#100=#1000\nIF[#100EQ0]THEN#101=5.\nG0 Y5.\nG1 X#101")
    assert [f.code for f in reading.findings] == ["value-unknown"]
    assert math.isnan(last(reading).end[0]) and last(reading).end[1:] == (5, 10)


@pytest.mark.parametrize(
    "body",
    ["G68 X0. Y0. R45.\nG69\nG0 X1. Y1. Z2.", "G16\nG15 G0 X1. Y1. Z2.", "G51 P2000\nG50\nG0 X1. Y1. Z2.",
     "G51.1 X0.\nG50.1 X0. Y0. Z0.\nG0 X1. Y1. Z2."],
)  # fmt: skip
def test_after_a_transformation_places_are_known_again(body: str) -> None:
    assert last(run(body)).end == (1, 1, 2)


def test_cancelling_what_was_never_on_is_nothing() -> None:
    reading = run("G15 G50 G69 G67 G23 G11\nG50.1 X0.\nG13.1\nG0 X1.")
    assert reading.findings == ()
    assert last(reading).end == (1, 0, 10)


@pytest.mark.parametrize("body", ["G65 P9000", "M98 P500", "G66.1 P9000", "G200 X5.", "M98", "G12 X1.", "G1.5 M98 P2"])
def test_after_what_may_do_anything_nothing_is_known(body: str) -> None:
    move = last(run(f"{body}\nG0 X1."))
    assert move.state.spindle is Spindle.UNKNOWN
    assert move.state.absolute is None
    assert all(math.isnan(v) for v in move.end[1:])


def test_an_m_code_of_the_builder_is_named_and_taken_to_move_nothing() -> None:
    reading = run("M88\nG0 X1.")
    (found,) = reading.findings
    assert found.code == "unsupported-code" and found.severity is Severity.WARNING and "M88" in found.message
    move = last(reading)
    assert move.state.coolant is Coolant.UNKNOWN and move.state.absolute is True
    assert move.end[0] == 1


def test_a_macro_value_leaves_its_word_unknown() -> None:
    move = last(run("G1 X#100 Y5."))
    assert math.isnan(move.end[0])
    assert move.end[1:] == (5, 10)


def test_a_refused_cycle_is_not_followed_by_drilling_that_is_known() -> None:
    reading = run("G81 X1. X2. Z-5. R2.\nX5.")
    assert [f.code for f in reading.findings] == ["word-conflict", "modal-unset"]


def test_a_point_where_none_may_be_loses_the_block() -> None:
    move = last(run("G1 X5. P1.\nG1 Y1."))
    assert math.isnan(move.start[0])


def test_a_boring_shift_of_unknown_direction_comes_back_to_the_centre() -> None:
    reading = run("G76 X5. Z-5. R2. Q1.", bore_shift=None)
    assert reading.findings == ()
    ends = [s.end for s in reading.steps if isinstance(s, Move)]
    assert sum(math.isnan(e[0]) and math.isnan(e[1]) for e in ends) == 2
    assert ends[-1] == (5, 0, 10)


def test_a_pocket_calculators_numbers() -> None:
    """Parameter 3401 bit 0 (DPI) = 1: a number without a point means what it says."""
    assert last(run("G0 X5", no_point=())).end[0] == 5
    assert last(run("G0 X5")).end[0] == 0.005


def test_too_many_decimals_are_said_once() -> None:
    reading = run("G91 G1 X.0005\nX.0005\nX1.0000")
    assert [(f.code, f.severity, f.where.line) for f in reading.findings] == [("syntax", "warning", 5)]


def test_r_beside_the_centre_wins() -> None:
    reading = run("G2 X10. Y10. R10. I10. J0.")
    assert [(f.code, f.severity) for f in reading.findings] == [("word-conflict", "warning")]
    centre = last(reading).centre
    assert centre == pytest.approx((10, 0))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_stands_behind_the_end(ending: str) -> None:
    text = f"%\n{HEAD}M30\nO2\nG0 X1.\nM99\n%\nG0 X5.\n".replace("\n", ending)
    found = [(f.code, f.severity, f.where.line) for f in read(text, fanuc()).findings]
    assert found == [("text-after-end", "warning", 8), ("text-after-end", "error", 11)]
