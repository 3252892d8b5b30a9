"""Where a body's surface lies when one looks at it along an axis: from its outline and profile, without a kernel. mm."""

from __future__ import annotations

import math

from codegen.model.curve import ArcSegment, Loop, Point2
from codegen.model.part import Body, Face

Bounds = tuple[float, float, float, float]

EDGE = 1e-7
"""mm: a line of sight that runs along an edge is looked at this far to either side."""


def face_bounds(body: Body, face: Face) -> Bounds:
    """The rectangle of a face of the body's box, in the coordinates of features in that face."""
    x0, y0, x1, y1 = body.outline.bounds
    if face in ("top", "bottom"):
        return (x0, y0, x1, y1)
    a0, a1 = (x0, x1) if face in ("front", "back") else (y0, y1)
    return (a0, body.z_bottom, a1, body.z_top)


def plane_of(body: Body, face: Face) -> float:
    """Where the box's face lies along its normal's axis."""
    x0, y0, x1, y1 = body.outline.bounds
    return {"top": body.z_top, "bottom": body.z_bottom, "left": x0, "right": x1, "front": y0, "back": y1}[face]


def surface(body: Body, face: Face, u: float, v: float) -> float | None:
    """Where the first material lies that is met from ``face`` at (u, v), along the face's normal; None: there is none.

    On a round body, from a side, it is the tangent plane at that height.
    """
    if face in ("top", "bottom"):
        return _upright(body, face, (u, v))
    low, high = body.z_bottom, body.z_top
    if not low - EDGE <= v <= high + EDGE:
        return None
    x0, y0, x1, y1 = body.outline.bounds
    towards_low = face in ("front", "left")
    if body.profile is not None and body.profile.kind == "section":
        if face in ("front", "back"):
            return plane_of(body, face) if _inside(body.profile.loop, (u, v)) else None
        return _extreme(_crossings(_turned(body.profile.loop), v), low=towards_low) if y0 <= u <= y1 else None
    if body.profile is not None or body.shape == "cylinder":
        centre = (x0 + x1) / 2 if face in ("front", "back") else (y0 + y1) / 2
        other = (y0 + y1) / 2 if face in ("front", "back") else (x0 + x1) / 2
        radius = radius_at(body, v)
        if radius is None or abs(u - centre) >= radius:
            return None
        return other - radius if towards_low else other + radius
    loop = body.outline if face in ("front", "back") else _turned(body.outline)
    return _extreme(_crossings(loop, u), low=towards_low)


def radius_at(body: Body, z: float) -> float | None:
    """Radius of a round body at a height; at a shoulder the larger one. None: it has none there."""
    if body.profile is None:
        x0, _, x1, _ = body.outline.bounds
        return (x1 - x0) / 2
    return _extreme(_crossings(_turned(body.profile.loop), z), low=False)


def _upright(body: Body, face: Face, p: Point2) -> float | None:
    low = face == "bottom"
    if not low:
        over = [b.z_top for b in body.bosses if _inside(b.outline, p)]
        if over:
            return max(over)
    if not _inside(body.outline, p):
        return None
    if body.profile is None:
        return body.z_bottom if low else body.prism_top
    if body.profile.kind == "section":
        return _extreme(_crossings(body.profile.loop, p[0]), low=low)
    x0, y0, x1, y1 = body.outline.bounds
    return _extreme(_crossings(body.profile.loop, math.dist(p, ((x0 + x1) / 2, (y0 + y1) / 2))), low=low)


def _extreme(values: list[float], *, low: bool) -> float | None:
    if not values:
        return None
    return min(values) if low else max(values)


def _turned(loop: Loop) -> Loop:
    """The loop with its coordinates exchanged."""

    def at(p: Point2) -> Point2:
        return (p[1], p[0])

    return Loop(
        segments=tuple(
            s.model_copy(update={"start": at(s.start), "end": at(s.end), "centre": at(s.centre), "ccw": not s.ccw})
            if isinstance(s, ArcSegment)
            else s.model_copy(update={"start": at(s.start), "end": at(s.end)})
            for s in loop.segments
        )
    )


def _crossings(loop: Loop, x: float) -> list[float]:
    """Second coordinates at which the curve meets the line at ``x``, ``EDGE`` to either side if it runs along it there."""
    return [y for place in (x - EDGE, x + EDGE) for y in meets(loop, place)]


def meets(loop: Loop, x: float) -> list[float]:
    """Second coordinates at which the curve crosses the line at ``x``; none where it runs along it."""
    out: list[float] = []
    for s in loop.segments:
        if isinstance(s, ArcSegment):
            out += _meets_arc(s, x)
        elif (s.start[0] > x) != (s.end[0] > x):
            t = (x - s.start[0]) / (s.end[0] - s.start[0])
            out.append(round(s.start[1] + t * (s.end[1] - s.start[1]), 6))
    return out


def _meets_arc(s: ArcSegment, x: float) -> list[float]:
    away = s.radius**2 - (x - s.centre[0]) ** 2
    if away < 0:
        return []
    out: list[float] = []
    first = math.atan2(s.start[1] - s.centre[1], s.start[0] - s.centre[0])
    for sign in (1.0, -1.0):
        rise = sign * math.sqrt(away)
        angle = math.atan2(rise, x - s.centre[0])
        turn = (angle - first) % (2 * math.pi) if s.ccw else (first - angle) % (2 * math.pi)
        if turn <= abs(s.sweep) + 1e-9:
            out.append(round(s.centre[1] + rise, 6))
    return out


def _inside(loop: Loop, p: Point2) -> bool:
    """Whether ``p`` lies inside or on the curve."""
    for x in (p[0] - EDGE, p[0] + EDGE):
        found = sorted(meets(loop, x))
        if any(a - EDGE <= p[1] <= b + EDGE for a, b in zip(found[::2], found[1::2], strict=False)):
            return True
    return False
