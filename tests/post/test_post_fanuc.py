"""Fanuc's post: text by hand from the operator's manuals (B-64604EN, B-64604EN-2), words that always have their point."""

from __future__ import annotations

import math
import re
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark import Lark

from codegen import shop
from codegen.errors import InternalError, UsageError
from codegen.interpreter import read
from codegen.model.job import HoleOp, TapOp
from codegen.model.motion import (
    Arc,
    Coolant,
    Cycle,
    CycleKind,
    Dwell,
    Feed,
    Mark,
    Plane,
    Rapid,
    Retract,
    SetCoolant,
    Spindle,
    SpindleOff,
    SpindleOn,
    Stop,
    ToolChange,
)  # fmt: skip
from codegen.pipeline.round_trip import compare, last_place
from codegen.post import write
from codegen.post.comments import upper_lines, upper_text
from codegen.resources import grammar
from codegen.toolpath import plan
from tests.post.test_post_linuxcnc import HOSTILE, JOBS, MORE
from tests.toolpath.toolpath_bench import CUT, common, job, machine, tool

TOOLS = [tool()]
SPARE = HoleOp(**common(), kind="drill", points=((0, 0),), z_top=0, z_bottom=-1, retract=1, cycle="drill")
OFF = (Retract(), SpindleOff(), SetCoolant(Coolant.OFF))
START = (*OFF, ToolChange(1, 1), SpindleOn(8000.0), SetCoolant(Coolant.FLOOD))
AT = Rapid((0.0, 0.0, 25.0))


def control(**changes):
    return shop.controller("fanuc").model_copy(update=changes)


def text_of(*commands, units="mm", ctrl=None, mill=None, header=(), whole=True, name="test part", offset=None) -> str:
    j = job([SPARE], TOOLS, program_units=units, name=name)
    if offset:
        j = j.model_copy(update={"setup": j.setup.model_copy(update={"work_offset": offset})})
    sequence = (*START, *commands, *OFF) if whole else commands
    return write(j, sequence, ctrl or control(), mill or machine(), header=header)


def body(*commands, **changes) -> list[str]:
    """The blocks between coolant on and the last return of Z."""
    lines = text_of(*commands, **changes).splitlines()
    return lines[lines.index("M8") + 1 : len(lines) - 1 - lines[::-1].index("G91 G28 Z0.")]


def test_a_whole_program():
    text = text_of(
        Mark("op-1", "Face top"), Rapid((1.0, 2.0, 25.0)), Rapid((1.0, 2.0, 2.0)), Feed((1.0, 2.0, -1.5), 300.0),
        Feed((11.0, 2.0, -1.5), 1000.0), Feed((11.0, 12.0, -1.5), 1000.0),
        Arc((1.0, 22.0, -1.5), (1.0, 12.0), ccw=True, feed=1000.0), Rapid((1.0, 22.0, 25.0)), header=["Held: vice (soft)"],
    )  # fmt: skip
    assert text == (
        "%\nO0001 (TEST PART)\n(HELD - VICE - SOFT)\nG21\nG17 G40 G64 G80 G90 G94\nG54\n"
        "G91 G28 Z0.\nG90\nG49\nM5\nM9\nN1 T1 M6\nG90 G54\nS8000 M3\nM8\n"
        "(OP-1 - FACE TOP)\nG0 X1. Y2.\nG0 G43 H1 Z25.\nZ2.\nG1 Z-1.5 F300.\nX11. F1000.\nY12.\n"
        "G3 X1. Y22. I-10. J0.\nG0 Z25.\n"
        "G91 G28 Z0.\nG90\nM5\nM9\nM30\n%\n"
    )


