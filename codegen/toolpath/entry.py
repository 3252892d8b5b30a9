"""Going down into material: helix, ramp along a ring, plunge; and tangential arcs on to and off a finished wall."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from codegen.errors import InternalError
from codegen.model.curve import ArcSegment, Point2
from codegen.model.job import OperationBase
from codegen.model.shop import Tool
from codegen.toolpath.builder import Builder, slope_feed
from codegen.toolpath.offset import CHORD, Area, line_of
from codegen.toolpath.path import Path, Ring

HELIX_LARGEST: Final = 0.9
"""Helix radius over tool radius, at most: below 1 no core is left standing in the middle."""

HELIX_SMALLEST: Final = 0.2
"""Helix radius over tool radius, at least: a tighter helix is all but a plunge; then the tool ramps along its path."""

OFF: Final = 0.58
"""Distance of a lead's free end from all walls over the lead's radius, at least. A quarter circle of half the radius of
a round wall it meets from inside ends 2 - sqrt(2) = 0.586 radii off it; one of the wall's own radius never leaves it."""

SHORTEST_LEAD: Final = 0.05
"""mm: the smallest radius of a lead; its ends are still far apart at the resolution of a program (0.001 mm)."""

TOUCH: Final = 2e-3
"""mm: how far a polygonised region may fall short of the exact one when asking whether a path stays inside."""


@dataclass(frozen=True)
class Way:
    """How an operation goes down: kind, slope (radians), and whether the tool cuts at its centre."""

    kind: str
    angle: float
    tool: Tool


def allowed(region: BaseGeometry) -> BaseGeometry:
    """``region`` made larger by the polygonising tolerance, for asking whether it covers a path; prepared."""
    grown = region.buffer(TOUCH)
    shapely.prepare(grown)
    return grown


def helix_place(area: Area, room: Polygon, radius: float) -> tuple[Point2, float] | None:
    """Centre and radius of a helix: in the middle of ``area``, its circle inside ``room``. None: too narrow."""
    first = area.outer.path[0]
    if len(area.outer.path) == 1 and isinstance(first, ArcSegment) and not area.inner:
        x, y = first.centre
    else:
        x, y = _middle(area.polygon)
    space = Point(x, y).distance(room.boundary)
    # whole micrometres, as the centre: the true wall lies up to a chord's error farther out than the polygon's
    r = math.floor((min(HELIX_LARGEST * radius, space + CHORD)) * 1e3 + 1e-6) / 1e3
    return ((float(x), float(y)), r) if r >= HELIX_SMALLEST * radius else None


def _middle(polygon: Polygon) -> Point2:
    """A point farthest from the boundary (within 0.01 mm): the middle of the bounding box if it is one. Micrometres."""
    x0, y0, x1, y1 = polygon.bounds
    inscribed = shapely.maximum_inscribed_circle(polygon, tolerance=0.01)
    plain = Point(round((x0 + x1) / 2, 3), round((y0 + y1) / 2, 3))
    if polygon.covers(plain) and plain.distance(polygon.boundary) >= inscribed.length - 0.01:
        return plain.x, plain.y
    x, y = inscribed.coords[0]
    return round(float(x), 3), round(float(y), 3)


def helix(b: Builder, op: OperationBase, place: tuple[Point2, float], z: float, *, angle: float, ccw: bool) -> None:
    """Wind down from here, which is the circle's rightmost point, to ``z`` in full turns, then once round at ``z``."""
    (cx, cy), radius = place
    start, z0 = (cx + radius, cy), b.at[2]
    drop = 2 * math.pi * radius * math.tan(angle)
    turns = max(1, math.ceil((z0 - z) / drop - 1e-9))
    for k in range(1, turns + 1):
        height = z if k == turns else z0 + (z - z0) * k / turns
        b.arc(start, (cx, cy), ccw=ccw, z=height, feed=slope_feed(op, angle))
    b.arc(start, (cx, cy), ccw=ccw, z=z, feed=op.cutting.feed)


def ramp(b: Builder, op: OperationBase, ring: Ring, z: float, angle: float) -> float:
    """Go down to ``z`` along ``ring`` from its start, where the tool is; the distance along the ring where it arrives."""
    run = (b.at[2] - z) / math.tan(angle)
    path = ring.between(0.0, run)
    if not path:  # nothing to speak of
        b.feed(ring.start, z, op.cutting.plunge)
        return 0.0
    b.follow(path, slope_feed(op, angle), z_end=z)
    return ring.snapped(run)


