"""Rule retract-low."""

from __future__ import annotations

import math
from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.job import FaceOp
from codegen.model.motion import Move, MoveKind
from codegen.model.part import Box
from codegen.rules.base import Context, Rule

MARGIN = 1.0
"""mm above the stock: what a stock's saw marks and a vice's seating take up (shop rule)."""


class RetractLow(Rule):
    """A sideways rapid passes over the stock with less than a millimetre to spare.

    ## What it does

    Warns of a rapid in X or Y over the stock's outline, lower than 1 mm above its top. Whether it touches material is the
    simulation's business; this rule is about the room for what the simulation does not know. Reported once for each tool
    and height.

    ## Why is this bad

    Stock is never as flat as its figures, chips lie on it, clamps stand out of it. A rapid has no force to stop.

    ## Example

        G0 Z0.5
        X80

    ## Use instead

        G0 Z5
        X80
    """

    code = "retract-low"

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.setup is None:
            return
        box = context.setup.stock.box
        top, faced = box.high[2], _faced(context)
        told: set[tuple[int | None, float]] = set()
        for move in context.moves():
            if faced is not None and move.kind is MoveKind.FEED and move.end[2] < faced + 1e-6:
                top = faced  # the facing has come down to the part's top
            if move.kind is not MoveKind.RAPID or move.machine_end is not None:
                continue
            low = min(move.start[2], move.end[2])
            if not low < top + MARGIN - 1e-6 or (move.state.tool, low) in told:
                continue
            if _sideways(move) and _over(move, box):
                told.add((move.state.tool, low))
                yield self.finding(
                    say("sideways rapid at Z{low:g}; the stock's top is at {top:g}", low=low, top=top),
                    context.at(move),
                    say("go up to Z{clearance:g} before it", clearance=context.setup.clearance),
                    severity=Severity.WARNING,
                    figures=(("z", low), ("stock_top", top)),
                )


def _faced(context: Context) -> float | None:
    """Where the job's facing leaves the stock's top; None: nothing is faced, or no job is known."""
    heights = [op.z_bottom for op in context.job.operations if isinstance(op, FaceOp)] if context.job else []
    return min(heights, default=None)


def _sideways(move: Move) -> bool:
    return math.hypot(move.end[0] - move.start[0], move.end[1] - move.start[1]) > 1e-3


def _over(move: Move, box: Box) -> bool:
    """Whether the line crosses the stock's outline as seen from above (Liang and Barsky's clipping, by slabs)."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        start, way = move.start[axis], move.end[axis] - move.start[axis]
        low, high = box.low[axis] - start, box.high[axis] - start
        if abs(way) < 1e-12:
            if low > 0 or high < 0:
                return False
            continue
        a, b = sorted((low / way, high / way))
        first, last = max(first, a), min(last, b)
    return first <= last
