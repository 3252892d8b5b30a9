"""Answers that choose between two readings of where a pocket or slot is: its centre, its edge, its outermost points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegen.planner.offline.lex import Token
from codegen.planner.offline.values import Fact

_NOUNS: Final = frozenset({"ITS", "IT", "POCKET", "SLOT", "OF", "BE", "TO", "FROM", "CENTRE", "DOT"})


def _says(tokens: tuple[Token, ...], *kinds: str) -> bool:
    """Whether the answer names one of ``kinds`` and nothing but that."""
    known = _NOUNS | set(kinds)
    return any(t.types & set(kinds) for t in tokens) and all(t.types & known for t in tokens)


def _position(facts: dict[str, Fact], tokens: tuple[Token, ...]) -> bool:
    """The point that was given is the centre."""
    if "points" not in facts or not _says(tokens, "CENTRE", "CENTRED"):
        return False
    said = facts.pop("points")
    facts["centres_at"] = Fact("centres_at", said.value, said.span, said.text, said.origin)
    return True


def _edge(facts: dict[str, Fact], tokens: tuple[Token, ...]) -> bool:
    """The distance is to the edge of the pocket, or to its centre."""
    slot = "edge_meaning" if _says(tokens, "EDGES", "WALLW") else "from_centre" if _says(tokens, "CENTRE") else ""
    if slot:
        facts[slot] = Fact(slot, True, origin="answer")
    return bool(slot)


def _ends(facts: dict[str, Fact], tokens: tuple[Token, ...]) -> bool:
    """The ends that were given are the centres of the round ends, or the outermost points."""
    slot = "ctoc" if _says(tokens, "CENTRE", "ENDCENTRES", "CTOC", "HOLECENTRE") else ""
    slot = slot or ("outer_ends" if _says(tokens, "OUTERMOST", "OVERALL") else "")
    if slot and "from_to" in facts:
        facts[slot] = Fact(slot, True, origin="answer")
        return True
    return False


MEANINGS: Final[dict[str, Callable[[dict[str, Fact], tuple[Token, ...]], bool]]] = {
    "position_meaning": _position,
    "edge_meaning": _edge,
    "end_shape": _ends,
}
