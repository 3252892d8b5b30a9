"""Cutter compensation at work: a ``Compensator`` whose pieces become held moves of a ``Machine``.

``on`` and ``off`` switch it, ``straight`` and ``arc`` move under it, ``settle`` ends what is held before a stop. While it is
on, ``m.at`` is where the tool's centre is and ``m.here`` the programmed point. A radius that is not known, and a block that
the control would refuse, leave the plane's coordinates unknown until it is switched off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.compensation import Compensator, Piece, Side, Style
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.messages import say
from codegen.model.motion import Move, MoveKind, Plane, Point, Point2

Rotary = tuple[tuple[str, float], ...]


@dataclass(slots=True)
class _Task:
    """What a block's pieces have in common: the height they end at, feed, other axes, column."""

    normal: float = NAN
    feed: float = 0.0
    rotary: Rotary = ()
    column: int = 1


class _MachinePath:
    """Puts pieces among a machine's held moves. ``shift``: of the control point, from the cutter's centre, in the plane."""

    def __init__(self, m: Machine, plane: Plane, shift: Point2) -> None:
        self.m = m
        self.plane = plane
        self.shift = shift
        self.task = _Task()

    def _placed(self, point: Point2) -> Point2:
        return (point[0] + self.shift[0], point[1] + self.shift[1])

    def put(self, piece: Piece) -> None:
        """One more held move."""
        m, task = self.m, self.task
        first, second, normal = PLANE_AXES[self.plane]
        end = list(m.frame.to_program(m.at))
        end[first], end[second] = self._placed(piece.end)
        if not piece.extra:
            end[normal] = task.normal
        centre: Point2 | None = None
        kind = MoveKind.RAPID if piece.rapid else MoveKind.FEED
        if piece.centre is not None:
            placed = self._placed(piece.centre)
            centre = placed if first < second else (placed[1], placed[0])
            kind = MoveKind.ARC_CCW if piece.turns > 0 else MoveKind.ARC_CW
        m.go(
            kind, (end[0], end[1], end[2]), column=task.column, feed=0.0 if piece.rapid else task.feed, plane=self.plane,
            centre=centre, turns=abs(piece.turns) or 1, rotary=task.rotary, hold=True,
        )  # fmt: skip

    def amend(self, end: Point2) -> None:
        """All held moves end there, in the plane."""
        m = self.m
        first, second, _ = PLANE_AXES[self.plane]
        at: Point | None = None
        for index, step in enumerate(m.held):
            if not isinstance(step, Move):
                continue
            goal = list(m.frame.to_program(step.end))
            goal[first], goal[second] = self._placed(end)
            work = m.frame.to_work((goal[0], goal[1], goal[2]))
            m.held[index] = replace(step, start=step.start if at is None else at, end=work)
            at = work
        if at is not None:
            m.at, m.machine = at, m.to_machine(at)

    def release(self) -> None:
        """They stand."""
        self.m.release()


@dataclass(slots=True)
class Cutter:
    """The compensation in force. ``work`` None: the cutter has no radius, and the path is as programmed.

    ``lost``: nothing in the plane is known until G40.
    """

    plane: Plane
    radius: float
    path: _MachinePath
    work: Compensator | None
    lost: bool = field(default=False)


def on(
    m: Machine, side: Side, radius: float, plane: Plane, *, style: Style | None = None, shift: Point2 = (0.0, 0.0)
) -> None:
    """Compensate from the next move on. A radius below 0 is that of the other side; NaN is not known (and not reported)."""
    if radius < 0:
        side, radius = Side(-side), -radius
    path = _MachinePath(m, plane, shift)
    work = Compensator(side=side, radius=radius, path=path, style=style) if radius != 0 else None
    m.compensator = Cutter(plane, radius, path, work, lost=math.isnan(radius))


def off(m: Machine, column: int) -> bool:
    """The end: whether a compensated path ended (what is held stands). The next move starts from the programmed point."""
    cutter = active(m)
    m.compensator = None
    if cutter is None or cutter.work is None or cutter.work.first:
        return False
    meant = m.meant
    if not cutter.lost and (why := cutter.work.settle()) is not None:
        _refuse(m, cutter, why, column)
        return True
    m.release()
    m.meant = meant
    return True


def active(m: Machine) -> Cutter | None:
    """The compensation in force."""
    found = m.compensator
    return found if isinstance(found, Cutter) else None


