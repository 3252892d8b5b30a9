"""How a SINUMERIK block is spelt: plain lines, and what a refusal says."""

from __future__ import annotations

import re
from typing import Final

from lark.exceptions import UnexpectedInput

from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import Syntax, explain
from codegen.interpreter.siemens.lines import build
from codegen.messages import say

PLAIN: Final = re.compile(
    r"[ \t]*(?:[Nn][0-9]+(?![0-9.])[ \t]*)?"
    r"(?:[A-MO-Za-mo-z][+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?![0-9.]|[ \t]*[=\[]|[Ee][Xx])[ \t]*)*"
)
"""Plain words only: the subset of the grammar that most lines are made of (``tests/interpreter`` proves the agreement)."""


def _explain(text: str, error: UnexpectedInput) -> Fault:
    """Siemens's own reasons first, then what every dialect says."""
    column = getattr(error, "column", None) or 1
    char = text[column - 1 : column]
    if char == "(":
        message = say("'(' stands only behind a name: a remark begins with ';' on this control")
        return Fault("syntax", column, len(text) + 1, message, say("write remarks behind ';'"))
    if char == '"' and text.count('"', 0, text.find(";") if ";" in text else None) % 2:
        message = say("a text is not closed")
        return Fault("syntax", column, len(text) + 1, message, say("close each text with '\"'"))
    if char == "#":
        message = say("'#' is no variable of this control")
        return Fault("syntax", column, column + 1, message, say("write an R parameter, or choose the right controller"))
    letters = re.match(r"[A-Za-z](?=[ \t]+[-+.0-9])", text[column - 1 :])
    if letters is not None:
        message = say("{letter} and its number stand apart", letter=letters[0])
        return Fault("syntax", column, column + 1, message, say("write them together"))
    return explain(text, error)


SYNTAX: Final = Syntax("siemens", PLAIN, _explain, build)
