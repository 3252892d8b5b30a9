"""Rule rapid-at-cutting-depth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.facts import NEARLY, aside, ends_in_cut, lowered
from codegen.rules.groups import Group
from codegen.rules.rows import firsts

LEAST = 0.5
"""mm: shorter rapids are a step aside within what the tool has cut itself."""


class RapidAtCuttingDepth(Rule):
    """A rapid goes sideways at the depth of the cut before it.

    ## What it does

    Reports a rapid in X or Y, longer than half a millimetre, right after a cut and at the same height, in a program
    that lowers its tool at a feed; once a tool. Outside the stock, or in what is cut away already, it is right: with
    stock the simulation decides, and the rule is silent.

    ## Why is this bad

    A retract may be missing. Through a wall the rapid breaks the tool.

    ## Example

        G1 Z-5 F100
        X50
        G0 X0 Y20

    ## Use instead

        G1 Z-5 F100
        X50
        G0 Z5
        X0 Y20

    ## Which controllers

    All.
    """

    code = "rapid-at-cutting-depth"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        if context.simulation is not None or len(moves) < 2:
            return
        rapid = moves.kind == MoveKind.RAPID
        rapid[1:] &= moves.cutting[:-1]  # few: what follows looks at every move
        rapid[0] = False
        at = np.flatnonzero(rapid)
        way = moves.end[at] - moves.end[at - 1]
        if not bool(((np.abs(way[:, 2]) < NEARLY) | np.isnan(way[:, 2])).any()):
            return
        level = np.abs(moves.end[:, 2] - moves.start[:, 2]) < NEARLY
        far = aside(moves)
        # beside a contour whose cutter's radius is not known nothing is known of the plane: that it goes sideways is
        hidden = np.array([state.compensation not in (None, "G40") for state in moves.states] or [False])[moves.state]
        sideways = (far > LEAST) | (hidden & np.isnan(far))
        mask = rapid & ~moves.in_machine & (moves.cycle == 0) & level & sideways
        tools = np.array([state.tool or 0 for state in moves.states], np.int64)[moves.state]
        mask[1:] &= (ends_in_cut(moves) & lowered(moves))[:-1] & (tools[1:] == tools[:-1])
        for row in firsts(mask, tools):
            move = context.move(row)
            yield self.finding(
                say("a sideways rapid at Z{z:g}, the depth of the cut before it", z=move.end[2]),
                context.at(move),
                say("go up before it, or check with --stock that nothing stands there"),
                figures=(("z", move.end[2]),),
            )
