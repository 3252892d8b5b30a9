"""Rule override-left-off."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Block
from codegen.rules.base import Context, Rule
from codegen.rules.facts import m_codes
from codegen.rules.groups import Group


class OverrideLeftOff(Rule):
    """The operator's feed override is switched off and never on again.

    ## What it does

    Follows M49 to M48 through the text.

    ## Why is this bad

    The hand on the override knob is the operator's last means before the emergency stop.

    ## Example

        M49
        G33.1 Z-10 K1
        M30

    ## Use instead

        M49
        G33.1 Z-10 K1
        M48
        M30

    ## Which controllers

    LinuxCNC, Fanuc, Haas (as their machines have it).
    """

    code = "override-left-off"
    group = Group.MODAL
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        off: Block | None = None
        for block in context.noted:
            codes = m_codes(block)
            off = None if 48.0 in codes else block if 49.0 in codes else off
        if off is not None:
            yield self.finding(
                say("M49 switches the feed override off, and no M48 follows"),
                context.line(off.index),
                say("write M48 after it"),
            )
