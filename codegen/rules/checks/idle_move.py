"""Rule idle-move."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class IdleMove(Rule):
    """Moves that move nothing.

    ## What it does

    Counts straight moves whose end is where they start; reported once, at the first.

    ## Why is this bad

    Harmless by itself. In the middle of a contour it leaves a mark, and often a coordinate was meant to be another.

    ## Example

        G1 X10
        G1 X10

    ## Use instead

        G1 X10
        G1 X20

    ## Which controllers

    All.
    """

    code = "idle-move"
    group = Group.STYLE
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        same = (
            moves.where(lambda start, end: (start == end).all(axis=1))
            & (moves.kind == MoveKind.FEED)
            & (moves.cycle == 0)
            & ~moves.in_machine
        )
        row = first_row(same)
        if row is not None:
            yield self.finding(
                say("{count} cutting moves that move nothing, this the first", count=int(same.sum())),
                context.at(context.move(row)),
                say("remove them, or correct the coordinate"),
            )
