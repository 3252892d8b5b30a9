"""Comparing a tile with the part.

Gouge: the height is below the part's lowest height within δ, less δ. Leftover: above its highest within δ, plus δ.
Cells where the part has no material are judged inside through features and in a band round the part; elsewhere what
remains is offcut.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from codegen.simulate.jit import kernel
from codegen.simulate.layout import (
    B_COUNT,
    B_H,
    B_I,
    B_J,
    B_KIND,
    B_P,
    B_PRIM,
    B_REGION,
    B_VOLUME,
    B_WORST,
    B_X,
    B_Y,
    BLOCK,
    F_CELL,
    F_MAX,
    F_MIN,
    F_X0,
    F_Y0,
    GONE,
    K_COLS,
    K_LAST,
    K_LAST_SAME,
    K_MASK_SAME,
    K_ROWS,
    NOMINAL,
    OVER,
    REMOVED,
    T_OVER,
    T_UNDER,
    U_COVER,
    U_MASK,
    U_TAB,
    U_THROUGH,
    UNCUT,
    UNDER,
)  # fmt: skip

COVER_DEPTH = 0.5
"""mm: a gouge this deep is not the work of a face region that happens to cover the place."""
MEASURE = 1e-7
"""mm: smaller deviations are rounding."""


@kernel
def in_stock(grid: Any, x: float, y: float) -> bool:
    """Whether the stock was there to begin with."""
    if grid.round_stock == 0:
        return True
    return bool((x - grid.cx) ** 2 + (y - grid.cy) ** 2 <= grid.cr * grid.cr)


@kernel
def disc(p: Any, i: int, j: int, part: Any) -> tuple[float, float, bool]:
    """Least and greatest part height within delta of the cell, and whether the part is missing somewhere there."""
    lo, hi, missing = math.inf, -math.inf, False
    for k in range(part.di.shape[0]):
        v = p[i + part.di[k], j + part.dj[k]]
        if v == -math.inf:
            missing = True
        else:
            lo = min(lo, v)
            hi = max(hi, v)
    return lo, hi, missing


@kernel
def band_mask(p: Any, halo: int, cell: float, band: float, near: Any, rows: int, cols: int) -> None:
    """Mark the cells that lie within ``band`` of the part: row distances, then the least over the columns."""
    reach = min(halo, math.floor(band / cell + 1e-9))
    far = 1 << 20
    dist = np.empty((rows + 2 * halo, cols + 2 * halo), np.int64)
    for i in range(rows + 2 * halo):
        run = far
        for j in range(cols + 2 * halo):
            run = 0 if p[i, j] > -math.inf else run + 1
            dist[i, j] = run
        run = far
        for j in range(cols + 2 * halo - 1, -1, -1):
            run = 0 if p[i, j] > -math.inf else run + 1
            dist[i, j] = min(dist[i, j], run)
    limit = (band / cell + 1e-9) ** 2
    for i in range(rows):
        for j in range(cols):
            near[i, j] = 0
            for d in range(-reach, reach + 1):
                q = dist[i + halo + d, j + halo]
                if d * d + q * q <= limit:
                    near[i, j] = 1
                    break


@kernel
def primary(t: Any, bits: Any, lo: float, hi: float, gouge: bool) -> int:
    """The region that a deviation between two heights belongs to: the smallest that fits, −1 for none."""
    one = np.uint64(1)
    rest = bits & ~t.u[U_TAB]
    if gouge and hi - lo > COVER_DEPTH:
        rest &= ~t.u[U_COVER]
    first, k = -1, 0
    while rest != np.uint64(0):
        if rest & one != np.uint64(0):
            if lo < t.top[k] - MEASURE and hi > t.bottom[k] + MEASURE:
                return k
            if first < 0:
                first = k
        rest >>= one
        k += 1
    return first


@kernel
def volumes(t: Any, bits: Any, h: float, ref: float, top: float, count: float, reg: Any) -> None:
    """Add to the nominal, uncut and removed volumes of the regions, as cells × mm."""
    k = 0
    one = np.uint64(1)
    while bits != np.uint64(0):
        if bits & one != np.uint64(0):
            z1, z0 = min(t.top[k], top), max(t.bottom[k], ref)
            reg[k, NOMINAL] += max(0.0, z1 - z0) * count
            reg[k, UNCUT] += max(0.0, min(h, z1) - z0) * count
            reg[k, REMOVED] += max(0.0, z1 - max(h, t.bottom[k])) * count
        bits >>= one
        k += 1


@kernel
def unseen(bits: Any, reg: Any, column: int, value: float) -> bool:
    """Whether ``value`` exceeds what any of the regions has seen."""
    k = 0
    one = np.uint64(1)
    while bits != np.uint64(0):
        if bits & one != np.uint64(0) and value > reg[k, column]:
            return True
        bits >>= one
        k += 1
    return False


@kernel
def keep(bits: Any, reg: Any, column: int, value: float) -> None:
    """Keep the worst of every region."""
    k = 0
    one = np.uint64(1)
    while bits != np.uint64(0):
        if bits & one != np.uint64(0) and value > reg[k, column]:
            reg[k, column] = value
        bits >>= one
        k += 1


@kernel
def record(t: Any, acc: Any, place: Any, kind: int, region: int, amount: float, h: float, ref: float) -> None:
    """Add a bad cell to the record of its kind, region and block."""
    i, j, q, gi, gj = place
    r = acc[q]
    r[B_VOLUME] += amount
    r[B_COUNT] += 1.0
    if amount > r[B_WORST]:
        r[B_KIND], r[B_I], r[B_J], r[B_WORST] = kind, gi, gj, amount
        r[B_REGION] = region
        r[B_X], r[B_Y] = t.f[F_X0] + j * t.f[F_CELL], t.f[F_Y0] + i * t.f[F_CELL]
        r[B_PRIM] = t.k[K_LAST] if t.k[K_LAST_SAME] == 1 else t.last[i, j]
        r[B_H], r[B_P] = h, ref


@kernel
def deviation(p: Any, part: Any, bits: Any, h: float, ref: float, ij: Any, reg: Any, worst: Any) -> Any:
    """Leftover and gouge of a cell beyond the disc, mm (0 when not needed), and the deviation to show."""
    i, j = ij
    a = h - ref
    over, under, show = 0.0, 0.0, a
    if a > MEASURE and (a > part.delta or a > worst[T_OVER] or unseen(bits, reg, OVER, a)):
        _, hi, _ = disc(p, i, j, part)
        over = max(0.0, h - max(hi, ref))
        show = over if a > part.delta else a
        worst[T_OVER] = max(worst[T_OVER], over)
        keep(bits, reg, OVER, over)
    elif a < -MEASURE and (-a > part.delta or -a > worst[T_UNDER] or unseen(bits, reg, UNDER, -a)):
        lo, _, missing = disc(p, i, j, part)
        if not missing:
            under = max(0.0, lo - h)
        show = -under if -a > part.delta else a
        worst[T_UNDER] = max(worst[T_UNDER], under)
        keep(bits, reg, UNDER, under)
    return over, under, show


@kernel
def place_bad(
    t: Any, at: Any, grid: Any, bits: Any, h: float, ref: float, over: float, under: float, reg: Any, acc: Any, delta: float
) -> None:  # fmt: skip
    """Find the region of a bad cell and record it."""
    i, j, r0, c0 = at
    bi, bj = (r0 + i) // BLOCK, (c0 + j) // BLOCK
    blocks = grid.tile // BLOCK + 2
    gouge = 1 if under > delta else 0
    lo, hi = (h, h + under) if gouge == 1 else (h - over, h)
    k = primary(t, bits, lo, hi, gouge == 1)
    q = ((gouge * (reg.shape[0] + 1) + k + 1) * blocks + bi - r0 // BLOCK) * blocks + bj - c0 // BLOCK
    record(t, acc, (i, j, q, bi, bj), gouge, k, max(over, under), h, ref)


@kernel
def compare_cells(
    t: Any, origin: Any, p: Any, near: Any, grid: Any, part: Any, reg: Any, worst: Any, acc: Any, dev: Any
) -> bool:
    """Compare every cell; returns whether anything was recorded. ``origin``: the tile's first row and column."""
    bad = False
    r0, c0 = origin
    halo, coarse, round_stock = part.halo, grid.coarse, grid.round_stock == 1
    heights, mask, same, whole = t.h, t.mask, t.k[K_MASK_SAME] == 1, t.u[U_MASK]
    x0, cell, delta, none = t.f[F_X0], t.f[F_CELL], part.delta, np.uint64(0)
    run_bits, run_h, run_ref, run = none, 0.0, 0.0, 0.0  # cells alike are put together before volumes are added
    for i in range(t.k[K_ROWS]):
        y = t.f[F_Y0] + i * cell
        pi, pj, ahead = (r0 + i) // coarse, c0 // coarse - 1, 0
        for j in range(t.k[K_COLS]):
            if ahead == 0:
                pj, ahead = pj + 1, coarse
            ahead -= 1
            if round_stock and not in_stock(grid, x0 + j * cell, y):
                continue
            h = heights[i, j]
            bits = whole if same else mask[i, j]
            v = p[i + halo, j + halo]
            ref = v if v > -math.inf else part.low
            if bits != run_bits or h != run_h or ref != run_ref:
                if run_bits != none:
                    volumes(t, run_bits, run_h, run_ref, grid.top, run, reg)
                run_bits, run_h, run_ref, run = bits, h, ref, 0.0
            run += 1.0
            if v == -math.inf:
                if bits & t.u[U_TAB] != none or (bits & t.u[U_THROUGH] == none and near[i, j] == 0):
                    continue
                h = max(h, ref)  # below the part there is nothing to spoil
            over, under, show = 0.0, 0.0, h - ref
            if abs(show) > MEASURE:
                over, under, show = deviation(p, part, bits, h, ref, (i + halo, j + halo), reg, worst)
            if math.isnan(dev[pi, pj]) or abs(show) > abs(dev[pi, pj]):
                dev[pi, pj] = show
            if over > delta or under > delta:
                place_bad(t, (i, j, r0, c0), grid, bits, h, ref, over, under, reg, acc, delta)
                bad = True
    if run_bits != none:
        volumes(t, run_bits, run_h, run_ref, grid.top, run, reg)
    return bad


