"""Tiles from start to finish: set up, cut, compare, report. A tile depends on nothing but the inputs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from codegen.simulate.jit import entry, kernel
from codegen.simulate.kernel_compare import band_mask, compare_cells, compare_level, in_stock, offcut
from codegen.simulate.kernel_cut import apply, fill, measure_row, measure_tile, new_tile, settle
from codegen.simulate.kernel_part import crosses, inside, mask_polygon, part_level, raster_triangle
from codegen.simulate.kernel_sweep import arc_distance, box_distance, line_distance, row4, row16
from codegen.simulate.layout import (
    ARC,
    B_COUNT,
    B_REGION,
    B_WIDTH,
    BLOCK,
    BX0,
    BX1,
    BY0,
    BY1,
    F_CELL,
    F_DEPTH,
    F_FLOOR,
    F_MAX,
    F_MIN,
    F_REMOVED,
    F_X,
    F_X0,
    F_Y,
    F_Y0,
    F_Z,
    GONE,
    K_COLS,
    K_FILLED,
    K_LAST,
    K_LAST_SAME,
    K_MASK_SAME,
    K_ROWS,
    LINE,
    R_OUT,
    T_LEFT,
    U_COVER,
    U_MASK,
    U_TAB,
    U_THROUGH,
    U_TOUCHED,
    W_DEPTH,
    W_X,
    W_Y,
    W_Z,
)  # fmt: skip


@entry
def bin_prims(grid: Any, prims: Any, start: Any, item: Any, counting: bool) -> None:
    """Count (into start[tile + 1]) or list, in order, the primitives whose footprint meets each tile."""
    size = grid.tile * grid.cell
    half = size * math.sqrt(0.5)
    for k in range(prims.geo.shape[0]):
        g, kind = row16(prims.geo, k), prims.kind[k]
        reach = half + prims.shape[k, R_OUT]
        i0 = max(0, math.floor((g[BY0] - grid.y0) / size))
        i1 = min(grid.nty - 1, math.floor((g[BY1] - grid.y0) / size))
        j0 = max(0, math.floor((g[BX0] - grid.x0) / size))
        j1 = min(grid.ntx - 1, math.floor((g[BX1] - grid.x0) / size))
        small = (i1 - i0) * (j1 - j0) <= 1
        for ti in range(i0, i1 + 1):
            for tj in range(j0, j1 + 1):
                if not small:
                    x, y = grid.x0 + (tj + 0.5) * size, grid.y0 + (ti + 0.5) * size
                    if kind == LINE:
                        d = line_distance(x, y, g)
                    elif kind == ARC:
                        d = arc_distance(x, y, g)
                    else:
                        d = box_distance(x, y, g)
                    if d > reach:
                        continue
                tile = ti * grid.ntx + tj
                if counting:
                    start[tile + 1] += 1
                else:
                    item[start[tile]] = k
                    start[tile] += 1


@entry
def bin_regions(grid: Any, regions: Any, start: Any, item: Any, whole: Any, counting: bool) -> None:
    """Count (into start[tile + 1]) or list the regions that meet each tile, and whether they hold all of it."""
    size = grid.tile * grid.cell
    for k in range(regions.first.shape[0] - 1):
        points = regions.points[regions.first[k] : regions.first[k + 1]]
        x0, y0, x1, y1 = math.inf, math.inf, -math.inf, -math.inf
        for q in range(points.shape[0]):
            x0, x1 = min(x0, points[q, 0] - grid.x0), max(x1, points[q, 0] - grid.x0)
            y0, y1 = min(y0, points[q, 1] - grid.y0), max(y1, points[q, 1] - grid.y0)
        for ti in range(max(0, math.floor(y0 / size)), min(grid.nty - 1, math.floor(y1 / size)) + 1):
            for tj in range(max(0, math.floor(x0 / size)), min(grid.ntx - 1, math.floor(x1 / size)) + 1):
                ax, ay = grid.x0 + tj * size, grid.y0 + ti * size
                full = not crosses(points, ax, ay, ax + size, ay + size)
                if full and not inside(points, ax + size / 2, ay + size / 2):
                    continue
                tile = ti * grid.ntx + tj
                if counting:
                    start[tile + 1] += 1
                else:
                    item[start[tile]] = k
                    whole[start[tile]] = 1 if full else 0
                    start[tile] += 1


@kernel
def set_up(t: Any, tile: int, grid: Any, regions: Any) -> tuple[int, int]:
    """Stock and regions of a tile; returns its first row and column."""
    r0, c0 = (tile // grid.ntx) * grid.tile, (tile % grid.ntx) * grid.tile
    rows, cols = min(grid.tile, grid.ny - r0), min(grid.tile, grid.nx - c0)
    t.k[K_ROWS], t.k[K_COLS] = rows, cols
    t.k[K_FILLED], t.k[K_LAST], t.k[K_LAST_SAME], t.k[K_MASK_SAME] = 0, -1, 1, 1
    t.f[F_MIN], t.f[F_MAX], t.f[F_CELL], t.f[F_FLOOR] = grid.top, grid.top, grid.cell, grid.floor
    t.f[F_X0], t.f[F_Y0] = grid.x0 + (c0 + 0.5) * grid.cell, grid.y0 + (r0 + 0.5) * grid.cell
    for q in range(t.u.shape[0]):
        t.u[q] = np.uint64(0)
    a, b = regions.start[tile], regions.start[tile + 1]
    whole = np.uint64(0)
    for e in range(a, b):
        k = regions.item[e]
        bit = np.uint64(1) << np.uint64(e - a)
        t.top[e - a], t.bottom[e - a] = regions.top[k], regions.bottom[k]
        t.u[U_MASK] |= bit
        t.u[U_THROUGH] |= bit * np.uint64(regions.through[k])
        t.u[U_TAB] |= bit * np.uint64(regions.tab[k])
        t.u[U_COVER] |= bit * np.uint64(regions.cover[k])
        if regions.whole[e] == 0:
            t.k[K_MASK_SAME] = 0
        else:
            whole |= bit
    if t.k[K_MASK_SAME] == 0:
        for i in range(rows):
            for j in range(cols):
                t.mask[i, j] = whole
        for e in range(a, b):
            k = regions.item[e]
            bit = np.uint64(1) << np.uint64(e - a)
            if regions.whole[e] == 0:
                points = regions.points[regions.first[k] : regions.first[k + 1]]
                mask_polygon(points, t.f[F_X0], t.f[F_Y0], grid.cell, t.mask, rows, cols, bit)
    if grid.round_stock == 1:
        round_off(t, grid)
    return r0, c0


@kernel
def round_off(t: Any, grid: Any) -> None:
    """Take away what lies outside a cylindrical stock."""
    fill(t)
    for i in range(t.k[K_ROWS]):
        for j in range(t.k[K_COLS]):
            if not in_stock(grid, t.f[F_X0] + j * grid.cell, t.f[F_Y0] + i * grid.cell):
                t.h[i, j] = grid.floor
    for i in range(t.k[K_ROWS]):
        measure_row(t.h, t.row_min, t.row_max, i, t.k[K_COLS])
    measure_tile(t)


@kernel
def cut(t: Any, tile: int, prims: Any, out: Any) -> None:
    """Apply the tile's primitives in program order and store what each did here."""
    for e in range(prims.start[tile], prims.start[tile + 1]):
        k = prims.item[e]
        apply(t, prims.kind[k], prims.mode[k], row16(prims.geo, k), row4(prims.shape, k), prims.core[k], k)
        out.removed[e] = t.f[F_REMOVED]
        out.worst[e, W_DEPTH] = t.f[F_DEPTH]
        out.worst[e, W_X], out.worst[e, W_Y], out.worst[e, W_Z] = t.f[F_X], t.f[F_Y], t.f[F_Z]
        out.touched[e] = t.u[U_TOUCHED]
    settle(t)


