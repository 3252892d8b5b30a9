"""A solid's triangles as a shaded picture in parallel projection: each pixel shows the nearest surface (a depth buffer)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from codegen.render.heights import HeightMap

Mesh = npt.NDArray[np.float64]

COLOUR: Final = (150, 172, 190)
EDGE: Final = (48, 58, 70)
FINE: Final = 2  # drawn this many times larger, then reduced
CREASE: Final = math.cos(math.radians(25))
"""Neighbouring pixels whose normals differ by more than 25° have an edge between them; facets of a round do not."""

ISOMETRIC: Final = (math.radians(30), math.radians(30))
FRONT: Final = (0.0, 0.0)
"""Turn about Z and height of the eye, radians; the eye stands in front (−Y), for the isometric view to the right of it."""


def view(mesh: Mesh, direction: tuple[float, float], width: int, height: int) -> Image.Image:
    """The solid as large as fits into ``width`` x ``height`` pixels, on white."""
    across, up, away = _axes(direction)
    points = np.stack([mesh @ across, mesh @ up, mesh @ away], axis=2)
    low, high = points.reshape(-1, 3).min(axis=0), points.reshape(-1, 3).max(axis=0)
    scale = FINE * min((width - 4) / max(high[0] - low[0], 1e-9), (height - 4) / max(high[1] - low[1], 1e-9))
    columns = math.ceil((high[0] - low[0]) * scale) + 2 * FINE
    rows = math.ceil((high[1] - low[1]) * scale) + 2 * FINE
    points[:, :, 0] = (points[:, :, 0] - low[0]) * scale + FINE
    points[:, :, 1] = (high[1] - points[:, :, 1]) * scale + FINE
    depth, owner = _buffer(points, columns, rows)
    normals = np.cross(mesh[:, 1] - mesh[:, 0], mesh[:, 2] - mesh[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-30)[:, None]
    image = _shaded(depth, owner, normals, 0.02 * float(high[2] - low[2] + 1e-9), (across, up, away))
    return image.resize((max(1, columns // FINE), max(1, rows // FINE)), Image.Resampling.LANCZOS)


def heights_of(mesh: Mesh, cells: int) -> HeightMap:
    """The solid's height map from above; ``cells`` along its longer side. NaN where it is open right through."""
    low, high = mesh.reshape(-1, 3).min(axis=0), mesh.reshape(-1, 3).max(axis=0)
    longer = max(high[0] - low[0], high[1] - low[1])
    margin = 0.02 * longer
    cell = (longer + 2 * margin) / cells
    columns, rows = (math.ceil((high[k] - low[k] + 2 * margin) / cell) for k in (0, 1))
    points = mesh.copy()
    points[:, :, 0] = (mesh[:, :, 0] - low[0] + margin) / cell
    points[:, :, 1] = (mesh[:, :, 1] - low[1] + margin) / cell
    points[:, :, 2] = -mesh[:, :, 2]
    depth, _ = _buffer(points, columns, rows)
    z = np.where(np.isfinite(depth), -depth, np.nan).astype(np.float32)
    origin = (float(low[0] - margin), float(low[1] - margin))
    return HeightMap(z=z, deviation=None, origin=origin, cell=float(cell), low=float(low[2]), high=float(high[2]))


def _axes(direction: tuple[float, float]) -> tuple[npt.NDArray[np.float64], ...]:
    """Unit vectors to the right, up and away from the eye."""
    turn, rise = direction
    right = np.array([math.cos(turn), math.sin(turn), 0.0])
    level = np.array([-math.sin(turn), math.cos(turn), 0.0])  # away, were the eye not raised
    up = level * math.sin(rise) + np.array([0.0, 0.0, math.cos(rise)])
    away = level * math.cos(rise) - np.array([0.0, 0.0, math.sin(rise)])
    return right, up, away


def _buffer(points: Mesh, columns: int, rows: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Depth of the nearest triangle at each pixel's centre (infinite: none), and its number."""
    depth = np.full((rows, columns), np.inf)
    owner = np.full((rows, columns), -1, dtype=np.int64)
    low = np.floor(points[:, :, :2].min(axis=1)).astype(int)
    high = np.ceil(points[:, :, :2].max(axis=1)).astype(int)
    for k, (a, b, c) in enumerate(points):
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        if abs(area) < 1e-9:
            continue
        x0, y0 = max(low[k, 0], 0), max(low[k, 1], 0)
        x1, y1 = min(high[k, 0] + 1, columns), min(high[k, 1] + 1, rows)
        x, y = np.arange(x0, x1) + 0.5, (np.arange(y0, y1) + 0.5)[:, None]
        u = ((x - a[0]) * (c[1] - a[1]) - (y - a[1]) * (c[0] - a[0])) / area
        v = ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area
        z = a[2] + u * (b[2] - a[2]) + v * (c[2] - a[2])
        here = (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (z < depth[y0:y1, x0:x1])
        depth[y0:y1, x0:x1][here] = z[here]
        owner[y0:y1, x0:x1][here] = k
    return depth, owner


def _shaded(
    depth: npt.NDArray[np.float64],
    owner: npt.NDArray[np.int64],
    normals: Mesh,
    jump: float,
    axes: tuple[npt.NDArray[np.float64], ...],
) -> Image.Image:
    """Light from the upper left of the eye; dark lines where surfaces meet at an angle or one stands before another."""
    right, up, away = axes
    light = -0.35 * right + 0.75 * up - 0.56 * away
    shade = np.clip(0.62 + 0.38 * (normals @ (light / np.linalg.norm(light))), 0.3, 1.0)
    solid = owner >= 0
    colour = np.full((*depth.shape, 3), 255.0)
    colour[solid] = np.array(COLOUR) * shade[owner[solid], None] * 1.12
    line = np.zeros(depth.shape, dtype=bool)
    n = np.where(solid[..., None], normals[owner], 0.0)
    filled = np.where(solid, depth, 1e9)
    for axis in (0, 1):
        first = tuple(slice(None, -1) if k == axis else slice(None) for k in (0, 1))
        second = tuple(slice(1, None) if k == axis else slice(None) for k in (0, 1))
        both = solid[first] & solid[second]
        crease = both & ((n[first] * n[second]).sum(axis=-1) < CREASE)
        step = (solid[first] | solid[second]) & (np.abs(filled[first] - filled[second]) > jump * 4)
        line[first] |= crease | step
        line[second] |= crease | step
    colour[line] = EDGE
    return Image.fromarray(np.clip(colour, 0, 255).astype(np.uint8), "RGB")
