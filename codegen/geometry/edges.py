"""Chamfers and fillets: which edges are meant, and cutting or rounding them."""

from __future__ import annotations

import math
from typing import Any

from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE
from OCP.TopExp import TopExp
from OCP.TopTools import TopTools_IndexedDataMapOfShapeListOfShape

from codegen.geometry.kernel import KernelFailure, as_edge, as_face
from codegen.geometry.selection import NEAR, EdgeFeature, Target, selected, z_range
from codegen.messages import joined, say
from codegen.model.part import Body, EdgeChamfer, EdgeFillet

__all__ = ["EdgeFeature", "Target", "apply_edges", "on_body"]


def on_body(feature: EdgeFeature, body: Body) -> bool:
    """Whether the feature is on the body's own edges (done before anything is cut) and not on another feature's."""
    return not feature.edges.startswith("feature-") or any(feature.of in (b.feature, b.id) for b in body.bosses)


def apply_edges(shape: Any, feature: EdgeFeature, body: Body, targets: list[Target]) -> Any:
    """The shape with the feature's edges broken or rounded. ``targets``: the features that ``of`` names.

    Raises:
        KernelFailure: no such edges, or the kernel cannot fit the size.
    """
    links = TopTools_IndexedDataMapOfShapeListOfShape()
    TopExp.MapShapesAndAncestors_s(shape, TopAbs_EDGE, TopAbs_FACE, links)
    every = [
        (as_edge(links.FindKey(i)), [as_face(f) for f in links.FindFromIndex(i)]) for i in range(1, links.Extent() + 1)
    ]
    every = [(edge, around) for edge, around in every if len({f.__hash__() for f in around}) == 2]  # not a seam
    found = selected(every, feature, body, targets)
    if not found:
        raise KernelFailure(
            joined(
                "",
                [
                    say("there are no edges {edges!r}", edges=feature.edges),
                    (say(" of {of!r}", of=feature.of) if feature.of else ""),
                ],
            )
        )
    return _chamfer(shape, feature, found) if isinstance(feature, EdgeChamfer) else _fillet(shape, feature, found)


def _chamfer(shape: Any, feature: EdgeChamfer, found: list[tuple[Any, list[Any]]]) -> Any:
    if feature.size <= 0 or not 0 < feature.angle_deg < 90:
        raise KernelFailure(
            say("a chamfer of {size:g} at {angle:g}° is none", size=feature.size, angle=feature.angle_deg)
        )
    equal = abs(feature.angle_deg - 45) < 1e-9
    maker = BRepFilletAPI_MakeChamfer(shape)
    for edge, around in found:
        if equal:
            maker.Add(feature.size, edge)
            continue
        level = [f for f in around if _is_level(f)]
        if len(level) != 1:
            raise KernelFailure(
                say(
                    "an angle of {angle:g}° needs a level face to be measured from; use 45",
                    angle=feature.angle_deg,
                )
            )
        maker.Add(feature.size, feature.size * math.tan(math.radians(feature.angle_deg)), edge, level[0])
    return _made(maker, say("a chamfer of {size:g}", size=feature.size))


def _fillet(shape: Any, feature: EdgeFillet, found: list[tuple[Any, list[Any]]]) -> Any:
    if feature.radius <= 0:
        raise KernelFailure(say("a fillet of radius {radius:g} is none", radius=feature.radius))
    maker = BRepFilletAPI_MakeFillet(shape)
    for edge, _ in found:
        maker.Add(feature.radius, edge)
    return _made(maker, say("a fillet of radius {radius:g}", radius=feature.radius))


def _made(maker: Any, what: str) -> Any:
    try:
        maker.Build()
        if maker.IsDone():
            return maker.Shape()
    except Exception as e:  # the kernel raises its own unrelated types for edges that cannot be blended
        raise KernelFailure(say("{what} does not fit its edges ({reason})", what=what, reason=type(e).__name__)) from e
    raise KernelFailure(say("{what} does not fit its edges", what=what))


def _is_level(face: Any) -> bool:
    low, high = z_range(face)
    return high - low < NEAR
