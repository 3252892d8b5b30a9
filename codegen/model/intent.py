"""The intent: what is wanted, in the user's own units and words. Data, never code; the source of the JSON Schema.

Frame: one frame for everything. X right, Y away from the operator, Z up; zero is the ``datum``. Positions may be given from
named points of the body (``anchor``), so "10 in from both edges" needs no arithmetic by whoever fills the intent in.

A ``Length`` is a number, in ``units``, or an expression in text: ``"width/2 - 8"``, ``"3/8 in"``. Angles are degrees,
counter-clockwise from +X. How it is made (tools, feeds, order) is not here: see ``codegen.model.job``.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from codegen.model.curve import Value
from codegen.model.intent_bodies import (
    IN_FACE,
    WHICH_EDGES,
    BossFeature,
    BoxBody,
    BoxStock,
    CylinderBody,
    CylinderStock,
    Edges,
    ExtrudedBody,
    Face,
    IntentStock,
    KeywayFeature,
    Margin,
    PartBody,
    SectionBody,
    SheetBody,
    ShellFeature,
    TurnedBody,
    TurnedGroove,
    TurnedSection,
)
from codegen.model.intent_places import (
    Anchor,
    Angle,
    At,
    BoltCircle,
    Circle,
    Corners,
    Count,
    DShape,
    EdgeMidpoints,
    Expression,
    Grid,
    Identifier,
    IsoscelesTriangle,
    Length,
    Linear,
    Mirror,
    Outline,
    Path,
    PathSegment,
    Placement,
    Placements,
    PointsOutline,
    Position,
    Rectangle,
    RegularPolygon,
    RightTriangle,
    SectionOutline,
    SlotOutline,
    Text,
    Trapezoid,
)
from codegen.model.intent_wishes import CuttingWish, MachineLimits, ToolWish

Slot = Literal[
    "position", "origin", "depth", "diameter", "width", "length", "end_position", "end_shape", "size", "thickness",
    "pcd", "count", "thread", "corner_radius", "angle", "stock_size", "stock_shape", "unit", "material", "machine",
    "controller", "tool", "tolerance", "orientation", "depth_meaning", "drawing", "dimensions", "holding",
    "counterbore", "countersink", "feature", "meaning",
]  # fmt: skip
"""What a question asks for."""

# -- datum --------------------------------------------------------------------------------------------------------


class Datum(Value):
    """What is zero: a named point of the stock's or the part's box, plus where that point is said to be (``x``, ``y``, ``z``)."""

    of: Literal["stock", "part"] = "stock"
    across: Literal["left", "centre", "right"] = "left"
    along: Literal["front", "centre", "back"] = "front"
    height: Literal["top", "bottom"] = "top"
    x: Length = Field(0.0, description="coordinate of that point in X; 0 unless said")
    y: Length = 0.0
    z: Length = 0.0


# -- features ---------------------------------------------------------------------------------------------------------

FLOOR: Final = "least material that stays below; 0: it may not come out below"


class IntentThread(Value):
    """A thread as said, e.g. M6, M8x1, 1/4-20, #10-32. ``depth``: of full thread; null with a through hole: through."""

    designation: Annotated[str, Field(min_length=2, max_length=30)]
    depth: Length | None = None
    hand: Literal["right", "left"] = "right"
    tap: Literal["cut", "form"] | None = None
    class_: str | None = Field(None, max_length=10, description="tolerance class, e.g. 6H")


class IntentCounterbore(Value):
    """A flat-bottomed enlargement."""

    diameter: Length
    depth: Length


class IntentCountersink(Value):
    """A conical enlargement; ``angle`` is the included angle."""

    diameter: Length
    angle: Angle = 90.0


class HoleFeature(Value):
    """Round holes, drilled. Exactly one of ``through`` and ``depth``; ``depth`` is of the full diameter unless ``depth_of``.

    With a thread, ``diameter`` is the tap drill (null: from the table) and ``depth`` the drilled depth (null: from the thread).
    """

    kind: Literal["hole"] = "hole"
    id: Identifier
    at: Placements
    face: Face = Field("top", description=IN_FACE)
    diameter: Length | None = None
    through: bool = False
    depth: Length | None = None
    depth_of: Literal["full-diameter", "tip"] = "full-diameter"
    floor: Length | None = Field(None, description=FLOOR)
    bottom: Literal["cone", "flat"] = "cone"
    top: Length | None = Field(None, description="Z where the hole starts, if not in the body's face")
    fit: Annotated[str, Field(pattern=r"^[A-Za-z]{1,2}[0-9]{1,2}$")] | None = Field(
        None, description="e.g. H7: reamed or bored"
    )
    thread: IntentThread | None = None
    counterbore: IntentCounterbore | None = None
    countersink: IntentCountersink | None = None


class PocketFeature(Value):
    """Everything inside an outline goes, from the face of the body inwards. Exactly one of ``through`` and ``depth``."""

    kind: Literal["pocket"] = "pocket"
    id: Identifier
    at: Placements
    face: Face = Field("top", description=IN_FACE)
    outline: Outline
    through: bool = False
    depth: Length | None = None
    floor: Length | None = Field(None, description=FLOOR)
    top: Length | None = None


class SlotFeature(Value):
    """A slot from point to point: end-arc centres if round, else where the centre line leaves the body."""

    kind: Literal["slot"] = "slot"
    id: Identifier
    face: Face = Field("top", description=IN_FACE)
    start: Position
    end: Position
    width: Length
    ends: Literal["round", "open"]
    through: bool = False
    depth: Length | None = None
    floor: Length | None = Field(None, description=FLOOR)
    top: Length | None = None


