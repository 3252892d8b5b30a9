"""Heidenhain iTNC 530 and TNC 640, Klartext. Facts: user's manuals 670 387 and 892 903, cycles 670 388 and 892 905.

TOOL CALL brings the tool, its length and its speed. Every retract goes to the top of Z in the machine's coordinates (M91), which
hold no tool length. A cycle is defined once and called by M99 in each positioning block; its heights hang on the surface
(Q203): the R plane of the plan is Q203 + Q200, the clearance height Q203 + Q204. Coordinates are absolute and signed; FMAX
holds for its block alone, F until the next one. In an inch program F counts 0.1 inch/min.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from codegen.errors import InternalError, UsageError
from codegen.messages import say
from codegen.model.job import HoleOp, Job, TapOp
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
from codegen.post.comments import ascii_text, klartext_lines
from codegen.post.klartext_cycles import NAMED, definition
from codegen.post.refusals import no_coolant, no_rigid_tapping
from codegen.units import MM_PER_INCH, number

FEED_PLACES: Final = 1
"""Decimals of F: a tenth of a millimetre a minute, a hundredth of an inch."""

ANGLE_PLACES: Final = 4
"""Decimals of an angle: the input step (670 387, "Technical information")."""

SAME_PLACE: Final = 1e-6
"""mm: an arc whose ends are nearer than this is a full turn."""


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """See ``codegen.post.write``."""
    if job.setup.work_offset != controller.work_offset:
        raise UsageError(
            say(
                "this post has no work offset {offset!r} for a Heidenhain: the operator activates the preset",
                offset=job.setup.work_offset,
            )
        )
    program = _Program(job, controller, machine)
    program.begin(header)
    for command in commands:
        program.take(command)
    return program.end()


class _Program:
    """The blocks so far, and the state they leave the control in."""

    def __init__(self, job: Job, controller: Controller, machine: Machine) -> None:
        self.job, self.controller, self.machine = job, controller, machine
        self.inch = job.program_units == "inch"
        self.unit = MM_PER_INCH if self.inch else 1.0
        self.places = controller.decimals_inch if self.inch else controller.decimals_mm
        self.name = re.sub(r"[^A-Z0-9_]+", "_", ascii_text(job.name).upper()).strip("_")[:16] or "PART"
        self.blocks: list[str] = []
        self.at: Point | None = None  # where the commands are, mm
        self.written: dict[str, str] = {}  # axis words in force; an axis that is missing is not known
        self.feed = ""
        self.raised = False  # at the top of Z
        self.calling: ToolChange | None = None  # its TOOL CALL waits for the speed
        self.tool = 0
        self.compensation_said = False
        self.spindle, self.coolant = Spindle.UNKNOWN, Coolant.UNKNOWN
        self.speed = 0
        self.operation = ""

    # -- words

    def block(self, *words: str) -> None:
        """Write one line of the words that are not empty."""
        self.blocks.append(" ".join(word for word in words if word))

    def comment(self, text: str) -> None:
        """Write a comment, whatever ``text`` holds."""
        for line in klartext_lines(text):
            self.block(line)

    def signed(self, value: float, places: int) -> str:
        """A number with its sign, as the control shows coordinates."""
        try:
            text = number(value, places)
        except ValueError as error:
            raise InternalError(f"a program cannot hold the number {value!r}") from error
        return text if text.startswith("-") else "+" + text

    def length(self, mm: float) -> str:
        """A length in program units, with its sign."""
        return self.signed(mm / self.unit, self.places)

    def whole(self, value: float, what: str) -> int:
        """The nearest whole number, for words that count."""
        if not math.isfinite(value) or round(value) < 1:
            raise InternalError(f"{what} of {value!r} cannot be written: this control takes whole numbers from 1")
        return round(value)

    def axes(self, **to: float) -> list[str]:
        """The words for the axes in ``to`` that change."""
        words: list[str] = []
        for axis, mm in to.items():
            text = self.length(mm)
            if self.written.get(axis) != text:
                words.append(axis + text)
            self.written[axis] = text
        return words

    def place(self, axis: str) -> float:
        """Where an axis is as written, program units."""
        if axis not in self.written:
            raise InternalError(f"a cut begins where {axis} is not known")
        return float(self.written[axis])

    def feed_number(self, mm_per_min: float) -> str:
        """A feed: 1 mm/min, or 0.1 inch/min."""
        text = self.signed(mm_per_min / self.unit * (10 if self.inch else 1), FEED_PLACES).removeprefix("+")
        if not float(text) > 0:
            raise InternalError(f"a feed of {mm_per_min!r} mm/min cuts nothing")
        return text

    def rate(self, mm_per_min: float) -> str:
        """The F word; empty when it is in force."""
        text = self.feed_number(mm_per_min)
        if text == self.feed:
            return ""
        self.feed = text
        return "F" + text

    def radius(self) -> str:
        """R0, said once for each tool."""
        said, self.compensation_said = self.compensation_said, True
        return "" if said else "R0"

    # -- the program

    def begin(self, header: Sequence[str]) -> None:
        """Name and unit, the blank, what the operator must know."""
        self.block("BEGIN PGM", self.name, "INCH" if self.inch else "MM")
        low, high = self.job.setup.stock.box.low, self.job.setup.stock.box.high
        self.block("BLK FORM 0.1 Z", *(axis + self.length(v) for axis, v in zip("XYZ", low, strict=True)))
        self.block("BLK FORM 0.2", *(axis + self.length(v) for axis, v in zip("XYZ", high, strict=True)))
        for text in header:
            self.comment(text)

    def end(self) -> str:
        """Everything off, tool up, end of program; the text with its block numbers."""
        if not self.raised:
            self.retract()
        if self.coolant is not Coolant.OFF:
            self.block("M9")
        if self.spindle is not Spindle.OFF:
            self.block("M5")
        self.block("M30")
        self.block("END PGM", self.name, "INCH" if self.inch else "MM")
        lines, count = [], 0
        for text in self.blocks:
            if text.startswith("Q"):  # of the cycle above
                lines.append(f"  {text}")
            else:
                lines.append(f"{count} {text}")
                count += 1
        for text in lines:
            if len(text) > self.controller.max_line or not text.isascii():
                raise InternalError(f"the control cannot read the block {text[:80]!r}")
        return "\n".join(lines) + "\n"

    def take(self, command: Command) -> None:
        """Write one command."""
        if self.calling is not None and not isinstance(command, SpindleOn | Mark):
            self.call(self.calling, "")
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
                self.change(command)
            case SpindleOn() | SpindleOff():
                self.turn(command)
            case SetCoolant():
                self.wet(command.state)
            case Dwell():
                self.block("CYCL DEF 9.0 DWELL TIME")
                self.block(f"CYCL DEF 9.1 DWELL {self.seconds(command.seconds)}")
            case Mark():
                self.operation = command.operation
                self.comment(f"{command.operation}: {command.text}" if command.text else command.operation)
            case Stop():
                self.comment(command.text)
                self.block("M1" if command.optional else "STOP")

    def seconds(self, seconds: float) -> str:
        """A time above 0, in the control's seconds."""
        text = self.signed(seconds, 3).removeprefix("+")
        if not float(text) > 0:
            raise InternalError(f"a dwell of {seconds!r} s")
        return text

    # -- switches

    def retract(self) -> None:
        """Z to the top, in the machine's coordinates."""
        self.block(self.controller.safe_retract)
        self.written.pop("Z", None)
        self.raised = True

    def change(self, c: ToolChange) -> None:
        """Change the tool; the TOOL CALL waits for its speed."""
        if not self.raised or self.spindle is not Spindle.OFF:
            raise InternalError(f"a change to tool {c.number!r} without the tool up and the spindle off")
        if c.length_offset != c.number:
            raise InternalError(
                f"tool {c.number!r} with the length of {c.length_offset!r}: TOOL CALL has no such thing"
            )
        if c.text:
            self.comment(f"T{c.number}: {c.text}")
        self.calling = c

    def call(self, c: ToolChange, speed: str) -> None:
        """TOOL CALL."""
        self.block(f"TOOL CALL {c.number} Z", speed)
        self.calling, self.tool = None, c.number
        self.written, self.feed, self.compensation_said = {}, "", False

    def turn(self, c: SpindleOn | SpindleOff) -> None:
        """Start or stop the spindle."""
        if isinstance(c, SpindleOff):
            self.block("M5")
            self.spindle = Spindle.OFF
            return
        if c.direction not in (Spindle.CW, Spindle.CCW):
            raise InternalError(f"a spindle cannot be started {c.direction!r}")
        self.speed = self.whole(c.speed, "a spindle speed")
        if self.calling is not None:
            self.call(self.calling, f"S{self.speed}")
        else:
            self.block(f"TOOL CALL S{self.speed}")
        self.block("M3" if c.direction is Spindle.CW else "M4")
        self.spindle = c.direction

    def wet(self, state: Coolant) -> None:
        """Switch the coolant; what the machine does not have is refused."""
        if state is Coolant.MIST or (state is Coolant.FLOOD and state.value not in self.machine.coolant):
            raise no_coolant(self.machine, state.value)
        self.block("M9" if state is Coolant.OFF else "M8")
        self.coolant = state

    # -- moves

    def rapid(self, end: Point) -> None:
        """X and Y first while Z is at the top, then down; else as commanded."""
        x, y, z = end
        if "Z" not in self.written:
            if not self.raised or not self.tool:
                raise InternalError("a rapid move begins where Z or the tool is not known")
            words = self.axes(X=x, Y=y)
            if words:
                self.block("L", *words, self.radius(), "FMAX")
        words = self.axes(X=x, Y=y, Z=z)
        if words:
            self.block("L", *words, self.radius(), "FMAX")
        self.at, self.raised = end, False

    def ready(self) -> Point:
        """The position in mm. Raises unless every axis is known."""
        for axis in "XYZ":
            self.place(axis)
        if self.at is None:
            raise InternalError("a cut begins where the position is not known")
        return self.at

    def cut(self, c: Feed) -> None:
        """A straight cut."""
        self.ready()
        x, y, z = c.end
        words = self.axes(X=x, Y=y, Z=z)
        if words:
            self.block("L", *words, self.rate(c.feed))
        self.at, self.raised = c.end, False

    def arc(self, c: Arc) -> None:
        """CC and C; a helix as CP with its angle and its height, both from the start."""
        if c.plane is not Plane.XY:
            raise InternalError(f"arcs in {c.plane!r} are not written by Heidenhain's post")
        start = self.ready()
        sx, sy = self.place("X"), self.place("Y")
        full = math.dist(start[:2], c.end[:2]) < SAME_PLACE
        ex, ey = (self.written["X"], self.written["Y"]) if full else (self.length(c.end[0]), self.length(c.end[1]))
        angle = 2 * math.pi if full else _turned(start, c)
        if not full and (ex, ey) == (self.written["X"], self.written["Y"]) and angle < math.pi:
            self.cut(Feed((start[0], start[1], c.end[2]), c.feed))  # shorter than the smallest step: no full turn
            self.at = c.end
            return
        i, j = self.length(c.centre[0]), self.length(c.centre[1])
        radius = math.dist((sx, sy), (float(i), float(j)))
        gap = abs(math.dist((float(i), float(j)), (float(ex), float(ey))) - radius) * self.unit
        if radius == 0.0 or gap > self.controller.arc_tolerance:
            raise InternalError(f"the radii at the ends of {c!r} differ by {gap!r} mm as written")
        self.block("CC", f"X{i}", f"Y{j}")
        way, deep = "DR+" if c.ccw else "DR-", self.written["Z"]
        down = self.axes(Z=c.end[2])
        if down:
            degrees = self.signed(math.degrees(angle if c.ccw else -angle), ANGLE_PLACES)
            height = self.signed(float(self.written["Z"]) - float(deep), self.places)
            self.block("CP", f"IPA{degrees}", f"IZ{height}", way, self.rate(c.feed))
        else:
            self.block("C", f"X{ex}", f"Y{ey}", way, self.rate(c.feed))
        self.written |= {"X": ex, "Y": ey}
        self.at, self.raised = c.end, False

    # -- cycles

    def cycle(self, c: Cycle) -> None:
        """Define the cycle, then call it at each point by M99, from the clearance height or the set-up clearance."""
        if not c.points:
            raise InternalError("a cycle without points")
        if "Z" not in self.written:
            self.rapid((*c.points[0], c.clearance))
        words = self.axes(Z=c.clearance)
        if words:
            self.block("L", *words, "FMAX")
        self.ready()
        low = c.between == "retract"
        surface = c.retract - self.approach()
        clear, deep = c.retract - surface, c.bottom - surface
        up = clear if low else c.clearance - surface
        number_, name, values = definition(self, c, clear=clear, deep=deep, surface=surface, up=up)
        self.block(f"CYCL DEF {number_} {name} ~")
        for k, (q, value) in enumerate(values):
            self.block(f"Q{q}={value}", f";{NAMED[q]}", "~" if k + 1 < len(values) else "")
        for x, y in c.points:
            self.block("L", *(self.axes(X=x, Y=y) or ["X" + self.written["X"]]), self.radius(), "FMAX", "M99")
        self.written["Z"] = self.length(surface + up)
        if c.kind is CycleKind.TAP:
            self.spindle = Spindle.OFF  # it stands after the cycle
        words = self.axes(Z=c.clearance)
        if words:
            self.block("L", *words, "FMAX")
        self.at, self.raised = (*c.points[-1], c.clearance), False

    def approach(self) -> float:
        """How far the operation's R plane lies above its surface, mm."""
        for op in self.job.operations:
            if isinstance(op, HoleOp | TapOp) and op.id == self.operation:
                return op.approach
        return 0.0

    def pitch(self, c: Cycle) -> str:
        """Q239: above 0 a right-hand thread."""
        if self.controller.tapping != "CYCL 207" or self.machine.tapping != "rigid":
            raise no_rigid_tapping(self.controller, self.machine, "CYCL DEF 207")
        if not c.pitch or c.pitch <= 0:
            raise InternalError(f"tapping with a pitch of {c.pitch!r}")
        turning = Spindle.CCW if c.left_hand else Spindle.CW
        if self.spindle is not turning:
            raise InternalError(f"a tap with left_hand={c.left_hand!r} and the spindle {self.spindle!r}")
        return self.signed((-c.pitch if c.left_hand else c.pitch) / self.unit, self.places)


def _turned(start: Point, c: Arc) -> float:
    """Angle of an arc that is no full turn, radians, positive."""
    a0 = math.atan2(start[1] - c.centre[1], start[0] - c.centre[0])
    a1 = math.atan2(c.end[1] - c.centre[1], c.end[0] - c.centre[0])
    return ((a1 - a0) if c.ccw else (a0 - a1)) % (2 * math.pi)
