"""Turned bodies: their sections from the bottom up as one profile, and their grooves. mm."""

from __future__ import annotations

import math
from dataclasses import dataclass

from codegen.messages import say
from codegen.model.curve import JOIN_TOLERANCE, ArcSegment, Line, Loop, Point2, Segment, circle, polygon
from codegen.model.intent import (
    TurnedBody,
    TurnedGroove,
    TurnedSection,
)
from codegen.model.part import Body, Groove, Profile
from codegen.model.surface import radius_at
from codegen.process.context import Context
from codegen.process.shape import Shape

CLEAR: float = 1.0
"""mm: how far the section of a groove stands out of the rim. Only air is there."""


@dataclass(frozen=True)
class _Step:
    below: float  # radius
    above: float
    length: float
    shape: str


def turned(ctx: Context, part: TurnedBody) -> Shape | None:
    """The turned part as a shape; None: bad or incomplete, and said so."""
    steps = _steps(ctx, part)
    if steps is None:
        return None
    for i, s in enumerate(steps):
        if (s.shape == "dome-up" and i < len(steps) - 1) or (s.shape == "dome-down" and i > 0):
            end = "top" if s.shape == "dome-up" else "bottom"
            ctx.report("contradiction", say("a dome that closes at the {end} is not the {end} section", end=end),
                       pointer=f"/part/sections/{i}", remedy=say("put it at that end of the sections"))  # fmt: skip
            return None
    loop = _profile(steps)
    height = sum(s.length for s in steps)
    widest = max(max(s.below, s.above) for s in steps)
    body = Body(outline=circle((0.0, 0.0), 2 * widest), z_bottom=0.0, z_top=height, shape="turned",
                profile=Profile(kind="turned", loop=loop))  # fmt: skip
    grooves = [_groove(ctx, g, body, i, len(part.grooves)) for i, g in enumerate(part.grooves)]
    found = [g for g in grooves if g is not None]
    if len(found) < len(grooves):
        return None
    return Shape(body.outline, height, "turned", profile=body.profile, grooves=tuple(found))


def _steps(ctx: Context, part: TurnedBody) -> list[_Step] | None:
    """Radii and lengths; the one length that is left out is the rest of the whole."""
    whole = ctx.length(part.length, "/part/length", positive=True)
    lengths = [_length(ctx, s, i) for i, s in enumerate(part.sections)]
    before = ctx.failed()
    open_ = [i for i, n in enumerate(lengths) if n is None]
    total = sum(n for n in lengths if n is not None)
    if before or (part.length is not None and whole is None):
        return None
    if len(open_) > 1 or (open_ and whole is None):
        for i in open_:
            ctx.ask("length", f"/part/sections/{i}", f"How long is section {i + 1} (from the bottom) of the turned part?",
                    f"从下往上第{i + 1}段有多长？", feature=f"section-{i + 1}")  # fmt: skip
        return None
    if open_ and whole is not None:
        if whole - total <= JOIN_TOLERANCE:
            ctx.report(
                "contradiction",
                say(
                    "the sections are {total:g} mm long without the last, and the whole only {whole:g}",
                    total=total,
                    whole=whole,
                ),
                pointer="/part/length",
                remedy=say("check the lengths"),
            )
            return None
        lengths[open_[0]] = whole - total
    elif whole is not None and abs(whole - total) > 1e-6:
        ctx.report(
            "contradiction",
            say(
                "the sections are {total:g} mm long together, and the whole is said to be {whole:g}",
                total=total,
                whole=whole,
            ),
            pointer="/part/length",
            remedy=say("check the lengths"),
            figures={"sections_mm": total, "whole_mm": whole},
        )
        return None
    steps = [_step(ctx, s, n or 0.0, i) for i, (s, n) in enumerate(zip(part.sections, lengths, strict=True))]
    found = [s for s in steps if s is not None]
    return found if len(found) == len(steps) else None


def _length(ctx: Context, s: TurnedSection, i: int) -> float | None:
    if s.length is None and s.shape.startswith("dome"):
        d = ctx.length(s.diameter, f"/part/sections/{i}/diameter", positive=True)
        return None if d is None else d / 2
    return ctx.length(s.length, f"/part/sections/{i}/length", positive=True)


