"""Outlines that are said by a few sizes: triangles, trapezoids, D-shapes, structural sections; polygons with rounded corners.

All about any origin, counter-clockwise, mm. What cannot exist is a ``ValueError`` with the sizes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from codegen.messages import say
from codegen.model.curve import JOIN_TOLERANCE, ArcSegment, Line, Loop, Point2, Segment, rectangle

SHARP = 1e-9
"""mm: a smaller radius is none."""


def rounded_polygon(points: Sequence[Point2], radii: Sequence[float]) -> Loop:
    """The simple polygon through ``points`` (either way round), each corner rounded by its radius; 0 leaves it sharp.

    Raises:
        ValueError: a radius is negative or does not fit its sides; two points coincide; it encloses no area.
    """
    corners = list(zip(points, radii, strict=True))
    if _area(points) < 0:
        corners.reverse()
    n = len(corners)
    if abs(_area(points)) < 1e-6:
        raise ValueError(say("it encloses no area"))
    joints: list[tuple[Point2, Point2, Point2 | None, bool]] = []  # from, to, centre, counter-clockwise
    backs: list[float] = []
    for k, (p, r) in enumerate(corners):
        a, b = corners[k - 1][0], corners[(k + 1) % n][0]
        if min(math.dist(p, a), math.dist(p, b)) < JOIN_TOLERANCE:
            raise ValueError(say("the point ({x:g}, {y:g}) stands there twice", x=p[0], y=p[1]))
        if r < 0:
            raise ValueError(say("corner radius {r:g} is negative", r=r))
        ua, ub = _unit(p, a), _unit(p, b)
        half = math.acos(max(-1.0, min(1.0, ua[0] * ub[0] + ua[1] * ub[1]))) / 2
        if r < SHARP or half > math.pi / 2 - 1e-9:
            joints.append((p, p, None, True))
            backs.append(0.0)
            continue
        back = r / math.tan(half)
        away = _unit((0.0, 0.0), (ua[0] + ub[0], ua[1] + ub[1]))
        reach = r / math.sin(half)
        centre = (p[0] + away[0] * reach, p[1] + away[1] * reach)
        left = ua[0] * ub[1] - ua[1] * ub[0] < 0  # the path comes along -ua and leaves along ub
        joints.append(
            ((p[0] + ua[0] * back, p[1] + ua[1] * back), (p[0] + ub[0] * back, p[1] + ub[1] * back), centre, left)
        )
        backs.append(back)
    for k in range(n):
        side = math.dist(corners[k][0], corners[(k + 1) % n][0])
        if backs[k] + backs[(k + 1) % n] > side + 1e-9:
            raise ValueError(
                say(
                    "corner radii {r1:g} and {r2:g} do not fit a side of {side:g}",
                    r1=corners[k][1],
                    r2=corners[(k + 1) % n][1],
                    side=side,
                )
            )
    return _joined(joints)


def _joined(joints: Sequence[tuple[Point2, Point2, Point2 | None, bool]]) -> Loop:
    segments: list[Segment] = []
    for k, (start, end, centre, left) in enumerate(joints):
        if centre is not None:
            segments.append(ArcSegment(start=start, end=end, centre=centre, ccw=left))
        following = joints[(k + 1) % len(joints)][0]
        if math.dist(end, following) > JOIN_TOLERANCE:
            segments.append(Line(start=end, end=following))
    return Loop(segments=tuple(segments))


def _area(points: Sequence[Point2]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def _unit(a: Point2, b: Point2) -> Point2:
    d = math.dist(a, b)
    return ((b[0] - a[0]) / d, (b[1] - a[1]) / d)


def right_triangle(x: float, y: float, corner: str, radius: float) -> Loop:
    """Legs ``x`` and ``y`` along the axes; ``corner`` names where the right angle is, as ``front-left``."""
    at = {"front-left": (0.0, 0.0), "front-right": (x, 0.0), "back-left": (0.0, y), "back-right": (x, y)}[corner]
    points = [at, (x - at[0], at[1]), (at[0], y - at[1])]
    return rounded_polygon(points, [radius] * 3)


def trapezoid(base: float, opposite: float, height: float, square: str, radius: float) -> Loop:
    """``base`` from x = 0 along X, ``opposite`` above it; ``opposite`` 0 is a triangle."""
    if opposite == 0:
        return rounded_polygon([(0.0, 0.0), (base, 0.0), (base / 2, height)], [radius] * 3)
    left = {"left": 0.0, "right": base - opposite, "none": (base - opposite) / 2}[square]
    points = [(0.0, 0.0), (base, 0.0), (left + opposite, height), (left, height)]
    return rounded_polygon(points, [radius] * 4)


def d_shape(diameter: float, across: float, flats: int, angle: float) -> Loop:
    """A circle about (0, 0) with a flat in the direction ``angle`` (degrees), ``across`` from flat to round or to flat."""
    r = diameter / 2
    flat = across / 2 if flats == 2 else across - r
    if not 0 < across < diameter - SHARP:
        raise ValueError(
            say("a flat {across:g} across does not cut a circle of {diameter:g}", across=across, diameter=diameter)
        )
    a, half = math.radians(angle), math.acos(max(-1.0, min(1.0, flat / r)))

    def at(t: float) -> Point2:
        return (r * math.cos(t), r * math.sin(t))

    c = (0.0, 0.0)
    if flats == 1:
        p, q = at(a - half), at(a + half)
        return Loop(segments=(Line(start=p, end=q), ArcSegment(start=q, end=p, centre=c, ccw=True)))
    p, q, s, t = at(a - half), at(a + half), at(a + math.pi - half), at(a + math.pi + half)
    return Loop(
        segments=(
            Line(start=p, end=q), ArcSegment(start=q, end=s, centre=c, ccw=True),
            Line(start=s, end=t), ArcSegment(start=t, end=p, centre=c, ccw=True),
        )
    )  # fmt: skip


def structural(
    shape: str, width: float, height: float, web: float, base: float, inside: float, outside: float
) -> tuple[Loop, Loop | None]:
    """A structural section from (0, 0) to (``width``, ``height``), and the opening inside it (of a tube).

    ``web`` is the thickness of what stands, ``base`` of what lies.
    """
    walls = {"L": 1, "U": 2, "T": 1, "I": 1, "Z": 1, "box": 2}[shape]
    flats = 2 if shape in ("I", "Z", "box") else 1
    if walls * web > width - SHARP:
        raise ValueError(say("walls of {web:g} leave no room in a width of {width:g}", web=web, width=width))
    if flats * base > height - SHARP:
        raise ValueError(
            say("a thickness of {base:g} leaves no room in a height of {height:g}", base=base, height=height)
        )
    w, h, t, b, i, o = width, height, web, base, inside, outside
    m, n = (w - t) / 2, (w + t) / 2
    if shape == "box":
        inner = rectangle((w / 2, h / 2), w - 2 * t, h - 2 * b, i)
        return rectangle((w / 2, h / 2), w, h, o), inner
    corners: list[tuple[float, float, float]] = {
        "L": [(0, 0, o), (w, 0, 0), (w, b, 0), (t, b, i), (t, h, 0), (0, h, 0)],
        "U": [(0, 0, o), (w, 0, o), (w, h, 0), (w - t, h, 0), (w - t, b, i), (t, b, i), (t, h, 0), (0, h, 0)],
        "T": [(0, 0, 0), (w, 0, 0), (w, b, 0), (n, b, i), (n, h, 0), (m, h, 0), (m, b, i), (0, b, 0)],
        "I": [
            (0, 0, 0), (w, 0, 0), (w, b, 0), (n, b, i), (n, h - b, i), (w, h - b, 0),
            (w, h, 0), (0, h, 0), (0, h - b, 0), (m, h - b, i), (m, b, i), (0, b, 0),
        ],
        "Z": [(m, 0, o), (w, 0, 0), (w, b, 0), (n, b, i), (n, h, o), (0, h, 0), (0, h - b, 0), (m, h - b, i)],
    }[shape]  # fmt: skip
    return rounded_polygon([(x, y) for x, y, _ in corners], [r for _, _, r in corners]), None


def inset(loop: Loop, distance: float) -> Loop:
    """The parallel curve ``distance`` inside a counter-clockwise loop: sharp corners stay sharp, arcs keep their centres.

    Raises:
        ValueError: nothing is left, or a corner between a line and an arc that is not tangent.
    """
    from shapely.geometry import Polygon

    moved = [_shifted(s, distance) for s in loop.segments]
    if len(moved) == 1:
        only = moved[0]
        if only is None:
            raise ValueError(say("{distance:g} mm is more than the radius", distance=distance))
        return Loop(segments=(only,))
    kept: list[Segment] = [s for s in moved if s is not None]
    ends: list[tuple[Point2, Point2]] = [(s.start, s.end) for s in kept]
    for k, s in enumerate(kept):
        j = (k + 1) % len(kept)
        if math.dist(s.end, kept[j].start) > JOIN_TOLERANCE:
            meet = _crossing(s, kept[j])
            ends[k] = (ends[k][0], meet)
            ends[j] = (meet, ends[j][1])
    out: list[Segment] = []
    for s, (start, end) in zip(kept, ends, strict=True):
        if isinstance(s, ArcSegment):
            out.append(s.model_copy(update={"start": start, "end": end}))
        elif (end[0] - start[0]) * (s.end[0] - s.start[0]) + (end[1] - start[1]) * (s.end[1] - s.start[1]) <= 0:
            raise ValueError(say("walls of {distance:g} leave no room inside", distance=distance))
        else:
            out.append(Line(start=start, end=end))
    made = Loop(segments=tuple(out))
    outer, inner = Polygon(loop.polyline(0.002)), Polygon(made.polyline(0.002))
    if made.area <= 0 or not inner.is_valid or inner.exterior.distance(outer.exterior) < distance - 0.01:
        raise ValueError(say("walls of {distance:g} leave no room inside", distance=distance))
    return made


def _shifted(s: Segment, distance: float) -> Segment | None:
    if isinstance(s, Line):
        ux, uy = _unit(s.start, s.end)
        dx, dy = -uy * distance, ux * distance  # to the left: inwards
        return Line(start=(s.start[0] + dx, s.start[1] + dy), end=(s.end[0] + dx, s.end[1] + dy))
    r = s.radius - distance if s.ccw else s.radius + distance
    if r < SHARP:
        return None  # the rounding is used up: its neighbours meet
    c, f = s.centre, r / s.radius

    def at(p: Point2) -> Point2:
        return (c[0] + (p[0] - c[0]) * f, c[1] + (p[1] - c[1]) * f)

    return ArcSegment(start=at(s.start), end=at(s.end), centre=c, ccw=s.ccw)


def _crossing(a: Segment, b: Segment) -> Point2:
    if isinstance(a, ArcSegment) or isinstance(b, ArcSegment):
        raise ValueError(say("its sides meet a round at an angle: give the inside as a pocket"))
    ux, uy = a.end[0] - a.start[0], a.end[1] - a.start[1]
    vx, vy = b.end[0] - b.start[0], b.end[1] - b.start[1]
    cross = ux * vy - uy * vx
    if abs(cross) < 1e-12:
        raise ValueError(say("two sides lie along each other"))
    t = ((b.start[0] - a.start[0]) * vy - (b.start[1] - a.start[1]) * vx) / cross
    return (a.start[0] + t * ux, a.start[1] + t * uy)
