"""Text for comments of a program. Names are data from strangers: nothing in them may become more than a comment."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Final

PLAIN: Final = {
    "×": "x", "Ø": "D", "ø": "d", "⌀": "D", "°": " deg", "µ": "u", "μ": "u", "–": "-", "—": "-", "−": "-", "→": "->",
    "≤": "<=", "≥": ">=", "±": "+/-", "…": "...", "≈": "~", "“": '"', "”": '"', "‘": "'", "’": "'",
}  # fmt: skip
"""Signs of the trade that ASCII says otherwise; what is not here and has no ASCII base letter becomes ``_``."""

ACTIVE: Final = ("MSG", "DEBUG", "PRINT", "LOG", "PROBE", "PY", "ABORT")
"""Beginnings of comments that LinuxCNC executes ("Active comments" in its G-code overview): LOGOPEN, PROBECLOSE too."""

WIDTH: Final = 236
"""Characters of a comment, at most."""

_OTHER = re.compile(r"[^A-Za-z0-9 .,:+*/='\"_@<>&~!?-]+")


def ascii_text(text: str) -> str:
    """``text`` in printable ASCII without brackets, semicolons, percent or number signs."""
    spelled = "".join(PLAIN.get(c, c) for c in text)
    base = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return " ".join(_OTHER.sub("_", base).split())


_NOT_KLARTEXT = re.compile(r"[^A-Za-z0-9 .,:+*/='\"_@<>&!?()-]+")

KLARTEXT_WIDTH: Final = 70
"""Characters of a comment in Klartext, at most: what a line of the control's display shows."""


def klartext_lines(text: str) -> list[str]:
    """``text`` as comments that begin with a semicolon; a "~" would join the next line to them, and is none of theirs."""
    spelled = "".join(PLAIN.get(c, c) for c in text.replace(";", ",").replace("~", "-"))
    base = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    kept = " ".join(_NOT_KLARTEXT.sub("_", base).split())
    return [f"; {piece}" for piece in textwrap.wrap(kept, width=KLARTEXT_WIDTH, break_on_hyphens=False)]


def comment_lines(text: str, max_line: int) -> list[str]:
    """``text`` as one or more comments in parentheses, none longer than the control reads."""
    pieces = textwrap.wrap(ascii_text(text), width=min(WIDTH, max_line - 4), break_on_hyphens=False)
    return [f"({_inert(piece)})" for piece in pieces]


def _inert(piece: str) -> str:
    """A comment that no control takes for an instruction."""
    return f"- {piece}" if re.sub(r"[\W_]", "", piece).upper().startswith(ACTIVE) else piece


SPELLED: Final = {
    "&": " AND ",
    "@": " AT ",
    "<=": " UP TO ",
    ">=": " AT LEAST ",
    "<": " UNDER ",
    ">": " OVER ",
    "~": " ABOUT ",
}
"""Signs that ``upper_text`` writes as words: controls of upper case have no code for them, or keep them for macros."""

UPPER_WIDTH: Final = 60
"""Characters of an upper-case comment, at most: a line of the control's display."""

_BRACKETS = str.maketrans({"(": "- ", "[": "- ", "{": "- ", ")": "", "]": "", "}": ""})
_NOT_UPPER = re.compile(r"[^A-Z0-9 .,+*/=-]+")


def upper_text(text: str) -> str:
    """``text`` in capitals, digits and ``.,+*/=-``: what every control of ISO code keeps in a comment.

    No colon: ISO code has it for the O of a program number.
    """
    plain = ascii_text(text.replace(";", ",").translate(_BRACKETS)).upper().replace(": ", " - ")
    for sign, word in SPELLED.items():
        plain = plain.replace(sign, word)
    kept = " ".join(_NOT_UPPER.sub("-", plain.replace("'", "").replace('"', " ")).split())
    return kept if any(c.isalnum() for c in kept) else ""


def upper_lines(text: str) -> list[str]:
    """``text`` as one or more comments of ``upper_text``; none when nothing of it can be written."""
    return [f"({piece})" for piece in textwrap.wrap(upper_text(text), width=UPPER_WIDTH, break_on_hyphens=False)]
