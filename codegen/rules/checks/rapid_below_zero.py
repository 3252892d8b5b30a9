"""Rule rapid-below-zero."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.facts import NEARLY
from codegen.rules.groups import Group
from codegen.rules.rows import rows

INSIDE = 1.0
"""mm within the extent of all cuts: nearer its edge the tool may stand outside the stock."""


class RapidBelowZero(Rule):
    """A rapid goes down below work zero, deeper than anything was cut.

    ## What it does

    Without stock: reports a rapid that crosses Z0 downwards, to a height that no cut has reached before, at a place
    well within the extent of the cuts. Beside them it may be an approach outside the stock.

    ## Why is this bad

    Where Z0 is the top of the stock, that is a rapid into solid material. The usual slip is G0 for G1.

    ## Example

        G0 X20 Y20 Z5
        G0 Z-3
        G1 X50 F100

    ## Use instead

        G0 X20 Y20 Z5
        G1 Z-3 F100
        X50

    ## Which controllers

    All. With stock the simulation says it instead (`rapid-into-stock`).
    """

    code = "rapid-below-zero"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        if context.simulation is not None or not bool(moves.cutting.any()):
            return
        z = moves.end[:, 2]
        mask = (moves.kind == MoveKind.RAPID) & (z < -NEARLY)
        if not bool(mask.any()):
            return
        end_z = np.where(moves.cutting, z, np.inf)
        deepest = np.concatenate(([np.inf], np.fmin.accumulate(end_z)[:-1]))
        mask &= ~moves.in_machine & (moves.cycle == 0) & (moves.start[:, 2] >= 0) & (z < deepest - NEARLY)
        cut = moves.end[moves.cutting][:, :2]
        if not bool(mask.any()) or np.isnan(cut).all():
            return
        low, high = np.nanmin(cut, axis=0) + INSIDE, np.nanmax(cut, axis=0) - INSIDE
        at = moves.end[:, :2]
        for row in rows(mask & ((at > low) & (at < high)).all(axis=1)):
            move = context.move(row)
            yield self.finding(
                say("a rapid goes down to Z{z:g}, where nothing was cut before", z=move.end[2]),
                context.at(move),
                say("go down at a feed (G1), or check with --stock"),
                figures=(("z", move.end[2]),),
            )
