"""Machine, controller, tool assembly, material: the shop's data as typed values. Lengths mm, feeds mm/min, power kW."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from codegen.model.curve import Value
from codegen.model.text import Said

Source = Said
"""Where a figure comes from: a standard, a maker's page, a shop rule, in words."""

ToolKind = Literal[
    "flat_end_mill", "ball_end_mill", "bull_end_mill", "face_mill", "drill", "spot_drill", "chamfer_mill",
    "tap", "reamer", "countersink", "counterbore", "boring_bar", "tapered_end_mill", "slot_cutter", "thread_mill",
]  # fmt: skip


class Cylinder(Value):
    """A stacked piece of shank or holder: between two heights above the tool tip, mm."""

    diameter: float
    z_from: float
    z_to: float


class Tool(Value):
    """A cutting tool's geometry. Heights run up from the tip.

    ``point_angle_deg``: included angle of a drill's point, a spot drill's, a countersink's or a chamfer mill's cone.
    Of a tapered end mill it is the angle between its flanks, and ``diameter`` the widest that cuts.
    ``tip_diameter``: flat at the tip of a chamfer mill, countersink or tapered end mill. ``corner_radius``: bull and ball end
    mills. A slot cutter and a thread mill cut sideways, below a neck as thick as ``shank_diameter``.
    ``lead``: length of a tap's chamfered lead or a reamer's, mm.
    """

    id: str
    kind: ToolKind
    name: Said
    diameter: float
    flutes: int
    flute_length: float
    overall_length: float
    shank_diameter: float
    tool_material: Literal["carbide", "hss", "insert"]
    corner_radius: float = 0.0
    point_angle_deg: float | None = None
    tip_diameter: float = 0.0
    centre_cutting: bool = True
    hand: Literal["right", "left"] = "right"
    pitch: float | None = None  # taps
    thread: str | None = None  # taps: designation, e.g. "M6"
    tap_type: Literal["cut", "form"] | None = None
    lead: float = 0.0
    max_rpm: float | None = None
    source: Source = ""


class ToolAssembly(Value):
    """A tool in its holder, in a pocket of the machine: numbers T, H, D, and what sticks out."""

    number: int  # T
    length_offset: int  # H
    diameter_offset: int  # D
    tool: Tool
    stick_out: float  # tip to the holder's face, mm
    holder: tuple[Cylinder, ...]  # heights above the tip, so z_from of the first equals stick_out
    length: float | None = None  # gauge length as touched off, mm; None: the operator measures it


class Axis(Value):
    """Travel of an axis in machine coordinates, mm, and its limits."""

    low: float
    high: float
    rapid: float  # mm/min
    max_feed: float  # mm/min
    acceleration: float  # mm/s²


class Machine(Value):
    """A machine tool.

    ``rapid``: how G0 moves: all axes together in a line, each at its own pace, or not known (then the whole bounding box
    of the move is checked). ``junction_deviation``: how far a circle through a corner would pass it, mm: bounds the speed there
    (GRBL's $11; its default). ``tapping``: what the spindle can do. ``home``: machine coordinates of G28, where stored.
    """

    id: str
    name: str
    controller: str  # default controller id
    kind: Literal["mill", "router"] = "mill"
    x: Axis
    y: Axis
    z: Axis
    spindle_min_rpm: float
    spindle_max_rpm: float
    spindle_power_kw: float
    tool_change: Literal["automatic", "manual"]
    tool_change_seconds: float
    tools: int  # pockets
    rapid: Literal["linear", "per-axis", "unknown"] = "unknown"
    junction_deviation: float = Field(0.01, ge=0)
    tapping: Literal["rigid", "tension", "none"]
    coolant: tuple[Literal["flood", "mist"], ...] = ()
    home: tuple[float, float, float] | None = None  # G28 position if stored
    spindle_seconds: float | None = None  # that the spindle takes to its speed, where nothing waits for it
    source: Source = ""


