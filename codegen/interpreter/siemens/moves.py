"""Where words take the axes, and the straight moves: positioning, cutting, threads, machine coordinates, reference points.

Fundamentals (6FC5398-1BP40-3BA1), "Geometry settings" and "Motion commands". Coordinates are programmed ones; ``Machine.go``
takes them through the frame in force to those of the work offset, in which moves are reported.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import cutter
from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.motion import cutting_from_known
from codegen.interpreter.siemens.parts import LINEAR, ROTARY, Block, Given, refuse
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import MoveKind, Point, Spindle

CORNERS: Final = ("CHF", "CHR", "RND", "RNDM")
"""Chamfers and roundings behind the block's move."""
LEADS: Final = "IJK"
"""The lead of a thread along X, Y, Z."""


def scaled(m: Machine, given: Given) -> float:
    """A length in mm."""
    if math.isnan(m.scale):
        m.unset(say("the unit (G70 or G71)"), say("begin the program with G71 or G70"), column=given.column)
    return given.value * m.scale


def target(m: Machine, block: Block) -> Point:
    """The block's end point, programmed coordinates, mm; NaN where it cannot be known.

    Incremental words count from the last programmed position, so that a new offset or tool length is travelled with them
    (SD42440, SD42442 = 1: Fundamentals, "Incremental dimensions").
    """
    mine = own(m)
    out = list(m.here)
    for axis, name in enumerate(LINEAR):
        given = block.words.get(name)
        if given is None:
            continue
        value = scaled(m, given)
        if given.mode not in (None, "AC", "IC"):
            message = say("{mode} is for rotary axes", mode=given.mode)
            refuse(m, block, given, message, say("write AC() or IC()"))
        absolute = m.absolute if given.mode is None else given.mode == "AC"
        if absolute is None:
            m.unset(say("the distance mode (G90 or G91)"), say("begin the program with G90"), column=given.column)
            out[axis] = NAN
        elif absolute:
            out[axis] = value
        else:
            said = mine.programmed[axis]
            out[axis] = value + (out[axis] if math.isnan(said) else said)
    return (out[0], out[1], out[2])


def keep(m: Machine, block: Block, end: Point) -> None:
    """Remember what was programmed, for the increments to come."""
    programmed = own(m).programmed
    for axis, name in enumerate(LINEAR):
        if name in block.words:
            programmed[axis] = end[axis]


def feed_rate(m: Machine, length: float, column: int, what: str) -> float:
    """Feed of a cutting move, mm/min; NaN where it is not known, which is reported once.

    Under G93 F is one over the time of the block, in minutes, and stays in force (Fundamentals, "Feed control").
    """
    if m.feed == 0 or math.isnan(m.feed):
        if m.feed == 0 or "feed" not in m.unset_told:
            m.unset_told.add("feed")
            said = say("the feed is 0") if m.feed == 0 else say("no feed was ever set")
            m.report(
                "feed-missing",
                say("{what}, but {said}", what=what, said=said),
                say("write an F word above 0"),
                column=column,
            )
        return NAN
    if m.feed_mode is None:
        m.unset(say("the feed mode (G94)"), say("write G94"), column=column)
        return NAN
    if m.feed_mode == "G93":
        return m.feed * length
    if m.feed_mode == "G95":
        return m.feed * m.state.speed if m.state.speed is not None else NAN
    return m.feed


def heading(m: Machine, start: Point, end: Point) -> None:
    """Remember in which direction the path ends, for CT: programmed coordinates."""
    length = math.dist(start, end)
    if length > 0:
        own(m).heading = tuple((b - a) / length for a, b in zip(start, end, strict=True))  # type: ignore[assignment]
    elif math.isnan(length):
        own(m).heading = None


def straight(m: Machine, block: Block, command: str, column: int, *, polar: Point | None = None) -> None:
    """G0, G1 and G63, also in machine coordinates; ``polar``: the end point that AP and RP gave."""
    others = rotary(m, block)
    if "suppression" in block.g:
        _in_machine(m, block, command, column, others)
        return
    start = m.here
    end = target(m, block) if polar is None else polar
    if block.refused:
        return
    keep(m, block, end)
    feed = 0.0
    if command != "G0":
        cutting_from_known(m, column, end=end)
        feed = feed_rate(m, math.dist(start, end), column, say("a {code} move", code=command))
    under = cutter.moving(m)
    if under is not None:
        cutter.straight(m, under, end, rapid=command == "G0", feed=feed, rotary=others, column=column)
    else:
        kind = MoveKind.RAPID if command == "G0" else MoveKind.FEED
        m.go(kind, end, column=column, feed=feed, rotary=others, hold=holds(m, block))
    heading(m, start, end)


def holds(m: Machine, block: Block) -> bool:
    """Whether the move may be cut short by a chamfer or rounding before or behind it."""
    mine = own(m)
    return mine.corner is not None or mine.rounding > 0 or not block.words.keys().isdisjoint(CORNERS)


def uncompensated(m: Machine, name: str, column: int) -> None:
    """Report what cannot be under G41 or G42; the plane's coordinates are then unknown until G40."""
    under = cutter.moving(m)
    if under is None:
        return
    m.report(
        "compensation-conflict",
        say("{name} in this place under {code}", name=name, code=m.state.compensation or "G41"),
        say("write G40 before it"),
        column=column,
    )
    cutter.lose(m, under)


