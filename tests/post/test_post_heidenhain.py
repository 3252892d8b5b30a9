"""Heidenhain's post: text by hand from the user's manuals (670 387, 670 388)."""

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
from codegen.model.job import HoleOp
from codegen.model.motion import (
    Arc,
    Coolant,
    Cycle,
    CycleKind,
    Dwell,
    Feed,
    Mark,
    MoveKind,
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
from codegen.post.comments import klartext_lines
from codegen.resources import grammar
from codegen.toolpath import plan
from tests.post.test_post_fanuc import ALL_TOOLS, JOBS_HERE
from tests.post.test_post_linuxcnc import HOSTILE
from tests.toolpath.toolpath_bench import common, job, machine, tool

TOOLS = [tool()]
SPARE = HoleOp(**common(), kind="drill", points=((0, 0),), z_top=0, z_bottom=-1, retract=2, cycle="drill")
OFF = (Retract(), SpindleOff(), SetCoolant(Coolant.OFF))
START = (*OFF, ToolChange(1, 1), SpindleOn(8000.0), SetCoolant(Coolant.FLOOD))
AT = Rapid((0.0, 0.0, 25.0))
HERE = Mark("op")
"""The operation of which the post takes the surface of a hole: its retract plane is 2 mm above it."""


def control(**changes):
    return shop.controller("heidenhain").model_copy(update=changes)


def presets(j):
    return j.model_copy(update={"setup": j.setup.model_copy(update={"work_offset": "preset"})})


def text_of(*commands, units="mm", ctrl=None, mill=None, header=(), whole=True, name="test part", offset=None) -> str:
    j = presets(job([SPARE], TOOLS, program_units=units, name=name))
    if offset:
        j = j.model_copy(update={"setup": j.setup.model_copy(update={"work_offset": offset})})
    sequence = (*START, *commands, *OFF) if whole else commands
    return write(j, sequence, ctrl or control(), mill or machine(), header=header)


def body(*commands, **changes) -> list[str]:
    """The blocks between coolant on and the last retract, without their numbers and comments."""
    lines = [re.sub(r"^(?:\d+| ) ", "", line) for line in text_of(*commands, **changes).splitlines()]
    end = len(lines) - 1 - lines[::-1].index("L Z+0 R0 FMAX M91")
    return [line.strip() for line in lines[lines.index("M8") + 1 : end] if not line.startswith(";")]


def test_a_whole_program():
    text = text_of(
        Mark("op-1", "Face top"), Rapid((1.0, 2.0, 25.0)), Rapid((1.0, 2.0, 2.0)), Feed((1.0, 2.0, -1.5), 300.0),
        Feed((11.0, 2.0, -1.5), 1000.0), Feed((11.0, 12.0, -1.5), 1000.0),
        Arc((1.0, 22.0, -1.5), (1.0, 12.0), ccw=True, feed=1000.0), Rapid((1.0, 22.0, 25.0)), header=["Held: vice (soft)"],
    )  # fmt: skip
    assert text.splitlines() == [
        "0 BEGIN PGM TEST_PART MM", "1 BLK FORM 0.1 Z X-50 Y-40 Z-20", "2 BLK FORM 0.2 X+50 Y+40 Z+0", "3 ; Held: vice (soft)",
        "4 L Z+0 R0 FMAX M91", "5 M5", "6 M9", "7 TOOL CALL 1 Z S8000", "8 M3", "9 M8", "10 ; op-1: Face top",
        "11 L X+1 Y+2 R0 FMAX", "12 L Z+25 FMAX", "13 L Z+2 FMAX", "14 L Z-1.5 F300", "15 L X+11 F1000", "16 L Y+12",
        "17 CC X+1 Y+12", "18 C X+1 Y+22 DR+", "19 L Z+25 FMAX", "20 L Z+0 R0 FMAX M91", "21 M5", "22 M9", "23 M30",
        "24 END PGM TEST_PART MM",
    ]  # fmt: skip


POINTS = ((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (10.0, 5.0))


def q(lines: list[str]) -> dict[int, str]:
    """The parameters of the first cycle."""
    return {int(m[1]): m[2] for line in lines if (m := re.match(r"Q(\d+)=(\S+) ;", line))}


HEIGHTS = {200: "+2", 201: "-9", 203: "+0", 204: "+25"}


@pytest.mark.parametrize(
    ("kind", "extra", "name", "rest"),
    [
        (CycleKind.DRILL, {}, "200 DRILLING", {206: "100", 202: "+9", 210: "0", 211: "0"}),
        (CycleKind.DWELL, {"dwell": 0.5}, "200 DRILLING", {206: "100", 202: "+9", 210: "0", 211: "0.5"}),
        (CycleKind.PECK, {"peck": 2.5}, "205 UNIVERSAL PECKING", {
            206: "100", 202: "+2.5", 212: "0", 205: "0", 258: "+0.2", 259: "+0.2", 257: "0", 256: "+0.2", 211: "0", 208: "MAX",
        }),
        (CycleKind.CHIP_BREAK, {"peck": 3.0}, "203 UNIVERSAL DRILLING", {
            206: "100", 202: "+3", 210: "0", 212: "0", 213: "99", 205: "0", 211: "0", 208: "MAX", 256: "+0.2",
        }),
        (CycleKind.BORE, {}, "201 REAMING", {206: "100", 211: "0", 208: "100"}),
    ],
)  # fmt: skip
def test_cycles(kind: CycleKind, extra: dict, name: str, rest: dict):
    c = Cycle(kind, POINTS, clearance=25.0, retract=2.0, bottom=-9.0, feed=100.0, **extra)
    lines = body(HERE, AT, c)
    assert lines[2] == f"CYCL DEF {name} ~"
    assert q(lines) == {**HEIGHTS, **rest}
    assert lines[:2] + lines[-4:] == [
        "L X+0 Y+0 R0 FMAX", "L Z+25 FMAX", "L X+0 FMAX M99", "L X+10 FMAX M99", "L Y+5 FMAX M99", "L X+10 FMAX M99",
    ]  # fmt: skip


def test_the_surface_is_that_of_the_operation():
    c = Cycle(CycleKind.DRILL, ((0, 0),), clearance=25, retract=-3, bottom=-9, feed=100)
    assert q(body(HERE, AT, c)) | {206: ""} == {
        200: "+2",
        201: "-4",
        203: "-5",
        204: "+30",
        206: "",
        202: "+4",
        210: "0",
        211: "0",
    }
    assert q(body(AT, c))[203] == "-3" and q(body(AT, c))[200] == "+0"


def test_a_cycle_that_stays_low_goes_up_afterwards():
    c = Cycle(CycleKind.DRILL, ((0, 0), (5, 0)), clearance=25, retract=2, bottom=-9, feed=100, between="retract")
    lines = body(HERE, AT, c, Rapid((50.0, 0.0, 25.0)))
    assert q(lines)[204] == "+2"
    assert lines[-4:] == ["L X+0 FMAX M99", "L X+5 FMAX M99", "L Z+25 FMAX", "L X+50 FMAX"]


TAP = Cycle(CycleKind.TAP, ((0, 0), (5, 0)), clearance=25, retract=4, bottom=-9, feed=625, pitch=1.25)


def test_rigid_tapping_states_the_pitch():
    """670 388, cycle 207: Q239; the spindle stands afterwards."""
    lines = body(SpindleOn(500.0), HERE, AT, TAP, SpindleOn(900.0))
    assert lines[:2] == ["TOOL CALL S500", "M3"]
    assert "CYCL DEF 207 RIGID TAPPING ~" in lines
    assert q(lines) == {200: "+2", 201: "-11", 239: "+1.25", 203: "+2", 204: "+23"}
    assert lines[-2:] == ["TOOL CALL S900", "M3"]


def test_a_left_hand_tap_has_a_negative_pitch():
    left = Cycle(CycleKind.TAP, ((0, 0),), clearance=25, retract=4, bottom=-9, feed=1, pitch=1.0, left_hand=True)
    lines = body(SpindleOn(300.0, Spindle.CCW), AT, left)
    assert q(lines)[239] == "-1" and "M4" in lines
    with pytest.raises(InternalError, match="left_hand"):
        text_of(AT, left)


def test_what_the_machine_lacks_is_refused():
    with pytest.raises(UsageError, match="207"):
        text_of(AT, TAP, ctrl=control(tapping="none"))
    with pytest.raises(UsageError, match="tension"):
        text_of(AT, TAP, mill=machine(tapping="tension"))
    with pytest.raises(UsageError, match="mist"):
        text_of(SetCoolant(Coolant.MIST))
    with pytest.raises(UsageError, match="G54"):
        text_of(AT, offset="G54")


def test_inch_programs_feed_in_tenths_of_an_inch():
    """670 387, Feed rate F: 254 mm/min are 10 inch/min, that is F100."""
    lines = body(Rapid((25.4, 0.0, 25.4)), Feed((25.4, 0.0, 0.1), 254.0), units="inch")
    assert lines == ["L X+1 Y+0 R0 FMAX", "L Z+1 FMAX", "L Z+0.00394 F100"]
    text = text_of(AT, TAP, units="inch")
    assert text.startswith("0 BEGIN PGM TEST_PART INCH\n1 BLK FORM 0.1 Z X-1.9685 Y-1.5748 Z-0.7874\n")
    assert "Q239=+0.04921" in text and text.endswith("END PGM TEST_PART INCH\n")


def test_a_helix_is_an_angle_and_a_height_from_where_it_begins():
    """670 387, Helical interpolation: CP with IPA and IZ; the sign of IPA is that of DR."""
    full = Arc((10.0, 0.0, 24.0), (0.0, 0.0), ccw=False, feed=100)
    half = Arc((-10.0, 0.0, 23.5), (0.0, 0.0), ccw=True, feed=100)
    assert body(Rapid((10.0, 0.0, 25.0)), full, half)[2:] == [
        "CC X+0 Y+0", "CP IPA-360 IZ-1 DR- F100", "CC X+0 Y+0", "CP IPA+180 IZ-0.5 DR+",
    ]  # fmt: skip


def test_a_full_turn_stays_one_and_a_hair_of_an_arc_does_not_become_one():
    turn = Arc((10.00004 + 1e-9, 0.0, 25.0), (0.0, 0.0), ccw=True, feed=100)
    assert body(Rapid((10.00004, 0.0, 25.0)), turn)[2:] == ["CC X+0 Y+0", "C X+10 Y+0 DR+ F100"]
    a = 2e-6
    hair = Arc((10 * math.cos(a), 10 * math.sin(a), 24.0), (0.0, 0.0), ccw=True, feed=100)
    assert body(Rapid((10.0, 0.0, 25.0)), hair)[2:] == ["L Z+24 F100"]
    nearly = Arc((10 * math.cos(a), 10 * math.sin(a), 25.0), (0.0, 0.0), ccw=False, feed=100)
    assert body(Rapid((10.0, 0.0, 25.0)), nearly)[2:] == ["CC X+0 Y+0", "C X+10 Y+0 DR- F100"]


@settings(max_examples=200, deadline=None)
@given(
    r=st.floats(0.05, 500), a=st.floats(0, 6.28), sweep=st.floats(1e-3, 6.28), cx=st.floats(-99, 99), cy=st.floats(-99, 99),
    ccw=st.booleans(), units=st.sampled_from(["mm", "inch"]), down=st.booleans(),
)  # fmt: skip
def test_an_arc_as_written_is_the_arc_that_was_meant(r, a, sweep, cx, cy, ccw, units, down):
    end = a + (sweep if ccw else -sweep)
    start = (cx + r * math.cos(a), cy + r * math.sin(a), 25.0)
    arc = Arc((cx + r * math.cos(end), cy + r * math.sin(end), 24.0 if down else 25.0), (cx, cy), ccw, 100.0)
    reading = read(text_of(Rapid(start), arc, units=units), control())
    assert reading.findings == ()
    last = [s for s in reading.steps if getattr(s, "kind", None) in (MoveKind.ARC_CW, MoveKind.ARC_CCW, MoveKind.FEED)]
    if last:
        assert math.dist(last[-1].end, arc.end) < (0.003 if units == "mm" else 0.007)


def test_dwell_is_in_seconds():
    assert body(Dwell(0.25)) == ["CYCL DEF 9.0 DWELL TIME", "CYCL DEF 9.1 DWELL 0.25"]


def test_a_tool_call_without_a_spindle_and_stops():
    lines = text_of(
        *OFF, ToolChange(2, 2, "drill"), AT, Stop("turn; the part~"), Stop(optional=True), whole=False
    ).splitlines()
    assert "6 ; T2: drill" in lines and "7 TOOL CALL 2 Z" in lines
    assert [line.split(maxsplit=1)[1] for line in lines][10:13] == ["; turn, the part-", "STOP", "M1"]


def test_the_end_is_made_safe_whatever_the_commands_leave():
    text = text_of(*START, AT, Feed((0, 0, -1), 100), whole=False)
    lines = [line.split(maxsplit=1)[1] for line in text.splitlines()]
    assert lines[-6:] == ["L Z-1 F100", "L Z+0 R0 FMAX M91", "M9", "M5", "M30", "END PGM TEST_PART MM"]


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
        (*OFF, ToolChange(2, 3), AT),  # another tool's length
        (*START, AT, Arc((1, 0, 25), (5, 5), ccw=True, feed=100)),  # radii differ
        (*START, AT, Arc((1, 0, 25), (0.5, 0), ccw=True, feed=100, plane=Plane.XZ)),
        (*START, AT, Feed((1, 0, 0), 0.0)),
        (*START, AT, Feed((1, 0, 0), 0.04)),  # rounds to nothing
        (*START, AT, Dwell(0.0004)),
        (*START, SpindleOn(0.3)),
        (*START, AT, Cycle(CycleKind.PECK, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
        (*START, AT, Cycle(CycleKind.DWELL, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
        (*START, AT, Cycle(CycleKind.DRILL, (), clearance=25, retract=2, bottom=-9, feed=100)),
    ],
)
def test_commands_that_make_no_sense_are_refused(commands):
    with pytest.raises(InternalError):
        text_of(*commands, whole=False)


# -- comments


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
@example("\u2028L X1")
@example("a)(b;c%d:e ~")
@example("\u0131\u212a\ufb01")
def test_a_comment_is_nothing_but_a_comment(text: str):
    for line in klartext_lines(text):
        assert re.fullmatch(r"; [A-Za-z0-9 .,:+*/='\"_@<>&!?()-]{1,70}", line)


def test_hostile_names_do_nothing():
    plain = text_of(AT).splitlines()
    evil = text_of(*(Mark(t, t) for t in HOSTILE), AT, header=HOSTILE, name="%\nO9999 (~;").splitlines()
    assert evil[0] == "0 BEGIN PGM O9999 MM"

    def blocks(lines):
        bare = [line.split(maxsplit=1)[1] for line in lines[1:-1]]
        return [line for line in bare if not line.startswith(";")]

    assert blocks(evil) == blocks(plain)


# -- whole jobs


@cache
def emit() -> Lark:
    return Lark(grammar("gcode/heidenhain.emit.lark"), parser="lalr")


@pytest.mark.parametrize("units", ["mm", "inch"])
@pytest.mark.parametrize("name", JOBS_HERE)
def test_whole_jobs_are_within_the_strict_grammar(name: str, units: str):
    j = presets(job(JOBS_HERE[name], ALL_TOOLS, program_units=units))
    text = write(j, plan(j), control(), machine(), header=HOSTILE)
    emit().parse(text)
    reading = read(text, control())
    assert reading.findings == ()
    assert compare(plan(j), reading, place=last_place(control(), units)) == ()
    numbers = [int(line.split()[0]) for line in text.splitlines() if not line.startswith(" ")]
    assert numbers == list(range(len(numbers)))
