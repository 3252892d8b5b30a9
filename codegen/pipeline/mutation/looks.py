"""Faults of single characters: what looks like the right one, and is another."""

from __future__ import annotations

from random import Random

from codegen.pipeline.mutation.base import active, line_edit, pick
from codegen.pipeline.mutation.listing import Edit, Listing

TWINS = {"0": "O", "1": "l", "-": "–", ".": ",", **{d: chr(0xFF10 + int(d)) for d in "23456789"}}
"""Letters for digits, a dash for a minus, a comma for a point, digits of full width."""


def look_alike(program: Listing, rng: Random) -> Edit | None:
    """One character of a number is replaced by one that looks like it."""
    index = pick(rng, active(program, lambda line: any(t.number for t in line.words)))
    if index is None:
        return None
    line = program.lines[index]
    at = rng.choice([i for i, t in enumerate(line.tokens) if t.number])
    token = line.tokens[at]
    start = len(token.text) - len(token.number)
    places = [i for i in range(start, len(token.text)) if token.text[i] in TWINS]
    if program.family == "klartext":
        places = [i for i in places if token.text[i] != "."]  # Klartext takes a comma
    found = pick(rng, places)
    if found is None:
        return None
    text = token.text[:found] + TWINS[token.text[found]] + token.text[found + 1 :]
    return line_edit(index, "".join(text if i == at else t.text for i, t in enumerate(line.tokens)))
