"""Rule drill-without-pecks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Move, MoveKind
from codegen.rules.base import Context, Rule

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
    """

    code = "drill-without-pecks"

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        from codegen import shop

        if context.setup is None:
            return
        box = context.setup.stock.box
        limit = shop.practice("peck_from", "diameters") + SPARE
        told: set[int] = set()
        for move in context.moves():
            number = move.state.tool or 0
            assembly = context.tools.get(number)
            if assembly is None or number in told or assembly.tool.kind != "drill" or not _down(move):
                continue
            d = assembly.tool.diameter
            stroke = min(move.start[2], box.high[2]) - max(move.end[2], box.low[2])
            if stroke <= limit * d + (APPROACH if move.start[2] < box.high[2] else 0.0):
                continue
            told.add(number)
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


def _down(move: Move) -> bool:
    """Whether it is a feed straight down at known heights."""
    upright = math.dist(move.start[:2], move.end[:2]) < 1e-6
    return move.kind is MoveKind.FEED and move.machine_end is None and upright and move.end[2] < move.start[2]
