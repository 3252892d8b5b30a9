"""In Klartext. Facts: as in the post for Heidenhain."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from codegen.messages import say
from codegen.model.motion import CycleKind, Event, Move, MoveKind, Plane, Point, Spindle, Step
from codegen.model.shop import Controller
from codegen.post.comments import ascii_text, klartext_lines
from codegen.post.restate.holes import Hole
from codegen.post.restate.words import AXES, FULL, Words, cannot
from codegen.units import number

ANGLE_PLACES: Final = 4


def write(
    steps: Sequence[Step], controller: Controller, *, inch: bool, name: str, header: Sequence[str], cycles: bool
) -> str:
    """See ``codegen.post.restate``."""
    return _Klartext(controller, inch=inch, name=name, cycles=cycles).run(steps, header)


class _Klartext(Words):
    """Holes are plain moves; threads by cycle 207."""

    waiting: int | None = None  # a tool whose TOOL CALL waits for the speed
    said_radius = False

    def run(self, steps: Sequence[Step], header: Sequence[str]) -> str:
        text = super().run(steps, header)
        lines, count = [], 0
        for line in text.splitlines():
            if line.startswith("Q"):
                lines.append(f"  {line}")
            else:
                lines.append(f"{count} {line}")
                count += 1
        return "\n".join(lines) + "\n"

    def begin(self, header: Sequence[str]) -> None:
        stem = ascii_text(self.name).upper().partition(".")[0]
        self.title = re.sub(r"[^A-Z0-9_]+", "_", stem).strip("_")[:16] or "PART"
        self.line("BEGIN PGM", self.title, "INCH" if self.inch else "MM")
        for text in header:
            self.comment(text)

    def finish(self) -> None:
        self.call("")
        self.line("M30")
        self.line("END PGM", self.title, "INCH" if self.inch else "MM")

    def comment(self, text: str) -> None:
        self.lines += klartext_lines(text)

    def size(self, mm: float) -> str:
        text = number(mm / self.unit, self.places)
        return text if text.startswith("-") else "+" + text

    def rate(self, mm_per_min: float, step: Step) -> str:
        if not mm_per_min > 0:
            cannot(step, say("the feed is not known"))
        text = number(mm_per_min / self.unit * (10 if self.inch else 1), 1)
        if text == self.feed:
            return ""
        self.feed = text
        return "F" + text

    # -- switches

    def event(self, event: Event) -> None:
        if str(event.kind) == "stop":
            self.line("M1" if event.text == "M1" else "STOP")
        else:
            super().event(event)

    def tool(self, number: int, step: Step) -> None:  # noqa: ARG002 - of the interface
        self.call("")
        self.waiting = number
        self.feed = ""
        self.said_radius = False
        if self.spindle is not Spindle.UNKNOWN:
            self.spindle = Spindle.OFF

    def call(self, speed: str) -> bool:
        """The TOOL CALL that waits, with its speed; whether one did."""
        if self.waiting is None:
            return False
        self.line(f"TOOL CALL {self.waiting} Z", speed)
        self.waiting = None
        return True

    def turn(self, speed: str, direction: Spindle) -> None:
        if not self.call(speed) and speed:
            self.line("TOOL CALL", speed)
        self.line("M3" if direction is Spindle.CW else "M4")

    def dwell(self, seconds: float) -> None:
        self.call("")
        if seconds > 0:
            self.line("CYCL DEF 9.0 DWELL TIME")
            self.line("CYCL DEF 9.1 DWELL", number(seconds, 3))

    def work_offset(self, name: str, step: Step) -> None:
        """The preset that the operator activates; another one within a program is not said."""
        if self.offset is not None and name != self.offset:
            cannot(step, say("{control} changes no work offset within a program", control=self.controller.name))

    # -- moves

    def machine(self, move: Move, place: Point) -> None:
        known = [(name, value) for name, value in zip(AXES, place, strict=True) if math.isfinite(value)]
        if not known:
            cannot(move, say("where this move of the machine ends is not known"))
        self.line("L", *(name + self.size(value) for name, value in known), "R0 FMAX M91")
        for name, _ in known:
            self.at[name] = None

    def straight(self, move: Move) -> None:
        words = self.axes(move.end)
        if words:
            self.call("")
            self.go(words, "FMAX" if move.kind is MoveKind.RAPID else self.rate(move.feed, move))

    def go(self, words: Sequence[str], rate: str, *more: str) -> None:
        """A straight block."""
        radius = "" if self.said_radius else "R0"
        self.said_radius = True
        self.line("L", *words, radius, rate, *more)

    def arc(self, move: Move) -> None:
        assert move.centre is not None  # noqa: S101 - the caller looked
        if move.plane is not Plane.XY:
            cannot(move, say("arcs in another plane than X/Y"))
        self.call("")
        start = (self.at["X"] or self.size(move.start[0]), self.at["Y"] or self.size(move.start[1]))
        full = math.dist(move.start[:2], move.end[:2]) < FULL
        end = start if full else (self.size(move.end[0]), self.size(move.end[1]))
        centre = (self.size(move.centre[0]), self.size(move.centre[1]))
        ccw = move.kind is MoveKind.ARC_CCW
        way = "DR+" if ccw else "DR-"
        self.line("CC", "X" + centre[0], "Y" + centre[1])
        rise = (move.end[2] - move.start[2]) / self.unit
        if abs(rise) * self.unit > FULL or move.turns > 1:
            angle = _turned(move, full=full)
            degrees = number(math.degrees(angle if ccw else -angle), ANGLE_PLACES)
            height = number(rise, self.places)
            signed = [t if t.startswith("-") else "+" + t for t in (degrees, height)]
            self.line("CP", "IPA" + signed[0], "IZ" + signed[1], way, self.rate(move.feed, move))
            self.at["Z"] = self.size(move.end[2])
        else:
            self.line("C", "X" + end[0], "Y" + end[1], way, self.rate(move.feed, move))
        self.at |= {"X": end[0], "Y": end[1]}

    def thread(self, move: Move) -> None:
        cannot(move, say("a move in step with the spindle, outside a tapping cycle"))

    # -- cycles

    def cycle(self, holes: Sequence[Hole]) -> None:
        first = holes[0]
        if first.kind is not CycleKind.TAP:
            self.moves_of(holes)
            return
        pitch = (first.pitch or math.nan) * (-1 if first.state.spindle is Spindle.CCW else 1)
        self.line("CYCL DEF 207 RIGID TAPPING ~")
        self.line("Q200=+0", ";SET-UP CLEARANCE", "~")
        self.line("Q201=" + self.size(first.bottom - first.r), ";DEPTH", "~")
        self.line("Q239=" + self.size(pitch), ";THREAD PITCH", "~")
        self.line("Q203=" + self.size(first.r), ";SURFACE COORDINATE", "~")
        self.line("Q204=" + self.size(first.out - first.r), ";2ND SET-UP CLEARANCE")
        for hole in holes:
            words = self.axes((*hole.place, math.nan)) or ["X" + (self.at["X"] or self.size(hole.place[0]))]
            self.go(words, "FMAX", "M99")
        self.at["Z"] = self.size(first.out)
        self.spindle = Spindle.OFF  # it stands after the cycle

    def moves_of(self, holes: Sequence[Hole]) -> None:
        """Holes as plain moves."""
        self.call("")
        for hole in holes:
            self.to((*hole.place, math.nan), "FMAX")
            self.to((math.nan, math.nan, hole.r), "FMAX")
            depth = hole.r
            while depth > hole.bottom:
                if depth < hole.r:
                    if hole.kind is CycleKind.PECK:
                        self.to((math.nan, math.nan, hole.r), "FMAX")
                    self.to((math.nan, math.nan, depth + (hole.clearance or 0.0)), "FMAX")
                depth = max(hole.bottom, depth - (hole.peck or math.inf))
                self.to((math.nan, math.nan, depth), self.rate(hole.feed, hole.first))
            if hole.dwell is not None:
                self.dwell(hole.dwell)
            if hole.kind is CycleKind.BORE:
                self.to((math.nan, math.nan, hole.r), self.rate(hole.feed, hole.first))
            self.to((math.nan, math.nan, hole.out), "FMAX")

    def to(self, end: Point, rate: str) -> None:
        """A straight move to where it is not yet."""
        words = self.axes(end)
        if words:
            self.go(words, rate)


def _turned(move: Move, *, full: bool) -> float:
    """Angle of an arc in all its turns, radians, above 0."""
    assert move.centre is not None  # noqa: S101 - an arc
    x, y = move.centre
    a0 = math.atan2(move.start[1] - y, move.start[0] - x)
    a1 = math.atan2(move.end[1] - y, move.end[0] - x)
    way = a1 - a0 if move.kind is MoveKind.ARC_CCW else a0 - a1
    return (2 * math.pi if full else way % (2 * math.pi)) + 2 * math.pi * (move.turns - 1)
