"""Places and outlines of an intent: positions from named points, patterns, plane outlines.

A ``Length`` is a number, in the intent's ``units``, or an expression in text: ``"width/2 - 8"``, ``"3/8 in"``. Angles are
degrees, counter-clockwise from +X.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.model.curve import Value
from codegen.model.text import Said

Text = Annotated[Said, Field(max_length=400)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_\-]{0,39}$", description="short name, unique")]
Expression = Annotated[str, Field(min_length=1, max_length=200)]
Length = Annotated[
    float | Expression, Field(description="number in `units`, or an expression such as 'width/2 - 8', '3/8 in'")
]
Angle = Annotated[float | Expression, Field(description="degrees, counter-clockwise from +X")]
Count = Annotated[int, Field(ge=1, le=2000)]

Anchor = Literal[
    "origin", "centre", "front-left", "front-right", "back-left", "back-right", "left", "right", "front", "back"
]  # fmt: skip


class Position(Value):
    """A point in XY: an offset along +X and +Y from an anchor of the part's box (of the stock's, if there is no part)."""

    anchor: Anchor = Field("origin", description="origin is the datum; left, right, front, back are edge midpoints")
    x: Length = 0.0
    y: Length = 0.0


# -- patterns: where the instances of a feature are -----------------------------------------------------------------


class At(Value):
    """One place."""

    kind: Literal["at"] = "at"
    position: Position


class Linear(Value):
    """A row: ``count`` places ``spacing`` apart, along ``angle``."""

    kind: Literal["linear"] = "linear"
    start: Position
    count: Count
    spacing: Length
    angle: Angle = 0.0


class Grid(Value):
    """Columns along X, rows along Y; ``at`` is the first (lowest X and Y) place or the grid's centre."""

    kind: Literal["grid"] = "grid"
    at: Position
    reference: Literal["first", "centre"]
    columns: Count
    rows: Count
    column_spacing: Length = 0.0
    row_spacing: Length = 0.0


class BoltCircle(Value):
    """Places on a circle: equally spaced from ``start_angle``, or at the given ``angles``."""

    kind: Literal["bolt_circle"] = "bolt_circle"
    centre: Position
    diameter: Length
    count: Count
    start_angle: Angle = 0.0
    angles: tuple[Angle, ...] | None = Field(
        None, max_length=200, description="explicit angles instead of equal spacing"
    )


class Corners(Value):
    """One place at each of the four corners of the body, ``inset_x`` and ``inset_y`` in from the edges."""

    kind: Literal["corners"] = "corners"
    inset_x: Length
    inset_y: Length


class EdgeMidpoints(Value):
    """One place at the middle of each of the four sides of the body, ``inset`` in from the edge."""

    kind: Literal["edge_midpoints"] = "edge_midpoints"
    inset: Length


class Mirror(Value):
    """A place and its mirror images about the body's centre lines: across X (left/right), across Y (front/back), both."""

    kind: Literal["mirror"] = "mirror"
    position: Position
    across: Literal["x", "y", "both"]


Placement = Annotated[At | Linear | Grid | BoltCircle | Corners | EdgeMidpoints | Mirror, Field(discriminator="kind")]
Placements = Annotated[tuple[Placement, ...], Field(min_length=1, max_length=200)]

# -- outlines --------------------------------------------------------------------------------------------------------


class Rectangle(Value):
    """Centred at its position; ``x`` and ``y`` are its sides along the axes."""

    kind: Literal["rectangle"] = "rectangle"
    x: Length
    y: Length
    corner_radius: Length = 0.0


class Circle(Value):
    """A circle; ``fit`` as written, e.g. H7."""

    kind: Literal["circle"] = "circle"
    diameter: Length
    fit: Annotated[str, Field(pattern=r"^[A-Za-z]{1,2}[0-9]{1,2}$")] | None = None


