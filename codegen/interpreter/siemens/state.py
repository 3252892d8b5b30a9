"""What only a SINUMERIK control remembers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from codegen.interpreter.frames import Frame
from codegen.interpreter.machine import NAN, UNKNOWN, Machine
from codegen.interpreter.unknown import forget_everything
from codegen.model.motion import Point2
from codegen.units import MM_PER_INCH

if TYPE_CHECKING:
    from codegen.interpreter.expression import Variable
    from codegen.interpreter.siemens.corners import Corner
    from codegen.interpreter.siemens.values import Store


@dataclass(slots=True)
class Own:
    """Beside the machine's common state.

    ``motion``: the command of the motion group in force. ``coarse`` and ``fine``: the parts of a shift that G58 and G59 set;
    ``coarse`` is None where other commands made the frame. ``programmed``: the last programmed coordinate of each axis, from
    which incremental ones count. ``pole``: of polar coordinates, in the plane. ``heading``: direction of the path where it
    ended, for CT. Both are in programmed coordinates. ``feed_unit``: mm that one of F means. ``edge``: D number in force;
    ``next_edge``: that of the tool that T has called, ``waiting`` for M6. ``names``: numbers of tools called by name.
    ``outside``: corners under compensation (G450, G451); ``approach``: how it is entered; ``allowance``: OFFN, mm.
    ``rounding``: RNDM, mm; ``corner``: that behind the last move, which waits for the next one.
    ``modal``: the call behind MCALL, ``holes``: how often it has run; ``modal_due``: it is a subprogram, and the block has
    moved. ``iso``: the text is in ISO dialect (G291).
    ``program``: what runs it. ``told``: what was reported once.
    """

    store: Store
    motion: str | None = None
    coarse: list[float] | None = field(default_factory=lambda: [0.0, 0.0, 0.0])
    fine: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    programmed: list[float] = field(default_factory=lambda: [NAN, NAN, NAN])
    pole: Point2 | None = (0.0, 0.0)
    heading: tuple[float, float, float] | None = None
    feed_unit: float = 1.0
    edge: int | None = None
    next_edge: int | None = None
    waiting: bool = False
    names: dict[str, int] = field(default_factory=dict)
    outside: Literal["arc", "point"] = "arc"
    approach: str = "NORM"
    allowance: float = 0.0
    rounding: float = 0.0
    corner: Corner | None = None
    modal: Any = None
    modal_due: bool = False
    holes: int = 0
    iso: bool = False
    program: Any = None
    told: set[str] = field(default_factory=set)


def begin(m: Machine) -> None:
    """The state at a program's start: the default settings of the G groups, where the controller's data state them."""
    from codegen.interpreter.siemens.values import Store

    m.own = Own(Store(m))
    m.arc_absolute = False
    m.others = dict(m.env.rotary)
    power_on = m.controller.power_on
    own(m).motion = power_on.get("motion")
    units = power_on.get("units")
    if units is not None:
        m.scale = MM_PER_INCH if units in ("G70", "G700") else 1.0
        m.set_state(units="inch" if units in ("G70", "G700") else "mm")


def own(m: Machine) -> Own:
    """The Siemens part of the state."""
    return cast("Own", m.own)


class _Everything(set[str]):
    """All that could be told was told."""

    def __contains__(self, key: object) -> bool:
        return True


def forget_all(m: Machine, given: Iterable[Variable] = ()) -> None:
    """After what may do anything: a subprogram that is not there, a transformation, a synchronised action."""
    forget_everything(m)
    mine = own(m)
    lose_frame(m)
    mine.motion, mine.pole, mine.heading = None, None, None
    mine.programmed = [NAN, NAN, NAN]
    mine.edge = mine.next_edge = mine.modal = None
    mine.store.forget(given)
    m.unset_told = _Everything()  # what follows from it is not told again


def lose_frame(m: Machine) -> None:
    """The programmable frame is not known any more: no programmed position means a place."""
    m.frame = Frame(UNKNOWN)
    own(m).coarse = None
