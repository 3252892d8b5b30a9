"""Features that run into each other, found from their numbers: cheap, and before any kernel is asked. Millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import combinations

from codegen.findings import Finding, Location, Severity
from codegen.geometry.curves import distance_to
from codegen.geometry.frames import SAME, bore, cone_depth, modelled_diameter, start_of, widest_diameter
from codegen.messages import say
from codegen.model.curve import Loop, Point2
from codegen.model.part import Body, Hole, Part, Pocket


def overlaps(part: Part) -> tuple[Finding, ...]:
    """Findings about holes and pockets that cut into each other or out of the body's side.

    Holes drilled from the same side that cut each other are an error; a hole in a pocket's wall, pockets that cross and
    holes that break out are warnings: they can be meant, but a drill wanders there.
    """
    holes = [f for f in part.features if isinstance(f, Hole)]
    pockets = [f for f in part.features if isinstance(f, Pocket)]
    out: list[Finding] = []
    for face in {h.face: None for h in holes}:
        out += _hole_pairs([h for h in holes if h.face == face], part.body)
    for hole in holes:
        if hole.face in ("top", "bottom"):
            out += _hole_and_pockets(hole, pockets, part.body)
            out += _breaks_out(hole, part.body)
        out += _breaks_through(hole, part.body)
    out += _pocket_pairs(pockets)
    return tuple(out)


def _hole_pairs(holes: list[Hole], body: Body) -> Iterable[Finding]:
    ordered = sorted(holes, key=lambda h: (h.x, h.y, h.id))
    reach = max((widest_diameter(h) for h in holes), default=0.0)
    for i, a in enumerate(ordered):
        for b in ordered[i + 1 :]:
            if b.x - a.x > reach:
                break  # sorted by x: no later one can touch
            apart = math.dist((a.x, a.y), (b.x, b.y))
            if not _depths_meet(a, b, body):
                continue
            if apart < SAME:
                if abs(modelled_diameter(a) - modelled_diameter(b)) < SAME:
                    yield _warning(
                        say("{first} and {second} are the same hole twice", first=a.id, second=b.id),
                        a.id,
                        a,
                        say("remove one"),
                    )
            elif apart < (modelled_diameter(a) + modelled_diameter(b)) / 2 + SAME:  # a wall of no thickness is none
                yield Finding(
                    code="feature-overlap",
                    message=say(
                        "{first} and {second} cut into each other: their axes are {apart:.3f} mm apart, their "
                        "diameters {d1:g} and {d2:g} mm",
                        first=a.id,
                        second=b.id,
                        apart=apart,
                        d1=modelled_diameter(a),
                        d2=modelled_diameter(b),
                    ),
                    where=_place(a.id, a),
                    remedy=say("move the holes apart, or make the opening a slot or pocket"),
                    figures=(("distance_mm", apart),),
                )


def _span(hole: Hole, body: Body) -> tuple[float, float]:
    """Where the hole's full diameter lies along its axis, from the body's far plane, mm."""
    axis = bore(hole, body)
    end = -math.inf if hole.depth is None else axis.ahead - hole.depth
    return end, axis.ahead


def _depths_meet(a: Hole, b: Hole, body: Body) -> bool:
    (a0, a1), (b0, b1) = _span(a, body), _span(b, body)
    return min(a1, b1) - max(a0, b0) > SAME


def _hole_and_pockets(hole: Hole, pockets: list[Pocket], body: Body) -> Iterable[Finding]:
    r, centre = modelled_diameter(hole) / 2, (hole.x, hole.y)
    end, top = _span(hole, body)
    low, high = (body.z_bottom + end, body.z_bottom + top) if hole.face == "top" else (-math.inf, math.inf)
    for pocket in pockets:
        if min(high, pocket.z_top) - max(low, pocket.z_bottom) <= SAME or not _near(pocket.outline, centre, r):
            continue
        if distance_to(pocket.outline, centre) < r - SAME:
            yield _warning(
                say(
                    "{hole} (Ø{diameter:g}) cuts through the wall of {other}",
                    hole=hole.id,
                    diameter=2 * r,
                    other=pocket.id,
                ),
                hole.id,
                hole,
                say("move the hole inside the pocket or clear of it"),
            )


def _breaks_out(hole: Hole, body: Body) -> Iterable[Finding]:
    r, centre = widest_diameter(hole) / 2, (hole.x, hole.y)
    apart = distance_to(body.outline, centre)
    if r - apart > SAME and apart > SAME and _inside(body.outline, centre):
        yield Finding(
            code="feature-outside-stock",
            message=say(
                "{hole} (Ø{diameter:g}) breaks out of the side of the body: its centre is {apart:.3f} mm from the edge",
                hole=hole.id,
                diameter=2 * r,
                apart=apart,
            ),
            severity=Severity.WARNING,
            where=_place(hole.id, hole),
            remedy=say("move the hole inwards"),
            figures=(("edge_distance_mm", apart),),
        )


def _breaks_through(hole: Hole, body: Body) -> Iterable[Finding]:
    if hole.depth is None:
        return
    left = bore(hole, body).ahead - hole.depth
    if -SAME <= left < cone_depth(hole) - SAME or (left < -SAME):
        yield Finding(
            code="feature-outside-stock",
            message=say(
                "the blind hole {hole} comes out on the other side: {depth:g} mm deep plus a drill point "
                "of {point:.2f} mm, in {ahead:g} mm of material",
                hole=hole.id,
                depth=hole.depth,
                point=cone_depth(hole),
                ahead=bore(hole, body).ahead,
            ),
            severity=Severity.WARNING,
            where=_place(hole.id, hole),
            remedy=say("make it shallower, or say that it goes through"),
        )


def _pocket_pairs(pockets: list[Pocket]) -> Iterable[Finding]:
    for a, b in combinations(pockets, 2):
        if min(a.z_top, b.z_top) - max(a.z_bottom, b.z_bottom) <= SAME:
            continue
        if _boxes_apart(a.outline.bounds, b.outline.bounds):
            continue
        from shapely import Polygon  # only where two pockets come near each other

        first, second = (Polygon(p.outline.polyline(0.001)) for p in (a, b))
        shared = first.intersection(second).area
        if 1e-3 < shared < min(first.area, second.area) - 1e-3:
            yield Finding(
                code="feature-overlap",
                message=say(
                    "{first} and {second} cross: {shared:.2f} mm² belong to both",
                    first=a.id,
                    second=b.id,
                    shared=shared,
                ),
                severity=Severity.WARNING,
                where=Location(feature=a.id),
                remedy=say("nothing, if they are meant to cross; else move one"),
                figures=(("shared_mm2", shared),),
            )


def _boxes_apart(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def _near(loop: Loop, p: Point2, r: float) -> bool:
    x0, y0, x1, y1 = loop.bounds
    return x0 - r < p[0] < x1 + r and y0 - r < p[1] < y1 + r


def _inside(loop: Loop, p: Point2) -> bool:
    """Even-odd test on a fine polygon; only asked of points clear of the curve."""
    points = loop.polyline(0.001)
    odd = False
    for (xa, ya), (xb, yb) in zip(points, points[1:] + points[:1], strict=True):
        if (ya > p[1]) != (yb > p[1]) and p[0] < xa + (p[1] - ya) / (yb - ya) * (xb - xa):
            odd = not odd
    return odd


def _place(feature: str, hole: Hole) -> Location:
    return Location(feature=feature, point=start_of(hole))


def _warning(message: str, feature: str, hole: Hole, remedy: str) -> Finding:
    return Finding(
        code="feature-overlap", message=message, severity=Severity.WARNING, where=_place(feature, hole), remedy=remedy
    )
