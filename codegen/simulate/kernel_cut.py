"""Applying one primitive to one tile."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from codegen.simulate.jit import kernel
from codegen.simulate.kernel_flat import flat_line
from codegen.simulate.kernel_sweep import (
    arc_distance,
    arc_height,
    box_distance,
    line_distance,
    line_distance2,
    line_height,
    line_span,
)  # fmt: skip
from codegen.simulate.layout import (
    ARC,
    BX0,
    BX1,
    BY0,
    BY1,
    CHECK,
    CX,
    CY,
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
    FOLLOW,
    GONE,
    K_COLS,
    K_FILLED,
    K_LAST,
    K_LAST_SAME,
    K_MASK_SAME,
    K_ROWS,
    LINE,
    R_CORNER,
    R_FLAT,
    R_OUT,
    RAD,
    U_MASK,
    U_TOUCHED,
    Z0,
    Z1,
    ZMIN,
    Tile,
)  # fmt: skip

RANGE_EPS = 1e-6
"""mm by which a removal must reach into a region's height range to count for it."""


@kernel
def touch(t: Any, bits: Any, z_new: float, z_old: float) -> None:
    """Note which regions a removal from ``z_old`` to ``z_new`` concerns."""
    rest = bits & ~t.u[U_TOUCHED]
    k = 0
    one = np.uint64(1)
    while rest != np.uint64(0):
        if rest & one != np.uint64(0) and z_new < t.top[k] - RANGE_EPS and z_old > t.bottom[k] + RANGE_EPS:
            t.u[U_TOUCHED] |= one << np.uint64(k)
        rest >>= one
        k += 1


@kernel
def note_depth(t: Any, i: int, j: int, depth: float, z: float) -> None:
    """Keep the deepest contact of the primitive, the first in row order among equals."""
    t.f[F_DEPTH] = depth
    t.f[F_X] = t.f[F_X0] + j * t.f[F_CELL]
    t.f[F_Y] = t.f[F_Y0] + i * t.f[F_CELL]
    t.f[F_Z] = z


@kernel
def fill(t: Any) -> None:
    """Write the heights of a level tile into its array."""
    if t.k[K_FILLED] == 1:
        return
    n, m = t.k[K_ROWS], t.k[K_COLS]
    h, last, k = t.f[F_MAX], t.k[K_LAST], t.k[K_LAST_SAME]
    for i in range(n):
        t.row_min[i] = h
        t.row_max[i] = h
        t.stale[i] = 0
        for j in range(m):
            t.h[i, j] = h
        if k == 1:
            for j in range(m):
                t.last[i, j] = last
    t.stale[n] = 0
    t.k[K_FILLED] = 1
    t.k[K_LAST_SAME] = 0


@kernel
def columns(lo: float, hi: float, x0: float, cell: float, count: int) -> tuple[int, int]:
    """First and last column whose centre lies in [lo, hi]; first > last: none."""
    if lo > hi:
        return 0, -1
    a = math.ceil((lo - x0) / cell)
    b = math.floor((hi - x0) / cell)
    return max(0, a), min(count - 1, b)


@kernel
def measure_row(h: Any, row_min: Any, row_max: Any, i: int, m: int) -> None:
    """Update the extremes of a row; four at a time, which a compiler may not do by itself."""
    lo0 = hi0 = lo1 = hi1 = h[i, 0]
    for j in range(0, m - 1, 2):
        a, b = h[i, j], h[i, j + 1]
        lo0 = min(lo0, a)
        hi0 = max(hi0, a)
        lo1 = min(lo1, b)
        hi1 = max(hi1, b)
    a = h[i, m - 1]
    row_min[i] = min(lo0, lo1, a)
    row_max[i] = max(hi0, hi1, a)