@kernel
def compare_level(t: Any, origin: Any, ref: float, grid: Any, part: Any, reg: Any, worst: Any, dev: Any) -> bool:
    """Compare a level tile with a level part in one go; False when cells have to be looked at."""
    h = t.f[F_MAX]
    a = h - ref
    if t.f[F_MIN] != h or t.k[K_MASK_SAME] == 0 or abs(a) > part.delta:
        return False
    bits = t.u[U_MASK]
    volumes(t, bits, h, ref, grid.top, float(t.k[K_ROWS] * t.k[K_COLS]), reg)
    if a > MEASURE:
        worst[T_OVER] = max(worst[T_OVER], a)
        keep(bits, reg, OVER, a)
    elif a < -MEASURE:
        worst[T_UNDER] = max(worst[T_UNDER], -a)
        keep(bits, reg, UNDER, -a)
    r0, c0 = origin
    for pi in range(r0 // grid.coarse, (r0 + t.k[K_ROWS] - 1) // grid.coarse + 1):
        for pj in range(c0 // grid.coarse, (c0 + t.k[K_COLS] - 1) // grid.coarse + 1):
            dev[pi, pj] = a
    return True


@kernel
def offcut(t: Any, p: Any, part: Any) -> bool:
    """Whether material stands where the part has none, outside through features: then the band has to be known."""
    same = t.k[K_MASK_SAME] == 1
    for i in range(t.k[K_ROWS]):
        for j in range(t.k[K_COLS]):
            if p[i + part.halo, j + part.halo] == -math.inf and t.h[i, j] > part.low + GONE:
                bits = t.u[U_MASK] if same else t.mask[i, j]
                if bits & (t.u[U_THROUGH] | t.u[U_TAB]) == np.uint64(0):
                    return True
    return False
