"""Cutter radius compensation: the tool's path beside a programmed one. Geometry alone; the same for every control.

A ``Compensator`` lives from G41 or G42 to G40. It is given the programmed path piece by piece, in the two coordinates of the
plane (first and second axis, mm, programmed coordinates), and tells a ``Path`` what the tool's centre does:

    path.put(piece)       a piece is put behind the others that are *held*: its end may still be moved
    path.amend(point)     all held pieces end at ``point`` instead (the corner that the next piece made)
    path.release()        nothing more will change on what is held

``straight``, ``arc`` and ``settle`` (before G40, a stop or the program's end) return None, or why the control would refuse
the block; after a refusal the compensator is not to be used any more. ``corner`` is the programmed point that was reached,
``tool`` the tool's centre there. ``first`` says that the entry is still to come: a piece's start is then the tool's place
itself, afterwards ``corner``.

Controls differ in how they enter and how they go round corners: that is ``Style``. What there is:

* entry: the first piece's end is offset square to that piece itself (LinuxCNC); an arc enters on an arc through the tool's
  place that is square to the programmed one at its end; or, ``Style.entry == "next"``, straight to the place square to the
  beginning of the piece behind it (Siemens NORM);
* outside corners: an arc about the corner (LinuxCNC; Siemens G450; Heidenhain), ``Style.outside == "arc"``; or the offset
  curves run on to where they meet (Fanuc, Siemens G451), ``"point"``, as long as the tool's way round the corner turns by
  no more than ``Style.most_point``, else the arc;
* inside corners: the intersection of the offset curves; where there is none, or a piece would have to be run backwards,
  the block is refused.

Source: LinuxCNC 2.9 documentation, "Cutter Compensation", and the behaviour of its interpreter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal, Protocol

from codegen.messages import say
from codegen.model.motion import Point2

HALF: Final = math.pi / 2
SMALL_COSINE: Final = 1e-4
"""Of the angle between an entry arc's chord and its radius: below it there is no such arc."""
SAME: Final = 1e-9
"""mm: two points are one; what is left of a turn there and back."""
ARC_MISMATCH: Final = 0.01
"""mm, of the radii of an arc whose end was moved."""


class Side(IntEnum):
    """Of the path, seen along it, on which the tool goes."""

    LEFT = 1  # G41
    RIGHT = -1  # G42


@dataclass(frozen=True, slots=True)
class Style:
    """How a control compensates. ``flat``: radians, corners that turn by less are none."""

    flat: float = 0.05
    entry: Literal["own", "next"] = "own"
    outside: Literal["arc", "point"] = "arc"
    most_point: float = HALF
    sweep_slack: float = 0.0254  # radians by which moving its end may lengthen an arc


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the tool's path. ``turns``: 0 for a straight one; else full turns in all (1: up to one), above 0 ccw.

    ``extra``: put in at a corner, where nothing was programmed; axes outside the plane do not move on it.
    """

    end: Point2
    centre: Point2 | None = None
    turns: int = 0
    rapid: bool = False
    extra: bool = False


class Path(Protocol):
    """What a compensator speaks to; see the module."""

    def put(self, piece: Piece) -> None:
        """Hold a piece."""

    def amend(self, end: Point2) -> None:
        """End what is held elsewhere."""

    def release(self) -> None:
        """Let go what is held."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A held piece, for the checks: the direction it was programmed in (0, 0: none), or its arc and sweep."""

    end: Point2
    direction: Point2 = (0.0, 0.0)
    centre: Point2 | None = None
    turns: int = 0
    sweep: float = 0.0


def sweep(start: Point2, centre: Point2, turns: int, end: Point2) -> float:
    """Angle of an arc, radians, above 0 ccw; start and end in the same direction: a full turn."""
    if turns == 0:
        return 0.0
    a = math.atan2(start[1] - centre[1], start[0] - centre[0])
    b = math.atan2(end[1] - centre[1], end[0] - centre[0])
    if turns > 0:
        return (b + 2 * math.pi if b <= a else b) - a + 2 * math.pi * (turns - 1)
    return b - (a + 2 * math.pi if a <= b else a) + 2 * math.pi * (turns + 1)