@pytest.mark.parametrize(
    ("kind", "extra", "block"),
    [
        (CycleKind.DRILL, {}, "G98 G81 X0. Y0. Z-9. R2. F100."),
        (CycleKind.DWELL, {"dwell": 0.5}, "G98 G82 X0. Y0. Z-9. R2. P500 F100."),
        (CycleKind.PECK, {"peck": 2.5}, "G98 G83 X0. Y0. Z-9. R2. Q2.5 F100."),
        (CycleKind.CHIP_BREAK, {"peck": 3.0}, "G98 G73 X0. Y0. Z-9. R2. Q3. F100."),
        (CycleKind.BORE, {}, "G98 G85 X0. Y0. Z-9. R2. F100."),
    ],
)
def test_cycles(kind: CycleKind, extra: dict, block: str):
    points = ((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (10.0, 5.0))
    c = Cycle(kind, points, clearance=25.0, retract=2.0, bottom=-9.0, feed=100.0, **extra)
    assert body(AT, c) == ["G0 X0. Y0.", "G0 G43 H1 Z25.", block, "X10.", "Y5.", "X10.", "G80"]


def test_a_cycle_that_stays_low_goes_up_afterwards():
    c = Cycle(CycleKind.DRILL, ((0, 0), (5, 0)), clearance=25, retract=2, bottom=-9, feed=100, between="retract")
    assert body(AT, c, Rapid((50.0, 0.0, 25.0)))[2:] == [
        "G99 G81 X0. Y0. Z-9. R2. F100.", "X5.", "G80", "G0 Z25.", "X50.",
    ]  # fmt: skip


TAP = Cycle(CycleKind.TAP, ((0, 0), (5, 0)), clearance=25, retract=4, bottom=-9, feed=625, pitch=1.25)


def test_rigid_tapping_states_the_lead_for_each_revolution():
    """B-64604EN-2, rigid tapping: M29 S, then G84; in G95 F is the lead. No move and no S between the two; G80 ends it."""
    assert body(SpindleOn(500.0), AT, TAP, Feed((5, 0, 20), 300.0)) == [
        "S500 M3", "G0 X0. Y0.", "G0 G43 H1 Z25.", "G95", "M29 S500", "G98 G84 X0. Y0. Z-9. R4. F1.25", "X5.", "G80", "G94",
        "G1 Z20. F300.",
    ]  # fmt: skip


def test_the_feed_for_each_minute_is_said_again_after_tapping():
    lines = body(AT, Feed((0, 0, 24), 300.0), AT, TAP, Feed((5, 0, 24), 300.0))
    assert [line for line in lines if "F" in line] == [
        "G1 Z24. F300.",
        "G98 G84 X0. Y0. Z-9. R4. F1.25",
        "G1 Z24. F300.",
    ]


def test_a_left_hand_tap_turns_left_with_g74():
    left = Cycle(CycleKind.TAP, ((0, 0),), clearance=25, retract=4, bottom=-9, feed=1, pitch=1.0, left_hand=True)
    lines = text_of(SpindleOn(300.0, Spindle.CCW), AT, left).splitlines()
    assert "S300 M4" in lines and "G98 G74 X0. Y0. Z-9. R4. F1." in lines
    with pytest.raises(InternalError, match="left_hand"):
        text_of(AT, left)


def test_what_the_machine_lacks_is_refused():
    with pytest.raises(UsageError, match="M29"):
        text_of(AT, TAP, ctrl=control(tapping="none"))
    with pytest.raises(UsageError, match="tension"):
        text_of(AT, TAP, mill=machine(tapping="tension"))
    with pytest.raises(UsageError, match="mist"):
        text_of(SetCoolant(Coolant.MIST), mill=machine(coolant=("flood",)))
    with pytest.raises(UsageError, match=r"G59\.1"):
        text_of(AT, offset="G59.1")


def test_inch_programs_have_four_decimals():
    lines = body(Rapid((25.4, 0.0, 25.4)), Feed((25.4, 0.0, 0.1), 254.0), units="inch")
    assert lines == ["G0 X1. Y0.", "G0 G43 H1 Z1.", "G1 Z0.0039 F10."]
    lines = text_of(AT, TAP, units="inch").splitlines()
    assert "G20" in lines and "G21" not in lines
    assert "G98 G84 X0. Y0. Z-0.3543 R0.1575 F0.049213" in lines  # 9, 4 and 1.25 mm over 25.4


def test_dwell_is_in_whole_milliseconds():
    """G4 P: 0.001 s, no decimal point."""
    assert body(Dwell(0.25), Dwell(2.0)) == ["G4 P250", "G4 P2000"]


def test_the_length_comes_again_after_every_return_to_the_reference_position():
    """Arriving at the reference position cancels the tool length vector: Z must not be used before the next G43."""
    lines = body(AT, Retract(), Stop("clamp"), AT)
    assert lines == ["G0 X0. Y0.", "G0 G43 H1 Z25.", "G91 G28 Z0.", "G90", "(CLAMP)", "M0", "G0 G43 H1 Z25."]


def test_mist_takes_the_place_of_flood():
    assert body(SetCoolant(Coolant.MIST)) == ["M9", "M7"]


def test_the_spindle_turns_in_whole_revolutions():
    assert body(SpindleOn(2122.07)) == ["S2122 M3"]


def test_the_end_is_made_safe_whatever_the_commands_leave():
    text = text_of(*START, AT, Feed((0, 0, -1), 100), whole=False)
    assert text.endswith("G1 Z-1. F100.\nG91 G28 Z0.\nG90\nM9\nM5\nM30\n%\n")


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("1234", "O1234 (1234)"), ("o77", "O0077 (O77)"), ("底板", "O0001"), ("Bracket 7", "O0001 (BRACKET 7)"),
        ("9001", "O0001 (9001)"), ("0", "O0001 (0)"), ("x" * 50, f"O0001 ({'X' * 30})"),
    ],
)  # fmt: skip
def test_the_program_number(name: str, block: str):
    """1 to 7999: 8000 and 9000 may be locked against editing (parameter 3202), and O0 is none."""
    assert text_of(AT, name=name).splitlines()[1] == block


