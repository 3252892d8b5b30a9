"""Sizes of features as they are cut, from the slices: diameter, length, width, depth. Millimetres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.model.curve import ArcSegment, Line, Loop
from codegen.model.part_field import FeatureRegion
from codegen.model.simulation import Size, SizeName
from codegen.simulate.slices_cut import CHORD

ROUND: Final = 1.0
"""mm round a feature's outline within which its cut edge is looked for."""
ON_WALL: Final = 0.02
"""mm from the part's slice within which a point of the outline is on a wall."""
CLEAR: Final = 0.98
"""Part of a feature's core that is cut where the feature is open."""
INSET: Final = 0.3
"""Part of area / circumference that the core keeps off the outline: 0.15 of a circle's radius."""
SAMPLES: Final = 32
"""Points of an outline."""
MOST_SLICES: Final = 8
"""In which one feature is measured; its walls are compared in all."""
KINDS: Final = ("hole", "counterbore", "pocket")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A slice from ``low`` to ``high``, looked at in its middle. ``walls``: the part's edges there; ``cut``: pieces."""

    low: float
    high: float
    walls: Any  # a tree of edges, None: no part
    cut: Any  # a tree of polygons

    @classmethod
    def of(cls, low: float, high: float, walls: Any, cut: Any) -> Slice:
        """The slice of a region that is cut."""
        import shapely

        return cls(low, high, walls, shapely.STRtree(shapely.get_parts(cut)))

    def within(self, window: Any) -> Any:
        """The largest piece of what is cut inside of a polygon; None: nothing is."""
        import shapely

        near = self.cut.geometries[self.cut.query(window, predicate="intersects")]
        inside = shapely.contains_properly(window, near)
        pieces = [*near[inside].tolist()]
        for piece in near[~inside].tolist():
            pieces += shapely.get_parts(shapely.intersection(piece, window)).tolist()
        pieces = [p for p in pieces if p.geom_type == "Polygon"]
        return max(pieces, key=lambda p: p.area) if pieces else None

    def open(self, core: Any) -> bool:
        """Whether all but a little of a polygon is cut."""
        import shapely

        near = self.cut.geometries[self.cut.query(core, predicate="intersects")]
        if bool(shapely.contains(near, core).any()):
            return True
        return bool(shapely.area(shapely.intersection(near, core)).sum() > CLEAR * core.area)


def sizes_of(region: FeatureRegion, stack: Sequence[Slice], part_low: float) -> tuple[Size, ...]:
    """What can be measured of a feature; nothing of one that is not open. ``part_low``: height of the part's underside."""
    import shapely

    if region.kind not in KINDS:
        return ()
    shape = shapely.Polygon(region.outline.polyline(CHORD))
    core = shapely.buffer(
        shape, -min(ROUND / 2, INSET * shape.area / shape.length)
    )  # an error of the walls does not close it
    floor = region.z_top
    open_slices: list[Slice] = []
    for s in reversed(stack):
        if s.high > region.z_top + CHORD:
            continue
        if not s.open(core):
            break
        open_slices.append(s)
        floor = s.low
    if not open_slices:
        return ()
    points = shapely.line_interpolate_point(shape.exterior, np.linspace(0, 1, SAMPLES, endpoint=False), normalized=True)
    walled = [s for s in open_slices if s.low >= region.z_bottom - CHORD and _walled(points, s.walls)]
    walled = walled[:: max(1, -(-len(walled) // MOST_SLICES))]
    measured = [m for s in walled if (m := _across(region.outline, shape, s))]
    found: list[Size] = []
    if measured:  # of all slices the one that is farthest off
        found += max(measured, key=lambda m: max(abs(size.value - (size.nominal or 0.0)) for size in m))
    through = region.z_bottom <= part_low + CHORD
    if not (through and floor <= part_low + CHORD):
        nominal = None if through or region.kind == "hole" else region.z_top - region.z_bottom
        found.append(Size("depth", region.z_top - floor, nominal))
    return tuple(found)


def _walled(points: Any, walls: Any) -> bool:
    """Whether at least half of an outline's points lie on walls of the slice."""
    if walls is None:
        return False
    near = walls.query_nearest(points, max_distance=ON_WALL, all_matches=False)[0]
    return len(near) >= SAMPLES / 2


def _across(outline: Loop, shape: Any, s: Slice) -> tuple[Size, ...]:
    """Diameter and offset of a round one, else length and width; what runs out of the window is not measured."""
    import shapely

    window = shapely.buffer(shape, ROUND, join_style="mitre")
    mine = s.within(window)
    if mine is None:
        return ()
    edge = shapely.get_coordinates(mine.exterior)[:-1]
    round_ = _circle(outline)
    if round_ is not None:
        x, y, radius = round_
        inner = float(np.hypot(*(edge - (x, y)).T).max()) < radius + ROUND - 2 * CHORD
        return _round(edge, *round_) if inner else ()
    u = _direction(outline)
    nominal, limits = shapely.get_coordinates(shape), shapely.get_coordinates(window)
    out = []
    for axis in (u, np.array([-u[1], u[0]])):
        found, limit = edge @ axis, limits @ axis
        if found.min() > limit.min() + CHORD and found.max() < limit.max() - CHORD:
            out.append((float(np.ptp(nominal @ axis)), float(np.ptp(found))))
    names: Sequence[SizeName] = ("length", "width") if len(out) == 2 else ("width",)
    return tuple(Size(n, s, w) for n, (w, s) in zip(names, sorted(out, reverse=True), strict=False))


def _circle(outline: Loop) -> tuple[float, float, float] | None:
    """Centre and radius of a loop that is one circle."""
    first = outline.segments[0]
    if not isinstance(first, ArcSegment):
        return None
    for s in outline.segments:
        if (
            not isinstance(s, ArcSegment)
            or math.dist(s.centre, first.centre) > CHORD
            or abs(s.radius - first.radius) > CHORD
        ):
            return None
    return (*first.centre, first.radius)


def _round(edge: Floats, x: float, y: float, radius: float) -> tuple[Size, ...]:
    """The circle of least squares through the edge's points."""
    if len(edge) < 8:
        return ()
    p = edge - (x, y)
    a = np.column_stack((2 * p, np.ones(len(p))))
    (dx, dy, c), *_ = np.linalg.lstsq(a, (p * p).sum(axis=1), rcond=None)
    diameter = 2 * math.sqrt(max(0.0, float(c + dx * dx + dy * dy)))
    off = math.hypot(float(dx), float(dy))
    found = [Size("diameter", diameter, 2 * radius)]
    return (*found, Size("off centre", off, 0.0)) if off > CHORD else tuple(found)


def _direction(outline: Loop) -> Floats:
    """Along the loop's longest straight side, or X."""
    lines = [s for s in outline.segments if isinstance(s, Line)]
    if not lines:
        return np.array([1.0, 0.0])
    longest = max(lines, key=lambda s: s.length)
    d = np.subtract(longest.end, longest.start)
    unit: Floats = d / np.hypot(*d)
    return unit
