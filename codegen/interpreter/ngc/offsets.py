"""Zeros and tool offsets: G10, G52, G92 to G92.3, G54 to G59.3, G43 to G49, G28.1 and G30.1.

Where the machine's place is not known, G92 and G10 L20 still say what its coordinate is *now*: after probing that is how a
part's zero is found. The work frame's zero is then there, and where that lies in the machine is unknown.
Sources: LinuxCNC's manual, "G codes", and its "Coordinate System".
"""

from __future__ import annotations

import math

from codegen.findings import Severity
from codegen.interpreter import cutter, rotary
from codegen.interpreter.check import Sorted
from codegen.interpreter.codes import g_name
from codegen.interpreter.frames import Frame
from codegen.interpreter.machine import AXES, NAN, OTHER_AXES, UNKNOWN, ZERO, Machine
from codegen.interpreter.ngc.state import not_compensated, own, refuse, tool_offset
from codegen.messages import say
from codegen.model.motion import EventKind, Point
from codegen.model.program import Word

SYSTEMS = ("G54", "G55", "G56", "G57", "G58", "G59", "G59.1", "G59.2", "G59.3")


def _given(m: Machine, block: Sorted) -> dict[int, float]:
    """Axis words in mm, by axis."""
    out = {}
    for axis, name in enumerate(AXES):
        word = block.words.get(name)
        if word is not None:
            if math.isnan(m.scale):
                m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=word.column)
            out[axis] = word.value * m.scale
    return out


def _turn(m: Machine, name: str) -> Frame:
    """A work offset's own turn, as a frame."""
    angle = m.rotations.get(name, 0.0)
    return Frame().turned(angle) if angle else Frame()


def _replaced(point: Point, axis: int, value: float) -> Point:
    out = [*point]
    out[axis] = value
    return (out[0], out[1], out[2])


def call_it(m: Machine, axis: int, value: float) -> None:
    """The machine's unknown place along an axis *is* this programmed coordinate: the work zero is counted from there."""
    shift = 0.0 if math.isnan(m.local[axis]) else m.local[axis]
    m.local = _replaced(m.local, axis, shift)
    m.lay_frame()
    m.at = _replaced(m.at, axis, value + shift)
    m.meant = None
    m.offset = _replaced(m.offset, axis, m.machine[axis] - m.tool[axis] - m.at[axis])
    m.offsets[m.state.work_offset or ""] = m.offset


# -- G10 ---------------------------------------------------------------------------------------------------------------


def set_data(m: Machine, block: Sorted, word: Word) -> None:
    """G10: a work offset (L2, L20), or a tool's offsets (L1, L10, L11)."""
    kind, number = block.words.get("L"), block.words.get("P")
    if kind is None or kind.value not in (0, 1, 2, 10, 11, 20):
        refuse(m, block, kind or word, say("G10 needs L0, L1, L2, L10, L11 or L20"), say("write L"), "word-missing")
        return
    if kind.value == 0:
        if m.state.tool:
            refuse(m, block, word, say("G10 L0 with a tool in the spindle"), say("put the tool away before it"))
        return
    system = kind.value in (2, 20)
    least, most = (0, 9) if system else (1, 99999)
    if number is None or not least <= number.value <= most or abs(number.value - round(number.value)) > 1e-4:
        message = say("G10 {kind} needs P, {least} to {most}", kind=kind.text, least=least, most=most)
        refuse(m, block, number or word, message, say("check P"), "word-missing")
        return
    if system:
        _set_system(m, block, round(number.value), relative=kind.value == 20)
    else:
        _set_tool(m, block, word, round(number.value), round(kind.value))


def _set_system(m: Machine, block: Sorted, number: int, *, relative: bool) -> None:
    words = block.words
    name = SYSTEMS[number - 1] if number else m.state.work_offset
    if clash := [words[letter] for letter in ("IJR" if relative else "IJ") if letter in words]:
        refuse(m, block, clash[0], say("no code in the block takes the word {word}", word=clash[0].text),
               say("remove {letter}, or add its code", letter=clash[0].letter))  # fmt: skip
        return
    active = name == m.state.work_offset
    if name is None:
        m.shift(offset=UNKNOWN)
        m.offsets.clear()
        return
    if active and not not_compensated(m, block, block.g["non-modal"][1]):
        return
    given = _given(m, block)
    if relative:
        new, unknown = _zero_that_calls(m, name, given)
    else:
        old = m.offset_of(name)
        new, unknown = (given.get(0, old[0]), given.get(1, old[1]), given.get(2, old[2])), {}
    if "R" in words:
        m.rotations[name] = math.radians(words["R"].value)
    _set_others(m, block, name, active=active, relative=relative)
    m.offsets[name] = new
    if active:
        moved = {*given} | ({0, 1} if given and m.rotations.get(name) else set())
        x, y, z = (value if axis in moved else None for axis, value in enumerate(new))
        m.shift(offset=(x, y, z))
        m.lay_frame()
        for axis, value in unknown.items():
            call_it(m, axis, value)
        m.event(EventKind.WORK_OFFSET, column=block.g["non-modal"][1].column, text=name)


