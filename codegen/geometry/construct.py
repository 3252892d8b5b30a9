"""A part as a solid: the body's prism, its edges, then everything that is cut, in one Boolean operation.

What cannot be built is a ``Finding`` that names the feature; nothing is raised for impossible work.
"""

from __future__ import annotations

from typing import Any

from OCP.BRepAlgoAPI import BRepAlgoAPI_Common, BRepAlgoAPI_Cut

from codegen.findings import Finding, Location, Severity
from codegen.geometry import kernel
from codegen.geometry.bodies import body_solid, cut_solid, groove_solid
from codegen.geometry.edges import EdgeFeature, Target, apply_edges, on_body
from codegen.geometry.features import hole_solid, pocket_solid
from codegen.geometry.kernel import KernelFailure
from codegen.geometry.overlap import overlaps
from codegen.geometry.solid import Solid
from codegen.messages import say
from codegen.model.part import Body, Boss, Cut, Groove, Hole, Part, Pocket


def build(part: Part) -> tuple[Solid | None, tuple[Finding, ...]]:
    """The part as one valid solid, in the work frame, and findings about it.

    The order is: the body; chamfers and fillets of its own edges, upright ones first; all holes and pockets at once;
    chamfers and fillets of features' edges. The solid is None exactly when a finding of code ``geometry-failed`` with
    severity error is among the findings.
    """
    findings = list(overlaps(part))
    try:
        with kernel.quiet():
            shape = _body(part)
            shape = _cut(shape, part, findings)
            for feature in _edge_features(part, on_the_body=False):
                shape = _edges(shape, feature, part)
            solid = Solid(_one_solid(shape))
            if not solid.valid:
                raise _Failed(say("the solid is not valid: its surfaces cut themselves"), None)
    except _Failed as e:
        return None, (*findings, _failed(str(e), e.feature))
    return solid, tuple(findings)


class _Failed(Exception):
    """Building stopped at a feature."""

    def __init__(self, message: str, feature: str | None) -> None:
        super().__init__(message)
        self.feature = feature


def _failed(message: str, feature: str | None) -> Finding:
    what = say("{feature} could not be built", feature=feature) if feature else say("the part could not be built")
    return Finding(
        code="geometry-failed",
        message=say("{where}: {what}", where=what, what=message),
        where=Location(feature=feature),
        remedy=say("change the size or place of the feature")
        if feature
        else say("check the body's outline and heights"),
    )


def _body(part: Part) -> Any:
    body = part.body
    if body.z_top - body.z_bottom <= kernel.CONFUSION:
        raise _Failed(
            say("the body from Z{z_bottom:g} to Z{z_top:g} has no height", z_bottom=body.z_bottom, z_top=body.z_top),
            None,
        )
    try:
        shape = body_solid(body)
    except KernelFailure as e:
        raise _Failed(say("the body's outline is no good: {reason}", reason=e), None) from e
    for feature in _edge_features(part, on_the_body=True):
        shape = _edges(shape, feature, part)
    return shape


def _edge_features(part: Part, *, on_the_body: bool) -> list[EdgeFeature]:
    """Upright edges come first: a chamfer along the top then runs round the rounded corner, as a cutter does."""
    found = [f for f in part.features if isinstance(f, EdgeFeature) and on_body(f, part.body) is on_the_body]
    return sorted(found, key=lambda f: f.edges != "vertical")


def _edges(shape: Any, feature: EdgeFeature, part: Part) -> Any:
    targets: list[Target] = [
        f
        for f in (*part.features, *part.body.bosses)
        if isinstance(f, Hole | Pocket | Boss) and feature.of in (f.feature, f.id)
    ]
    try:
        return _one_solid(apply_edges(shape, feature, part.body, targets))
    except KernelFailure as e:
        raise _Failed(str(e), feature.id) from e


def _cut(shape: Any, part: Part, findings: list[Finding]) -> Any:
    tools: list[tuple[str, Any]] = []
    for feature in part.features:
        if isinstance(feature, Hole | Pocket | Cut | Groove):
            try:
                tools.append((feature.id, _tool(feature, part.body)))
            except KernelFailure as e:
                raise _Failed(str(e), feature.id) from e
    if not tools:
        return shape
    operation = _difference(shape, [tool for _, tool in tools])
    try:
        cut = _one_solid(operation.Shape())
    except KernelFailure as e:
        raise _culprit(shape, tools, e) from e
    for feature_id, tool in tools:
        if all(operation.IsDeleted(face) for face in kernel.faces(tool)):
            findings.append(_idle(shape, feature_id, tool))
    return cut


def _tool(feature: Hole | Pocket | Cut | Groove, body: Body) -> Any:
    if isinstance(feature, Hole):
        return hole_solid(feature, body)
    if isinstance(feature, Pocket):
        return pocket_solid(feature, body)
    return cut_solid(feature, body) if isinstance(feature, Cut) else groove_solid(feature, body)


def _difference(shape: Any, tools: list[Any]) -> Any:
    operation = BRepAlgoAPI_Cut()
    operation.SetArguments(kernel.listed([shape]))
    operation.SetTools(kernel.listed(tools))
    operation.Build()
    return operation


def _one_solid(shape: Any) -> Any:
    """The one solid in a shape.

    Raises:
        KernelFailure: none, several, or one with a closed cavity.
    """
    found = kernel.solids(shape)
    if not found:
        raise KernelFailure(say("nothing is left of the body"))
    if len(found) > 1:
        raise KernelFailure(say("the body falls into {n} pieces", n=len(found)))
    if len(kernel.shells(found[0])) > 1:
        raise KernelFailure(say("it makes a closed cavity that no tool can reach"))
    return found[0]


def _culprit(shape: Any, tools: list[tuple[str, Any]], error: KernelFailure) -> _Failed:
    """The first feature, in order, after which the body is no longer one solid."""
    for feature_id, tool in tools:
        cut = _difference(shape, [tool]).Shape()
        try:
            shape = _one_solid(cut)
        except KernelFailure as e:
            if "cavity" not in str(e):
                return _Failed(str(e), feature_id)
            shape = kernel.solids(cut)[0]  # a later feature may open it
    return _Failed(str(error), next((i for i, t in tools if _encloses(shape, t)), None))


def _encloses(shape: Any, tool: Any) -> bool:
    """Whether the shape has a cavity that the tool's removal left: the tool's faces lie on an inner shell."""
    shells = kernel.shells(shape)
    if len(shells) < 2:
        return False
    whole = kernel.volume(_difference(tool, [shape]).Shape())
    return abs(whole - kernel.volume(tool)) < 1e-6


def _idle(shape: Any, feature_id: str, tool: Any) -> Finding:
    """A feature of which nothing shows: it misses the body, or others have already taken all of it."""
    common = BRepAlgoAPI_Common(shape, tool).Shape()
    if not kernel.solids(common) or kernel.volume(common) < 1e-9:
        return Finding(
            code="feature-outside-stock",
            message=say("{feature} removes nothing: it lies outside the body", feature=feature_id),
            where=Location(feature=feature_id),
            remedy=say("check its position against the body"),
        )
    return Finding(
        code="feature-overlap",
        message=say("{feature} removes nothing of its own: it lies wholly inside other features", feature=feature_id),
        severity=Severity.WARNING,
        where=Location(feature=feature_id),
        remedy=say("remove it, or start it at the floor of the feature around it"),
    )
