"""Rule machine-move-under-compensation."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class MachineMoveUnderCompensation(Rule):
    """A move in machine coordinates under cutter compensation.

    ## What it does

    Reports G28, G30 or G53 with X or Y while G41 or G42 is on.

    ## Why is this bad

    What becomes of the offset is another thing on each control: LinuxCNC refuses the block, a Fanuc drops it on the
    way.

    ## Example

        G41 D1
        G1 X50
        G28 X0 Y0

    ## Use instead

        G41 D1
        G1 X50
        G40 G1 X60
        G28 X0 Y0

    ## Which controllers

    Those with cutter compensation.
    """

    code = "machine-move-under-compensation"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for run in context.runs():
            if run.state.compensation not in ("G41", "G42"):
                continue
            sideways = (run.moves.start[:, :2] != run.moves.end[:, :2]).any(axis=1)
            row = first_row(run.moves.in_machine & sideways, run.first)
            if row is not None:
                yield self.finding(
                    say("a move in machine coordinates while {mode} is on", mode=run.state.compensation),
                    context.at(context.move(row)),
                    say("cancel the compensation by G40 and a lead-out before it"),
                )
                return
