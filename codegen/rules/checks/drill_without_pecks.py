"""Rule drill-without-pecks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.columns import Floats, Moves
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

if TYPE_CHECKING:
    from codegen.model.part import Box

SPARE: Final = 1.0
"""Diameters beyond the shop's limit: the drill's point, and a little."""
APPROACH: Final = 3.0
"""mm: a stroke that begins below the stock's top may begin so far above its hole's own top."""


class DrillWithoutPecks(Rule):
    """A drill goes deep in one stroke.

    ## What it does

    For drills of the setup it measures each straight feed down, as far as it lies in the stock. More than four diameters
    (pecks are usual from three) is a warning. Reported once for each tool.

    ## Why is this bad

    Chips do not find their way out of a deep hole; they pack in the flutes, and the drill breaks. A Q with a slip of its
    digits, or in another unit, makes one stroke of a cycle that should peck.

    ## Example

        G83 X10 Y10 Z-30 R2 Q3000 F100   (Ø3 drill; meant: Q3)

    ## Use instead

        G83 X10 Y10 Z-30 R2 Q3 F100

    ## Which controllers

    All.
    """

    code = "drill-without-pecks"
    group = Group.CYCLES
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        from codegen import shop

        if context.setup is None:
            return
        box = context.setup.stock.box
        limit = shop.practice("peck_from", "diameters") + SPARE
        told: set[int] = set()
        for run in context.runs():
            number = run.state.tool or 0
            assembly = context.tools.get(number)
            if assembly is None or number in told or assembly.tool.kind != "drill":
                continue
            d = assembly.tool.diameter
            strokes = _strokes(run.moves, box)
            allowed = limit * d + (run.moves.start[:, 2] < box.high[2]) * APPROACH
            row = first_row(strokes > allowed)
            if row is None:
                continue
            told.add(number)
            stroke, move = float(strokes[row]), context.move(run.first + row)
            yield self.finding(
                say(
                    "T{number} ({name}) drills {stroke:.1f} mm, {diameters:.1f} diameters, in one stroke",
                    number=number,
                    name=assembly.tool.name,
                    stroke=stroke,
                    diameters=stroke / d,
                ),
                context.at(move),
                say("peck: G83 with a Q of about {d:g} mm; or use a drill made for deep holes", d=d),
                severity=Severity.WARNING,
                figures=(("stroke", stroke), ("diameter", d)),
            )


def _strokes(moves: Moves, box: Box) -> Floats:
    """How far each feed straight down at known heights goes within the stock's height, mm; NaN for other moves."""
    way, start, end = moves.end - moves.start, moves.start[:, 2], moves.end[:, 2]
    upright = (np.hypot(way[:, 0], way[:, 1]) < 1e-6) & (end < start)
    depth = np.minimum(start, box.high[2]) - np.maximum(end, box.low[2])
    down: Floats = np.where(upright & (moves.kind == MoveKind.FEED) & ~moves.in_machine, depth, np.nan)
    return down
