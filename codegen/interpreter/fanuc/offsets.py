"""Work offsets, the local coordinate system, and tool length compensation of a Fanuc control."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import NONMODAL, g_name
from codegen.interpreter.fanuc.codes import CYCLES
from codegen.interpreter.fanuc.state import correction, own, place_origin
from codegen.interpreter.fanuc.system import set_offset
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.unknown import forget_everything, forget_offsets
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind
from codegen.model.program import Word

MAX_ADDITIONAL: Final = 300
"""Additional work offsets G54.1 P1 to P300 (B-64604EN, "Additional workpiece coordinate system")."""


def local(m: Machine, block: Sorted) -> None:
    """G52: a zero of its own within every work offset, until G52 with 0; nothing moves.

    Moves are reported in the frame of the work offset itself, so that their places do not depend on G52.
    """
    code = block.g.get(NONMODAL)
    if code is None or code[0] != 520:
        return
    mine = own(m)
    new = list(mine.local)
    for axis, name in enumerate(AXES):
        if name in block.words:
            new[axis] = block.words[name].value * m.scale
            if math.isnan(m.scale):
                m.unset(
                    say("the unit (G20 or G21)"), say("begin the program with G21"), column=block.words[name].column
                )
    mine.local = (new[0], new[1], new[2])
    place_origin(m)


def preset(m: Machine, block: Sorted) -> None:
    """G92: the place here has these coordinates from now on, in every work offset. G92.1: that and G52 are taken back.

    S alone under G92 limits the spindle's speed. A place that is not known *is* what G92 calls it: the zero counts from there.
    """
    code = block.g.get(NONMODAL)
    if code is None or code[0] not in (920, 921):
        return
    mine = own(m)
    new, local_shift = [*mine.preset], [*mine.local]
    for axis, name in enumerate(AXES):
        word = block.words.get(name)
        if word is None:
            continue
        local_shift[axis] = 0.0
        value = word.value * m.scale
        if code[0] == 921:
            new[axis] = 0.0
        elif math.isnan(m.at[axis]):
            new[axis] = 0.0
            at, zero = [*m.at], [*m.offset]
            at[axis], zero[axis] = value, m.machine[axis] - m.tool[axis] - value
            m.offsets.clear()  # the others move with it, by no one knows how much
            m.at, m.offset = (at[0], at[1], at[2]), (zero[0], zero[1], zero[2])
        else:
            new[axis] = m.at[axis] - value
    mine.preset, mine.local = (new[0], new[1], new[2]), (local_shift[0], local_shift[1], local_shift[2])
    place_origin(m)


def set_data(m: Machine, block: Sorted) -> None:
    """G10 L2, L20: work offsets; L10 to L13: geometry and wear of H and D numbers. Others are data up to G11."""
    found = block.g.get(NONMODAL)
    if found is None or found[0] != 100:
        return
    kind, p, r = (block.words.get(letter) for letter in "LPR")
    code = None if kind is None else round(kind.value)
    if code not in (2, 20, 10, 11, 12, 13):
        report(m, "unsupported-code", kind or found[1],
               say("G10 {kind} is not interpreted: what it sets is not known", kind="" if kind is None else kind.text),
               say("set the control's data by hand"))  # fmt: skip
        forget_everything(m)
        own(m).corrections_lost = True
        own(m).data_entry = code is not None
        return
    if p is None or m.absolute is None or (code >= 10 and code != 20 and r is None):
        report(m, "word-missing", found[1], say("G10 needs P, and R for a tool's offset"), say("write them"))
        forget_offsets(m)
        return
    number = round(p.value)
    if code in (10, 11, 12, 13):
        assert r is not None  # noqa: S101 - asked above
        mine = own(m)
        table, key = (mine.geometry, mine.wear)[code % 2], ("H" if code < 12 else "D", number)
        size = r.value * m.scale
        table[key] = size if m.absolute else table.get(key, NAN) + size
        return
    name = f"G54.1 P{number}" if code == 20 else f"G{53 + number}"
    if not 1 <= number <= (MAX_ADDITIONAL if code == 20 else 6):  # P0: the external offset moves them all
        report(m, "unsupported-code", p, say("G10 {word}: this offset is not interpreted", word=p.text), say("check P"))
        forget_offsets(m)
        return
    old = m.offset_of(name)
    new = [*old]
    for axis, letter in enumerate(AXES):
        if letter in block.words:
            value = block.words[letter].value * m.scale
            new[axis] = value if m.absolute else old[axis] + value
    set_offset(m, name, (new[0], new[1], new[2]))


def data_block(m: Machine, words: tuple[Word, ...]) -> None:
    """A block between G10 L50 and G11: numbers for the control, no moves."""
    if any(word.letter == "G" and word.value == 11.0 for word in words):
        own(m).data_entry = False


def work(m: Machine, block: Sorted) -> None:
    """G54 to G59, G54.1 P (also written G54 P)."""
    found = block.g.get("work offset")
    if found is None:
        return
    code, word = found
    p = block.words.get("P")
    taken = block.motion in CYCLES or "call" in block.m  # P is theirs
    name = g_name(code)
    if code == 541 or (code == 540 and p is not None and not taken):
        number = 1 if p is None else round(p.value)
        if not 1 <= number <= MAX_ADDITIONAL:
            assert p is not None  # noqa: S101 - 1 is in the range
            report(
                m,
                "syntax",
                p,
                say("G54.1 {word}: there are P1 to P{most}", word=p.text, most=MAX_ADDITIONAL),
                say("check P"),
            )
            m.shift(offset=(NAN, NAN, NAN))
            m.set_state(work_offset=None)
            return
        name = f"G54.1 P{number}"
    if name != m.state.work_offset:
        m.shift(offset=m.offset_of(name))
        m.set_state(work_offset=name)
    m.event(EventKind.WORK_OFFSET, column=word.column, text=name)


def path(m: Machine, block: Sorted) -> None:
    """G61 to G64."""
    found = block.g.get("path")
    if found is not None and m.state.exact_path != g_name(found[0]):
        m.set_state(exact_path=g_name(found[0]))


def length(m: Machine, block: Sorted) -> None:
    """G43, G44, G49, and H alone under the first two (B-64604EN-2, "Tool length compensation", type A).

    H0 is an offset of nothing. H stays in force: G43 without H takes the last one.
    """
    mine = own(m)
    found, h = block.g.get("length offset"), block.words.get("H")
    if h is not None:
        mine.h = round(h.value)
    if found is not None:
        mine.length_code = found[0]
    elif h is None or mine.length_code not in (430, 440):
        return
    word = found[1] if found is not None else h
    assert word is not None  # noqa: S101 - one of them brought us here
    number: int | None = 0
    if mine.length_code != 490:
        number = mine.h
        if number is None:
            m.unset(say("the H number (G43 without H)"), say("write H with G43"), column=word.column)
        elif number < 0:
            report(
                m, "syntax", word, say("{word}: H cannot be negative", word=word.text), say("write the tool's H number")
            )
            number = None
    size = NAN if number is None else correction(m, "H", number)
    _apply(m, block, number, -size if mine.length_code == 440 else size, word.column)


def _apply(m: Machine, block: Sorted, number: int | None, size: float, column: int) -> None:
    """A new length. The programmed Z stays, and Z moves by the change unless the block goes to a Z anyway."""
    state = m.state
    before = m.at[2]
    mine = own(m)
    changed = number is None or number != state.length_offset or (number != 0 and mine.applied != mine.length_code)
    changed = changed or (not math.isnan(size) and size != m.length)  # G10 changed it
    mine.applied = mine.length_code
    if changed:
        m.shift(length=size)
        m.set_state(length_offset=number, length=None if math.isnan(size) else size)
    m.event(EventKind.LENGTH_OFFSET, column=column, value=NAN if number is None else float(number))
    goes = block.motion is not None and "Z" in block.words and m.absolute is True
    if not changed or goes or block.motion in CYCLES or math.isnan(before) or m.at[2] == before:
        return
    end = (m.at[0], m.at[1], before)
    if m.motion == 10:
        m.move(MoveKind.FEED, end, column=column, feed=m.feed if m.feed > 0 and m.feed_mode == "G94" else NAN)
    else:
        m.move(MoveKind.RAPID, end, column=column)


def drop_length(m: Machine, column: int) -> None:
    """The vector is cancelled on arrival at a reference position or a machine coordinate; G43 or H brings it back."""
    if m.state.length_offset == 0:
        return
    m.shift(length=0.0)
    m.set_state(length_offset=0, length=0.0)
    m.event(EventKind.LENGTH_OFFSET, column=column, value=0.0)
