"""Keyways in bores and along shafts, as cuts. mm."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from codegen.messages import say
from codegen.model.curve import polygon, rectangle, slot
from codegen.model.intent import HoleFeature, KeywayFeature
from codegen.model.part import Cut, Face, PartFeature
from codegen.model.surface import radius_at
from codegen.process.context import Context
from codegen.process.frame import Frame

if TYPE_CHECKING:
    pass

SAME = 1e-6


def keyway(ctx: Context, frame: Frame, f: KeywayFeature, pointer: str, made: list[PartFeature]) -> list[PartFeature]:
    """A keyway in a bore or along a shaft. ``made``: the features before it, among them the bore."""
    width = ctx.length(f.width, f"{pointer}/width", positive=True)
    depth = ctx.length(f.depth, f"{pointer}/depth", positive=True)
    over = ctx.length(f.over, f"{pointer}/over", positive=True)
    angle = ctx.angle(f.angle, f"{pointer}/angle")
    if f.depth is None and f.over is None:
        ctx.ask("depth", pointer, f"How deep is {f.id}?", f"{f.id} 的深度是多少？", feature=f.id)
    if width is None or angle is None or (depth is None) == (over is None):
        if depth is not None and over is not None:
            ctx.report(
                "contradiction",
                say("{feature} has both a depth and a size over its floor", feature=f.id),
                pointer=pointer,
                feature=f.id,
                remedy=say("say one of them"),
            )
        return []
    if f.of is not None:
        return _bore_keyway(ctx, frame, f, pointer, made, (width, depth, over, angle))
    return _shaft_keyway(ctx, frame, f, pointer, (width, depth, over, angle))


Sizes = tuple[float, float | None, float | None, float]


def _bore_keyway(
    ctx: Context, frame: Frame, f: KeywayFeature, pointer: str, made: list[PartFeature], sizes: Sizes
) -> list[PartFeature]:
    from codegen.model.part import Hole

    width, depth, over, angle = sizes
    bore = next((h for h in made if isinstance(h, Hole) and f.of in (h.feature, h.id)), None)
    known = any(isinstance(x, HoleFeature) and x.id == f.of for x in ctx.intent.features)
    if bore is None or bore.face not in ("top", "bottom"):
        if bore is not None or not known:
            ctx.report(
                "contradiction",
                say("{feature} is to lie in {of!r}, which is no upright hole before it", feature=f.id, of=f.of),
                pointer=pointer,
                feature=f.id,
                remedy=say("name the bore's id, and list the bore first"),
            )
        return []
    r = bore.diameter.nominal / 2
    reach = r + depth if depth is not None else (over or 0.0) - r
    if width >= 2 * r - SAME or reach <= math.sqrt(r * r - width * width / 4) + SAME:
        ctx.report(
            "contradiction",
            say(
                "{feature}: {width:g} mm wide with its floor {reach:g} mm from the axis is no keyway in a "
                "bore of Ø{d:g}",
                feature=f.id,
                width=width,
                reach=reach,
                d=2 * r,
            ),
            pointer=pointer,
            feature=f.id,
            remedy=say("check its sizes"),
        )
        return []
    ux, uy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    nx, ny = -uy * width / 2, ux * width / 2
    x, y = bore.x, bore.y
    end = (x + ux * reach, y + uy * reach)
    loop = polygon([(x - nx, y - ny), (end[0] - nx, end[1] - ny), (end[0] + nx, end[1] + ny), (x + nx, y + ny)])
    return [Cut(id=f.id, feature=f.id, what="keyway", face="top", outline=loop, top=frame.body.z_top)]


def _shaft_keyway(ctx: Context, frame: Frame, f: KeywayFeature, pointer: str, sizes: Sizes) -> list[PartFeature]:
    width, depth, over, angle = sizes
    body = frame.body
    faces: dict[int, Face] = {0: "right", 1: "back", 2: "left", 3: "front"}
    if body.shape not in ("turned", "cylinder") or angle % 90:
        ctx.report(
            "unsupported-request",
            say("{feature}: keyways are made in bores, and at 0°, 90°, 180° or 270° of round bodies", feature=f.id),
            pointer=pointer,
            feature=f.id,
            remedy=say("turn it to one of these"),
        )
        return []
    face = faces[round(angle / 90) % 4]
    place = _along_shaft(ctx, frame, f, pointer)
    if place is None:
        return []
    low, long, r, past = place
    whole = f.length is None
    deep = depth if depth is not None else 2 * r - (over or 0.0)
    if width >= 2 * r - SAME or not SAME < deep < r:
        ctx.report(
            "contradiction",
            say(
                "{feature}: {width:g} mm wide and {deep:g} mm deep is no keyway in Ø{d:g}",
                feature=f.id,
                width=width,
                deep=deep,
                d=2 * r,
            ),
            pointer=pointer,
            feature=f.id,
            remedy=say("check its sizes"),
        )
        return []
    if f.ends == "round" and not whole and long <= width:
        ctx.report(
            "contradiction",
            say("{feature}: {long:g} mm long over round ends of {width:g} mm", feature=f.id, long=long, width=width),
            pointer=pointer,
            feature=f.id,
            remedy=say("make it longer than wide"),
        )
        return []
    x0, y0, x1, y1 = body.outline.bounds
    u = (x0 + x1) / 2 if face in ("front", "back") else (y0 + y1) / 2
    if f.ends == "round" and not whole:
        loop = slot((u, low + width / 2), (u, low + long - width / 2), width)
    else:
        loop = rectangle((u, low + long / 2), width, long + 2 * past)
    middle = (y0 + y1) / 2 if face in ("front", "back") else (x0 + x1) / 2
    top = middle + (r if face in ("back", "right") else -r)
    return [Cut(id=f.id, feature=f.id, what="keyway", face=face, outline=loop, top=top, depth=deep)]


def _along_shaft(
    ctx: Context, frame: Frame, f: KeywayFeature, pointer: str
) -> tuple[float, float, float, float] | None:
    """Its lower end, its length, the shaft's radius there, and how far it is cut past both ends, mm; None: said why."""
    body = frame.body
    start = ctx.length(f.start, f"{pointer}/start")
    length = ctx.length(f.length, f"{pointer}/length", positive=True)
    if start is None or (length is None and f.length is not None):
        return None
    long = body.z_top - body.z_bottom - start if length is None else length
    low = body.z_bottom + start if f.reference == "bottom" else body.z_top - start - long
    radii = [radius_at(body, low + long * k / 8 + (1e-5 if k == 0 else -1e-5 if k == 8 else 0.0)) for k in range(9)]
    known = [r for r in radii if r is not None]
    if len(known) < 9 or long <= 0:
        ctx.report(
            "feature-outside-stock",
            say(
                "{feature} reaches from Z{low:g} to Z{high:g}, and the part from Z{bottom:g} to Z{top:g}",
                feature=f.id,
                low=low,
                high=low + long,
                bottom=body.z_bottom,
                top=body.z_top,
            ),
            pointer=pointer,
            feature=f.id,
            remedy=say("check its length"),
        )
        return None
    r = max(known)
    if r - min(known) > SAME:
        ctx.report(
            "contradiction",
            say("{feature} runs over a shoulder or a cone", feature=f.id),
            pointer=pointer,
            feature=f.id,
            remedy=say("say where along the shaft it begins, and how long it is"),
        )
        return None
    return low, long, r, 1.0 if length is None and start == 0 else 0.0  # past both ends only air is there