def _unit(a: Point2, b: Point2) -> Point2:
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length)


def _turned(v: Point2, quarter: int) -> Point2:
    """A quarter turn ccw, or cw for -1."""
    return (-v[1] * quarter, v[0] * quarter)


def _dot(a: Point2, b: Point2) -> float:
    return a[0] * b[0] + a[1] * b[1]


def _along(origin: Point2, direction: Point2, length: float) -> Point2:
    return (origin[0] + direction[0] * length, origin[1] + direction[1] * length)


class Compensator:
    """See the module. All coordinates mm, in the plane."""

    def __init__(self, *, side: Side, radius: float, path: Path, style: Style | None = None) -> None:
        self.side = side
        self.radius = radius
        self.style = style or Style()
        self.path = path
        self.first = True
        self.corner: Point2 = (math.nan, math.nan)
        self.tool: Point2 = (math.nan, math.nan)
        self._entering = False  # the end of the entry waits for the next piece's direction
        self._held: list[_Held] = []
        self._front: _Held | None = None  # the first of the last ones held, also after their release
        self._start: Point2 | None = None  # where the first of the held ones begins

    def inside(self, turns: int) -> bool:
        """Whether the tool runs inside an arc of that sense."""
        return (turns > 0) == (self.side is Side.LEFT)

    # -- the pieces ----------------------------------------------------------------------------------------------

    def straight(self, start: Point2, end: Point2, *, rapid: bool = False) -> str | None:
        """A straight piece. ``start``: the tool's place at the entry, else ignored."""
        if self.first:
            return self._enter(start, end, rapid=rapid)
        if math.dist(end, self.corner) < SAME:  # nothing in the plane
            self._hold(Piece(self.tool, rapid=rapid), _Held(self.tool))
            return None
        direction = _unit(self.corner, end)
        offset = _turned(direction, self.side)
        begin, goal = _along(self.corner, offset, self.radius), _along(end, offset, self.radius)
        self._entered(begin)
        beta = self._beta(direction)
        front, flat = self._front, self.style.flat
        round_top = front is not None and front.turns != 0 and not self.inside(front.turns) and beta > math.pi - flat
        why: str | None = None
        if beta < -flat or beta > math.pi + flat or round_top:
            why = self._inside_to_line(direction, beta)
        elif beta > flat:
            why = self._outside(begin, beta, rapid=rapid)
        else:
            self._flow(self.tool)
        if why is not None:
            return why
        way = (end[0] - self.corner[0], end[1] - self.corner[1])
        self._hold(Piece(goal, rapid=rapid), _Held(goal, way))
        self.corner, self.tool = end, goal
        return None

    def arc(self, start: Point2, end: Point2, centre: Point2, turns: int) -> str | None:
        """An arc about ``centre``; ``turns`` as in ``Piece``. ``start`` as in ``straight``."""
        inside = self.inside(turns)
        radius = math.dist(centre, start if self.first else end)
        if inside and radius <= self.radius:
            return say(
                "the cutter's radius {cutter:.4f} mm is not below the arc's {arc:.4f} mm",
                cutter=self.radius,
                arc=radius,
            )
        if min(math.dist(start if self.first else self.corner, centre), math.dist(end, centre)) < SAME:
            return say("the arc begins or ends at its own centre")
        if self.first:
            return self._enter_arc(start, end, centre, turns)
        to_centre = _unit(self.corner, centre)
        direction = _turned(to_centre, -1 if turns > 0 else 1)
        out = 1 if inside else -1
        goal = _along(end, _unit(end, centre), self.radius * out)
        begin = _along(self.corner, to_centre, self.radius * out)
        self._entered(begin)
        beta, flat = self._beta(direction), self.style.flat
        why: str | None = None
        if beta < -flat or beta > math.pi + flat or (abs(beta - math.pi) < flat and not inside):
            why = self._inside_to_arc(centre, turns, radius - self.radius * out)
        elif beta > flat:
            why = self._outside(begin, beta, arc=True)
        else:
            self._flow(self.tool)
        if why is not None:
            return why
        swept = sweep(self.corner, centre, turns, end)
        self._hold(Piece(goal, centre, turns), _Held(goal, centre=centre, turns=turns, sweep=swept))
        self.corner, self.tool = end, goal
        return None

    def settle(self) -> str | None:
        """The last piece ends where it stands: before G40, a stop, the program's end."""
        return self._flush(self.tool)

    # -- the entry -----------------------------------------------------------------------------------------------

    def _entered(self, begin: Point2) -> None:
        """The entry ends square to the beginning of the piece behind it."""
        if self._entering:
            self._entering = False
            self.path.amend(begin)
            self._flow(begin)
            self.tool = begin

    def _enter(self, start: Point2, end: Point2, *, rapid: bool) -> str | None:
        self._entering = self.style.entry == "next"
        if math.dist(start, end) <= (SAME if self._entering else self.radius):
            return say(
                "the entry of the compensation is {length:.4f} mm long: not longer than the cutter's radius {radius:.4f} mm",
                length=math.dist(start, end),
                radius=self.radius,
            )
        goal = _along(end, _turned(_unit(start, end), self.side), self.radius)
        self._start = start
        self._hold(Piece(goal, rapid=rapid), _Held(goal))  # too long to be run backwards
        self.first, self.corner, self.tool = False, end, goal
        return None

    def _enter_arc(self, start: Point2, end: Point2, centre: Point2, turns: int) -> str | None:
        if math.dist(start, end) <= self.radius:
            return say("the entry arc's end lies within the cutter's radius {radius:.4f} mm", radius=self.radius)
        goal = _along(end, _unit(end, centre), self.radius if self.inside(turns) else -self.radius)
        # the centre of the entry: as far from the tool's place as from the goal, on the line from goal to centre
        half = math.dist(start, goal) / 2
        toward = math.atan2(centre[1] - goal[1], centre[0] - goal[0])
        angle = math.atan2(start[1] - goal[1], start[0] - goal[0]) - toward
        if abs(math.cos(angle)) < SMALL_COSINE:
            return say("no entry arc leads from here to the end that is programmed")
        size = half / math.cos(angle)
        own = (goal[0] + size * math.cos(toward), goal[1] + size * math.sin(toward))
        swept = sweep(start, own, turns, goal)
        self._hold(Piece(goal, own, turns), _Held(goal, centre=own, turns=turns, sweep=swept))
        self.first, self.corner, self.tool = False, end, goal
        return None

    # -- corners -------------------------------------------------------------------------------------------------

    def _before(self) -> Point2:
        """Direction of the path where it reached the corner."""
        return _turned(_unit(self.corner, self.tool), -self.side)

    def _beta(self, direction: Point2) -> float:
        """By how much the path turns away from the tool: above 0 an outside corner; in [-π/2, 3π/2)."""
        before = self._before()
        turn = math.atan2(direction[1], direction[0]) - math.atan2(before[1], before[0])
        return (-self.side * turn + HALF) % (2 * math.pi) - HALF

    def _outside(self, begin: Point2, beta: float, *, rapid: bool = False, arc: bool = False) -> str | None:
        """Round the corner to ``begin``, the offset of the next piece's start; ``arc``: the next piece is one."""
        straights = not arc and (self._front is None or self._front.turns == 0)
        if self.style.outside == "point" and straights and beta <= self.style.most_point + 1e-9:
            return self._flush(_along(self.tool, self._before(), self.radius * math.tan(beta / 2)))
        if arc:
            self._free()
        elif (why := self._flush(self.tool)) is not None:
            return why
        if rapid:  # no arc at rapid: straight across
            self._hold(Piece(begin, rapid=True, extra=True), _Held(begin))
        else:
            self._hold(Piece(begin, self.corner, -int(self.side), extra=True), _Held(begin))
        self._flow(begin)
        return None

    def _inside_to_line(self, direction: Point2, beta: float) -> str | None:
        front = self._front
        if front is None or front.turns == 0:
            half = (beta + math.pi) / 2
            if half == 0.0:
                return say("the path turns back on itself on the cutter's side")
            return self._flush(_along(self.tool, self._before(), -self.radius / math.tan(half)))
        assert front.centre is not None  # noqa: S101 - of an arc
        size = math.dist(front.centre, front.end)
        uncut = size + self.radius if self.inside(front.turns) else size - self.radius
        meets = _on_circle(front.centre, size, direction, self._aside(direction, front.centre, uncut))
        if meets is None:
            return say("the cutter, radius {radius:.4f} mm, does not fit into the corner", radius=self.radius)
        return self._flush(meets[0 if self.inside(front.turns) else 1])

    def _inside_to_arc(self, centre: Point2, turns: int, size: float) -> str | None:
        front = self._front
        too_tight = say("the cutter, radius {radius:.4f} mm, does not fit into the corner", radius=self.radius)
        if front is None or front.turns == 0:
            uncut = size + self.radius if self.inside(turns) else size - self.radius
            before = self._before()
            meets = _on_circle(centre, size, before, self._aside(before, centre, uncut))
            return too_tight if meets is None else self._flush(meets[1 if self.inside(turns) else 0])
        assert front.centre is not None  # noqa: S101 - of an arc
        old = math.dist(front.centre, front.end)
        apart = math.dist(front.centre, centre)
        if old == 0.0 or apart == 0.0:
            return say("two arcs about the same centre follow each other")
        cosine = (old * old + apart * apart - size * size) / (2 * old * apart)
        if not -1.0 <= cosine <= 1.0:
            return too_tight
        toward = math.atan2(centre[1] - front.centre[1], centre[0] - front.centre[0])
        sign = (1 if turns > 0 else -1) * (1 if self.inside(front.turns) else -1)
        angle = toward + sign * math.acos(cosine)
        return self._flush((front.centre[0] + old * math.cos(angle), front.centre[1] + old * math.sin(angle)))

    def _aside(self, direction: Point2, centre: Point2, radius: float) -> float:
        """How far left of the offset of a line through the corner an arc's centre lies.

        By the arc's radius, not by the corner's distance, from which rounded numbers may differ: as the control has it.
        """
        return radius * _dot(_turned(direction, 1), _unit(self.corner, centre)) - self.side * self.radius

    # -- what is held --------------------------------------------------------------------------------------------

    def _hold(self, piece: Piece, held: _Held) -> None:
        if not self._held:
            self._front = held
        self._held.append(held)
        self.path.put(piece)

    def _free(self) -> None:
        self._held.clear()
        self._start = None
        self.path.release()

    def _flow(self, start: Point2) -> None:
        """What is held stands, and the next piece begins at ``start``."""
        self._free()
        self._start = start

    def _flush(self, end: Point2) -> str | None:
        """What is held ends at ``end``, if each piece then still runs forwards."""
        if not self._held:
            return None
        for held in self._held:
            if (why := self._backwards(held, end)) is not None:
                return why
        self.path.amend(end)
        self._flow(end)
        return None

    def _backwards(self, held: _Held, end: Point2) -> str | None:
        start = self._start
        if held.centre is None:
            if start is not None and _dot(held.direction, (end[0] - start[0], end[1] - start[1])) < 0:
                return say("the corner cannot be reached without gouging: the move before it is too short")
            return None
        if abs(math.dist(held.end, held.centre) - math.dist(end, held.centre)) > ARC_MISMATCH:
            return say("the compensated arc does not reach the corner")
        if start is None or held.sweep == 0.0:
            return None
        now = sweep(start, held.centre, held.turns, end)
        if abs(now) > abs(held.sweep) + self.style.sweep_slack:
            return say("the corner cannot be reached without gouging: the arc before it is too short")
        return None


def _on_circle(centre: Point2, radius: float, direction: Point2, aside: float) -> tuple[Point2, Point2] | None:
    """Where a line meets a circle, in the line's order; ``aside``: how far left of it the centre lies. None: nowhere."""
    if not abs(aside) <= abs(radius):
        return None
    half = math.sqrt(radius * radius - aside * aside)
    foot = _along(centre, _turned(direction, 1), -aside)
    return _along(foot, direction, -half), _along(foot, direction, half)
