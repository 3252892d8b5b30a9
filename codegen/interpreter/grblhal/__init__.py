"""grblHAL's reader: GRBL's lines and flow, the NGC family's steps, cycles of its own.

Source: grblHAL core (https://github.com/grblHAL/core), gcode.c and motion_control.c.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter.dialect import Dialect
from codegen.interpreter.grbl.lines import SYNTAX
from codegen.interpreter.grbl.program import FAST, run
from codegen.interpreter.grbl.steps import find_motion
from codegen.interpreter.grblhal.codes import CODES
from codegen.interpreter.grblhal.steps import ORDER
from codegen.interpreter.motion import RELATIVE_ARC_TOLERANCE

__all__ = ["DIALECT", "SYNTAX"]


DIALECT: Final = Dialect(
    name="grblhal",
    syntax=SYNTAX,
    codes=CODES,
    find_motion=find_motion,
    order=ORDER,
    run=run,
    relative_arc_tolerance=RELATIVE_ARC_TOLERANCE,
    spare_centre_words=True,
    fast=FAST,
)
