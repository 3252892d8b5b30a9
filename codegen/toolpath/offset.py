"""Parallel curves of line-and-arc loops, as lines and arcs again.

shapely offsets polygons only, but settles robustly what an offset looks like: which pieces survive, where it splits.
Every piece of the true offset lies on a curve that is known beforehand: a shifted line, an arc of the same centre with
its radius changed by the offset, or a circle about a corner. So: polygonise within ``CHORD``, let shapely offset, find
the known curve under each edge of the result, and intersect neighbouring curves exactly. A ring that does not come out
within ``FIT`` of shapely's stays a polyline, simplified by ``FIT`` (total error below 0.005 mm; never seen on the
outlines that codegen makes, but harmless if it happens).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LinearRing, LineString, Polygon
from shapely.geometry.polygon import orient

from codegen.model.curve import ArcSegment, Line, Loop, Point2, Segment
from codegen.toolpath.path import SNAP, Ring, polyline, segment_tangent

CHORD: Final = 2e-4
"""mm: how far a chord may lie inside its arc when a curve is polygonised."""

FIT: Final = 1.5e-3
"""mm: how far a vertex of shapely's offset may lie from the curve it is taken to belong to."""

SLIVER: Final = 1e-3
"""mm: an offset region thinner than this is dropped: it is no place for a tool."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Area:
    """A region of an offset: the polygon (within ``FIT``), and its exact boundary, the region on the left of each ring."""

    polygon: Polygon
    outer: Ring
    inner: tuple[Ring, ...] = ()

    @property
    def rings(self) -> tuple[Ring, ...]:
        """The boundary: outside first."""
        return (self.outer, *self.inner)


@dataclass(frozen=True)
class _Curve:
    """A curve that pieces of the offset may lie on: a directed line (centre is a point on it), or a circle."""

    centre: Point2
    direction: Point2 = (0.0, 0.0)
    radius: float = 0.0
    ccw: bool = True

    def gaps(self, points: Array) -> Array:
        rel = points - np.array(self.centre)
        if self.radius == 0.0:
            return np.asarray(np.abs(self.direction[0] * rel[:, 1] - self.direction[1] * rel[:, 0]))
        return np.asarray(np.abs(np.hypot(rel[:, 0], rel[:, 1]) - self.radius))

    def headings(self, points: Array) -> Array:
        if self.radius == 0.0:
            return np.broadcast_to(np.array(self.direction), points.shape)
        rel = points - np.array(self.centre)
        norm = np.maximum(np.hypot(rel[:, 0], rel[:, 1]), 1e-12)[:, None]
        turn = np.column_stack((-rel[:, 1], rel[:, 0])) if self.ccw else np.column_stack((rel[:, 1], -rel[:, 0]))
        return np.asarray(turn / norm)

    def foot(self, p: Point2) -> Point2:
        x, y = p[0] - self.centre[0], p[1] - self.centre[1]
        if self.radius == 0.0:
            t = x * self.direction[0] + y * self.direction[1]
            return (self.centre[0] + t * self.direction[0], self.centre[1] + t * self.direction[1])
        k = self.radius / max(math.hypot(x, y), 1e-12)
        return (self.centre[0] + k * x, self.centre[1] + k * y)


class Region:
    """The inside of ``outline`` without ``islands``."""

    def __init__(self, outline: Loop, islands: Sequence[Loop] = ()) -> None:
        outer = outline if outline.area > 0 else outline.reversed()
        holes = [i if i.area < 0 else i.reversed() for i in islands]
        self.loops: tuple[Loop, ...] = (outer, *holes)
        self.polygon = Polygon(outer.polyline(CHORD), [h.polyline(CHORD) for h in holes])

    def offset(self, distance: float) -> list[Area]:
        """The region shrunk by ``distance`` mm (negative: grown), as separate areas; the largest first."""
        if abs(distance) < 1e-9:
            outer, *inner = (Ring(loop.segments) for loop in self.loops)
            return [Area(polygon=self.polygon, outer=outer, inner=tuple(inner))]
        shape = shapely.buffer(self.polygon, -distance, quad_segs=quad_segments(abs(distance)))
        curves = self._curves(distance)
        areas = []
        for piece in shapely.get_parts(shape):
            if piece.is_empty or 2 * piece.area / piece.length < SLIVER:
                continue
            polygon = orient(piece, 1.0)
            rings = [_ring(np.asarray(r.coords)[:-1], curves) for r in (polygon.exterior, *polygon.interiors)]
            areas.append(Area(polygon=polygon, outer=rings[0], inner=tuple(rings[1:])))
        return sorted(areas, key=lambda a: (-round(a.polygon.area, 6), a.outer.start))

    def _curves(self, d: float) -> list[_Curve]:
        out: dict[tuple[float, ...], _Curve] = {}
        for loop in self.loops:
            for before, s in zip(loop.segments[-1:] + loop.segments[:-1], loop.segments, strict=True):
                curve = _shifted(s, d)
                corner = _corner(before, s, d)
                for c in (curve, corner):
                    if c is not None:
                        out.setdefault(_key(c), c)
        return list(out.values())


def quad_segments(radius: float) -> int:
    """Segments to a quarter circle of ``radius`` mm, so that shapely's chords stay within ``CHORD`` of it."""
    return max(8, math.ceil(math.pi / 2 / (2 * math.acos(max(0.0, 1 - CHORD / radius))))) if radius > CHORD else 8


