"""What may not be: features outside the body, features that run into each other, a part that is not in its stock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from codegen.findings import Severity
from codegen.messages import joined, say
from codegen.model.curve import ArcSegment, Loop, Point2, circle
from codegen.model.part import Face, Hole, Part, PartFeature, Pocket
from codegen.model.surface import face_bounds, surface
from codegen.process.context import Context
from codegen.process.frame import Frame

if TYPE_CHECKING:
    from shapely.geometry import Polygon

CHORD: Final = 0.002
"""mm: how far the polygons of these checks lie from the curves."""

SLACK: Final = 0.01
"""mm: features that overlap or stand out by less are not reported."""


def polygon_of(loop: Loop) -> Polygon:
    """The loop as a shapely polygon within ``CHORD`` mm."""
    from shapely.geometry import Polygon

    return Polygon(loop.polyline(CHORD))


def inside(loop: Loop, p: Point2, margin: float) -> bool:
    """Whether ``p`` lies inside, farther than ``margin`` mm from the border."""
    from shapely.geometry import Point

    shape = polygon_of(loop)
    return bool(shape.contains(Point(p)) and shape.exterior.distance(Point(p)) > margin)


def footprint(feature: Hole | Pocket) -> Loop:
    """Outline from above, at its widest: counterbore and countersink count."""
    if isinstance(feature, Pocket):
        return feature.outline
    return circle((feature.x, feature.y), width_of(feature))


def width_of(hole: Hole) -> float:
    """Largest diameter of a hole with all that belongs to it, mm."""
    out = hole.diameter.nominal
    if hole.counterbore is not None:
        out = max(out, hole.counterbore.diameter)
    if hole.countersink is not None:
        out = max(out, hole.countersink.diameter)
    return max(out, hole.thread.diameter) if hole.thread is not None else out


def check(ctx: Context, frame: Frame, part: Part) -> None:
    """Add a finding for each thing that cannot be. Milled slots that run out on purpose are no finding."""
    _part_in_stock(ctx, frame)
    body = polygon_of(part.body.outline)
    pointers = {f.id: f"/features/{i}" for i, f in enumerate(ctx.intent.features)}
    pointers |= {f.feature: "/part" for f in frame.own}
    for feature in part.features:
        if isinstance(feature, Hole) and feature.face in ("top", "bottom"):
            _hole_inside(ctx, frame, feature, body, pointers[feature.feature])
            _level(ctx, frame, feature, pointers[feature.feature])
        elif isinstance(feature, Hole):
            _hole_in_side(ctx, frame, feature, pointers[feature.feature])
        elif isinstance(feature, Pocket):
            _pocket_inside(ctx, feature, body, pointers[feature.feature])
            _level(ctx, frame, feature, pointers[feature.feature])
    _overlaps(ctx, part.features, pointers)
    _open_above(ctx, part, pointers)


def _open_above(ctx: Context, part: Part, pointers: dict[str, str]) -> None:
    """A feature that starts below the top needs others above it that are as wide: no tool works under a roof."""
    import shapely

    solid = [f for f in part.features if isinstance(f, Pocket) or (isinstance(f, Hole) and f.face == "top")]
    for f in solid:
        shape = polygon_of(footprint(f))
        if f.z_top > part.body.z_top - SLACK or not shape.is_valid or not part.body.plain:
            continue  # where the body itself steps down, holes are looked at by _level
        above = [s for o in solid if o is not f and o.z_top > f.z_top and (s := cleared(o, f.z_top)).is_valid]
        roof = shape.difference(shapely.union_all(above).buffer(SLACK))
        roof = roof.intersection(polygon_of(part.body.outline))
        if roof.area > SLACK * shape.length:
            ctx.report(
                "contradiction",
                say(
                    "{feature} starts at Z{top:g}, and over {area:.4g} mm² of it the part stands up to Z{stands:g}",
                    feature=f.id,
                    top=f.z_top,
                    area=roof.area,
                    stands=part.body.z_top,
                ),
                pointer=pointers[f.feature],
                feature=f.id,
                remedy=say("make the pocket that it lies in wider, or let it start at the top"),
                figures={"area_mm2": roof.area},
            )


def cleared(feature: Hole | Pocket, z: float) -> Polygon:
    """What a feature opens from its top down to ``z`` at least; empty if it ends above."""
    from shapely.geometry import Polygon

    if isinstance(feature, Pocket):
        return polygon_of(feature.outline) if feature.z_bottom <= z + SLACK else Polygon()
    bore = feature.counterbore
    if bore is not None and feature.z_top - bore.depth <= z + SLACK:
        return polygon_of(circle((feature.x, feature.y), bore.diameter))
    if feature.depth is not None and feature.z_top - feature.depth > z + SLACK:
        return Polygon()
    return polygon_of(circle((feature.x, feature.y), feature.diameter.nominal))


def _part_in_stock(ctx: Context, frame: Frame) -> None:
    if frame.stock is None:
        return
    (x0, y0, x1, y1), box = frame.body.outline.bounds, frame.stock.box
    sides = {
        "left": box.low[0] - x0, "front": box.low[1] - y0, "right": x1 - box.high[0], "back": y1 - box.high[1],
        "bottom": box.low[2] - frame.body.z_bottom, "top": frame.body.z_top - box.high[2],
    }  # fmt: skip
    over = {k: v for k, v in sides.items() if v > SLACK}
    if not over and frame.stock.shape == "cylinder":
        beyond = polygon_of(frame.body.outline).difference(polygon_of(frame.stock.outline).buffer(SLACK))
        over = {} if beyond.is_empty else {"round": math.sqrt(beyond.area)}
    if over:
        text = joined(", ", (say("{v:.3g} mm at the {side}", v=v, side=k) for k, v in over.items()))
        ctx.report(
            "feature-outside-stock", say("the part stands out of the stock: {text}", text=text), pointer="/stock",
            remedy=say("take larger stock, or check margin and datum"), figures={f"{k}_mm": v for k, v in over.items()},
        )  # fmt: skip


def _hole_inside(ctx: Context, frame: Frame, hole: Hole, body: Polygon, pointer: str) -> None:
    from shapely.geometry import Point

    centre, r = Point(hole.x, hole.y), width_of(hole) / 2
    x0, y0, x1, y1 = frame.body.outline.bounds
    spans = say("the part spans X{x0:g} to {x1:g}, Y{y0:g} to {y1:g}", x0=x0, x1=x1, y0=y0, y1=y1)
    distance = body.exterior.distance(centre)
    if body.contains(centre) and distance >= r - SLACK:
        return
    if not body.contains(centre):
        text = say("{hole}: centre X{x:g} Y{y:g} lies outside; {spans}", hole=hole.id, x=hole.x, y=hole.y, spans=spans)
        figures = {"x_mm": hole.x, "y_mm": hole.y, "outside_by_mm": distance}
    else:
        text = say(
            "{hole}: Ø{d:g} at X{x:g} Y{y:g} breaks out of the side by {by:.3g} mm; {spans}",
            hole=hole.id,
            d=2 * r,
            x=hole.x,
            y=hole.y,
            by=r - distance,
            spans=spans,
        )
        figures = {"x_mm": hole.x, "y_mm": hole.y, "breaks_out_mm": r - distance}
    ctx.report("feature-outside-stock", text, pointer=pointer, feature=hole.id, figures=figures,
               remedy=say("move the hole, or check size and zero"))  # fmt: skip


def _level(ctx: Context, frame: Frame, f: Hole | Pocket, pointer: str) -> None:
    """Whether what is cut into a body with steps lies on one of them, clear of what stands beside it."""
    body = frame.body
    if body.plain:
        return
    face: Face = "top" if isinstance(f, Pocket) else f.face
    shape = polygon_of(footprint(f)).buffer(-SLACK)
    rim = [shape.exterior.interpolate(k / 32, normalized=True) for k in range(32)] if not shape.is_empty else []
    met = [z for p in rim if (z := surface(body, face, p.x, p.y)) is not None]
    sign = 1.0 if face == "top" else -1.0
    above = max((sign * (z - f.z_top) for z in met), default=0.0)
    if above > SLACK:
        ctx.report(
            "contradiction",
            say("{hole} cuts into what stands beside it: that is {above:.3g} mm higher", hole=f.id, above=above),
            pointer=pointer,
            feature=f.id,
            remedy=say("move it away from the step or wall"),
            figures={"higher_mm": above},
        )


def _hole_in_side(ctx: Context, frame: Frame, hole: Hole, pointer: str) -> None:
    """Whether a hole in a side face starts in material, and no deeper than there is any."""
    body, r = frame.body, width_of(hole) / 2
    u0, v0, u1, v1 = face_bounds(body, hole.face)
    met = surface(body, hole.face, hole.x, hole.y)
    names = ("X", "Z") if hole.face in ("front", "back") else ("Y", "Z")
    place = f"{names[0]}{hole.x:g} {names[1]}{hole.y:g}"
    spans = say(
        "the {face} face spans {u}{u0:g} to {u1:g}, {v}{v0:g} to {v1:g}",
        face=hole.face,
        u=names[0],
        u0=u0,
        u1=u1,
        v=names[1],
        v0=v0,
        v1=v1,
    )
    if met is None:
        ctx.report(
            "feature-outside-stock",
            say("{hole}: there is no material at {place}; {spans}", hole=hole.id, place=place, spans=spans),
            pointer=pointer,
            feature=hole.id,
            remedy=say("move the hole, or check size and zero"),
        )
        return
    out = max(r - (hole.x - u0), r - (u1 - hole.x), r - (hole.y - v0), r - (v1 - hole.y))
    if out > SLACK:
        ctx.report(
            "feature-outside-stock",
            say(
                "{hole}: Ø{d:g} at {place} breaks out of the face by {out:.3g} mm; {spans}",
                hole=hole.id,
                d=2 * r,
                place=place,
                out=out,
                spans=spans,
            ),
            pointer=pointer,
            feature=hole.id,
            remedy=say("move the hole, or check size and zero"),
            figures={"breaks_out_mm": out},
        )
    room = {"front": 1, "back": 1, "left": 0, "right": 0}[hole.face]
    x0, y0, x1, y1 = body.outline.bounds
    available = (x1 - x0, y1 - y0)[room]
    if hole.depth is not None and hole.depth > available + SLACK:
        ctx.report(
            "feature-outside-stock",
            say(
                "{feature} is {depth:g} mm deep, and the part only {available:g} mm there",
                feature=hole.id,
                depth=hole.depth,
                available=available,
            ),
            pointer=pointer,
            feature=hole.id,
            remedy=say("make it shallower, or say that it goes through"),
            figures={"depth_mm": hole.depth, "available_mm": available},
        )


def _pocket_inside(ctx: Context, pocket: Pocket, body: Polygon, pointer: str) -> None:
    from shapely.geometry import Point

    shape = polygon_of(pocket.outline)
    if not shape.is_valid:
        ctx.report(
            "bad-expression",
            say("{feature}: its outline crosses itself", feature=pocket.id),
            pointer=pointer,
            feature=pocket.id,
            remedy=say("give the points in order round the outline"),
        )
        return
    if pocket.open:
        if not shape.intersects(body):
            ctx.report(
                "feature-outside-stock",
                say("{feature} does not touch the part", feature=pocket.id),
                pointer=pointer,
                feature=pocket.id,
                remedy=say("check its position and the zero"),
            )
        return
    beyond = shape.difference(body.buffer(SLACK))
    if not beyond.is_empty:
        x0, y0, x1, y1 = beyond.bounds
        by = max(body.exterior.distance(Point(p)) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
        ctx.report(
            "feature-outside-stock",
            say(
                "{feature} stands out of the part by {by:.3g} mm (X{x0:g} to {x1:g}, Y{y0:g} to {y1:g})",
                feature=pocket.id,
                by=by,
                x0=x0,
                x1=x1,
                y0=y0,
                y1=y1,
            ),
            pointer=pointer,
            feature=pocket.id,
            remedy=say("move it, make it smaller, or make it an open slot"),
            figures={"outside_by_mm": by},
        )


def _overlaps(ctx: Context, features: Sequence[PartFeature], pointers: dict[str, str]) -> None:
    holes = sorted((f for f in features if isinstance(f, Hole) and f.face == "top"), key=lambda h: h.x)
    widest = max((width_of(h) for h in holes), default=0.0)
    told: set[tuple[str, str]] = set()
    for i, a in enumerate(holes):
        for b in holes[i + 1 :]:
            if b.x - a.x > widest:
                break
            _hole_pair(ctx, a, b, pointers, told)
    pockets = [f for f in features if isinstance(f, Pocket)]
    for p in pockets:
        shape = polygon_of(p.outline)
        if not shape.is_valid:
            continue
        for h in holes:
            _hole_and_pocket(ctx, h, p, shape, pointers, told)


def _hole_pair(ctx: Context, a: Hole, b: Hole, pointers: dict[str, str], told: set[tuple[str, str]]) -> None:
    d, least = math.dist((a.x, a.y), (b.x, b.y)), (width_of(a) + width_of(b)) / 2
    pair = (a.feature, b.feature)
    if d > least + 1e-6 or pair in told:
        return
    if d < SLACK and abs(a.diameter.nominal - b.diameter.nominal) > SLACK:
        return  # a stepped hole: one in the other
    told.add(pair)
    if d < SLACK:
        text = say(
            "{first} and {second} are the same hole twice, at X{x:g} Y{y:g}", first=a.id, second=b.id, x=a.x, y=a.y
        )
    else:
        text = say("{first} and {second} run into each other: centres {d:.4g} mm apart, ", first=a.id, second=b.id, d=d)
        text = joined(
            "",
            (
                text,
                say(
                    "less than the {least:g} mm that Ø{d1:g} and Ø{d2:g} need",
                    least=least,
                    d1=width_of(a),
                    d2=width_of(b),
                ),
            ),
        )
    ctx.report(
        "feature-overlap",
        text,
        pointer=pointers[b.feature],
        feature=b.id,
        remedy=say("move them apart, make them smaller, or fewer"),
        figures={"distance_mm": d, "needed_mm": least},
    )


def _hole_and_pocket(
    ctx: Context, h: Hole, p: Pocket, shape: Polygon, pointers: dict[str, str], told: set[tuple[str, str]]
) -> None:
    from shapely.geometry import Point

    centre, r = Point(h.x, h.y), width_of(h) / 2
    gap = shape.exterior.distance(centre)
    crosses = gap < r - SLACK
    same_circle = p.shape == "circle" and _concentric(p, h)
    if not crosses or same_circle or (h.feature, p.feature) in told:
        return
    told.add((h.feature, p.feature))
    beside = gap > SLACK and not shape.contains(centre)  # inside or on the edge it may be meant: a relief, a keyhole
    ctx.report(
        "feature-overlap",
        say(
            "{hole} (Ø{d:g}) cuts into the wall of {pocket} by {by:.3g} mm", hole=h.id, d=2 * r, pocket=p.id, by=r - gap
        ),
        pointer=pointers[h.feature],
        feature=h.id,
        severity=Severity.ERROR if beside else Severity.WARNING,
        remedy=say("move them apart, or make one smaller"),
        figures={"overlap_mm": r - gap},
    )


def _concentric(p: Pocket, h: Hole) -> bool:
    first = p.outline.segments[0]
    return isinstance(first, ArcSegment) and math.dist(first.centre, (h.x, h.y)) < SLACK
