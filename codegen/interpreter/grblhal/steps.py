"""The order of a grblHAL block's execution (gcode.c), and what differs from GRBL in it."""

from __future__ import annotations

from typing import Final

from codegen.findings import Severity
from codegen.interpreter import execute as common
from codegen.interpreter.check import Sorted
from codegen.interpreter.codes import MOTION, g_name
from codegen.interpreter.grbl import steps as grbl
from codegen.interpreter.grblhal import cycles
from codegen.interpreter.grblhal.codes import CYCLES
from codegen.interpreter.machine import Machine
from codegen.interpreter.ngc import offsets, splines, switches
from codegen.interpreter.ngc.steps import nonmodal
from codegen.messages import say
from codegen.model.program import Word


def length(m: Machine, block: Sorted) -> None:
    """G43, G43.1, G43.2, G49; a tool's own offset needs a tool table, which most builds lack (config.h, N_TOOLS)."""
    found = block.g.get("length offset")
    if (
        found is not None
        and (found[0] == 430 or (found[0] == 432 and "H" in block.words))
        and "table" not in m.unset_told
    ):
        m.unset_told.add("table")
        message = say("{word} needs a tool table, and the controller's build may have none", word=found[1].text)
        m.report("unsupported-code", message, say("see $I, or write G43.1 Z with the length"), column=found[1].column,
                 severity=Severity.WARNING)  # fmt: skip
    offsets.length(m, block)


def move(m: Machine, block: Sorted) -> None:
    """The block's motion, spline, cycle or probing."""
    code = block.motion
    if code in CYCLES and code is not None:
        cycles.run(m, block, code, block.motion_column)
        m.motion = None if block.refused else code
    elif code in (50, 51):
        implied = Word("G", code / 10, block.motion_column, g_name(code))
        splines.spline(m, block, block.g.get(MOTION, (code, implied))[1], code)
    else:
        grbl.move(m, block)


ORDER: Final = (
    common.modes, common.feed_and_speed, common.tool, common.spindle_and_coolant, common.dwell, length, offsets.work_offset,
    switches.path, common.distance_and_retract, common.lose_position, nonmodal, offsets.unshift, move, common.stop,
    switches.remember,
)  # fmt: skip