def line_of(path: Sequence[Segment], tolerance: float = CHORD) -> LineString:
    """The path as a shapely line, within ``tolerance`` mm."""
    return LineString(polyline(tuple(path), tolerance))


def _key(c: _Curve) -> tuple[float, ...]:
    if c.radius:
        return (round(c.centre[0], 6), round(c.centre[1], 6), round(c.radius, 6), float(c.ccw))
    reach = c.direction[0] * c.centre[1] - c.direction[1] * c.centre[0]
    return (round(c.direction[0], 9), round(c.direction[1], 9), round(reach, 6))


def _shifted(s: Segment, d: float) -> _Curve | None:
    """The curve ``d`` to the left of ``s``; None when an arc shrinks away."""
    if isinstance(s, Line):
        ux, uy = segment_tangent(s, 0.0)
        return _Curve(centre=(s.start[0] - uy * d, s.start[1] + ux * d), direction=(ux, uy))
    radius = s.radius - d if s.ccw else s.radius + d
    return _Curve(centre=s.centre, radius=radius, ccw=s.ccw) if radius > SNAP else None


def _corner(a: Segment, b: Segment, d: float) -> _Curve | None:
    """The circle that an offset to the left by ``d`` describes about the joint of ``a`` and ``b``, if it opens there."""
    ta, tb = segment_tangent(a, a.length), segment_tangent(b, 0.0)
    turn = math.atan2(ta[0] * tb[1] - ta[1] * tb[0], ta[0] * tb[0] + ta[1] * tb[1])
    if abs(turn) < 1e-6 or (turn > 0) == (d > 0):
        return None
    return _Curve(centre=b.start, radius=abs(d), ccw=d < 0)


def _ring(points: Array, curves: list[_Curve]) -> Ring:
    exact = _fitted(points, curves)
    if exact is not None and _agrees(exact, points):
        return exact
    simple = shapely.get_coordinates(shapely.simplify(LinearRing(points), FIT))[:-1]
    corners = [(float(x), float(y)) for x, y in simple]
    return Ring(Line(start=a, end=b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))


def _agrees(ring: Ring, points: Array) -> bool:
    """Whether the fitted ring and the polygon are within 2 ``FIT`` of each other, and its arcs are true."""
    for s in ring.path:
        if isinstance(s, ArcSegment) and abs(math.dist(s.start, s.centre) - math.dist(s.end, s.centre)) > 1e-7:
            return False
    line, other = line_of(ring.path), LineString(np.vstack((points, points[:1])))
    return bool(
        shapely.distance(shapely.points(points), line).max() < 2 * FIT
        and shapely.distance(shapely.points(np.asarray(line.coords)), other).max() < 2 * FIT
    )


