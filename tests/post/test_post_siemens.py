"""SINUMERIK's post: text by hand from the programming manuals (Fundamentals, Cycles), and what it refuses."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given, settings
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
    return shop.controller("siemens-840d").model_copy(update=changes)


def text_of(*commands, units="mm", ctrl=None, mill=None, header=(), whole=True, name="test part", offset=None) -> str:
    j = job([SPARE], TOOLS, program_units=units, name=name)
    if offset:
        j = j.model_copy(update={"setup": j.setup.model_copy(update={"work_offset": offset})})
    sequence = (*START, *commands, *OFF) if whole else commands
    return write(j, sequence, ctrl or control(), mill or machine(), header=header)


def body(*commands, **changes) -> list[str]:
    """The blocks between coolant on and the last retract."""
    lines = text_of(*commands, **changes).splitlines()
    return lines[lines.index("M8") + 1 : len(lines) - 1 - lines[::-1].index("G0 SUPA Z0 D0")]


def test_a_whole_program():
    text = text_of(
        Mark("op-1", "Face top"), Rapid((1.0, 2.0, 25.0)), Rapid((1.0, 2.0, 2.0)), Feed((1.0, 2.0, -1.5), 300.0),
        Feed((11.0, 2.0, -1.5), 1000.0), Feed((11.0, 12.0, -1.5), 1000.0),
        Arc((1.0, 22.0, -1.5), (1.0, 12.0), ccw=True, feed=1000.0), Rapid((1.0, 22.0, 25.0)), header=["Held: vice (soft)"],
    )  # fmt: skip
    assert text == (
        "; Held: vice _soft_\nG710 G17 G40 G90 G94 G64\nTRANS\nG54\n"
        "G0 SUPA Z0 D0\nM5\nM9\nT1\nM6\nS8000 M3\nM8\n"
        "; op-1: Face top\nG0 X1 Y2\nG0 Z25 D1\nZ2\nG1 Z-1.5 F300\nX11 F1000\nY12\n"
        "G3 X1 Y22 I-10 J0\nG0 Z25\n"
        "G0 SUPA Z0 D0\nM5\nM9\nM30\n"
    )


@pytest.mark.parametrize(
    ("kind", "extra", "call"),
    [
        (CycleKind.DRILL, {}, "MCALL CYCLE81(25,2,0,-9)"),
        (CycleKind.DWELL, {"dwell": 0.5}, "MCALL CYCLE82(25,2,0,-9,,0.5)"),
        (CycleKind.PECK, {"peck": 2.5}, "MCALL CYCLE83(25,2,0,-9,,,2.5,2.5,0,0,1,1)"),
        (CycleKind.CHIP_BREAK, {"peck": 3.0}, "MCALL CYCLE83(25,2,0,-9,,,3,3,0,0,1,0)"),
        (CycleKind.BORE, {}, "MCALL CYCLE85(25,2,0,-9,,0,100,100)"),
    ],
)
def test_cycles(kind: CycleKind, extra: dict, call: str):
    """RTP, RFP, SDIS, DP: the R plane is the reference plane without a clearance; FDPR = DAM makes all strokes alike."""
    points = ((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (10.0, 5.0))
    c = Cycle(kind, points, clearance=25.0, retract=2.0, bottom=-9.0, feed=100.0, **extra)
    assert body(AT, c) == ["G0 X0 Y0", "G0 Z25 D1", "F100", call, "G0 X0 Y0", "X10", "Y5", "X10", "MCALL"]


def test_a_cycle_that_stays_low_goes_up_afterwards():
    c = Cycle(CycleKind.DRILL, ((0, 0), (5, 0)), clearance=25, retract=2, bottom=-9, feed=100, between="retract")
    assert body(AT, c, Rapid((50.0, 0.0, 25.0)))[2:] == [
        "F100", "MCALL CYCLE81(2,2,0,-9)", "G0 X0 Y0", "X5", "MCALL", "Z25", "X50",
    ]  # fmt: skip


TAP = Cycle(CycleKind.TAP, ((0, 0), (5, 0)), clearance=25, retract=4, bottom=-9, feed=625, pitch=1.25)


def test_rigid_tapping_names_lead_speed_and_the_spindle_afterwards():
    """Cycles, CYCLE84: DTB, SDAC, MPIT, PIT, POSS, SST, SST1; the cycle has no feed of its own, and leaves F as it was."""
    assert body(SpindleOn(500.0), AT, Feed((0, 0, 24), 300.0), TAP, Feed((5, 0, 20), 300.0)) == [
        "S500 M3", "G0 X0 Y0", "G0 Z25 D1", "G1 Z24 F300", "G0 Z25", "MCALL CYCLE84(25,4,0,-9,,0,3,,1.25,0,500,500)",
        "G0 X0 Y0", "X5", "MCALL", "G1 Z20",
    ]  # fmt: skip


def test_a_left_hand_tap_has_a_negative_lead_and_m4():
    left = Cycle(CycleKind.TAP, ((0, 0),), clearance=25, retract=4, bottom=-9, feed=1, pitch=1.0, left_hand=True)
    lines = text_of(SpindleOn(300.0, Spindle.CCW), AT, left).splitlines()
    assert "S300 M4" in lines and "MCALL CYCLE84(25,4,0,-9,,0,4,,-1,0,300,300)" in lines
    with pytest.raises(InternalError, match="left_hand"):
        text_of(AT, left)


def test_in_inches_feeds_are_inches_and_the_lead_stays_in_millimetres():
    """G700: G70 would leave the feed to the control's own unit; _PITA = 1: the lead in mm."""
    lines = body(Rapid((25.4, 0.0, 25.4)), Feed((25.4, 0.0, 0.1), 254.0), units="inch")
    assert lines == ["G0 X1 Y0", "G0 Z1 D1", "G1 Z0.00394 F10"]
    lines = text_of(AT, TAP, units="inch").splitlines()
    assert lines[0].startswith("G700 ")
    assert "MCALL CYCLE84(0.98425,0.15748,0,-0.35433,,0,3,,1.25,0,8000,8000,,1)" in lines


