"""Rule work-offset-written."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes
from codegen.rules.groups import Group


class WorkOffsetWritten(Rule):
    """The program writes a work offset itself.

    ## What it does

    Reports G10 with L2 or L20, once.

    ## Why is this bad

    What the operator has touched off is overwritten.

    ## Example

        G10 L2 P1 X-250 Y-200 Z-400

    ## Use instead

        (touch off G54 at the corner)

    ## Which controllers

    Those with G10.
    """

    code = "work-offset-written"
    group = Group.STRUCTURE
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for block in context.noted:
            if 10.0 in g_codes(block) and any(word.letter == "L" and word.value in (2.0, 20.0) for word in block.words):
                yield self.finding(
                    say("G10 writes a work offset over what the operator has set"),
                    context.line(block.index),
                    say("leave the offset to the operator, or say so in the setup sheet"),
                )
                return
