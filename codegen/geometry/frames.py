"""Where a hole starts and which way it goes, for each of the six faces. No kernel here. Millimetres.

``Hole.x, y`` are work-frame coordinates in the face's plane, ``z_top`` the one along its normal:

    face          x  y  z_top   drilled towards
    top           X  Y  Z       −Z
    bottom        X  Y  Z       +Z
    front, back   X  Z  Y       +Y, −Y
    left, right   Y  Z  X       +X, −X
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from codegen.model.part import Body, Face, Hole

Vector = tuple[float, float, float]

INTO: Final[dict[Face, Vector]] = {
    "top": (0.0, 0.0, -1.0),
    "bottom": (0.0, 0.0, 1.0),
    "front": (0.0, 1.0, 0.0),
    "back": (0.0, -1.0, 0.0),
    "left": (1.0, 0.0, 0.0),
    "right": (-1.0, 0.0, 0.0),
}

SAME: Final = 1e-6
"""mm: heights nearer than this are the same plane."""


@dataclass(frozen=True, slots=True)
class Bore:
    """A hole's axis: its start, unit direction into the material, and how much body lies ahead of and behind the start.

    ``ahead`` and ``behind`` are the distances from the start to the body's bounding planes along the axis, mm; negative
    when the start lies outside.
    """

    start: Vector
    into: Vector
    ahead: float
    behind: float


def start_of(hole: Hole) -> Vector:
    """The point where the hole's axis enters, in the work frame."""
    if hole.face in ("top", "bottom"):
        return (hole.x, hole.y, hole.z_top)
    if hole.face in ("front", "back"):
        return (hole.x, hole.z_top, hole.y)
    return (hole.z_top, hole.x, hole.y)


def bore(hole: Hole, body: Body) -> Bore:
    """The hole's axis with respect to a body."""
    x0, y0, x1, y1 = body.outline.bounds
    low, high = (x0, y0, body.z_bottom), (x1, y1, body.z_top)
    start, into = start_of(hole), INTO[hole.face]
    axis = next(i for i in range(3) if into[i])
    up, down = high[axis] - start[axis], start[axis] - low[axis]
    ahead, behind = (up, down) if into[axis] > 0 else (down, up)
    return Bore(start=start, into=into, ahead=ahead, behind=behind)


def modelled_diameter(hole: Hole) -> float:
    """The diameter that the solid has: of the tap drill for a threaded hole, else the nominal one; mm."""
    return hole.thread.drill_diameter if hole.thread else hole.diameter.nominal


def cone_depth(hole: Hole) -> float:
    """Height of the drill point's cone below the full diameter, mm; 0 for through and flat-bottomed holes."""
    if hole.depth is None or hole.point_angle_deg is None:
        return 0.0
    return modelled_diameter(hole) / 2 / math.tan(math.radians(hole.point_angle_deg) / 2)


def widest_diameter(hole: Hole) -> float:
    """The largest diameter of a hole with its counterbore and countersink, mm."""
    extra = [e.diameter for e in (hole.counterbore, hole.countersink) if e]
    return max([modelled_diameter(hole), *extra])