def _fitted(points: Array, curves: list[_Curve]) -> Ring | None:
    runs = _runs(points, curves)
    if not runs:
        return None
    if len(runs) == 1:
        c = curves[runs[0][0]]
        p = c.foot((float(points[0, 0]), float(points[0, 1])))
        return Ring((ArcSegment(start=p, end=p, centre=c.centre, ccw=c.ccw),)) if c.radius else None
    joints: list[Point2] = []
    for (k, first), (before, _) in zip(runs, runs[-1:] + runs[:-1], strict=True):
        joint = _meet(curves[before], curves[k], (float(points[first, 0]), float(points[first, 1])))
        if joint is None:
            return None
        joints.append(joint)
    out: list[Segment] = []
    for (k, _), a, b in zip(runs, joints, joints[1:] + joints[:1], strict=True):
        c = curves[k]
        if math.dist(a, b) < SNAP:
            return None
        out.append(Line(start=a, end=b) if c.radius == 0 else ArcSegment(start=a, end=b, centre=c.centre, ccw=c.ccw))
    return Ring(out)


def _runs(points: Array, curves: list[_Curve]) -> list[tuple[int, int]]:
    """Runs of edges on one curve, greedily the longest: (index of the curve, first vertex). Empty: no cover found."""
    n = len(points)
    ends = np.roll(points, -1, axis=0)
    edge = ends - points
    size = np.maximum(np.hypot(edge[:, 0], edge[:, 1]), 1e-12)
    middle = (points + ends) / 2
    fits = np.zeros((len(curves), n), dtype=bool)
    for k, c in enumerate(curves):
        near = c.gaps(points) <= FIT
        along = (c.headings(middle) * edge).sum(axis=1) / size > 0.9
        fits[k] = near & np.roll(near, -1) & (along | (size < 5 * FIT)) & (c.gaps(middle) <= 2 * FIT)
    if fits.all(axis=1).any():
        return [(int(np.argmax(fits.all(axis=1))), 0)]
    reach = _reach(fits, size)
    start = int(np.argmax(reach.max(axis=0)))
    out: list[tuple[int, int]] = []
    at = start
    while at < start + n:
        k = int(np.argmax(reach[:, at % n]))
        if not fits[k, at % n]:
            return []
        if not out or out[-1][0] != k:
            out.append((k, at % n))
        while at < start + n and fits[k, at % n]:
            at += 1
    if len(out) > 1 and out[-1][0] == out[0][0]:
        out[0] = out.pop()
    return out


def _reach(fits: Any, size: Array) -> Array:
    """For each curve and edge: how long the run of fitting edges from this edge on is, mm."""
    n = fits.shape[1]
    out = np.zeros(fits.shape)
    run = np.zeros(fits.shape[0])
    for i in range(2 * n - 1, -1, -1):
        run = np.where(fits[:, i % n], run + size[i % n], 0.0)
        out[:, i % n] = run
    return out


def _meet(a: _Curve, b: _Curve, near: Point2) -> Point2 | None:
    """Where the curves cross or touch, next to ``near``; None: they do not."""
    if a.radius == 0.0 and b.radius == 0.0:
        cross = a.direction[0] * b.direction[1] - a.direction[1] * b.direction[0]
        if abs(cross) < 1e-9:
            return None
        rx, ry = b.centre[0] - a.centre[0], b.centre[1] - a.centre[1]
        t = (rx * b.direction[1] - ry * b.direction[0]) / cross
        return (a.centre[0] + t * a.direction[0], a.centre[1] + t * a.direction[1])
    if a.radius and b.radius:
        gap = math.dist(a.centre, b.centre)
        if gap < 1e-9:
            return None
        along = (gap * gap + a.radius**2 - b.radius**2) / (2 * gap)
        ux, uy = (b.centre[0] - a.centre[0]) / gap, (b.centre[1] - a.centre[1]) / gap
        foot, radius = (a.centre[0] + along * ux, a.centre[1] + along * uy), a.radius
        slack = along
    else:
        line, circle = (a, b) if a.radius == 0.0 else (b, a)
        foot, radius = line.foot(circle.centre), circle.radius
        ux, uy = -line.direction[1], line.direction[0]
        slack = math.dist(foot, circle.centre)
    half_squared = radius * radius - slack * slack
    if half_squared < 0:
        return foot if abs(slack) - radius < 1e-7 else None
    half = math.sqrt(half_squared)
    choices = [(foot[0] - sign * half * uy, foot[1] + sign * half * ux) for sign in (1.0, -1.0)]
    return min(choices, key=lambda p: math.dist(p, near))
