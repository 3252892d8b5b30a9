"""SINUMERIK 840D sl (milling). Facts: its programming manuals, Fundamentals and Cycles.

Order at a tool change: Z to the top of the machine without the tool's length (``SUPA Z0 D0``), spindle and coolant off, ``T``
and ``M6``, spindle, coolant; X and Y at the top of Z; then down with ``D1``, the tool's first edge, whose length takes part
from that move on. ``D1`` is said again after every retract. Units are G710 or G700, which hold for feeds, too: under G70 and
G71 they would stay those of the control.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from codegen.errors import InternalError
from codegen.messages import say
from codegen.model.job import Job
from codegen.model.motion import Command, Cycle, CycleKind, Dwell, Point, SetCoolant, Spindle, SpindleOn, ToolChange
from codegen.model.shop import Controller, Machine
from codegen.post.comments import WIDTH, ascii_text
from codegen.post.linuxcnc import COOLANT, Program
from codegen.post.refusals import no_coolant, no_rigid_tapping, no_work_offset

OFFSETS: Final = re.compile(r"G5[4-7]|G5(?:0[5-9]|[1-9][0-9])")
"""G54 to G57, G505 to G599 (Fundamentals, "Settable work offset"). G58 and G59 are other commands on this control."""


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """See ``codegen.post.write``."""
    if not OFFSETS.fullmatch(job.setup.work_offset):
        raise no_work_offset(controller, job.setup.work_offset, say("G54 to G57, or G505 to G599"))
    return _Program(job, controller, machine).program(commands, header)


class _Program(Program):
    """LinuxCNC's numbers and moves, with this control's commands."""

    edge_on = False  # D1 was said since the last retract
    speed = 0.0

    def comment(self, text: str) -> None:
        """Write a remark, whatever ``text`` holds."""
        pieces = textwrap.wrap(ascii_text(text), width=min(WIDTH, self.controller.max_line - 4), break_on_hyphens=False)
        self.lines += [f"; {piece}" for piece in pieces]

    def begin(self) -> None:
        """The state that the program relies on, all of it said."""
        self.line("G700" if self.job.program_units == "inch" else "G710", "G17 G40 G90 G94 G64")
        self.line("TRANS")  # no programmed frame
        self.line(self.job.setup.work_offset)

    def switch(self, c: Command) -> None:
        """G4 takes its time in F; what coolant the machine lacks is refused."""
        if isinstance(c, Dwell):
            self.line("G4", "F" + self.plain(c.seconds, 3))
            return
        if isinstance(c, SetCoolant) and c.state in COOLANT and c.state.value not in self.machine.coolant:
            raise no_coolant(self.machine, c.state.value)
        if isinstance(c, SpindleOn):
            self.speed = c.speed
        super().switch(c)

    # -- moves

    def rapid(self, end: Point) -> None:
        """X and Y first while Z is at the top of the machine, then down with the tool's length; else as commanded."""
        if self.words["Z"] is not None:
            super().rapid(end)
            return
        if not self.retracted:
            raise InternalError("a rapid move begins where Z is not known")
        x, y, z = end
        self.move("G0", self.axis("X", x), self.axis("Y", y))
        self.line("G0", self.axis("Z", z), "D1")
        self.motion, self.edge_on = "G0", True
        self.exact, self.retracted = end, False

    def need_position(self) -> None:
        """Raise unless X, Y and Z are known, and the tool's length is in force."""
        super().need_position()
        if not self.edge_on:
            raise InternalError("a cut begins where the tool's length is not in force")

    def retract(self) -> None:
        """To the top of Z, without frames and without the tool's length."""
        super().retract()
        self.edge_on = False

    def tool(self, c: ToolChange) -> None:
        """Change the tool; its length comes with the way down."""
        if not self.retracted or self.spindle is not Spindle.OFF:
            raise InternalError(f"a change to tool {c.number!r} without the tool up and the spindle off")
        if c.text:
            self.comment(f"T{c.number}: {c.text}")
        self.line(f"T{c.number}")
        self.line("M6")
        self.words = {"X": None, "Y": None, "Z": None}
        self.motion = ""

    # -- cycles

    def cycle(self, c: Cycle) -> None:
        """MCALL and a cycle, its holes, MCALL: between the holes up to the clearance height, or to the R plane."""
        if not c.points:
            raise InternalError("a cycle without points")
        if self.words["Z"] is None:
            self.rapid((*c.points[0], c.clearance))
        self.move("G0", self.axis("Z", c.clearance))
        self.need_position()
        call = self.call(c)
        if c.kind is not CycleKind.TAP and (rate := self.rate(c.feed)):
            self.line(rate)
        self.line("MCALL", call)
        for k, (x, y) in enumerate(c.points):
            first = k == 0
            words = (self.axis("X", x, always=first), self.axis("Y", y, always=first))
            self.line("G0" if first else "", *(words if any(words) else (self.axis("X", x, always=True),)))
        self.line("MCALL")
        self.motion = "G0"
        if c.between == "retract":
            self.words["Z"] = self.size(c.retract)
            self.move("G0", self.axis("Z", c.clearance))
        self.exact, self.retracted = (*c.points[-1], c.clearance), False

    def tap(self, c: Cycle) -> None:
        """CYCLE84, by MCALL like the others."""
        self.cycle(c)

    def call(self, c: Cycle) -> str:
        """The cycle's call. The reference plane is the R plane, and no safety clearance is added to it."""
        back = self.size(c.retract if c.between == "retract" else c.clearance)
        heights = f"{back},{self.size(c.retract)},0,{self.size(c.bottom)},"
        match c.kind:
            case CycleKind.DRILL:
                return f"CYCLE81({heights[:-1]})"
            case CycleKind.DWELL:
                if c.dwell is None:
                    raise InternalError("a dwell cycle without a time")
                return f"CYCLE82({heights},{self.plain(c.dwell, 3)})"
            case CycleKind.PECK | CycleKind.CHIP_BREAK:
                if not c.peck or float(self.size(c.peck)) <= 0:
                    raise InternalError(f"a {c.kind} cycle cannot peck by {c.peck!r}")
                peck = self.size(c.peck)  # first stroke, and the least of the others: all are as long as it
                return f"CYCLE83({heights},,{peck},{peck},0,0,1,{int(c.kind is CycleKind.PECK)})"
            case CycleKind.BORE:
                rate = self.plain(c.feed / self.unit, 3)
                return f"CYCLE85({heights},0,{rate},{rate})"
            case CycleKind.TAP:
                return self.tapping(c, heights)

    def tapping(self, c: Cycle, heights: str) -> str:
        """CYCLE84: the lead with the thread's sign in mm, the speed in and out, and the spindle's direction afterwards."""
        if self.controller.tapping != "CYCLE84" or self.machine.tapping != "rigid":
            raise no_rigid_tapping(self.controller, self.machine, "CYCLE84")
        if not c.pitch or c.pitch <= 0:
            raise InternalError(f"tapping with a pitch of {c.pitch!r}")
        turning = Spindle.CCW if c.left_hand else Spindle.CW
        if self.spindle is not turning or not self.speed > 0:
            raise InternalError(f"a tap with left_hand={c.left_hand!r} and the spindle {self.spindle!r}")
        lead = self.plain(-c.pitch if c.left_hand else c.pitch, 4)
        speed = self.plain(self.speed, 3)
        unit = ",,1" if self.job.program_units == "inch" else ""  # _PITA = 1: mm, whatever the program's unit
        return f"CYCLE84({heights},0,{4 if c.left_hand else 3},,{lead},0,{speed},{speed}{unit})"
