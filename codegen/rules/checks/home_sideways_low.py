"""Rule home-sideways-low."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.facts import ends_in_cut, lowered
from codegen.rules.groups import Group
from codegen.rules.rows import rows


class HomeSidewaysLow(Rule):
    """The machine goes home sideways while the tool is in the cut.

    ## What it does

    Looks at moves in machine coordinates (G28, G30, G53) that go sideways right after a cut that did not end upwards.
    Where the same block also raises Z it is a warning: the way is aslant. Programs that never lower a tool at a feed,
    as for a laser, are passed over.

    ## Why is this bad

    The tool is dragged through the part and the clamps at rapid.

    ## Example

        G1 Z-5 F100
        X50
        G28 X0 Y0

    ## Use instead

        G1 Z-5 F100
        X50
        G91 G28 Z0
        G28 X0 Y0
        G90

    ## Which controllers

    All.
    """

    code = "home-sideways-low"
    group = Group.MOTION

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        homing = moves.in_machine & (moves.kind == MoveKind.RAPID)
        if not bool(homing.any()):
            return
        in_cut, down = ends_in_cut(moves), lowered(moves)
        for row in rows(homing):
            block = moves.block[row]
            before = row - 1
            while before >= 0 and moves.block[before] == block:
                before -= 1
            if before < 0 or not in_cut[before] or not down[before]:
                continue
            start, end = moves.start[row], moves.end[row]
            if np.isnan(start).any() or bool((start[:2] == end[:2]).all()):
                continue
            slant = bool(start[2] != end[2])
            yield self.finding(
                say("the machine goes home aslant out of the cut at Z{z:g}", z=float(start[2]))
                if slant
                else say("the machine goes home sideways at Z{z:g}, where the last cut ended", z=float(start[2])),
                context.at(context.move(row)),
                say("raise Z alone before it"),
                severity=Severity.WARNING if slant else None,
                figures=(("z", float(start[2])),),
            )
