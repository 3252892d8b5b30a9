"""The part's heights from triangles, and polygons as masks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from codegen.simulate.jit import entry, kernel

EDGE = 1e-9
"""mm by which triangles are widened so that no crack opens between neighbours."""


@kernel
def overlaps(t: Any, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Whether the triangle's plan (x, y, z three times) meets the rectangle: separating axes."""
    if max(t[0], t[3], t[6]) < x0 or min(t[0], t[3], t[6]) > x1:
        return False
    if max(t[1], t[4], t[7]) < y0 or min(t[1], t[4], t[7]) > y1:
        return False
    for e in range(3):
        a, b, c = 3 * e, 3 * ((e + 1) % 3), 3 * ((e + 2) % 3)
        nx, ny = t[b + 1] - t[a + 1], t[a] - t[b]
        if nx * (t[c] - t[a]) + ny * (t[c + 1] - t[a + 1]) > 0.0:
            nx, ny = -nx, -ny  # outward
        px, py = (x0 if nx > 0.0 else x1), (y0 if ny > 0.0 else y1)  # the rectangle's innermost corner
        if nx * (px - t[a]) + ny * (py - t[a + 1]) > EDGE * (abs(nx) + abs(ny)):
            return False
    return True


@kernel
def clipped_area(t: Any, x0: float, y0: float, x1: float, y1: float) -> float:
    """Area of the triangle's plan inside the rectangle, mm² (Sutherland and Hodgman, 1974)."""
    px, py = np.empty(12), np.empty(12)
    qx, qy = np.empty(12), np.empty(12)
    n = 3
    for k in range(3):
        px[k], py[k] = t[3 * k], t[3 * k + 1]
    for side in range(4):
        m = 0
        for k in range(n):
            ax, ay, bx, by = px[k], py[k], px[(k + 1) % n], py[(k + 1) % n]
            if side == 0:
                da, db = ax - x0, bx - x0
            elif side == 1:
                da, db = x1 - ax, x1 - bx
            elif side == 2:
                da, db = ay - y0, by - y0
            else:
                da, db = y1 - ay, y1 - by
            if da >= 0.0:
                qx[m], qy[m] = ax, ay
                m += 1
            if (da >= 0.0) != (db >= 0.0):
                u = da / (da - db)
                qx[m], qy[m] = ax + u * (bx - ax), ay + u * (by - ay)
                m += 1
        n = m
        if n == 0:
            return 0.0
        px, py, qx, qy = qx, qy, px, py
    area = 0.0
    for k in range(n):
        kk = (k + 1) % n
        area += px[k] * py[kk] - px[kk] * py[k]
    return abs(area) / 2


@kernel
def raster_triangle(out: Any, t: Any, x0: float, y0: float, cell: float) -> None:
    """Raise ``out`` to the triangle at the cell centres it covers; cell (0, 0) has its centre at x0, y0."""
    det = (t[3] - t[0]) * (t[7] - t[1]) - (t[6] - t[0]) * (t[4] - t[1])
    if abs(det) < 1e-14:
        return
    gx = ((t[5] - t[2]) * (t[7] - t[1]) - (t[8] - t[2]) * (t[4] - t[1])) / det
    gy = ((t[8] - t[2]) * (t[3] - t[0]) - (t[5] - t[2]) * (t[6] - t[0])) / det
    z_lo, z_hi = min(t[2], t[5], t[8]), max(t[2], t[5], t[8])
    rows, cols = out.shape
    i0 = max(0, math.ceil((min(t[1], t[4], t[7]) - EDGE - y0) / cell))
    i1 = min(rows - 1, math.floor((max(t[1], t[4], t[7]) + EDGE - y0) / cell))
    for i in range(i0, i1 + 1):
        y = y0 + i * cell
        lo, hi = math.inf, -math.inf
        for e in range(3):
            a, b = 3 * e, 3 * ((e + 1) % 3)
            ya, yb = t[a + 1], t[b + 1]
            if y < min(ya, yb) - EDGE or y > max(ya, yb) + EDGE:
                continue
            if abs(yb - ya) < 1e-12:
                lo, hi = min(lo, t[a], t[b]), max(hi, t[a], t[b])
            else:
                u = min(max((y - ya) / (yb - ya), 0.0), 1.0)
                x = t[a] + u * (t[b] - t[a])
                lo, hi = min(lo, x), max(hi, x)
        if lo > hi:
            continue
        j0 = max(0, math.ceil((lo - EDGE - x0) / cell))
        j1 = min(cols - 1, math.floor((hi + EDGE - x0) / cell))
        for j in range(j0, j1 + 1):
            z = t[2] + gx * (x0 + j * cell - t[0]) + gy * (y - t[1])
            z = min(max(z, z_lo), z_hi)
            out[i, j] = max(out[i, j], z)


