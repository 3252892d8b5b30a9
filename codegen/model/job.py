"""The job: how the part is made. Setups, stock, fixture, operations, with resolved numbers, each with its source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.model.curve import Loop, Point2, Value
from codegen.model.part import Box, Part, Stock
from codegen.model.shop import ToolAssembly
from codegen.model.text import Said


class Sourced(Value):
    """A number, its unit, and where it comes from: shown to the user as a default with its source."""

    name: Said
    value: float | Said
    unit: str = ""
    source: Said


class Fixture(Value):
    """What holds the stock: keep-out boxes in the work frame; what lies free below.

    ``clear_below``: how far, in mm below the stock's underside, tools may go inside the stock's outline (the stock is on
    parallels, or over a spoil board): "below the table" would otherwise fail every through hole.
    """

    kind: Literal["vice", "clamps", "spoilboard", "none"]
    keep_out: tuple[Box, ...] = ()
    clear_below: float = 0.0
    text: Said = ""
    source: Said = ""


class Setup(Value):
    """One clamping: stock in, where zero is, what holds it, how high is safe.

    The part is modelled in the work frame, so the part → work transform is the identity here; it is kept as a field
    because later setups turn the part over.
    """

    id: str = "setup-1"
    work_offset: str = "G54"
    datum: Said  # in words: what on the stock is zero
    stock: Stock
    fixture: Fixture
    part_to_work: tuple[tuple[float, float, float, float], ...] = (
        (1.0, 0.0, 0.0, 0.0),
        (0.0, 1.0, 0.0, 0.0),
        (0.0, 0.0, 1.0, 0.0),
    )
    clearance: float  # Z for sideways rapids, above stock and clamps, mm in the work frame
    zero_in_machine: tuple[float, float, float] | None = None  # where the operator set zero; None: not known


class Cutting(Value):
    """Speed and feeds of one operation."""

    speed: float  # rev/min
    feed: float  # mm/min, sideways (or along the axis, for hole making)
    plunge: float  # mm/min, downwards
    coolant: Literal["off", "flood", "mist"] = "flood"
    sources: tuple[Sourced, ...] = ()


class OperationBase(Value):
    """What every operation has. ``features``: ids of the part's feature instances it makes."""

    id: str
    name: Said
    features: tuple[str, ...]
    tool: int  # T number
    cutting: Cutting
    approach: float  # mm above z_top where rapids downwards stop and feed begins
    stop: Said = ""  # message of a program stop (M0) before the operation, for the operator; empty: none


class FaceOp(OperationBase):
    """Mill the stock's top down to ``z_bottom`` over ``area`` (the stock's outline from above)."""

    kind: Literal["face"] = "face"
    area: Loop
    z_top: float
    z_bottom: float
    stepdown: float
    stepover: float


class PocketOp(OperationBase):
    """Clear the inside of ``outline``. ``allowance`` is left by the roughing and taken by the finishing pass.

    ``open``: the ends of a slot run out of the stock; the outline is already extended by the overrun.
    ``islands`` stay. ``through``: break through below ``z_bottom`` is already in the number.
    """

    kind: Literal["pocket"] = "pocket"
    outline: Loop
    islands: tuple[Loop, ...] = ()
    z_top: float
    z_bottom: float
    stepdown: float
    stepover: float
    allowance: float
    entry: Literal["helix", "ramp", "plunge", "outside"] = "helix"
    entry_angle_deg: float = 3.0
    climb: bool = True
    open: bool = False
    finish: bool = True


class Tab(Value):
    """A bridge that holds the piece: at a distance along the outline, mm; its width and height above the bottom."""

    at: float
    width: float
    height: float


class ProfileOp(OperationBase):
    """Cut along ``outline``, on its outside or inside, down to ``z_bottom``."""

    kind: Literal["profile"] = "profile"
    outline: Loop
    side: Literal["outside", "inside"]
    z_top: float
    z_bottom: float
    stepdown: float
    allowance: float
    tabs: tuple[Tab, ...] = ()
    climb: bool = True
    finish: bool = True
    stepover: float = 0.0  # > 0: clear this wide in passes out to ``clear_to``
    clear_to: Loop | None = None  # the stock's outline: everything between goes; None: one slot round the piece
    entry_angle_deg: float = 3.0  # slope of the ramp along the outline, from level to level


class HoleOp(OperationBase):
    """Spot, drill, ream, counterbore (plunged), countersink at ``points``: axis −Z.

    ``z_bottom`` is the depth of the tip. ``cycle`` as in ``motion.CycleKind``.
    """

    kind: Literal["spot", "drill", "ream", "counterbore", "countersink"]
    points: tuple[Point2, ...]
    z_top: float
    z_bottom: float
    retract: float
    cycle: Literal["drill", "dwell", "peck", "chip_break", "bore"]
    peck: float | None = None
    dwell: float | None = None


class TapOp(OperationBase):
    """Tap at ``points``. ``z_bottom`` is the depth of the tap's tip: full thread plus lead."""

    kind: Literal["tap"] = "tap"
    points: tuple[Point2, ...]
    z_top: float
    z_bottom: float
    retract: float
    pitch: float
    designation: str
    left_hand: bool = False
    method: Literal["rigid", "tension"] = "rigid"


class ChamferOp(OperationBase):
    """Break the top edge of ``outline`` with a chamfer mill: ``size`` legs at 45°, tip ``tip_offset`` below the chamfer."""

    kind: Literal["chamfer"] = "chamfer"
    outline: Loop
    side: Literal["outside", "inside"]
    z_top: float
    size: float
    tip_offset: float
    climb: bool = True


Operation = Annotated[
    FaceOp | PocketOp | ProfileOp | HoleOp | TapOp | ChamferOp,
    Field(discriminator="kind"),
]


class Job(Value):
    """Everything the deterministic half needs: saved as ``job.json``."""

    schema_version: Literal[1] = 1
    name: str
    machine: str
    controller: str
    material: str
    program_units: Literal["mm", "inch"] = "mm"
    part: Part
    setup: Setup
    tools: tuple[ToolAssembly, ...]
    operations: tuple[Operation, ...]
    deliverables: tuple[str, ...] = ("program", "step", "stl", "dxf")
    sources: tuple[Sourced, ...] = ()  # defaults that concern the job as a whole
    assumptions: tuple[Said, ...] = ()
    not_machined: tuple[str, ...] = ()  # feature ids that this job honestly leaves out, each said in assumptions
