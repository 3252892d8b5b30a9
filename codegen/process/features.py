"""Features of the intent as features of the part, one value for each instance, mm in the work frame."""

from __future__ import annotations

import math
from typing import Final, Literal

from codegen.messages import say
from codegen.model.curve import Loop, Point2, polygon, rectangle, slot
from codegen.model.intent import (
    ChamferFeature,
    Circle,
    FilletFeature,
    HoleFeature,
    KeywayFeature,
    Path,
    PocketFeature,
    PointsOutline,
    ShellFeature,
    SlotFeature,
)
from codegen.model.part import (
    Counterbore,
    Countersink,
    Dimension,
    Hole,
    PartFeature,
    Pocket,
)  # fmt: skip
from codegen.model.surface import plane_of, surface
from codegen.process import extras
from codegen.process.context import Context
from codegen.process.edges import edge_feature
from codegen.process.frame import Frame
from codegen.process.outline import loop_of
from codegen.process.places import points_of
from codegen.process.threads import resolve_fit, resolve_thread

POINT_ANGLE: Final = 118.0
"""Degrees: the point of the library's jobber drills (DIN 338)."""

SAME: Final = 1e-6

_SHAPES: Final[dict[str, Literal["rectangle", "circle", "slot", "polygon"]]] = {
    "rectangle": "rectangle", "circle": "circle", "slot": "slot", "polygon": "polygon",
}  # fmt: skip


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
            make_pocket = _pockets if feature.face == "top" else extras.side_pocket
            out += make_pocket(ctx, frame, feature, pointer)
        elif isinstance(feature, SlotFeature):
            make_slot = _slot if feature.face == "top" else extras.side_slot
            out += make_slot(ctx, frame, feature, pointer)
        elif isinstance(feature, ShellFeature):
            out += extras.shell(ctx, frame, feature, pointer)
        elif isinstance(feature, KeywayFeature):
            out += extras.keyway(ctx, frame, feature, pointer, out)
        elif isinstance(feature, ChamferFeature | FilletFeature) and feature.id not in frame.folded:
            out += edge_feature(ctx, frame, feature, pointer, out)
    return tuple(out)


def _depth(
    ctx: Context, frame: Frame, feature: HoleFeature | PocketFeature | SlotFeature, pointer: str, z_top: float
) -> tuple[bool, float | None]:
    """Through, and depth below ``z_top``. (False, None): missing or bad, and said so."""
    if feature.through and feature.depth is not None:
        ctx.report(
            "contradiction",
            say("{feature} is both through and {depth!r} deep", feature=feature.id, depth=feature.depth),
            pointer=pointer,
            feature=feature.id,
            remedy=say("say one of them"),
        )
        return False, None
    if feature.through:
        return True, None
    depth = ctx.length(feature.depth, f"{pointer}/depth", positive=True)
    if feature.depth is None:
        ctx.ask(
            "depth", pointer, f"How deep is {feature.id}, or does it go through?",
            f"{feature.id} 的深度是多少，还是打通？", feature=feature.id,
        )  # fmt: skip
    if depth is None:
        return False, None
    return _reach(ctx, frame, feature, pointer, z_top, depth)


def _reach(
    ctx: Context,
    frame: Frame,
    feature: HoleFeature | PocketFeature | SlotFeature,
    pointer: str,
    z_top: float,
    depth: float,
) -> tuple[bool, float | None]:
    room = z_top - frame.body.z_bottom
    if isinstance(feature, HoleFeature) and feature.face not in ("top", "bottom"):
        return False, depth
    if depth > room + SAME:
        ctx.report(
            "feature-outside-stock",
            say(
                "{feature} is {depth:g} mm deep, and the part only {available:g} mm there",
                feature=feature.id,
                depth=depth,
                available=room,
            ),
            pointer=f"{pointer}/depth",
            feature=feature.id,
            remedy=say("make it shallower, or say that it goes through"),
            figures={"depth_mm": depth, "available_mm": room},
        )
        return False, None
    if depth > room - SAME:
        ctx.assume(
            say("{feature}: {depth:g} mm is the whole thickness, so it goes through", feature=feature.id, depth=depth)
        )
        return True, None
    return False, depth


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
        return _reach(ctx, frame, f, f"{pointer}/thread", z_top, depth)
    return _depth(ctx, frame, f, pointer, frame.body.z_top if f.face == "bottom" else z_top)


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


def _pockets(ctx: Context, frame: Frame, f: PocketFeature, pointer: str) -> list[PartFeature]:
    z_top = _pocket_top(ctx, frame, f, pointer)
    if z_top is None:
        return []
    through, depth = _depth(ctx, frame, f, pointer, z_top)
    loop = loop_of(ctx, f.outline, f"{pointer}/outline", lambda p, at: frame.locate(ctx, p, at))
    places = points_of(ctx, frame, f.at, f"{pointer}/at", f.id)
    if loop is None or places is None or not (through or depth is not None):
        return []
    if isinstance(f.outline, Path | PointsOutline) and (len(places) != 1 or math.dist(places[0], (0.0, 0.0)) > SAME):
        ctx.report(
            "contradiction",
            say(
                "{feature}: a path's points are absolute, and it is placed at {places} as well",
                feature=f.id,
                places=places[0],
            ),
            pointer=f"{pointer}/at",
            feature=f.id,
            remedy=say("place a path once, at the origin"),
        )
        return []
    size = None
    if isinstance(f.outline, Circle) and f.outline.fit:
        x0, _, x1, _ = loop.bounds
        size = resolve_fit(ctx, x1 - x0, f.outline.fit, f"{pointer}/outline/fit", f.id)
        if size is None:
            return []
    z_bottom = frame.body.z_bottom if depth is None else z_top - depth
    out: list[PartFeature] = []
    for ident, (x, y) in zip(extras.instances(f.id, len(places)), places, strict=True):
        placed = loop.moved(x, y)
        across = _across(frame, placed) if f.outline.kind == "rectangle" else None
        out.append(
            Pocket(
                id=ident, feature=f.id, shape=_SHAPES.get(f.outline.kind, "path") if across is None else "slot",
                outline=across or placed, z_top=z_top, z_bottom=z_bottom, through=through, diameter=size, open=across is not None,
            )
        )  # fmt: skip
    return out


