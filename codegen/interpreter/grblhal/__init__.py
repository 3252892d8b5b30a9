"""grblHAL's reader: GRBL's lines and flow, the NGC family's steps, cycles of its own.

Source: grblHAL core (https://github.com/grblHAL/core), gcode.c and motion_control.c.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lark.exceptions import UnexpectedInput

from codegen.interpreter.dialect import Dialect
from codegen.interpreter.faults import Fault
from codegen.interpreter.grbl.lines import SYNTAX as GRBL
from codegen.interpreter.grbl.program import FAST, run
from codegen.interpreter.grbl.steps import find_motion
from codegen.interpreter.grblhal.codes import CODES
from codegen.interpreter.grblhal.steps import ORDER
from codegen.interpreter.lines import Syntax
from codegen.interpreter.motion import RELATIVE_ARC_TOLERANCE
from codegen.messages import say

__all__ = ["DIALECT", "SYNTAX"]


def _explain(text: str, error: UnexpectedInput) -> Fault:
    """As GRBL, but that builds may have parameters and expressions (config.h, NGC_EXPRESSIONS_ENABLE)."""
    fault = GRBL.explain(text, error)
    if fault.code != "unsupported-code":
        return fault
    message = say("{char!r}: parameters and expressions are a choice of the build; they are not interpreted",
                  char=text[fault.column - 1 : fault.column])  # fmt: skip
    return replace(fault, message=message, severity=None)


SYNTAX: Final = Syntax("grbl", GRBL.plain, _explain)

DIALECT: Final = Dialect(
    name="grblhal",
    syntax=SYNTAX,
    codes=CODES,
    find_motion=find_motion,
    order=ORDER,
    run=run,
    relative_arc_tolerance=RELATIVE_ARC_TOLERANCE,
    spare_centre_words=True,
    fast=replace(FAST, ends_said=False),
)
