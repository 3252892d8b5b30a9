"""Features of the intent as features of the part, one value for each instance, mm in the work frame."""

from __future__ import annotations

import math
from typing import Final, Literal

from codegen.messages import say
from codegen.model.curve import Point2
from codegen.model.intent import (
    ChamferFeature,
    FilletFeature,
    HoleFeature,
    KeywayFeature,
    PocketFeature,
    ShellFeature,
    SlotFeature,
)
from codegen.model.part import (
    Counterbore,
    Countersink,
    Dimension,
    Hole,
    PartFeature,
)  # fmt: skip
from codegen.model.surface import plane_of, surface
from codegen.process import extras
from codegen.process.context import Context
from codegen.process.depths import depth_of, reach_of
from codegen.process.edges import edge_feature
from codegen.process.frame import Frame
from codegen.process.keyways import keyway
from codegen.process.places import points_of
from codegen.process.pockets import pockets, top_slot
from codegen.process.threads import resolve_fit, resolve_thread

POINT_ANGLE: Final = 118.0
"""Degrees: the point of the library's jobber drills (DIN 338)."""

SAME: Final = 1e-6


def resolve_features(ctx: Context, frame: Frame) -> tuple[PartFeature, ...]:
    """Every feature that could be resolved; what could not is in the context's findings and questions."""
    out: list[PartFeature] = list(frame.own)
    seen: set[str] = {f.feature for f in frame.own}
    for i, feature in enumerate(ctx.intent.features):
        pointer = f"/features/{i}"
        if feature.id in seen:
            ctx.report(
                "contradiction",
                say("two features are called {feature!r}", feature=feature.id),
                pointer=f"{pointer}/id",
                feature=feature.id,
                remedy=say("give each its own id"),
            )
        seen.add(feature.id)
        if isinstance(feature, HoleFeature):
            out += _holes(ctx, frame, feature, pointer)
        elif isinstance(feature, PocketFeature):
            make_pocket = pockets if feature.face == "top" else extras.side_pocket
            out += make_pocket(ctx, frame, feature, pointer)
        elif isinstance(feature, SlotFeature):
            make_slot = top_slot if feature.face == "top" else extras.side_slot
            out += make_slot(ctx, frame, feature, pointer)
        elif isinstance(feature, ShellFeature):
            out += extras.shell(ctx, frame, feature, pointer)
        elif isinstance(feature, KeywayFeature):
            out += keyway(ctx, frame, feature, pointer, out)
        elif isinstance(feature, ChamferFeature | FilletFeature) and feature.id not in frame.folded:
            out += edge_feature(ctx, frame, feature, pointer, out)
    return tuple(out)


def _holes(ctx: Context, frame: Frame, f: HoleFeature, pointer: str) -> list[PartFeature]:
    thread = resolve_thread(ctx, f, pointer)
    diameter = ctx.length(f.diameter, f"{pointer}/diameter", positive=True)
    if f.diameter is None and f.thread is None:
        ctx.ask("diameter", pointer, f"What diameter is {f.id}?", f"{f.id} 的直径是多少？", feature=f.id)
    if thread is not None:
        diameter = thread.drill_diameter
    places = points_of(ctx, frame, f.at, f"{pointer}/at", f.id, f.face)
    tops = _starts(ctx, frame, f, pointer, places or [])
    z_top = min(tops, default=plane_of(frame.body, f.face)) if f.face == "top" else plane_of(frame.body, f.face)
    through, depth = _hole_depth(ctx, frame, f, pointer, z_top)
    if diameter is None or not tops or places is None or not (through or depth is not None):
        return []
    if f.face == "top" and not frame.body.z_bottom < z_top <= frame.body.z_top + SAME:
        ctx.report(
            "feature-outside-stock",
            say("{feature} starts at Z{top:g}, outside the part", feature=f.id, top=z_top),
            pointer=f"{pointer}/top",
            feature=f.id,
            remedy=say("give the height of the face it starts in"),
        )
        return []
    size = resolve_fit(ctx, diameter, f.fit, f"{pointer}/fit", f.id)
    bore, sink = _counterbore(ctx, frame, f, pointer, diameter, z_top, depth), _countersink(ctx, f, pointer, diameter)
    if size is None or bore is False or sink is False:
        return []
    if not _sink_fits(ctx, f, pointer, diameter, sink or None, z_top - frame.body.z_bottom if depth is None else depth):
        return []
    flat = f.bottom == "flat"
    if depth is not None and f.depth_of == "tip" and not flat:
        cone = diameter / 2 / math.tan(math.radians(POINT_ANGLE / 2))
        if depth <= cone:
            ctx.report(
                "bad-expression",
                say(
                    "{feature}: {depth:g} mm to the tip is less than the drill point's {cone:.3g} mm",
                    feature=f.id,
                    depth=depth,
                    cone=cone,
                ),
                pointer=f"{pointer}/depth",
                feature=f.id,
                remedy=say("give the full-diameter depth"),
            )
            return []
        depth -= cone
    if thread is not None:
        size = Dimension(nominal=diameter, source=thread.source)
    return [
        Hole(
            id=ident, feature=f.id, face=f.face, x=x, y=y, z_top=top, diameter=size, depth=depth,
            point_angle_deg=None if flat and depth is not None else POINT_ANGLE, thread=thread,
            counterbore=bore or None, countersink=sink or None,
        )
        for ident, (x, y), top in zip(extras.instances(f.id, len(places)), places, tops, strict=True)
    ]  # fmt: skip


