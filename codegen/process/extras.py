"""Bosses, shells, keyways, and what is taken out of other sides than the top: as parts of the body and as cuts. mm."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from codegen.messages import joined, say
from codegen.model.curve import Loop, Point2, polygon, rectangle, slot
from codegen.model.intent import BossFeature, PocketFeature, ShellFeature, SlotFeature
from codegen.model.part import Boss, Cut, Face, PartFeature, Pocket
from codegen.model.surface import face_bounds, plane_of, surface
from codegen.process.context import Context
from codegen.process.frame import Frame
from codegen.process.outline import loop_of
from codegen.process.places import points_of
from codegen.process.sections import inset

if TYPE_CHECKING:
    from shapely.geometry import Polygon

SAME = 1e-6
SLACK = 0.01
"""mm: features that stand out by less are not reported."""


def instances(feature: str, count: int) -> list[str]:
    """Ids of a feature's instances: its own, or with numbers from 1."""
    return [feature] if count == 1 else [f"{feature}[{k}]" for k in range(1, count + 1)]


def with_bosses(ctx: Context, frame: Frame) -> Frame:
    """The frame with the intent's bosses on its body; a boss that stands over the edge is a finding."""
    found: list[Boss] = []
    body = frame.body
    for i, f in enumerate(ctx.intent.features):
        if not isinstance(f, BossFeature):
            continue
        pointer = f"/features/{i}"
        if body.base_top is None:
            ctx.report(
                "contradiction",
                say("{feature} is to stand on the part, and the part is the stock: its size is not said", feature=f.id),
                pointer="/part",
                feature=f.id,
                remedy=say("give the size of the plate that it stands on"),
            )
            continue
        loop = loop_of(ctx, f.outline, f"{pointer}/outline", lambda p, at: frame.locate(ctx, p, at))
        places = points_of(ctx, frame, f.at, f"{pointer}/at", f.id)
        height = ctx.length(f.height, f"{pointer}/height", positive=True)
        if loop is None or places is None or height is None:
            continue
        for ident, (x, y) in zip(instances(f.id, len(places)), places, strict=True):
            boss = Boss(id=ident, feature=f.id, outline=loop.moved(x, y), z_top=body.prism_top + height)
            beyond = _polygon(boss.outline).difference(_polygon(body.outline).buffer(SLACK))
            if not beyond.is_empty:
                ctx.report(
                    "feature-outside-stock",
                    say("{feature} stands over the edge of the body", feature=ident),
                    pointer=f"{pointer}/at",
                    feature=ident,
                    remedy=say("move it in, or make it smaller"),
                    figures={"area_mm2": float(beyond.area)},
                )
            found.append(boss)
    if not found:
        return frame
    return Frame(body.model_copy(update={"bosses": tuple(found)}), frame.stock, frame.datum, frame.folded, frame.own)


def _polygon(loop: Loop) -> Polygon:
    from shapely.geometry import Polygon

    return Polygon(loop.polyline(0.002))


def shell(ctx: Context, frame: Frame, f: ShellFeature, pointer: str) -> list[PartFeature]:
    """The inside of a hollow body: a pocket if it is open above, else a cut from below."""
    wall = ctx.length(f.wall, f"{pointer}/wall", positive=True)
    floor = wall if f.floor is None else ctx.length(f.floor, f"{pointer}/floor", positive=True)
    radius = ctx.length(f.inside_radius, f"{pointer}/inside_radius")
    body = frame.body
    if wall is None or floor is None or (radius is None and f.inside_radius is not None):
        return []
    if not body.plain or body.shape == "sheet":
        ctx.report(
            "unsupported-request",
            joined(
                "",
                [
                    say(
                        "{feature}: only plain prisms are made hollow, not a {shape} body",
                        feature=f.id,
                        shape=body.shape,
                    ),
                    (say(" with bosses") if body.bosses else ""),
                ],
            ),
            pointer=pointer,
            feature=f.id,
            remedy=say("give the inside as holes and pockets"),
        )
        return []
    try:
        loop = inset(body.outline, wall)
        if radius is not None:
            loop = _with_radius(loop, radius)
    except ValueError as e:
        ctx.report("contradiction", f"{f.id}: {e}", pointer=f"{pointer}/wall", feature=f.id,
                   remedy=say("make the walls thinner"), figures={"wall_mm": wall})  # fmt: skip
        return []
    deep = body.z_top - body.z_bottom - floor
    if f.open != "both" and deep <= SAME:
        ctx.report(
            "contradiction",
            say(
                "{feature}: a floor of {floor:g} mm leaves nothing of a height of {height:g}",
                feature=f.id,
                floor=floor,
                height=deep + floor,
            ),
            pointer=pointer,
            feature=f.id,
            remedy=say("make the floor thinner"),
        )
        return []
    if f.open == "bottom":
        return [Cut(id=f.id, feature=f.id, what="shell", face="bottom", outline=loop, top=body.z_bottom, depth=deep)]
    through = f.open == "both"
    bottom = body.z_bottom if through else body.z_bottom + floor
    names = {"box": "rectangle", "cylinder": "circle"}
    return [
        Pocket(id=f.id, feature=f.id, shape=names.get(body.shape, "path"), outline=loop, z_top=body.z_top, z_bottom=bottom,
               through=through)
    ]  # fmt: skip