def test_a_full_turn_stays_one_and_a_hair_of_an_arc_does_not_become_one():
    turn = Arc((10.0004 + 1e-9, 0.0, 24.0), (0.0, 0.0), ccw=True, feed=100)
    assert body(Rapid((10.0004, 0.0, 25.0)), turn)[2:] == ["G3 X10. Y0. Z24. I-10. J0. F100."]
    a = 2e-5
    hair = Arc((10 * math.cos(a), 10 * math.sin(a), 24.0), (0.0, 0.0), ccw=True, feed=100)
    assert body(Rapid((10.0, 0.0, 25.0)), hair)[2:] == ["G1 Z24. F100."]
    nearly = Arc((10 * math.cos(a), 10 * math.sin(a), 24.0), (0.0, 0.0), ccw=False, feed=100)
    assert body(Rapid((10.0, 0.0, 25.0)), nearly)[2:] == ["G2 X10. Y0. Z24. I-10. J0. F100."]


@settings(max_examples=200, deadline=None)
@given(
    r=st.floats(0.05, 500), a=st.floats(0, 6.28), sweep=st.floats(1e-7, 6.28), cx=st.floats(-99, 99), cy=st.floats(-99, 99),
    ccw=st.booleans(), units=st.sampled_from(["mm", "inch"]),
)  # fmt: skip
def test_rounding_keeps_the_radii_of_an_arc_within_parameter_3410(r, a, sweep, cx, cy, ccw, units):
    end = a + (sweep if ccw else -sweep)
    start = (cx + r * math.cos(a), cy + r * math.sin(a), 25.0)
    arc = Arc((cx + r * math.cos(end), cy + r * math.sin(end), 25.0), (cx, cy), ccw, 100.0)
    lines = text_of(Rapid(start), arc, units=units).splitlines()
    place = {w[0]: float(w[1:]) for line in lines if line.startswith("G0 X") for w in line.split()[1:]}
    for line in lines:
        if line.startswith(("G2 ", "G3 ")):
            w = {v[0]: float(v[1:]) for v in line.split()[1:]}
            c = (place["X"] + w["I"], place["Y"] + w["J"])
            gap = abs(math.hypot(w["I"], w["J"]) - math.dist(c, (w["X"], w["Y"])))
            assert gap * (25.4 if units == "inch" else 1.0) < 0.01


# -- what is refused


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_numbers_that_are_none_never_reach_a_program(bad: float):
    for c in (Feed((bad, 0, 0), 100), Feed((1, 0, 0), bad), Rapid((0, 0, bad)), Dwell(bad), SpindleOn(bad)):
        with pytest.raises(InternalError):
            text_of(AT, c)


