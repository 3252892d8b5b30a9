"""Paths of lines and arcs: position by arc length, cutting to length, turning round. Millimetres, XY plane."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable
from typing import Final

from codegen.model.curve import ArcSegment, Line, Point2, Segment

Path = tuple[Segment, ...]
"""Segments end to end; closed when the last ends where the first starts."""

SNAP: Final = 1e-3
"""mm: a cut this near to the end of a segment is made at the end, so that no arc gets too short to tell from a circle."""


def end_of(path: Path) -> Point2:
    """Where the path ends."""
    return path[-1].end


def length_of(path: Path) -> float:
    """Length of the path, mm."""
    return sum(s.length for s in path)


def reversed_path(path: Path) -> Path:
    """The same path, run the other way."""
    return tuple(
        ArcSegment(start=s.end, end=s.start, centre=s.centre, ccw=not s.ccw)
        if isinstance(s, ArcSegment)
        else Line(start=s.end, end=s.start)
        for s in reversed(path)
    )


def segment_point(segment: Segment, distance: float) -> Point2:
    """The point ``distance`` mm along ``segment``."""
    total = segment.length
    if distance <= 0 or total == 0:
        return segment.start
    if distance >= total:
        return segment.end
    if isinstance(segment, Line):
        t = distance / total
        (x0, y0), (x1, y1) = segment.start, segment.end
        return (x0 + t * (x1 - x0), y0 + t * (y1 - y0))
    (cx, cy), radius = segment.centre, segment.radius
    angle = math.atan2(segment.start[1] - cy, segment.start[0] - cx) + segment.sweep * distance / total
    return (cx + radius * math.cos(angle), cy + radius * math.sin(angle))


def segment_tangent(segment: Segment, distance: float) -> Point2:
    """Unit direction of travel ``distance`` mm along ``segment``."""
    if isinstance(segment, Line):
        total = segment.length
        return ((segment.end[0] - segment.start[0]) / total, (segment.end[1] - segment.start[1]) / total)
    x, y = segment_point(segment, distance)
    rx, ry = (x - segment.centre[0]) / segment.radius, (y - segment.centre[1]) / segment.radius
    return (-ry, rx) if segment.ccw else (ry, -rx)


def segment_part(segment: Segment, start: float, end: float) -> Segment:
    """The part of ``segment`` between two distances along it (start < end)."""
    a, b = segment_point(segment, start), segment_point(segment, end)
    if isinstance(segment, ArcSegment):
        return ArcSegment(start=a, end=b, centre=segment.centre, ccw=segment.ccw)
    return Line(start=a, end=b)


class Ring:
    """A closed path with its arc length. Distances are taken modulo the whole length."""

    def __init__(self, path: Iterable[Segment]) -> None:
        self.path: Path = tuple(path)
        self.knots: list[float] = [0.0]
        for segment in self.path:
            self.knots.append(self.knots[-1] + segment.length)
        self.length = self.knots[-1]

    @property
    def start(self) -> Point2:
        """Its first point."""
        return self.path[0].start

    def reversed(self) -> Ring:
        """The same ring, run the other way."""
        return Ring(reversed_path(self.path))

    def snapped(self, s: float) -> float:
        """``s`` within [0, length), moved to a joint of segments when that is nearer than ``SNAP``."""
        s %= self.length
        i = bisect.bisect_left(self.knots, s)
        for k in (i - 1, i):
            if 0 <= k < len(self.knots) and abs(self.knots[k] - s) < SNAP:
                return 0.0 if k == len(self.knots) - 1 else self.knots[k]
        return s

    def _locate(self, s: float) -> tuple[int, float]:
        s %= self.length
        i = min(bisect.bisect_right(self.knots, s) - 1, len(self.path) - 1)
        return i, s - self.knots[i]

    def point(self, s: float) -> Point2:
        """The point at distance ``s``."""
        i, d = self._locate(s)
        return segment_point(self.path[i], d)

    def tangent(self, s: float) -> Point2:
        """Unit direction of travel at distance ``s``."""
        i, d = self._locate(s)
        return segment_tangent(self.path[i], d)

    def from_(self, s: float) -> Ring:
        """The same ring, starting at ``s`` (snapped)."""
        s = self.snapped(s)
        if s == 0.0:
            return self
        i, d = self._locate(s)
        whole = self.path[i]
        if d < SNAP:  # a joint
            return Ring(self.path[i:] + self.path[:i])
        if len(self.path) == 1 and isinstance(whole, ArcSegment):
            p = segment_point(whole, d)
            return Ring((ArcSegment(start=p, end=p, centre=whole.centre, ccw=whole.ccw),))
        head, tail = segment_part(whole, 0.0, d), segment_part(whole, d, whole.length)
        return Ring((tail, *self.path[i + 1 :], *self.path[:i], head))

    def between(self, start: float, end: float) -> Path:
        """The path from ``start`` forward to ``end`` (may exceed the length: several laps). Empty below ``SNAP``."""
        if end - start < SNAP:
            return ()
        out: list[Segment] = []
        i, d = self._locate(start)
        left = end - start
        while left >= SNAP:
            segment = self.path[i]
            rest = segment.length - d
            if rest >= SNAP:
                take = rest if rest - left < SNAP else left
                out.append(segment if d < SNAP and take == rest else segment_part(segment, d, d + take))
                if take < rest:
                    break
            left -= rest
            i, d = (i + 1) % len(self.path), 0.0
        return tuple(out)

    def nearest(self, p: Point2) -> float:
        """Distance along the ring of its point nearest to ``p``."""
        best, where = math.inf, 0.0
        for i, segment in enumerate(self.path):
            gap, d = _nearest_on(segment, p)
            if gap < best - 1e-12:
                best, where = gap, self.knots[i] + d
        return where % self.length


def _nearest_on(segment: Segment, p: Point2) -> tuple[float, float]:
    total = segment.length
    if isinstance(segment, Line):
        (x0, y0), (x1, y1) = segment.start, segment.end
        t = ((p[0] - x0) * (x1 - x0) + (p[1] - y0) * (y1 - y0)) / (total * total) if total > 0 else 0.0
        d = min(max(t, 0.0), 1.0) * total
        return math.dist(segment_point(segment, d), p), d
    (cx, cy), radius = segment.centre, segment.radius
    if math.dist(p, segment.centre) < 1e-12:
        return radius, 0.0
    a0 = math.atan2(segment.start[1] - cy, segment.start[0] - cx)
    a = math.atan2(p[1] - cy, p[0] - cx)
    swing = ((a - a0) if segment.ccw else (a0 - a)) % (2 * math.pi)
    if swing <= abs(segment.sweep):
        return abs(math.dist(p, segment.centre) - radius), radius * swing
    at_start, at_end = math.dist(p, segment.start), math.dist(p, segment.end)
    return (at_start, 0.0) if at_start <= at_end else (at_end, total)


def polyline(path: Path, tolerance: float) -> list[Point2]:
    """Vertices within ``tolerance`` mm of the path, both ends included."""
    points: list[Point2] = [path[0].start]
    for s in path:
        if isinstance(s, ArcSegment):
            step = 2 * math.acos(max(0.0, 1 - tolerance / s.radius)) if s.radius > tolerance else math.pi / 4
            n = max(1, math.ceil(abs(s.sweep) / max(step, 1e-4)))
            points += [segment_point(s, s.length * k / n) for k in range(1, n)]
        points.append(s.end)
    return points
