"""Whether words could speak of the part: what holds none of these may be set aside as a whole."""

from __future__ import annotations

from typing import Final

from codegen.planner.offline.lex import FILLER, UNREAD, lex
from codegen.planner.offline.unsafe import unsafe

HARMLESS: Final = UNREAD | FILLER | frozenset(
    {
        "AND", "OF", "IN", "ON", "FROM", "FOR", "TO", "BY", "ALL", "EACH", "IT", "BE", "MAKE", "GIVE", "PROGRAM", "USING",
        "CONTROL", "CL", "PART", "COLON", "SLASH", "DASH", "HYPHEN", "ENUM", "COMMA", "TCOMMA", "DOT", "LPAR", "RPAR",
        "SEMI", "NL", "OFF", "OTHER", "ONEOF", "KEEPW", "LIKEW", "FIRSTT", "WHEREW", "TOOLW", "ALONEW", "ONESW", "NOTW", "FULLW",
        "ITS", "NEARW", "THATSIZE", "MEETW",
    }
)  # fmt: skip
"""Terminals that say nothing of a part by themselves."""

_RATES: Final = frozenset({"FEEDW", "SPEEDW", "FEEDRATE", "RPM"})

OF_THE_PART: Final = frozenset(
    {"HOLE", "HOLES", "INNERHOLE", "POCKET", "ROUNDPOCKET", "WINDOW", "SLOT", "THRU", "BLIND", "TAP", "TAPDRILL", "CBORE",
     "CSK", "CHAMFER", "FILLET", "PROFILE", "FACING", "MAT", "DIAM", "DEEP", "THICK", "RADIUS", "PCD", "CORNERS", "REAM"}
)  # fmt: skip
"""Terminals that must not stand between the words of an unsafe wish."""

IN_NAMES: Final = frozenset(
    {"PLATE", "ROUND", "PART", "STOCK", "BLANK", "SLOT", "POCKET", "HOLE", "HOLES", "TOP", "BOTTOM", "LEFT", "RIGHT",
     "FRONT", "BACK", "CENTRE", "CORNER", "SPACING", "CTRL", "SOCKET", "FLUTE", "SKIM", "EDGES", "OUTSIDE", "INSIDE"}
)  # fmt: skip
"""Nouns that a name may hold: bracket plate, left cover."""


def content(text: str, *, wish: bool = False, names: bool = False, speeds: bool = False) -> str:
    """The first words of ``text`` that could be of the part; empty: none.

    ``wish``: these are the words of an unsafe wish themselves; ``names``: of a name; ``speeds``: speeds and feeds do not
    count.
    """
    text = unsafe().harmless.sub(lambda m: " " * len(m[0]), text)
    lower = text.lower()
    guard = "" if wish or names else next((word for word in unsafe().guard if word in lower), "")
    if guard:
        return guard
    allowed = HARMLESS | IN_NAMES if names else HARMLESS
    for token in lex(text):
        if wish:
            if (token.quantity is not None and token.quantity.nominal) or token.types & OF_THE_PART:
                return token.text
            continue
        if speeds and (token.types & _RATES or (token.quantity is not None and token.quantity.kind == "speed")):
            continue
        if token.quantity is not None or not token.types & allowed:
            return token.text
    return ""
