"""Chamfers and fillets of the intent as features of the part; those that cannot fit are findings. mm."""

from __future__ import annotations

from codegen.findings import Severity
from codegen.messages import say
from codegen.model.intent import (
    BossFeature,
    ChamferFeature,
    FilletFeature,
    HoleFeature,
    PocketFeature,
    ShellFeature,
    SlotFeature,
)
from codegen.model.part import EdgeChamfer, EdgeFillet, Edges, Hole, PartFeature, Pocket
from codegen.process.context import Context
from codegen.process.frame import Frame

_HAS_EDGES = BossFeature | HoleFeature | PocketFeature | ShellFeature | SlotFeature


def edge_feature(
    ctx: Context, frame: Frame, f: ChamferFeature | FilletFeature, pointer: str, made: list[PartFeature]
) -> list[PartFeature]:
    """The feature, if its sizes are good and it can be somewhere. ``made``: the features before it."""
    if f.edges.startswith("feature-") and not _target(ctx, f, pointer, made):
        return []
    if f.edges in ("root", "steps") and frame.body.plain:
        ctx.report(
            "contradiction",
            say(
                "{feature}: a plain {shape} has no steps, so no edges {edges!r}",
                feature=f.id,
                shape=frame.body.shape,
                edges=f.edges,
            ),
            pointer=f"{pointer}/edges",
            feature=f.id,
            remedy=say("name the edges that are meant"),
        )
        return []
    if isinstance(f, FilletFeature):
        r = ctx.length(f.radius, f"{pointer}/radius", positive=True)
        if r is None or not _fits(ctx, frame, f, pointer, r, made):
            return []
        return [EdgeFillet(id=i, feature=f.id, edges=e, of=f.of, radius=r) for i, e in _ends(f)]
    size, angle = ctx.length(f.size, f"{pointer}/size", positive=True), ctx.angle(f.angle, f"{pointer}/angle")
    if size is None or angle is None:
        return []
    if not 0.0 < angle < 90.0:
        ctx.report(
            "bad-expression",
            say("{feature}: a chamfer of {angle:g}° is none", feature=f.id, angle=angle),
            pointer=f"{pointer}/angle",
            feature=f.id,
            remedy=say("give an angle between 0° and 90°"),
            severity=Severity.ERROR,
        )
        return []
    if not _fits(ctx, frame, f, pointer, size, made):
        return []
    return [EdgeChamfer(id=i, feature=f.id, edges=e, of=f.of, size=size, angle_deg=angle) for i, e in _ends(f)]


def _ends(f: ChamferFeature | FilletFeature) -> list[tuple[str, Edges]]:
    """Ids and edges, one end at a time: from above only one of the two can be made."""
    if f.edges == "both-outer":
        return [(f"{f.id}[1]", "top-outer"), (f"{f.id}[2]", "bottom-outer")]
    if f.edges == "feature-both":
        return [(f"{f.id}[1]", "feature-top"), (f"{f.id}[2]", "feature-bottom")]
    return [(f.id, f.edges)]


def _target(ctx: Context, f: ChamferFeature | FilletFeature, pointer: str, made: list[PartFeature]) -> bool:
    """Whether the feature whose edges are meant is there and has such edges."""
    known = {x.id for x in ctx.intent.features if isinstance(x, _HAS_EDGES)}
    sunk = {x.id for x in ctx.intent.features if isinstance(x, HoleFeature) and x.countersink is not None}
    if f.of in sunk and f.edges in ("feature-top", "feature-both"):
        ctx.report(
            "contradiction",
            say(
                "{feature} is to break the edge of {of!r}, which has a countersink there already", feature=f.id, of=f.of
            ),
            pointer=f"{pointer}/of",
            feature=f.id,
            remedy=say("say one of them"),
        )
        return False
    if f.of not in known:
        ctx.report(
            "contradiction",
            say("{feature} is to run round {of!r}, which is no hole, pocket or slot", feature=f.id, of=f.of),
            pointer=f"{pointer}/of",
            feature=f.id,
            remedy=say("name the feature whose edge is meant"),
        )
        return False
    blind = any(
        (isinstance(x, Hole) and x.depth is not None) or (isinstance(x, Pocket) and not x.through)
        for x in made
        if x.feature == f.of
    )
    if blind and f.edges in ("feature-bottom", "feature-both"):
        ctx.report(
            "contradiction",
            say("{feature} is to break the lower edge of {of!r}, which does not come out below", feature=f.id, of=f.of),
            pointer=f"{pointer}/edges",
            feature=f.id,
            remedy=say("say its mouth alone, or that it goes through"),
        )
        return False
    return True


def _fits(
    ctx: Context, frame: Frame, f: ChamferFeature | FilletFeature, pointer: str, size: float, made: list[PartFeature]
) -> bool:
    """Whether broken edges that face each other leave something between them."""
    body = frame.body
    x0, y0, x1, y1 = body.outline.bounds
    high = body.prism_top - body.z_bottom
    room = {"top-outer": min(x1 - x0, y1 - y0) / 2, "bottom-outer": min(x1 - x0, y1 - y0) / 2}
    room |= {"both-outer": min(room["top-outer"], high / 2), "all": min(room["top-outer"], high / 2)}
    opposite = {"top-outer": "bottom-outer", "bottom-outer": "top-outer"}.get(f.edges)
    other = sum(
        x.size if isinstance(x, EdgeChamfer) else x.radius
        for x in made
        if isinstance(x, EdgeChamfer | EdgeFillet) and x.edges == opposite
    )
    limit = min(room.get(f.edges, size + 1.0), high - other if opposite else size + 1.0)
    if size < limit - 1e-9:
        return True
    what = "rounding" if isinstance(f, FilletFeature) else "chamfer"
    ctx.report(
        "contradiction",
        say(
            "{feature}: a {what} of {size:g} mm on the edges {edges!r} meets the one opposite: there "
            "is room for less than {limit:g} mm",
            feature=f.id,
            what=what,
            size=size,
            edges=f.edges,
            limit=limit,
        ),
        pointer=pointer,
        feature=f.id,
        remedy=say("make it smaller"),
        figures={"size_mm": size, "room_mm": limit},
    )
    return False
