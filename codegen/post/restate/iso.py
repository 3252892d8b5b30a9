"""In words of ISO 6983 as LinuxCNC, Fanuc, Haas and GRBL take them. Facts: as in the posts for them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from codegen.messages import say
from codegen.model.motion import CycleKind, Move, MoveKind, Plane, Point, Spindle, State, Step
from codegen.model.shop import Controller
from codegen.post.comments import comment_lines, upper_lines
from codegen.post.restate.holes import Hole
from codegen.post.restate.words import AXES, FULL, Words, cannot

PLANES: Final = {Plane.XY: ("G17", "IJ", "XY"), Plane.XZ: ("G18", "IK", "XZ"), Plane.YZ: ("G19", "JK", "YZ")}
"""Code of a plane, the letters of its centre, its axes."""
_INDEX: Final = {Plane.XY: (0, 1, 2), Plane.XZ: (0, 2, 1), Plane.YZ: (1, 2, 0)}
CYCLES: Final = {
    CycleKind.DRILL: "G81", CycleKind.DWELL: "G82", CycleKind.PECK: "G83", CycleKind.CHIP_BREAK: "G73", CycleKind.BORE: "G85",
    CycleKind.TAP: "G84",
}  # fmt: skip


def write(
    steps: Sequence[Step], controller: Controller, *, inch: bool, name: str, header: Sequence[str], cycles: bool
) -> str:
    """See ``codegen.post.restate``."""
    return Iso(controller, inch=inch, name=name, cycles=cycles).run(steps, header)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a dialect's words have of their own, beside the control's data.

    ``capitals``: text in capitals, lines of % around an O number, and numbers that need a point. ``head``: the modes that a
    program states at its beginning, after the unit. ``changes``: whether M6 changes the tool; else a stop waits for the operator.
    ``change_stops``: M6 stops the spindle. ``offsets``: pattern of the work offsets beyond G54 to G59. ``length_moves``: G43
    moves by the offset as it comes in, and belongs into the block of the way in Z. ``home``: machine zero is gone to by G91
    G28. ``turns``: P of an arc counts turns. ``realtime``: characters that no comment may hold, and those that stand for them.
    """

    head: str = "G90 G17 G94 G40 G49 G80"
    capitals: bool = False
    changes: bool = True
    change_stops: bool = False
    offsets: str = "(?!)"
    length_moves: bool = False
    home: bool = False
    turns: bool = False
    realtime: tuple[str, str] = ("", "")


TRAITS: Final = {
    "linuxcnc": Traits(change_stops=True, offsets=r"G59\.[1-3]", turns=True),
    "fanuc": Traits(capitals=True, change_stops=True, offsets=r"G54\.1 P\d+", length_moves=True, home=True),
    "haas": Traits(capitals=True, change_stops=True, offsets=r"G154 P\d+", length_moves=True),
    "grbl": Traits(changes=False, realtime=("!?~", "..-")),
    "grblhal": Traits(head="G90 G17 G94 G40 G80", realtime=("!?~", "..-")),
    "siemens": Traits(),  # siemens.py has the rest
}
"""Of each dialect that is restated in these words."""


