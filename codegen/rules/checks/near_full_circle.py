"""Rule near-full-circle."""

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

HAIR = 0.01
"""mm: less apart than any control's arc tolerance."""


class NearFullCircle(Rule):
    """An arc goes all the way round, and its ends are a hair apart.

    ## What it does

    Reports an arc whose start and end lie less than 0.01 mm apart without being the same, and which runs the long way
    round.

    ## Why is this bad

    It was meant as a tiny arc, and its direction is wrong, or rounding has put the end before the start: the tool cuts
    a full circle instead.

    ## Example

        G0 X0 Y0
        G2 X-0.002 Y0 I5 J0 F100

    ## Use instead

        G0 X0 Y0
        G2 X0 Y0 I5 J0 F100     (a full circle)

    ## Which controllers

    All.
    """

    code = "near-full-circle"
    group = Group.GEOMETRY
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        arcs = (moves.kind == MoveKind.ARC_CW) | (moves.kind == MoveKind.ARC_CCW)
        at = np.flatnonzero(arcs & (moves.plane == 0) & (moves.turns == 1))
        if not len(at):
            return
        start, end, centre = moves.starts_of(at)[:, :2], moves.end[at, :2], moves.centres_of(at)
        gap = np.hypot(*(end - start).T)
        a, b = start - centre, end - centre
        ahead = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]  # above 0: the end lies counterclockwise of the start
        long_way = np.where(moves.kind[at] == MoveKind.ARC_CCW, ahead < 0, ahead > 0)
        flat = moves.level[at]
        near = (gap > NEARLY) & (gap < HAIR) & (np.hypot(*a.T) > 2 * HAIR) & flat
        for row in rows(near & long_way):
            yield self.finding(
                say("the arc's ends are {gap:.4f} mm apart, and it goes all the way round", gap=float(gap[row])),
                context.at(context.move(int(at[row]))),
                say("check the direction, or write the same point for a full circle"),
                figures=(("gap_mm", float(gap[row])),),
            )
