"""In words of SINUMERIK 840D. Facts: as in the post for it."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from typing import Final

from codegen.messages import say
from codegen.model.motion import CycleKind, Move, Point, Spindle, State, Step
from codegen.model.shop import Controller
from codegen.post.comments import WIDTH, ascii_text
from codegen.post.restate.holes import Hole
from codegen.post.restate.iso import Iso
from codegen.post.restate.words import AXES, cannot
from codegen.units import number

OFFSETS: Final = re.compile(r"G5[4-7]|G5(?:0[5-9]|[1-9][0-9])")


def write(
    steps: Sequence[Step], controller: Controller, *, inch: bool, name: str, header: Sequence[str], cycles: bool
) -> str:
    """See ``codegen.post.restate``."""
    return _Siemens(controller, inch=inch, name=name, cycles=cycles).run(steps, header)


class _Siemens(Iso):
    """ISO's moves; this control's units, tools, dwells, threads. Holes are plain moves: its cycles have heights of their own."""

    edge = False  # D1 was said since the last retract or tool

    def begin(self, header: Sequence[str]) -> None:
        for text in header:
            self.comment(text)
        self.line("G700" if self.inch else "G710", "G17 G40 G90 G94")
        self.line("TRANS")

    def finish(self) -> None:
        self.line("M30")

    def comment(self, text: str) -> None:
        width = min(WIDTH, self.controller.max_line - 4)
        self.lines += [f"; {piece}" for piece in textwrap.wrap(ascii_text(text), width=width, break_on_hyphens=False)]

    def tool(self, number: int, step: Step) -> None:  # noqa: ARG002 - of the interface
        self.line(f"T{number}")
        self.line("M6")
        self.edge = False
        self.motion = ""

    def dwell(self, seconds: float) -> None:
        self.line("G4", "F" + number(seconds, 4))

    def work_offset(self, name: str, step: Step) -> None:
        if not OFFSETS.fullmatch(name):
            cannot(step, say("{control} has no work offset {name}", control=self.controller.name, name=name))
        self.line(name)

    def length_offset(self, move: Move) -> str:  # noqa: ARG002 - of the interface
        if self.edge:
            return ""
        self.edge = True
        return "D1"

    def straight(self, move: Move) -> None:
        before = self.edge
        super().straight(move)
        if self.edge and not before and len(self.lines) > 1 and self.lines[-2] == "D1":
            self.lines[-2:] = [f"{self.lines[-1]} D1"]  # with the way in Z, which takes the length in

    def machine(self, move: Move, place: Point) -> None:
        known = [(name, value) for name, value in zip(AXES, place, strict=True) if math.isfinite(value)]
        if not known:
            cannot(move, say("where this move of the machine ends is not known"))
        up = any(name == "Z" for name, _ in known)
        self.line("G0 SUPA", *(name + self.size(value) for name, value in known), "D0" if up else "")
        for name, _ in known:
            self.at[name] = None
        self.edge = self.edge and not up
        self.motion = ""

    def turns(self, move: Move) -> str:
        return "" if move.turns == 1 else f"TURN={move.turns - 1}"

    def thread(self, move: Move) -> None:
        cannot(move, say("a move in step with the spindle, outside a tapping cycle"))

    def state_for(self, hole: Hole) -> State:
        return hole.state

    def cycle(self, holes: Sequence[Hole]) -> None:
        if holes[0].kind is not CycleKind.TAP:
            self.moves_of(holes)
            return
        for hole in holes:
            self.go("G0", (*hole.place, math.nan))
            self.go("G0", (math.nan, math.nan, hole.r))
            pitch = (hole.pitch or math.nan) * (-1 if hole.state.spindle is Spindle.CCW else 1)
            self.line("G331", "Z" + self.size(hole.bottom), "K" + self.size(pitch))
            self.line("G332", "Z" + self.size(hole.r), "K" + self.size(pitch))
            self.motion = ""
            self.at["Z"] = self.size(hole.r)
            self.go("G0", (math.nan, math.nan, hole.out))
