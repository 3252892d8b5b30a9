"""Runs one block: the steps that controls have in common."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter import cycles, motion
from codegen.interpreter.check import Sorted, sort_words
from codegen.interpreter.codes import CYCLES, MOTION, NONMODAL, PLANES, g_name
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.unknown import forget_groups, forget_words
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind, Spindle
from codegen.model.program import Word
from codegen.units import MM_PER_INCH

_SPINDLE: Final = {3: Spindle.CW, 4: Spindle.CCW, 5: Spindle.OFF, 19: Spindle.OFF}  # M19 orients it: it stands


def execute(m: Machine, words: tuple[Word, ...]) -> None:
    """Run a block's words. A block that the control would refuse is reported and not run; what it names is then unknown.

    A step may refuse the block, too (``Sorted.refused``): what ran before it stands, and the rest is not run.
    """
    block = sort_words(m, words)
    for step in m.dialect.order:
        if block.refused:
            break
        step(m, block)
    if not block.refused:
        return
    forget_groups(m, set(block.g) | ({MOTION} if block.cancel else set()))
    forget_words(m, words)
    named = "".join(name for name in AXES if name in block.words)
    # G28 moves axes that it does not name
    wide = block.loses_position or block.g.get(NONMODAL, (40, None))[0] != 40
    m.forget(AXES if wide else named)
    m.dialect.refused(m, words)


def feed_and_speed(m: Machine, block: Sorted) -> None:
    """G93, G94, G95; F; S."""
    mode = block.g.get("feed mode")
    if mode is not None:
        name = g_name(mode[0])
        if name != m.feed_mode:
            # a change of mode drops the feed; from a mode that was never stated to G94 there is nothing to drop
            m.feed = NAN if m.feed_mode is None else 0.0
            m.feed_mode = name
        if m.state.feed_mode != name:
            m.set_state(feed_mode=name)
    feed_word(m, block)
    speed = block.words.get("S")
    if speed is not None and speed.value != m.state.speed:
        m.set_state(speed=None if math.isnan(speed.value) else speed.value)
        if "spindle" not in block.m and m.state.spindle in (Spindle.CW, Spindle.CCW):
            m.event(EventKind.SPINDLE, column=speed.column, value=speed.value)


def feed_word(m: Machine, block: Sorted) -> None:
    """F, in the unit before the block's own."""
    word = block.words.get("F")
    if word is not None and m.feed_mode != "G93":
        # F comes before the units in the order of execution: "G20 F10" sets 10 of the unit before
        m.feed = word.value * m.scale
        if math.isnan(word.value):
            m.unset_told.add("feed")  # not evaluated, and reported as that
        elif math.isnan(m.scale):
            now = block.g.get("units")
            m.feed = NAN if now is None else word.value * _scale(now[0])
            if now is None:
                m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=word.column)
                m.unset_told.add("feed")  # one cause


def _scale(code: int) -> float:
    return MM_PER_INCH if code == 200 else 1.0


def tool(m: Machine, block: Sorted) -> None:
    """T selects, M6 changes, and the spindle stops for it."""
    word = block.words.get("T")
    if word is not None:
        m.selected = round(word.value)
    change = block.m.get("tool change")
    if change is None:
        return
    column = change[1].column
    if m.selected is None:
        m.unset(say("the tool number (T)"), say("write T with the tool's number before M6"), column=column)
    if m.state.spindle is not Spindle.OFF:  # LinuxCNC stops it before the change
        m.set_state(spindle=Spindle.OFF)
        m.event(EventKind.SPINDLE, column=column, value=m.state.speed)
    m.set_state(tool=m.selected)
    m.event(EventKind.TOOL_CHANGE, column=column, value=NAN if m.selected is None else float(m.selected))
    if "M6" in m.controller.length_offset_dropped:
        m.shift(length=0.0)
        m.set_state(length_offset=0, length=0.0)
        m.event(EventKind.LENGTH_OFFSET, column=column, value=0.0)


