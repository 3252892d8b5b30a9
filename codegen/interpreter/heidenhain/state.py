"""What only a Heidenhain control remembers, and the words of one block."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from codegen.interpreter.heidenhain.lines import Part, Statement
from codegen.interpreter.heidenhain.parameters import Store, worth
from codegen.interpreter.machine import NAN, ZERO, Machine
from codegen.interpreter.unknown import forget_everything
from codegen.messages import say
from codegen.model.motion import Plane, Point, Point2, State
from codegen.model.program import Block

Rotary = tuple[tuple[str, float], ...]
"""Places of the axes beside X, Y, Z, by letter."""


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of contour: a straight line, or an arc about ``centre``, in programmed coordinates, mm. ``feed`` 0: at rapid."""

    start: Point
    end: Point
    feed: float
    column: int
    block: Block
    state: State
    centre: Point2 | None = None
    ccw: bool = False
    turns: int = 1
    rotary: Rotary = ()


@dataclass(frozen=True, slots=True)
class Corner:
    """RND or CHF: its size in mm, its own feed, and where it stands."""

    name: str
    size: float
    feed: float
    column: int
    block: Block


@dataclass(slots=True)
class Cycle:
    """The machining cycle defined last: its number, its figures in the program's numbers, and where it was defined."""

    number: int
    values: dict[int, float] = field(default_factory=dict)
    broken: bool = False  # its definition was reported
    holes: int = 0


@dataclass(slots=True)
class Transforms:
    """Cycles 7, 8, 10, 11 in force, in mm and degrees: each replaces itself only.

    ``unknown``: what of them is not known: axes of the shift, "order" (a shift under a turned or mirrored system), "tilt".
    """

    shift: Point = ZERO
    mirror: str = ""
    rotation: float = 0.0
    scale: float = 1.0
    unknown: set[str] = field(default_factory=set)

    @property
    def lost(self) -> bool:
        """Whether no programmed place is known."""
        return bool(self.unknown)


@dataclass(slots=True)
class Own:
    """Beside the machine's common state.

    ``pole``: of CC, in programmed coordinates. ``tangent``: direction at the end
    of the last element. ``pending``: an element that a rounding or chamfer will shorten; ``corner``: that RND or CHF, with
    its size and feed. ``corner_next``: the next block is one. ``always``: M89. ``call_feed``: F of the TOOL CALL.
    ``lengths`` and ``radii``: of TOOL DEF, mm; ``delta_length`` and ``delta_radius``: DL and DR of the TOOL CALL. ``began``:
    BEGIN PGM was there. ``was_rapid``: the last move was at rapid. ``look_ahead``: direction of the element behind the
    present block, from a point on.
    """

    q: Store
    transforms: Transforms = field(default_factory=Transforms)
    pole: Point2 | None = None
    tangent: Point2 | None = None
    pending: Element | None = None
    corner: Corner | None = None
    corner_next: bool = False
    cycle: Cycle | None = None
    always: bool = False
    call_feed: float = NAN
    delta_length: float = 0.0
    oversize: bool = False
    lengths: dict[int, float] = field(default_factory=dict)
    radii: dict[int, float] = field(default_factory=dict)
    delta_radius: float = 0.0
    began: bool = False
    was_rapid: bool = False
    look_ahead: Callable[[Point], Point2 | None] = field(default=lambda _: None)


def begin(m: Machine) -> None:
    """The state at a program's start: coordinates are absolute unless a word begins with I; Z is the tool axis."""
    m.own = Own(Store(m))
    m.absolute, m.feed_mode, m.plane = True, "G94", Plane.XY
    m.set_state(absolute=True, feed_mode="G94")


def own(m: Machine) -> Own:
    """The Heidenhain part of the state."""
    return cast("Own", m.own)


def position(m: Machine) -> Point:
    """Where the contour has come to, programmed coordinates: ahead of the tool while a corner waits for its next element."""
    pending = own(m).pending
    return pending.end if pending is not None else m.here


def forget_all(m: Machine) -> None:
    """After what may do anything: a program that is called, a function that is not interpreted."""
    mine = own(m)
    forget_everything(m)
    m.absolute, m.feed_mode, m.plane = True, "G94", Plane.XY
    m.set_state(absolute=True, feed_mode="G94", units=m.state.units)
    m.scale = NAN if m.state.units is None else 25.4 if m.state.units == "inch" else 1.0
    mine.q.lose()
    mine.cycle, mine.pole, mine.tangent, mine.always = None, None, None, False
    mine.transforms.unknown = {"X", "Y", "Z", "order", "tilt"}


def report(m: Machine, code: str, part: Part | Statement, message: str, remedy: str) -> None:
    """A finding about a word or a statement of the present block."""
    m.report(code, message, remedy, column=part.column, end_column=part.end_column)


def unread(m: Machine, part: Part | Statement, what: str) -> None:
    """The finding that something is not interpreted."""
    message = say("{what} is not interpreted: what follows is unproven", what=what)
    report(m, "unsupported-code", part, message, say("write the program without {what}", what=what))


def sorted_parts(m: Machine, statement: Statement) -> dict[str, Part] | None:
    """The words by their letters, without the M functions; None: one stands twice, or two exclude each other (reported)."""
    words: dict[str, Part] = {}
    before: Part | None = None
    for part in statement.parts:
        tcpm, before = before is not None and before.key == "M" and before.value == 128, part
        if part.key == "M" or (tcpm and part.key == "F"):  # the F behind M128 is that of the compensating moves
            continue
        group = (
            "feed" if part.key.startswith("F") else "radius" if part.key in ("R0", "RL", "RR", "R+", "R-") else part.key
        )
        bare = part.key.removeprefix("I")
        clash = words.get(group) or (
            words.get(bare) or words.get("I" + bare) if bare in ("X", "Y", "Z", "PA", "PR") else None
        )
        if clash is not None:
            if clash.text == part.text:
                message = say("{word} stands twice in the block", word=part.text)
            else:
                message = say(
                    "{first} and {second} in one block exclude each other", first=clash.text, second=part.text
                )
            report(m, "word-conflict", part, message, say("keep one of them"))
            return None
        words[group] = part
    return words


def value_of(m: Machine, part: Part) -> float:
    """A word's number; NaN where it is not known."""
    return NAN if part.value is None else worth(m, part.value)


def known(*values: float) -> bool:
    """Whether all of them are known."""
    return not any(math.isnan(v) for v in values)


def tool_radius(m: Machine) -> float:
    """Radius of the tool, with the oversize of its call; NaN: not known."""
    mine, number = own(m), m.state.tool
    return NAN if number is None else mine.radii.get(number, m.env.radii.get(number, NAN)) + mine.delta_radius
