"""Outlines of the intent as loops, mm."""

from __future__ import annotations

import math
from collections.abc import Callable

from codegen.messages import say
from codegen.model.curve import (
    JOIN_TOLERANCE,
    ArcSegment,
    Line,
    Loop,
    Point2,
    Segment,
    circle,
    rectangle,
    slot,
)  # fmt: skip
from codegen.model.intent import (
    Circle,
    DShape,
    IsoscelesTriangle,
    Outline,
    Path,
    PointsOutline,
    Position,
    Rectangle,
    RegularPolygon,
    RightTriangle,
    SectionOutline,
    SlotOutline,
    Trapezoid,
)
from codegen.process.context import Context
from codegen.process.sections import d_shape, right_triangle, rounded_polygon, structural, trapezoid

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
        if isinstance(outline, PointsOutline):
            return _points(ctx, outline, pointer, locate)
        found = section_of(ctx, outline, pointer)
        if found is None or isinstance(outline, DShape):
            return None if found is None else found[0]  # a D lies about its circle's centre
        return _centred(found[0], found[0])
    except ValueError as e:
        ctx.report(
            "bad-expression",
            say("this outline cannot exist: {reason}", reason=e),
            pointer=pointer,
            remedy=say("check its sizes"),
        )
        return None


def _slot(ctx: Context, outline: SlotOutline, pointer: str) -> Loop | None:
    length = ctx.length(outline.length, f"{pointer}/length", positive=True)
    width = ctx.length(outline.width, f"{pointer}/width", positive=True)
    angle = ctx.angle(outline.angle, f"{pointer}/angle")
    if length is None or width is None or angle is None:
        return None
    if length <= width:
        raise ValueError(
            say(
                "a slot {length:g} mm long over its ends is not longer than its width {width:g} mm",
                length=length,
                width=width,
            )
        )
    half, a = (length - width) / 2, math.radians(angle)
    return slot((-half * math.cos(a), -half * math.sin(a)), (half * math.cos(a), half * math.sin(a)), width)


def _regular(ctx: Context, outline: RegularPolygon, pointer: str) -> Loop | None:
    n = outline.sides
    flats = ctx.length(outline.across_flats, f"{pointer}/across_flats", positive=True)
    round_ = ctx.length(outline.circumscribed_diameter, f"{pointer}/circumscribed_diameter", positive=True)
    side = ctx.length(outline.side, f"{pointer}/side", positive=True)
    angle, r = (
        ctx.angle(outline.angle, f"{pointer}/angle"),
        ctx.length(outline.corner_radius, f"{pointer}/corner_radius"),
    )
    if angle is None or r is None:
        return None
    said = [v for v in (outline.across_flats, outline.circumscribed_diameter, outline.side) if v is not None]
    given = [v for v in (flats, round_, side) if v is not None]
    if len(given) != 1:
        if not said:
            ctx.ask("size", pointer, f"How large is the {n}-sided outline (across flats, or over corners)?",
                    f"正{n}边形的尺寸是多少（对边距离或外接圆直径）？", feature=pointer.split("/")[-2])  # fmt: skip
        elif len(given) > 1:
            raise ValueError(say("more than one of across_flats, circumscribed_diameter and side are given"))
        return None
    if flats is not None and n % 2:
        raise ValueError(say("a polygon of {n} sides has no two parallel flats: give circumscribed_diameter", n=n))
    corner = (round_ or 0.0) / 2
    if flats is not None:
        corner = flats / 2 / math.cos(math.pi / n)
    elif side is not None:
        corner = side / 2 / math.sin(math.pi / n)
    start = math.radians(angle) + math.pi / n
    points = [
        (corner * math.cos(start + k * 2 * math.pi / n), corner * math.sin(start + k * 2 * math.pi / n))
        for k in range(n)
    ]
    return rounded_polygon(points, [r] * n)


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
                raise ValueError(
                    say(
                        "segment {i}: start and end do not lie on one circle about the centre {centre}",
                        i=i,
                        centre=centre,
                    )
                )
            segments.append(ArcSegment(start=here, end=to, centre=centre, ccw=step.ccw))
        elif math.dist(here, to) > JOIN_TOLERANCE:
            segments.append(Line(start=here, end=to))
        here = to
    if first is not None and here is not None and math.dist(first, here) > JOIN_TOLERANCE:
        segments.append(Line(start=here, end=first))
    loop = Loop(segments=tuple(segments))
    if abs(loop.area) < 1e-6:
        raise ValueError(say("it encloses no area"))
    return loop if loop.area > 0 else loop.reversed()


