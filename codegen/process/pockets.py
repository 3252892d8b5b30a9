"""Pockets and slots in the top face as features of the part. mm."""

from __future__ import annotations

import math
from typing import Final, Literal

from codegen.messages import say
from codegen.model.curve import Loop, Point2, polygon, rectangle, slot
from codegen.model.intent import (
    Circle,
    Path,
    PocketFeature,
    PointsOutline,
    SlotFeature,
)
from codegen.model.part import (
    PartFeature,
    Pocket,
)  # fmt: skip
from codegen.model.surface import surface
from codegen.process import extras
from codegen.process.context import Context
from codegen.process.depths import depth_of
from codegen.process.frame import Frame
from codegen.process.outline import loop_of
from codegen.process.places import points_of
from codegen.process.threads import resolve_fit

SAME: Final = 1e-6

_SHAPES: Final[dict[str, Literal["rectangle", "circle", "slot", "polygon"]]] = {
    "rectangle": "rectangle", "circle": "circle", "slot": "slot", "polygon": "polygon",
}  # fmt: skip


def pockets(ctx: Context, frame: Frame, f: PocketFeature, pointer: str) -> list[PartFeature]:
    """A pocket in the top face, once for each of its places."""
    z_top = _pocket_top(ctx, frame, f, pointer)
    if z_top is None:
        return []
    through, depth = depth_of(ctx, frame, f, pointer, z_top)
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


def top_slot(ctx: Context, frame: Frame, f: SlotFeature, pointer: str) -> list[PartFeature]:
    """A slot in the top face."""
    start, end = frame.locate(ctx, f.start, f"{pointer}/start"), frame.locate(ctx, f.end, f"{pointer}/end")
    width = ctx.length(f.width, f"{pointer}/width", positive=True)
    z_top = frame.body.prism_top if f.top is None else ctx.length(f.top, f"{pointer}/top")
    if f.top is None and not frame.body.plain and start is not None and end is not None:
        met = surface(frame.body, "top", (start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        z_top = z_top if met is None else met
    if z_top is None:
        return []
    through, depth = depth_of(ctx, frame, f, pointer, z_top)
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
