"""The motion vocabulary, shared by the writer (toolpath, post) and the reader (interpreter, simulate).

Two layers, kept apart on purpose:

* ``Command``: what a toolpath asks for and a post writes. Points are absolute, mm, in the work frame of the setup, for
  the tool's control point (the tip of the tool). A canned cycle is *one* command, ``Cycle``.
* ``Step``: what a reader found in a program's text. Every move carries the whole modal state that matters and its
  place in the text; cycles are expanded. A coordinate that cannot be known is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Literal

Point = tuple[float, float, float]
"""X, Y, Z in mm. NaN in a reader's step: unknown."""

Point2 = tuple[float, float]


class Plane(StrEnum):
    """The plane of arcs and cycles: G17, G18, G19."""

    XY = "xy"
    XZ = "xz"
    YZ = "yz"


class Spindle(StrEnum):
    """State of the spindle."""

    OFF = "off"
    CW = "cw"  # M3
    CCW = "ccw"  # M4
    UNKNOWN = "unknown"


class Coolant(StrEnum):
    """State of the coolant."""

    OFF = "off"
    FLOOD = "flood"  # M8
    MIST = "mist"  # M7
    UNKNOWN = "unknown"


class CycleKind(StrEnum):
    """Canned cycles that a toolpath may ask for; the names are the operations', not a dialect's codes."""

    DRILL = "drill"  # straight in, rapid out (G81)
    DWELL = "dwell"  # with a dwell at the bottom (G82)
    PECK = "peck"  # full retract each peck (G83)
    CHIP_BREAK = "chip_break"  # short retract each peck (G73)
    TAP = "tap"  # synchronised, in and out
    BORE = "bore"  # feed in, feed out (G85): reaming too


# -- what a toolpath asks for --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rapid:
    """A rapid move to ``end``."""

    end: Point


@dataclass(frozen=True, slots=True)
class Feed:
    """A straight cut to ``end`` at ``feed`` mm/min."""

    end: Point
    feed: float


@dataclass(frozen=True, slots=True)
class Arc:
    """A circular or helical cut in ``plane`` about ``centre`` (its two in-plane coordinates) to ``end``.

    ``end`` equal to the start in the plane is one full turn. ``ccw`` is seen from the positive end of the third axis.
    """

    end: Point
    centre: Point2
    ccw: bool
    feed: float
    plane: Plane = Plane.XY


@dataclass(frozen=True, slots=True)
class Cycle:
    """One canned cycle over ``points`` (XY), Z axis down. All heights absolute, work frame.

    ``clearance`` is where the tool is before the first hole and after the last, ``retract`` the R plane, ``bottom`` the
    depth of the tool tip, ``peck`` the depth of a peck (mm), ``dwell`` seconds, ``pitch`` mm per turn (taps only).
    Between the holes the tool stays at ``retract`` if ``between == 'retract'``, else goes up to ``clearance``.
    """

    kind: CycleKind
    points: tuple[Point2, ...]
    clearance: float
    retract: float
    bottom: float
    feed: float
    between: Literal["retract", "clearance"] = "clearance"
    peck: float | None = None
    dwell: float | None = None
    pitch: float | None = None
    left_hand: bool = False