def _pocket_top(ctx: Context, frame: Frame, f: PocketFeature, pointer: str) -> float | None:
    """Z where a pocket starts: as said, else the surface at its first place (the top of a boss, or of the plate)."""
    if f.top is not None:
        return ctx.length(f.top, f"{pointer}/top")
    if frame.body.plain:
        return frame.body.z_top
    quiet = Context(ctx.intent)  # the places are resolved, and what is wrong with them said, by the caller
    places = points_of(quiet, frame, f.at, f"{pointer}/at", f.id)
    met = surface(frame.body, "top", *places[0]) if places else None
    return frame.body.prism_top if met is None else met


def _across(frame: Frame, loop: Loop) -> Loop | None:
    """A rectangle from side to side of the body (a channel or a step) as an open slot, past both ends; None: it is closed."""
    x0, y0, x1, y1 = loop.bounds
    bx0, by0, bx1, by1 = frame.body.outline.bounds
    spans_x, spans_y = x0 <= bx0 + SAME and x1 >= bx1 - SAME, y0 <= by0 + SAME and y1 >= by1 - SAME
    if spans_x == spans_y:
        return None
    if spans_x:
        past = _past(frame, y1 - y0)
        x0, x1 = min(x0, bx0) - past, max(x1, bx1) + past
    else:
        past = _past(frame, x1 - x0)
        y0, y1 = min(y0, by0) - past, max(y1, by1) + past
    return rectangle(((x0 + x1) / 2, (y0 + y1) / 2), x1 - x0, y1 - y0)


def _past(frame: Frame, width: float) -> float:
    """How far an open outline reaches past the body, mm: out of the stock, and longer than wide."""
    past = width / 2
    if frame.stock is not None:
        b, s = frame.body.outline.bounds, frame.stock.outline.bounds
        past += max(abs(s[k] - b[k]) for k in range(4)) * math.sqrt(2)
    return past


def _slot(ctx: Context, frame: Frame, f: SlotFeature, pointer: str) -> list[PartFeature]:
    start, end = frame.locate(ctx, f.start, f"{pointer}/start"), frame.locate(ctx, f.end, f"{pointer}/end")
    width = ctx.length(f.width, f"{pointer}/width", positive=True)
    z_top = frame.body.prism_top if f.top is None else ctx.length(f.top, f"{pointer}/top")
    if f.top is None and not frame.body.plain and start is not None and end is not None:
        met = surface(frame.body, "top", (start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        z_top = z_top if met is None else met
    if z_top is None:
        return []
    through, depth = _depth(ctx, frame, f, pointer, z_top)
    if start is None or end is None or width is None or not (through or depth is not None):
        return []
    if math.dist(start, end) < SAME:
        ctx.report(
            "contradiction",
            say("{feature} starts and ends at the same point {start}", feature=f.id, start=start),
            pointer=pointer,
            feature=f.id,
            remedy=say("give two different points"),
        )
        return []
    if f.ends == "open":
        outline = _open_outline(ctx, frame, f, pointer, start, end, width)
        if outline is None:
            return []
        loop = polygon(outline)
    else:
        loop = slot(start, end, width)
    z_bottom = frame.body.z_bottom if depth is None else z_top - depth
    return [
        Pocket(
            id=f.id, feature=f.id, shape="slot", outline=loop, z_top=z_top, z_bottom=z_bottom, through=through,
            open=f.ends == "open",
        )
    ]  # fmt: skip


def _open_outline(
    ctx: Context, frame: Frame, f: SlotFeature, pointer: str, start: Point2, end: Point2, width: float
) -> list[Point2] | None:
    """A rectangle that reaches past the body at both ends, so that slanting ends leave nothing standing."""
    from codegen.process.checks import inside

    length = math.dist(start, end)
    u = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    for name, p in (("start", start), ("end", end)):
        if inside(frame.body.outline, p, 0.01):
            ctx.ask(
                "end_shape", f"{pointer}/{name}",
                f"{f.id} is open, but its {name} X{p[0]:g} Y{p[1]:g} lies inside the part: round there, or on to the edge?",
                f"{f.id} 是开口槽，但端点 X{p[0]:g} Y{p[1]:g} 在零件内部：这一端是圆头，还是一直铣到边？", feature=f.id,
            )  # fmt: skip
            return None
    past = _past(frame, width)
    a = (start[0] - u[0] * past, start[1] - u[1] * past)
    e = (end[0] + u[0] * past, end[1] + u[1] * past)
    n = (-u[1] * width / 2, u[0] * width / 2)
    return [
        (a[0] - n[0], a[1] - n[1]),
        (e[0] - n[0], e[1] - n[1]),
        (e[0] + n[0], e[1] + n[1]),
        (a[0] + n[0], a[1] + n[1]),
    ]
