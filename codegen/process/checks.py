"""What may not be: features outside the body, features that run into each other, a part that is not in its stock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from codegen.findings import Severity
from codegen.model.curve import ArcSegment, Loop, Point2, circle
from codegen.model.part import Hole, Part, PartFeature, Pocket
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
            _hole_level(ctx, frame, feature, pointers[feature.feature])
        elif isinstance(feature, Hole):
            _hole_in_side(ctx, frame, feature, pointers[feature.feature])
        elif isinstance(feature, Pocket):
            _pocket_inside(ctx, feature, body, pointers[feature.feature])
    _overlaps(ctx, part.features, pointers)
    _open_above(ctx, part, pointers)


def _open_above(ctx: Context, part: Part, pointers: dict[str, str]) -> None:
    """A feature that starts below the top needs others above it that are as wide: no tool works under a roof."""
    import shapely

    solid = [f for f in part.features if isinstance(f, Pocket) or (isinstance(f, Hole) and f.face == "top")]
    for f in solid:
        shape = polygon_of(footprint(f))
        if f.z_top > part.body.z_top - SLACK or not shape.is_valid or not part.body.plain:
            continue  # where the body itself steps down, holes are looked at by _hole_level
        above = [s for o in solid if o is not f and o.z_top > f.z_top and (s := cleared(o, f.z_top)).is_valid]
        roof = shape.difference(shapely.union_all(above).buffer(SLACK))
        roof = roof.intersection(polygon_of(part.body.outline))
        if roof.area > SLACK * shape.length:
            ctx.report(
                "contradiction", f"{f.id} starts at Z{f.z_top:g}, and over {roof.area:.4g} mm² of it the part stands up to "
                f"Z{part.body.z_top:g}", pointer=pointers[f.feature], feature=f.id,
                remedy="make the pocket that it lies in wider, or let it start at the top", figures={"area_mm2": roof.area},
            )  # fmt: skip


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
        text = ", ".join(f"{v:.3g} mm at the {k}" for k, v in over.items())
        ctx.report(
            "feature-outside-stock", f"the part stands out of the stock: {text}", pointer="/stock",
            remedy="take larger stock, or check margin and datum", figures={f"{k}_mm": v for k, v in over.items()},
        )  # fmt: skip


def _hole_inside(ctx: Context, frame: Frame, hole: Hole, body: Polygon, pointer: str) -> None:
    from shapely.geometry import Point

    centre, r = Point(hole.x, hole.y), width_of(hole) / 2
    x0, y0, x1, y1 = frame.body.outline.bounds
    spans = f"the part spans X{x0:g} to {x1:g}, Y{y0:g} to {y1:g}"
    distance = body.exterior.distance(centre)
    if body.contains(centre) and distance >= r - SLACK:
        return
    if not body.contains(centre):
        text = f"{hole.id}: centre X{hole.x:g} Y{hole.y:g} lies outside; {spans}"
        figures = {"x_mm": hole.x, "y_mm": hole.y, "outside_by_mm": distance}
    else:
        text = (
            f"{hole.id}: Ø{2 * r:g} at X{hole.x:g} Y{hole.y:g} breaks out of the side by {r - distance:.3g} mm; {spans}"
        )
        figures = {"x_mm": hole.x, "y_mm": hole.y, "breaks_out_mm": r - distance}
    ctx.report("feature-outside-stock", text, pointer=pointer, feature=hole.id, figures=figures,
               remedy="move the hole, or check size and zero")  # fmt: skip


def _hole_level(ctx: Context, frame: Frame, hole: Hole, pointer: str) -> None:
    """Whether a hole in a body with steps lies on one of them: not in the wall beside it, nor over its edge."""
    body = frame.body
    if body.plain:
        return
    r = width_of(hole) / 2 - SLACK
    rim = [(hole.x + r * math.cos(k * math.pi / 8), hole.y + r * math.sin(k * math.pi / 8)) for k in range(16)]
    met = [z for p in rim if (z := surface(body, hole.face, *p)) is not None]
    sign = 1.0 if hole.face == "top" else -1.0
    above = max((sign * (z - hole.z_top) for z in met), default=0.0)
    if above > SLACK:
        ctx.report(
            "contradiction", f"{hole.id} (Ø{2 * r + 2 * SLACK:g}) at X{hole.x:g} Y{hole.y:g} cuts into what stands beside it: "
            f"that is {above:.3g} mm higher", pointer=pointer, feature=hole.id, remedy="move it away from the step or wall",
            figures={"higher_mm": above},
        )  # fmt: skip


def _hole_in_side(ctx: Context, frame: Frame, hole: Hole, pointer: str) -> None:
    """Whether a hole in a side face starts in material, and no deeper than there is any."""
    body, r = frame.body, width_of(hole) / 2
    u0, v0, u1, v1 = face_bounds(body, hole.face)
    met = surface(body, hole.face, hole.x, hole.y)
    names = ("X", "Z") if hole.face in ("front", "back") else ("Y", "Z")
    place = f"{names[0]}{hole.x:g} {names[1]}{hole.y:g}"
    spans = f"the {hole.face} face spans {names[0]}{u0:g} to {u1:g}, {names[1]}{v0:g} to {v1:g}"
    if met is None:
        ctx.report("feature-outside-stock", f"{hole.id}: there is no material at {place}; {spans}", pointer=pointer,
                   feature=hole.id, remedy="move the hole, or check size and zero")  # fmt: skip
        return
    out = max(r - (hole.x - u0), r - (u1 - hole.x), r - (hole.y - v0), r - (v1 - hole.y))
    if out > SLACK:
        ctx.report("feature-outside-stock", f"{hole.id}: Ø{2 * r:g} at {place} breaks out of the face by {out:.3g} mm; {spans}",
                   pointer=pointer, feature=hole.id, remedy="move the hole, or check size and zero",
                   figures={"breaks_out_mm": out})  # fmt: skip
    room = {"front": 1, "back": 1, "left": 0, "right": 0}[hole.face]
    x0, y0, x1, y1 = body.outline.bounds
    available = (x1 - x0, y1 - y0)[room]
    if hole.depth is not None and hole.depth > available + SLACK:
        ctx.report("feature-outside-stock", f"{hole.id} is {hole.depth:g} mm deep, and the part only {available:g} mm there",
                   pointer=pointer, feature=hole.id, remedy="make it shallower, or say that it goes through",
                   figures={"depth_mm": hole.depth, "available_mm": available})  # fmt: skip


def _pocket_inside(ctx: Context, pocket: Pocket, body: Polygon, pointer: str) -> None:
    from shapely.geometry import Point

    shape = polygon_of(pocket.outline)
    if not shape.is_valid:
        ctx.report("bad-expression", f"{pocket.id}: its outline crosses itself", pointer=pointer, feature=pocket.id,
                   remedy="give the points in order round the outline")  # fmt: skip
        return
    if pocket.open:
        if not shape.intersects(body):
            ctx.report("feature-outside-stock", f"{pocket.id} does not touch the part", pointer=pointer,
                       feature=pocket.id, remedy="check its position and the zero")  # fmt: skip
        return
    beyond = shape.difference(body.buffer(SLACK))
    if not beyond.is_empty:
        x0, y0, x1, y1 = beyond.bounds
        by = max(body.exterior.distance(Point(p)) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
        ctx.report(
            "feature-outside-stock", f"{pocket.id} stands out of the part by {by:.3g} mm (X{x0:g} to {x1:g}, Y{y0:g} to {y1:g})",
            pointer=pointer, feature=pocket.id, remedy="move it, make it smaller, or make it an open slot",
            figures={"outside_by_mm": by},
        )  # fmt: skip


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
        text = f"{a.id} and {b.id} are the same hole twice, at X{a.x:g} Y{a.y:g}"
    else:
        text = f"{a.id} and {b.id} run into each other: centres {d:.4g} mm apart, "
        text += f"less than the {least:g} mm that Ø{width_of(a):g} and Ø{width_of(b):g} need"
    ctx.report(
        "feature-overlap", text, pointer=pointers[b.feature], feature=b.id, remedy="move them apart, make them smaller, or fewer",
        figures={"distance_mm": d, "needed_mm": least},
    )  # fmt: skip


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
        "feature-overlap", f"{h.id} (Ø{2 * r:g}) cuts into the wall of {p.id} by {r - gap:.3g} mm", pointer=pointers[h.feature],
        feature=h.id, severity=Severity.ERROR if beside else Severity.WARNING, remedy="move them apart, or make one smaller",
        figures={"overlap_mm": r - gap},
    )  # fmt: skip


def _concentric(p: Pocket, h: Hole) -> bool:
    first = p.outline.segments[0]
    return isinstance(first, ArcSegment) and math.dist(first.centre, (h.x, h.y)) < SLACK