@kernel
def show_heights(t: Any, origin: Any, grid: Any, out: Any) -> float:
    """Write the preview (most material in a pixel) and return what is left in the tile, cells × mm."""
    r0, c0 = origin
    left = 0.0
    level = t.f[F_MIN] == t.f[F_MAX]
    for i in range(t.k[K_ROWS]):
        pi = (r0 + i) // grid.coarse
        if level and i % grid.coarse != 0:
            continue
        for j in range(t.k[K_COLS]):
            h = t.f[F_MAX] if level else t.h[i, j]
            if not level:
                left += h - grid.floor
            elif j % grid.coarse != 0:
                continue
            pj = (c0 + j) // grid.coarse
            if h > grid.floor + GONE and h > out.preview[pi, pj]:
                out.preview[pi, pj] = h
    if level:
        return float((t.f[F_MAX] - grid.floor) * t.k[K_ROWS] * t.k[K_COLS])
    return left


@kernel
def judge(t: Any, tile: int, origin: Any, work: Any, grid: Any, regions: Any, part: Any, out: Any) -> bool:
    """Compare the tile with the part; returns whether records were made in ``acc``."""
    p, near, acc = work
    a, b = part.start[tile], part.start[tile + 1]
    reg = out.region[regions.start[tile] : regions.start[tile + 1]]
    rim = (part.halo if b > a else 0) * grid.cell
    x0, y0 = t.f[F_X0] - grid.cell / 2, t.f[F_Y0] - grid.cell / 2
    x1, y1 = x0 + t.k[K_COLS] * grid.cell, y0 + t.k[K_ROWS] * grid.cell
    items = part.item[a:b]
    state, ref = part_level(part.tri, items, x0 - rim, y0 - rim, x1 + rim, y1 + rim)
    worst = out.tile[tile]
    if state == 1 and compare_level(t, origin, ref, grid, part, reg, worst, out.deviation):
        return False
    if state == 0 and regions.start[tile] == regions.start[tile + 1]:
        return False
    fill(t)
    for i in range(p.shape[0]):
        for j in range(p.shape[1]):
            p[i, j] = -math.inf
    hx, hy = t.f[F_X0] - part.halo * grid.cell, t.f[F_Y0] - part.halo * grid.cell
    for e in range(a, b):
        raster_triangle(p, part.tri[part.item[e]], hx, hy, grid.cell)
    rows, cols = t.k[K_ROWS], t.k[K_COLS]
    if offcut(t, p, part):
        band_mask(p, part.halo, grid.cell, part.band, near, rows, cols)
    else:
        for i in range(rows):
            for j in range(cols):
                near[i, j] = 0
    return compare_cells(t, origin, p, near, grid, part, reg, worst, acc, out.deviation)