class ChamferFeature(Value):
    """Equal legs of ``size`` unless ``angle`` (from the top face) says else."""

    kind: Literal["chamfer"] = "chamfer"
    id: Identifier
    edges: Edges = Field(description=WHICH_EDGES)
    of: Identifier | None = Field(None, description="feature id, for the feature-… edges, or a boss for its root")
    size: Length
    angle: Angle = 45.0


class FilletFeature(Value):
    """A rounding of edges."""

    kind: Literal["fillet"] = "fillet"
    id: Identifier
    edges: Edges = Field(description=WHICH_EDGES)
    of: Identifier | None = None
    radius: Length


class FaceOperation(Value):
    """Mill the whole top down by ``depth``. Needs no part."""

    kind: Literal["face"] = "face"
    id: Identifier
    depth: Length


Feature = Annotated[
    HoleFeature
    | PocketFeature
    | SlotFeature
    | ChamferFeature
    | FilletFeature
    | FaceOperation
    | BossFeature
    | ShellFeature
    | KeywayFeature,
    Field(discriminator="kind"),
]

# -- what stands beside the values -------------------------------------------------------------------------------------


class Assumption(Value):
    """Something taken for granted: shown to the user, with its reason."""

    about: str = Field(max_length=200, description="JSON pointer into this intent")
    text: Text
    source: Text = ""


class Question(Value):
    """Something essential that is missing. Nothing is made while a question is open."""

    id: Identifier
    slot: Slot
    about: str = Field("", max_length=200, description="JSON pointer to what it concerns")
    text: Text
    choices: tuple[Text, ...] = Field((), max_length=20)


class Provenance(Value):
    """Where a value came from. ``span``: characters [start, end) of the request, ``text`` what stands there."""

    pointer: str = Field(max_length=200, description="JSON pointer to the value")
    origin: Literal["text", "answer", "table", "expression", "assumption", "option"]
    role: str = Field("", max_length=60, description="what it was read as: diameter, depth, x, count …")
    span: tuple[int, int] | None = None
    text: Text = ""
    note: Text = ""


class Intent(Value):
    """What is wanted. Everything has an id or a pointer, so that findings and questions can name it."""

    schema_version: Literal[1] = 1
    name: str = Field("part", max_length=80)
    language: Literal["en", "zh"] = "en"
    units: Literal["mm", "inch"]
    process: Literal["milling"] = "milling"
    parameters: tuple[Parameter, ...] = Field((), max_length=200)
    deliverables: tuple[Literal["program", "step", "stl", "dxf"], ...] = Field(
        ("program", "step", "stl", "dxf"), max_length=4
    )
    material: str | None = Field(None, max_length=60, description="as said")
    machine: str | None = Field(None, max_length=60, description="as said; null: not said")
    controller: str | None = Field(None, max_length=60, description="as said; null: not said")
    program_units: Literal["mm", "inch"] | None = Field(None, description="G21 or G20 output, if said")
    stock: IntentStock | None = None
    datum: Datum | None = None
    part: PartBody | None = Field(None, description="null: the part is the stock, less the features")
    features: tuple[Feature, ...] = Field((), max_length=400)
    tools: tuple[ToolWish, ...] = Field((), max_length=40)
    cutting: tuple[CuttingWish, ...] = Field((), max_length=40)
    limits: MachineLimits | None = None
    holding: Literal["tabs", "vice", "clamps", "tape", "vacuum"] | None = None
    single_clamping: bool = Field(False, description="nothing is moved, turned over or clamped anew in between")
    assumptions: tuple[Assumption, ...] = Field((), max_length=200)
    questions: tuple[Question, ...] = Field((), max_length=50)
    provenance: tuple[Provenance, ...] = Field((), max_length=4000)

    def without_provenance(self) -> dict[str, Any]:
        """The JSON form less what depends on the wording: provenance and language."""
        return self.model_dump(mode="json", exclude={"provenance", "language"})


class Parameter(Value):
    """A named length that expressions may use."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,31}$")]
    value: Length


Intent.model_rebuild()

__all__ = [
    "Anchor",
    "Angle",
    "Assumption",
    "At",
    "BoltCircle",
    "BossFeature",
    "BoxBody",
    "BoxStock",
    "ChamferFeature",
    "Circle",
    "Corners",
    "Count",
    "CuttingWish",
    "CylinderBody",
    "CylinderStock",
    "DShape",
    "Datum",
    "EdgeMidpoints",
    "Edges",
    "Expression",
    "ExtrudedBody",
    "Face",
    "FaceOperation",
    "Feature",
    "FilletFeature",
    "Grid",
    "HoleFeature",
    "Identifier",
    "Intent",
    "IntentCounterbore",
    "IntentCountersink",
    "IntentStock",
    "IntentThread",
    "IsoscelesTriangle",
    "KeywayFeature",
    "Length",
    "Linear",
    "MachineLimits",
    "Margin",
    "Mirror",
    "Outline",
    "Parameter",
    "PartBody",
    "Path",
    "PathSegment",
    "Placement",
    "Placements",
    "PocketFeature",
    "PointsOutline",
    "Position",
    "Provenance",
    "Question",
    "Rectangle",
    "RegularPolygon",
    "RightTriangle",
    "SectionBody",
    "SectionOutline",
    "SheetBody",
    "ShellFeature",
    "Slot",
    "SlotFeature",
    "SlotOutline",
    "Text",
    "ToolWish",
    "Trapezoid",
    "TurnedBody",
    "TurnedGroove",
    "TurnedSection",
]