def plunge(b: Builder, op: OperationBase, z: float, tool: Tool) -> None:
    """Straight down into material.

    Raises:
        InternalError: the tool does not cut at its centre.
    """
    if not tool.centre_cutting:
        raise InternalError(f"operation {op.id!r} would plunge with {tool.name!r}, which does not cut at its centre")
    b.feed(b.xy, z, op.cutting.plunge)


def lead_arcs(ring: Ring, s: float, radius: float, *, left: bool) -> tuple[Path, Path]:
    """Quarter circles of ``radius`` that meet ``ring`` tangentially at ``s``, from and to its left (or right)."""
    (px, py), (tx, ty) = ring.point(s), ring.tangent(s)
    side = 1.0 if left else -1.0
    nx, ny = -ty * side * radius, tx * side * radius
    c = (px + nx, py + ny)
    begin, end = (c[0] - tx * radius, c[1] - ty * radius), (c[0] + tx * radius, c[1] + ty * radius)
    lead_in = ArcSegment(start=begin, end=(px, py), centre=c, ccw=left)
    return (lead_in,), (ArcSegment(start=(px, py), end=end, centre=c, ccw=left),)


def lead_from_centre(ring: Ring) -> tuple[Path, Path] | None:
    """Half circles from the centre of a round ``ring`` to its start and back, tangential to it. None: not a circle."""
    whole = ring.path[0]
    if len(ring.path) > 1 or not isinstance(whole, ArcSegment) or whole.radius < 2 * SHORTEST_LEAD:
        return None
    (px, py), (cx, cy) = whole.start, whole.centre
    middle = ((px + cx) / 2, (py + cy) / 2)
    lead_in = ArcSegment(start=whole.centre, end=whole.start, centre=middle, ccw=whole.ccw)
    return (lead_in,), (ArcSegment(start=whole.start, end=whole.centre, centre=middle, ccw=whole.ccw),)


def lead_radii(largest: float) -> list[float]:
    """``largest`` and its halves down to ``SHORTEST_LEAD``, mm."""
    n = math.floor(math.log2(largest / SHORTEST_LEAD)) if largest > SHORTEST_LEAD else 0
    return [largest / 2**k for k in range(n + 1)]


def best_lead(
    ring: Ring,
    room: BaseGeometry | None,
    radii: list[float],
    *,
    left: bool,
    avoid: list[tuple[float, float]] | None = None,
) -> tuple[Ring, tuple[Path, Path]]:
    """``ring`` from the middle of its longest piece where the largest arcs fit, and those arcs (empty: none fits).

    An arc fits when it stays in ``room`` and its free end is well off the walls, ``OFF`` of its radius.
    ``room``: where the tool's centre may go (None: anywhere). ``avoid``: stretches of the ring to keep off.
    """
    pieces = sorted(range(len(ring.path)), key=lambda i: -round(ring.path[i].length, 6))
    middles = [ring.snapped(ring.knots[i] + ring.path[i].length / 2) for i in pieces]
    middles += [ring.snapped(ring.length * k / 64) for k in range(64)] if avoid else []
    free = [s for s in middles if not any(_inside(s, stretch, ring.length) for stretch in avoid or [])]
    if not free:
        raise InternalError("no place on the outline to begin a cut: the tabs leave no room")
    inside = allowed(room) if room is not None else None
    walls = line_of(ring.path) if room is None else room.boundary
    for radius in radii:
        for s in free:
            arcs = lead_arcs(ring, s, radius, left=left)
            if min(walls.distance(Point(p)) for p in (arcs[0][0].start, arcs[1][0].end)) < OFF * radius - CHORD:
                continue
            if inside is None or all(inside.covers(line_of(a)) for a in arcs):
                return ring.from_(s), arcs
    return ring.from_(free[0]), ((), ())


def _inside(s: float, stretch: tuple[float, float], length: float) -> bool:
    return (s - stretch[0]) % length < stretch[1] - stretch[0]


def clear_line(inside: BaseGeometry, a: Point2, b: Point2) -> bool:
    """Whether the straight line from ``a`` to ``b`` stays within ``inside`` (see ``allowed``)."""
    return bool(inside.covers(LineString([a, b]) if a != b else Point(a)))