def spindle_and_coolant(m: Machine, block: Sorted) -> None:
    """M3, M4, M5; M7, M8, M9."""
    turn = block.m.get("spindle")
    if turn is not None and turn[0] in _SPINDLE:
        m.set_state(spindle=_SPINDLE[turn[0]])
        m.event(EventKind.SPINDLE, column=turn[1].column, value=m.state.speed)
    cool = block.m.get("coolant")
    if cool is not None:
        flood = m.state.coolant is Coolant.FLOOD
        m.mist = cool[0] == 7 or (m.mist and cool[0] != 9)
        # with both on, which LinuxCNC allows, the state says flood
        state = Coolant.OFF if cool[0] == 9 else Coolant.FLOOD if cool[0] == 8 or flood else Coolant.MIST
        m.set_state(coolant=state)
        m.event(EventKind.COOLANT, column=cool[1].column)


def dwell(m: Machine, block: Sorted) -> None:
    """G4 P."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] != 40:
        return
    word = block.words.get("P")
    if word is None or word.value < 0:
        m.report(
            "word-missing", say("G4 needs P, the time, 0 or more"), say("write P with the time"), column=code[1].column
        )
        return
    seconds = word.value / 1000 if m.controller.dwell_unit == "ms" else word.value
    m.event(EventKind.DWELL, column=code[1].column, value=seconds)


def modes(m: Machine, block: Sorted) -> None:
    """The plane, the unit, G40."""
    plane = block.g.get("plane")
    if plane is not None:
        m.plane = PLANES[plane[0]]
    units(m, block)
    if "compensation" in block.g and m.state.compensation != "G40":
        m.set_state(compensation="G40")


def units(m: Machine, block: Sorted) -> None:
    """G20, G21."""
    units = block.g.get("units")
    if units is not None:
        m.scale = _scale(units[0])
        name = "inch" if units[0] == 200 else "mm"
        if m.state.units != name:
            m.set_state(units=name)


def distance_and_retract(m: Machine, block: Sorted) -> None:
    """G90, G91; G90.1, G91.1; G98, G99."""
    distance = block.g.get("distance")
    if distance is not None:
        m.absolute = distance[0] == 900
        if m.state.absolute is not m.absolute:
            m.set_state(absolute=m.absolute)
    arcs = block.g.get("arc distance")
    if arcs is not None:
        m.arc_absolute = arcs[0] == 901
    retract = block.g.get("retract")
    if retract is not None:
        m.retract = g_name(retract[0])


def lose_position(m: Machine, block: Sorted) -> None:
    """After what is not interpreted the position is unknown."""
    if block.loses_position:
        m.forget()


def home(m: Machine, block: Sorted) -> None:
    """G28, G30."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] not in (280, 300):
        return
    motion.home(m, block.words, m.home if code[0] == 280 else m.home2, code[1].column)
    if "G28" in m.controller.length_offset_dropped:
        m.shift(length=0.0)
        m.set_state(length_offset=0, length=0.0)
        m.event(EventKind.LENGTH_OFFSET, column=code[1].column, value=0.0)


def move(m: Machine, block: Sorted) -> None:
    """The block's motion or canned cycle."""
    code, column = block.motion, block.motion_column
    if code is None:
        if block.cancel:
            m.motion = 800
        elif "unmodelled" in block.g and block.loses_position and block.g["unmodelled"][0] >= 0:
            m.motion = after_unmodelled(m, block.g["unmodelled"][0])
        return
    contiguous = m.motion in CYCLES
    if m.motion != code and code in CYCLES:
        m.cycle.code = -1  # a series that was interrupted remembers nothing
    words = block.words
    if code in (0, 10):
        nonmodal = block.g.get(NONMODAL)
        motion.straight(m, words, code, column, machine_coordinates=nonmodal is not None and nonmodal[0] == 530)
    elif code in (20, 30):
        motion.arc(m, words, code, column)
    elif not any(name in words for name in AXES):
        m.report(
            "word-missing",
            say("{code} without an axis word", code=g_name(code)),
            say("write X, Y or Z"),
            column=column,
        )
    else:
        cycles.run(m, block, code, column, contiguous=contiguous)
    m.motion = code


def after_unmodelled(m: Machine, code: int) -> int | None:
    """The motion mode then: a motion code that is not interpreted leaves it unknown; another code leaves it as it was."""
    return None if m.dialect.codes.unmodelled.get(code) == MOTION else m.motion


def stop(m: Machine, block: Sorted) -> None:
    """M0, M1; M2, M30."""
    found = block.m.get("stop")
    if found is None:
        return
    code, word = found
    ends = code in (2, 30)
    m.event(EventKind.END if ends else EventKind.STOP, column=word.column, text=f"M{code}")
    m.ended = m.ended or ends
