"""The steps of a Haas block's execution, beside those of Fanuc and those that controls have in common."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter import execute as common
from codegen.interpreter import motion
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, MOTION, NONMODAL, g_name
from codegen.interpreter.fanuc import offsets, steps
from codegen.interpreter.fanuc.state import Call, own, place_origin
from codegen.interpreter.haas import cycles, pockets
from codegen.interpreter.haas.codes import CYCLES, MACROS, OLD_OFFSETS, PATTERNS, POCKETS, TRANSFORMS
from codegen.interpreter.haas.state import Drilling, drilling
from codegen.interpreter.haas.words import modal_only
from codegen.interpreter.machine import AXES, NAN, UNKNOWN, Machine
from codegen.interpreter.rotary import given
from codegen.interpreter.unknown import forget_everything
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind
from codegen.model.program import Word

MAX_ADDITIONAL: Final = 99
"""G154 P1 to P99 (Mill Operator's Manual, "G154 Select Work Coordinates P1-P99")."""
_LATE: Final = frozenset((5, 9, 19))


def unknown_effects(m: Machine, block: Sorted) -> None:
    """Macro calls may do anything. One M code a block (Mill Operator's Manual, "M codes")."""
    found = block.g.get("unmodelled")
    if found is not None and found[0] in MACROS:
        forget_everything(m)
    ms = sorted((word for _, word in block.m.values()), key=lambda word: word.column)
    if len(ms) > 1:
        message = say("{first} and {second} in one block: the control takes one", first=ms[0].text, second=ms[1].text)
        report(m, "word-conflict", ms[1], message, say("write them in two blocks"))


def tool(m: Machine, block: Sorted) -> None:
    """M6: Z goes to machine zero by itself (Mill Operator's Manual, M06), unless it stands there."""
    if "tool change" in block.m and m.machine[2] != 0.0:
        goal = (m.machine[0], m.machine[1], 0.0)
        end = (m.at[0], m.at[1], m.to_work(goal)[2])
        if math.isnan(m.at[2]):  # from nowhere known: no move is told, but where it ends is known
            m.at, m.machine = end, goal
        else:
            m.move(MoveKind.RAPID, end, column=block.m["tool change"][1].column, machine_end=goal)
    common.tool(m, block)


def switches_before(m: Machine, block: Sorted) -> None:
    """What starts the spindle and the coolant, before the block moves."""
    _switch(m, block, late=False)


def switches_after(m: Machine, block: Sorted) -> None:
    """What stops them, after it: M codes act at the end of the block (Mill Operator's Manual, "M codes")."""
    _switch(m, block, late=True)


def _switch(m: Machine, block: Sorted, *, late: bool) -> None:
    kept = {
        group: found for group, found in block.m.items() if group in ("spindle", "coolant") and (found[0] in _LATE) is late
    }  # fmt: skip
    if kept:
        common.spindle_and_coolant(m, Sorted(m=kept))


def dwell(m: Machine, block: Sorted) -> None:
    """G4 P: seconds with a decimal point, milliseconds without."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] != 40:
        return
    word = block.words.get("P")
    if word is None or word.value < 0:
        message = say("G4 needs P, the time, 0 or more")
        m.report("word-missing", message, say("write P with the time"), column=code[1].column)
        return
    m.event(EventKind.DWELL, column=code[1].column, value=cycles.seconds(word))


def turned(m: Machine, block: Sorted) -> None:
    """G68, G51, G101: not interpreted; until G69, G50, G100 no place is known. G100 ends the axes that it names, or all."""
    on = own(m).transforms
    for group, (code, off) in TRANSFORMS.items():
        found = block.g.get(group)
        if found is None:
            continue
        word = found[1]
        named = {f"{group} {name}" for name in AXES if code == 1010 and (name in block.words or not given_axes(block))}
        if found[0] == code:
            message = say(
                "{word} ({name}) is not interpreted here: no position is known until {off}",
                word=word.text, name=group, off=g_name(off),
            )  # fmt: skip
            report(m, "unsupported-code", word, message, say("write the program without {name}", name=word.text))
            on |= named or {group}
            m.forget()
        else:
            on -= named or {group}
        place_origin(m)


def given_axes(block: Sorted) -> bool:
    """Whether the block names X, Y or Z."""
    return any(name in block.words for name in AXES)


def work(m: Machine, block: Sorted) -> None:
    """G54 to G59, G154 P, and G110 to G129, which are G154 P1 to P20."""
    found = block.g.get("work offset")
    if found is None:
        return
    code, word = found
    name = g_name(code)
    if code in OLD_OFFSETS:
        name = f"G154 P{(code - OLD_OFFSETS.start) // 10 + 1}"
    elif code == 1540:
        p = block.words.get("P")
        if p is None or not (1 <= p.value <= MAX_ADDITIONAL and p.value == round(p.value)):
            message = say("G154 needs P1 to P{most}", most=MAX_ADDITIONAL)
            report(m, "word-missing" if p is None else "syntax", p or word, message, say("check P"))
            m.shift(offset=UNKNOWN)
            m.set_state(work_offset=None)
            return
        name = f"G154 P{round(p.value)}"
    if name != m.state.work_offset:
        m.shift(offset=m.offset_of(name))
        m.set_state(work_offset=name)
    m.event(EventKind.WORK_OFFSET, column=word.column, text=name)


def length(m: Machine, block: Sorted) -> None:
    """G43, G44, G49; H. The offset counts from the next move of Z on: none is made for it alone."""
    mine = own(m)
    found, h = block.g.get("length offset"), block.words.get("H")
    if h is not None:
        mine.h = round(h.value)
    if found is None and (h is None or mine.length_code not in (430, 440)):
        return
    code, word = found if found is not None else (mine.length_code or 430, h)
    assert word is not None  # noqa: S101 - one of them brought us here
    mine.length_code = code
    number: int | None = 0 if code == 490 else mine.h
    if number is None:
        m.unset(say("the H number (G43 without H)"), say("write H with G43"), column=word.column)
    elif number < 0:
        report(m, "syntax", word, say("{word}: H cannot be negative", word=word.text), say("write the tool's H number"))
        number = None
    size = 0.0 if number == 0 else NAN if number is None else m.env.lengths.get(number, NAN)
    size = -size if code == 440 else size
    if number is None or number != m.state.length_offset or (number != 0 and mine.applied != code):
        m.shift(length=size)
        m.set_state(length_offset=number, length=None if math.isnan(size) else size)
    mine.applied = code
    m.event(EventKind.LENGTH_OFFSET, column=word.column, value=NAN if number is None else float(number))


def home(m: Machine, block: Sorted) -> None:
    """G28: the named axes by way of the point, or all of them straight, to machine zero; the length offset is cancelled."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] != 280:
        return
    motion.home(m, block.words, m.home, code[1].column)
    if "G28" in m.controller.length_offset_dropped:
        offsets.drop_length(m, code[1].column)


def machine_coordinates(m: Machine, block: Sorted) -> None:
    """G53: machine coordinates without offsets for its block, by the motion code of the block or in force, G0 or G1."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] != 530 or not (any(name in block.words for name in AXES) or given(block.words)):
        return
    explicit = block.g.get(MOTION)
    mode = explicit[0] if explicit is not None else m.motion
    motion.straight(m, block.words, 10 if mode == 10 else 0, code[1].column, machine_coordinates=True)


def move(m: Machine, block: Sorted) -> None:
    """The block's motion, canned cycle, bolt pattern or circular pocket."""
    code, column = block.motion, block.motion_column
    modal_only(m, block)
    owner = block.g.get(NONMODAL)
    if owner is not None and owner[0] in PATTERNS:
        cycles.pattern(m, block, owner[0], owner[1].column)
    elif owner is not None and owner[0] in POCKETS:
        pockets.run(m, block, owner[0], owner[1].column)
    elif code is None:
        if "unmodelled" in block.g and block.loses_position and block.g["unmodelled"][0] >= 0:
            m.motion = common.after_unmodelled(m, block.g["unmodelled"][0])
    elif code in CYCLES:
        cycles.run(m, block, code, column)
    else:
        if code in ARCS:
            motion.arc(m, block.words, code, column)
        else:
            motion.straight(m, block.words, code, column)
        m.motion = code


def calls(m: Machine, block: Sorted) -> None:
    """M97 to a line of the program, M98 to a program, M99 (Mill Operator's Manual, M97, M98, M99)."""
    found = block.m.get("call")
    if found is None:
        return
    code, word = found
    p = block.words.get("P")
    if code == 99:
        if p is not None:
            own(m).return_to = round(p.value)
        own(m).returns = True
    elif p is None or not p.value >= 1:
        name = f"M{code}"
        message = say("{name} needs P, the number of what it calls", name=name)
        report(m, "word-missing", word, message, say("write P with the number"))
        forget_everything(m)
    else:
        times = cycles.repeats(m, block.words.get("L"))
        if times is None:
            forget_everything(m)
        else:
            own(m).call = Call(round(p.value), times, p, local=code == 97)


def refused(m: Machine, words: tuple[Word, ...]) -> None:
    """After a refused block that would have called, returned, or run a macro, anything may have happened."""
    g = {word.value for word in words if word.letter == "G"}
    if any(word.letter == "M" and word.value in (97, 98, 99) for word in words) or 65 in g:
        forget_everything(m)
    if any(value * 10 in CYCLES for value in g):
        m.motion = None
    elif m.motion in CYCLES and any(word.letter in "ZRQPIJK" for word in words):
        own(m).drilling = Drilling(under=drilling(m).under)


ORDER: Final = (
    steps.corner, steps.end_of_macro, unknown_effects, steps.units, common.distance_and_retract, steps.feed_and_speed, tool,
    switches_before, dwell, turned, offsets.local, work, length, offsets.path, common.lose_position, steps.compensation, home,
    machine_coordinates, move, switches_after, calls, steps.stop, steps.remember,
)  # fmt: skip
"""Modes first, then what starts, then the motion, then what stops."""
