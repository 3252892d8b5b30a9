"""Chamfers and fillets: which edges are meant, and cutting or rounding them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from OCP.Bnd import Bnd_Box
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.GeomAbs import GeomAbs_Line
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE
from OCP.TopExp import TopExp
from OCP.TopTools import TopTools_IndexedDataMapOfShapeListOfShape

from codegen.geometry.curves import distance_to
from codegen.geometry.frames import widest_diameter
from codegen.geometry.kernel import KernelFailure, as_edge, as_face
from codegen.model.curve import Loop, circle
from codegen.model.part import Body, EdgeChamfer, EdgeFillet, Hole, Pocket

NEAR: Final = 1e-4
"""mm: an edge lies on a height or an outline when its points do within this."""

EdgeFeature = EdgeChamfer | EdgeFillet


def on_body(feature: EdgeFeature) -> bool:
    """Whether the feature is on the body's own edges (done before anything is cut) and not on another feature's."""
    return feature.edges != "feature-top"


def apply_edges(shape: Any, feature: EdgeFeature, body: Body, targets: list[Hole | Pocket]) -> Any:
    """The shape with the feature's edges broken or rounded. ``targets``: the features meant by ``feature-top``.

    Raises:
        KernelFailure: no such edges, or the kernel cannot fit the size.
    """
    links = TopTools_IndexedDataMapOfShapeListOfShape()
    TopExp.MapShapesAndAncestors_s(shape, TopAbs_EDGE, TopAbs_FACE, links)
    wanted = _selection(feature, body, targets)
    found = [
        (edge, [as_face(f) for f in links.FindFromIndex(i)])
        for i in range(1, links.Extent() + 1)
        if wanted(edge := as_edge(links.FindKey(i)))
    ]
    found = [(edge, around) for edge, around in found if len({f.__hash__() for f in around}) == 2]  # not a seam
    if not found:
        raise KernelFailure(f"there are no edges {feature.edges!r}" + (f" of {feature.of!r}" if feature.of else ""))
    return _chamfer(shape, feature, found) if isinstance(feature, EdgeChamfer) else _fillet(shape, feature, found)


def _chamfer(shape: Any, feature: EdgeChamfer, found: list[tuple[Any, list[Any]]]) -> Any:
    if feature.size <= 0 or not 0 < feature.angle_deg < 90:
        raise KernelFailure(f"a chamfer of {feature.size:g} at {feature.angle_deg:g}° is none")
    equal = abs(feature.angle_deg - 45) < 1e-9
    maker = BRepFilletAPI_MakeChamfer(shape)
    for edge, around in found:
        if equal:
            maker.Add(feature.size, edge)
            continue
        level = [f for f in around if _is_level(f)]
        if len(level) != 1:
            raise KernelFailure(f"an angle of {feature.angle_deg:g}° needs a level face to be measured from; use 45")
        maker.Add(feature.size, feature.size * math.tan(math.radians(feature.angle_deg)), edge, level[0])
    return _made(maker, f"a chamfer of {feature.size:g}")


def _fillet(shape: Any, feature: EdgeFillet, found: list[tuple[Any, list[Any]]]) -> Any:
    if feature.radius <= 0:
        raise KernelFailure(f"a fillet of radius {feature.radius:g} is none")
    maker = BRepFilletAPI_MakeFillet(shape)
    for edge, _ in found:
        maker.Add(feature.radius, edge)
    return _made(maker, f"a fillet of radius {feature.radius:g}")


def _made(maker: Any, what: str) -> Any:
    try:
        maker.Build()
        if maker.IsDone():
            return maker.Shape()
    except Exception as e:  # the kernel raises its own unrelated types for edges that cannot be blended
        raise KernelFailure(f"{what} does not fit its edges ({type(e).__name__})") from e
    raise KernelFailure(f"{what} does not fit its edges")


def _is_level(face: Any) -> bool:
    low, high = _z_range(face)
    return high - low < NEAR


def _z_range(shape: Any) -> tuple[float, float]:
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    box.SetGap(0.0)
    _, _, z0, _, _, z1 = box.Get()
    return z0, z1


def _selection(feature: EdgeFeature, body: Body, targets: list[Hole | Pocket]) -> Callable[[Any], bool]:
    def at(height: float) -> Callable[[Any], bool]:
        return lambda edge: all(abs(z - height) < NEAR for z in _z_range(edge))

    def upright(edge: Any) -> bool:
        curve = BRepAdaptor_Curve(edge)
        return bool(curve.GetType() == GeomAbs_Line and abs(curve.Line().Direction().Z()) > 1 - 1e-9)

    if feature.edges == "feature-top":
        mouths = [(t.z_top, _mouth(t)) for t in targets]
        return lambda edge: any(at(z)(edge) and _on_outline(edge, outline) for z, outline in mouths)
    if feature.edges == "all":
        return lambda _: True
    return {"top-outer": at(body.z_top), "bottom-outer": at(body.z_bottom), "vertical": upright}[feature.edges]


def _mouth(target: Hole | Pocket) -> Loop:
    """The outline of a feature at its top."""
    if isinstance(target, Pocket):
        return target.outline
    return circle((target.x, target.y), widest_diameter(target))


def _on_outline(edge: Any, outline: Loop) -> bool:
    curve = BRepAdaptor_Curve(edge)
    first, last = curve.FirstParameter(), curve.LastParameter()
    samples = (curve.Value(first + (last - first) * k / 4) for k in range(5))
    return all(distance_to(outline, (p.X(), p.Y())) < NEAR for p in samples)
