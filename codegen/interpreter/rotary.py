"""Axes beside X, Y, Z: A, B, C in degrees, U, V, W in lengths. They are carried along with the moves that command them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from codegen.interpreter.machine import NAN, OTHER_AXES, UNKNOWN, Machine
from codegen.messages import say
from codegen.model.program import Word

Rotary = tuple[tuple[str, float], ...]


def given(words: Mapping[str, Word]) -> list[str]:
    """Letters of such axes in a block."""
    return [name for name in OTHER_AXES if name in words]


def amount(m: Machine, word: Word) -> float:
    """A word's number in degrees, or in mm for U, V, W."""
    if word.letter in "ABC":
        return word.value
    if math.isnan(m.scale):
        m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=word.column)
    return word.value * m.scale


def targets(m: Machine, words: Mapping[str, Word], *, machine_coordinates: bool = False) -> Rotary:
    """Where a block's words take these axes, in the work frame; NaN: unknown."""
    out = []
    for name in given(words):
        value = amount(m, words[name])
        if machine_coordinates:
            value -= zero(m, name)
        elif m.absolute:
            value += m.other_local.get(name, 0.0)
        elif m.absolute is None:
            m.unset(say("the distance mode (G90 or G91)"), say("begin the program with G90"), column=words[name].column)
            value = NAN
        else:
            value += m.others.get(name, NAN)
        out.append((name, value))
    return tuple(out)


def zero(m: Machine, name: str) -> float:
    """Machine coordinate of an axis' zero in the work offset in force."""
    known = 0.0 if m.offset is not UNKNOWN else NAN
    return m.other_offsets.get(m.state.work_offset or "", {}).get(name, known)


def length(m: Machine, rotary: Rotary) -> float:
    """How far they move, for the feed of a block that moves no X, Y, Z: of U, V, W in mm, else of A, B, C in degrees."""
    ways = {name: value - m.others.get(name, NAN) for name, value in rotary}
    lengths = [way for name, way in ways.items() if name in "UVW"]
    if any(abs(way) > 1e-7 or math.isnan(way) for way in lengths):
        return math.hypot(*lengths)
    return math.hypot(*(way for name, way in ways.items() if name in "ABC"))


def angular(rotary: Rotary) -> bool:
    """Whether a block that moves no X, Y, Z moves angles alone, and so feeds in degrees."""
    return bool(rotary) and all(name in "ABC" for name, _ in rotary)


def homes(names: Iterable[str]) -> Rotary:
    """Where G28 or G30 take them: nowhere known."""
    return tuple((name, NAN) for name in names)
