"""Rule arc-radius-sensitive."""

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

INCREMENT = 0.001
"""mm: the last digit of a metric program."""
MOVED = 0.05
"""mm: more than that, the arc is another one."""


class ArcRadiusSensitive(Rule):
    """An arc by R whose centre jumps with the last digit.

    ## What it does

    For arcs by R that are nearly half or nearly full circles: if one least increment more or less in R moves the centre
    by more than 0.05 mm, it is reported. Exact half circles pass.

    ## Why is this bad

    The end points are rounded; the control then finds a centre that is tenths of a millimetre off, or none. LinuxCNC's
    manual calls arcs by R that are nearly semicircles "not good practice".

    ## Example

        G0 X0 Y0
        G2 X19.999 Y0 R10 F100

    ## Use instead

        G0 X0 Y0
        G2 X19.999 Y0 I10 J0 F100

    ## Which controllers

    All.
    """

    code = "arc-radius-sensitive"
    group = Group.GEOMETRY
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, moves = context.program, context.moves
        arcs = (moves.kind == MoveKind.ARC_CW) | (moves.kind == MoveKind.ARC_CCW)
        at = np.flatnonzero(arcs & (moves.plane == 0))
        if program is None or not len(at):
            return
        start, end, centre = moves.starts_of(at)[:, :2], moves.end[at, :2], moves.centres_of(at)
        radius, half = np.hypot(*(start - centre).T), np.hypot(*(end - start).T) / 2
        with np.errstate(invalid="ignore"):
            rise = np.sqrt(np.maximum(radius**2 - half**2, 0.0))
            moved = np.sqrt(np.maximum((radius + INCREMENT) ** 2 - half**2, 0.0)) - rise
            unsure = (moved > MOVED) & (radius - half > NEARLY)
        for row in rows(unsure):
            move = context.move(int(at[row]))
            word = next((w for w in program.blocks[move.block].words if w.letter == "R"), None)
            if word is not None:
                yield self.finding(
                    say(
                        "0.001 mm more in {word} moves the arc's centre by {moved:.2f} mm",
                        word=word.text,
                        moved=float(moved[row]),
                    ),
                    context.line(move.block, column=word.column),
                    say("write the centre with I and J"),
                )
