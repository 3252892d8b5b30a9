"""Which edges of a solid an edge feature means. Millimetres."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepLProp import BRepLProp_SLProps
from OCP.GeomAbs import GeomAbs_Line
from OCP.TopAbs import TopAbs_REVERSED

from codegen.geometry.curves import distance_to
from codegen.geometry.frames import bore, modelled_diameter, widest_diameter
from codegen.model.curve import Loop
from codegen.model.part import Body, Boss, EdgeChamfer, EdgeFillet, Hole, Pocket

NEAR: Final = 1e-4
"""mm: an edge lies on a height or an outline when its points do within this."""

SMOOTH: Final = 1e-6
"""Where the normals of two faces differ by less, they run into each other and have no edge to break."""

EdgeFeature = EdgeChamfer | EdgeFillet
Target = Hole | Pocket | Boss
Edge = tuple[Any, list[Any]]
"""An edge of the kernel and the two faces that meet in it."""


def selected(edges: Sequence[Edge], feature: EdgeFeature, body: Body, targets: Sequence[Target]) -> list[Edge]:
    """Those of ``edges`` that ``feature`` means."""
    if feature.edges.startswith("feature-"):
        return [e for e in edges if any(_of_target(e[0], edges, feature, t, body) for t in targets)]
    choose: dict[str, Callable[[Edge], bool]] = {
        "top-outer": lambda e: _top_outer(e[0], body),
        "bottom-outer": lambda e: _at(e[0], body.z_bottom),
        "vertical": lambda e: _upright(e[0]),
        "all": lambda e: _turn(e) > 0,
        "root": lambda e: _turn(e) < 0 and _round(e[0], body) and (not targets or _at_foot(e[0], targets, body)),
        "steps": lambda e: _turn(e) > 0 and _between(e[0], body),
    }
    return [e for e in edges if choose[feature.edges](e)]


def z_range(shape: Any) -> tuple[float, float]:
    """Lowest and highest Z of a shape, mm."""
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    box.SetGap(0.0)
    _, _, z0, _, _, z1 = box.Get()
    return z0, z1


def _at(edge: Any, height: float) -> bool:
    return all(abs(z - height) < NEAR for z in z_range(edge))


def _upright(edge: Any) -> bool:
    curve = BRepAdaptor_Curve(edge)
    return bool(curve.GetType() == GeomAbs_Line and abs(curve.Line().Direction().Z()) > 1 - 1e-9)


def _top_outer(edge: Any, body: Body) -> bool:
    return _at(edge, body.prism_top) and (not body.bosses or _on_outline(edge, body.outline))


def _between(edge: Any, body: Body) -> bool:
    low, high = z_range(edge)
    return high - low < NEAR and low > body.z_bottom + NEAR and high < body.z_top - NEAR


def _round(edge: Any, body: Body) -> bool:
    """Whether the edge runs round: on a body with a section that runs along it, any does."""
    if body.profile is not None and body.profile.kind == "section":
        return True
    low, high = z_range(edge)
    return high - low < NEAR


def _at_foot(edge: Any, targets: Sequence[Target], body: Body) -> bool:
    return any(_at(edge, body.prism_top) and _on_outline(edge, t.outline) for t in targets if isinstance(t, Boss))


def _turn(edge: Edge) -> int:
    """1: an outside edge; -1: an inside corner; 0: the faces run smoothly into each other.

    A little way along the one face's outward normal and against the other's lies air beside an outside edge, and material
    beside an inside corner: it is the sign of the component that leaves the tangent plane of the second face.
    """
    line, around = edge
    curve = BRepAdaptor_Curve(line)
    first, last = curve.FirstParameter(), curve.LastParameter()
    at = first + 0.41 * (last - first)  # not the middle: there a seam's end may lie
    a, b = (_normal(line, face, at) for face in around)
    if sum(p * q for p, q in zip(a, b, strict=True)) > 1 - SMOOTH:
        return 0
    # into the first face, at right angles to the edge: the half of the tangent plane that belongs to it
    tangent = _tangent(curve, at)
    across = _cross(a, tangent)
    if not _points_into(line, around[0], at, across):
        across = (-across[0], -across[1], -across[2])
    return 1 if sum(p * q for p, q in zip(across, b, strict=True)) < 0 else -1


Vector = tuple[float, float, float]


def _normal(edge: Any, face: Any, at: float) -> Vector:
    """Outward normal of a face at a parameter of its edge."""
    u, v = _on_face(edge, face, at)
    normal = BRepLProp_SLProps(BRepAdaptor_Surface(face), u, v, 1, 1e-9).Normal()
    sign = -1.0 if face.Orientation() == TopAbs_REVERSED else 1.0
    return (sign * normal.X(), sign * normal.Y(), sign * normal.Z())


def _on_face(edge: Any, face: Any, at: float) -> tuple[float, float]:
    curve = BRep_Tool.CurveOnSurface_s(edge, face, 0.0, 1.0)
    p = curve.Value(at)
    return p.X(), p.Y()


def _tangent(curve: Any, at: float) -> Vector:
    from OCP.gp import gp_Pnt, gp_Vec

    p, d = gp_Pnt(), gp_Vec()
    curve.D1(at, p, d)
    length = d.Magnitude() or 1.0
    return (d.X() / length, d.Y() / length, d.Z() / length)


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _points_into(edge: Any, face: Any, at: float, across: Vector) -> bool:
    """Whether a small step along ``across`` from the edge stays on the face."""
    from OCP.BRepClass import BRepClass_FaceClassifier
    from OCP.gp import gp_Pnt
    from OCP.TopAbs import TopAbs_IN

    p = BRepAdaptor_Curve(edge).Value(at)
    step = 10 * NEAR
    near = gp_Pnt(p.X() + step * across[0], p.Y() + step * across[1], p.Z() + step * across[2])
    return bool(BRepClass_FaceClassifier(face, near, NEAR).State() == TopAbs_IN)


# -- edges of features -----------------------------------------------------------------------------------------------------


def _of_target(edge: Any, edges: Sequence[Edge], feature: EdgeFeature, target: Target, body: Body) -> bool:
    name = feature.edges
    if isinstance(target, Boss):
        return name == "feature-top" and _at(edge, target.z_top) and _on_outline(edge, target.outline)
    if isinstance(target, Pocket):
        z = target.z_top if name == "feature-top" else body.z_bottom if target.through else target.z_bottom
        return _at(edge, z) and _on_outline(edge, target.outline)
    if name == "feature-top":
        t = _along(edge, target, body, widest_diameter(target) / 2)
        return t is not None and abs(t) < NEAR
    if name == "feature-floor":
        t = _along(edge, target, body, modelled_diameter(target) / 2)
        return t is not None and target.depth is not None and abs(t - target.depth) < NEAR
    r = modelled_diameter(target) / 2
    t = _along(edge, target, body, r)
    ends = [s for e, _ in edges if (s := _along(e, target, body, r)) is not None]
    return t is not None and t > NEAR and t > max(ends) - NEAR


def _along(edge: Any, hole: Hole, body: Body, radius: float) -> float | None:
    """How deep along a hole's axis an edge lies that runs round it at ``radius``; None: it does not."""
    axis = bore(hole, body)
    depths: list[float] = []
    for p in _samples(edge):
        rel = [c - s for c, s in zip(p, axis.start, strict=True)]
        t = sum(r * i for r, i in zip(rel, axis.into, strict=True))
        away = math.dist(rel, [t * i for i in axis.into])
        if abs(away - radius) > NEAR:
            return None
        depths.append(t)
    return depths[0] if max(depths) - min(depths) < NEAR else None


def _samples(edge: Any) -> list[Vector]:
    curve = BRepAdaptor_Curve(edge)
    first, last = curve.FirstParameter(), curve.LastParameter()
    found = [curve.Value(first + (last - first) * k / 4) for k in range(5)]
    return [(p.X(), p.Y(), p.Z()) for p in found]


def _on_outline(edge: Any, outline: Loop) -> bool:
    return all(distance_to(outline, (x, y)) < NEAR for x, y, _ in _samples(edge))