def _step(ctx: Context, s: TurnedSection, length: float, i: int) -> _Step | None:
    pointer = f"/part/sections/{i}"
    d = ctx.length(s.diameter, f"{pointer}/diameter", positive=True)
    if d is None:
        return None
    if s.shape in ("dome-up", "dome-down"):
        if length > d / 2 + 1e-9:
            ctx.report(
                "contradiction",
                say("a dome {length:g} mm high on Ø{d:g} is more than half a sphere", length=length, d=d),
                pointer=pointer,
                remedy=say("at most half the diameter high, on a straight section"),
            )
            return None
        return _Step(d / 2, 0.0, length, s.shape) if s.shape == "dome-up" else _Step(0.0, d / 2, length, s.shape)
    if s.shape == "cone" or s.end_diameter is not None:
        if s.end_diameter is None:
            ctx.ask("diameter", pointer, f"To what diameter does the cone from Ø{d:g} run?", f"圆锥从Ø{d:g}收到多大直径？",
                    feature=f"section-{i + 1}")  # fmt: skip
            return None
        end = ctx.length(s.end_diameter, f"{pointer}/end_diameter")
        if end is None:
            return None
        if end < 0:
            ctx.report(
                "bad-expression",
                say("a diameter of {d:g} mm is none", d=end),
                pointer=f"{pointer}/end_diameter",
                remedy=say("0 or more"),
            )
            return None
        return _Step(d / 2, end / 2, length, "cone")
    return _Step(d / 2, d / 2, length, "straight")


def _profile(steps: list[_Step]) -> Loop:
    """Half the section, closed along the axis: r to the right, z up."""
    segments: list[Segment] = []
    here: Point2 = (0.0, 0.0)
    z = 0.0

    def to(p: Point2) -> None:
        nonlocal here
        if math.dist(here, p) <= JOIN_TOLERANCE:
            return
        last = segments[-1] if segments else None
        if isinstance(last, Line) and _along(last, p):
            segments[-1] = Line(start=last.start, end=p)
        else:
            segments.append(Line(start=here, end=p))
        here = p

    for s in steps:
        to((s.below, z))
        end = (s.above, z + s.length)
        if s.shape in ("dome-up", "dome-down"):
            base = max(s.below, s.above)
            r = (base**2 + s.length**2) / (2 * s.length)
            centre = (0.0, z + s.length - r) if s.shape == "dome-up" else (0.0, z + r)
            segments.append(ArcSegment(start=here, end=end, centre=centre, ccw=True))
            here = end
        else:
            to(end)
        z += s.length
    to((0.0, z))
    to((0.0, 0.0))
    return Loop(segments=tuple(segments))


def _along(line: Line, p: Point2) -> bool:
    ux, uy = line.end[0] - line.start[0], line.end[1] - line.start[1]
    vx, vy = p[0] - line.end[0], p[1] - line.end[1]
    return abs(ux * vy - uy * vx) <= 1e-9 * line.length * math.hypot(vx, vy) and ux * vx + uy * vy > 0


