"""A straight move of a flat tool on one tile: rows of equal height at once, and only what a move before it left.

At the lower end of the move the tool's whole disc is cut to one height; the cells beside it, which the tool passes on its
way, lie on a slope. A move that begins where the one before ended finds the disc there already cut.

One long function: each call that takes an array counts references, which here would cost more than the arithmetic.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from codegen.simulate.jit import kernel
from codegen.simulate.kernel_sweep import line_span
from codegen.simulate.layout import (
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
    K_MASK_SAME,
    K_ROWS,
    LEN,
    U_MASK,
    U_TOUCHED,
    UX,
    UY,
    X0,
    X1,
    Y0,
    Y1,
    Z0,
    Z1,
    ZMIN,
)  # fmt: skip

RANGE_EPS = 1e-6
"""mm by which a removal must reach into a region's height range to count for it."""
STALE = 12
"""Cuts after which a row's greatest height is measured again; until then it is a bound from above."""


@kernel
def reach(e: float, r: float) -> float:
    """Half the chord of a disc of radius ``r`` at distance ``e``; negative: none."""
    q = r * r - e * e
    return math.sqrt(q) if q >= 0.0 else -1.0


@kernel
def core_columns(y: float, g: Any, core: float, x: float, per: float, cols: int) -> tuple[int, int]:
    """First and last column of a row in which a contact counts; first > last: none."""
    lo, hi = line_span(y, g, core)
    if core <= 0.0 or lo > hi:
        return 0, -1
    return max(0, math.ceil((lo - x) * per)), min(cols - 1, math.floor((hi - x) * per))


