"""Measuring a solid, without knowing what it was meant to be: volume, box, round holes. Millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.GeomAbs import GeomAbs_Cylinder
from OCP.TopAbs import TopAbs_REVERSED

from codegen.geometry import kernel
from codegen.geometry.solid import Solid
from codegen.model.part import Box

NEAR: Final = 1e-5
"""mm: axes and diameters nearer than this are the same."""


@dataclass(frozen=True, slots=True)
class MeasuredHole:
    """A full round bore: its axis from ``start`` along the unit vector ``into`` for ``depth`` mm; cones not counted.

    For a bore along Z, ``start`` is the upper end and ``into`` points down.
    """

    start: tuple[float, float, float]
    into: tuple[float, float, float]
    diameter: float
    depth: float


@dataclass(frozen=True, slots=True)
class Measurements:
    """Volume mm³, exact bounding box, bores, number of faces."""

    volume: float
    box: Box
    holes: tuple[MeasuredHole, ...]
    faces: int


@dataclass(slots=True)
class _Wall:
    """A cylindrical face with material outside it. ``foot``: point of its axis nearest the origin."""

    foot: tuple[float, float, float]
    along: tuple[float, float, float]
    diameter: float
    low: float
    high: float
    angle: float


def measure(solid: Solid) -> Measurements:
    """Everything a solid can tell about itself."""
    return Measurements(volume=solid.volume, box=solid.box, holes=holes(solid), faces=solid.faces)


def holes(solid: Solid) -> tuple[MeasuredHole, ...]:
    """The full round bores of a solid, by diameter and place. Rounded corners and fillets are not bores."""
    walls = [w for face in kernel.faces(solid.shape) if (w := _wall(face)) is not None]
    found = [_hole(w) for w in _joined(walls) if w.angle > 2 * math.pi - 1e-6]
    return tuple(sorted(found, key=lambda h: (h.diameter, h.start)))


def _wall(face: Any) -> _Wall | None:
    surface = BRepAdaptor_Surface(face)
    if surface.GetType() != GeomAbs_Cylinder:
        return None
    cylinder = surface.Cylinder()
    # the surface's own normal points away from its axis when its frame is right-handed
    outward = cylinder.Position().Direct() == (face.Orientation() != TopAbs_REVERSED)
    if outward:
        return None
    axis, point = cylinder.Axis().Direction(), cylinder.Location()
    along = (axis.X(), axis.Y(), axis.Z())
    v0, v1 = surface.FirstVParameter(), surface.LastVParameter()
    if next(c for c in reversed(along) if abs(c) > 1e-9) < 0:  # one sense for each axis, up if it is upright
        along, v0, v1 = (-along[0], -along[1], -along[2]), -v1, -v0
    place = (point.X(), point.Y(), point.Z())
    shift = sum(p * a for p, a in zip(place, along, strict=True))
    foot = tuple(p - shift * a for p, a in zip(place, along, strict=True))
    return _Wall(
        foot=(foot[0], foot[1], foot[2]),
        along=along,
        diameter=2 * cylinder.Radius(),
        low=v0 + shift,
        high=v1 + shift,
        angle=surface.LastUParameter() - surface.FirstUParameter(),
    )


def _joined(walls: Iterable[_Wall]) -> list[_Wall]:
    """Walls of one bore brought together: pieces round the axis add their angles, pieces end to end their lengths."""
    out: list[_Wall] = []
    for wall in sorted(walls, key=lambda w: (w.low, w.high)):
        for other in out:
            if not _same_bore(wall, other):
                continue
            if abs(other.low - wall.low) < NEAR and abs(other.high - wall.high) < NEAR:
                other.angle += wall.angle
                break
            full = min(other.angle, wall.angle) > 2 * math.pi - 1e-6
            if full and wall.low - other.high < NEAR:
                other.high = max(other.high, wall.high)
                break
        else:
            out.append(wall)
    return out


def _same_bore(a: _Wall, b: _Wall) -> bool:
    return (
        abs(a.diameter - b.diameter) < NEAR and math.dist(a.foot, b.foot) < NEAR and math.dist(a.along, b.along) < NEAR
    )


def _hole(wall: _Wall) -> MeasuredHole:
    start = tuple(round(f + wall.high * a, 6) + 0.0 for f, a in zip(wall.foot, wall.along, strict=True))
    into = tuple(-a + 0.0 for a in wall.along)
    return MeasuredHole(
        start=(start[0], start[1], start[2]),
        into=(into[0], into[1], into[2]),
        diameter=round(wall.diameter, 6),
        depth=round(wall.high - wall.low, 6),
    )
