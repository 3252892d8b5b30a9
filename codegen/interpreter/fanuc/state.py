"""What only a Fanuc control remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from codegen.interpreter.machine import NAN, UNKNOWN, ZERO, Machine
from codegen.model.motion import Point, Point2
from codegen.model.program import Word


@dataclass(slots=True)
class Level:
    """A height as it was programmed, mm: a coordinate, or a distance (under G91)."""

    value: float
    absolute: bool


@dataclass(slots=True)
class Drilling:
    """The data of the canned cycle in force: kept until changed, or until the cycle is cancelled.

    ``initial``: Z when the cycle mode was entered, mm. ``dwell``: seconds. ``under``: the motion code to go back to.
    ``centre``: of the hole being made.
    """

    initial: float = NAN
    under: int | None = None
    rigid: bool = False
    r: Level | None = None
    bottom: Level | None = None
    q: float | None = None
    dwell: float | None = None
    hole: int = 0
    centre: Point2 = (NAN, NAN)


@dataclass(slots=True)
class Call:
    """A subprogram that the block calls: its number, how often, and the word that says so."""

    number: int
    count: int
    word: Word


@dataclass(slots=True)
class Own:
    """Beside the machine's common state.

    ``local``: the zero of G52's local coordinate system, in the work frame. ``transforms``: what of polar coordinates,
    rotation, scaling and mirror images is on. ``length_code``: G43, G44 or G49 in force; ``applied``: that of the
    present length; ``h``: the H number in force.
    ``rigid``: M29 was given, and no tapping cycle has begun. ``call`` and ``returns``: what the block just run asks for.
    ``increments``: by address and feed mode, how many least increments make a mm and an inch (or one of them a minute).
    """

    local: Point = ZERO
    transforms: set[str] = field(default_factory=set)
    length_code: int | None = None
    applied: int | None = None
    h: int | None = None
    rigid: bool = False
    drilling: Drilling = field(default_factory=Drilling)
    call: Call | None = None
    returns: bool = False
    digits_told: bool = False
    increments: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)


def begin(m: Machine) -> None:
    """The state at a program's start. I, J and K are always distances (B-64604EN, "Circular interpolation")."""
    m.own = Own(
        increments={
            (letter, mode): (1 / row.mm, 1 / row.inch)
            for row in m.controller.no_point
            for letter in row.addresses
            for mode in (("G94", "G95") if row.feed_mode is None else (row.feed_mode,))
        }
    )
    m.arc_absolute = False


def own(m: Machine) -> Own:
    """The Fanuc part of the state."""
    return cast("Own", m.own)


def place_origin(m: Machine) -> None:
    """Where the programmed zero lies now: at G52's, or nowhere known while a transformation is on."""
    mine = own(m)
    m.origin = UNKNOWN if mine.transforms else mine.local
