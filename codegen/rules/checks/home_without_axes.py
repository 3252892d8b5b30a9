"""Rule home-without-axes."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes, has
from codegen.rules.groups import Group


class HomeWithoutAxes(Rule):
    """G28 or G30 without an axis.

    ## What it does

    Reports the way home that names no axis.

    ## Why is this bad

    LinuxCNC and GRBL move all axes at once, aslant out of wherever the tool is; a Fanuc moves none.

    ## Example

        G28

    ## Use instead

        G91 G28 Z0
        G28 X0 Y0
        G90

    ## Which controllers

    LinuxCNC, GRBL, grblHAL. Elsewhere the reader reports it.
    """

    code = "home-without-axes"
    group = Group.PORTABILITY
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.dialect not in ("linuxcnc", "grbl", "grblhal"):
            return
        for block in context.noted:
            if g_codes(block) & {28.0, 30.0} and not has(block, "XYZABCUVW"):
                yield self.finding(
                    say("the way home names no axis: all move at once"),
                    context.line(block.index),
                    say("raise Z first: G91 G28 Z0"),
                )
                return