@entry
def raster_all(tri: Any, x0: float, y0: float, cell: float, out: Any) -> None:
    """Heights of all triangles; the caller fills ``out`` with −inf."""
    for k in range(tri.shape[0]):
        raster_triangle(out, tri[k], x0, y0, cell)


@kernel
def part_level(tri: Any, items: Any, x0: float, y0: float, x1: float, y1: float) -> tuple[int, float]:
    """What the part is over a rectangle: (1, height) level, (0, −inf) nowhere, (2, 0) anything else.

    Upward faces of a solid at one height do not overlap, so they cover the rectangle when their areas add up to its own.
    """
    level, area, seen = 0.0, 0.0, False
    for e in range(items.shape[0]):
        t = tri[items[e]]
        if not overlaps(t, x0, y0, x1, y1):
            continue
        if max(t[2], t[5], t[8]) - min(t[2], t[5], t[8]) > 1e-9 or (seen and abs(t[2] - level) > 1e-9):
            return 2, 0.0
        level = t[2]
        seen = True
        area += clipped_area(t, x0, y0, x1, y1)
    if not seen:
        return 0, -math.inf
    whole = (x1 - x0) * (y1 - y0)
    if abs(area - whole) < 1e-9 * whole:
        return 1, level
    return 2, 0.0


@entry
def bin_triangles(tri: Any, grid: Any, margin: float, start: Any, item: Any, counting: bool) -> None:
    """Count (into start[tile + 1]) or list the triangles that meet each tile widened by ``margin``."""
    size = grid.tile * grid.cell
    for k in range(tri.shape[0]):
        t = tri[k]
        x0, x1 = min(t[0], t[3], t[6]) - margin - grid.x0, max(t[0], t[3], t[6]) + margin - grid.x0
        y0, y1 = min(t[1], t[4], t[7]) - margin - grid.y0, max(t[1], t[4], t[7]) + margin - grid.y0
        for ti in range(max(0, math.floor(y0 / size)), min(grid.nty - 1, math.floor(y1 / size)) + 1):
            for tj in range(max(0, math.floor(x0 / size)), min(grid.ntx - 1, math.floor(x1 / size)) + 1):
                ax, ay = grid.x0 + tj * size - margin, grid.y0 + ti * size - margin
                if not overlaps(t, ax, ay, ax + size + 2 * margin, ay + size + 2 * margin):
                    continue
                tile = ti * grid.ntx + tj
                if counting:
                    start[tile + 1] += 1
                else:
                    item[start[tile]] = k
                    start[tile] += 1


@kernel
def crosses(points: Any, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Whether an edge of the polygon meets the rectangle."""
    n = points.shape[0]
    t = np.zeros(9)
    for k in range(n):
        a, b = points[k], points[(k + 1) % n]
        t[0], t[1], t[3], t[4], t[6], t[7] = a[0], a[1], b[0], b[1], b[0], b[1]
        if overlaps(t, x0, y0, x1, y1):
            return True
    return False


@kernel
def inside(points: Any, x: float, y: float) -> bool:
    """Whether the point lies in the polygon (even-odd)."""
    n = points.shape[0]
    odd = False
    for k in range(n):
        ax, ay = points[k, 0], points[k, 1]
        bx, by = points[(k + 1) % n, 0], points[(k + 1) % n, 1]
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
    return odd


@kernel
def mask_polygon(points: Any, x0: float, y0: float, cell: float, mask: Any, rows: int, cols: int, bit: Any) -> None:
    """Set ``bit`` in the cells whose centre lies in the polygon, row by row."""
    n = points.shape[0]
    xs = np.empty(n)
    for i in range(rows):
        y = y0 + i * cell
        m = 0
        for k in range(n):
            ay, by = points[k, 1], points[(k + 1) % n, 1]
            if (ay > y) != (by > y):
                x = points[k, 0] + (y - ay) * (points[(k + 1) % n, 0] - points[k, 0]) / (by - ay)
                q = m
                while q > 0 and xs[q - 1] > x:  # few crossings: insertion sort
                    xs[q] = xs[q - 1]
                    q -= 1
                xs[q] = x
                m += 1
        for k in range(0, m - 1, 2):
            j0 = max(0, math.ceil((xs[k] - x0) / cell))
            j1 = min(cols - 1, math.floor((xs[k + 1] - x0) / cell))
            for j in range(j0, j1 + 1):
                mask[i, j] |= bit
