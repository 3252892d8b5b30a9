"""Requests that ask for no part at all: they are declined as such, not by a list of the words that were not read."""

from __future__ import annotations

from typing import Final

from codegen.findings import Finding
from codegen.messages import say
from codegen.planner.offline.content import IN_NAMES, OF_THE_PART
from codegen.planner.offline.lex import lex

_SIZES: Final = frozenset({"LEN", "DIA", "RAD", "CHA", "XN", "YN", "ZN", "THREAD", "FIT", "X", "DIASIGN"})
_BODIES: Final = frozenset(
    {
        "RECT", "ROUNDN", "SQPLATE", "CUBE", "RAW", "RAWW", "SHEETW", "HEX", "OCT", "PENT", "TRI", "RTRI", "BOXTUBE", "WEDGE",
        "LBRACKET", "UCHANNEL", "CHANNELW", "TSECTION", "STEPPED", "PULLEY", "FLANGED", "FLANGEW", "CONE", "TRAY", "LINK",
        "THING", "THINGX", "DRAWING", "BOREDW", "BOREW", "DRILLIT", "STEP", "STL", "DXF", "DRILL", "FACEMILL", "BEARING",
        "ORIGIN", "SIZE", "WIDE", "LONG", "HIGH", "OVERALL", "FILLETW", "SKIM", "ENDMILL",
    }
)  # fmt: skip
_SPEAK: Final = (OF_THE_PART | IN_NAMES | _SIZES | _BODIES) - {
    "CTRL", "TOP", "BOTTOM", "LEFT", "RIGHT", "FRONT", "BACK", "CENTRE", "SKIM", "OUTSIDE", "INSIDE", "FLUTE", "SPACING",
}  # fmt: skip


def speaks_of_a_part(text: str) -> bool:
    """Whether a word or size of ``text`` could be of a part."""
    return any(not token.types.isdisjoint(_SPEAK) for token in lex(text))


def no_part() -> Finding:
    """The finding for a request that asks for no part."""
    message = say("nothing in this describes a part to be made")
    remedy = say("codegen designs parts and makes programs for 3-axis milling: describe one part")
    return Finding("unsupported-request", message, remedy=remedy)
