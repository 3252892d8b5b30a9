"""What is left of the stock as a closed surface: triangles over a height map. Millimetres."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Triangles = npt.NDArray[np.float64]

MOST_CELLS: Final = 250_000
"""Cells of the map that is made into triangles, two on top of each: half a million, 25 MB of STL."""

THIN: Final = 1e-4
"""mm: less than this over the floor is nothing."""


def surface(heights: npt.NDArray[Any], *, origin: tuple[float, float], cell: float, floor: float) -> Triangles:
    """Triangles [n, 3, 3], counterclockwise from outside, of the body between ``floor`` and the heights [ny, nx].

    The corners of the top are the cells' centres, those of the outermost cells the map's edge: walls lean by one cell. Not
    finite, or on the floor: nothing is there. Every edge belongs to exactly two triangles, which run along it in opposite
    directions. A map of more than ``MOST_CELLS`` is thinned first, each new cell as high as the highest in it.
    """
    z, cell = _thinned(np.where(np.isfinite(heights), heights, -np.inf).astype(np.float64), cell)
    ny, nx = z.shape
    if nx < 2 or ny < 2:
        return np.zeros((0, 3, 3))
    solid = z > floor + THIN
    quads = solid[:-1, :-1] & solid[1:, :-1] & solid[:-1, 1:] & solid[1:, 1:]
    _unpinch(quads)
    x = origin[0] + (np.arange(nx) + 0.5) * cell
    y = origin[1] + (np.arange(ny) + 0.5) * cell
    for axis in (x, y):
        axis[0] -= cell / 2
        axis[-1] += cell / 2
    points = np.stack([*np.broadcast_arrays(x[None, :], y[:, None], z)], axis=-1).reshape(-1, 3)
    j, i = np.nonzero(quads)
    a = j * nx + i
    b, c, d = a + 1, a + nx + 1, a + nx
    top = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    low = points.copy()
    low[:, 2] = floor
    rims = _rims(quads, nx)
    p, q = rims[:, 0], rims[:, 1]  # the body lies to their left
    walls = np.concatenate([np.stack([low[p], low[q], points[q]], 1), np.stack([low[p], points[q], points[p]], 1)])
    return np.concatenate([points[top], low[top[:, ::-1]], walls])


def _thinned(z: Triangles, cell: float) -> tuple[Triangles, float]:
    ny, nx = z.shape
    step = max(1, math.ceil(math.sqrt(nx * ny / MOST_CELLS)))
    if step == 1:
        return z, cell
    padded = np.full((-(-ny // step) * step, -(-nx // step) * step), -np.inf)
    padded[:ny, :nx] = z
    return padded.reshape(padded.shape[0] // step, step, -1, step).max(axis=(1, 3)), cell * step


def _unpinch(quads: npt.NDArray[np.bool_]) -> None:
    """Take quads away until none touches another by a corner alone: four walls would meet in one edge there."""
    while True:
        a, b, c, d = quads[:-1, :-1], quads[:-1, 1:], quads[1:, :-1], quads[1:, 1:]
        rising, falling = a & d & ~b & ~c, b & c & ~a & ~d
        if not (rising.any() or falling.any()):
            return
        a[rising] = False
        b[falling] = False


def _rims(quads: npt.NDArray[np.bool_], nx: int) -> npt.NDArray[np.int64]:
    """Edges [n, 2] of the quads' region as numbers of points, the region to their left."""
    framed = np.pad(quads, 1)
    here = framed[1:-1, 1:-1]
    out = []
    for beside, begin, end in (
        (framed[:-2, 1:-1], 0, 1),  # nothing below: to the right along the lower side
        (framed[1:-1, 2:], 1, nx + 1),
        (framed[2:, 1:-1], nx + 1, nx),
        (framed[1:-1, :-2], nx, 0),
    ):
        j, i = np.nonzero(here & ~beside)
        first = j * nx + i
        out.append(np.stack([first + begin, first + end], 1))
    return np.concatenate(out)