def _zero_that_calls(m: Machine, name: str, given: dict[int, float]) -> tuple[Point, dict[int, float]]:
    """Where a work offset's zero must lie for the place here to have the coordinates; and those of unknown places."""
    at = m.at if m.meant is None else m.meant
    turn, old = _turn(m, name), m.offset_of(name)
    place = [
        a + o if not math.isnan(a + o) else p - t for a, o, p, t in zip(at, m.offset, m.machine, m.tool, strict=True)
    ]
    now = turn.to_program((place[0] - old[0], place[1] - old[1], place[2] - old[2]))
    change: Point = ZERO
    unknown = {}
    for axis, value in given.items():
        delta = now[axis] - m.local[axis] - value
        if math.isnan(delta) and turn.matrix is None:
            old = _replaced(old, axis, place[axis] - value - m.local[axis])
            if math.isnan(old[axis]):
                unknown[axis] = value
            continue
        change = _replaced(change, axis, delta)
    x, y, z = turn.to_work(change)
    return (old[0] + x, old[1] + y, old[2] + z), unknown


def _set_others(m: Machine, block: Sorted, name: str, *, active: bool, relative: bool) -> None:
    for letter in rotary.given(block.words):
        value = rotary.amount(m, block.words[letter])
        before = m.other_offsets.get(name, {}).get(letter, 0.0 if name in m.offsets else NAN)
        if relative:
            place = m.others.get(letter, NAN) + rotary.zero(m, letter)
            value = place - m.other_local.get(letter, 0.0) - value
        m.other_offsets.setdefault(name, {})[letter] = value
        if active and letter in m.others:
            m.others[letter] += before - value


def _set_tool(m: Machine, block: Sorted, word: Word, number: int, kind: int) -> None:
    words, mine = block.words, own(m)
    if not any(letter in words for letter in "XYZABCUVWRIJQ"):
        refuse(m, block, word, say("G10 L{kind} sets nothing", kind=kind), say("name an axis, or R"), "word-missing")
        return
    old, given = tool_offset(m, number), _given(m, block)
    if kind == 1:
        new = (given.get(0, old[0]), given.get(1, old[1]), given.get(2, old[2]))
    else:
        name = "G59.3" if kind == 11 else m.state.work_offset or ""
        turn, zero = _turn(m, name), m.offset if kind == 10 else m.offset_of(name)
        machine = m.machine if m.meant is None else m.to_machine(m.meant)
        place = turn.to_program((machine[0] - zero[0], machine[1] - zero[1], machine[2] - zero[2]))
        own_axes = turn.to_program(old) if turn.matrix is not None else old
        for axis, value in given.items():
            own_axes = _replaced(own_axes, axis, place[axis] - (0.0 if kind == 11 else m.local[axis]) - value)
        new = turn.to_work(own_axes) if turn.matrix is not None else own_axes
    mine.tools[number] = new
    if "R" in words:
        mine.radii[number] = words["R"].value * m.scale


# -- G52, G92 ----------------------------------------------------------------------------------------------------------


def shift(m: Machine, block: Sorted, code: int, word: Word) -> None:
    """G52: a shift of the zero. G92: the shift that gives the place here the coordinates. Nothing moves."""
    if not not_compensated(m, block, word):
        return
    mine = own(m)
    for axis, value in _given(m, block).items():
        if code == 520:
            m.local = _replaced(m.local, axis, value)
            continue
        here = m.here[axis]
        if math.isnan(here) and m.frame.matrix is None:
            call_it(m, axis, value)
        else:
            m.local = _replaced(m.local, axis, here + m.local[axis] - value)
            m.lay_frame()
    for letter in rotary.given(block.words):
        value = rotary.amount(m, block.words[letter])
        m.other_local[letter] = value if code == 520 else m.others.get(letter, NAN) - value
    m.lay_frame()
    mine.saved = m.local
    mine.saved_others = dict(m.other_local)


