"""What the tools' undersides sweep at a height: regions of the plane, exact but for chords. Millimetres.

A tool whose tip lies at ``t`` cuts a disc of its radius at height z − t at the height z. So level moves, strokes along Z,
and sloping moves of flat tools sweep discs of one radius along lines and arcs. A sloping move of a tool that is not flat
sweeps no such thing where its tip is that near; it is passed over, and where it goes is told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.simulate.layout import A0, ARC, AZ0, AZ1, CX, CY, LEN, R_CORNER, R_FLAT, R_OUT, RAD, SLOPE, SWEEP, X0, Y0
from codegen.simulate.shapes import Cutter
from codegen.simulate.slices_part import GRID
from codegen.simulate.sweeps import Floats, Ints, Table
from codegen.simulate.trace import LOOK

CHORD: Final = 0.001
"""mm between an arc, of a path or of a tool's outline, and the chords that stand for it."""
LEVEL: Final = 1e-6
"""mm of height below which a move is level, and in plan below which it is a stroke."""
CHAIN: Final = 16
"""Points of a path that are widened at once: the library's cost grows with the square of it."""

Shape = tuple[float, float, float, float]


def radius_at(shape: Shape, height: float) -> float:
    """Radius of a tool at a height above its tip, mm."""
    if height < 0:
        return 0.0
    if shape[SLOPE] > 0:
        return min(shape[R_OUT], shape[R_FLAT] + height / shape[SLOPE])
    if height < shape[R_CORNER]:
        return shape[R_FLAT] + math.sqrt(max(0.0, shape[R_CORNER] ** 2 - (shape[R_CORNER] - height) ** 2))
    return shape[R_OUT]


def full_height(shape: Shape) -> float:
    """Height above its tip from which a tool has its whole radius, mm."""
    return shape[R_CORNER] + shape[SLOPE] * (shape[R_OUT] - shape[R_FLAT])


def quarter(radius: float) -> int:
    """Chords of a quarter circle within ``CHORD``."""
    if radius <= CHORD:
        return 2
    return max(4, math.ceil(math.pi / 4 / math.acos(1 - CHORD / radius)))


@dataclass(slots=True, eq=False)
class Paths:
    """The moves that cut: rows of the table, with the heights of their tips and of their tools' shoulders."""

    table: Table
    rows: Ints
    shape: list[Shape]  # of each row
    low: Floats
    full: Floats  # from here up the row sweeps its tool's whole radius
    stroke: npt.NDArray[np.bool_]  # along Z: only its lowest point matters
    level: npt.NDArray[np.bool_]
    odd: npt.NDArray[np.bool_]  # sloping, of a tool that is not flat
    done: npt.NDArray[np.bool_] = field(init=False)
    region: Any = None

    def __post_init__(self) -> None:
        import shapely

        self.done = np.zeros(len(self.rows), np.bool_)
        self.region = shapely.Polygon()


def cutting_paths(table: Table, cutters: Mapping[int, Cutter], top: float) -> Paths:
    """The moves of tools that cut, as far as they come below ``top``."""
    z0, z1 = table.z_columns
    cuts = [n for n, c in cutters.items() if c.cuts]
    low = np.minimum(z0, z1)
    rows = np.flatnonzero(np.isin(table.tool, cuts) & (table.prism != LOOK) & (low < top))
    shape = [cutters[n].shape for n in table.tool[rows].tolist()]
    z0, z1, low = z0[rows], z1[rows], low[rows]
    stroke = (table.kind[rows] != ARC) & (table.geo[rows, LEN] < LEVEL)
    level = np.abs(z1 - z0) < LEVEL
    tip = np.array([full_height(s) for s in shape])
    full = np.where(stroke, low, np.maximum(z0, z1)) + tip
    odd = ~stroke & ~level & (tip > LEVEL)
    return Paths(table, rows, shape, low, full, stroke, level, odd)


def levels(paths: Paths) -> Floats:
    """Heights at which something begins to be cut, or a tool reaches its whole radius: of level moves and strokes."""
    plain = paths.stroke | paths.level
    return np.unique(np.concatenate((paths.low[plain], paths.full[plain])))


def cut_at(paths: Paths, z: float) -> tuple[Any, Any]:
    """The region cut at the height ``z``, and the region that is not judged there. To be called with rising heights.

    What has its whole radius stays cut farther up, so it is added once and for all.
    """
    import shapely

    new = np.flatnonzero(~paths.done & (paths.full <= z))
    if len(new):
        paths.done[new] = True
        paths.region = shapely.union_all([paths.region, *_swept(paths, new, z)], grid_size=GRID)
    part = np.flatnonzero(~paths.done & (paths.low < z))
    if not len(part):
        return paths.region, None
    odd = part[paths.odd[part]]
    now = _swept(paths, part[~paths.odd[part]], z)
    aside = shapely.union_all(_swept(paths, odd, math.inf), grid_size=GRID) if len(odd) else None
    return (shapely.union_all([paths.region, *now], grid_size=GRID) if now else paths.region), aside