def _groove(ctx: Context, g: TurnedGroove, body: Body, i: int, count: int) -> Groove | None:
    pointer = f"/part/grooves/{i}"
    name = "groove" if count == 1 else f"groove-{i + 1}"

    def wrong(text: str, remedy: str, **figures: float) -> None:
        ctx.report(
            "contradiction",
            say("{where}: {what}", where=name, what=text),
            pointer=pointer,
            feature=name,
            remedy=remedy,
            figures=figures,
        )

    at = ctx.length(g.at, f"{pointer}/at")
    width = _groove_width(ctx, g, pointer, name)
    if at is None or width is None:
        return None
    edge = width / 2 if g.to == "near-edge" else 0.0
    z = {"bottom": at + edge, "top": body.z_top - at - edge, "middle": body.z_top / 2 + at}[g.reference]
    low, high = z - width / 2, z + width / 2
    if low < -1e-9 or high > body.z_top + 1e-9:
        wrong(
            say(
                "it reaches from {low:g} to {high:g} mm, and the part from 0 to {top:g}",
                low=low,
                high=high,
                top=body.z_top,
            ),
            say("move it, or make it narrower"),
            width_mm=width,
            length_mm=body.z_top,
        )
        return None
    probes = [radius_at(body, min(max(low + 1e-5, 0.0) + (width - 2e-5) * k / 8, body.z_top)) or 0.0 for k in range(9)]
    radius = probes[4]
    if max(probes) - min(probes) > 1e-6:
        wrong(say("the rim under it is not one diameter"), say("keep it clear of shoulders and cones"))
        return None
    depth = _groove_depth(ctx, g, pointer, name, radius, width)
    if depth is None:
        return None
    if depth >= radius - 1e-9:
        wrong(
            say("{depth:g} mm deep in a radius of {radius:g} mm cuts the part in two", depth=depth, radius=radius),
            say("make it shallower"),
            depth_mm=depth,
            radius_mm=radius,
        )
        return None
    r, out = radius - depth, radius + CLEAR
    if g.shape == "half-round":
        section = circle((radius, z), 2 * depth)
    elif g.shape == "rectangular":
        section = polygon([(r, low), (out, low), (out, high), (r, high)])
    else:
        section = polygon([(r, z), (radius, low), (out, low), (out, high), (radius, high)])
    return Groove(id=name, feature=name, shape=g.shape, section=section, rim=radius)


def _groove_width(ctx: Context, g: TurnedGroove, pointer: str, name: str) -> float | None:
    if g.shape == "half-round":
        radius = ctx.length(g.radius, f"{pointer}/radius", positive=True)
        if radius is None and g.radius is None and g.width is not None:
            return ctx.length(g.width, f"{pointer}/width", positive=True)
        if g.radius is None:
            ctx.ask(
                "corner_radius",
                pointer,
                f"What radius has {name}?",
                f"{name} 的半径是多少？",
                feature=name,
            )
        return None if radius is None else 2 * radius
    if g.width is None and g.shape == "v" and g.angle is not None and g.depth is not None:
        depth, angle = ctx.length(g.depth, f"{pointer}/depth", positive=True), ctx.angle(g.angle, f"{pointer}/angle")
        if depth is None or angle is None or not 1.0 <= angle <= 170.0:
            _no_angle(ctx, pointer, name)
            return None
        return 2 * depth * math.tan(math.radians(angle / 2))
    if g.width is None:
        ctx.ask("width", pointer, f"How wide is {name}?", f"{name} 的宽度是多少？", feature=name)
    return ctx.length(g.width, f"{pointer}/width", positive=True)


def _no_angle(ctx: Context, pointer: str, name: str) -> None:
    ctx.report(
        "bad-expression",
        say("{feature}: its angle is not between 1° and 170°", feature=name),
        pointer=f"{pointer}/angle",
        feature=name,
        remedy=say("give the included angle"),
    )


def _groove_depth(ctx: Context, g: TurnedGroove, pointer: str, name: str, radius: float, width: float) -> float | None:
    if g.shape == "half-round":
        return width / 2
    if g.bottom_diameter is not None:
        floor = ctx.length(g.bottom_diameter, f"{pointer}/bottom_diameter", positive=True)
        if floor is not None and floor >= 2 * radius - 1e-9:
            ctx.report(
                "contradiction",
                say(
                    "{feature}: its floor of Ø{floor:g} is not below the rim of Ø{rim:g}",
                    feature=name,
                    floor=floor,
                    rim=2 * radius,
                ),
                pointer=f"{pointer}/bottom_diameter",
                feature=name,
                remedy=say("check the diameters"),
            )
            return None
        return None if floor is None else radius - floor / 2
    if g.depth is None and g.shape == "v" and g.angle is not None:
        angle = ctx.angle(g.angle, f"{pointer}/angle")
        if angle is not None and 1.0 <= angle <= 170.0:
            return width / 2 / math.tan(math.radians(angle / 2))
        _no_angle(ctx, pointer, name)
        return None
    if g.depth is None:
        ctx.ask("depth", pointer, f"How deep is {name}?", f"{name} 的深度是多少？", feature=name)
    return ctx.length(g.depth, f"{pointer}/depth", positive=True)
