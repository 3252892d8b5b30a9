"""Haas's reader (Next Generation Control, mills), built on Fanuc's tables and steps.

Source: Haas Mill Operator's Manual (96-8000 and later), Haas Programming Workbook.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter.dialect import Dialect
from codegen.interpreter.fanuc.lines import PLAIN
from codegen.interpreter.fanuc.lines import SYNTAX as FANUC
from codegen.interpreter.fanuc.numbers import FAST
from codegen.interpreter.fanuc.program import run
from codegen.interpreter.haas.codes import CODES
from codegen.interpreter.haas.state import begin
from codegen.interpreter.haas.steps import ORDER, refused
from codegen.interpreter.haas.words import find_motion
from codegen.interpreter.lines import Syntax

__all__ = ["DIALECT", "SYNTAX"]

SYNTAX: Final = Syntax("haas", PLAIN, FANUC.explain, FANUC.build, capitals=True)

DIALECT: Final = Dialect(
    name="haas",
    syntax=SYNTAX,
    codes=CODES,
    begin=begin,
    find_motion=find_motion,
    order=ORDER,
    run=run,
    refused=refused,
    fast=FAST,
)
