"""Rule plane-not-stated."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class PlaneNotStated(Rule):
    """An arc before the program says its plane.

    ## What it does

    Looks for G17, G18 or G19 before the first arc, on controls that start in a known plane.

    ## Why is this bad

    After a program that was broken off in G18 the same arc is drawn upright.

    ## Example

        G21 G90
        G2 X10 Y0 I5 J0 F100

    ## Use instead

        G21 G90 G17
        G2 X10 Y0 I5 J0 F100

    ## Which controllers

    Those that start in G17. On others the reader reports the unknown plane (`modal-unset`).
    """

    code = "plane-not-stated"
    group = Group.MODAL
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        controller, program = context.controller, context.program
        if controller is None or program is None or "plane" not in controller.power_on:
            return  # the reader takes it as unknown, and says so
        row = first_row((context.moves.kind == MoveKind.ARC_CW) | (context.moves.kind == MoveKind.ARC_CCW))
        if row is None:
            return
        move = context.move(row)
        said = program.blocks_with("G", lambda code: code in (17.0, 18.0, 19.0))
        if not len(said) or said[0] > move.block:
            yield self.finding(
                say("the first arc, and no plane is said"),
                context.at(move),
                say("begin the program with G17"),
            )
