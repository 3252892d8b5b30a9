"""Rule distance-not-stated."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class DistanceNotStated(Rule):
    """The program moves before it says G90 or G91.

    ## What it does

    Looks for G90 or G91 before the first move, on controls that start in a known mode.

    ## Why is this bad

    Started in the middle, or after a program that was broken off, it runs in the mode that was left behind.

    ## Example

        G21
        G0 X10 Y10

    ## Use instead

        G21 G90
        G0 X10 Y10

    ## Which controllers

    Those that start in G90. On others the reader reports the unknown mode (`modal-unset`).
    """

    code = "distance-not-stated"
    group = Group.MODAL
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        controller, program = context.controller, context.program
        if controller is None or program is None or "distance" not in controller.power_on:
            return  # the reader takes it as unknown, and says so
        row = first_row(~context.moves.in_machine)
        if row is None:
            return
        move = context.move(row)
        said = program.blocks_with("G", lambda code: code in (90.0, 91.0))
        if not len(said) or said[0] > move.block:
            yield self.finding(
                say("the first move, and neither G90 nor G91 is said"),
                context.at(move),
                say("begin the program with G90"),
            )
