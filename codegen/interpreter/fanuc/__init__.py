"""Fanuc's reader (Series 0i-MF, G code system for machining centres)."""

from __future__ import annotations

from typing import Final

from codegen.interpreter.dialect import Dialect
from codegen.interpreter.fanuc.codes import CODES
from codegen.interpreter.fanuc.lines import SYNTAX
from codegen.interpreter.fanuc.numbers import FAST
from codegen.interpreter.fanuc.program import run
from codegen.interpreter.fanuc.state import begin
from codegen.interpreter.fanuc.steps import ORDER, refused
from codegen.interpreter.fanuc.words import find_motion

__all__ = ["DIALECT", "SYNTAX"]

DIALECT: Final = Dialect(
    name="fanuc",
    syntax=SYNTAX,
    codes=CODES,
    begin=begin,
    find_motion=find_motion,
    order=ORDER,
    run=run,
    refused=refused,
    fast=FAST,
)
