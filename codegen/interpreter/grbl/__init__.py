"""GRBL 1.1's reader."""

from __future__ import annotations

from typing import Final

from codegen.interpreter.dialect import Dialect
from codegen.interpreter.grbl.codes import CODES
from codegen.interpreter.grbl.lines import SYNTAX
from codegen.interpreter.grbl.program import FAST, run
from codegen.interpreter.grbl.steps import ORDER, find_motion
from codegen.interpreter.motion import RELATIVE_ARC_TOLERANCE

__all__ = ["DIALECT", "SYNTAX"]


DIALECT: Final = Dialect(
    name="grbl",
    syntax=SYNTAX,
    codes=CODES,
    find_motion=find_motion,
    order=ORDER,
    run=run,
    relative_arc_tolerance=RELATIVE_ARC_TOLERANCE,
    spare_centre_words=True,  # gcode.c, arcs: I, J and K are taken together, and one in the plane is asked for
    fast=FAST,
)