@pytest.mark.parametrize(
    "commands",
    [
        (*START, Feed((0, 0, 0), 100)),  # from where?
        (Rapid((0, 0, 5)),),  # before anything was raised
        (*OFF, Rapid((0, 0, 5))),  # without a tool, and so without its length
        (*START, AT, ToolChange(2, 2)),  # a change with the spindle on, over the work
        (*START, AT, Arc((1, 0, 25), (5, 5), ccw=True, feed=100)),  # radii differ
        (*START, AT, Arc((1, 0, 25), (0.5, 0), ccw=True, feed=100, plane=Plane.XZ)),
        (*START, AT, Feed((1, 0, 0), 0.0)),
        (*START, AT, Feed((1, 0, 0), 0.04)),  # rounds to nothing
        (*START, AT, Dwell(0.0004)),
        (*START, SpindleOn(0.3)),
        (*START, AT, Cycle(CycleKind.PECK, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
        (*START, AT, Cycle(CycleKind.DWELL, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
    ],
)
def test_commands_that_make_no_sense_are_refused(commands):
    with pytest.raises(InternalError):
        text_of(*commands, whole=False)


# -- comments


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
@example("\u2028G0 X1")
@example("a)(b;c%d:e")
@example("\u0131\u212a\ufb01")  # letters whose capitals are ASCII
def test_a_comment_is_nothing_but_a_comment_in_capitals(text: str):
    for line in upper_lines(text):
        assert re.fullmatch(r"\([A-Z0-9 .,+*/=-]{1,60}\)", line)


def test_what_has_no_sign_is_spelled_or_left_out():
    assert upper_text("Ø12 ±0.05°: ≤ 3 & up") == "D12 +/-0.05 DEG - UP TO 3 AND UP"
    assert upper_text("底板") == ""
    assert upper_text("the stock's top; (vice)") == "THE STOCKS TOP, - VICE"


def test_hostile_names_do_nothing():
    plain = text_of(AT).splitlines()
    evil = text_of(
        *(Mark(t, t) for t in HOSTILE), AT, Stop("x)(y", optional=True), header=HOSTILE, name="%\nO9999 ("
    ).splitlines()
    assert evil[1] == "O0001 (-O9999 -)"
    assert [x for x in evil[2:] if not x.startswith("(") and x != "M1"] == plain[2:]


# -- every word has its form

POINTED = re.compile(r"[XYZIJRQF]-?[0-9]+\.[0-9]*")
COUNTED = re.compile(r"[GMTHSPNO][0-9]+")


@cache
def emit() -> Lark:
    return Lark(grammar("gcode/fanuc.emit.lark"), parser="lalr")


JOBS_HERE = {
    **JOBS,
    "left-hand": [
        TapOp(
            **{**common("tap"), "tool": 6, "cutting": CUT.model_copy(update={"speed": 500.0, "feed": 500.0})},
            points=((0.0, 0.0), (10.0, 10.0)), z_top=0, z_bottom=-15, retract=4, pitch=1, designation="M6", left_hand=True,
        )
    ],
}  # fmt: skip
ALL_TOOLS = [*MORE, tool("tap", 6, number=6, hand="left")]


@pytest.mark.parametrize("units", ["mm", "inch"])
@pytest.mark.parametrize("name", JOBS_HERE)
def test_whole_jobs_are_within_the_strict_grammar_and_every_length_has_its_point(name: str, units: str):
    j = job(JOBS_HERE[name], ALL_TOOLS, program_units=units)
    text = write(j, plan(j), control(), machine(), header=HOSTILE)
    emit().parse(text)
    reading = read(text, control())
    assert reading.findings == ()
    assert compare(plan(j), reading, place=last_place(control(), units)) == ()
    lines = text.splitlines()
    assert lines[0] == lines[-1] == "%" and lines[-2] == "M30" and "\r" not in text
    for line in lines[1:-1]:
        for word in re.sub(r"\(.*\)", "", line).split():
            assert POINTED.fullmatch(word) or COUNTED.fullmatch(word), line


def test_a_length_is_rounded_to_the_least_input_increment():
    for units, places in (("mm", 3), ("inch", 4)):
        lines = body(AT, Feed((1 / 3, 2 / 3, -1 / 7), 100.0), units=units)
        for word in lines[-1].split()[1:4]:
            assert len(word.split(".")[1]) <= places
