"""grblHAL. Facts: its core (gcode.c, motion_control.c, tool_change.c).

As for GRBL, with M6: the control stops for the operator's hand, who sets the Z zero of the work offset with the new tool. Its
own cycles are not used: G83 feeds all the way down again at each peck.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.errors import InternalError
from codegen.messages import say
from codegen.model.job import Job
from codegen.model.motion import Command, Spindle, ToolChange
from codegen.model.shop import Controller, Machine
from codegen.post.grbl import GrblProgram
from codegen.post.refusals import no_work_offset


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """See ``codegen.post.write``."""
    if not re.fullmatch(r"G5[4-9]", job.setup.work_offset):
        raise no_work_offset(controller, job.setup.work_offset, say("G54 to G59"))
    return _Program(job, controller, machine).program(commands, header)


class _Program(GrblProgram):
    """As for GRBL."""

    def tool(self, c: ToolChange) -> None:
        """M6 waits for the operator."""
        if not self.retracted or self.spindle is not Spindle.OFF:
            raise InternalError(f"a change to tool {c.number!r} without the tool up and the spindle off")
        if c.text:
            self.comment(f"T{c.number}: {c.text}")
        if not self.first:
            self.comment(f"Put tool {c.number} in and set the Z zero with it")
        self.first = False
        self.line(f"T{c.number} M6")
        self.words = {"X": None, "Y": None, "Z": None}
        self.motion = ""
