"""What the reader knows of the control at a point of the program: positions, offsets, modes. Unknown is NaN or None."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

from codegen.findings import AFTERWARDS_UNKNOWN, Finding, Location, Severity
from codegen.interpreter import frames
from codegen.interpreter.dialect import Dialect
from codegen.interpreter.faults import Fault
from codegen.interpreter.frames import IDENTITY, Frame
from codegen.interpreter.power_on import set_modes
from codegen.messages import say
from codegen.model.limits import LOOP_SECONDS, Clock
from codegen.model.motion import Event, EventKind, Move, MoveKind, Plane, Point, Point2, State, Step
from codegen.model.program import Block, Environment
from codegen.model.shop import Controller
from codegen.model.steps import StepsBuilder

NAN: Final = math.nan
UNKNOWN: Final[Point] = (NAN, NAN, NAN)
ZERO: Final = frames.ZERO
AXES: Final = "XYZ"
OTHER_AXES: Final = "ABCUVW"

MAX_FINDINGS: Final = 500
"""Findings of one code that are listed; a last one says that there were more."""

UNSURE: Final = frozenset(
    {"unsupported-code", "modal-unset", "units-not-stated", "value-unset", "value-unknown", "position-unknown"}
)
"""Findings that hang on what the text alone cannot tell: the machine's state, other programs, what is not interpreted.

