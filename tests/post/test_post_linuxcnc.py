"""LinuxCNC's post: text by hand, names that want to be code, and LinuxCNC's own interpreter as the judge."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codegen.errors import InternalError, UnknownName, UsageError
from codegen.model.curve import circle, polygon, rectangle, slot
from codegen.model.job import ChamferOp, FaceOp, HoleOp, PocketOp, ProfileOp, Tab, TapOp
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
from codegen.post import write
from codegen.post.comments import comment_lines
from codegen.resources import grammar
from codegen.toolpath import plan
from tests.post import rs274_run
from tests.toolpath.toolpath_bench import CUT, common, controller, job, machine, tool

TOOLS = [tool()]
SPARE = HoleOp(
    **common(), kind="drill", points=((0, 0),), z_top=0, z_bottom=-1, retract=1, cycle="drill"
)  # a job needs an operation; these tests hand the commands over themselves
START = (
    Retract(),
    SpindleOff(),
    SetCoolant(Coolant.OFF),
    ToolChange(1, 1),
    SpindleOn(8000.0),
    SetCoolant(Coolant.FLOOD),
)
END = (Retract(), SpindleOff(), SetCoolant(Coolant.OFF))


def text_of(*commands, units="mm", control=None, mill=None, header=(), whole=True) -> str:
    sequence = (*START, *commands, *END) if whole else commands
    return write(
        job([SPARE], TOOLS, program_units=units), sequence, control or controller(), mill or machine(), header=header
    )


def body(*commands, **changes) -> list[str]:
    """The lines between coolant on and the last retract; LinuxCNC accepts the whole."""
    text = text_of(*commands, **changes)
    rs274_run.run(text, {1: (100.0, 10.0)})
    lines = text.splitlines()
    return lines[lines.index("M8") + 1 : len(lines) - 1 - lines[::-1].index("G53 G0 Z0")]


def test_a_whole_program():
    text = text_of(
        Mark("op-1", "Face top"), Rapid((1.0, 2.0, 25.0)), Rapid((1.0, 2.0, 2.0)), Feed((1.0, 2.0, -1.5), 300.0),
        Feed((11.0, 2.0, -1.5), 1000.0), Feed((11.0, 12.0, -1.5), 1000.0),
        Arc((1.0, 22.0, -1.5), (1.0, 12.0), ccw=True, feed=1000.0), Rapid((1.0, 22.0, 25.0)), header=["Bracket"],
    )  # fmt: skip
    assert text == (
        "(Bracket)\nG21 G90 G17 G94 G40 G49 G80\nG91.1 G97\nG64 P0.01\nG54\n"
        "G53 G0 Z0\nM5\nM9\nT1 M6\nG43 H1\nS8000 M3\nM8\n"
        "(op-1: Face top)\nG0 X1 Y2\nZ25\nZ2\nG1 Z-1.5 F300\nX11 F1000\nY12\nG3 X1 Y22 I-10 J0\nG0 Z25\n"
        "G53 G0 Z0\nM5\nM9\nM30\n"
    )
    rs274_run.run(text, {1: (100.0, 10.0)})


AT = Rapid((0.0, 0.0, 25.0))


@pytest.mark.parametrize(
    ("kind", "extra", "block"),
    [
        (CycleKind.DRILL, {}, "G98 G81 X0 Y0 Z-9 R2 F100"),
        (CycleKind.DWELL, {"dwell": 0.5}, "G98 G82 X0 Y0 Z-9 R2 P0.5 F100"),
        (CycleKind.PECK, {"peck": 2.5}, "G98 G83 X0 Y0 Z-9 R2 Q2.5 F100"),
        (CycleKind.CHIP_BREAK, {"peck": 2.5}, "G98 G73 X0 Y0 Z-9 R2 Q2.5 F100"),
        (CycleKind.BORE, {}, "G98 G85 X0 Y0 Z-9 R2 F100"),
    ],
)
def test_cycles(kind: CycleKind, extra: dict, block: str):
    points = ((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (10.0, 5.0))
    c = Cycle(kind, points, clearance=25.0, retract=2.0, bottom=-9.0, feed=100.0, **extra)
    assert body(AT, c) == ["G0 X0 Y0", "Z25", block, "X10", "Y5", "X10", "G80"]


def test_a_cycle_that_stays_low_goes_up_afterwards():
    c = Cycle(CycleKind.DRILL, ((0, 0), (5, 0)), clearance=25, retract=2, bottom=-9, feed=100, between="retract")
    assert body(AT, c, Rapid((50.0, 0.0, 25.0))) == [
        "G0 X0 Y0", "Z25", "G99 G81 X0 Y0 Z-9 R2 F100", "X5", "G80", "G0 Z25", "X50",
    ]  # fmt: skip


@pytest.mark.parametrize("between", ["retract", "clearance"])
def test_taps_go_down_and_back_in_step_with_the_spindle(between: str):
    c = Cycle(
        CycleKind.TAP, ((0, 0), (5, 0)), clearance=25, retract=4, bottom=-9, feed=625, between=between, pitch=1.25
    )
    up = ["G0 Z25", "X5", "Z4"] if between == "clearance" else ["G0 X5"]
    assert body(AT, c) == ["G0 X0 Y0", "Z25", "Z4", "G33.1 Z-9 K1.25", *up, "G33.1 Z-9 K1.25", "G0 Z25"]


def test_a_left_hand_tap_turns_left():
    c = Cycle(CycleKind.TAP, ((0, 0),), clearance=25, retract=4, bottom=-9, feed=1, pitch=1.0, left_hand=True)
    assert "S300 M4" in text_of(SpindleOn(300.0, Spindle.CCW), AT, c).splitlines()
    with pytest.raises(InternalError, match="left_hand"):
        text_of(AT, c)


def test_machines_that_cannot_tap_are_refused():
    c = Cycle(CycleKind.TAP, ((0, 0),), clearance=25, retract=4, bottom=-9, feed=1, pitch=1.0)
    with pytest.raises(UsageError, match=r"G33\.1"):
        text_of(AT, c, control=controller(tapping="none"))
    with pytest.raises(UsageError, match="tension"):
        text_of(AT, c, mill=machine(tapping="tension"))


def test_inch_programs():
    lines = body(Rapid((25.4, 0.0, 25.4)), Feed((25.4, 0.0, 0.1), 254.0), units="inch")
    assert lines == ["G0 X1 Y0", "Z1", "G1 Z0.00394 F10"]
    assert "G20 G90 G17 G94 G40 G49 G80" in text_of(AT, units="inch")


def test_dwell_in_the_controls_unit():
    assert body(Dwell(0.25)) == ["G4 P0.25"]
    assert "G4 P250" in text_of(Dwell(0.25), control=controller(dwell_unit="ms"))


def test_mist_takes_the_place_of_flood():
    assert body(SetCoolant(Coolant.MIST)) == ["M9", "M7"]


def test_stops_say_why():
    assert body(Stop("turn the part"), Stop(optional=True)) == ["(turn the part)", "M0", "M1"]


def test_the_end_is_made_safe_whatever_the_commands_leave():
    text = text_of(*START, AT, Feed((0, 0, -1), 100), whole=False)
    assert text.endswith("G1 Z-1 F100\nG53 G0 Z0\nM9\nM5\nM30\n")


def test_a_full_turn_stays_one_and_a_hair_of_an_arc_does_not_become_one():
    start = Rapid((10.00004, 0.0, 25.0))  # rounds down
    turn = Arc((10.00004 + 1e-9, 0.0, 24.0), (0.0, 0.0), ccw=True, feed=100)
    assert body(start, turn)[2:] == ["G3 X10 Y0 Z24 I-10 J0 F100"]
    a = 2e-6
    hair = Arc((10 * math.cos(a), 10 * math.sin(a), 24.0), (0.0, 0.0), ccw=True, feed=100)
    assert body(Rapid((10.0, 0.0, 25.0)), hair)[2:] == ["G1 Z24 F100"]
    nearly = Arc((10 * math.cos(a), 10 * math.sin(a), 24.0), (0.0, 0.0), ccw=False, feed=100)
    assert body(Rapid((10.0, 0.0, 25.0)), nearly)[2:] == ["G2 X10 Y0 Z24 I-10 J0 F100"]


@settings(max_examples=200, deadline=None)
@given(
    r=st.floats(0.05, 500), a=st.floats(0, 6.28), sweep=st.floats(1e-7, 6.28), cx=st.floats(-99, 99), cy=st.floats(-99, 99),
    ccw=st.booleans(), units=st.sampled_from(["mm", "inch"]),
)  # fmt: skip
def test_rounding_keeps_the_radii_of_an_arc_together(r, a, sweep, cx, cy, ccw, units):
    """What is written: |r(start) - r(end)| stays within a control's tolerance, for decimals of 0.1 um and 1e-5 in."""
    end = a + (sweep if ccw else -sweep)
    start = (cx + r * math.cos(a), cy + r * math.sin(a), 25.0)
    arc = Arc((cx + r * math.cos(end), cy + r * math.sin(end), 25.0), (cx, cy), ccw, 100.0)
    lines = text_of(Rapid(start), arc, units=units).splitlines()
    place = {w[0]: float(w[1:]) for line in lines if re.match(r"(G0 )?X", line) for w in line.split() if w[0] in "XY"}
    for line in lines:
        if line.startswith(("G2 ", "G3 ")):
            w = {v[0]: float(v[1:]) for v in line.split()[1:]}
            c = (place["X"] + w["I"], place["Y"] + w["J"])
            gap = abs(math.hypot(w["I"], w["J"]) - math.dist(c, (w["X"], w["Y"])))
            assert gap * (25.4 if units == "inch" else 1.0) < 5e-4


