"""Haas NGC (mill). Facts: Haas Mill Operator's Manual, Haas Programming Workbook.

As for Fanuc, with what differs: Z goes to machine zero by G53, which keeps the tool length, and G84 and G74 tap in step with the
spindle by themselves, without M29.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.errors import InternalError
from codegen.messages import say
from codegen.model.job import Job
from codegen.model.motion import Command, Cycle, Spindle
from codegen.model.shop import Controller, Machine
from codegen.post.fanuc import LEAD_PLACES, Program
from codegen.post.refusals import no_rigid_tapping, no_work_offset


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """See ``codegen.post.write``."""
    if not re.fullmatch(r"G5[4-9]", job.setup.work_offset):
        raise no_work_offset(controller, job.setup.work_offset, say("G54 to G59"))
    return _Program(job, controller, machine).program(commands, header)


class _Program(Program):
    """As for Fanuc."""

    def tapping(self, c: Cycle) -> tuple[str, str, str]:
        """Feed for each revolution; the cycle's code, no further word, and F, the lead itself."""
        if self.controller.tapping != "G84" or self.machine.tapping != "rigid" or not self.controller.feed_per_rev:
            raise no_rigid_tapping(self.controller, self.machine, say("a rigid G84 and G95"))
        if not c.pitch or c.pitch <= 0:
            raise InternalError(f"tapping with a pitch of {c.pitch!r}")
        turning = Spindle.CCW if c.left_hand else Spindle.CW
        if self.spindle is not turning:
            raise InternalError(f"a tap with left_hand={c.left_hand!r} and the spindle {self.spindle!r}")
        self.block("G95")
        lead = self.pointed(c.pitch / self.unit, LEAD_PLACES[self.job.program_units])
        return ("G74" if c.left_hand else "G84"), "", "F" + lead