@kernel
def grown(records: Any) -> Any:
    """The records with twice the room."""
    more = np.empty((2 * records.shape[0], B_WIDTH))
    for r in range(records.shape[0]):
        for c in range(B_WIDTH):
            more[r, c] = records[r, c]
    return more


@entry
def process(first: int, last: int, grid: Any, prims: Any, regions: Any, part: Any, out: Any) -> Any:
    """Simulate and compare the tiles first … last − 1; returns the records of bad cells."""
    t = new_tile(grid.tile)
    side = grid.tile + 2 * part.halo
    p = np.empty((side, side))
    near = np.zeros((grid.tile, grid.tile), np.uint8)
    blocks = grid.tile // BLOCK + 2
    records = np.empty((256, B_WIDTH))
    count = 0
    for tile in range(first, last):
        origin = set_up(t, tile, grid, regions)
        cut(t, tile, prims, out)
        out.tile[tile, T_LEFT] = show_heights(t, origin, grid, out)
        if part.compared == 0:
            continue
        base = regions.start[tile]
        local = regions.start[tile + 1] - base
        acc = np.zeros((2 * (local + 1) * blocks * blocks, B_WIDTH))
        if not judge(t, tile, origin, (p, near, acc), grid, regions, part, out):
            continue
        for r in range(acc.shape[0]):
            if acc[r, B_COUNT] == 0.0:
                continue
            if count == records.shape[0]:
                records = grown(records)
            for c in range(B_WIDTH):
                records[count, c] = acc[r, c]
            k = int(acc[r, B_REGION])
            records[count, B_REGION] = regions.item[base + k] if k >= 0 else -1
            count += 1
    return records[:count]


@entry
def dump_tile(tile: int, grid: Any, prims: Any, regions: Any, out: Any, heights: Any) -> None:
    """Heights of one tile after all primitives, at full resolution: for pictures of a detail, and for tests."""
    t = new_tile(grid.tile)
    r0, c0 = set_up(t, tile, grid, regions)
    cut(t, tile, prims, out)
    fill(t)
    rows, cols = t.k[K_ROWS], t.k[K_COLS]
    heights[r0 : r0 + rows, c0 : c0 + cols] = t.h[:rows, :cols]
