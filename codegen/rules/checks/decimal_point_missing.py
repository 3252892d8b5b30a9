"""Rule decimal-point-missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Block, Word
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes
from codegen.rules.groups import Group

_NUMBER: Final = re.compile(r"(?<![A-Z])[XYZIJKR][ \t]*[+-]?[0-9]+(?![0-9.\[])")
_POINT: Final = re.compile(r"(?<![A-Z])[XYZ][ \t]*[+-]?[0-9]*\.")
FEW = 3
"""Slips of one program; more are a habit."""
MOST = 999
"""Increments: less than a millimetre; larger numbers without a point may be meant as increments."""
_OTHER: Final = frozenset({4.0, 10.0, 65.0, 66.0})
"""G codes whose X, I, J … are no coordinates: dwell, data, macro calls."""


class DecimalPointMissing(Rule):
    """A coordinate without a decimal point, on a control that counts least increments.

    ## What it does

    Where the control reads a number without a point in least increments (Fanuc: X10 is 0.010 mm), a coordinate below
    1000 without one, in a program that writes its coordinates with points, is an error. A program with more than three
    of them seems to be written for a control that is set to read them as millimetres (Fanuc parameter 3401 bit 0): one
    warning.

    ## Why is this bad

    The move is a thousand times too short: the tool stays in the cut, or above it.

    ## Example

        G0 X100. Y50.
        G0 Z100

    ## Use instead

        G0 X100. Y50.
        G0 Z100.

    ## Which controllers

    Those with least increments: Fanuc. Zero needs no point.
    """

    code = "decimal-point-missing"
    severity = Severity.WARNING
    group = Group.UNITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, controller = context.program, context.controller
        letters = "" if controller is None else "".join(row.addresses for row in controller.no_point)
        if program is None or "X" not in letters:
            return
        text = program.text
        if _POINT.search(text) is None:
            return
        found: list[tuple[Block, Word]] = []
        line, at, told = 0, 0, -1
        for hit in _NUMBER.finditer(text):
            line, at = line + text.count("\n", at, hit.start()), hit.start()
            if line == told:
                continue
            told = line
            block = program.blocks[line]
            if g_codes(block) & _OTHER:
                continue
            found += [(block, w) for w in block.words if w.letter in "XYZIJKR" and _short(w)]
            if len(found) > FEW:
                break
        if len(found) > FEW:
            block, word = found[0]
            yield self.finding(
                say("{word} and other coordinates have no decimal point: they count 0.001 mm each", word=word.text),
                context.line(block.index, column=word.column),
                say("write points, unless parameter 3401 bit 0 makes them millimetres"),
                severity=Severity.WARNING,
            )
            return
        for block, word in found:
            yield self.finding(
                say("{word} has no decimal point: it is {value:g} mm", word=word.text, value=word.value / 1000),
                context.line(block.index, column=word.column),
                say("write {word}. unless parameter 3401 bit 0 makes it millimetres", word=word.text),
            )


def _short(word: Word) -> bool:
    """Whether it is a number without a point that would be less than a millimetre."""
    return word.text[-1:].isdigit() and "." not in word.text and "#" not in word.text and 0 < abs(word.value) <= MOST
