"""Fanuc 0i-M (machining centre). Facts: FANUC Series 0i-MODEL F operator's manuals B-64604EN and B-64604EN-2.

Lengths always have a decimal point: without one they would count thousandths. Words that count (G, M, T, H, S, N, O, P of a
dwell) never have one. Upper case only: what reads a program into the memory drops small letters.

Order at a tool change: Z to the reference position, spindle and coolant off, ``N T M6``, the modes that a restart at N relies
on, spindle, coolant; X and Y at the top of Z; then down with ``G43 H``. The length is always activated by a move in Z, and
again after every return to the reference position: arriving there cancels it, and a G43 or G49 by itself moves Z by the
tool's length. For the same reason G49 follows the first return, and does not stand at the top.
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
from codegen.post.comments import upper_lines, upper_text
from codegen.post.refusals import no_coolant, no_rigid_tapping, no_work_offset
from codegen.units import MM_PER_INCH, number

CYCLES: Final = {
    CycleKind.DRILL: "G81", CycleKind.DWELL: "G82", CycleKind.PECK: "G83", CycleKind.CHIP_BREAK: "G73",
    CycleKind.BORE: "G85",
}  # fmt: skip

COOLANT: Final = {Coolant.FLOOD: "M8", Coolant.MIST: "M7"}

FEED_PLACES: Final = {"mm": 1, "inch": 2}
"""Decimals of F for each minute: a tenth of a millimetre, a hundredth of an inch."""

LEAD_PLACES: Final = {"mm": 4, "inch": 6}
"""Decimals of F for each revolution: 0.0001 mm and 0.000001 inch are its smallest units (B-63833EN-1, rigid tapping)."""

TITLE: Final = 30
"""Characters of the comment beside the O number, which the program directory shows in one line."""

SAME_PLACE: Final = 1e-6
"""mm: an arc whose ends are nearer than this is a full turn."""


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """See ``codegen.post.write``."""
    if not re.fullmatch(r"G5[4-9]", job.setup.work_offset):
        raise no_work_offset(controller, job.setup.work_offset, say("G54 to G59"))
    return Program(job, controller, machine).program(commands, header)


class Program:
    """The blocks so far, and the state they leave the control in."""

    def __init__(self, job: Job, controller: Controller, machine: Machine) -> None:
        self.job, self.controller, self.machine = job, controller, machine
        self.inch = job.program_units == "inch"
        self.unit = MM_PER_INCH if self.inch else 1.0
        self.places = controller.decimals_inch if self.inch else controller.decimals_mm
        self.blocks: list[str] = []
        self.at: Point | None = None  # where the commands are, mm
        self.written: dict[str, str] = {}  # axis words in force; an axis that is missing is not known
        self.motion = ""  # G0, G1 in force; empty: say it again
        self.feed = ""
        self.raised = False  # at the reference position in Z
        self.offset: int | None = None  # H of the tool in the spindle
        self.length_on = False
        self.cancelled = False  # G49 was said
        self.spindle, self.coolant = Spindle.UNKNOWN, Coolant.UNKNOWN
        self.speed = 0
        self.sections = 0

    # -- words

    def block(self, *words: str) -> None:
        """Write one block of the words that are not empty."""
        self.blocks.append(" ".join(word for word in words if word))

    def comment(self, text: str) -> None:
        """Write a comment, whatever ``text`` holds."""
        self.blocks += upper_lines(text)

    def pointed(self, value: float, places: int) -> str:
        """A number with its decimal point, always."""
        try:
            text = number(value, places)
        except ValueError as error:
            raise InternalError(f"a program cannot hold the number {value!r}") from error
        return text if "." in text else text + "."

    def length(self, mm: float) -> str:
        """A length in program units, with its point."""
        return self.pointed(mm / self.unit, self.places)

    def whole(self, value: float, what: str) -> int:
        """The nearest whole number, for words that count."""
        if not math.isfinite(value) or round(value) < 1:
            raise InternalError(f"{what} of {value!r} cannot be written: this control takes whole numbers from 1")
        return round(value)

    def axes(self, *, always: bool = False, **to: float) -> list[str]:
        """The words for the axes in ``to`` that change, or for all of them."""
        words: list[str] = []
        for axis, mm in to.items():
            text = self.length(mm)
            if always or self.written.get(axis) != text:
                words.append(axis + text)
            self.written[axis] = text
        return words

    def place(self, axis: str) -> float:
        """Where an axis is as written, program units."""
        if axis not in self.written:
            raise InternalError(f"a cut begins where {axis} is not known")
        return float(self.written[axis])

    def rate(self, mm_per_min: float) -> str:
        """The F word; empty when it is in force."""
        text = self.pointed(mm_per_min / self.unit, FEED_PLACES[self.job.program_units])
        if not float(text) > 0:
            raise InternalError(f"a feed of {mm_per_min!r} mm/min cuts nothing")
        if text == self.feed:
            return ""
        self.feed = text
        return "F" + text

    def straight(self, code: str, words: Sequence[str], rate: str = "") -> None:
        """A straight move; nothing when no axis moves."""
        if words:
            self.block("" if self.motion == code else code, *words, rate)
            self.motion = code

    def milliseconds(self, seconds: float) -> str:
        """P of a dwell: a whole number in the control's unit."""
        scale = 1000 if self.controller.dwell_unit == "ms" else 1
        return f"P{self.whole(seconds * scale, 'a dwell')}"

    # -- the program

    def program(self, commands: Sequence[Command], header: Sequence[str]) -> str:
        """The program as text: head, commands, end."""
        self.begin(header)
        for command in commands:
            self.take(command)
        return self.end()

    def begin(self, header: Sequence[str]) -> None:
        """Tape mark, number, name, what the operator must know, and the modes the program relies on."""
        self.block("%")
        title = upper_text(self.job.name)
        self.block(self.number(), f"({title[:TITLE].strip()})" if title else "")
        for text in header:
            self.comment(text)
        self.block("G20" if self.inch else "G21")  # by itself, before all else: inch/metric conversion
        self.block("G17 G40 G64 G80 G90 G94")
        self.block(self.job.setup.work_offset)

    def number(self) -> str:
        """The O number: the job's name if that is one, else the first."""
        first, last = self.controller.program_numbers or (1, 9999)
        said = re.fullmatch(r"[Oo]?([0-9]{1,8})", self.job.name)
        wanted = int(said[1]) if said else first
        return f"O{wanted if first <= wanted <= last else first:04d}"

    def end(self) -> str:
        """Everything off, tool up, end of program; the text."""
        if not self.raised:
            self.retract()
        if self.coolant is not Coolant.OFF:
            self.block("M9")
        if self.spindle is not Spindle.OFF:
            self.block("M5")
        self.block("M30")
        self.block("%")
        for text in self.blocks:
            if len(text) > self.controller.max_line or not text.isascii() or text != text.upper():
                raise InternalError(f"the control cannot read the block {text[:80]!r}")
        return "\n".join(self.blocks) + "\n"

    def take(self, command: Command) -> None:
        """Write one command."""
        match command:
            case Rapid():
                self.rapid(command.end)
            case Feed():
                self.cut(command)
            case Arc():
                self.arc(command)
            case Cycle():
                self.cycle(command)
            case Retract():
                self.retract()
            case ToolChange():
                self.tool(command)
            case SpindleOn() | SpindleOff():
                self.turn(command)
            case SetCoolant():
                self.wet(command.state)
            case Dwell():
                self.block("G4", self.milliseconds(command.seconds))
            case Mark():
                self.comment(f"{command.operation}: {command.text}" if command.text else command.operation)
                self.motion = ""  # who starts here sees the code
            case Stop():
                self.comment(command.text)
                self.block("M1" if command.optional else "M0")

    # -- switches

    def retract(self) -> None:
        """Z to the reference position, which cancels the tool length; back to absolute."""
        self.block(self.controller.safe_retract)
        if "G91" in self.controller.safe_retract.split():
            self.block("G90")
        if not self.cancelled:
            self.block("G49")
            self.cancelled = True
        self.written.pop("Z", None)
        self.motion, self.raised, self.length_on = "", True, False

    def tool(self, c: ToolChange) -> None:
        """Change the tool; its length comes with the way down."""
        if not self.raised or self.spindle is not Spindle.OFF:
            raise InternalError(f"a change to tool {c.number!r} without the tool up and the spindle off")
        self.sections += 1
        if c.text:
            self.comment(f"T{c.number}: {c.text}")
        self.block(f"N{self.sections} T{c.number} M6")
        self.block("G90", self.job.setup.work_offset)
        self.offset, self.length_on = c.length_offset, False
        self.written = {}
        self.motion = ""
        self.feed = ""  # said anew for each tool

    def turn(self, c: SpindleOn | SpindleOff) -> None:
        """Start or stop the spindle."""
        if isinstance(c, SpindleOff):
            self.block("M5")
            self.spindle = Spindle.OFF
            return
        if c.direction not in (Spindle.CW, Spindle.CCW):
            raise InternalError(f"a spindle cannot be started {c.direction!r}")
        self.speed = self.whole(c.speed, "a spindle speed")
        self.block(f"S{self.speed}", "M3" if c.direction is Spindle.CW else "M4")
        self.spindle = c.direction

    def wet(self, state: Coolant) -> None:
        """Switch the coolant; what the machine does not have is refused."""
        if state in COOLANT and state.value not in self.machine.coolant:
            raise no_coolant(self.machine, state.value)
        if state is Coolant.OFF or (self.coolant in COOLANT and self.coolant is not state):
            self.block("M9")
        if state in COOLANT:
            self.block(COOLANT[state])
        self.coolant = state

    # -- moves

    def rapid(self, end: Point) -> None:
        """X and Y first while Z is at the reference position, then down with the tool's length; else as commanded."""
        x, y, z = end
        if "Z" in self.written:
            self.straight("G0", self.axes(X=x, Y=y, Z=z))
        else:
            if not self.raised or self.offset is None:
                raise InternalError("a rapid move begins where Z or the tool is not known")
            self.straight("G0", self.axes(X=x, Y=y))
            self.block("G0 G43", f"H{self.offset}", *self.axes(Z=z))
            self.motion, self.length_on = "G0", True
        self.at, self.raised = end, False

    def ready(self) -> Point:
        """The position in mm. Raises unless every axis and the tool's length are known."""
        for axis in "XYZ":
            self.place(axis)
        if self.at is None or not self.length_on:
            raise InternalError("a cut begins where the position or the tool's length is not known")
        return self.at

    def cut(self, c: Feed) -> None:
        """G1."""
        self.ready()
        x, y, z = c.end
        words = self.axes(X=x, Y=y, Z=z)
        self.straight("G1", words, self.rate(c.feed) if words else "")
        self.at, self.raised = c.end, False

    def arc(self, c: Arc) -> None:
        """G2 or G3: the end, and I and J from the start as written to the centre, so that rounding does not add up."""
        if c.plane is not Plane.XY:
            raise InternalError(f"arcs in {c.plane!r} are not written by Fanuc's post")
        start = self.ready()
        sx, sy = self.place("X"), self.place("Y")
        full = math.dist(start[:2], c.end[:2]) < SAME_PLACE
        ex, ey = (self.written["X"], self.written["Y"]) if full else (self.length(c.end[0]), self.length(c.end[1]))
        if not full and (ex, ey) == (self.written["X"], self.written["Y"]) and _turned(start, c) < math.pi:
            self.cut(Feed((start[0], start[1], c.end[2]), c.feed))  # shorter than a least increment: no full turn
            self.at = c.end
            return
        i, j = (self.pointed(v, self.places) for v in (c.centre[0] / self.unit - sx, c.centre[1] / self.unit - sy))
        radius = math.hypot(float(i), float(j))
        gap = abs(math.dist((sx + float(i), sy + float(j)), (float(ex), float(ey))) - radius) * self.unit
        if radius == 0.0 or gap > self.controller.arc_tolerance:
            raise InternalError(f"the radii at the ends of {c!r} differ by {gap!r} mm as written")
        self.written |= {"X": ex, "Y": ey}
        down = self.axes(Z=c.end[2])
        self.block("G3" if c.ccw else "G2", f"X{ex}", f"Y{ey}", *down, f"I{i}", f"J{j}", self.rate(c.feed))
        self.motion = ""
        self.at, self.raised = c.end, False

    # -- cycles

    def cycle(self, c: Cycle) -> None:
        """One canned cycle from the clearance height: G98 returns there, G99 to the R plane."""
        if not c.points:
            raise InternalError("a cycle without points")
        if "Z" not in self.written:
            self.rapid((*c.points[0], c.clearance))
        self.straight("G0", self.axes(Z=c.clearance))
        self.ready()
        low = c.between == "retract"
        if c.kind is CycleKind.TAP:
            code, extra, rate = self.tapping(c)
        else:
            code, extra, rate = CYCLES[c.kind], self.depth_word(c), self.rate(c.feed)
        heights = ("Z" + self.length(c.bottom), "R" + self.length(c.retract))
        for k, (x, y) in enumerate(c.points):
            if k == 0:
                place = self.axes(always=True, X=x, Y=y)
                self.block("G99" if low else "G98", code, *place, *heights, extra, rate)
            else:
                self.block(*(self.axes(X=x, Y=y) or self.axes(always=True, X=x)))
        self.block("G80")
        if c.kind is CycleKind.TAP:
            self.block("G94")
            self.feed = ""
        self.motion = ""
        if low:
            self.written["Z"] = self.length(c.retract)
            self.straight("G0", self.axes(Z=c.clearance))
        self.at, self.raised = (*c.points[-1], c.clearance), False

    def depth_word(self, c: Cycle) -> str:
        """Q of a pecking cycle, P of one with a dwell."""
        if c.kind in (CycleKind.PECK, CycleKind.CHIP_BREAK):
            if not c.peck or float(self.length(c.peck)) <= 0:
                raise InternalError(f"a {c.kind} cycle cannot peck by {c.peck!r}")
            return "Q" + self.length(c.peck)
        if c.kind is CycleKind.DWELL:
            if c.dwell is None:
                raise InternalError("a dwell cycle without a time")
            return self.milliseconds(c.dwell)
        return ""

    def tapping(self, c: Cycle) -> tuple[str, str, str]:
        """Feed for each revolution and rigid mode on; the cycle's code, no further word, and F, the lead itself."""
        if self.controller.tapping != "M29" or self.machine.tapping != "rigid" or not self.controller.feed_per_rev:
            raise no_rigid_tapping(self.controller, self.machine, say("M29 and G95"))
        if not c.pitch or c.pitch <= 0:
            raise InternalError(f"tapping with a pitch of {c.pitch!r}")
        turning = Spindle.CCW if c.left_hand else Spindle.CW
        if self.spindle is not turning:
            raise InternalError(f"a tap with left_hand={c.left_hand!r} and the spindle {self.spindle!r}")
        self.block("G95")
        self.block(f"M29 S{self.speed}")
        lead = self.pointed(c.pitch / self.unit, LEAD_PLACES[self.job.program_units])
        return ("G74" if c.left_hand else "G84"), "", "F" + lead


def _turned(start: Point, c: Arc) -> float:
    """Angle of an arc that is no full turn, radians, positive."""
    a0 = math.atan2(start[1] - c.centre[1], start[0] - c.centre[0])
    a1 = math.atan2(c.end[1] - c.centre[1], c.end[0] - c.centre[0])
    return ((a1 - a0) if c.ccw else (a0 - a1)) % (2 * math.pi)