def rotary(m: Machine, block: Block) -> tuple[tuple[str, float], ...]:
    """Where the axes beside X, Y, Z go: carried, not followed."""
    out = []
    for name in sorted(ROTARY & block.words.keys()):
        given = block.words[name]
        absolute = m.absolute if given.mode is None else given.mode != "IC"
        value = given.value * (m.scale if name in "UVW" else 1.0)
        out.append((name, NAN if absolute is None else value if absolute else m.others.get(name, NAN) + value))
    return tuple(out)


def _in_machine(m: Machine, block: Block, command: str, column: int, others: tuple[tuple[str, float], ...]) -> None:
    uncompensated(m, command, column)
    start = m.at
    end, machine_end = _machine_target(m, block)
    if command == "G0":
        m.move(MoveKind.RAPID, end, column=column, machine_end=machine_end, rotary=others)
    else:
        cutting_from_known(m, column)
        feed = feed_rate(m, math.dist(start, end), column, say("a {code} move", code=command))
        m.move(MoveKind.FEED, end, column=column, feed=feed, machine_end=machine_end, rotary=others)
    own(m).heading = None


def _machine_target(m: Machine, block: Block) -> tuple[Point, Point]:
    """G53, G153, SUPA: frames are suppressed for the block; the tool length is not (MD10760 = 2), unless D0 ends it."""
    goal = list(m.machine)
    for axis, name in enumerate(LINEAR):
        given = block.words.get(name)
        if given is None:
            continue
        own(m).programmed[axis] = NAN
        value = scaled(m, given)
        incremental = given.mode == "IC" or (given.mode is None and m.absolute is False)
        if m.absolute is None and given.mode is None:
            m.unset(say("the distance mode (G90 or G91)"), say("begin the program with G90"), column=given.column)
            goal[axis] = NAN
        elif incremental:
            goal[axis] += value
        else:
            goal[axis] = value + (m.length if axis == 2 else 0.0)
    machine_end = (goal[0], goal[1], goal[2])
    work = m.to_work(machine_end)
    x, y, z = (work[i] if name in block.words else m.at[i] for i, name in enumerate(LINEAR))
    return (x, y, z), machine_end


def thread(m: Machine, block: Block, command: str, column: int) -> None:
    """G33, G331, G332: to the point in step with the spindle; the lead is I, J or K (Fundamentals, "Motion commands").

    G331 and G332 turn the spindle by themselves, right with a positive lead, and back for G332.
    """
    leads = [block.words[name] for name in LEADS if name in block.words]
    moved = block.axes
    if len(leads) != 1 or not moved:
        what = say("the lead, as K along Z") if len(leads) != 1 else say("the end point")
        message = say("{code} needs {what}", code=command, what=what)
        m.report("word-missing", message, say("write the end point and I, J or K"), column=column)
        block.refused = True
        return
    lead = scaled(m, leads[0])
    if lead == 0.0:
        message = say("{code} with a lead of 0", code=command)
        refuse(m, block, leads[0], message, say("write the lead"))
        return
    if command == "G33" and m.state.spindle is Spindle.OFF:
        m.report(
            "spindle-off-in-cut",
            say("{code} while the spindle stands", code=command),
            say("start the spindle with M3 or M4"),
            column=column,
        )
    if m.state.speed is None and "speed" not in own(m).told:
        own(m).told.add("speed")
        m.report(
            "word-missing",
            say("{code}, and no speed was ever set", code=command),
            say("write S"),
            column=column,
            severity=Severity.WARNING if m.part else None,
        )
    cutting_from_known(m, column)
    uncompensated(m, command, column)
    programmed = target(m, block)
    if block.refused:
        return
    before, start = m.state.spindle, m.here
    if command != "G33":
        m.set_state(spindle=Spindle.CW if lead > 0 else Spindle.CCW)
    keep(m, block, programmed)
    synchronised(m, programmed, abs(lead), column)
    if command != "G33":
        m.set_state(spindle=before)
    heading(m, start, programmed)


def synchronised(m: Machine, end: Point, lead: float, column: int) -> None:
    """A move in step with the spindle, ``lead`` mm a turn."""
    feed = lead * m.state.speed if m.state.speed is not None else NAN
    m.go(MoveKind.THREAD, end, column=column, feed=feed, pitch=None if math.isnan(lead) else lead)


def reference(m: Machine, block: Block, command: str, column: int) -> None:
    """G74: the named machine axes (X1=0) to their reference points. G75: to a fixed point, which nothing describes."""
    named = [axis for axis, name in enumerate(LINEAR) if name + "1" in block.words or name in block.words]
    if not named:
        message = say("{word} without an axis moves nothing", word=command)
        m.report("word-missing", message, say("name the machine axes: {word} Z1=0", word=command), column=column)
        block.refused = True
        return
    uncompensated(m, command, column)
    home = m.env.home if command == "G74" else None
    goal, end = list(m.machine), list(m.at)
    for axis in named:
        goal[axis] = home[axis] if home is not None else NAN
        end[axis] = goal[axis] - m.z_shift(axis)
        own(m).programmed[axis] = NAN
    own(m).heading = None
    m.move(MoveKind.RAPID, (end[0], end[1], end[2]), column=column, machine_end=(goal[0], goal[1], goal[2]))


def normal_axis(m: Machine, column: int) -> int | None:
    """The axis that stands on the plane in force."""
    if m.plane is None:
        m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=column)
        return None
    return PLANE_AXES[m.plane][2]
