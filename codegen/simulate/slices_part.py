"""The part's slices: where its material reaches higher than a height, from the field's triangles. Millimetres.

A wall is where such a region ends. The regions are as true as the field's mesh (``PartField.tolerance``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.model.part_field import PartField

FLAT: Final = 1e-6
"""mm of height within which a triangle is level."""
SAME: Final = 1e-6
"""mm within which two corners are one."""
STEEP: Final = math.radians(40)
"""Slope from which a face is looked at as a wall: at 45° an error is sqrt(2) times as far sideways as it is deep."""
BESIDE: Final = 0.2
"""mm round a face that is no wall which are not judged either."""
CRACK: Final = 0.01
"""mm: openings narrower than this lie between faces that meet only within the mesh's tolerance, and are filled."""

GRID: Final = 1e-6
"""mm: points are rounded to this when many regions that touch are put together. Without a grid the polygon library can lose
a piece where edges run within rounding of each other."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Triangles that hang together and are level, or not. ``region``: seen from above. ``shallow``: nearly level somewhere."""

    triangles: Floats
    low: float
    high: float
    region: Any
    shallow: bool


def patches(field: PartField) -> list[Patch]:
    """The upward surface in pieces, highest first."""
    import shapely

    tri = np.asarray(field.triangles, np.float64).reshape(-1, 3, 3)
    if not len(tri):
        return []
    label, edge, alone = _connected(tri)
    order = np.argsort(label, kind="stable")
    _, first = np.unique(label[order], return_index=True)
    out = []
    for rows in np.split(order, first[1:]):
        t = tri[rows]
        d1, d2 = t[:, 1, :2] - t[:, 0, :2], t[:, 2, :2] - t[:, 0, :2]
        area = float(np.abs(d1[:, 0] * d2[:, 1] - d1[:, 1] * d2[:, 0]).sum()) / 2
        rim = (rows[:, None] * 3 + np.arange(3))[alone[rows]]
        region = shapely.build_area(shapely.multilinestrings(edge[rim])) if len(rim) else shapely.Polygon()
        if not region.is_valid or abs(region.area - area) > 1e-6 * area + 1e-9:
            region = shapely.union_all(shapely.polygons(t[:, :, :2]), grid_size=GRID)
        out.append(Patch(t, float(t[:, :, 2].min()), float(t[:, :, 2].max()), region, _shallow(t)))
    return sorted(out, key=lambda p: -p.low)


def _connected(tri: Floats) -> tuple[Any, Any, Any]:
    """A label for each triangle, the edges in plan, and which edges have no neighbour of the same kind."""
    n = len(tri)
    level = np.ptp(tri[:, :, 2], axis=1) < FLAT
    corner = np.round(tri.reshape(-1, 3) / SAME).astype(np.int64)
    _, ids = np.unique(corner, axis=0, return_inverse=True)
    ids = ids.reshape(n, 3)
    a, b = ids, np.roll(ids, -1, axis=1)
    many = int(ids.max()) + 1
    key = ((np.minimum(a, b) * many + np.maximum(a, b)) * 2 + level[:, None]).reshape(-1)
    order = np.argsort(key, kind="stable")
    same = key[order][1:] == key[order][:-1]
    left, right = order[:-1][same], order[1:][same]
    alone = np.ones(3 * n, np.bool_)
    alone[left] = alone[right] = False
    p, q = left // 3, right // 3
    label = np.arange(n)
    while True:
        least = np.minimum(label[p], label[q])
        before = label.copy()
        np.minimum.at(label, label[p], least)
        np.minimum.at(label, label[q], least)
        label = label[label]
        if (label == before).all():
            break
    edge = np.stack((tri[:, :, :2], np.roll(tri, -1, axis=1)[:, :, :2]), axis=2).reshape(-1, 2, 2)
    return label, edge, alone.reshape(n, 3)


def _shallow(tri: Floats) -> bool:
    """Whether a triangle slopes less than ``STEEP``."""
    normal = np.cross(tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0])
    return bool((normal[:, 2] > math.cos(STEEP) * np.linalg.norm(normal, axis=1)).any())


def unjudged(found: list[Patch], z: float) -> Any:
    """Where sideways distances say nothing at ``z``, because the part slopes too little; None: nowhere."""
    import shapely

    slopes = [p.region for p in found if p.low < z < p.high and p.shallow]
    return shapely.buffer(shapely.union_all(slopes), BESIDE) if slopes else None


def levels(found: list[Patch]) -> Floats:
    """Heights at which the part's slices change otherwise than by degrees."""
    return np.unique(np.array([z for p in found for z in (p.low, p.high)]))


def section(found: list[Patch], z: float) -> Any:
    """The region in which the part reaches higher than ``z``."""
    import shapely

    pieces = []
    for p in found:
        if p.low >= z:
            pieces.append(p.region)
        elif p.high > z:
            pieces.append(shapely.union_all(_above(p.triangles, z), grid_size=GRID))
    return _filled(shapely.union_all(pieces, grid_size=GRID))


def _above(tri: Floats, z: float) -> list[Any]:
    """The parts of triangles above a height, in plan."""
    import shapely

    heights = tri[:, :, 2]
    whole = tri[(heights >= z).all(axis=1)]
    out: list[Any] = [shapely.Polygon(t) for t in whole[:, :, :2].tolist()]
    for t in tri[(heights > z).any(axis=1) & (heights < z).any(axis=1)].tolist():
        ring = []
        for (x0, y0, z0), (x1, y1, z1) in zip(t, t[1:] + t[:1], strict=True):
            if z0 >= z:
                ring.append((x0, y0))
            if (z0 - z) * (z1 - z) < 0:
                f = (z - z0) / (z1 - z0)
                ring.append((x0 + f * (x1 - x0), y0 + f * (y1 - y0)))
        if len(ring) > 2:
            out.append(shapely.Polygon(ring))
    return out


def _filled(region: Any) -> Any:
    """Without the cracks between faces."""
    import shapely

    out = []
    for p in shapely.get_parts(region).tolist():
        if p.geom_type != "Polygon" or p.is_empty:
            continue
        holes = [h for h in p.interiors if 2 * shapely.Polygon(h).area > CRACK * h.length]
        out.append(p if len(holes) == len(p.interiors) else shapely.Polygon(p.exterior, holes))
    return shapely.MultiPolygon(out)
