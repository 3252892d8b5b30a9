"""Bodies of an intent, its stock, and the features that only bodies beyond plain prisms have.

Every number here is one that a user says: sizes, not derived coordinates. Where a body stands:

    box, cylinder, extrusion   the outline is seen from above, and goes up by the height
    section                    the outline is seen from the front (X right, Z up), and runs along Y by the length
    turned                     the axis stands upright; the sections are said from the bottom up
    sheet                      the outline is seen from above; flat, for a drawing alone
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from codegen.model.curve import Value
from codegen.model.intent_places import Angle, Identifier, Length, Outline, Placements

Face = Literal["top", "bottom", "front", "back", "left", "right"]
"""A side of the part's box."""

IN_FACE: Final = (
    "positions in a side face: x along +X (front, back) or +Y (left, right), y up; "
    "of its anchors left and right are its ends, front is its bottom, back its top"
)

Edges = Literal[
    "top-outer", "bottom-outer", "both-outer", "vertical", "all", "feature-top", "feature-bottom", "feature-both",
    "feature-floor", "root", "steps",
]  # fmt: skip
"""Which edges."""

WHICH_EDGES: Final = (
    "the body's outer edges at its top, its bottom or both; its upright ones; every edge; of the feature `of`: at its mouth, "
    "where it comes out, both, or round its floor; root: inside corners where the body steps in (a flange's hub, a boss's "
    "foot); steps: outside edges of the steps between a turned body's ends"
)

# -- bodies ------------------------------------------------------------------------------------------------------------


class BoxBody(Value):
    """A block or plate."""

    kind: Literal["box"] = "box"
    x: Length
    y: Length
    z: Length = Field(description="thickness or height")
    corner_radius: Length = Field(0.0, description="of the four upright edges")


class CylinderBody(Value):
    """A disc or upright cylinder. A ring, washer or tube is this with a hole."""

    kind: Literal["cylinder"] = "cylinder"
    diameter: Length
    height: Length


class ExtrudedBody(Value):
    """An outline, extruded upwards."""

    kind: Literal["extrusion"] = "extrusion"
    outline: Outline
    height: Length


class SheetBody(Value):
    """A flat outline without a thickness: a gasket, a template. For a DXF drawing alone."""

    kind: Literal["sheet"] = "sheet"
    outline: Outline


class SectionBody(Value):
    """An outline as seen from the front, the same all along Y: an angle, a channel, a rectangular tube, a wedge."""

    kind: Literal["section"] = "section"
    profile: Outline = Field(description="X right, Z up")
    length: Length = Field(description="along Y; of a bracket often called its width")


class TurnedSection(Value):
    """One length of a turned body: straight, a cone (with ``end_diameter``), or a dome whose base has the ``diameter``."""

    diameter: Length = Field(description="at its lower end; of a dome, its base")
    length: Length | None = Field(
        None, description="null: the rest of the overall length; of a dome: half its diameter"
    )
    end_diameter: Length | None = Field(None, description="of a cone: at its upper end; 0 is a point")
    shape: Literal["straight", "cone", "dome-up", "dome-down"] = "straight"


class TurnedGroove(Value):
    """A groove round a turned body.

    Half-round: ``radius``, its centre on the outside diameter. Rectangular: ``width``, and ``depth`` or ``bottom_diameter``.
    V: two of ``width``, ``depth`` (or ``bottom_diameter``) and ``angle``.
    """

    shape: Literal["half-round", "rectangular", "v"]
    reference: Literal["bottom", "top", "middle"] = Field("middle", description="what `at` is measured from")
    at: Length = Field(0.0, description="along the axis, to the groove's middle or its nearer edge")
    to: Literal["middle", "near-edge"] = "middle"
    radius: Length | None = Field(None, description="of a half-round groove")
    width: Length | None = Field(None, description="at the outside diameter")
    depth: Length | None = None
    bottom_diameter: Length | None = None
    angle: Angle | None = Field(None, description="included angle of a V groove")


class TurnedBody(Value):
    """A body turned about an upright axis: a stepped shaft, a flanged bush, a pulley. Its bore is a hole."""

    kind: Literal["turned"] = "turned"
    sections: Annotated[tuple[TurnedSection, ...], Field(min_length=1, max_length=60)] = Field(
        description="from the bottom up"
    )
    length: Length | None = Field(None, description="overall; then one section may leave out its own")
    grooves: tuple[TurnedGroove, ...] = Field((), max_length=60)


PartBody = Annotated[
    BoxBody | CylinderBody | ExtrudedBody | SectionBody | TurnedBody | SheetBody, Field(discriminator="kind")
]

# -- stock -------------------------------------------------------------------------------------------------------------


class Margin(Value):
    """How far the stock stands out beyond the part; null: centred in X and Y, flush at the bottom in Z."""

    left: Length | None = None
    front: Length | None = None
    bottom: Length | None = None


class BoxStock(Value):
    """A box of raw material."""

    kind: Literal["box"] = "box"
    x: Length
    y: Length
    z: Length
    margin: Margin = Margin()


class CylinderStock(Value):
    """A round bar standing upright."""

    kind: Literal["cylinder"] = "cylinder"
    diameter: Length
    height: Length
    margin: Margin = Margin()


IntentStock = Annotated[BoxStock | CylinderStock, Field(discriminator="kind")]

# -- features of such bodies ---------------------------------------------------------------------------------------------


class BossFeature(Value):
    """Material that stands on the body's top: a boss, a pad, a straight rib."""

    kind: Literal["boss"] = "boss"
    id: Identifier
    at: Placements
    outline: Outline
    height: Length = Field(description="above the body's top face")


class ShellFeature(Value):
    """The body made hollow, with walls of one thickness, open at one end or at both (a tube)."""

    kind: Literal["shell"] = "shell"
    id: Identifier
    wall: Length
    open: Literal["top", "bottom", "both"]
    floor: Length | None = Field(None, description="thickness opposite the opening; null: as the wall")
    inside_radius: Length | None = Field(
        None, description="of the upright inside corners; null: what the outside ones leave"
    )


class KeywayFeature(Value):
    """A keyway in a bore (``of``: the hole's id) or along the outside of a turned body or cylinder."""

    kind: Literal["keyway"] = "keyway"
    id: Identifier
    of: Identifier | None = Field(None, description="the hole's id; null: in the outside")
    width: Length
    depth: Length | None = Field(None, description="beyond the bore's wall, or below the outside diameter")
    over: Length | None = Field(
        None, description="instead of depth: from the keyway's floor to the opposite side of the bore or shaft"
    )
    length: Length | None = Field(None, description="along the axis, over its ends; null: all along")
    reference: Literal["bottom", "top"] = Field("top", description="the end of the body that `start` is measured from")
    start: Length = Field(0.0, description="from that end of the body to the keyway's nearer end")
    ends: Literal["round", "square"] = "square"
    angle: Angle = Field(90.0, description="where round the axis it lies")