@dataclass(frozen=True, slots=True)
class Dwell:
    """Stand still for ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ToolChange:
    """Bring tool ``number`` into the spindle and activate length offset ``length_offset``; ``text`` describes the tool."""

    number: int
    length_offset: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class SpindleOn:
    """Start the spindle: ``speed`` in rev/min."""

    speed: float
    direction: Spindle = Spindle.CW


@dataclass(frozen=True, slots=True)
class SpindleOff:
    """Stop the spindle."""


@dataclass(frozen=True, slots=True)
class SetCoolant:
    """Switch coolant."""

    state: Coolant


@dataclass(frozen=True, slots=True)
class Retract:
    """Go to the machine's safe height in Z (how, the post knows from the machine's ``safe_retract``)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of an operation: its id, and a text for the program's comments."""

    operation: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Program stop (M0) or optional stop (M1), with a message for the operator."""

    text: str = ""
    optional: bool = False


Command = Rapid | Feed | Arc | Cycle | Dwell | ToolChange | SpindleOn | SpindleOff | SetCoolant | Retract | Mark | Stop

# -- what a reader finds -------------------------------------------------------------------------------------------


class MoveKind(IntEnum):
    """Kind of an expanded move; an integer, for columns in arrays."""

    RAPID = 0
    FEED = 1
    ARC_CW = 2
    ARC_CCW = 3
    THREAD = 4  # feed synchronised to the spindle (G33, G33.1, tapping)
    PROBE = 5


@dataclass(frozen=True, slots=True)
class State:
    """The modal state a move runs under, shared by all moves between two changes. None: unknown, or never set."""

    tool: int | None = None  # T number in the spindle; 0: none
    length_offset: int | None = None  # H number in force; 0: cancelled (G49)
    length: float | None = None  # mm that offset adds to Z, where the environment knows it
    work_offset: str | None = None  # "G54" …
    spindle: Spindle = Spindle.UNKNOWN
    speed: float | None = None  # rev/min
    coolant: Coolant = Coolant.UNKNOWN
    feed_mode: str | None = None  # "G94", "G93", "G95"
    compensation: str | None = None  # "G40", "G41", "G42"
    absolute: bool | None = None  # G90 / G91
    units: str | None = None  # "mm" / "inch"; None: the program never said
    exact_path: str | None = None  # "G61", "G61.1", "G64"


@dataclass(frozen=True, slots=True)
class Move:
    """One expanded move of the control point, in mm, in the work frame of ``state.work_offset``.

    ``machine_end`` is set for moves programmed in machine coordinates (G53, G28, G30): the work coordinates are then NaN
    unless the environment says where the work offset lies. ``feed`` is mm/min; NaN: unknown or never set; 0 for rapids.
    ``centre`` and ``turns`` are for arcs: in-plane centre; full turns in all, counted as in LinuxCNC's P (1: up to one).
    ``pitch`` is mm per turn for THREAD. ``block`` indexes ``Program.blocks``; ``line`` and ``column`` are 1-based.
    ``cycle`` names the canned cycle's code that expanded to this move ("G83"), and ``cycle_hole`` counts its holes.
    ``rotary``: what the move commands of axes beside X, Y, Z, by letter: degrees for A, B, C, mm for U, V, W; absolute, NaN
    where unknown; a move of angles alone feeds in degrees a minute.
    ``calls``: indices of the blocks whose calls are being run, outermost first.
    """

    kind: MoveKind
    start: Point
    end: Point
    state: State
    block: int
    line: int
    column: int
    feed: float = 0.0
    plane: Plane = Plane.XY
    centre: Point2 | None = None
    turns: int = 1
    pitch: float | None = None
    cycle: str | None = None
    cycle_hole: int | None = None
    machine_end: Point | None = None
    rotary: tuple[tuple[str, float], ...] = ()
    calls: tuple[int, ...] = ()


class EventKind(StrEnum):
    """Things that happen between moves."""

    DWELL = "dwell"  # value: seconds
    TOOL_CHANGE = "tool_change"  # value: T number; text: the code where no tool is moved (M61)
    SPINDLE = "spindle"  # value: speed; state tells the direction
    COOLANT = "coolant"
    LENGTH_OFFSET = "length_offset"  # value: H number
    WORK_OFFSET = "work_offset"  # text: "G54"
    STOP = "stop"  # M0, M1, M60; text: the code
    OUTPUT = "output"  # a switch outside the axes, or a wait for an input; text: the code
    END = "end"  # M2, M30, %
    MARK = "mark"  # a comment of its own line; text: the comment


@dataclass(frozen=True, slots=True)
class Event:
    """Something other than a move, with the state after it."""

    kind: EventKind
    state: State
    block: int
    line: int
    column: int
    value: float | None = None
    text: str = ""
    calls: tuple[int, ...] = ()


Step = Move | Event
