"""What the writers of this package share: what the control has been told, numbers, and the way through the steps."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NoReturn

from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.motion import Coolant, Event, EventKind, Move, MoveKind, Plane, Point, Spindle, State, Step
from codegen.model.shop import Controller
from codegen.post.restate.holes import Hole, grouped
from codegen.units import MM_PER_INCH, number

AXES: Final = "XYZ"
FEED_PLACES: Final = 3
ACTIVE: Final = "G54"
"""For the preset that a Klartext program takes as it is active, and the other way round."""
FULL: Final = 1e-6
"""mm: an arc whose ends are nearer than this is a full turn."""


Item = Step | list[Hole]


class CannotSay(UsageError):
    """A control has no words for a step of a program."""


def cannot(step: Step | None, what: str) -> NoReturn:
    """Refuse, naming the line.

    Raises:
        CannotSay: always.
    """
    if step is None:
        raise CannotSay(what)
    raise CannotSay(say("line {line}: {what}", line=step.line, what=what))


class Words(ABC):
    """A program being written. ``at``: the words of the axes as last written; None: the control need not know them."""

    def __init__(self, controller: Controller, *, inch: bool, name: str, cycles: bool) -> None:
        self.controller, self.inch, self.name, self.cycles = controller, inch, name, cycles
        self.unit = MM_PER_INCH if inch else 1.0
        self.places = controller.decimals_inch if inch else controller.decimals_mm
        self.lines: list[str] = []
        self.at: dict[str, str | None] = dict.fromkeys(AXES)
        self.motion = ""
        self.feed = ""
        self.plane = Plane.XY
        self.decimal_point = False  # whether numbers always have one
        self.spindle, self.coolant = Spindle.UNKNOWN, Coolant.UNKNOWN
        self.speed: float | None = None
        self.offset: str | None = None
        self.length: int | None = None
        self.tool_number: int | None = None
        self.ended = False

    # -- text

    def line(self, *words: str) -> None:
        """Write one block."""
        text = " ".join(w for w in words if w)
        if text:
            self.lines.append(text)

    def plain(self, value: float, places: int) -> str:
        """A number, with a point where the control counts by it."""
        text = number(value, places)
        return text + "." if self.decimal_point and "." not in text else text

    def size(self, mm: float) -> str:
        """A length in the program's unit."""
        return self.plain(mm / self.unit, self.places)

    def axis(self, name: str, mm: float, *, always: bool = False) -> str:
        """The word of an axis; empty when it is there already, or not known."""
        if math.isnan(mm):
            return ""
        text = self.size(mm)
        if text == self.at[name] and not always:
            return ""
        self.at[name] = text
        return name + text

    def rate(self, mm_per_min: float, step: Step) -> str:
        """The F word; empty when it is in force."""
        if not mm_per_min > 0:
            cannot(step, say("the feed is not known"))
        text = self.plain(mm_per_min / self.unit, FEED_PLACES)
        if text == self.feed:
            return ""
        self.feed = text
        return "F" + text

    # -- the way through

    def run(self, steps: Sequence[Step], header: Sequence[str]) -> str:
        """The program."""
        self.begin(header)
        for item, after in _with_next(grouped(steps, taps_only=not self.cycles)):
            if isinstance(item, list):
                self.holes(item)
            elif isinstance(item, Event) and item.kind is EventKind.SPINDLE and _goes_aside(after):
                self.orient(item)
            elif isinstance(item, Event):
                self.event(item)
            else:
                self.move(item)
        self.finish()
        return "\n".join(self.lines) + "\n"

    def holes(self, holes: Sequence[Hole]) -> None:
        """A cycle over several places; as plain moves by a writer that has no cycles."""
        first = holes[0]
        self.ready(first.first, self.state_for(first))
        self.cycle(holes)

    def state_for(self, hole: Hole) -> State:
        """The state that a cycle must begin in."""
        return hole.state

    def event(self, event: Event) -> None:
        """A switch, a stop, a dwell, a tool."""
        match event.kind:
            case EventKind.TOOL_CHANGE:
                if event.value is None or math.isnan(event.value):
                    cannot(event, say("the tool's number is not known"))
                self.tool(round(event.value), event)
                self.tool_number = round(event.value)
            case EventKind.DWELL:
                self.dwell(event.value or 0.0)
            case EventKind.STOP:
                self.line(event.text)
            case EventKind.END:
                if not self.ended:
                    self.switches(event.state)
                    self.ended = True
            case EventKind.MARK:
                self.comment(event.text)
            case EventKind.SPINDLE | EventKind.COOLANT:
                self.switches(event.state)
            case _:
                pass  # offsets are said with the move that needs them

    def switches(self, state: State) -> None:
        """Spindle and coolant as in ``state``."""
        known = state.spindle in (Spindle.CW, Spindle.CCW)
        if known and (state.spindle is not self.spindle or state.speed != self.speed):
            speed = "" if state.speed is None else "S" + number(state.speed, 3)
            self.turn(speed, state.spindle)
            self.speed = state.speed
        elif state.spindle is Spindle.OFF and self.spindle is not Spindle.OFF:
            self.line("M5")
        self.spindle = state.spindle
        if state.coolant is not self.coolant and state.coolant is not Coolant.UNKNOWN:
            self.wet(state.coolant)
        self.coolant = state.coolant

    def orient(self, event: Event) -> None:
        """Stop the spindle at its angle: the edge then goes away from the wall, and not into it."""
        words = _ORIENT.get(self.controller.dialect)
        if words is None:
            cannot(event, say("{control} cannot stop the spindle at an angle", control=self.controller.name))
        self.line(words)
        self.spindle = event.state.spindle

    def turn(self, speed: str, direction: Spindle) -> None:
        """Start the spindle."""
        self.line(speed, "M3" if direction is Spindle.CW else "M4")

    def wet(self, coolant: Coolant) -> None:
        """Switch the coolant; mist and flood add up on some controls, so one goes off first."""
        if coolant is Coolant.OFF or self.coolant in (Coolant.FLOOD, Coolant.MIST):
            self.line("M9")
        if coolant is not Coolant.OFF:
            self.line("M8" if coolant is Coolant.FLOOD else "M7")

    def ready(self, step: Step, state: State) -> None:
        """What must be said before a move under ``state``: switches, work offset, length offset."""
        self.switches(state)
        offset = ACTIVE if state.work_offset == "preset" else state.work_offset
        if offset is not None and offset != self.offset:
            self.work_offset(offset, step)
            self.offset = offset
        compensated = state.compensation not in (None, "G40")
        if compensated and (not isinstance(step, Move) or any(map(math.isnan, step.end))):
            cannot(step, say("cutter compensation by a radius that is not known: say the tool, --tool 1=endmill-10"))

    def move(self, move: Move) -> None:
        """One move."""
        if move.rotary:
            cannot(move, say("axes beside X, Y and Z"))
        if move.machine_end is not None:
            self.switches(move.state)
            self.machine(move, move.machine_end)
            return
        self.ready(move, move.state)
        kind = move.kind
        if kind in (MoveKind.RAPID, MoveKind.FEED):
            known = [v for v, before in zip(move.end, move.start, strict=True) if not _same(v, before)]
            if any(math.isnan(v) for v in known):
                cannot(move, say("where this move ends is not known"))
            self.straight(move)
        elif kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW):
            if move.centre is None or not all(math.isfinite(v) for v in (*move.start, *move.end, *move.centre)):
                cannot(move, say("the arc's ends or centre are not known"))
            self.arc(move)
        elif kind is MoveKind.THREAD:
            self.thread(move)
        else:
            cannot(move, say("probing"))

    def axes(self, end: Point) -> list[str]:
        """The words of the axes that go somewhere."""
        return [word for name, value in zip(AXES, end, strict=True) if (word := self.axis(name, value))]

    @abstractmethod
    def begin(self, header: Sequence[str]) -> None:
        """The program's head, and every mode that it relies on."""

    @abstractmethod
    def finish(self) -> None:
        """The program's end."""

    @abstractmethod
    def comment(self, text: str) -> None:
        """A remark."""

    @abstractmethod
    def tool(self, number: int, step: Step) -> None:
        """Change the tool."""

    @abstractmethod
    def dwell(self, seconds: float) -> None:
        """Stand still."""

    @abstractmethod
    def work_offset(self, name: str, step: Step) -> None:
        """Activate a work offset."""

    @abstractmethod
    def machine(self, move: Move, place: Point) -> None:
        """To a place in machine coordinates, in the axes that are known."""

    @abstractmethod
    def straight(self, move: Move) -> None:
        """G0 or G1."""

    @abstractmethod
    def arc(self, move: Move) -> None:
        """A circular or helical move."""

    @abstractmethod
    def thread(self, move: Move) -> None:
        """A move in step with the spindle, outside a cycle that is known."""

    @abstractmethod
    def cycle(self, holes: Sequence[Hole]) -> None:
        """Holes by a cycle."""


_ORIENT: Final = {"linuxcnc": "M19 R0", "fanuc": "M19", "haas": "M19", "siemens": "SPOS=0"}
"""Spindle stop at an angle; the angle is the machine's, or 0. Heidenhain: M19 is the machine builder's."""
_ASIDE: Final = frozenset({"G76", "G87", "CYCLE86", "CYCL 202", "CYCL 204"})
"""Boring cycles that move away from the wall with the spindle oriented."""


def _with_next(items: Iterable[Item]) -> Iterator[tuple[Item, Item | None]]:
    """Each item with the one behind it."""
    held: list[Item] = []
    for item in items:
        if held:
            yield held.pop(), item
        held.append(item)
    if held:
        yield held.pop(), None


def _goes_aside(item: Item | None) -> bool:
    """Whether it is the step of a boring cycle away from the wall, with the spindle standing."""
    return (
        isinstance(item, Move)
        and item.cycle in _ASIDE
        and item.kind is MoveKind.RAPID
        and item.state.spindle is Spindle.OFF
        and item.start[2] == item.end[2]
        and item.start[:2] != item.end[:2]
    )


def _same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))
