"""Mending a program's text where that cannot change what it does. Whether it did is for the caller to prove.

Each fix takes the text, with its line ends, and gives it back. Not among them: an M30 that is missing (the file may be cut
off), points that are missing (nobody knows which number was meant), and whatever moves a machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from codegen.messages import Message, say

_COMMENTS: Final = re.compile(r"\([^)\r\n]*(?:\)|(?=[\r\n])|$)|;[^\r\n]*")
CAPITALS: Final = frozenset({"fanuc", "haas"})
"""Dialects of controls whose programs are written in capitals, and whose files stand between lines of %."""


@dataclass(frozen=True, slots=True)
class Fix:
    """``code``: of the finding that it mends. ``said``: what it does."""

    code: str
    said: Message
    mend: Callable[[str], str]
    dialects: frozenset[str] | None = None  # None: all


def newline_of(text: str) -> str:
    """The commoner line end of a text."""
    both = text.count("\r\n")
    return "\r\n" if both and both * 2 >= text.count("\n") else "\n"


def _one_kind(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", newline_of(text))


def _ended(text: str) -> str:
    return text if not text.strip() or text[-1] in "\r\n\x1a\x00" else text + newline_of(text)


def _capitals(text: str) -> str:
    out, at = [], 0
    for hit in _COMMENTS.finditer(text):
        out += [_upper(text[at : hit.start()]), hit[0]]
        at = hit.end()
    return "".join([*out, _upper(text[at:])])


def _upper(text: str) -> str:
    """ASCII letters alone: no other character has a capital that is one character as long in every case."""
    return text.translate(_CAPITAL)


_CAPITAL: Final = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


def _percents(text: str) -> str:
    held = [line.strip() for line in text.split("\n") if line.strip()]
    if not held:
        return text
    end = newline_of(text)
    text = text if held[0].startswith("%") else f"%{end}{text}"
    return text if len(held) > 1 and held[-1].startswith("%") else f"{_ended(text)}%{end}"


FIXES: Final = (
    Fix("mixed-line-ends", say("one kind of line end"), _one_kind),
    Fix("final-newline-missing", say("a line end behind the last line"), _ended),
    Fix("lower-case-letters", say("capitals outside comments"), _capitals, CAPITALS),
    Fix("missing-percent", say("lines of % before and behind"), _percents, CAPITALS),
)
"""In the order in which they are tried."""
