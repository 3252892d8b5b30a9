"""What only a Fanuc control remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from codegen.interpreter.frames import IDENTITY, Frame
from codegen.interpreter.machine import NAN, UNKNOWN, ZERO, Machine
from codegen.model.motion import Plane, Point, Point2
from codegen.model.program import Block, Word


@dataclass(slots=True)
class Level:
    """A height as it was programmed, mm: a coordinate, or a distance (under G91)."""

    value: float
    absolute: bool


@dataclass(slots=True)
class Drilling:
    """The data of the canned cycle in force: kept until changed, or until the cycle is cancelled.

    ``initial``: Z when the cycle mode was entered, mm. ``dwell``: seconds. ``under``: the motion code to go back to.
    ``centre``: of the hole being made.
    """

    initial: float = NAN
    under: int | None = None
    rigid: bool = False
    r: Level | None = None
    bottom: Level | None = None
    q: float | None = None
    dwell: float | None = None
    hole: int = 0
    centre: Point2 = (NAN, NAN)


@dataclass(slots=True)
class Call:
    """A subprogram that the block calls: its number, how often, and the word that says so."""

    number: int
    count: int
    word: Word
    macro: Any = None  # of G65 and G66: ``macros.Level``
    local: bool = False  # the number is an N of this program (Haas, M97)

    @property
    def name(self) -> str:
        """As the program writes it."""
        return f"N{self.number}" if self.local else f"O{self.number:04d}"


@dataclass(slots=True)
class Modal:
    """G66: the macro that runs after each move, and its local variables, which stay from one run to the next."""

    number: int
    count: int
    word: Word
    local: dict[int, Any]


@dataclass(slots=True)
class Polar:
    """G16: where the radius is counted from (programmed coordinates), and the last radius (mm) and angle (degrees)."""

    centre: Point2 = (0.0, 0.0)
    radius: float = NAN
    angle: float = NAN


@dataclass(slots=True)
class Corner:
    """A chamfer or rounding that waits for the next move: the move that it stands in, from and to where it goes."""

    block: Block
    word: Word
    size: float
    start: Point
    end: Point
    feed: float
    column: int


@dataclass(slots=True)
class Own:
    """Beside the machine's common state.

    ``local``: the zero of G52's local coordinate system, in the work frame; ``preset``: the shift of G92, before it.
    ``rotation`` (radians, centre, plane), ``scaling`` and ``mirror`` (factors, centre), ``polar``: what is on; ``transforms``:
    which of them are on and not interpreted: no place is known then. ``corner``: a cut that waits for the next block.
    ``length_code``: G43, G44 or G49 in force; ``applied``: that of the present length; ``h``, ``d``: the numbers in force.
    ``geometry`` and ``wear``: of H and D numbers, as far as the program set them, mm; ``corrections_lost``: the environment's
    do not hold any more. ``rigid``: M29 was given, and no tapping cycle has begun. ``surface``: G96. ``data_entry``: blocks up
    to G11 are data. ``call``, ``returns``, ``return_to`` (M99 P): what the block just run asks for. ``modal``, ``in_modal``: G66,
    and its macro being run. ``alarm``: the program stopped itself. ``starts``: where programs begin; ``meets``: blocks where
    a way whose condition was not known comes back. ``increments``: by address and feed mode, how many least increments make
    a mm and an inch (or one of them a minute).
    """

    local: Point = ZERO
    preset: Point = ZERO
    rotation: tuple[float, Point2, Plane] | None = None
    scaling: tuple[Point, Point] | None = None
    mirror: dict[int, float] = field(default_factory=dict)
    polar: Polar | None = None
    corner: Corner | None = None
    return_to: int | None = None
    modal: Modal | None = None
    in_modal: bool = False
    alarm: bool = False
    data_entry: bool = False
    d: int | None = None
    geometry: dict[tuple[str, int], float] = field(default_factory=dict)
    wear: dict[tuple[str, int], float] = field(default_factory=dict)
    corrections_lost: bool = False
    surface: bool = False
    starts: tuple[int, ...] = ()
    meets: set[int] = field(default_factory=set)
    transforms: set[str] = field(default_factory=set)
    length_code: int | None = None
    applied: int | None = None
    h: int | None = None
    rigid: bool = False
    drilling: Drilling = field(default_factory=Drilling)
    call: Call | None = None
    returns: bool = False
    digits_told: bool = False
    pointed: frozenset[str] = frozenset("G")  # addresses beside lengths and feeds whose numbers may have a point
    increments: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """Whether nothing makes more of plain words than plain moves."""
        waiting = self.rigid or self.corner is not None or self.modal is not None or self.data_entry or bool(self.meets)
        return not waiting and self.polar is None and not self.transforms


def begin(m: Machine) -> None:
    """The state at a program's start. I, J and K are always distances (B-64604EN, "Circular interpolation")."""
    m.own = Own(
        increments={
            (letter, mode): (1 / row.mm, 1 / row.inch)
            for row in m.controller.no_point
            for letter in row.addresses
            for mode in (("G94", "G95") if row.feed_mode is None else (row.feed_mode,))
        }
    )
    m.arc_absolute = False


def correction(m: Machine, letter: str, number: int) -> float:
    """Length (H) or radius (D) of an offset number, mm; NaN: not known."""
    mine = own(m)
    if number == 0:
        return 0.0
    key = (letter, number)
    if key in mine.geometry or key in mine.wear or mine.corrections_lost:
        return mine.geometry.get(key, NAN) + mine.wear.get(key, NAN)
    return (m.env.lengths if letter == "H" else m.env.radii).get(number, NAN)


def own(m: Machine) -> Own:
    """The Fanuc part of the state."""
    return cast("Own", m.own)


def place_origin(m: Machine) -> None:
    """Lay the programmed coordinates over the work frame: G92, G52, G68, G51, G51.1, from the outermost to the innermost.

    B-64604EN-2, "Programmable mirror image": mirror image, scaling and rotation act in this order on what is programmed.
    """
    mine = own(m)
    if mine.transforms:
        m.frame = Frame(UNKNOWN)
        m.special = True
        return
    shift = (
        mine.preset[0] + mine.local[0],
        mine.preset[1] + mine.local[1],
        mine.preset[2] + mine.local[2],
    )
    frame = IDENTITY if shift == ZERO else Frame(shift)
    if mine.rotation is not None:
        frame = frame.turned(mine.rotation[0], mine.rotation[2], mine.rotation[1])
    if mine.scaling is not None:
        frame = frame.scaled(*mine.scaling)
    if mine.mirror:
        factors = [-1.0 if axis in mine.mirror else 1.0 for axis in range(3)]
        centre = [mine.mirror.get(axis, 0.0) for axis in range(3)]
        frame = frame.scaled((factors[0], factors[1], factors[2]), (centre[0], centre[1], centre[2]))
    m.frame = frame
    remember(m)


def remember(m: Machine) -> None:
    """Whether plain words may mean more than plain straight moves."""
    mine = own(m)
    m.special = m.frame is not IDENTITY or m.compensator is not None or m.meant is not None or not mine.plain
