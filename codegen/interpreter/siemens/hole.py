"""One call of a drilling cycle, and the moves it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.siemens.state import own
from codegen.model.motion import EventKind, MoveKind, Spindle

Values = dict[str, float]
"""A cycle's parameters by name; what was left out is not there."""


@dataclass(slots=True)
class Hole:
    """One call of a cycle: heights in mm (programmed coordinates), ``v`` its parameters, ``feed`` mm/min."""

    axis: int
    v: Values
    column: int
    rtp: float
    start: float
    rfp: float
    bottom: float
    feed: float


def go(m: Machine, hole: Hole, to: float, kind: MoveKind, feed: float = 0.0) -> None:
    """A straight move along the tool's axis to a programmed height."""
    at = list(m.here)
    if at[hole.axis] == to:
        return
    at[hole.axis] = to
    own(m).programmed[hole.axis] = to
    m.go(kind, (at[0], at[1], at[2]), column=hole.column, feed=feed)


def feed_to(m: Machine, hole: Hole, to: float, factor: float = 1.0) -> None:
    """The same at the feed, or a part of it."""
    go(m, hole, to, MoveKind.FEED, hole.feed * factor)


def wait(m: Machine, hole: Hole, name: str) -> None:
    """A dwell: seconds, or turns of the spindle where it is negative or _AMODE's tens digit is 2."""
    value = hole.v.get(name, 0.0)
    if not value:
        return
    turns = value < 0 or int(hole.v.get("_AMODE", 0)) // 10 % 10 == 2
    speed = m.state.speed
    seconds = value if not turns else abs(value) * 60 / speed if speed else NAN
    m.event(EventKind.DWELL, column=hole.column, value=seconds)


def spindle(m: Machine, hole: Hole, state: Spindle) -> None:
    """The spindle turns so, if it did not."""
    if m.state.spindle is not state:
        m.set_state(spindle=state)
        m.event(EventKind.SPINDLE, column=hole.column, value=m.state.speed)


DIRECTIONS: Final = {3: Spindle.CW, 4: Spindle.CCW, 5: Spindle.OFF}