class RegularPolygon(Value):
    """``across_flats`` for an even number of sides; ``angle`` is the direction of the middle of one flat."""

    kind: Literal["polygon"] = "polygon"
    sides: Annotated[int, Field(ge=3, le=64)]
    across_flats: Length | None = None
    circumscribed_diameter: Length | None = Field(None, description="diameter of the circle through the corners")
    side: Length | None = Field(None, description="length of one side")
    angle: Angle = 0.0
    corner_radius: Length = 0.0


class SlotOutline(Value):
    """A slot with round ends: overall length, width, direction of its centre line."""

    kind: Literal["slot"] = "slot"
    length: Length = Field(description="overall, over the round ends")
    width: Length
    angle: Angle = 0.0


class PathSegment(Value):
    """To a point: in a line, or in an arc about a centre, counter-clockwise or clockwise."""

    to: Position
    centre: Position | None = None
    ccw: bool = True


class Path(Value):
    """A closed outline of lines and arcs from ``start``, the last segment ends there; absolute positions."""

    kind: Literal["path"] = "path"
    start: Position
    segments: Annotated[tuple[PathSegment, ...], Field(min_length=2, max_length=500)]


class PointsOutline(Value):
    """A closed polygon through points in order, absolute positions; every corner may be rounded by one radius."""

    kind: Literal["points"] = "points"
    points: Annotated[tuple[Position, ...], Field(min_length=3, max_length=500)]
    corner_radius: Length = 0.0


class RightTriangle(Value):
    """A right-angled triangle with legs along the axes; in the front view of a section ``y`` is its height."""

    kind: Literal["right_triangle"] = "right_triangle"
    x: Length = Field(description="leg along X")
    y: Length = Field(description="leg along Y")
    right_angle: Literal["front-left", "front-right", "back-left", "back-right"] = "front-left"
    corner_radius: Length = 0.0


class IsoscelesTriangle(Value):
    """A triangle on a base along X, its apex above the base's middle."""

    kind: Literal["triangle"] = "triangle"
    base: Length
    height: Length
    corner_radius: Length = 0.0


class Trapezoid(Value):
    """Two sides along X, the ``base`` in front (below) and the ``opposite`` one ``height`` away."""

    kind: Literal["trapezoid"] = "trapezoid"
    base: Length
    opposite: Length
    height: Length
    square: Literal["none", "left", "right"] = Field(
        "none", description="which of the other sides stands at right angles; none: both slant alike"
    )
    corner_radius: Length = 0.0


class DShape(Value):
    """A circle with one flat, or two parallel ones; ``angle`` is the direction of the (first) flat from the centre."""

    kind: Literal["d_shape"] = "d_shape"
    diameter: Length
    across: Length = Field(description="from the flat to the opposite side: the round, or the other flat")
    flats: Literal[1, 2] = 1
    angle: Angle = 90.0


class SectionOutline(Value):
    """A structural section, sizes measured outside.

    L: one leg lies, the other stands at the left. U: open above. T: flange below, web up. I: flanges below and above.
    Z: lower flange to the right, upper to the left. box: a rectangular tube.
    """

    kind: Literal["section"] = "section"
    shape: Literal["L", "U", "T", "I", "Z", "box"]
    width: Length = Field(description="overall, along X: of an L the lying leg")
    height: Length = Field(description="overall: of an L the standing leg")
    thickness: Length = Field(description="of the standing leg, walls or web")
    base_thickness: Length | None = Field(None, description="of the lying leg, base or flanges; null: the same")
    inside_radius: Length = Field(0.0, description="of the inside corners")
    outside_radius: Length = Field(0.0, description="of the outside corners where two walls meet")


Outline = Annotated[
    Rectangle
    | Circle
    | RegularPolygon
    | SlotOutline
    | Path
    | PointsOutline
    | RightTriangle
    | IsoscelesTriangle
    | Trapezoid
    | DShape
    | SectionOutline,
    Field(discriminator="kind"),
]
