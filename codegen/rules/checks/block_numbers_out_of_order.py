"""Rule block-numbers-out-of-order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import may_be_numbered
from codegen.rules.groups import Group

_N: Final = re.compile(r"^[ \t]*/?[ \t]*(?:[Nn][ \t]*([0-9]{1,9})(?![0-9.])|[Oo:][ \t]*[0-9])", re.MULTILINE)


class BlockNumbersOutOfOrder(Rule):
    """Block numbers fall.

    ## What it does

    Reports the first N that is lower than the one before it, unless numbering begins anew (less than half). Reported
    once.

    ## Why is this bad

    Blocks were moved or pasted: the restart at a number begins somewhere else.

    ## Example

        N20 G0 Z5
        N15 G1 Z-2

    ## Use instead

        N20 G0 Z5
        N25 G1 Z-2

    ## Which controllers

    All.
    """

    code = "block-numbers-out-of-order"
    group = Group.STRUCTURE
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect == "heidenhain" or not may_be_numbered(program):
            return
        last = 0
        for hit in _N.finditer(program.text):
            number = int(hit[1]) if hit[1] is not None else 0
            if last // 2 < number < last:
                yield self.finding(
                    say("N{number} follows N{last}", number=number, last=last),
                    context.line(program.text.count("\n", 0, hit.start())),
                    say("number the blocks anew"),
                )
                return
            last = number
