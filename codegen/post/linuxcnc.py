"""LinuxCNC (RS274/NGC). Facts: its G-code reference; arcs and cycles tried on its own interpreter.

Order at a tool change: retract to the top of Z, spindle and coolant off, ``T M6``, ``G43 H`` (which moves nothing by
itself on this control), spindle, coolant; then X and Y at the top of Z, then down to the clearance height.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from codegen.errors import InternalError
from codegen.messages import say
from codegen.model.job import Job
from codegen.model.motion import (
    Arc,
    Command,
    Coolant,
    Cycle,
    CycleKind,
    Dwell,
    Feed,
    Mark,
    Plane,
    Point,
    Rapid,
    Retract,
    SetCoolant,
    Spindle,
    SpindleOff,
    SpindleOn,
    Stop,
    ToolChange,
)  # fmt: skip
from codegen.model.shop import Controller, Machine
from codegen.post.comments import comment_lines
from codegen.post.refusals import no_rigid_tapping, no_work_offset
from codegen.units import MM_PER_INCH, number

PATH_TOLERANCE: Final = 0.01
"""mm, P of G64: how far corners may be rounded. G61 (exact path) would all but stop at every joint of short moves; plain
G64 rounds as far as speed makes it; a hundredth of a millimetre is below what general tolerances (ISO 2768-f) ask."""

FULL_TURN: Final = 1e-6
"""mm: an arc whose ends are nearer than this is a full turn."""

CYCLES: Final = {
    CycleKind.DRILL: "G81", CycleKind.DWELL: "G82", CycleKind.PECK: "G83", CycleKind.CHIP_BREAK: "G73",
    CycleKind.BORE: "G85",
}  # fmt: skip

COOLANT: Final = {Coolant.FLOOD: "M8", Coolant.MIST: "M7"}


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """See ``codegen.post.write``."""
    if not re.fullmatch(r"G5[4-9]|G59\.[1-3]", job.setup.work_offset):
        raise no_work_offset(controller, job.setup.work_offset, say("G54 to G59.3"))
    return Program(job, controller, machine).program(commands, header)


class Program:
    """The lines so far, and what the control knows: rounded position, motion code, feed."""

    def __init__(self, job: Job, controller: Controller, machine: Machine) -> None:
        self.job, self.controller, self.machine = job, controller, machine
        inch = job.program_units == "inch"
        self.unit = MM_PER_INCH if inch else 1.0
        self.places = controller.decimals_inch if inch else controller.decimals_mm
        self.lines: list[str] = []
        self.exact: Point | None = None  # where the commands are, mm
        self.words: dict[str, str | None] = {"X": None, "Y": None, "Z": None}  # as last written; None: not known
        self.motion = ""
        self.feed = ""
        self.retracted = False
        self.spindle, self.coolant = Spindle.UNKNOWN, Coolant.UNKNOWN

    # -- text

    def line(self, *words: str) -> None:
        """Write one block."""
        self.lines.append(" ".join(w for w in words if w))

    def comment(self, text: str) -> None:
        """Write a comment, whatever ``text`` holds."""
        self.lines += comment_lines(text, self.controller.max_line)

    def plain(self, value: float, places: int) -> str:
        """A number as the program writes it."""
        try:
            return number(value, places)
        except ValueError as error:
            raise InternalError(f"a program cannot hold the number {value!r}") from error

    def size(self, mm: float) -> str:
        """A length in program units."""
        return self.plain(mm / self.unit, self.places)

    def axis(self, name: str, mm: float, *, always: bool = False) -> str:
        """The word for an axis; empty when it is there already."""
        text = self.size(mm)
        if text == self.words[name] and not always:
            return ""
        self.words[name] = text
        return name + text

    def value(self, name: str) -> float:
        """The rounded position of an axis, program units."""
        text = self.words[name]
        if text is None:
            raise InternalError(f"a cut begins where {name} is not known")
        return float(text)

    def rate(self, mm_per_min: float) -> str:
        """The F word; empty when it is in force already."""
        text = self.plain(mm_per_min / self.unit, 3)
        if not float(text) > 0:
            raise InternalError(f"a feed of {mm_per_min!r} mm/min cuts nothing")
        if text == self.feed:
            return ""
        self.feed = text
        return "F" + text

    def move(self, code: str, *words: str) -> None:
        """A straight move: nothing when no axis moves, no code when it is in force."""
        if any(w and w[0] in "XYZ" for w in words):
            self.line("" if self.motion == code else code, *words)
            self.motion = code

    # -- the program

    def program(self, commands: Sequence[Command], header: Sequence[str]) -> str:
        """The program as text: comments, head, commands, end."""
        for text in header:
            self.comment(text)
        self.begin()
        for command in commands:
            self.take(command)
        return self.end()

    def begin(self) -> None:
        """The state that the program relies on, all of it said."""
        inch = self.job.program_units == "inch"
        self.line("G20" if inch else "G21", "G90 G17 G94 G40 G49 G80")
        self.line("G91.1 G97")
        self.line("G64", "P" + self.size(PATH_TOLERANCE))
        self.line(self.job.setup.work_offset)

    def end(self) -> str:
        """Everything off, tool up, end of program; the text."""
        if not self.retracted:
            self.retract()
        if self.coolant is not Coolant.OFF:
            self.line("M9")
        if self.spindle is not Spindle.OFF:
            self.line("M5")
        self.line("M30")
        for text in self.lines:
            if len(text) > self.controller.max_line or not text.isascii():
                raise InternalError(f"the control cannot read the line {text[:80]!r}")
        return "\n".join(self.lines) + "\n"

    def take(self, c: Command) -> None:
        """Write one command."""
        match c:
            case Rapid():
                self.rapid(c.end)
            case Feed():
                self.retracted = False
                self.need_position()
                words = [self.axis(a, v) for a, v in zip("XYZ", c.end, strict=True)]
                if any(words):
                    self.move("G1", *words, self.rate(c.feed))
                self.exact = c.end
            case Arc():
                self.arc(c)
            case Cycle() if c.kind is CycleKind.TAP:
                self.tap(c)
            case Cycle():
                self.cycle(c)
            case Retract():
                self.retract()
            case ToolChange():
                self.tool(c)
            case _:
                self.switch(c)

    def switch(self, c: Command) -> None:
        """Commands that move nothing."""
        match c:
            case Mark():
                self.comment(f"{c.operation}: {c.text}" if c.text else c.operation)
                self.motion = ""  # a reader who starts here sees the code
            case Dwell():
                seconds = c.seconds * (1000 if self.controller.dwell_unit == "ms" else 1)
                self.line("G4", "P" + self.plain(seconds, 3))
            case SpindleOn():
                if c.direction not in (Spindle.CW, Spindle.CCW):
                    raise InternalError(f"a spindle cannot be started {c.direction!r}")
                self.line("S" + self.plain(c.speed, 3), "M3" if c.direction is Spindle.CW else "M4")
                self.spindle = c.direction
            case SpindleOff():
                self.line("M5")
                self.spindle = Spindle.OFF
            case SetCoolant():
                if c.state is Coolant.OFF or (self.coolant in COOLANT and self.coolant is not c.state):
                    self.line("M9")  # M7 and M8 add up on this control
                if c.state in COOLANT:
                    self.line(COOLANT[c.state])
                self.coolant = c.state
            case Stop():
                self.comment(c.text)
                self.line("M1" if c.optional else "M0")
            case _:
                raise InternalError(f"LinuxCNC's post has no words for {c!r}")

    # -- moves

    def need_position(self) -> None:
        """Raise unless X, Y and Z are known."""
        for name in "XYZ":
            self.value(name)

    def rapid(self, end: Point) -> None:
        """X and Y first while Z is at the top of the machine, then down; else as commanded."""
        x, y, z = end
        if self.words["Z"] is None:
            if not self.retracted:
                raise InternalError("a rapid move begins where Z is not known")
            self.move("G0", self.axis("X", x), self.axis("Y", y))
            self.move("G0", self.axis("Z", z))
        else:
            self.move("G0", self.axis("X", x), self.axis("Y", y), self.axis("Z", z))
        self.exact, self.retracted = end, False

    def retract(self) -> None:
        """To the top of Z, in machine coordinates."""
        self.line(self.controller.safe_retract)
        self.words["Z"], self.motion, self.retracted = None, "", True

    def tool(self, c: ToolChange) -> None:
        """Change the tool and activate its length; where the change leaves X and Y is not known."""
        if not self.retracted or self.spindle is not Spindle.OFF:
            raise InternalError(f"a change to tool {c.number!r} without the tool up and the spindle off")
        if c.text:
            self.comment(f"T{c.number}: {c.text}")
        self.line(f"T{c.number} M6")
        self.line(f"G43 H{c.length_offset}")
        self.words = {"X": None, "Y": None, "Z": None}
        self.motion = ""
        self.feed = ""  # said anew for each tool

    def arc(self, c: Arc) -> None:
        """G2/G3 with I and J from the rounded start to the centre, so that rounding does not add up."""
        if c.plane is not Plane.XY:
            raise InternalError(f"arcs in {c.plane!r} are not written by LinuxCNC's post")
        self.need_position()
        start = self.exact
        if start is None:
            raise InternalError("an arc begins where the position is not known")
        full = math.dist(start[:2], c.end[:2]) < FULL_TURN
        end = (
            {"X": self.words["X"], "Y": self.words["Y"]}
            if full
            else {"X": self.size(c.end[0]), "Y": self.size(c.end[1])}
        )
        if not full and end["X"] == self.words["X"] and end["Y"] == self.words["Y"] and _sweep(start, c) < math.pi:
            self.take(Feed((start[0], start[1], c.end[2]), c.feed))  # too short to write: it would read as a full turn
            self.exact = c.end
            return
        sx, sy = self.value("X"), self.value("Y")
        i, j = (self.plain(v, self.places) for v in (c.centre[0] / self.unit - sx, c.centre[1] / self.unit - sy))
        self.words.update(end)
        self.check(math.hypot(float(i), float(j)), (sx + float(i), sy + float(j)), c)
        z = self.axis("Z", c.end[2])
        self.line("G3" if c.ccw else "G2", f"X{end['X']}", f"Y{end['Y']}", z, f"I{i}", f"J{j}", self.rate(c.feed))
        self.motion = "arc"
        self.exact, self.retracted = c.end, False

    def check(self, radius: float, centre: tuple[float, float], c: Arc) -> None:
        """The control compares the radii at both ends of an arc; so do we, as written."""
        gap = abs(math.dist(centre, (self.value("X"), self.value("Y"))) - radius) * self.unit
        if gap > self.controller.arc_tolerance or radius == 0.0:
            raise InternalError(f"the radii at the ends of {c!r} differ by {gap!r} mm as written")

    # -- cycles

    def cycle(self, c: Cycle) -> None:
        """One canned cycle; G98 returns to the Z where it began, so that must be the clearance height."""
        if not c.points:
            raise InternalError("a cycle without points")
        if self.words["Z"] is None:
            self.rapid((*c.points[0], c.clearance))
        self.move("G0", self.axis("Z", c.clearance))
        low = c.between == "retract"
        extra = ""
        if c.kind in (CycleKind.PECK, CycleKind.CHIP_BREAK):
            if not c.peck or float(self.size(c.peck)) <= 0:
                raise InternalError(f"a {c.kind} cycle cannot peck by {c.peck!r}")
            extra = "Q" + self.size(c.peck)
        elif c.kind is CycleKind.DWELL:
            if c.dwell is None:
                raise InternalError("a dwell cycle without a time")
            extra = "P" + self.plain(c.dwell * (1000 if self.controller.dwell_unit == "ms" else 1), 3)
        for k, (x, y) in enumerate(c.points):
            if k == 0:
                place = (self.axis("X", x, always=True), self.axis("Y", y, always=True))
                heights = ("Z" + self.size(c.bottom), "R" + self.size(c.retract))
                self.line("G99" if low else "G98", CYCLES[c.kind], *place, *heights, extra, self.rate(c.feed))
            else:
                words = (self.axis("X", x), self.axis("Y", y))
                self.line(*(words if any(words) else (self.axis("X", x, always=True),)))
        self.line("G80")
        self.motion = ""
        if low:
            self.words["Z"] = self.size(c.retract)
            self.move("G0", self.axis("Z", c.clearance))
        self.exact, self.retracted = (*c.points[-1], c.clearance), False

    def tap(self, c: Cycle) -> None:
        """Rigid tapping, G33.1, hole by hole: down and back, synchronised."""
        if self.controller.tapping != "G33.1" or self.machine.tapping != "rigid":
            raise no_rigid_tapping(self.controller, self.machine, "G33.1")
        if not c.pitch or c.pitch <= 0:
            raise InternalError(f"tapping with a pitch of {c.pitch!r}")
        turning = Spindle.CCW if c.left_hand else Spindle.CW
        if self.spindle is not turning:
            raise InternalError(f"a tap with left_hand={c.left_hand!r} and the spindle {self.spindle!r}")
        for k, (x, y) in enumerate(c.points):
            if k == 0 and self.words["Z"] is None:
                self.rapid((x, y, c.clearance))
            elif k == 0 or c.between == "clearance":
                self.move("G0", self.axis("Z", c.clearance))
            self.move("G0", self.axis("X", x), self.axis("Y", y))
            self.move("G0", self.axis("Z", c.retract))
            self.line("G33.1", "Z" + self.size(c.bottom), "K" + self.size(c.pitch))
            self.motion = "G33.1"
        self.move("G0", self.axis("Z", c.clearance))
        self.exact, self.retracted = (*c.points[-1], c.clearance), False


def _sweep(start: Point, c: Arc) -> float:
    """Angle of an arc that is no full turn, radians, positive."""
    a0 = math.atan2(start[1] - c.centre[1], start[0] - c.centre[0])
    a1 = math.atan2(c.end[1] - c.centre[1], c.end[0] - c.centre[0])
    return ((a1 - a0) if c.ccw else (a0 - a1)) % (2 * math.pi)
