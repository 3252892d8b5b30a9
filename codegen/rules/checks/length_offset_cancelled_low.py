"""Rule length-offset-cancelled-low."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding
from codegen.messages import say
from codegen.model.motion import Event, EventKind, MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class LengthOffsetCancelledLow(Rule):
    """The length offset is cancelled while the tool is in the cut.

    ## What it does

    Reports G49 (or H0) right after a move at a feed that does not go up.

    ## Why is this bad

    The work coordinates jump by the tool's length: the next move in Z goes into the table, or a Fanuc moves at once.

    ## Example

        G1 Z-5 F100
        X50
        G49
        G0 Z5

    ## Use instead

        G1 Z-5 F100
        X50
        G0 Z50
        G53 G0 Z0
        G49

    ## Which controllers

    Those with G43.
    """

    code = "length-offset-cancelled-low"
    group = Group.TOOLS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        low = False  # whether the move before was a cut that did not go up
        on = False
        for part in context.parts():
            if isinstance(part, Event):
                if part.kind is EventKind.LENGTH_OFFSET and part.value == 0 and low and on:
                    yield self.finding(
                        say("the length offset is cancelled where the last cut ended"),
                        context.at(part),
                        say("retract first: G53 G0 Z0, then G49"),
                    )
            else:
                moves, on = part.moves[-1:], bool(part.state.length_offset)
                rises = moves.end[0, 2] > moves.start[0, 2] or bool(np.isnan(moves.end[0, 2]))
                low = bool(moves.cutting[0]) and not rises and moves.kind[0] != MoveKind.THREAD and not moves.cycle[0]
