"""Rule feed-in-machine-coordinates."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class FeedInMachineCoordinates(Rule):
    """A cut is programmed in machine coordinates.

    ## What it does

    Reports a move at a feed under G53, once.

    ## Why is this bad

    Where it cuts hangs on where the work was clamped and on the tool's length, which machine coordinates know nothing
    of.

    ## Example

        G53 G1 X100 F300

    ## Use instead

        G54
        G1 X20 F300

    ## Which controllers

    Those whose G53 works with G1: LinuxCNC, GRBL, Siemens (SUPA). A Fanuc moves at rapid.
    """

    code = "feed-in-machine-coordinates"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        row = first_row(moves.in_machine & moves.cutting)
        if row is not None:
            yield self.finding(
                say("a move at a feed in machine coordinates"),
                context.at(context.move(row)),
                say("cut in a work offset (G54 to G59)"),
            )