They are warnings: the program may be right. Where the control is known to refuse the block, the place says ``ERROR``.
"""
OF_THE_CALLER: Final = frozenset({"feed-missing", "program-alarm"})
"""Findings that in a subprogram hang on who calls it."""


@dataclass(slots=True)
class CycleWords:
    """What a canned cycle remembers between its holes, in the program's numbers: LinuxCNC does not convert them at G20 or G21.

    ``initial``: the level at which the series of cycles began, for G98 and for R under G91.
    """

    code: int = -1
    r: float | None = None
    bottom: float | None = None
    q: float | None = None
    p: float | None = None
    ijk: tuple[float | None, float | None, float | None] = (None, None, None)
    initial: float = NAN
    hole: int = 0


class Machine:
    """The control's state while it reads; ``move`` and ``event`` write down what happens.

    Positions are kept in the work frame (``at``) and in the machine's (``machine``): machine = work + work offset +
    tool offset. Either may be known without the other. Programmed coordinates lie over the work frame as ``frame`` says
    (``codegen.interpreter.frames``); ``here`` is where the program takes the tool to be, in programmed coordinates, and
    ``go`` moves to a place given in them. ``meant`` is that place in the work frame where it is not ``at``: while the cutter
    is compensated, and after it.

    ``offsets`` are the machine coordinates of the work zeros, as far as known; ``rotations`` the angles (radians, about Z) of
    those that are turned, ``local`` the shift of G52 or G92: ``lay_frame`` makes ``frame`` of them. ``others`` are the places
    of the axes beside X, Y, Z in the work frame (degrees, or mm for U, V, W), ``other_local`` their shifts, ``other_offsets``
    their places in the work offsets that the program set.
    ``held``: steps whose last word is not spoken, since the next move may cut them short (compensation); events that happen
    meanwhile wait behind them. ``special``: a plain block of words is not what it seems (a frame, compensation, diameters):
    the short way for straight moves must not be taken.
    """

    __slots__ = (
        "_counts", "_told", "absolute", "again", "arc_absolute", "asked", "at", "block", "calls", "clock",
        "compensator", "controller", "cycle", "cycle_name", "dialect", "ended", "env", "feed", "feed_mode", "findings",
        "frame", "held", "hole", "home", "home2", "local", "machine", "meant", "mist", "motion", "name", "ngc",
        "offset", "offsets", "other_local", "other_offsets", "others", "own", "part", "plane", "retract", "rotations", "scale",
        "selected", "special", "state", "steps", "tool", "unknown_told", "unset_told", "unsure",
    )  # fmt: skip

    def __init__(self, controller: Controller, dialect: Dialect, env: Environment, name: str) -> None:
        self.controller = controller
        self.dialect = dialect
        self.own: Any = None  # what only this dialect knows of: its module's value
        self.frame: Frame = IDENTITY
        self.meant: Point | None = None
        self.local: Point = ZERO
        self.rotations: dict[str, float] = {}
        self.compensator: Any = None  # what the dialect's steps keep of cutter compensation while it is on
        self.special = False
        self.ngc: Any = None  # what the RS274/NGC family's steps keep: ``codegen.interpreter.ngc.state``
        self.held: list[Step] = []
        self.env = env
        self.name = name
        self.steps = StepsBuilder()
        self.findings: list[Finding] = []
        self._counts: dict[str, int] = {}
        self.unset_told: set[str] = set()
        self.unknown_told: set[int] = set()
        self._told: set[tuple[str, int, int | None]] = set()
        self.again = False  # the present block ran before: what was reported of it is not reported again
        self.calls: tuple[int, ...] = ()  # blocks whose calls are being run, outermost first
        self.block = Block(0, 1, "")
        self.asked: tuple[Block | None, int] = (None, 0)  # a block of cycles, and the steps before it
        self.ended = False
        self.cycle = CycleWords()
        self.cycle_name: str | None = None
        self.hole: int | None = None
        self.feed = NAN  # mm/min under G94, mm per turn under G95, 1/min under G93
        self.selected: int | None = None
        self.mist = False
        self.unsure = False  # something before this could not be followed
        self.part = False  # the program is one that others call: what they have set is not known
        self.clock = Clock(LOOP_SECONDS)  # for what repeats itself
        self.offsets: dict[str, Point] = dict(env.work_offsets)
        self.home, self.home2 = env.home, env.home2
        self.absolute: bool | None = None
        self.arc_absolute: bool | None = None
        self.scale = NAN  # mm in the program's unit
        self.plane: Plane | None = None
        self.motion: int | None = None  # the motion mode: its code; 800 for none
        self.retract: str | None = None
        self.feed_mode: str | None = None
        self.state = State()
        set_modes(self)
        self.tool: Point = (0.0, 0.0, 0.0 if self.state.length_offset == 0 else NAN)
        self.offset: Point = self.offset_of(self.state.work_offset)
        self.machine: Point = env.start or UNKNOWN
        self.at: Point = self.to_work(self.machine)
        self.others: dict[str, float] = dict(env.rotary) if self.offset is not UNKNOWN else {}
        self.other_local: dict[str, float] = {}
        self.other_offsets: dict[str, dict[str, float]] = {}
        dialect.begin(self)

    # -- findings ------------------------------------------------------------------------------------------------

    def report(
        self,
        code: str,
        message: str,
        remedy: str,
        *,
        column: int | None = None,
        end_column: int | None = None,
        severity: Severity | None = None,
        figures: tuple[tuple[str, float | str], ...] = (),
    ) -> None:
        """Add a finding about the present block; without a column, about all of it. Of a block that runs again: once.

        Without a severity it is an error, unless it hangs on what the text alone cannot tell (``UNSURE``).
        """
        if severity is None and (
            code in UNSURE or (self.part and code in OF_THE_CALLER) or (self.unsure and code == "program-alarm")
        ):
            severity, figures, self.unsure = Severity.WARNING, (*figures, AFTERWARDS_UNKNOWN), True
        severity = severity or Severity.ERROR
        told = (code, self.block.index, column)
        if self.again and told in self._told:
            return
        self._told.add(told)
        count = self._counts[code] = self._counts.get(code, 0) + 1
        if count > MAX_FINDINGS + 1:
            return
        block = self.block
        if count == MAX_FINDINGS + 1:
            message, remedy = (
                say("more than {most} findings {code!r}: the others are not listed", most=MAX_FINDINGS, code=code),
                say("mend these first"),
            )
            code, figures = "limit-exceeded", ()
        start = column if column is not None else len(block.text) - len(block.text.lstrip()) + 1
        end = end_column if end_column is not None else max(start + 1, len(block.text.rstrip()) + 1)
        where = Location(
            file=self.name, line=block.line, column=start, end_column=end, block=block.text[:500], point=self._point()
        )
        self.findings.append(Finding(code, message, severity, where, remedy, figures))

    def refuse(self, fault: Fault) -> None:
        """Add the finding of a part of the present block that cannot be taken."""
        self.report(fault.code, fault.message, fault.remedy, column=fault.column, end_column=fault.end_column,
                    severity=fault.severity)  # fmt: skip

    def _point(self) -> Point | None:
        return None if any(math.isnan(v) for v in self.at) else self.at

    def unset(self, group: str, remedy: str, *, column: int | None = None) -> None:
        """Report a modal state that is used before the program sets it: once for each group."""
        if group not in self.unset_told:
            self.unset_told.add(group)
            code = "units-not-stated" if group.startswith("the unit") else "modal-unset"
            if code == "units-not-stated" and code in self._counts:
                return  # said once, whatever else was forgotten in between
            self.report(code, say("{group} is used before the program sets it", group=group), remedy, column=column)

    # -- position ------------------------------------------------------------------------------------------------

    @property
    def origin(self) -> Point:
        """Of programmed coordinates, in the work frame; NaN: nowhere known."""
        return self.frame.shift

    @origin.setter
    def origin(self, value: Point) -> None:
        self.frame = IDENTITY if value is ZERO else Frame(value)

    @property
    def length(self) -> float:
        """Tool length in force, mm along Z."""
        return self.tool[2]

    @property
    def here(self) -> Point:
        """Where the program takes the tool to be, in programmed coordinates."""
        point = self.at if self.meant is None else self.meant
        return point if self.frame is IDENTITY else self.frame.to_program(point)

    def lay_frame(self) -> None:
        """Make the frame of the turn of the work offset in force and of G52's or G92's shift."""
        angle = self.rotations.get(self.state.work_offset or "", 0.0)
        frame = Frame().turned(angle) if angle else IDENTITY
        self.frame = frame.shifted(self.local) if any(self.local) else frame

    def z_shift(self, axis: int) -> float:
        """Machine minus work coordinate of an axis, mm."""
        return self.offset[axis] + self.tool[axis]

    def offset_of(self, name: str | None) -> Point:
        """Machine coordinates of a work zero, as far as they are known."""
        return self.offsets.get(name or "", UNKNOWN)

    def to_machine(self, point: Point) -> Point:
        """Machine coordinates of a work point."""
        o, t = self.offset, self.tool
        return (point[0] + o[0] + t[0], point[1] + o[1] + t[1], point[2] + o[2] + t[2])

    def to_work(self, point: Point) -> Point:
        """Work coordinates of a machine point."""
        o, t = self.offset, self.tool
        return (point[0] - o[0] - t[0], point[1] - o[1] - t[1], point[2] - o[2] - t[2])

    def forget(self, axes: str = AXES) -> None:
        """The position along ``axes`` is no longer known."""
        self.at = _masked(self.at, axes)
        self.machine = _masked(self.machine, axes)
        self.meant = None
        for name in OTHER_AXES:
            if name in axes:
                self.others[name] = NAN

    def shift(
        self,
        *,
        offset: tuple[float | None, float | None, float | None] = (None, None, None),
        length: float | None = None,
        tool: tuple[float | None, float | None, float | None] = (None, None, None),
    ) -> None:
        """A new work offset or tool under the standing machine: its work coordinates change. None: unchanged.

        ``length`` is the tool along Z alone.
        """
        new_offset, new_tool = [*self.offset], [*self.tool]
        at, meant = [], []
        for axis in range(3):
            # a part that stays cancels out, even when it is unknown
            change, zero = 0.0, offset[axis]
            if zero is not None:
                new_offset[axis] = zero
                change = self.offset[axis] - zero
            now = length if axis == 2 and length is not None else tool[axis]
            if now is not None:
                new_tool[axis] = now
                change += self.tool[axis] - now
            value = self.at[axis] + change
            if math.isnan(value):
                value = self.machine[axis] - new_offset[axis] - new_tool[axis]
            at.append(value)
            meant.append(NAN if self.meant is None else self.meant[axis] + change)
        self.at = (at[0], at[1], at[2])
        if self.meant is not None:
            self.meant = (meant[0], meant[1], meant[2])
        self.offset = UNKNOWN if offset is UNKNOWN else (new_offset[0], new_offset[1], new_offset[2])
        self.tool = (new_tool[0], new_tool[1], new_tool[2])

    # -- steps ---------------------------------------------------------------------------------------------------

    def set_state(self, **changes: object) -> None:
        """A new State, shared by the moves until the next change."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def event(self, kind: EventKind, *, column: int = 1, value: float | None = None, text: str = "") -> None:
        """Write down an event of the present block."""
        block = self.block
        steps = self.held or self.steps
        steps.append(Event(kind, self.state, block.index, block.line, column, value, text, self.calls))

    def go(
        self,
        kind: MoveKind,
        end: Point,
        *,
        column: int = 1,
        feed: float = 0.0,
        plane: Plane = Plane.XY,
        centre: Point2 | None = None,
        turns: int = 1,
        pitch: float | None = None,
        rotary: tuple[tuple[str, float], ...] = (),
        hold: bool = False,
    ) -> None:
        """As ``move``, in programmed coordinates. An arc that the frame makes no arc of goes on with an unknown centre."""
        frame = self.frame
        if frame is not IDENTITY:
            if centre is not None:
                plane, centre, turned = frame.arc_to_work(plane, centre)
                if turned:
                    kind = MoveKind.ARC_CCW if kind is MoveKind.ARC_CW else MoveKind.ARC_CW
            end = frame.to_work(end)
        self.move(
            kind, end, column=column, feed=feed, plane=plane, centre=centre, turns=turns, pitch=pitch, rotary=rotary,
            hold=hold,
        )  # fmt: skip

    def move(
        self,
        kind: MoveKind,
        end: Point,
        *,
        column: int = 1,
        feed: float = 0.0,
        plane: Plane = Plane.XY,
        centre: Point2 | None = None,
        turns: int = 1,
        pitch: float | None = None,
        machine_end: Point | None = None,
        rotary: tuple[tuple[str, float], ...] = (),
        hold: bool = False,
    ) -> None:
        """Write down a move from where the machine stands to ``end`` (work frame), and stand there.

        ``hold``: keep it among ``held`` until ``release``.
        """
        block = self.block
        steps = self.held if hold or self.held else self.steps
        steps.append(
            Move(
                kind, self.at, end, self.state, block.index, block.line, column, feed, plane, centre, turns, pitch,
                self.cycle_name, self.hole, machine_end, rotary, self.calls,
            )
        )  # fmt: skip
        before = self.at
        self.at = end
        self.meant = None
        if rotary:
            self.others.update(rotary)
        mx, my, mz = self.machine if machine_end is None else machine_end
        if machine_end is None:
            x, y, z = self.to_machine(end)
            # an axis that does not move keeps what is known of it in the machine's frame
            mx = mx if math.isnan(x) and end[0] is before[0] else x
            my = my if math.isnan(y) and end[1] is before[1] else y
            mz = mz if math.isnan(z) and end[2] is before[2] else z
        self.machine = (mx, my, mz)

    def release(self) -> None:
        """What was held will not change any more."""
        if self.held:
            for step in self.held:
                self.steps.append(step)
            self.held.clear()


def _masked(point: Point, axes: str) -> Point:
    x, y, z = (NAN if name in axes else value for name, value in zip(AXES, point, strict=True))
    return (x, y, z)