def unshift(m: Machine, block: Sorted) -> None:
    """G92.1 and G92.2 take the shift away; G92.3 brings it back, unless G92.1 forgot it."""
    found = block.g.get("shift")
    if found is None:
        return
    mine = own(m)
    if cutter.active(m) is not None:  # the control passes over the code, and over its own error
        m.report(
            "compensation-conflict",
            say("{word} while the cutter is compensated: the control passes over it", word=found[1].text),
            say("write G40 before it"),
            column=found[1].column,
            severity=Severity.WARNING,
        )
        return
    if found[0] == 923:
        if mine.saved is UNKNOWN:
            m.report(
                "position-unknown",
                say("G92.3 brings back a shift that this program did not set"),
                say("write G92, or G92.1"),
                column=found[1].column,
            )
        m.local, m.other_local = mine.saved, dict(mine.saved_others)
    else:
        m.local, m.other_local = ZERO, {}
        if found[0] == 921:
            mine.saved, mine.saved_others = ZERO, {}
    m.lay_frame()


# -- G54 to G59.3 ------------------------------------------------------------------------------------------------------


def work_offset(m: Machine, block: Sorted) -> None:
    """G54 to G59.3, each with its turn."""
    found = block.g.get("work offset")
    if found is None or not not_compensated(m, block, found[1]):
        return
    name = g_name(found[0])
    if name != m.state.work_offset:
        before = {letter: rotary.zero(m, letter) for letter in OTHER_AXES}
        m.shift(offset=m.offset_of(name))
        m.set_state(work_offset=name)
        m.lay_frame()
        for letter in m.others:
            m.others[letter] += before[letter] - rotary.zero(m, letter)
    m.event(EventKind.WORK_OFFSET, column=found[1].column, text=name)


# -- tool offsets ------------------------------------------------------------------------------------------------------


def length(m: Machine, block: Sorted) -> None:
    """G43 (a tool's offsets), G43.1 (these), G43.2 (a tool's, or these, in addition), G49."""
    found = block.g.get("length offset")
    if found is None or not not_compensated(m, block, found[1]):
        return
    code, word = found
    if code in (431, 432):
        _dynamic(m, block, code, word)
        return
    number: int | None = 0
    if code == 430:
        h = block.words.get("H")
        if h is not None and h.value < 0:
            message, remedy = say("{word}: H cannot be negative", word=h.text), say("write the tool's H number")
            refuse(m, block, h, message, remedy, "syntax")
            return
        if h is not None and round(h.value) != 0:
            number = round(h.value)
        else:  # LinuxCNC: no H, or H0, means the tool in the spindle
            number = m.state.tool
            if number is None:
                m.unset(say("the tool in the spindle (G43 without H)"), say("write H with G43"), column=word.column)
    offsets = UNKNOWN if number is None else tool_offset(m, number)
    if number is None or number != m.state.length_offset or offsets != m.tool:
        m.shift(tool=offsets)
        m.set_state(length_offset=number, length=None if math.isnan(m.length) else m.length)
    m.event(EventKind.LENGTH_OFFSET, column=word.column, value=NAN if number is None else float(number))


def _dynamic(m: Machine, block: Sorted, code: int, word: Word) -> None:
    h, given = block.words.get("H"), _given(m, block)
    others = rotary.given(block.words)
    add: dict[int, float] = given
    if code == 432:
        if (h is None) == (not given and not others):
            message = say("G43.2 needs H, or axes, and not both")
            refuse(
                m, block, h or word, message, say("keep one of them"), "word-missing" if h is None else "word-conflict"
            )
            return
        if h is not None:
            add = dict(enumerate(tool_offset(m, round(h.value))))
        add = {axis: m.tool[axis] + value for axis, value in add.items()}
    for letter in others:
        m.others[letter] = NAN  # a tool's offset along such an axis is not followed
    m.shift(tool=(add.get(0), add.get(1), add.get(2)))
    number = m.state.tool or None
    m.set_state(length_offset=number, length=None if math.isnan(m.length) else m.length)
    m.event(EventKind.LENGTH_OFFSET, column=word.column, value=NAN if number is None else float(number))


def save_home(m: Machine, block: Sorted, code: int, word: Word) -> None:
    """G28.1 and G30.1: here is where G28 and G30 go."""
    if not not_compensated(m, block, word):
        return
    place = m.machine if m.meant is None else m.to_machine(m.meant)
    if code == 281:
        m.home = place
    else:
        m.home2 = place
