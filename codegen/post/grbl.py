"""GRBL 1.1. Facts: its source (gcode.c, protocol.c, serial.c).

It has no canned cycles (the pipeline writes them out), no tool change and no tool table: T tells it the number, M0 stops for
the operator's hand, who sets the Z zero of the work offset with the new tool.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.errors import InternalError
from codegen.messages import say
from codegen.model.job import Job
from codegen.model.motion import Command, Coolant, Cycle, SetCoolant, Spindle, ToolChange
from codegen.model.shop import Controller, Machine
from codegen.post.linuxcnc import Program
from codegen.post.refusals import no_coolant, no_work_offset

_REALTIME = str.maketrans({"!": ".", "?": ".", "~": "-"})
"""serial.c takes these out of the stream wherever they stand, comments too, and acts on them at once (feed hold, …)."""


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """See ``codegen.post.write``."""
    if not re.fullmatch(r"G5[4-9]", job.setup.work_offset):
        raise no_work_offset(controller, job.setup.work_offset, say("G54 to G59"))
    return GrblProgram(job, controller, machine).program(commands, header)


class GrblProgram(Program):
    """As for LinuxCNC, without what GRBL lacks."""

    first = True

    def comment(self, text: str) -> None:
        """Write a comment, without characters that the control acts on."""
        super().comment(text.translate(_REALTIME))

    def begin(self) -> None:
        """The state that the program relies on, all of it said."""
        self.line("G20" if self.job.program_units == "inch" else "G21", "G90 G17 G94 G40 G49 G80")
        self.line(self.job.setup.work_offset)

    def switch(self, c: Command) -> None:
        """Flood coolant alone: M7 is a choice of the firmware's build, and off in the released one (config.h)."""
        if isinstance(c, SetCoolant) and c.state is Coolant.MIST:
            raise no_coolant(self.machine, "mist")
        super().switch(c)

    def tool(self, c: ToolChange) -> None:
        """The first tool is in the spindle; at the others the program stops."""
        if not self.retracted or self.spindle is not Spindle.OFF:
            raise InternalError(f"a change to tool {c.number!r} without the tool up and the spindle off")
        if c.text:
            self.comment(f"T{c.number}: {c.text}")
        self.line(f"T{c.number}")
        if not self.first:
            self.comment(f"Put tool {c.number} in and set the Z zero with it")
            self.line("M0")
        self.first = False
        self.words = {"X": None, "Y": None, "Z": None}
        self.motion = ""

    def cycle(self, c: Cycle) -> None:
        """There are none."""
        raise InternalError(f"GRBL has no cycles, and {c!r} was not written out")

    tap = cycle