def _starts(ctx: Context, frame: Frame, f: HoleFeature, pointer: str, places: list[Point2]) -> list[float]:
    """Where each hole starts along the normal of its face: as said, else where the body's surface is met. Empty: bad."""
    if f.top is not None:
        top = ctx.length(f.top, f"{pointer}/top")
        return [] if top is None else [top] * len(places)
    plane = plane_of(frame.body, f.face)
    met = [surface(frame.body, f.face, *p) for p in places]
    return [plane if m is None else m for m in met]  # beside the body: found by the checks


def _hole_depth(ctx: Context, frame: Frame, f: HoleFeature, pointer: str, z_top: float) -> tuple[bool, float | None]:
    if f.thread is not None and not f.through and f.depth is None and f.thread.depth is not None:
        from codegen.process.threads import drilled_depth

        depth = drilled_depth(ctx, f, pointer)
        if depth is None:
            return False, None
        room = z_top - frame.body.z_bottom
        if f.face == "top" and depth > room - SAME:
            full = ctx.length(f.thread.depth, f"{pointer}/thread/depth") or 0.0
            if full <= room + SAME:
                ctx.assume(
                    say(
                        "{feature}: the tap drill for {full:g} mm of thread comes out below, so it is drilled through",
                        feature=f.id,
                        full=full,
                    )
                )
                return True, None
        return reach_of(ctx, frame, f, f"{pointer}/thread", z_top, depth)
    return depth_of(ctx, frame, f, pointer, frame.body.z_top if f.face == "bottom" else z_top)


def _counterbore(
    ctx: Context, frame: Frame, f: HoleFeature, pointer: str, diameter: float, z_top: float, depth: float | None
) -> Counterbore | Literal[False] | None:
    """None: none is wanted. False: bad, and said so."""
    if f.counterbore is None:
        return None
    d = ctx.length(f.counterbore.diameter, f"{pointer}/counterbore/diameter", positive=True)
    deep = ctx.length(f.counterbore.depth, f"{pointer}/counterbore/depth", positive=True)
    if d is None or deep is None:
        return False
    room = depth if depth is not None else z_top - frame.body.z_bottom
    if d <= diameter or (f.face == "top" and deep >= room - SAME):
        why = (
            say("Ø{d:g} is not larger than the hole's Ø{diameter:g}", d=d, diameter=diameter)
            if d <= diameter
            else say("{deep:g} deep in a hole of {room:g} mm", deep=deep, room=room)
        )
        ctx.report(
            "contradiction",
            say("{feature}: counterbore {why}", feature=f.id, why=why),
            pointer=f"{pointer}/counterbore",
            feature=f.id,
            remedy=say("check the counterbore's diameter and depth"),
        )
        return False
    return Counterbore(diameter=d, depth=deep)


def _countersink(ctx: Context, f: HoleFeature, pointer: str, diameter: float) -> Countersink | Literal[False] | None:
    if f.countersink is None:
        return None
    d = ctx.length(f.countersink.diameter, f"{pointer}/countersink/diameter", positive=True)
    angle = ctx.angle(f.countersink.angle, f"{pointer}/countersink/angle")
    if d is None or angle is None:
        return False
    edge = diameter
    if f.counterbore is not None:
        edge = max(edge, ctx.length(f.counterbore.diameter, f"{pointer}/counterbore/diameter") or 0.0)
    if d <= edge or not 30.0 <= angle <= 150.0:
        ctx.report(
            "contradiction",
            say(
                "{feature}: a countersink of Ø{d:g} × {angle:g}° on a hole of Ø{edge:g}",
                feature=f.id,
                d=d,
                angle=angle,
                edge=edge,
            ),
            pointer=f"{pointer}/countersink",
            feature=f.id,
            remedy=say("wider than the hole, 30° to 150°"),
        )
        return False
    return Countersink(diameter=d, angle_deg=angle)


def _sink_fits(
    ctx: Context, f: HoleFeature, pointer: str, diameter: float, sink: Countersink | None, room: float
) -> bool:
    """Whether the countersink ends above what it opens: the bottom of the hole, or the floor of the counterbore."""
    if sink is None or f.face != "top":
        return True
    bore = None if f.counterbore is None else ctx.length(f.counterbore.diameter, f"{pointer}/counterbore/diameter")
    deep = None if f.counterbore is None else ctx.length(f.counterbore.depth, f"{pointer}/counterbore/depth")
    height = (sink.diameter - (bore or diameter)) / 2 / math.tan(math.radians(sink.angle_deg / 2))
    if height < (deep or room) - SAME:
        return True
    ctx.report(
        "contradiction",
        say(
            "{feature}: the countersink is {height:.4g} mm high, and below it are only {below:.4g} mm",
            feature=f.id,
            height=height,
            below=deep or room,
        ),
        pointer=f"{pointer}/countersink",
        feature=f.id,
        remedy=say("make it smaller, or the hole deeper"),
        figures={"height_mm": height, "available_mm": deep or room},
    )
    return False
