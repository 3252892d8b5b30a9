"""SINUMERIK 840D sl's reader: DIN codes and the control's high-level language."""

from __future__ import annotations

from typing import Final

from codegen.interpreter.dialect import Dialect
from codegen.interpreter.siemens.codes import CODES
from codegen.interpreter.siemens.fast import FAST
from codegen.interpreter.siemens.program import run
from codegen.interpreter.siemens.state import begin
from codegen.interpreter.siemens.syntax import SYNTAX

__all__ = ["DIALECT", "SYNTAX"]

CIRCLE_ERROR_FACTOR: Final = 0.001
"""MD21010: part of the radius by which an arc's radii may differ, where that is more than MD21000."""


DIALECT: Final = Dialect(
    name="siemens",
    syntax=SYNTAX,
    codes=CODES,
    begin=begin,
    run=run,  # sorts its blocks itself
    relative_arc_tolerance=CIRCLE_ERROR_FACTOR,
    fast=FAST,
)