# -- what is refused


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_numbers_that_are_none_never_reach_a_program(bad: float):
    for c in (Feed((bad, 0, 0), 100), Feed((1, 0, 0), bad), Rapid((0, 0, bad)), Dwell(bad), SpindleOn(bad)):
        with pytest.raises(InternalError):
            text_of(AT, c)


def test_commands_that_make_no_sense_are_refused():
    for commands in (
        (*START, Feed((0, 0, 0), 100)),  # from where?
        (Rapid((0, 0, 5)),),  # before anything was raised
        (*START, AT, ToolChange(2, 2)),  # a change with the spindle on, over the work
        (*START, AT, Arc((1, 0, 25), (5, 5), ccw=True, feed=100)),  # radii differ
        (*START, AT, Arc((1, 0, 25), (0.5, 0), ccw=True, feed=100, plane=Plane.XZ)),
        (*START, AT, Feed((1, 0, 0), 0.0)),
        (*START, AT, Cycle(CycleKind.PECK, ((0, 0),), clearance=25, retract=2, bottom=-9, feed=100)),
    ):
        with pytest.raises(InternalError):
            text_of(*commands, whole=False)


def test_an_unknown_dialect_is_named():
    with pytest.raises(UnknownName, match="okuma"):
        text_of(AT, control=controller(dialect="okuma"))


