"""The part that is wanted, resolved: millimetres in the work frame, one value for each feature instance.

The work frame is the intent's frame: X right, Y away from the operator, Z up, zero at the datum that was said.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.model.curve import Loop, Point2, Value

Face = Literal["top", "bottom", "front", "back", "left", "right"]
Edges = Literal[
    "top-outer", "bottom-outer", "vertical", "all", "feature-top", "feature-bottom", "feature-floor", "root", "steps"
]  # fmt: skip
"""Which edges of the body, or of the feature ``of``: as ``codegen.model.intent_bodies.Edges``, one end at a time."""


class Dimension(Value):
    """A size with its limits, mm. ``fit`` as written ("H7"); ``source`` says where the limits come from."""

    nominal: float
    lower: float | None = None  # smallest permitted size, mm (not a deviation)
    upper: float | None = None
    fit: str | None = None
    source: str = ""


class ThreadSpec(Value):
    """A thread in a hole. Nothing of it is modelled but the tap-drill hole."""

    designation: str
    diameter: float
    pitch: float
    depth: float | None  # full thread, mm below the top reference; None: through
    drill_diameter: float
    hand: Literal["right", "left"] = "right"
    tap_type: Literal["cut", "form"] = "cut"
    class_: str | None = None
    source: str = ""


class Counterbore(Value):
    """A flat-bottomed enlargement at the top of a hole: diameter, and depth below the top reference."""

    diameter: float
    depth: float


class Countersink(Value):
    """A conical enlargement: diameter at the top reference, included angle."""

    diameter: float
    angle_deg: float = 90.0


class Hole(Value):
    """One round hole, starting in ``face`` at ``z_top`` (for side faces: the position along the face's normal).

    ``depth`` is of the full diameter; None: through. A blind drilled hole has a cone below it (``point_angle_deg``);
    None: flat bottom. ``feature`` is the id in the intent, ``id`` that of this instance: ``holes[3]``.
    """

    kind: Literal["hole"] = "hole"
    id: str
    feature: str
    face: Face = "top"
    x: float
    y: float
    z_top: float
    diameter: Dimension
    depth: float | None
    point_angle_deg: float | None = 118.0
    thread: ThreadSpec | None = None
    counterbore: Counterbore | None = None
    countersink: Countersink | None = None


class Pocket(Value):
    """Everything inside ``outline`` from ``z_top`` down to ``z_bottom`` goes. Slots with round ends are pockets too.

    ``through`` says the pocket leaves the part below. ``open``: the outline may be overrun where it meets the
    outside of the stock (slots that run out).
    """

    kind: Literal["pocket"] = "pocket"
    id: str
    feature: str
    shape: Literal["rectangle", "circle", "slot", "polygon", "path"]
    outline: Loop
    z_top: float
    z_bottom: float
    through: bool = False
    open: bool = False
    diameter: Dimension | None = None  # circular pockets with a fit


class EdgeChamfer(Value):
    """A chamfer along the top edge of the body or of a feature: legs of ``size`` at 45° unless ``angle_deg`` says else."""

    kind: Literal["chamfer"] = "chamfer"
    id: str
    feature: str
    edges: Edges
    of: str | None = None  # feature id, for the feature-… edges
    size: float
    angle_deg: float = 45.0


class EdgeFillet(Value):
    """A rounding of edges, radius in mm."""

    kind: Literal["fillet"] = "fillet"
    id: str
    feature: str
    edges: Edges
    of: str | None = None
    radius: float


class Cut(Value):
    """A prism taken out from one side: ``outline`` in the plane of ``face`` (coordinates as a hole's), from ``top`` inwards.

    ``top`` is the position along the face's normal. ``depth`` in mm; None: through everything behind it. What cannot be
    pocketed from above: pockets in side faces, keyways, the inside of a tube that lies.
    """

    kind: Literal["cut"] = "cut"
    id: str
    feature: str
    what: Literal["pocket", "slot", "keyway", "shell", "inside"]
    face: Face
    outline: Loop
    top: float
    depth: float | None = None


class Groove(Value):
    """A groove round a turned body: ``section``, as (distance from the axis, Z), is taken out; ``rim``: the radius there."""

    kind: Literal["groove"] = "groove"
    id: str
    feature: str
    shape: Literal["half-round", "rectangular", "v"]
    section: Loop
    rim: float


PartFeature = Annotated[Hole | Pocket | EdgeChamfer | EdgeFillet | Cut | Groove, Field(discriminator="kind")]


class Profile(Value):
    """The section of a body that is no prism along Z.

    turned: (distance from the axis, Z), closed along the axis, about the middle of the body's outline. section: (X, Z), the
    same from the outline's front to its back.
    """

    kind: Literal["turned", "section"]
    loop: Loop


class Boss(Value):
    """A prism that stands on the body, from ``base_top`` to ``z_top``."""

    id: str
    feature: str
    outline: Loop
    z_top: float


class Body(Value):
    """The body that features are cut into: a prism of ``outline`` between two heights, unless it has a ``profile``.

    ``outline`` is always what is seen from above, and ``z_top`` the highest point. With bosses the prism ends at
    ``base_top``. ``sheet``: flat, for a drawing alone; its millimetre of height stands for no thickness.
    """

    outline: Loop
    z_bottom: float
    z_top: float
    shape: Literal["box", "cylinder", "extrusion", "section", "turned", "sheet"] = "box"
    profile: Profile | None = None
    bosses: tuple[Boss, ...] = ()
    base_top: float | None = None

    @property
    def plain(self) -> bool:
        """Whether it is one prism from its bottom to its top."""
        return self.profile is None and not self.bosses

    @property
    def prism_top(self) -> float:
        """Z where the prism of ``outline`` ends: below the bosses, if there are any."""
        return self.z_top if self.base_top is None else self.base_top


class Part(Value):
    """The finished part."""

    name: str
    body: Body
    features: tuple[PartFeature, ...]


class Box(Value):
    """An axis-parallel box, mm."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]

    @property
    def size(self) -> tuple[float, float, float]:
        """Edge lengths, mm."""
        return (self.high[0] - self.low[0], self.high[1] - self.low[1], self.high[2] - self.low[2])


class Stock(Value):
    """Raw material in the work frame: a box, or a cylinder along Z inscribed in ``box``."""

    shape: Literal["box", "cylinder"]
    box: Box
    source: str = ""

    @property
    def outline(self) -> Loop:
        """Its outline from above."""
        from codegen.model.curve import circle, rectangle

        (x0, y0, _), (x1, y1, _) = self.box.low, self.box.high
        centre: Point2 = ((x0 + x1) / 2, (y0 + y1) / 2)
        return circle(centre, x1 - x0) if self.shape == "cylinder" else rectangle(centre, x1 - x0, y1 - y0)
