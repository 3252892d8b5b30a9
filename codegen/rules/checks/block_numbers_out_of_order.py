"""Rule block-numbers-out-of-order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import PROGRAM
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


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
        if program is None or context.dialect == "heidenhain":
            return
        rows, numbers = program.numbers()
        numbers = np.append(0, np.where(numbers == PROGRAM, 0, numbers))
        last, now = numbers[:-1], numbers[1:]
        at = first_row((last // 2 < now) & (now < last))
        if at is not None:
            yield self.finding(
                say("N{number} follows N{last}", number=int(now[at]), last=int(last[at])),
                context.line(int(rows[at])),
                say("number the blocks anew"),
            )