# -- comments

HOSTILE = [
    "底板)\nG0 Z-80\n(", "MSG, go away", " m s g,x", "(DEBUG,#5221)", "logopen,/etc/passwd", "PROBEOPEN x.txt", "Print,#1",
    "a;b%c", "\x00\x1b[2J", "%", "Ø12 ±0.05°", "é" * 400, "x" * 1000, "", ")", "pyrun,x", "abort,x",
]  # fmt: skip


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
@example("\u2028G0 X1")
@example("M\u0301SG,hi")
def test_a_comment_is_nothing_but_a_comment(text: str):
    for line in comment_lines(text, 255):
        assert re.fullmatch(r"\([ -'*-~]{1,253}\)", line) and len(line) <= 255
        assert not re.match(
            r"\(\W*(msg|debug|print|log|probe|py|abort)", re.sub(r"[\s_]", "", line), re.IGNORECASE
        ) or line.startswith("(- ")


def test_hostile_names_do_nothing():
    plain = rs274_run.run(text_of(AT), {1: (100.0, 10.0)})
    evil = text_of(*(Mark(t, t) for t in HOSTILE), AT, Stop("x)(y", optional=True), header=HOSTILE)
    assert "(12" not in evil and "(D12 +/-0.05 deg)" in evil
    calls = rs274_run.run(evil, {1: (100.0, 10.0)})
    moves = [c for c in calls if not c.startswith(("COMMENT", "OPTIONAL_PROGRAM_STOP"))]
    assert moves == [c for c in plain if not c.startswith("COMMENT")]


# -- whole jobs, with LinuxCNC's interpreter as the judge

MORE = [
    tool(), tool("face_mill", 50, number=2), tool("drill", 5, number=3), tool("tap", 6, number=4),
    tool("chamfer_mill", 6, number=5, point_angle_deg=90.0, tip_diameter=0.2),
]  # fmt: skip
ELL = polygon([(-30, -30), (30, -30), (30, -10), (-5, -10), (-5, 30), (-30, 30)])


