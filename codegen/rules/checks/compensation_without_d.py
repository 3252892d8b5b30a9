"""Rule compensation-without-d."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes
from codegen.rules.groups import Group


class CompensationWithoutD(Rule):
    """Cutter compensation without a D.

    ## What it does

    Reports G41 or G42 where no D was ever said before, or D0.

    ## Why is this bad

    The control offsets by the radius of whatever D the program before has left, or not at all.

    ## Example

        G41 G1 X10 F200

    ## Use instead

        G41 D1 G1 X10 F200

    ## Which controllers

    Fanuc, Haas. LinuxCNC takes the radius of the tool in the spindle.
    """

    code = "compensation-without-d"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.dialect not in ("fanuc", "haas"):
            return
        offset: float | None = None
        for block in context.noted:
            offset = next((word.value for word in block.words if word.letter == "D"), offset)
            if g_codes(block) & {41.0, 42.0} and not offset:
                yield self.finding(
                    say("cutter compensation, and no D says by which radius")
                    if offset is None
                    else say("cutter compensation with D0: no radius"),
                    context.line(block.index),
                    say("write D with the tool's number"),
                )
                return
