"""Walls measured in the plane: what the tools swept at a depth against the part's slice there.

Between the heights at which anything changes (the part's level faces, the tips of the tools' level moves and strokes)
the work is a stack of slices. In each, what is cut of the part and what is left beside it are slivers along walls, whose
greatest distance from the nominal wall is the wall's error: as exact as the chords are short (``TOLERANCE``), whatever
the height map's cells. A sliver wider than it is high, over all slices that it runs through, is a floor's error and is
left to the height map, as is all that sloping moves of rounded tools cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np

from codegen.messages import Message, say
from codegen.model.job import Setup
from codegen.model.part_field import FeatureRegion, PartField
from codegen.model.simulation import Size
from codegen.simulate import slices_cut, slices_part
from codegen.simulate.layout import BX0, BY1, R_OUT
from codegen.simulate.shapes import Cutter
from codegen.simulate.slices_compare import THIN, WIDEST, Piece, Sides, Sliver, Worst, collect, keep_walls
from codegen.simulate.slices_measure import Slice, sizes_of
from codegen.simulate.sweeps import Table
from codegen.simulate.tiles import BAND, OUTLINE_TOLERANCE

TOLERANCE: Final = 0.01
"""mm: resolution that is stated. Chords of paths and tools sag by 0.001 each, the part's mesh by 0.002 on either side of
it, arcs given with unequal radii are taken within 0.002: 0.006 in all."""
MOST_MOVES: Final = 60_000
MOST_ODD: Final = 2_000
MOST_TRIANGLES: Final = 150_000
MOST_LEVELS: Final = 400
"""Beyond these the work is surfacing, or would take longer than the height map that is there in any case."""


@dataclass(frozen=True, slots=True, eq=False)
class Slices:
    """Result of the slices. ``why_not``: why the method does not apply; the rest is then empty.

    ``over``, ``under``: by region of ``order`` (-1: the part's outline and all that no feature owns) the greatest material
    left on a wall and cut into it, mm. ``sizes`` by region. ``walls``: slivers, worst first.
    """

    why_not: Message | None = None
    slices: int = 0
    over: Mapping[int, float] = field(default_factory=dict)
    under: Mapping[int, float] = field(default_factory=dict)
    sizes: Mapping[int, tuple[Size, ...]] = field(default_factory=dict)
    walls: tuple[Sliver, ...] = ()
    paths: slices_cut.Paths | None = None


def measure_walls(
    table: Table, cutters: Mapping[int, Cutter], setup: Setup, part: PartField, order: Sequence[FeatureRegion]
) -> Slices:
    """Slice the work and measure its walls; ``order`` names the features."""
    import shapely

    try:
        return _measured(table, cutters, setup, part, order)
    except shapely.errors.GEOSException as error:
        return Slices(say("the polygon library failed: {error}", error=str(error)[:200]))


def _measured(
    table: Table, cutters: Mapping[int, Cutter], setup: Setup, part: PartField, order: Sequence[FeatureRegion]
) -> Slices:
    import shapely

    paths = slices_cut.cutting_paths(table, cutters, setup.stock.box.high[2])
    if len(paths.rows) > MOST_MOVES or int(paths.odd.sum()) > MOST_ODD:
        return Slices(say("the program is surfacing: too many moves for slices"))
    if len(part.triangles) > MOST_TRIANGLES:
        return Slices(say("the part is a free-form surface: too many triangles for slices"))
    found = slices_part.patches(part)
    heights = _levels(part, found, paths)
    if len(heights) > MOST_LEVELS:
        return Slices(say("the tools stop at too many heights for slices"))
    if not found or not len(paths.rows) or len(heights) < 2:
        return Slices(say("there is nothing to slice"))
    stack, walls = _slice(heights, found, paths, _judged(setup, part, found, order))
    worst = Worst()
    kept = keep_walls(walls, [(s.low, s.high) for s in stack])
    rings = [shapely.LinearRing(r.outline.polyline(OUTLINE_TOLERANCE)) for r in order]
    for z, piece in kept:
        collect(worst, piece, z, order, rings)
    sizes = {k: found_sizes for k, r in enumerate(order) if (found_sizes := sizes_of(r, stack, part.low[2]))}
    return Slices(None, len(stack), worst.over, worst.under, sizes, worst.listed(), paths)


def _levels(part: PartField, found: list[slices_part.Patch], paths: slices_cut.Paths) -> list[float]:
    """Heights that bound the slices, from the part's underside to its top."""
    low, high = part.low[2], part.high[2]
    every = np.concatenate((slices_part.levels(found), slices_cut.levels(paths), (low, high)))
    every = np.unique(every[(every >= low) & (every <= high)])
    apart = np.concatenate(([True], np.diff(every) > slices_part.FLAT))
    return [float(z) for z in every[apart]]


def _judged(setup: Setup, part: PartField, found: list[slices_part.Patch], order: Sequence[FeatureRegion]) -> Any:
    """Where material beside the part is looked for: over the part, through features, and in a band round it.

    The band is wider than what counts: a piece that reaches its edge is a web or an offcut, not an error of the wall.
    """
    import shapely

    def polygon(region: FeatureRegion) -> Any:
        return shapely.Polygon(region.outline.polyline(OUTLINE_TOLERANCE))

    stock = shapely.Polygon(setup.stock.outline.polyline(slices_cut.CHORD))
    whole = slices_part.section(found, part.low[2] + slices_part.FLAT)
    beside = [shapely.buffer(whole, WIDEST + BAND)]
    beside += [polygon(r) for r in order if r.kind != "tab" and r.z_bottom <= part.low[2] + slices_part.FLAT]
    tabs = shapely.union_all([polygon(r) for r in order if r.kind == "tab"])
    judged = shapely.union(whole, shapely.difference(shapely.union_all(beside), tabs))
    return shapely.intersection(judged, stock)


def _slice(
    heights: list[float], found: list[slices_part.Patch], paths: slices_cut.Paths, judged: Any
) -> tuple[list[Slice], list[tuple[int, Piece]]]:
    """All slices from the lowest up, and the slivers in them with the slice each is in."""
    import shapely

    solid = slices_part.levels(found)
    world = shapely.box(*_extent(paths, judged))
    stack: list[Slice] = []
    walls: list[tuple[int, Piece]] = []
    at: tuple[int, bool] | None = None
    sides: Sides | None = None
    for low, high in pairwise(heights):
        z = (low + high) / 2
        step = (int(np.searchsorted(solid, z)), any(p.low < z < p.high for p in found))
        if sides is None or step != at or step[1]:
            at, sides = step, Sides(slices_part.section(found, z), judged, world)
        cut, aside = slices_cut.cut_at(paths, z)
        this = Slice.of(low, high, sides.walls, cut)
        stack.append(this)
        if high - low < THIN or sides.walls is None:
            continue
        flat = slices_part.unjudged(found, z) if step[1] else None
        hidden = [region for region in (aside, flat) if region is not None]
        walls += [(len(stack) - 1, s) for s in sides.compare(this.cut, hidden, sloping=step[1])]
    return stack, walls


def _extent(paths: slices_cut.Paths, judged: Any) -> tuple[float, float, float, float]:
    """A box round everything."""
    box = paths.table.geo[paths.rows][:, BX0 : BY1 + 1]
    wide = max(s[R_OUT] for s in paths.shape) + WIDEST
    x0, y0, x1, y1 = judged.bounds
    (a0, b0), (a1, b1) = box[:, :2].min(axis=0).tolist(), box[:, 2:].max(axis=0).tolist()
    return (min(x0, a0) - wide, min(y0, b0) - wide, max(x1, a1) + wide, max(y1, b1) + wide)
