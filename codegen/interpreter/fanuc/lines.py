"""How a Fanuc block is spelt: plain lines, and what a refusal says."""

from __future__ import annotations

import re
from typing import Final

from lark.exceptions import UnexpectedInput

from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import Syntax, explain
from codegen.messages import say

PLAIN: Final = re.compile(
    r"[ \t]*(?:N[ \t]*[0-9]+[ \t]*(?![0-9. \t]))?"
    r"(?:[A-MP-Z][ \t]*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[ \t]*(?![0-9. \t]))*;?[ \t]*"
)
"""Plain words only: the subset of the grammar that most lines are made of (``tests/interpreter`` proves the agreement)."""


def _explain(text: str, error: UnexpectedInput) -> Fault:
    """Fanuc's own reasons first, then what every dialect says."""
    bare = re.sub(r"\([^()]*\)", lambda found: " " * len(found[0]), text)
    end = bare.find(";")
    if end >= 0 and bare[end + 1 :].strip():
        message = say("';' ends the block: what follows is another block to the control, and no remark")
        return Fault("syntax", end + 1, len(text) + 1, message, say("write one block a line, and remarks in ( )"))
    column = getattr(error, "column", None) or 1
    char = text[column - 1 : column]
    if char in ("O", ":") and column > 1 and text[column - 2].isspace():
        message = say("{char!r}, a program number, may only begin its block", char=char)
        return Fault("syntax", column, column + 1, message, say("write it on a line of its own"))
    return explain(text, error)


SYNTAX: Final = Syntax("fanuc", PLAIN, _explain, capitals=True)
