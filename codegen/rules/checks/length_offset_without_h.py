"""Rule length-offset-without-h."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes, has
from codegen.rules.groups import Group


class LengthOffsetWithoutH(Rule):
    """G43 without H.

    ## What it does

    Reports G43 without its H, once.

    ## Why is this bad

    LinuxCNC takes the offset of the tool in the spindle; a Fanuc takes the H that was said last, for another tool.

    ## Example

        T2 M6
        G43

    ## Use instead

        T2 M6
        G43 H2

    ## Which controllers

    LinuxCNC. Elsewhere the reader reports it.
    """

    code = "length-offset-without-h"
    group = Group.PORTABILITY
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.dialect != "linuxcnc":
            return
        for block in context.noted:
            if 43.0 in g_codes(block) and not has(block, "H"):
                yield self.finding(
                    say("G43 without H means the tool in the spindle on this control alone"),
                    context.line(block.index),
                    say("write H with the tool's number"),
                )
                return
