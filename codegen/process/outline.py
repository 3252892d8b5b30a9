"""Outlines of the intent as loops, mm."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from codegen.model.curve import (
    JOIN_TOLERANCE,
    ArcSegment,
    Line,
    Loop,
    Point2,
    Segment,
    circle,
    polygon,
    rectangle,
    slot,
)  # fmt: skip
from codegen.model.intent import Circle, Outline, Path, Position, Rectangle, RegularPolygon, SlotOutline
from codegen.process.context import Context

Locate = Callable[[Position, str], Point2 | None]
"""Resolves a position of a path; None: it was bad, and a finding says so."""


def loop_of(ctx: Context, outline: Outline, pointer: str, locate: Locate) -> Loop | None:
    """``outline`` about (0, 0), a path in its absolute place; None: bad, and a finding says so."""
    try:
        if isinstance(outline, Rectangle):
            x = ctx.length(outline.x, f"{pointer}/x", positive=True)
            y = ctx.length(outline.y, f"{pointer}/y", positive=True)
            r = ctx.length(outline.corner_radius, f"{pointer}/corner_radius")
            return None if x is None or y is None or r is None else rectangle((0.0, 0.0), x, y, r)
        if isinstance(outline, Circle):
            d = ctx.length(outline.diameter, f"{pointer}/diameter", positive=True)
            return None if d is None else circle((0.0, 0.0), d)
        if isinstance(outline, SlotOutline):
            return _slot(ctx, outline, pointer)
        if isinstance(outline, RegularPolygon):
            return _regular(ctx, outline, pointer)
        if isinstance(outline, Path):
            return _path(outline, pointer, locate)
        raise ValueError(f"outlines of kind {outline.kind!r} are not made yet")
    except ValueError as e:
        ctx.report("bad-expression", f"this outline cannot exist: {e}", pointer=pointer, remedy="check its sizes")
        return None


def _slot(ctx: Context, outline: SlotOutline, pointer: str) -> Loop | None:
    length = ctx.length(outline.length, f"{pointer}/length", positive=True)
    width = ctx.length(outline.width, f"{pointer}/width", positive=True)
    angle = ctx.angle(outline.angle, f"{pointer}/angle")
    if length is None or width is None or angle is None:
        return None
    if length <= width:
        raise ValueError(f"a slot {length:g} mm long over its ends is not longer than its width {width:g} mm")
    half, a = (length - width) / 2, math.radians(angle)
    return slot((-half * math.cos(a), -half * math.sin(a)), (half * math.cos(a), half * math.sin(a)), width)


def _regular(ctx: Context, outline: RegularPolygon, pointer: str) -> Loop | None:
    n = outline.sides
    flats = ctx.length(outline.across_flats, f"{pointer}/across_flats", positive=True)
    round_ = ctx.length(outline.circumscribed_diameter, f"{pointer}/circumscribed_diameter", positive=True)
    angle, r = (
        ctx.angle(outline.angle, f"{pointer}/angle"),
        ctx.length(outline.corner_radius, f"{pointer}/corner_radius"),
    )
    if angle is None or r is None:
        return None
    if (flats is None) == (round_ is None):
        if outline.across_flats is None and outline.circumscribed_diameter is None:
            ctx.ask("size", pointer, f"How large is the {n}-sided outline (across flats, or over corners)?",
                    f"正{n}边形的尺寸是多少（对边距离或外接圆直径）？", feature=pointer.split("/")[-2])  # fmt: skip
        elif flats is not None:
            raise ValueError("across_flats and circumscribed_diameter are both given")
        return None
    if flats is not None and n % 2:
        raise ValueError(f"a polygon of {n} sides has no two parallel flats: give circumscribed_diameter")
    corner = flats / 2 / math.cos(math.pi / n) if flats is not None else (round_ or 0.0) / 2
    start = math.radians(angle) + math.pi / n
    points = [
        (corner * math.cos(start + k * 2 * math.pi / n), corner * math.sin(start + k * 2 * math.pi / n))
        for k in range(n)
    ]
    return rounded(points, r)


def rounded(points: Sequence[Point2], radius: float) -> Loop:
    """The convex polygon through ``points`` (counter-clockwise) with corners of ``radius`` mm.

    Raises:
        ValueError: the radius does not fit.
    """
    if radius == 0:
        return polygon(list(points))
    if radius < 0:
        raise ValueError(f"corner radius {radius!r} is negative")
    segments: list[Segment] = []
    ends: list[tuple[Point2, Point2, Point2]] = []
    n = len(points)
    for k, p in enumerate(points):
        a, b = points[k - 1], points[(k + 1) % n]
        ua, ub = _unit(p, a), _unit(p, b)
        half = math.acos(max(-1.0, min(1.0, ua[0] * ub[0] + ua[1] * ub[1]))) / 2
        back = radius / math.tan(half)
        if 2 * back > min(math.dist(p, a), math.dist(p, b)) + 1e-9:
            raise ValueError(f"corner radius {radius!r} does not fit the polygon")
        away, reach = _unit((0.0, 0.0), (ua[0] + ub[0], ua[1] + ub[1])), radius / math.sin(half)
        centre = (p[0] + away[0] * reach, p[1] + away[1] * reach)
        ends.append(((p[0] + ua[0] * back, p[1] + ua[1] * back), (p[0] + ub[0] * back, p[1] + ub[1] * back), centre))
    for k, (start, end, centre) in enumerate(ends):
        segments.append(ArcSegment(start=start, end=end, centre=centre, ccw=True))
        following = ends[(k + 1) % n][0]
        if math.dist(end, following) > JOIN_TOLERANCE:
            segments.append(Line(start=end, end=following))
    return Loop(segments=tuple(segments))


def _unit(a: Point2, b: Point2) -> Point2:
    d = math.dist(a, b)
    return ((b[0] - a[0]) / d, (b[1] - a[1]) / d)


def _path(outline: Path, pointer: str, locate: Locate) -> Loop | None:
    here = locate(outline.start, f"{pointer}/start")
    first, segments = here, list[Segment]()
    for i, step in enumerate(outline.segments):
        to = locate(step.to, f"{pointer}/segments/{i}/to")
        centre = locate(step.centre, f"{pointer}/segments/{i}/centre") if step.centre is not None else None
        if here is None or to is None or (step.centre is not None and centre is None):
            return None
        if centre is not None:
            if abs(math.dist(here, centre) - math.dist(to, centre)) > 1e-3:
                raise ValueError(f"segment {i}: start and end do not lie on one circle about the centre {centre}")
            segments.append(ArcSegment(start=here, end=to, centre=centre, ccw=step.ccw))
        elif math.dist(here, to) > JOIN_TOLERANCE:
            segments.append(Line(start=here, end=to))
        here = to
    if first is not None and here is not None and math.dist(first, here) > JOIN_TOLERANCE:
        segments.append(Line(start=here, end=first))
    loop = Loop(segments=tuple(segments))
    if abs(loop.area) < 1e-6:
        raise ValueError("it encloses no area")
    return loop if loop.area > 0 else loop.reversed()
