"""Bodies of the intent as shapes before they have their place: prisms, sections that run along Y, turned profiles."""

from __future__ import annotations

from codegen.messages import say
from codegen.model.curve import Point2, circle, rectangle
from codegen.model.intent import (
    BossFeature,
    BoxBody,
    CylinderBody,
    ExtrudedBody,
    Path,
    PointsOutline,
    Position,
    SectionBody,
    SheetBody,
    TurnedBody,
)
from codegen.model.part import Profile
from codegen.process.context import Context
from codegen.process.outline import loop_of, opening_of
from codegen.process.shape import Shape
from codegen.process.turned import turned

SHEET: float = 1.0
"""mm: the height that a flat sheet has where a solid is drawn of it. It stands for no thickness, and is said to be none."""


def body_shape(ctx: Context) -> Shape | None:
    """The intent's part as a shape; None: bad or incomplete, and said so."""
    part = ctx.intent.part
    shape: Shape | None
    if isinstance(part, BoxBody):
        shape = _box(ctx, part)
    elif isinstance(part, CylinderBody):
        d = ctx.length(part.diameter, "/part/diameter", positive=True)
        h = ctx.length(part.height, "/part/height", positive=True)
        shape = None if d is None or h is None else Shape(circle((0.0, 0.0), d), h, "cylinder")
    elif isinstance(part, TurnedBody):
        shape = turned(ctx, part)
    elif isinstance(part, SectionBody):
        shape = _section(ctx, part)
    else:
        assert isinstance(part, ExtrudedBody | SheetBody)  # noqa: S101 - the union has no other member
        shape = _extrusion(ctx, part)
    return None if shape is None else _with_bosses(ctx, shape)


def _box(ctx: Context, part: BoxBody) -> Shape | None:
    x, y, z = (ctx.length(getattr(part, k), f"/part/{k}", positive=True) for k in "xyz")
    r = ctx.length(part.corner_radius, "/part/corner_radius")
    if x is None or y is None or z is None or r is None:
        return None
    try:
        return Shape(rectangle((0.0, 0.0), x, y, r), z, "box")
    except ValueError as e:
        ctx.report(
            "bad-expression",
            say("the part cannot exist: {reason}", reason=e),
            pointer="/part/corner_radius",
            remedy=say("check its sizes"),
        )
        return None


def _own_points(ctx: Context, position: Position, pointer: str) -> Point2 | None:
    """A point of the body's own outline: there is no body yet that it could hang on."""
    x, y = ctx.length(position.x, f"{pointer}/x"), ctx.length(position.y, f"{pointer}/y")
    if position.anchor != "origin":
        ctx.report(
            "bad-expression",
            say("a point of the part's own outline cannot hang on the part's {anchor!r}", anchor=position.anchor),
            pointer=f"{pointer}/anchor",
            remedy=say("give it from the origin"),
        )
        return None
    return None if x is None or y is None else (x, y)


def _extrusion(ctx: Context, part: ExtrudedBody | SheetBody) -> Shape | None:
    loop = loop_of(ctx, part.outline, "/part/outline", lambda p, at: _own_points(ctx, p, at))
    flat = isinstance(part, SheetBody)
    height = SHEET if isinstance(part, SheetBody) else ctx.length(part.height, "/part/height", positive=True)
    if flat and set(ctx.intent.deliverables) - {"dxf"}:
        ctx.ask("thickness", "/part", "How thick is it? A flat outline alone makes a DXF drawing, but no solid and no program.",
                "厚度是多少？只有平面轮廓时只能出DXF图，不能出实体或程序。")  # fmt: skip
        return None
    if loop is None or height is None:
        return None
    absolute = isinstance(part.outline, Path | PointsOutline)
    opening = opening_of(ctx, part.outline, "/part/outline")
    return Shape(loop, height, "sheet" if flat else "extrusion", absolute=absolute, opening=opening)


def _section(ctx: Context, part: SectionBody) -> Shape | None:
    loop = loop_of(ctx, part.profile, "/part/profile", lambda p, at: _own_points(ctx, p, at))
    length = ctx.length(part.length, "/part/length", positive=True)
    if loop is None or length is None:
        return None
    x0, z0, x1, z1 = loop.bounds
    opening = opening_of(ctx, part.profile, "/part/profile")
    return Shape(
        rectangle(((x1 - x0) / 2, length / 2), x1 - x0, length), z1 - z0, "section",
        profile=Profile(kind="section", loop=loop.moved(-x0, -z0)),
        opening=None if opening is None else opening.moved(-x0, -z0),
    )  # fmt: skip


def _with_bosses(ctx: Context, shape: Shape) -> Shape | None:
    """The shape, as high as its highest boss."""
    heights: list[float] = []
    for i, f in enumerate(ctx.intent.features):
        if isinstance(f, BossFeature):
            height = ctx.length(f.height, f"/features/{i}/height", positive=True)
            if height is None:
                return None
            if shape.profile is not None or shape.kind == "sheet":
                ctx.report(
                    "unsupported-request",
                    say(
                        "{feature} stands on a {kind} body; bosses stand on plates and blocks",
                        feature=f.id,
                        kind=shape.kind,
                    ),
                    pointer=f"/features/{i}",
                    feature=f.id,
                    remedy=say("make it a section of the turned body"),
                )
                return None
            heights.append(height)
    if heights:
        shape.bosses = max(heights)
        shape.height += shape.bosses
    return shape
