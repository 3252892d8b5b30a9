"""Rule cycle-not-along-z."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import NEARLY, aside
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class CycleNotAlongZ(Rule):
    """A canned cycle drills sideways.

    ## What it does

    Reports a canned cycle whose strokes run along X or Y because G18 or G19 is in force; once.

    ## Why is this bad

    On a machine without an angle head the tool is driven sideways into the work. The plane was left over from an arc.

    ## Example

        G18 G2 X10 Z0 I5
        G81 X20 Z-5 R2

    ## Use instead

        G18 G2 X10 Z0 I5
        G17
        G81 X20 Z-5 R2

    ## Which controllers

    All with canned cycles and planes.
    """

    code = "cycle-not-along-z"
    group = Group.CYCLES
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        if len(moves.cycles) < 2:
            return
        cycles = (moves.cycle > 0) & moves.cutting
        flat = cycles & (aside(moves) > NEARLY) & moves.level
        if not flat.any():
            return
        # a block that feeds to the hole (MCALL under G1) and then drills along Z is no sideways cycle
        upright = np.unique(moves.block[cycles & (aside(moves) <= NEARLY)])
        row = first_row(flat & ~np.isin(moves.block, upright))
        if row is not None:
            yield self.finding(
                say("a canned cycle feeds sideways: its axis is not Z"),
                context.at(context.move(row)),
                say("write G17 before it"),
            )
