"""What a block switches: units, planes, distances, offsets, feeds and speeds; frames."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter.codes import PLANES
from codegen.interpreter.frames import IDENTITY, Frame
from codegen.interpreter.machine import NAN, UNKNOWN, Machine
from codegen.interpreter.siemens import moves
from codegen.interpreter.siemens.parts import LINEAR, Block, refuse
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import EventKind, Plane, Spindle
from codegen.units import MM_PER_INCH

FEED_MODES: Final = {"G93": "G93", "G94": "G94", "G95": "G95", "G97": "G95", "G971": "G94"}
"""What F means then: G97 and G971 end a constant cutting speed, with the feed by the turn or by the minute."""


def units(m: Machine, block: Block) -> None:
    """G70, G71: lengths. G700, G710: feeds, too (Fundamentals, "Inch or metric dimensions")."""
    command = block.command("units")
    if command is None:
        return
    inch = command in ("G70", "G700")
    m.scale = MM_PER_INCH if inch else 1.0
    feed_unit = MM_PER_INCH if command == "G700" else 1.0
    if feed_unit != own(m).feed_unit:
        own(m).feed_unit = feed_unit
        m.feed = NAN
        m.unset_told.discard("feed")
    name = "inch" if inch else "mm"
    if m.state.units != name:
        m.set_state(units=name)


def planes(m: Machine, block: Block) -> None:
    """G17, G18, G19; G90, G91; G40; path modes. A new plane has its pole at the zero."""
    plane = block.command("plane")
    if plane is not None:
        new = PLANES[int(plane[1:]) * 10]
        if new is not m.plane:
            own(m).pole = (0.0, 0.0)
        m.plane = new
    distance = block.command("distance")
    if distance is not None:
        m.absolute = distance == "G90"
        if m.state.absolute is not m.absolute:
            m.set_state(absolute=m.absolute)
    path = block.command("path")
    if path is not None and m.state.exact_path != path:
        m.set_state(exact_path=path)


def offset(m: Machine, block: Block) -> None:
    """G54 to G57, G505 to G599; G500: none, or the basic frame alone."""
    found = block.g.get("work offset")
    if found is None:
        return
    name, column, _ = found
    if name != m.state.work_offset:
        m.shift(offset=m.offset_of(name))
        m.set_state(work_offset=name)
    m.event(EventKind.WORK_OFFSET, column=column, text=name)


def feed_and_speed(m: Machine, block: Block) -> None:
    """G93 to G95, F, S. With G4 both are times. Another mode leaves F without a meaning ("Feed control": F anew)."""
    mode = block.command("feed mode")
    if mode is not None:
        new = FEED_MODES[mode]
        if new != m.feed_mode:
            m.feed, m.feed_mode = NAN, new
            m.unset_told.discard("feed")
        if m.state.feed_mode != new:
            m.set_state(feed_mode=new)
    if block.command("non-modal") == "G4":
        return
    given = block.words.get("F")
    if given is not None:
        if given.value < 0:
            refuse(m, block, given, say("{word}: {letter} cannot be negative", word=f"F{given.value:g}", letter="F"),
                   say("write {letter} without a sign", letter="F"))  # fmt: skip
            return
        m.feed = given.value * (1.0 if m.feed_mode == "G93" else own(m).feed_unit)
        if math.isnan(given.value):
            m.unset_told.add("feed")  # not known, and reported as that
    speed = next((block.words[name] for name in ("S", "S1") if name in block.words), None)
    if speed is None:
        return
    if speed.value < 0:
        refuse(m, block, speed, say("{word}: {letter} cannot be negative", word=f"S{speed.value:g}", letter="S"),
               say("write {letter} without a sign", letter="S"))  # fmt: skip
        return
    if speed.value != m.state.speed:
        m.set_state(speed=None if math.isnan(speed.value) else speed.value)
        turning = m.state.spindle in (Spindle.CW, Spindle.CCW)
        if turning and not any(code in (3, 4, 5) for code, _ in block.m):
            m.event(EventKind.SPINDLE, column=speed.column, value=speed.value)


def dwell(m: Machine, block: Block) -> None:
    """G4 F in seconds, G4 S in turns of the spindle (Fundamentals, "Dwell time")."""
    column = block.g["non-modal"][1]
    seconds, turns = block.words.get("F"), block.words.get("S")
    given = seconds or turns
    if given is None or (seconds is not None and turns is not None) or given.value < 0:
        m.report("word-missing", say("G4 needs F (seconds) or S (turns), 0 or more, and one of them"),
                 say("write F with the time"), column=column)  # fmt: skip
        block.refused = True
        return
    if seconds is not None:
        m.event(EventKind.DWELL, column=column, value=seconds.value)
        return
    speed = m.state.speed
    m.event(EventKind.DWELL, column=column, value=given.value * 60 / speed if speed else NAN)


# -- frames ----------------------------------------------------------------------------------------------------------


def frame(m: Machine, block: Block) -> None:
    """TRANS, ROT, SCALE, MIRROR and their additive forms; G58, G59; by themselves they move nothing."""
    command, column, _ = block.g["frame"]
    mine = own(m)
    mine.heading = mine.heading if command in ("G25", "G26") else None
    if command in ("G25", "G26"):
        return  # limits of the working area or the speed
    if command in ("G58", "G59"):
        _axial(m, block, command, column)
        return
    add = command[0] == "A"
    kind = command[1:] if add else command
    new = _framed(m, block, kind, column, m.frame if add else IDENTITY)
    if new is None:
        return
    m.frame = IDENTITY if new == IDENTITY else new
    shifts = kind == "TRANS"
    if not add:
        mine.coarse = list(new.shift) if shifts else [0.0, 0.0, 0.0] if m.frame is IDENTITY else None
        mine.fine = [0.0, 0.0, 0.0]
    elif shifts and mine.coarse is not None:
        mine.fine = [b - a for a, b in zip(mine.coarse, new.shift, strict=True)]
    else:
        mine.coarse = None


def _framed(m: Machine, block: Block, kind: str, column: int, old: Frame) -> Frame | None:
    """``old`` with a further frame within it."""
    words = block.words
    if kind == "TRANS":
        x, y, z = (moves.scaled(m, words[n]) if n in words else 0.0 for n in LINEAR)
        return old.shifted((x, y, z))
    if kind == "ROT":
        return _turned(m, block, column, old)
    if kind == "SCALE":
        x, y, z = (words[n].value if n in words else 1.0 for n in LINEAR)
    else:
        x, y, z = (-1.0 if n in words else 1.0 for n in LINEAR)
    if 0.0 in (x, y, z):
        m.report("syntax", say("a scale factor of 0"), say("check the factors"), column=column)
        block.refused = True
        return None
    return Frame(UNKNOWN) if any(map(math.isnan, (x, y, z))) else old.scaled((x, y, z))


def _turned(m: Machine, block: Block, column: int, old: Frame) -> Frame | None:
    """ROT: RPL in the plane, else about Z, the new Y and the new X, in this order (RPY: MD10600 = 1)."""
    rpl = block.words.get("RPL")
    if rpl is not None:
        if block.axes:
            refuse(m, block, rpl, say("RPL beside axes"), say("write RPL, or angles about axes"), code="word-conflict")
            return None
        moves.normal_axis(m, column)
        return (
            Frame(UNKNOWN) if m.plane is None or math.isnan(rpl.value) else old.turned(math.radians(rpl.value), m.plane)
        )
    made = old
    for plane, name in ((Plane.XY, "Z"), (Plane.XZ, "Y"), (Plane.YZ, "X")):
        if name in block.words:
            angle = block.words[name].value
            if math.isnan(angle):
                return Frame(UNKNOWN)
            made = made.turned(math.radians(angle), plane)
    return made


def _axial(m: Machine, block: Block, command: str, column: int) -> None:
    """G58 sets the absolute part of the programmed shift of the axes that it names, G59 the additive one."""
    mine = own(m)
    if mine.coarse is None:
        m.report("unsupported-code", say("{code} beside turned or scaled frames is not interpreted", code=command),
                 say("write TRANS or ATRANS"), column=column)  # fmt: skip
        m.frame = Frame(UNKNOWN)
        return
    part = mine.coarse if command == "G58" else mine.fine
    for axis, name in enumerate(LINEAR):
        if name in block.words:
            part[axis] = moves.scaled(m, block.words[name])
    x, y, z = (a + b for a, b in zip(mine.coarse, mine.fine, strict=True))
    m.frame = Frame((x, y, z))