@kernel
def shaped_row(t: Any, i: int, a: int, b: int, kind: int, g: Any, shape: Any, core: Any, prim: int) -> None:
    """Lower the cells a..b of row ``i`` to the envelope of a line or arc.

    Most cells of a dense program lie below the envelope already. For a ball at its lowest that is told without a root:
    low + r − √(r² − d²) ≥ old when w = r + low − old ≥ 0 and r² − d² ≤ w².
    No call in the loop takes an array: each would count references, which costs more than the arithmetic.
    """
    h, last, mask, cell = t.h, t.last, t.mask, t.f[F_CELL]
    floor, low = t.f[F_FLOOR], g[ZMIN]
    zmin = max(low, floor)
    x0, y = t.f[F_X0], t.f[F_Y0] + i * cell
    c0, c1, radius = core
    line = kind == LINE
    ball = line and shape[R_FLAT] == 0.0 and shape[R_CORNER] > 0.0
    r2 = shape[R_CORNER] ** 2 + 1e-9
    same, bits, fresh = t.k[K_MASK_SAME] == 1, t.u[U_MASK], ~t.u[U_TOUCHED]
    removed, depth, deep_j, deep_z = 0.0, t.f[F_DEPTH], -1, 0.0
    for j in range(a, b + 1):
        old = h[i, j]
        if old <= zmin:
            continue
        x = x0 + j * cell
        if ball:
            w = shape[R_CORNER] + low - old
            if w >= 0.0 and r2 - line_distance2(x, y, g) <= w * w:
                continue
        z = max(line_height(x, y, g, shape) if line else arc_height(x, y, g, shape), floor)
        if z >= old - GONE:
            continue
        d = old - z
        removed += d
        h[i, j] = z
        last[i, j] = prim
        if d > depth and c0 <= j <= c1 and (line or arc_distance(x, y, g) <= radius):
            depth, deep_j, deep_z = d, j, old
        if not same:
            bits = mask[i, j]
        if bits & fresh != np.uint64(0):
            touch(t, bits, z, old)
            fresh = ~t.u[U_TOUCHED]
    if deep_j >= 0:
        note_depth(t, i, deep_j, depth, deep_z)
    if removed > 0.0:
        t.f[F_REMOVED] += removed
        measure_row(h, t.row_min, t.row_max, i, t.k[K_COLS])


@kernel
def check_row(t: Any, i: int, a: int, b: int, kind: int, g: Any, shape: Any) -> None:
    """Deepest contact of the cells a..b of row ``i`` with a body that does not cut; where nothing is left is no contact."""
    h, x0, cell, gone = t.h, t.f[F_X0], t.f[F_CELL], t.f[F_FLOOR] + GONE
    y = t.f[F_Y0] + i * cell
    depth, deep_j = t.f[F_DEPTH], -1
    for j in range(a, b + 1):
        old = h[i, j]
        if old <= gone or old - g[ZMIN] <= depth:
            continue
        x = x0 + j * cell
        if kind == LINE:
            z = line_height(x, y, g, shape)
        elif kind == ARC:
            z = arc_height(x, y, g, shape)
        else:
            z = g[ZMIN] if box_distance(x, y, g) <= shape[R_OUT] else math.inf
        if old - z > depth:
            depth, deep_j = old - z, j
    if deep_j >= 0:
        note_depth(t, i, deep_j, depth, h[i, deep_j])


@kernel
def covers(t: Any, kind: int, g: Any, shape: Any) -> bool:
    """Whether the flat of a level sweep passes over every cell of the tile (sufficient for arcs, exact for lines)."""
    r = shape[R_FLAT]
    w, v = (t.k[K_COLS] - 1) * t.f[F_CELL], (t.k[K_ROWS] - 1) * t.f[F_CELL]
    if 2.0 * r < min(w, v):
        return False
    x, y = t.f[F_X0], t.f[F_Y0]
    if kind == LINE:
        if g[Z0] != g[Z1]:
            return False
        far = max(line_distance(x, y, g), line_distance(x + w, y, g))
        return bool(max(far, line_distance(x, y + v, g), line_distance(x + w, y + v, g)) <= r)
    return bool(g[2] == g[5] and arc_distance(x + w / 2, y + v / 2, g) + math.hypot(w, v) / 2 <= r)


