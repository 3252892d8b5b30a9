"""Slivers between what is cut and what should be: how far each lies from the nominal wall, and whose it is. Millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.model.part_field import FeatureRegion
from codegen.simulate.tiles import BAND

WIDEST: Final = 2.0
"""mm: what lies farther from every wall is no wall's error, but something not cut or cut where nothing is."""
STEP: Final = 0.25
"""mm between the points of a sliver's edge at which its distance is measured, at most."""
NEAR: Final = 0.5
"""mm beyond its own width within which a sliver belongs to a feature's outline."""
ROUNDING: Final = 0.002
"""mm: slivers thinner than this are chords of arcs, and are passed over."""

THIN: Final = 0.02
"""mm: slices thinner than this lie between a face and a tip that misses it, and say nothing about walls."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A connected piece in one slice. ``points``: of its edge, in plan; ``away``: their distances from the wall."""

    gouge: bool
    shape: Any
    points: Floats
    away: Floats
    sloping: bool

    @property
    def width(self) -> float:
        """The greatest of the distances."""
        return float(self.away.max())

    @property
    def deepest(self) -> tuple[float, float]:
        """Where it is."""
        x, y = self.points[int(self.away.argmax())].tolist()
        return (x, y)


@dataclass(frozen=True, slots=True)
class Sliver:
    """A wall's error: ``amount`` mm at a point, of region ``region`` (-1: none), somewhere from ``low`` to ``high``.

    ``sloping``: faces that are not upright are about: there errors are farther sideways than they are deep.
    """

    gouge: bool
    region: int
    amount: float
    point: tuple[float, float, float]
    low: float
    high: float
    sloping: bool = False