def op(cls, number=1, **data):
    return cls(**{**common(f"{cls.__name__}-{number}"), "tool": number}, **data)


def pocket(outline, **changes):
    data = {"z_top": 0.0, "z_bottom": -9.0, "stepdown": 4.0, "stepover": 4.0, "allowance": 0.3}
    return op(PocketOp, outline=outline, **{**data, **changes})


def profile(outline, **changes):
    return op(
        ProfileOp, outline=outline, side="outside", z_top=0.0, z_bottom=-8.0, stepdown=4.0, allowance=0.3, **changes
    )


POINTS = ((0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0))
JOBS = {
    "face": [op(FaceOp, 2, area=rectangle((0, 0), 100, 80), z_top=1, z_bottom=0, stepdown=0.5, stepover=30)],
    "pocket": [pocket(rectangle((0, 0), 60, 40, 6)), pocket(circle((3, 4), 40)), pocket(ELL)],
    "ramp": [pocket(slot((-20, -5), (20, 15), 24), entry="ramp"), pocket(slot((-20, 0), (20, 0), 10))],
    "open slot": [pocket(slot((-60, 3), (20, 3), 16), open=True)],
    "profile": [
        profile(rectangle((0, 0), 90, 70, 8), tabs=(Tab(at=20, width=5, height=1.5), Tab(at=180, width=5, height=1.5))),
        profile(circle((0, 0), 60), clear_to=rectangle((0, 0), 100, 80), stepover=4.0),
    ],
    "chamfer": [op(ChamferOp, 5, outline=ELL, side="outside", z_top=0, size=0.5, tip_offset=0.5)],
    "holes": [
        op(HoleOp, 3, kind="drill", points=POINTS, z_top=0, z_bottom=-23, retract=2, cycle="peck", peck=3),
        TapOp(
            **{**common("tap"), "tool": 4, "cutting": CUT.model_copy(update={"speed": 500.0, "feed": 500.0})},
            points=POINTS, z_top=0, z_bottom=-15, retract=4, pitch=1, designation="M6",
        ),
    ],
}  # fmt: skip


@pytest.mark.parametrize("units", ["mm", "inch"])
@pytest.mark.parametrize("name", JOBS)
def test_linuxcnc_moves_as_planned(name: str, units: str):
    """LinuxCNC's canonical moves end where the commands say; its numbers have four decimals of the program's unit."""
    j = job(JOBS[name], MORE, program_units=units)
    commands = plan(j)
    text = write(j, commands, controller(), machine(), header=["Bracket"])
    scale = 25.4 if units == "inch" else 1.0
    got = []
    for call in rs274_run.run(text, {t.number: (t.length, t.tool.diameter) for t in MORE}):
        match = re.match(r"(STRAIGHT_TRAVERSE|STRAIGHT_FEED|ARC_FEED)\((.*)\)", call)
        if match:
            v = [float(x) * scale for x in match[2].split(",")]
            end = (v[0], v[1], v[5] if match[1] == "ARC_FEED" else v[2])
            if match[1] != "STRAIGHT_TRAVERSE" or (end[2] > -99 and end != (0.0, 0.0, 0.0)):
                got.append(end)
    wanted = [c.end for c in commands if isinstance(c, Rapid | Feed | Arc)]
    if name != "holes":  # the control expands the cycles
        assert len(got) == len(wanted)
        for a, b in zip(got, wanted, strict=True):
            assert a == pytest.approx(b, abs=3e-4 if units == "mm" else 3e-3)
    else:
        assert min(p[2] for p in got) == pytest.approx(-23, abs=3e-3)
        assert {(round(x), round(y)) for x, y, z in got if z < -20} == set(POINTS)


@pytest.mark.parametrize("name", JOBS)
def test_every_program_is_within_the_strict_grammar(name: str):
    from lark import Lark

    j = job(JOBS[name], MORE)
    text = write(j, plan(j), controller(), machine(), header=HOSTILE)
    parser = Lark(grammar("gcode/linuxcnc.emit.lark"), parser="earley")
    lines = text.splitlines()
    assert lines[-1] == "M30"
    for line in sorted(set(lines)):  # block by block: the grammar has no memory, and Earley is slow on long texts
        if line != "M30":
            parser.parse(line + "\nM30\n")


def test_import_is_light():
    import subprocess
    import sys

    code = "import sys, codegen.post, codegen.toolpath as t; print({'cadquery', 'numba', 'openai', 'ezdxf'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
