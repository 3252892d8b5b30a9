"""Plane curves: line, arc, loop; shared by DXF, geometry, toolpath and simulation. Millimetres and radians."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

Point2 = tuple[float, float]

JOIN_TOLERANCE = 1e-6
"""mm: consecutive segments of a loop must meet within this."""


class Value(BaseModel):
    """Base of the frozen models: nothing unknown passes, and no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Line(Value):
    """A straight segment."""

    kind: Literal["line"] = "line"
    start: Point2
    end: Point2

    @property
    def length(self) -> float:
        """Mm."""
        return math.dist(self.start, self.end)


class ArcSegment(Value):
    """A circular arc; ``start == end`` is a full circle."""

    kind: Literal["arc"] = "arc"
    start: Point2
    end: Point2
    centre: Point2
    ccw: bool

    @property
    def radius(self) -> float:
        """Mm."""
        return math.dist(self.start, self.centre)

    @property
    def sweep(self) -> float:
        """Signed angle, radians: positive counter-clockwise, in (0, 2π] or [-2π, 0)."""
        a0 = math.atan2(self.start[1] - self.centre[1], self.start[0] - self.centre[0])
        a1 = math.atan2(self.end[1] - self.centre[1], self.end[0] - self.centre[0])
        angle = (a1 - a0) if self.ccw else (a0 - a1)
        if math.dist(self.start, self.end) < JOIN_TOLERANCE:
            angle = 2 * math.pi
        angle %= 2 * math.pi
        if angle < 1e-12:
            angle = 2 * math.pi
        return angle if self.ccw else -angle

    @property
    def length(self) -> float:
        """Mm."""
        return self.radius * abs(self.sweep)


Segment = Line | ArcSegment


