"""Rule decimal-point-missing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Block, Program, Word
from codegen.model.shop import Controller
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes
from codegen.rules.groups import Group

_NUMBER: Final = re.compile(r"(?<![A-Z])[XYZIJKR][ \t]*[+-]?[0-9]+(?![0-9.\[])")
_FEED: Final = re.compile(r"(?<![A-Z])F[ \t]*[0-9]+(?![0-9.\[])")
_POINT: Final = re.compile(r"(?<![A-Z])[XYZ][ \t]*[+-]?[0-9]*\.")
FEW = 3
"""Slips of one program; more are a habit."""
MOST = 999
"""Increments: less than a millimetre; larger numbers without a point may be meant as increments."""
CRAWL: Final = {"mm": 10.0, "inch": 0.5}
"""A minute: a feed below it, whose number is not, was meant otherwise."""
_OTHER: Final = frozenset({4.0, 10.0, 65.0, 66.0})
"""G codes whose X, I, J … are no coordinates: dwell, data, macro calls."""


class DecimalPointMissing(Rule):
    """A coordinate without a decimal point, on a control that counts least increments.

    ## What it does

    Where the control reads a number without a point in least increments (Fanuc: X10 is 0.010 mm), a coordinate below
    1000 without one, in a program that writes its coordinates with points, is an error. A program with more than three
    of them seems to be written for a control that is set to read them as millimetres (Fanuc parameter 3401 bit 0): one
    warning. So is a feed without a point that becomes a crawl (Haas: F40 is 0.004 inch/min), once.

    ## Why is this bad

    The move is a thousand times too short: the tool stays in the cut, or above it.

    ## Example

        G0 X100. Y50.
        G0 Z100

    ## Use instead

        G0 X100. Y50.
        G0 Z100.

    ## Which controllers

    Those with least increments: Fanuc, Haas. Zero needs no point.
    """

    code = "decimal-point-missing"
    severity = Severity.WARNING
    group = Group.UNITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, controller = context.program, context.controller
        letters = "" if controller is None else "".join(row.addresses for row in controller.no_point)
        if program is None or controller is None or "X" not in letters:
            return
        if next(program.lines_like(_POINT), None) is None:
            return
        units = _Modes(program, {20.0: "inch", 21.0: "mm"}, "mm")
        found: list[tuple[Block, Word]] = []
        for block in _blocks(program, _NUMBER):
            if g_codes(block) & _OTHER:
                continue
            found += [(block, w) for w in block.words if w.letter in "XYZIJKR" and _short(w)]
            if len(found) > FEW:
                break
        worth = {row.addresses: row for row in controller.no_point if "X" in row.addresses}
        row = next(iter(worth.values()))
        if len(found) > FEW:
            block, word = found[0]
            unit = units.at(block.index)
            yield self.finding(
                say("{word} and other coordinates have no decimal point: they count {count:g} {unit} each", word=word.text,
                    count=getattr(row, unit), unit=unit),
                context.line(block.index, column=word.column),
                say("write points, unless parameter 3401 bit 0 makes them millimetres")
                if context.dialect == "fanuc"
                else say("write points"),
                severity=Severity.WARNING,
            )  # fmt: skip
        else:
            for block, word in found:
                unit = units.at(block.index)
                yield self.finding(
                    say("{word} has no decimal point: it is {value:g} {unit}", word=word.text,
                        value=word.value * getattr(row, unit), unit=unit),
                    context.line(block.index, column=word.column),
                    say("write {word}. unless parameter 3401 bit 0 makes it millimetres", word=word.text)
                    if context.dialect == "fanuc"
                    else say("write {word}.", word=word.text),
                )  # fmt: skip
        yield from self._feeds(context, program, controller, units)

    def _feeds(self, context: Context, program: Program, controller: Controller, units: _Modes) -> Iterator[Finding]:
        """Feeds without a point, where that makes a crawl of them: the first."""
        row = next((r for r in controller.no_point if "F" in r.addresses and r.feed_mode in (None, "G94")), None)
        if row is None or (row.mm >= 1 and "inch" not in units.seen):
            return
        modes = _Modes(program, {93.0: "G93", 94.0: "G94", 95.0: "G95"}, "G94")
        for block in _blocks(program, _FEED):
            unit = units.at(block.index)
            if modes.at(block.index) != "G94" or g_codes(block) & _OTHER:
                continue
            for word in block.words:
                value = word.value * getattr(row, unit)
                if word.letter == "F" and _whole(word) and 0 < value < CRAWL[unit] <= word.value:
                    yield self.finding(
                        say("{word} has no decimal point: it is {value:g} {unit}/min", word=word.text, value=value,
                            unit=unit),
                        context.line(block.index, column=word.column),
                        say("write {word}.", word=word.text),
                        severity=Severity.WARNING,
                    )  # fmt: skip
                    return


class _Modes:
    """Which of a group of G codes is in force at a block, by the text's order. ``seen``: those that the program has."""

    def __init__(self, program: Program, codes: Mapping[float, str], first: str) -> None:
        self.indices = list(program.blocks_with("G", lambda code: code in codes))
        self.values = [next(codes[c] for c in codes if c in g_codes(program.blocks[i])) for i in self.indices]
        self.first = first
        self.seen = frozenset(self.values)

    def at(self, index: int) -> str:
        """The one in force in the block of that index."""
        place = bisect_right(self.indices, index)
        return self.values[place - 1] if place else self.first


def _blocks(program: Program, wanted: re.Pattern[str]) -> Iterator[Block]:
    """The blocks whose text matches, each once."""
    return map(program.blocks.__getitem__, program.lines_like(wanted))


def _short(word: Word) -> bool:
    """Whether it is a number without a point that would be less than a millimetre."""
    return _whole(word) and 0 < abs(word.value) <= MOST


def _whole(word: Word) -> bool:
    return word.text[-1:].isdigit() and "." not in word.text and "#" not in word.text