@kernel
def flat_line(t: Any, g: Any, radius: float, core: float, prim: int, follows: bool) -> None:
    """Apply a line of a flat tool to a filled tile; its figures are left in F_REMOVED, F_DEPTH … and U_TOUCHED.

    ``follows``: the cut before it in the program, with the same tool, ended where it begins.
    """
    h, last, mask, row_min, row_max, stale = t.h, t.last, t.mask, t.row_min, t.row_max, t.stale
    f, u, top, bottom = t.f, t.u, t.top, t.bottom
    cell, tx, ty, floor = f[F_CELL], f[F_X0], f[F_Y0], f[F_FLOOR]
    rows, cols, same = t.k[K_ROWS], t.k[K_COLS], t.k[K_MASK_SAME] == 1
    x0, y0, z0, x1, y1, z1, length, ux, uy = g[X0], g[Y0], g[Z0], g[X1], g[Y1], g[Z1], g[LEN], g[UX], g[UY]
    still = length < 1e-9
    level = still or z0 == z1
    slope = 0.0 if still else (z1 - z0) / length
    zmin = max(g[ZMIN], floor)
    low_x = x0 if z0 <= z1 else x1
    per, steep, flat_way = 1.0 / cell, abs(uy) > 1e-12, abs(ux) > 1e-12
    over_ux, over_uy = 1.0 / ux if flat_way else 0.0, 1.0 / uy if steep else 0.0
    skip = follows and z0 <= z1 and not still
    open_bits = np.uint64(0)
    bits = u[U_MASK]
    k = 0
    while bits != np.uint64(0):
        if bits & np.uint64(1) != np.uint64(0) and zmin < top[k] - RANGE_EPS:
            open_bits |= np.uint64(1) << np.uint64(k)
        bits >>= np.uint64(1)
        k += 1
    removed, depth, deep_i, deep_j, deep_z, least = 0.0, 0.0, -1, -1, 0.0, f[F_MIN]
    i0 = max(0, math.ceil((g[BY0] - ty) / cell - 1e-6))
    i1 = min(rows - 1, math.floor((g[BY1] - ty) / cell + 1e-6))
    for i in range(i0, i1 + 1):
        if row_max[i] <= zmin + GONE:
            continue
        y = ty + i * cell
        # the row's part of the two discs and of the strip between them; see ``line_span``
        e0, e1 = y - y0, y - y1
        h0, h1 = reach(e0, radius), reach(e1, radius)
        lo, hi = math.inf, -math.inf
        if h0 >= 0.0:
            lo, hi = x0 - h0, x0 + h0
        if h1 >= 0.0:
            lo, hi = min(lo, x1 - h1), max(hi, x1 + h1)
        if not still:
            p, q = -math.inf, math.inf
            if steep:
                p = (e0 * ux - radius) * over_uy
                q = (e0 * ux + radius) * over_uy
                if p > q:
                    p, q = q, p
            elif abs(e0) > radius:
                q = -math.inf
            if flat_way:
                v, w = -e0 * uy * over_ux, (length - e0 * uy) * over_ux
                p, q = max(p, min(v, w)), min(q, max(v, w))
            elif e0 * uy < 0.0 or e0 * uy > length:
                q = -math.inf
            if p <= q:
                lo, hi = min(lo, x0 + p), max(hi, x0 + q)
        if lo > hi:
            continue
        a, b = max(0, math.ceil((lo - tx) * per)), min(cols - 1, math.floor((hi - tx) * per))
        if a > b:
            continue
        d0, d1 = b + 1, b  # the cells of the disc at the lower end
        half = h0 if z0 <= z1 else h1
        if half >= 0.0:
            d0 = min(max(a, math.ceil((low_x - half - tx) * per)), b + 1)
            d1 = max(min(b, math.floor((low_x + half - tx) * per)), d0 - 1)
        changed = False
        for part in range(3):
            if part == 0:
                s0, s1 = a, d0 - 1
            elif part == 1:
                if skip:
                    continue
                s0, s1 = d0, d1
            else:
                s0, s1 = d1 + 1, b
            if s0 > s1:
                continue
            if level or part == 1:
                r0, r1, r2, r3 = 0.0, 0.0, 0.0, 0.0
                m0, m1, m2, m3 = zmin, zmin, zmin, zmin
                j = s0
                while j + 3 <= s1:  # four sums and maxima side by side: a compiler may not split one by itself
                    v0, v1, v2, v3 = (
                        max(h[i, j], zmin),
                        max(h[i, j + 1], zmin),
                        max(h[i, j + 2], zmin),
                        max(h[i, j + 3], zmin),
                    )
                    r0 += v0 - zmin
                    r1 += v1 - zmin
                    r2 += v2 - zmin
                    r3 += v3 - zmin
                    m0, m1, m2, m3 = max(m0, v0), max(m1, v1), max(m2, v2), max(m3, v3)
                    j += 4
                while j <= s1:
                    r0 += max(h[i, j] - zmin, 0.0)
                    m0 = max(m0, h[i, j])
                    j += 1
                most = max(m0, m1, m2, m3)
                if most <= zmin + GONE:
                    continue
                removed += (r0 + r1) + (r2 + r3)
                if most - zmin > depth:
                    c0, c1 = core_columns(y, g, core, tx, per, cols)
                    for j in range(max(s0, c0), min(s1, c1) + 1):
                        if h[i, j] - zmin > depth:
                            depth, deep_i, deep_j, deep_z = h[i, j] - zmin, i, j, h[i, j]
                fresh = open_bits & ~u[U_TOUCHED]
                if fresh != np.uint64(0):
                    for j in range(s0, s1 + 1):
                        old = h[i, j]
                        cells = u[U_MASK] if same else mask[i, j]
                        cells &= fresh
                        if cells != np.uint64(0) and old > zmin + GONE:
                            k = 0
                            while cells != np.uint64(0):
                                if cells & np.uint64(1) != np.uint64(0) and old > bottom[k] + RANGE_EPS:
                                    u[U_TOUCHED] |= np.uint64(1) << np.uint64(k)
                                cells >>= np.uint64(1)
                                k += 1
                            fresh = open_bits & ~u[U_TOUCHED]
                            if fresh == np.uint64(0):
                                break
                for j in range(s0, s1 + 1):
                    last[i, j] = prim if h[i, j] > zmin + GONE else last[i, j]
                for j in range(s0, s1 + 1):
                    h[i, j] = zmin if h[i, j] > zmin + GONE else h[i, j]
                row_min[i] = min(row_min[i], zmin)
                changed = True
                continue
            dy = y - y0
            for j in range(s0, s1 + 1):
                old = h[i, j]
                if old <= zmin + GONE:
                    continue
                dx = tx + j * cell - x0
                s, d = dx * ux + dy * uy, dy * ux - dx * uy
                w2 = radius * radius - d * d
                if w2 < 0.0:
                    continue
                w = math.sqrt(w2)
                if max(-w, -s) > min(w, length - s):
                    continue
                z = z0 + slope * (s + (max(-w, -s) if slope > 0.0 else min(w, length - s)))
                z = max(z, floor)
                if z >= old - GONE:
                    continue
                removed += old - z
                if old - z > depth:
                    c0, c1 = core_columns(y, g, core, tx, per, cols)
                    if c0 <= j <= c1:
                        depth, deep_i, deep_j, deep_z = old - z, i, j, old
                h[i, j] = z
                last[i, j] = prim
                row_min[i] = min(row_min[i], z)
                changed = True
                cells = (u[U_MASK] if same else mask[i, j]) & open_bits & ~u[U_TOUCHED]
                k = 0
                while cells != np.uint64(0):
                    if cells & np.uint64(1) != np.uint64(0) and z < top[k] - RANGE_EPS and old > bottom[k] + RANGE_EPS:
                        u[U_TOUCHED] |= np.uint64(1) << np.uint64(k)
                    cells >>= np.uint64(1)
                    k += 1
        if changed:
            least = min(least, row_min[i])
            stale[i] += 1
            if stale[i] >= STALE or (a == 0 and b == cols - 1):
                stale[i] = 0
                most = -math.inf
                for j in range(cols):
                    most = max(most, h[i, j])
                row_max[i] = most
    if deep_j >= 0:
        f[F_DEPTH], f[F_Z] = depth, deep_z
        f[F_X], f[F_Y] = tx + deep_j * cell, ty + deep_i * cell
    f[F_REMOVED] = removed
    f[F_MIN] = least
    stale[rows] += 1
    if removed > 0.0 and stale[rows] >= STALE:
        stale[rows] = 0
        most = -math.inf
        for i in range(rows):
            most = max(most, row_max[i])
        f[F_MAX] = most