def moving(m: Machine) -> Cutter | None:
    """The compensation that moves go through: in force, and of a cutter with a radius."""
    found = active(m)
    return found if found is not None and (found.work is not None or found.lost) else None


def settle(m: Machine, column: int) -> None:
    """What is held stands, and compensation goes on: before a stop."""
    cutter = active(m)
    if cutter is not None and cutter.work is not None and not cutter.lost and not cutter.work.first:
        meant = m.meant
        if (why := cutter.work.settle()) is not None:
            _refuse(m, cutter, why, column)
            return
        m.release()
        m.meant = meant


def straight(m: Machine, cutter: Cutter, end: Point, *, rapid: bool, feed: float, rotary: Rotary, column: int) -> None:
    """A straight move to a programmed point."""
    first, second, normal = PLANE_AXES[cutter.plane]
    if cutter.lost or cutter.work is None:
        _unknown(m, cutter, end, MoveKind.RAPID if rapid else MoveKind.FEED, feed, rotary, column)
        return
    cutter.path.task = _Task(end[normal], feed, rotary, column)
    here = m.here
    why = cutter.work.straight((here[first], here[second]), (end[first], end[second]), rapid=rapid)
    _after(m, cutter, end, why, column)


def enter(
    m: Machine, cutter: Cutter, end: Point, along: Point2, *, rapid: bool, feed: float, rotary: Rotary, column: int
) -> None:
    """The first move, square to the *next* piece at its beginning (Heidenhain): ``along`` is that piece's direction there."""
    first, second, normal = PLANE_AXES[cutter.plane]
    if cutter.lost or cutter.work is None:
        _unknown(m, cutter, end, MoveKind.RAPID if rapid else MoveKind.FEED, feed, rotary, column)
        return
    cutter.path.task = _Task(end[normal], feed, rotary, column)
    far = 2 * cutter.radius + 1  # the entry is offset square to its own direction: it is given the next piece's
    start = (end[first] - far * along[0], end[second] - far * along[1])
    why = cutter.work.straight(start, (end[first], end[second]), rapid=rapid)
    _after(m, cutter, end, why, column)


def arc(
    m: Machine, cutter: Cutter, end: Point, centre: Point2, turns: int, *, feed: float, rotary: Rotary, column: int
) -> None:
    """An arc to a programmed point about ``centre`` (first and second coordinate), ``turns`` below 0 clockwise."""
    first, second, normal = PLANE_AXES[cutter.plane]
    if cutter.lost or cutter.work is None:
        _unknown(m, cutter, end, MoveKind.FEED, feed, rotary, column)
        return
    cutter.path.task = _Task(end[normal], feed, rotary, column)
    here = m.here
    entering = cutter.work.first
    if entering and cutter.path.shift != (
        0.0,
        0.0,
    ):  # the control point comes to the tool's edge before it can go round
        cutter.path.task.normal = here[normal]
        cutter.path.put(Piece((here[first], here[second])))
        cutter.path.task.normal = end[normal]
    why = cutter.work.arc((here[first], here[second]), (end[first], end[second]), centre, turns)
    _after(m, cutter, end, why, column)


def _after(m: Machine, cutter: Cutter, end: Point, why: str | None, column: int) -> None:
    if why is not None:
        _refuse(m, cutter, why, column)
    else:
        m.meant = m.frame.to_work(end)


def _refuse(m: Machine, cutter: Cutter, why: str, column: int) -> None:
    m.report(
        "compensation-conflict", why, say("use a smaller cutter, open the corner or lengthen the move"), column=column
    )
    lose(m, cutter)


def lose(m: Machine, cutter: Cutter) -> None:
    """Nothing in the plane is known from here until G40."""
    m.release()
    cutter.lost = True
    first, second, _ = PLANE_AXES[cutter.plane]
    m.forget(AXES[first] + AXES[second])


def _unknown(m: Machine, cutter: Cutter, end: Point, kind: MoveKind, feed: float, rotary: Rotary, column: int) -> None:
    """A move of which only the height is known; the programmed point is kept for G40."""
    first, second, _ = PLANE_AXES[cutter.plane]
    goal = list(end)
    goal[first] = goal[second] = NAN
    m.go(kind, (goal[0], goal[1], goal[2]), column=column, feed=feed, rotary=rotary)
    if cutter.work is not None:
        cutter.work.first = False
    m.meant = m.frame.to_work(end)