class Loop(Value):
    """A closed curve: segments end to end. Outer boundaries run counter-clockwise; ``area`` is signed."""

    segments: tuple[Segment, ...]

    @model_validator(mode="after")
    def _closed(self) -> Loop:
        if not self.segments:
            raise ValueError("a loop needs at least one segment")
        for a, b in zip(self.segments, self.segments[1:] + self.segments[:1], strict=True):
            if math.dist(a.end, b.start) > JOIN_TOLERANCE:
                raise ValueError(f"the loop is open between {a.end} and {b.start}")
        return self

    @property
    def area(self) -> float:
        """Signed area, mm²: positive when counter-clockwise. Exact: shoelace plus circular segments."""
        total = 0.0
        for s in self.segments:
            total += (s.start[0] * s.end[1] - s.end[0] * s.start[1]) / 2
            if isinstance(s, ArcSegment):
                total += s.radius**2 * (s.sweep - math.sin(s.sweep)) / 2
        return total

    @property
    def length(self) -> float:
        """Length of the curve, mm."""
        return sum(s.length for s in self.segments)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Min x, min y, max x, max y; exact over arcs."""
        xs: list[float] = []
        ys: list[float] = []
        for s in self.segments:
            xs += [s.start[0], s.end[0]]
            ys += [s.start[1], s.end[1]]
            if isinstance(s, ArcSegment):
                for k in range(4):
                    angle = k * math.pi / 2
                    if _within(s, angle):
                        xs.append(s.centre[0] + s.radius * math.cos(angle))
                        ys.append(s.centre[1] + s.radius * math.sin(angle))
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def min_inner_radius(self) -> float:
        """Smallest concave-from-inside corner radius a cutter must fit into, mm: 0 for a sharp inside corner.

        For a counter-clockwise loop cut on its inside: convex corners of the region (left turns) between lines are
        sharp (0), counter-clockwise arcs limit to their radius; a full circle limits to its radius.
        """
        smallest = math.inf
        ccw = self.area > 0
        for s in self.segments:
            if isinstance(s, ArcSegment) and s.ccw == ccw:
                smallest = min(smallest, s.radius)
        if len(self.segments) > 1:
            for a, b in zip(self.segments, self.segments[1:] + self.segments[:1], strict=True):
                turn = _turn(a, b)
                if (turn if ccw else -turn) > 1e-6:
                    return 0.0
        return smallest

    def reversed(self) -> Loop:
        """The same curve, run the other way."""
        out: list[Segment] = []
        for s in reversed(self.segments):
            if isinstance(s, ArcSegment):
                out.append(ArcSegment(start=s.end, end=s.start, centre=s.centre, ccw=not s.ccw))
            else:
                out.append(Line(start=s.end, end=s.start))
        return Loop(segments=tuple(out))

    def moved(self, dx: float, dy: float) -> Loop:
        """The curve translated."""

        def at(p: Point2) -> Point2:
            return (p[0] + dx, p[1] + dy)

        return Loop(
            segments=tuple(
                ArcSegment(start=at(s.start), end=at(s.end), centre=at(s.centre), ccw=s.ccw)
                if isinstance(s, ArcSegment)
                else Line(start=at(s.start), end=at(s.end))
                for s in self.segments
            )
        )

    def polyline(self, tolerance: float) -> list[Point2]:
        """Vertices of a polygon within ``tolerance`` mm of the curve (chords inside arcs), first point not repeated."""
        points: list[Point2] = []
        for s in self.segments:
            points.append(s.start)
            if isinstance(s, ArcSegment):
                r = s.radius
                step = 2 * math.acos(max(-1.0, 1 - min(tolerance / r, 1.0))) if r > 0 else math.pi
                n = max(1, math.ceil(abs(s.sweep) / max(step, 1e-4)))
                if math.dist(s.start, s.end) < JOIN_TOLERANCE:
                    n = max(n, 8)
                a0 = math.atan2(s.start[1] - s.centre[1], s.start[0] - s.centre[0])
                for i in range(1, n):
                    a = a0 + s.sweep * i / n
                    points.append((s.centre[0] + r * math.cos(a), s.centre[1] + r * math.sin(a)))
        return points


def _within(arc: ArcSegment, angle: float) -> bool:
    a0 = math.atan2(arc.start[1] - arc.centre[1], arc.start[0] - arc.centre[0])
    delta = (angle - a0) % (2 * math.pi) if arc.ccw else (a0 - angle) % (2 * math.pi)
    return delta <= abs(arc.sweep) + 1e-12


def _direction(s: Segment, *, at_end: bool) -> Point2:
    if isinstance(s, Line):
        return (s.end[0] - s.start[0], s.end[1] - s.start[1])
    p = s.end if at_end else s.start
    rx, ry = p[0] - s.centre[0], p[1] - s.centre[1]
    return (-ry, rx) if s.ccw else (ry, -rx)


def _turn(a: Segment, b: Segment) -> float:
    """Signed turning angle at the joint of ``a`` and ``b``, radians; positive to the left."""
    ax, ay = _direction(a, at_end=True)
    bx, by = _direction(b, at_end=False)
    return math.atan2(ax * by - ay * bx, ax * bx + ay * by)


def circle(centre: Point2, diameter: float) -> Loop:
    """A full circle, counter-clockwise, starting at its rightmost point."""
    p = (centre[0] + diameter / 2, centre[1])
    return Loop(segments=(ArcSegment(start=p, end=p, centre=centre, ccw=True),))


def polygon(points: list[Point2]) -> Loop:
    """A closed polygon through ``points``, turned counter-clockwise if need be."""
    loop = Loop(segments=tuple(Line(start=a, end=b) for a, b in zip(points, points[1:] + points[:1], strict=True)))
    return loop if loop.area > 0 else loop.reversed()


def rectangle(centre: Point2, width: float, height: float, corner_radius: float = 0.0) -> Loop:
    """An axis-parallel rectangle (``width`` along X), counter-clockwise, with rounded corners if asked.

    Raises:
        ValueError: the corner radius is negative or more than half a side.
    """
    cx, cy = centre
    w, h, r = width / 2, height / 2, corner_radius
    if r < 0 or r > min(w, h) + 1e-9:
        raise ValueError(f"corner radius {r!r} does not fit a {width!r} x {height!r} rectangle")
    if r < 1e-9:
        return polygon([(cx - w, cy - h), (cx + w, cy - h), (cx + w, cy + h), (cx - w, cy + h)])
    out: list[Segment] = []
    corners = [(cx + w - r, cy - h + r), (cx + w - r, cy + h - r), (cx - w + r, cy + h - r), (cx - w + r, cy - h + r)]
    for k, c in enumerate(corners):
        a0, a1 = -math.pi / 2 + k * math.pi / 2, k * math.pi / 2
        start = (c[0] + r * round(math.cos(a0)), c[1] + r * round(math.sin(a0)))
        end = (c[0] + r * round(math.cos(a1)), c[1] + r * round(math.sin(a1)))
        out.append(ArcSegment(start=start, end=end, centre=c, ccw=True))
        n = corners[(k + 1) % 4]
        nxt = (n[0] + r * round(math.cos(a1)), n[1] + r * round(math.sin(a1)))
        if math.dist(end, nxt) > 1e-9:
            out.append(Line(start=end, end=nxt))
        elif end != nxt:  # a rounding of the last bit: keep the chain exact
            out[-1] = ArcSegment(start=start, end=nxt, centre=c, ccw=True)
    return Loop(segments=tuple(out))


def slot(a: Point2, b: Point2, width: float) -> Loop:
    """A slot with round ends about the end-arc centres ``a`` and ``b``, counter-clockwise.

    Raises:
        ValueError: the centres coincide, or the width is not positive.
    """
    d = math.dist(a, b)
    if d < JOIN_TOLERANCE or width <= 0:
        raise ValueError(f"a slot needs two centres apart and a width, not {a!r}, {b!r}, {width!r}")
    ux, uy = (b[0] - a[0]) / d, (b[1] - a[1]) / d
    nx, ny = -uy * width / 2, ux * width / 2
    p1, p2 = (a[0] - nx, a[1] - ny), (b[0] - nx, b[1] - ny)
    p3, p4 = (b[0] + nx, b[1] + ny), (a[0] + nx, a[1] + ny)
    return Loop(
        segments=(
            Line(start=p1, end=p2),
            ArcSegment(start=p2, end=p3, centre=b, ccw=True),
            Line(start=p3, end=p4),
            ArcSegment(start=p4, end=p1, centre=a, ccw=True),
        )
    )