def slivers(walls: Any, region: Any, *, gouge: bool, sloping: bool) -> list[Piece]:
    """The pieces of a region in or beside the part's slice that may be errors of its ``walls`` (a ``wall_tree``)."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(region)).tolist()  # a difference may be a collection of collections
    pieces = [p for p in parts if p.geom_type == "Polygon" and p.area > ROUNDING * p.length / 2]
    if not pieces or walls is None:
        return []
    points, owner = shapely.get_coordinates(shapely.segmentize(pieces, STEP), return_index=True)
    away = np.full(len(points), np.inf)
    (near, _), distance = walls.query_nearest(
        shapely.points(points), max_distance=WIDEST, return_distance=True, all_matches=False
    )
    away[near] = distance
    out = []
    first = np.searchsorted(owner, np.arange(len(pieces) + 1))
    for k, piece in enumerate(pieces):
        mine = slice(int(first[k]), int(first[k + 1]))
        if ROUNDING < away[mine].max() <= WIDEST and away[mine].min() < BAND:
            out.append(Piece(gouge, piece, points[mine], away[mine], sloping))
    return out


def wall_tree(part: Any) -> Any:
    """A tree of the edges of a slice; None where there is none."""
    import shapely

    ends = []
    for ring in shapely.get_rings(shapely.get_parts(part)).tolist():
        p = shapely.get_coordinates(ring)
        ends.append(np.stack((p[:-1], p[1:]), axis=1))
    edges: Any = shapely.linestrings(np.concatenate(ends)) if ends else None
    return None if edges is None else shapely.STRtree(edges)


class Sides:
    """A slice of the part with what lies beside it, in pieces: most of what is cut meets one piece, and costs no more."""

    def __init__(self, part: Any, judged: Any, world: Any) -> None:
        """``judged``: where material must not be left; ``world``: a box round all there is."""
        import shapely

        self.walls = wall_tree(part)
        self.beside = shapely.STRtree(shapely.get_parts(shapely.difference(world, part)))
        self.free = shapely.get_parts(shapely.difference(judged, part)).tolist()
        self._known: dict[Any, list[Piece]] = {}

    def compare(self, cut: Any, hidden: Sequence[Any], *, sloping: bool) -> list[Piece]:
        """Slivers of what is cut (a tree of pieces) and of what is left, outside of the regions ``hidden``."""
        out = []
        for gouge, pieces, others in ((True, cut.geometries.tolist(), self.beside), (False, self.free, cut)):
            for piece in pieces:
                near = others.geometries[np.sort(others.query(piece, predicate="intersects"))].tolist()
                key = (gouge, _key(piece), *map(_key, near))
                if hidden or key not in self._known:
                    rest = _without(piece, [*near, *hidden])
                    self._known[key] = slivers(self.walls, rest, gouge=gouge, sloping=sloping)
                out += self._known[key]
        return out


def _key(piece: Any) -> tuple[float, ...]:
    """What tells pieces apart: the same wall comes again from slice to slice, its points in another order."""
    return tuple(round(v, 6) for v in (piece.area, piece.length, *piece.bounds))


def _without(piece: Any, others: list[Any]) -> Any:
    import shapely

    if not others:
        return piece
    return shapely.difference(piece, others[0] if len(others) == 1 else shapely.union_all(others))


def keep_walls(found: Sequence[tuple[int, Piece]], stack: Sequence[tuple[float, float]]) -> list[tuple[float, Piece]]:
    """The pieces that are higher than wide, over all slices that hold their deepest point; with the height of each."""
    import shapely

    by_slice: dict[tuple[int, bool], list[Piece]] = {}
    for k, piece in found:
        by_slice.setdefault((k, piece.gouge), []).append(piece)

    def holds(k: int, piece: Piece, at: Any) -> bool:
        thin = stack[k][1] - stack[k][0] < THIN  # not looked at
        return thin or any(shapely.dwithin(p.shape, at, ROUNDING) for p in by_slice.get((k, piece.gouge), ()))

    out = []
    for k, piece in found:
        low, high = stack[k]
        a = b = k
        at = shapely.Point(piece.deepest)
        while high - low < piece.width and a > 0 and holds(a - 1, piece, at):
            a -= 1
            low = stack[a][0]
        while high - low < piece.width and b + 1 < len(stack) and holds(b + 1, piece, at):
            b += 1
            high = stack[b][1]
        if piece.width <= high - low:
            out.append((sum(stack[k]) / 2, piece))
    return out


@dataclass(slots=True)
class Worst:
    """The greatest errors by region, and the slivers that touch, put together."""

    over: dict[int, float] = field(default_factory=dict)
    under: dict[int, float] = field(default_factory=dict)
    joined: list[tuple[Sliver, tuple[float, float, float, float]]] = field(default_factory=list)

    def add(self, sliver: Sliver, box: tuple[float, float, float, float]) -> None:
        """Join with a sliver of the same wall in another slice, or begin a new one."""
        side = self.under if sliver.gouge else self.over
        side[sliver.region] = max(side.get(sliver.region, 0.0), sliver.amount)
        for k, (other, b) in enumerate(self.joined):
            same = (other.gouge, other.region) == (sliver.gouge, sliver.region)
            if same and box[0] <= b[2] and b[0] <= box[2] and box[1] <= b[3] and b[1] <= box[3]:
                worse = sliver if sliver.amount > other.amount else other
                low, high = min(sliver.low, other.low), max(sliver.high, other.high)
                wide = (min(b[0], box[0]), min(b[1], box[1]), max(b[2], box[2]), max(b[3], box[3]))
                self.joined[k] = (replace(worse, low=low, high=high, sloping=sliver.sloping and other.sloping), wide)
                return
        self.joined.append((sliver, box))

    def listed(self) -> tuple[Sliver, ...]:
        """All slivers, worst first."""
        return tuple(sorted((s for s, _ in self.joined), key=lambda s: (-s.amount, s.point)))


def collect(worst: Worst, piece: Piece, z: float, order: Sequence[FeatureRegion], rings: Sequence[Any]) -> None:
    """Give the piece's points to the outlines nearest to them, and keep the worst of each. ``rings``: of ``order``."""
    import shapely

    rows = [k for k, r in enumerate(order) if r.kind not in ("face", "tab") and r.z_bottom <= z <= r.z_top]
    owner = np.full(len(piece.points), -1)
    if rows:
        points = shapely.points(piece.points)
        tree = shapely.STRtree([rings[k] for k in rows])
        (near, which), distance = tree.query_nearest(
            points, max_distance=NEAR + WIDEST, return_distance=True, all_matches=False
        )
        mine = distance <= piece.away[near] + NEAR
        owner[near[mine]] = np.array(rows)[which[mine]]
    for region in np.unique(owner).tolist():
        away = np.where(owner == region, piece.away, -1.0)
        k = int(away.argmax())
        x, y = piece.points[k].tolist()
        p = piece.points[owner == region]
        (x0, y0), (x1, y1) = p.min(axis=0).tolist(), p.max(axis=0).tolist()
        worst.add(Sliver(piece.gouge, region, float(away[k]), (x, y, z), z, z, piece.sloping), (x0, y0, x1, y1))
