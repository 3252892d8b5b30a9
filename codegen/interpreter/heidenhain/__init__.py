"""Heidenhain's reader (Klartext of iTNC 530 and TNC 640)."""

from __future__ import annotations

from typing import Final

from codegen.interpreter.dialect import Codes, Dialect
from codegen.interpreter.heidenhain.fast import FAST
from codegen.interpreter.heidenhain.lines import SYNTAX
from codegen.interpreter.heidenhain.program import run
from codegen.interpreter.heidenhain.state import begin

__all__ = ["DIALECT", "SYNTAX"]


CODES: Final = Codes(  # Klartext has no G codes: nothing of what sorts and runs them is used
    groups={},
    unmodelled={},
    m_groups={},
    m_unmodelled=frozenset(),
    axis_nonmodal=frozenset(),
    strays={},
    foreign_axes=frozenset(),
    offset_setters=frozenset(),
    length_setters=frozenset(),
    m_forgets=lambda _: True,
)

DIALECT: Final = Dialect(
    name="heidenhain",
    syntax=SYNTAX,
    codes=CODES,
    begin=begin,
    run=run,  # sorts its blocks itself
    fast=FAST,
)
