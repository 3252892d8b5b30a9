"""Rule home-through-part."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import firsts


class HomeThroughPart(Rule):
    """The way home leads down to a point of the work first.

    ## What it does

    G28 and G30 go to their reference position by way of the point that the block names. In absolute mode that point is
    a place in the work frame: Z0 is the top of the part. Reports one that lies lower than the tool, or at a known
    height while the tool's is not known.

    ## Why is this bad

    `G28 Z0` under G90 is meant as "up and home"; the tool first dives at rapid to work zero.

    ## Example

        G90
        G28 Z0

    ## Use instead

        G91 G28 Z0
        G90

    ## Which controllers

    Those with G28. On a Siemens or Heidenhain control the word is another one.
    """

    code = "home-through-part"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, moves = context.program, context.moves
        if program is None:
            return
        blocks = np.array(program.blocks_with("G", lambda code: code in (28.0, 30.0)), np.int64)
        if not len(blocks):
            return
        mask = np.isin(moves.block, blocks) & (moves.kind == MoveKind.RAPID) & ~moves.in_machine & moves.downward
        for row in firsts(mask, moves.block):
            z = float(moves.end[row, 2])
            yield self.finding(
                say("the way home leads by Z{z:g} in the work frame first", z=z),
                context.at(context.move(row)),
                say("write G91 G28 Z0, then G90"),
                figures=(("z", z),),
            )
