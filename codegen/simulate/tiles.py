"""Grid, regions and part in the form the kernels take, and running the kernels over the tiles."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import numpy as np

from codegen.model.job import Setup
from codegen.model.part_field import FeatureRegion, PartField
from codegen.simulate.jit import kernel_cache
from codegen.simulate.layout import B_WIDTH, MAX_LOCAL, Grid, Out, Part, Prims, Regions
from codegen.simulate.sweeps import Sweeps

PREVIEW_PIXELS = 600
BAND = 0.5
"""mm round the part's outline that must be free, tabs excepted: what lies farther out is offcut."""
OUTLINE_TOLERANCE = 0.001
"""mm between a region's outline and the polygon that stands for it."""
CHUNK = 24
"""Tiles a thread takes at a time."""


def kernels() -> tuple[ModuleType, ModuleType]:
    """The compiled kernels: those of the part, those of the tiles. numba is loaded here, not before."""
    with kernel_cache():
        from codegen.simulate import kernel_part, kernel_tile
    return kernel_part, kernel_tile


def make_grid(setup: Setup, *, cell: float, tile: int) -> Grid:
    """Cells over the stock; a tile holds a whole number of preview pixels."""
    (x0, y0, z0), (x1, y1, z1) = setup.stock.box.low, setup.stock.box.high
    nx, ny = (max(1, math.ceil(d / cell - 1e-6)) for d in (x1 - x0, y1 - y0))
    coarse = max(1, math.ceil(max(nx, ny) / PREVIEW_PIXELS))
    side = coarse * max(1, round(tile / coarse))
    return Grid(
        x0, y0, cell, nx, ny, side, -(-nx // side), -(-ny // side), z1, z0,
        int(setup.stock.shape == "cylinder"), (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, coarse,
    )  # fmt: skip


def _listed(tiles: int, fill: Callable[[Any, Any, bool], None]) -> tuple[Any, Any]:
    """Rows of items for each tile: counted first, then filled in order."""
    start = np.zeros(tiles + 1, np.int64)
    fill(start, np.zeros(0, np.int64), True)
    start = np.cumsum(start)
    item = np.zeros(int(start[-1]), np.int64)
    cursor = start.copy()
    fill(cursor, item, False)
    return start, item


def make_prims(sweeps: Sweeps, grid: Grid) -> Prims:
    """Primitives, listed by tile."""
    _, tile_kernels = kernels()
    none = np.zeros(0, np.int64)
    bare = Prims(sweeps.geo, sweeps.kind, sweeps.mode, sweeps.shape, sweeps.core, none, none)
    start, item = _listed(
        grid.ntx * grid.nty, lambda s, i, counting: tile_kernels.bin_prims(grid, bare, s, i, counting)
    )
    return bare._replace(start=start, item=item)


def make_regions(
    regions: tuple[FeatureRegion, ...], grid: Grid, part_low: float
) -> tuple[Regions, list[FeatureRegion]]:
    """Regions as polygons, smallest first, listed by tile; and in that order."""
    order = sorted(regions, key=lambda r: abs(r.outline.area))
    polygons = [np.array(r.outline.polyline(OUTLINE_TOLERANCE)).reshape(-1, 2) for r in order]
    first = np.cumsum([0, *(len(p) for p in polygons)]).astype(np.int64)
    none = np.zeros(0, np.int64)
    bare = Regions(
        np.concatenate(polygons) if polygons else np.zeros((0, 2)),
        first,
        np.array([r.z_top for r in order], np.float64),
        np.array([r.z_bottom for r in order], np.float64),
        np.array([r.z_bottom <= part_low + 1e-6 and r.kind != "tab" for r in order], np.int64),
        np.array([r.kind == "tab" for r in order], np.int64),
        np.array([r.kind == "face" for r in order], np.int64),
        none,
        none,
        none,
    )
    _, tile_kernels = kernels()
    tiles = grid.ntx * grid.nty
    whole: list[Any] = [none]

    def fill(start: Any, item: Any, counting: bool) -> None:
        whole[0] = np.zeros(len(item), np.int64)
        tile_kernels.bin_regions(grid, bare, start, item, whole[0], counting)

    start, item = _listed(tiles, fill)
    return bare._replace(start=start, item=item, whole=whole[0]), order


def most_regions(regions: Regions) -> int:
    """Greatest number of regions in a tile; a tile can tell ``MAX_LOCAL`` apart."""
    return int(np.diff(regions.start).max(initial=0))


def make_part(field: PartField | None, grid: Grid, *, delta: float, floor: float) -> Part:
    """The part's triangles, listed by tile with a margin for the disc and the band.

    The disc of radius delta is sampled at cell centres up to a quarter of a cell farther out: with cells of delta / 2 it
    reaches from 1.00 to 1.12 delta in every direction, where centres within delta alone would reach only 0.71 diagonally.
    """
    radius = delta + grid.cell / 4
    reach = math.floor(radius / grid.cell + 1e-9)
    halo = max(reach, math.ceil(BAND / grid.cell - 1e-9))
    offsets = [
        (i, j)
        for i in range(-reach, reach + 1)
        for j in range(-reach, reach + 1)
        if (i * i + j * j) * grid.cell**2 <= radius**2
    ]
    di, dj = (np.array(c, np.int64) for c in zip(*offsets, strict=True))
    tiles = grid.ntx * grid.nty
    if field is None:
        none, tri = np.zeros(0, np.int64), np.zeros((0, 9))
        return Part(0, tri, np.zeros(tiles + 1, np.int64), none, floor, delta, halo, BAND, di, dj)
    part_kernels, _ = kernels()
    tri = np.ascontiguousarray(field.triangles, np.float64).reshape(-1, 9)
    margin = (halo + 1) * grid.cell
    start, item = _listed(tiles, lambda s, i, counting: part_kernels.bin_triangles(tri, grid, margin, s, i, counting))
    return Part(1, tri, start, item, field.low[2], delta, halo, BAND, di, dj)


def make_out(grid: Grid, prims: Prims, regions: Regions) -> Out:
    """Empty results."""
    entries, tiles = len(prims.item), grid.ntx * grid.nty
    pixels = (-(-grid.ny // grid.coarse), -(-grid.nx // grid.coarse))
    return Out(
        np.zeros(entries),
        np.zeros((entries, 4)),
        np.zeros(entries, np.uint64),
        np.zeros((len(regions.item), 5)),
        np.zeros((tiles, 3)),
        np.full(pixels, -math.inf, np.float32),
        np.full(pixels, math.nan, np.float32),
    )


def run(
    grid: Grid, prims: Prims, regions: Regions, part: Part, out: Out,
    *, progress: Callable[[float], None] | None, threads: int | None,
) -> Any:  # fmt: skip
    """Process all tiles; records of bad cells in the order of the tiles, whatever the threads do."""
    _, tile_kernels = kernels()
    tiles = grid.ntx * grid.nty
    spans = [(a, min(a + CHUNK, tiles)) for a in range(0, tiles, CHUNK)]
    workers = threads if threads is not None else min(os.cpu_count() or 1, 8)
    records = []

    def one(span: tuple[int, int]) -> Any:
        return tile_kernels.process(span[0], span[1], grid, prims, regions, part, out)

    if workers > 1 and len(spans) > 1:
        with ThreadPoolExecutor(workers) as pool:
            for done, part_records in enumerate(pool.map(one, spans), 1):
                records.append(part_records)
                if progress is not None:
                    progress(done / len(spans))
    else:
        for done, span in enumerate(spans, 1):
            records.append(one(span))
            if progress is not None:
                progress(done / len(spans))
    return np.concatenate(records) if records else np.zeros((0, B_WIDTH))


__all__ = [
    "MAX_LOCAL",
    "kernels",
    "make_grid",
    "make_out",
    "make_part",
    "make_prims",
    "make_regions",
    "most_regions",
    "run",
]
