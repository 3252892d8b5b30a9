"""Rule block-number-repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import PROGRAM
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_JUMP: Final = re.compile(r"GOTO|M99[ \t]*P|M97", re.IGNORECASE)
FAR = 1000
"""Blocks after which a number may come again."""


class BlockNumberRepeated(Rule):
    """A block number stands twice.

    ## What it does

    Compares the N words of each program of the file. With jumps (GOTO, M99 P) it is a warning, else a note. Numbers
    that begin again after many blocks, as posts do at 9999, are passed over.

    ## Why is this bad

    A jump, or a restart at N100, finds the first of the two.

    ## Example

        N100 G0 Z5
        N100 G1 Z-2

    ## Use instead

        N100 G0 Z5
        N110 G1 Z-2

    ## Which controllers

    All.
    """

    code = "block-number-repeated"
    group = Group.STRUCTURE
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect == "heidenhain":
            return
        rows, numbers = program.numbers()
        if not bool((numbers[1:] <= numbers[:-1]).any()):
            return  # they rise
        seen: dict[int, int] = {}
        for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
            if number == PROGRAM:  # another program begins
                seen.clear()
                continue
            before = seen.get(number, -FAR)
            seen[number] = row
            if row - before < FAR:
                jumps = _JUMP.search(program.text) is not None
                yield self.finding(
                    say("N{number} stands in line {line}, too", number=number, line=before + 1),
                    context.line(row),
                    say("number the blocks anew"),
                    severity=None if jumps else Severity.NOTE,
                )
                return