class NoPoint(Value):
    """What one unit of a number without a decimal point is worth, for some addresses, in mm or inch (or those a minute).

    ``feed_mode``: the feed mode in which this holds, for F; None: always.
    """

    addresses: str  # letters
    feed_mode: Literal["G94", "G95"] | None = None
    mm: float  # in a metric program, mm
    inch: float  # in an inch program, inch


class Controller(Value):
    """What a control does: its data, used by the post and the reader alike; the code that uses it is written twice.

    ``safe_retract``: code of a retract to the top of Z, e.g. "G53 G0 Z0". ``length_offset_dropped``: when the control
    forgets G43. ``dwell_unit``: of P in G4 and G82. ``peck_clearance``: where G83 goes back in, above the last depth, mm;
    ``chip_break_retract``: how far G73 backs off, mm (None: by the peck clearance). ``bore_shift``: where G76 and G87 shift to
    before they leave the bore; None: not known.
    ``tapping``: "M29" is rigid tapping by M29 S and then G84 or G74. ``no_point``: addresses whose numbers mean least
    increments when they have no decimal point; none: a number means what it says. ``program_numbers``: O numbers a program
    may have; None: programs have no number. ``parameters``: settings of the machine that these data take for granted.
    ``power_on``: modal states the control is in at power-on, where its manual states them. ``cycles``: whether it has canned
    cycles. ``length_offsets``: whether it keeps tool lengths (G43 H); else each tool's zero is set anew.
    ``work_offset``: the one that our programs use; "preset" where programs do not name the datum in force.
    """

    id: str
    name: str
    dialect: str  # names grammars/gcode/<dialect>.{read,emit}.lark, and the post and reader
    suffix: str  # of program files, with the dot
    max_line: int
    decimals_mm: int = 4
    decimals_inch: int = 5
    axes: str = "XYZABC"  # that it may have; programs that name others are refused
    safe_retract: str
    length_offset_dropped: tuple[Literal["M6", "G28", "G53", "M30"], ...] = ()
    dwell_unit: Literal["s", "ms"] = "s"
    peck_clearance: float
    chip_break_retract: float | None = None
    bore_shift: Literal["+X", "-X", "+Y", "-Y"] | None = None
    tapping: Literal["G33.1", "G84", "M29", "CYCL 207", "CYCLE84", "none"]
    feed_per_rev: bool = True
    cycles: bool = True
    length_offsets: bool = True
    power_on: dict[str, str] = Field(default_factory=dict)
    arc_tolerance: float  # mm: allowed difference of the radii at start and end
    no_point: tuple[NoPoint, ...] = ()
    program_numbers: tuple[int, int] | None = None  # first and last
    parameters: tuple[str, ...] = ()
    work_offset: str = "G54"
    source: Source = ""


class CuttingData(Value):
    """Starting values for one tool material in one work material.

    ``speed`` is surface speed, m/min. ``chip_load``: mm per tooth (end mills) or mm per turn (drills), by tool diameter:
    used at the listed diameters and *below the next one*, never interpolated silently.
    """

    tool_kind: str
    tool_material: Literal["carbide", "hss", "insert"]
    speed: float
    chip_load: tuple[tuple[float, float], ...]  # (diameter up to, feed)
    stepdown: float | None = None  # fraction of diameter
    stepover: float | None = None  # fraction of diameter
    source: Source = ""


class Material(Value):
    """A work material: the names people call it by, its class, and cutting data."""

    id: str
    name: str
    group: str  # aluminium, steel, stainless, brass, plastic, cast-iron …
    aliases: tuple[str, ...]
    density: float  # g/cm³
    specific_force: float  # kc1.1, N/mm²
    cutting: tuple[CuttingData, ...]
    coolant: Literal["flood", "mist", "air", "none"]
    source: Source = ""


class Thread(Value):
    """A row of a thread table: nominal diameter, pitch, tap drills, mm."""

    designation: str  # "M6", "M8x1", "1/4-20"
    series: str  # "ISO metric coarse", "UNC" …
    diameter: float
    pitch: float
    tap_drill: float  # for a cutting tap
    form_drill: float | None = None
    source: Source = ""