@kernel
def lower_all(t: Any, z: float, prim: int) -> None:
    """Lower a level tile altogether."""
    old = t.f[F_MAX]
    t.f[F_REMOVED] += (old - z) * t.k[K_ROWS] * t.k[K_COLS]
    note_depth(t, 0, 0, old - z, old)
    touch(t, t.u[U_MASK], z, old)
    t.f[F_MAX] = z
    t.f[F_MIN] = z
    t.k[K_FILLED] = 0
    t.k[K_LAST] = prim
    t.k[K_LAST_SAME] = 1


@kernel
def settle(t: Any) -> None:
    """Measure again what is only a bound."""
    if t.k[K_FILLED] == 0:
        return
    for i in range(t.k[K_ROWS]):
        if t.stale[i] != 0:
            measure_row(t.h, t.row_min, t.row_max, i, t.k[K_COLS])
            t.stale[i] = 0
    t.stale[t.k[K_ROWS]] = 0
    measure_tile(t)


@kernel
def measure_tile(t: Any) -> None:
    """Update the extremes of the tile from those of its rows."""
    lo, hi = math.inf, -math.inf
    for i in range(t.k[K_ROWS]):
        lo = min(lo, t.row_min[i])
        hi = max(hi, t.row_max[i])
    t.f[F_MIN] = lo
    t.f[F_MAX] = hi


@kernel
def row_span(y: float, kind: int, g: Any, r: float) -> tuple[float, float]:
    """Interval of x in row ``y`` that may lie within ``r`` of the sweep (exact for lines)."""
    if kind == LINE:
        return line_span(y, g, r)
    if kind == ARC:
        e, q = y - g[CY], g[RAD] + r
        c = math.sqrt(max(q * q - e * e, 0.0))
        return max(g[BX0], g[CX] - c), min(g[BX1], g[CX] + c)
    return g[BX0], g[BX1]


@kernel
def apply(t: Any, kind: int, mode: int, g: Any, shape: Any, core: float, prim: int) -> None:
    """Apply one primitive; its figures are left in F_REMOVED, F_DEPTH … and U_TOUCHED."""
    t.f[F_REMOVED] = 0.0
    t.f[F_DEPTH] = 0.0
    t.u[U_TOUCHED] = np.uint64(0)
    zmin = max(g[ZMIN], t.f[F_FLOOR])
    if max(g[ZMIN], zmin) >= t.f[F_MAX] - GONE:
        return
    if mode != CHECK and t.f[F_MIN] == t.f[F_MAX] and covers(t, kind, g, shape):
        lower_all(t, zmin, prim)
        return
    if mode != CHECK and kind == LINE and shape[R_FLAT] == shape[R_OUT]:
        fill(t)
        flat_line(t, g, shape[R_OUT], core, prim, mode == FOLLOW)
        return
    cell, x0, count = t.f[F_CELL], t.f[F_X0], t.k[K_COLS]
    i0 = max(0, math.ceil((g[BY0] - t.f[F_Y0]) / cell - 1e-6))
    i1 = min(t.k[K_ROWS] - 1, math.floor((g[BY1] - t.f[F_Y0]) / cell + 1e-6))
    for i in range(i0, i1 + 1):
        if t.k[K_FILLED] == 1 and t.row_max[i] <= zmin + GONE:
            continue
        y = t.f[F_Y0] + i * cell
        lo, hi = row_span(y, kind, g, shape[R_OUT])
        a, b = columns(lo, hi, x0, cell, count)
        if a > b:
            continue
        if t.k[K_FILLED] == 0:
            fill(t)
        if mode == CHECK:
            check_row(t, i, a, b, kind, g, shape)
            continue
        lo, hi = row_span(y, kind, g, core)
        c0, c1 = columns(lo, hi, x0, cell, count)
        shaped_row(t, i, a, b, kind, g, shape, (c0, c1, core), prim)
    if t.f[F_REMOVED] > 0.0:
        measure_tile(t)


@kernel
def new_tile(side: int) -> Any:
    """A tile's working arrays."""
    return Tile(
        np.empty((side, side)),
        np.empty((side, side), np.int64),
        np.zeros((side, side), np.uint64),
        np.empty(side),
        np.empty(side),
        np.zeros(side + 1, np.int64),
        np.zeros(11),
        np.zeros(6, np.int64),
        np.zeros(5, np.uint64),
        np.empty(64),
        np.empty(64),
    )
