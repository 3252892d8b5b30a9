"""Rule compensation-on-retract."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.facts import NEARLY, aside
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class CompensationOnRetract(Rule):
    """The tool is retracted with cutter compensation on.

    ## What it does

    Reports a rapid straight up under G41 or G42 after a cut, once for each time it is on.

    ## Why is this bad

    The compensation goes on with the next move in X or Y: the tool approaches the next contour from the wrong side.
    Controls that look ahead for two moves in the plane find none and cut in.

    ## Example

        G41 D1
        G1 X50
        G0 Z5
        G40

    ## Use instead

        G41 D1
        G1 X50
        G40 G1 X60
        G0 Z5

    ## Which controllers

    Those with cutter compensation.
    """

    code = "compensation-on-retract"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        told, cut = False, False
        for run in context.runs():
            if run.state.compensation not in ("G41", "G42"):
                told, cut = False, False
                continue
            moves = run.moves
            first = first_row(moves.cutting & ~(aside(moves) <= NEARLY))  # not known, under compensation, is sideways
            up = (
                (moves.kind == MoveKind.RAPID)
                & ~moves.in_machine
                & (moves.end[:, 2] > moves.start[:, 2])
                & ~(aside(moves) > NEARLY)
            )
            if not cut and first is not None:
                up[:first] = False
            row = first_row(up, run.first) if cut or first is not None else None
            cut = cut or first is not None
            if row is not None and not told:
                told = True
                yield self.finding(
                    say("a retract while {mode} is on", mode=run.state.compensation),
                    context.at(context.move(row)),
                    say("lead out with G40 before it"),
                )
