"""Rule diagonal-approach."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class DiagonalApproach(Rule):
    """The first move after a tool change goes sideways and down at once.

    ## What it does

    Looks at the first rapid after each tool change: X or Y together with a Z that is lower than before, or known where
    it was not.

    ## Why is this bad

    From the change position the way runs aslant through whatever stands there; a machine whose axes run at their own
    pace bends it downwards.

    ## Example

        T2 M6
        G43 H2
        G0 X10 Y10 Z2

    ## Use instead

        T2 M6
        G0 X10 Y10
        G43 H2 Z50
        Z2

    ## Which controllers

    All that change tools.
    """

    code = "diagonal-approach"
    group = Group.MOTION
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        changed = False
        for part in context.parts():
            if isinstance(part, Event):
                changed = changed or part.kind is EventKind.TOOL_CHANGE
                continue
            if not changed:
                continue
            changed = False
            moves = part.moves[:1]
            sideways = bool((moves.start[0, :2] != moves.end[0, :2]).any())  # NaN, not known, differs from everything
            named = not bool(np.isnan(moves.end[0]).any())
            if moves.kind[0] == MoveKind.RAPID and moves.downward[0] and sideways and named and not moves.cycle[0]:
                move = context.move(part.first)
                yield self.finding(
                    say("after the tool change X, Y and Z move at once, down to Z{z:g}", z=move.end[2]),
                    context.at(move),
                    say("go to X and Y first, then down"),
                )