def _points(ctx: Context, outline: PointsOutline, pointer: str, locate: Locate) -> Loop | None:
    radius = ctx.length(outline.corner_radius, f"{pointer}/corner_radius")
    points = [locate(p, f"{pointer}/points/{i}") for i, p in enumerate(outline.points)]
    found = [p for p in points if p is not None]
    if radius is None or len(found) < len(points):
        return None
    if math.dist(found[0], found[-1]) < JOIN_TOLERANCE:
        del found[-1]  # closed by saying the first point again
    loop = rounded_polygon(found, [radius] * len(found))
    from shapely.geometry import Polygon

    if not Polygon(loop.polyline(0.002)).is_valid:
        raise ValueError(say("it crosses itself"))
    return loop


def section_of(
    ctx: Context, outline: RightTriangle | IsoscelesTriangle | Trapezoid | DShape | SectionOutline, pointer: str
) -> tuple[Loop, Loop | None] | None:
    """An outline of a few sizes, and the opening in it if it is a tube; None: bad, and a finding says so.

    Raises:
        ValueError: sizes that contradict each other.
    """

    def size(name: str, *, zero: bool = False) -> float | None:
        value = ctx.length(getattr(outline, name), f"{pointer}/{name}", positive=not zero)
        if value is not None and value < 0:
            raise ValueError(say("{name} {value:g} is negative", name=name.replace("_", " "), value=value))
        return value

    if isinstance(outline, DShape):
        d, across, angle = size("diameter"), size("across"), ctx.angle(outline.angle, f"{pointer}/angle")
        return (
            None if d is None or across is None or angle is None else (d_shape(d, across, outline.flats, angle), None)
        )
    if isinstance(outline, SectionOutline):
        w, h, t = size("width"), size("height"), size("thickness")
        b = t if outline.base_thickness is None else size("base_thickness")
        i, o = size("inside_radius", zero=True), size("outside_radius", zero=True)
        if w is None or h is None or t is None or b is None or i is None or o is None:
            return None
        return structural(outline.shape, w, h, t, b, i, o)
    r = size("corner_radius", zero=True)
    if isinstance(outline, RightTriangle):
        x, y = size("x"), size("y")
        bad = x is None or y is None or r is None
        return None if bad else (right_triangle(x or 0.0, y or 0.0, outline.right_angle, r or 0.0), None)
    base, height = size("base"), size("height")
    opposite = 0.0 if isinstance(outline, IsoscelesTriangle) else size("opposite")
    if base is None or height is None or r is None or opposite is None:
        return None
    square = "none" if isinstance(outline, IsoscelesTriangle) else outline.square
    return trapezoid(base, opposite, height, square, r), None


def opening_of(ctx: Context, outline: Outline, pointer: str) -> Loop | None:
    """The opening inside an outline that is a tube, in the same place as ``loop_of``; None: there is none."""
    if not isinstance(outline, SectionOutline) or outline.shape != "box":
        return None
    try:
        found = section_of(ctx, outline, pointer)
    except ValueError:
        return None  # said by ``loop_of``
    return None if found is None or found[1] is None else _centred(found[1], found[0])


def _centred(loop: Loop, about: Loop) -> Loop:
    """``loop`` moved so that the middle of ``about``'s box is at (0, 0)."""
    x0, y0, x1, y1 = about.bounds
    return loop.moved(-(x0 + x1) / 2, -(y0 + y1) / 2)