def _with_radius(loop: Loop, radius: float) -> Loop:
    """A sharp or rounded rectangle with that corner radius.

    Raises:
        ValueError: it is another shape, or the radius does not fit.
    """
    x0, y0, x1, y1 = loop.bounds
    area = (x1 - x0) * (y1 - y0)
    if loop.area < 0.78 * area or any(s.kind == "line" and _slants(s.start, s.end) for s in loop.segments):
        raise ValueError(say("an inside radius of its own is for boxes"))
    return rectangle(((x0 + x1) / 2, (y0 + y1) / 2), x1 - x0, y1 - y0, radius)


def _slants(a: Point2, b: Point2) -> bool:
    return abs(a[0] - b[0]) > SAME and abs(a[1] - b[1]) > SAME


# -- from the sides -----------------------------------------------------------------------------------------------------


def side_pocket(ctx: Context, frame: Frame, f: PocketFeature, pointer: str) -> list[PartFeature]:
    """A pocket in another face than the top."""
    loop = loop_of(ctx, f.outline, f"{pointer}/outline", lambda p, at: frame.locate(ctx, p, at, f.face))
    places = points_of(ctx, frame, f.at, f"{pointer}/at", f.id, f.face)
    if loop is None or places is None:
        return []
    out: list[PartFeature] = []
    for ident, place in zip(instances(f.id, len(places)), places, strict=True):
        cut = _side_cut(ctx, frame, f, pointer, ident, loop.moved(*place), place)
        out += [] if cut is None else [cut]
    return out


def side_slot(ctx: Context, frame: Frame, f: SlotFeature, pointer: str) -> list[PartFeature]:
    """A slot in another face than the top."""
    start = frame.locate(ctx, f.start, f"{pointer}/start", f.face)
    end = frame.locate(ctx, f.end, f"{pointer}/end", f.face)
    width = ctx.length(f.width, f"{pointer}/width", positive=True)
    if start is None or end is None or width is None:
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
    if f.ends == "round":
        loop = slot(start, end, width)
    else:
        n = math.dist(start, end)
        dx, dy = -(end[1] - start[1]) / n * width / 2, (end[0] - start[0]) / n * width / 2
        loop = polygon(
            [
                (start[0] - dx, start[1] - dy),
                (end[0] - dx, end[1] - dy),
                (end[0] + dx, end[1] + dy),
                (start[0] + dx, start[1] + dy),
            ]
        )
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    cut = _side_cut(ctx, frame, f, pointer, f.id, loop, middle)
    return [] if cut is None else [cut]


def _side_cut(
    ctx: Context, frame: Frame, f: PocketFeature | SlotFeature, pointer: str, ident: str, loop: Loop, place: Point2
) -> Cut | None:
    if f.through == (f.depth is not None):
        if f.through:
            ctx.report(
                "contradiction",
                say("{feature} is both through and {depth!r} deep", feature=f.id, depth=f.depth),
                pointer=pointer,
                feature=f.id,
                remedy=say("say one of them"),
            )
        else:
            ctx.ask("depth", pointer, f"How deep is {f.id}, or does it go through?", f"{f.id} 的深度是多少，还是打通？",
                    feature=f.id)  # fmt: skip
        return None
    depth = ctx.length(f.depth, f"{pointer}/depth", positive=True)
    if depth is None and not f.through:
        return None
    top = surface(frame.body, f.face, *place)
    x0, y0, x1, y1 = loop.bounds
    u0, v0, u1, v1 = face_bounds(frame.body, f.face)
    outside = x1 < u0 or x0 > u1 or y1 < v0 or y0 > v1 or top is None
    closed = isinstance(f, PocketFeature) or f.ends == "round"
    if outside or (closed and (x0 < u0 - SLACK or x1 > u1 + SLACK or y0 < v0 - SLACK or y1 > v1 + SLACK)):
        ctx.report(
            "feature-outside-stock",
            say(
                "{feature} does not lie inside the {face} face, which spans {u0:g} to {u1:g} by {v0:g} to {v1:g}",
                feature=ident,
                face=f.face,
                u0=u0,
                u1=u1,
                v0=v0,
                v1=v1,
            ),
            pointer=pointer,
            feature=ident,
            remedy=say("check its size and position"),
        )
        return None
    assert top is not None  # noqa: S101 - else it is outside, see above
    if depth is not None and depth > extent(frame, f.face) + SAME:
        ctx.report(
            "feature-outside-stock",
            say(
                "{feature} is {depth:g} mm deep, and the part only {extent:g} mm",
                feature=ident,
                depth=depth,
                extent=extent(frame, f.face),
            ),
            pointer=pointer,
            feature=ident,
            remedy=say("make it shallower, or say that it goes through"),
        )
        return None
    what = "pocket" if isinstance(f, PocketFeature) else "slot"
    return Cut(id=ident, feature=f.id, what=what, face=f.face, outline=loop, top=top, depth=depth)


def extent(frame: Frame, face: Face) -> float:
    """Size of the body along the normal of a face, mm."""
    other: dict[Face, Face] = {
        "top": "bottom", "bottom": "top", "left": "right", "right": "left", "front": "back", "back": "front",
    }  # fmt: skip
    return abs(plane_of(frame.body, face) - plane_of(frame.body, other[face]))