class Iso(Words):
    """The dialects differ by data and by their traits."""

    def __init__(self, controller: Controller, *, inch: bool, name: str, cycles: bool) -> None:
        super().__init__(controller, inch=inch, name=name, cycles=cycles)
        self.traits = TRAITS[controller.dialect]
        self.capitals = self.traits.capitals
        self.decimal_point = self.capitals  # numbers without one count least increments
        self.first_tool = True

    # -- frame of the program

    def begin(self, header: Sequence[str]) -> None:
        """The program's head: its frame, and the modes that it relies on."""
        if self.capitals:
            number_ = re.search(r"\d{1,4}", self.name)
            low, high = self.controller.program_numbers or (1, 9999)
            value = min(max(int(number_[0]) if number_ else low, low), high)
            self.lines += ["%", f"O{value:04d}"]
        for text in header:
            self.comment(text)
        self.line("G20" if self.inch else "G21", self.traits.head)

    def finish(self) -> None:
        """The program's end."""
        self.line("M30")
        if self.capitals:
            self.line("%")

    def comment(self, text: str) -> None:
        """A remark, whatever the text holds."""
        if self.capitals:
            self.lines += upper_lines(text)
        else:
            self.lines += comment_lines(text.translate(str.maketrans(*self.traits.realtime)), self.controller.max_line)

    # -- switches

    def tool(self, number: int, step: Step) -> None:
        """Change the tool; a control that knows no change stops for the operator."""
        if not self.traits.changes:
            if not self.first_tool:
                self.switches(step.state)
            self.line(f"T{number}")
            if not self.first_tool:
                self.comment(f"Put tool {number} in and set the Z zero with it")
                self.line("M0")
        else:
            self.line(f"T{number} M6")
            if self.traits.change_stops:
                self.spindle = Spindle.OFF if self.spindle is not Spindle.UNKNOWN else self.spindle
        self.first_tool = False
        self.length = None
        self.motion = ""

    def dwell(self, seconds: float) -> None:
        """Stand still."""
        self.line("G4", "P" + self.time(seconds))

    def time(self, seconds: float) -> str:
        """P of a dwell: milliseconds or seconds, never with a point that changes its meaning."""
        from codegen.units import number

        return number(seconds * 1000, 0) if self.controller.dwell_unit == "ms" else number(seconds, 4)

    def work_offset(self, name: str, step: Step) -> None:
        """Activate a work offset that the control has."""
        if not re.fullmatch(rf"G5[4-9]|{self.traits.offsets}", name):
            cannot(step, say("{control} has no work offset {name}", control=self.controller.name, name=name))
        self.line(name)

    def length_offset(self, move: Move) -> str:
        """G43 with the number that the move runs under, where it is not in force."""
        wanted = move.state.length_offset
        if not self.controller.length_offsets or wanted is None or wanted == self.length:
            return ""
        self.length = wanted
        return "G49" if wanted == 0 else f"G43 H{wanted}"

    # -- moves

    def machine(self, move: Move, place: Point) -> None:
        """To a place in machine coordinates; machine zero is the reference point to Fanuc."""
        known = [(name, value) for name, value in zip(AXES, place, strict=True) if math.isfinite(value)]
        if not known:
            cannot(move, say("where this move of the machine ends is not known"))
        if self.traits.home and all(value == 0 for _, value in known):
            self.line("G91", "G28", *(f"{name}0." for name, _ in known))
            self.line("G90")
        else:
            self.line("G53 G0", *(name + self.size(value) for name, value in known))
        for name, _ in known:
            self.at[name] = None
            if name == "Z" and {"G28", "G53"} & set(self.controller.length_offset_dropped):
                self.length = None
        self.motion = ""

    def straight(self, move: Move) -> None:
        """A rapid or a cut in the axes that go somewhere."""
        code = "G0" if move.kind is MoveKind.RAPID else "G1"
        words = self.axes(move.end)
        if not words:
            return
        offset = self.length_offset(move) if any(w[0] == "Z" for w in words) else ""
        if offset and self.traits.length_moves:
            # these move by the offset as it comes in: with the way in Z, as their programmers write it
            rate = self.rate(move.feed, move) if code == "G1" else ""
            self.line(code, offset, *words, rate)
        else:
            self.line(offset)
            rate = self.rate(move.feed, move) if code == "G1" else ""
            self.line("" if self.motion == code else code, *words, rate)
        self.motion = code

    def arc(self, move: Move) -> None:
        """G2 or G3 with the centre from the start as written."""
        assert move.centre is not None  # noqa: S101 - the caller looked
        code, letters, _ = PLANES[move.plane]
        if move.plane is not self.plane:
            self.line(code)
            self.plane = move.plane
        self.line(self.length_offset(move))
        u, v, w = _INDEX[move.plane]
        start = [float(self.at[AXES[k]] or self.size(move.start[k])) for k in (u, v)]
        centre = [move.centre[0] / self.unit, move.centre[1] / self.unit]
        offsets = [self.plain(c - s, self.places) for c, s in zip(centre, start, strict=True)]
        full = math.dist((move.start[u], move.start[v]), (move.end[u], move.end[v])) < FULL
        ends = [
            AXES[k] + (self.at[AXES[k]] or self.size(move.start[k]) if full else self.size(move.end[k])) for k in (u, v)
        ]
        for k, text in zip((u, v), ends, strict=True):
            self.at[AXES[k]] = text[1:]
        rise = self.axis(AXES[w], move.end[w])
        turns = self.turns(move)
        name = "G2" if move.kind is MoveKind.ARC_CW else "G3"
        middle = [letter + value for letter, value in zip(letters, offsets, strict=True)]
        order = sorted([*ends, *([rise] if rise else [])], key=lambda word: AXES.index(word[0]))
        self.line(name, *order, *middle, turns, self.rate(move.feed, move))
        self.motion = "arc"

    def turns(self, move: Move) -> str:
        """P of LinuxCNC; other controls make one turn a block."""
        if move.turns == 1:
            return ""
        if not self.traits.turns:
            cannot(move, say("{turns} turns in one block", turns=move.turns))
        return f"P{move.turns}"

    def thread(self, move: Move) -> None:
        """G33.1, in and out at once, where the control has it."""
        if self.controller.tapping != "G33.1":
            cannot(move, say("a move in step with the spindle, outside a tapping cycle"))
        if move.end[2] > move.start[2]:
            return  # the way out belongs to G33.1
        self.line(self.length_offset(move))
        self.line("G33.1", *self.axes(move.end), "K" + self.size(move.pitch or math.nan))
        self.at["Z"] = None
        self.motion = ""

    # -- cycles

    def state_for(self, hole: Hole) -> State:
        """M29 stops the spindle: it need not turn before."""
        rigid = self.controller.tapping == "M29" and hole.kind is CycleKind.TAP and isinstance(hole.first, Move)
        return hole.first.state if rigid else hole.state

    def cycle(self, holes: Sequence[Hole]) -> None:
        """One canned cycle for all holes, where it means the same here; else plain moves."""
        first = holes[0]
        tap = first.kind is CycleKind.TAP
        returns = abs(first.out - first.r) > FULL
        if tap and not self.taps(first):
            return self.tapped(holes)
        own_height = returns and abs(first.out - first.initial) > FULL
        if not self.controller.cycles or own_height or not self.pecks_alike(first):
            return self.moves_of(holes)
        self.axes((math.nan, math.nan, first.initial))
        extra = ""
        if first.kind in (CycleKind.PECK, CycleKind.CHIP_BREAK):
            extra = "Q" + self.size(first.peck or math.nan)
        elif first.kind is CycleKind.DWELL:
            extra = "P" + self.time(first.dwell or 0.0)
        if tap and self.controller.tapping == "M29":
            self.line("M29", "S" + self.integer(first))
        rate = self.tap_rate(first) if tap else self.rate(first.feed, first.first)
        if tap:
            self.feed = ""
        for k, hole in enumerate(holes):
            place = [self.axis(n, v, always=k == 0) for n, v in zip("XY", hole.place, strict=True)]
            if k == 0:
                heights = ("Z" + self.size(hole.bottom), "R" + self.size(hole.r))
                self.line("G98" if returns else "G99", CYCLES[hole.kind], *place, *heights, extra, rate)
            else:
                self.line(*(place if any(place) else [self.axis("X", hole.place[0], always=True)]))
        self.line("G80")
        self.motion = ""
        self.at["Z"] = self.size(first.out)
        if tap and self.controller.tapping == "M29":
            self.spindle = Spindle.OFF
        return None

    def pecks_alike(self, hole: Hole) -> bool:
        """Whether the control's own cycle goes back in, or breaks chips, as far as this hole was pecked."""
        control = self.controller
        own = control.peck_clearance
        if hole.kind is CycleKind.CHIP_BREAK and control.chip_break_retract is not None:
            own = control.chip_break_retract
        return hole.clearance is None or abs(hole.clearance - own) < FULL

    def integer(self, hole: Hole) -> str:
        """The spindle's speed for M29."""
        from codegen.units import number

        if hole.state.speed is None:
            cannot(hole.first, say("the spindle's speed is not known"))
        return number(hole.state.speed, 0)

    def taps(self, hole: Hole) -> bool:
        """Whether G84 taps in step here, and this way round."""
        return self.controller.tapping in ("M29", "G84") and hole.state.spindle is not Spindle.CCW

    def tap_rate(self, hole: Hole) -> str:
        """F of a tapping cycle: the lead a minute."""
        speed = hole.state.speed
        if speed is None or hole.pitch is None:
            cannot(hole.first, say("the spindle's speed is not known"))
        return "F" + self.plain(speed * hole.pitch / self.unit, FEED_PLACES_TAP)

    def tapped(self, holes: Sequence[Hole]) -> None:
        """Taps of a control without a tapping cycle in step."""
        if self.controller.tapping != "G33.1":
            cannot(holes[0].first, say("{control} cannot tie the feed to the spindle", control=self.controller.name))
        for hole in holes:
            x, y = hole.place
            self.go("G0", (x, y, math.nan))
            self.go("G0", (math.nan, math.nan, hole.r))
            self.line("G33.1", "Z" + self.size(hole.bottom), "K" + self.size(hole.pitch or math.nan))
            self.motion = ""
            self.at["Z"] = self.size(hole.r)
            self.go("G0", (math.nan, math.nan, hole.out))

    def moves_of(self, holes: Sequence[Hole]) -> None:
        """Holes as plain moves."""
        for hole in holes:
            self.go("G0", (*hole.place, math.nan))
            self.go("G0", (math.nan, math.nan, hole.r))
            depth = hole.r
            while depth > hole.bottom:
                if depth < hole.r:
                    if hole.kind is CycleKind.PECK:
                        self.go("G0", (math.nan, math.nan, hole.r))
                    self.go("G0", (math.nan, math.nan, depth + (hole.clearance or 0.0)))
                depth = max(hole.bottom, depth - (hole.peck or math.inf))
                self.go("G1", (math.nan, math.nan, depth), self.rate(hole.feed, hole.first))
            if hole.dwell is not None:
                self.dwell(hole.dwell)
            if hole.kind is CycleKind.BORE:
                self.go("G1", (math.nan, math.nan, hole.r))
            self.go("G0", (math.nan, math.nan, hole.out))

    def go(self, code: str, end: Point, rate: str = "") -> None:
        """A straight move to where it is not yet."""
        words = self.axes(end)
        if words:
            self.line("" if self.motion == code else code, *words, rate)
            self.motion = code


FEED_PLACES_TAP: Final = 3
