"""How a GRBL block is spelt, what a refusal says, and which characters the control acts on as they arrive."""

from __future__ import annotations

import re
from typing import Final

from lark.exceptions import UnexpectedInput

from codegen.findings import Severity
from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import Syntax, explain
from codegen.messages import say

PLAIN: Final = re.compile(r"[ \t]*(?:[A-MO-Za-mo-z][ \t]*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[ \t]*(?![0-9. \t]))*")
"""Plain words only: the subset of the grammar that most lines are made of (``tests/interpreter`` proves the agreement)."""

_IGNORED: Final = re.compile(r"\([^)]*(?:\)|$)|;.*|[\x00-\x20/]+")
"""What protocol.c takes out of a line before it counts its characters."""

REALTIME: Final = re.compile(r"[?~!\x18]|[^\x00-\x7f]")
"""serial.c acts on these wherever they stand, in comments too: status, cycle start, feed hold, reset; overrides above 0x7f."""


def bare(line: str) -> str:
    """What the control keeps of a line: no blanks, comments or slashes; capitals."""
    return _IGNORED.sub("", line).upper()


def _explain(text: str, error: UnexpectedInput) -> Fault:
    """GRBL's own reasons first, then what every dialect says."""
    column = getattr(error, "column", None) or 1
    char = text[column - 1 : column]
    if char in ("#", "[", "]", "="):
        message = say("{char!r}: GRBL has no parameters and no expressions", char=char)
        return Fault(
            "unsupported-code", column, column + 1, message, say("write the numbers out"), "everything", Severity.ERROR
        )
    if char == ")":
        return Fault("syntax", column, column + 1, say("')' closes no comment"), say("remove it, or open the comment"))
    return explain(text, error)


SYNTAX: Final = Syntax("grbl", PLAIN, _explain)