def _swept(paths: Paths, which: Ints, z: float) -> list[Any]:
    """Regions that the rows sweep at ``z``, as lines and points widened by the radius."""
    import shapely

    lines: dict[float, list[Any]] = {}
    spots: dict[float, set[tuple[float, float]]] = {}
    chain: list[tuple[float, float]] = []
    last, width = -2, 0.0

    def close() -> None:
        if len(chain) > 1:
            lines.setdefault(width, []).append(shapely.LineString(chain))
        chain.clear()

    for k in which.tolist():
        radius = radius_at(paths.shape[k], z - paths.low[k] if paths.stroke[k] or paths.level[k] else math.inf)
        if radius <= 0:
            continue
        points = _points(paths, k, z)
        if paths.stroke[k] or len(points) < 2:
            spots.setdefault(radius, set()).update(points[:1])
            continue
        row = int(paths.rows[k])
        if row != last + 1 or radius != width or len(chain) > CHAIN or not chain or chain[-1] != points[0]:
            close()
            chain.append(points[0])
        chain.extend(points[1:])
        last, width = row, radius
    close()
    out: list[Any] = []
    for r, found in lines.items():
        out += shapely.buffer(found, r, quad_segs=quarter(r)).tolist()
    for r, centres in spots.items():
        out += shapely.buffer(shapely.points(sorted(centres)), r, quad_segs=quarter(r)).tolist()
    return out


def _points(paths: Paths, k: int, z: float) -> list[tuple[float, float]]:
    """The part of a row whose tip is at ``z`` or lower, in plan; a stroke's one point."""
    g = paths.table.geo[paths.rows[k]]
    arc = paths.table.kind[paths.rows[k]] == ARC
    if paths.stroke[k]:
        return [(float(g[X0]), float(g[Y0]))]
    f0, f1 = 0.0, 1.0
    if not paths.level[k] and math.isfinite(z):
        za, zb = (float(g[AZ0]), float(g[AZ1])) if arc else (float(g[2]), float(g[5]))
        at = min(max((z - za) / (zb - za), 0.0), 1.0)
        f0, f1 = (at, 1.0) if za > zb else (0.0, at)
    if not arc:
        (x0, y0), (x1, y1) = (float(g[X0]), float(g[Y0])), (float(g[3]), float(g[4]))
        if f0 == 0.0 and f1 == 1.0:
            return [(x0, y0), (x1, y1)]
        return [(x0 + f * (x1 - x0), y0 + f * (y1 - y0)) for f in (f0, f1)]
    radius, sweep = float(g[RAD]), float(g[SWEEP]) * (f1 - f0)
    sweep = math.copysign(min(abs(sweep), 2 * math.pi), sweep)  # more turns go where one goes
    n = max(1, math.ceil(abs(sweep) / (math.pi / 2) * quarter(radius)))
    a = float(g[A0]) + float(g[SWEEP]) * f0 + sweep * np.linspace(0.0, 1.0, n + 1)
    p = np.column_stack((g[CX] + radius * np.cos(a), g[CY] + radius * np.sin(a)))
    return [(x, y) for x, y in p.tolist()]


def first_cut(paths: Paths, point: tuple[float, float, float]) -> int:
    """The step that first cut at a point, −1: none."""
    x, y, z = point
    for k in np.flatnonzero((paths.low < z) & ~paths.odd).tolist():
        radius = radius_at(paths.shape[k], z - paths.low[k] if paths.stroke[k] or paths.level[k] else math.inf)
        g = paths.table.geo[paths.rows[k]]
        box = g[12:16]
        if not (box[0] - radius < x < box[2] + radius and box[1] - radius < y < box[3] + radius):
            continue
        points = np.array(_points(paths, k, z)).reshape(-1, 2)
        a, d = points[:-1], np.diff(points, axis=0)
        if not len(a):
            a, d = points, np.zeros_like(points)
        f = np.clip(((x - a[:, 0]) * d[:, 0] + (y - a[:, 1]) * d[:, 1]) / np.maximum((d * d).sum(axis=1), 1e-30), 0, 1)
        if np.hypot(a[:, 0] + f * d[:, 0] - x, a[:, 1] + f * d[:, 1] - y).min() < radius + CHORD:
            return int(paths.table.step[paths.rows[k]])
    return -1
