"""Rule ending-in-cut."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.facts import ended_in_cut, lowered
from codegen.rules.groups import Group


class EndingInCut(Rule):
    """The program ends with the tool in the cut.

    ## What it does

    Reports a program whose last move is a cut that does not end upwards, where a tool was lowered at a feed.

    ## Why is this bad

    The spindle stops in the material, and the next start, or the operator's first move by hand, drags the tool through
    the part.

    ## Example

        G1 Z-5 F100
        X50
        M30

    ## Use instead

        G1 Z-5 F100
        X50
        G0 Z50
        M30

    ## Which controllers

    All.
    """

    code = "ending-in-cut"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        if not len(moves) or not ended_in_cut(moves) or not bool(lowered(moves)[-1]):
            return
        for _, event in context.steps.events(EventKind.END):
            yield self.finding(
                say("the program ends at Z{z:g}, where the last cut ended", z=float(moves.end[-1, 2])),
                context.at(event),
                say("retract before it"),
                figures=(("z", float(moves.end[-1, 2])),),
            )
            return