def test_what_the_machine_lacks_is_refused():
    with pytest.raises(UsageError, match="CYCLE84"):
        text_of(AT, TAP, ctrl=control(tapping="none"))
    with pytest.raises(UsageError, match="tension"):
        text_of(AT, TAP, mill=machine(tapping="tension"))
    with pytest.raises(UsageError, match="mist"):
        text_of(SetCoolant(Coolant.MIST), mill=machine(coolant=("flood",)))


@pytest.mark.parametrize("offset", ["G54", "G57", "G505", "G599"])
def test_work_offsets(offset: str):
    assert offset in text_of(AT, offset=offset).splitlines()


@pytest.mark.parametrize("offset", ["G58", "G59", "G59.1", "G504", "G600", "G500"])
def test_offsets_that_are_none_on_this_control(offset: str):
    """G58 and G59 shift programmed frames here (Fundamentals, axial work offset)."""
    with pytest.raises(UsageError, match=offset):
        text_of(AT, offset=offset)


def test_dwells_are_seconds():
    assert body(Dwell(0.25), Dwell(2.0)) == ["G4 F0.25", "G4 F2"]


def test_the_length_comes_again_after_every_retract():
    lines = body(AT, Retract(), Stop("clamp"), AT)
    assert lines == ["G0 X0 Y0", "G0 Z25 D1", "G0 SUPA Z0 D0", "; clamp", "M0", "G0 Z25 D1"]


def test_mist_takes_the_place_of_flood():
    assert body(SetCoolant(Coolant.MIST)) == ["M9", "M7"]


def test_the_end_is_made_safe_whatever_the_commands_leave():
    text = text_of(*START, AT, Feed((0, 0, -1), 100), whole=False)
    assert text.endswith("G1 Z-1 F100\nG0 SUPA Z0 D0\nM9\nM5\nM30\n")


@settings(max_examples=200, deadline=None)
@given(
    r=st.floats(0.05, 500), a=st.floats(0, 6.28), sweep=st.floats(1e-7, 6.28), cx=st.floats(-99, 99), cy=st.floats(-99, 99),
    ccw=st.booleans(), units=st.sampled_from(["mm", "inch"]),
)  # fmt: skip
def test_rounding_keeps_the_radii_of_an_arc_within_md21000(r, a, sweep, cx, cy, ccw, units):
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
        (*START, AT, ToolChange(2, 2)),  # a change with the spindle on, over the work
        (*START, AT, Arc((1, 0, 25), (5, 5), ccw=True, feed=100)),  # radii differ
        (*START, AT, Arc((1, 0, 25), (0.5, 0), ccw=True, feed=100, plane=Plane.XZ)),
        (*START, AT, Feed((1, 0, 0), 0.0)),
        (*START, AT, Cycle(CycleKind.PECK, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
        (*START, AT, Cycle(CycleKind.DWELL, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
        (*START, AT, Cycle(CycleKind.TAP, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
        (*START, AT, Cycle(CycleKind.DRILL, (), clearance=25, retract=2, bottom=-9, feed=100)),
    ],
)
def test_commands_that_make_no_sense_are_refused(commands):
    with pytest.raises(InternalError):
        text_of(*commands, whole=False)


def test_hostile_names_do_nothing():
    plain = text_of(AT).splitlines()
    evil = text_of(
        *(Mark(t, t) for t in HOSTILE), AT, Stop("x)(y", optional=True), header=HOSTILE, name="%\nM30 ("
    ).splitlines()
    assert [x for x in evil if not x.startswith("; ") and x != "M1"] == plain


@cache
def emit() -> Lark:
    return Lark(grammar("gcode/siemens.emit.lark"), parser="lalr")


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
def test_whole_jobs_are_within_the_strict_grammar_and_are_read_as_planned(name: str, units: str):
    j = job(JOBS_HERE[name], ALL_TOOLS, program_units=units)
    text = write(j, plan(j), control(), machine(), header=HOSTILE)
    emit().parse(text)
    reading = read(text, control())
    assert [(f.code, f.where.line, f.message) for f in reading.findings] == []
    assert compare(plan(j), reading, place=last_place(control(), units)) == ()
