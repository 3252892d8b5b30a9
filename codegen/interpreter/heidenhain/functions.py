"""M functions: which there are, and whether they act at the beginning or the end of their block.

Source: iTNC 530 user's manual 670 387 and TNC 640 user's manual 892 903, "Miscellaneous functions", tables of M functions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from codegen.interpreter.heidenhain.lines import Part
from codegen.interpreter.heidenhain.state import forget_all, own, unread, value_of
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind, Spindle

ENDS: Final = frozenset((2, 30))
STOPS: Final = frozenset((0, 1))
SETTLING: Final = ENDS | STOPS | {6}
"""Before them the contour stands as far as it was programmed."""
NO_PATH: Final = frozenset((90, 107, 108, 110, 111, 114, 115, 117, 118, 119, 120, 121, 122, 124, 125, 126, 127, 129, 131,
                            132, 134, 135, 138, 141, 142, 143, 145, 146, 148, 149, 150, 153))  # fmt: skip
"""They change how a path is followed, or end what this reader never begins: not where a three-axis path lies."""
BLOCKWISE: Final = frozenset((91, 92, 98, 99, 130))
"""For the path's reader: machine coordinates, cycle call."""
UNMODELLED: Final = frozenset(
    (94, 97, 101, 102, 103, 104, 105, 106, 109, 112, 113, 116, 123, 128, 133, 136, 139, 140, 144, 147)
)
"""The control has them, and the reader follows them only in part or not at all."""
HARMLESS: Final = frozenset((102, 104, 105, 106, 113, 116))
"""Of those: they change no place of a three-axis path."""

_SPINDLE: Final = {3: Spindle.CW, 13: Spindle.CW, 4: Spindle.CCW, 14: Spindle.CCW}


def numbers(m: Machine, parts: Sequence[Part]) -> list[tuple[int, Part]] | None:
    """The M functions of a block; None: one has no number (reported)."""
    out = []
    for part in parts:
        if part.key != "M":
            continue
        value = value_of(m, part)
        if not value >= 0 or value != round(value):
            if not math.isnan(value):  # a parameter that is not known was reported
                m.report("syntax", say("{word} is no M function", word=part.text), say("check the number"),
                         column=part.column, end_column=part.end_column)  # fmt: skip
            forget_all(m)
            return None
        out.append((round(value), part))
    return out


def at_start(m: Machine, found: Sequence[tuple[int, Part]]) -> None:
    """M3, M4, M8, M13, M14, M136, M137, and what is not interpreted."""
    for code, part in found:
        if code in _SPINDLE:
            m.set_state(spindle=_SPINDLE[code])
            m.event(EventKind.SPINDLE, column=part.column, value=m.state.speed)
        if code in (7, 8, 13, 14):
            m.set_state(coolant=Coolant.MIST if code == 7 else Coolant.FLOOD)
            m.event(EventKind.COOLANT, column=part.column)
        elif code in (136, 137):
            m.feed, m.feed_mode = NAN, "G95" if code == 136 else "G94"
            m.set_state(feed_mode=m.feed_mode)
        elif code not in _KNOWN:
            _not_interpreted(m, code, part)


_KNOWN: Final = (
    NO_PATH | BLOCKWISE | ENDS | STOPS | HARMLESS | frozenset((3, 4, 5, 6, 7, 8, 9, 13, 14, 19, 20, 89, 136, 137, 140))
)


def _not_interpreted(m: Machine, code: int, part: Part) -> None:
    if code not in UNMODELLED:
        message = say("M{code} is not the control's: the machine's builder says what it does", code=code)
        m.report("unsupported-code", message, say("write the program without M{code}", code=code), column=part.column,
                 end_column=part.end_column)  # fmt: skip
        m.set_state(spindle=Spindle.UNKNOWN, coolant=Coolant.UNKNOWN)
        return
    unread(m, part, part.text)
    if code in (101, 128, 112):
        forget_all(m)
    elif code == 103:
        m.feed = NAN
        m.unset_told.add("feed")


def at_end(m: Machine, found: Sequence[tuple[int, Part]]) -> None:
    """M5, M6, M9, M19, M89, M0, M1, M2, M30."""
    for code, part in found:
        if code in (5, 19, 20) or (code in (0, 2, 6, 30) and m.state.spindle is not Spindle.OFF):
            m.set_state(spindle=Spindle.OFF)
            m.event(EventKind.SPINDLE, column=part.column, value=m.state.speed)
        if code == 9 or (code in (0, 2, 30) and m.state.coolant is not Coolant.OFF):
            m.set_state(coolant=Coolant.OFF)
            m.event(EventKind.COOLANT, column=part.column)
        if code == 89:
            own(m).always = True
        elif code in STOPS or code in ENDS:
            m.event(EventKind.STOP if code in STOPS else EventKind.END, column=part.column, text=f"M{code}")
            m.ended = m.ended or code in ENDS
