"""Faults of numbers: coordinates, feeds, speeds, centres, depths, pitches."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from random import Random

from codegen.pipeline.mutation.base import Draw, active, line_edit, pick
from codegen.pipeline.mutation.listing import Edit, Line, Listing, replaced, written

OFF = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""mm by which a coordinate is wrong: a height measured badly up to a slip of the hand."""
FACTORS = (0.1, 0.2, 0.5, 2.0, 5.0, 10.0)

Change = Callable[[float, Random], float | None]


def changed(addresses: tuple[str, ...], change: Change, *, lines: Callable[[Line], bool] = lambda _: True) -> Draw:
    """Changes the number of one word that has one of the addresses."""

    def draw(program: Listing, rng: Random) -> Edit | None:
        index = pick(rng, active(program, lambda line: any(t.address in addresses for t in line.words) and lines(line)))
        if index is None:
            return None
        line = program.lines[index]
        at = rng.choice([i for i, t in enumerate(line.tokens) if t.address in addresses])
        token = line.tokens[at]
        value = change(token.value, rng)
        if value is None:
            return None
        return line_edit(
            index, replaced(line, at, token.numbered(written(value, token.number, dialect=program.dialect)))
        )

    return draw


def off(value: float, rng: Random) -> float:
    """Wrong by one of ``OFF``, either way, blurred a little so that no two are the same."""
    return value + rng.choice((-1, 1)) * rng.choice(OFF) * rng.uniform(1.0, 1.2)


def times(value: float, rng: Random) -> float:
    """Wrong by a factor."""
    return value * rng.choice(FACTORS) * rng.uniform(1.0, 1.05)


def negative(value: float, _rng: Random) -> float | None:
    """The other sign."""
    return -value if value else None


def other_whole(value: float, rng: Random) -> float:
    """Another number of a tool or offset."""
    return rng.choice([n for n in range(1, 13) if n != value])


def lower(value: float, rng: Random) -> float | None:
    """A height above zero that comes down: by a part of itself, or below zero."""
    return value - rng.uniform(0.3, 1.6) * max(value, 2.0) if value > 0 else None


def swapped_digits(value: float, rng: Random) -> float | None:
    """Two figures that stand side by side, exchanged."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    places = [i for i in range(len(text) - 1) if text[i].isdigit() and text[i + 1].isdigit() and text[i] != text[i + 1]]
    if not places:
        return None
    i = rng.choice(places)
    return float(text[:i] + text[i + 1] + text[i] + text[i + 2 :])


def no_point(program: Listing, rng: Random) -> Edit | None:
    """A decimal point is lost: 12.5 becomes 125, and 12. becomes 12."""
    index = pick(rng, active(program, lambda line: any("." in t.number and t.address != "G" for t in line.words)))
    if index is None:
        return None
    line = program.lines[index]
    at = rng.choice([i for i, t in enumerate(line.tokens) if "." in t.number and t.address != "G"])
    token = line.tokens[at]
    number = token.number.replace(".", "")
    return line_edit(index, replaced(line, at, token.numbered(re.sub(r"^([-+]?)0+(?=\d)", r"\1", number))))


def axes_swapped(program: Listing, rng: Random) -> Edit | None:
    """X is written for Y and Y for X in one block."""
    index = pick(rng, active(program, lambda line: line.moves("XY")))
    if index is None:
        return None
    other = {"X": "Y", "Y": "X"}
    line = program.lines[index]
    said = (other[t.address] + t.text[1:] if t.address in other else t.text for t in line.tokens)
    return line_edit(index, "".join(said))


def radius_wrong(program: Listing, rng: Random) -> Edit | None:
    """An arc written with its radius, of the wrong sign: the other way about the same two points."""

    def known(line: Line) -> bool:
        return line.motion in (2, 3) and None not in line.at[:2] and line.moves("XY") and not line.has("G18", "G19")

    index = pick(rng, active(program, lambda line: known(line) and any(t.address in "IJ" for t in line.words)))
    if index is None:
        return None
    line = program.lines[index]
    x0, y0 = line.at[0] or 0.0, line.at[1] or 0.0
    i, j = line.value("I") or 0.0, line.value("J") or 0.0
    x1, y1 = line.value("X"), line.value("Y")
    x1, y1 = x0 if x1 is None else x1, y0 if y1 is None else y1
    radius = math.hypot(i, j)
    if math.hypot(x1 - x0, y1 - y0) < 1e-6:
        return None  # a full circle has no radius form
    begin, end = math.atan2(-j, -i), math.atan2(y1 - y0 - j, x1 - x0 - i)
    turn = (end - begin) % (2 * math.pi) if line.motion == 3 else (begin - end) % (2 * math.pi)
    if abs(turn - math.pi) < 0.01:
        return None  # a half circle is the same either way
    sign = 1 if turn > math.pi else -1
    kept = [t.text for t in line.tokens if t.address not in ("I", "J", "K")]
    like = next(t.number for t in line.words if t.address in "IJ")
    word = ("CR=" if program.family == "siemens" else "R") + written(sign * radius, like, dialect=program.dialect)
    return line_edit(index, re.sub(r"\s{2,}", " ", "".join(kept).strip()) + " " + word)


def argument(names: str, change: Change) -> Draw:
    """Changes one argument, a height, of a cycle that is written as a call: ``CYCLE81(5,0,2,-9)``."""

    def draw(program: Listing, rng: Random) -> Edit | None:
        index = pick(rng, active(program, lambda line: any(re.match(names, t.text) for t in line.tokens)))
        if index is None:
            return None
        line = program.lines[index]
        at = next(i for i, t in enumerate(line.tokens) if re.match(names, t.text))
        name, _, inside = line.tokens[at].text.rstrip(")").partition("(")
        given = inside.split(",")
        which = rng.randrange(min(4, len(given)))
        value = change(float(given[which]), rng) if given[which] else None
        if value is None:
            return None
        given[which] = written(value, given[which], dialect=program.dialect)
        text = f"{name}({','.join(given)})"
        return line_edit(index, "".join(text if i == at else t.text for i, t in enumerate(line.tokens)))

    return draw
