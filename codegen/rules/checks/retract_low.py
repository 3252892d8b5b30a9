"""Rule retract-low."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.columns import Floats, Moves
from codegen.model.motion import Move, MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row, rows

if TYPE_CHECKING:
    from codegen.model.part import Box

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

    ## Which controllers

    All.
    """

    code = "retract-low"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.setup is None:
            return
        box = context.setup.stock.box
        tops = _tops(context)
        lows = _lows(context.moves)
        near = rows(lows < tops + MARGIN - 1e-6)
        told: set[tuple[int | None, float]] = set()
        for row in near:
            low, top, move = float(lows[row]), float(tops[row]), context.move(row)
            if (move.state.tool, low) not in told and _over(move, box):
                told.add((move.state.tool, low))
                yield self.finding(
                    say("sideways rapid at Z{low:g}; the stock's top is at {top:g}", low=low, top=top),
                    context.at(move),
                    say("go up to Z{clearance:g} before it", clearance=context.setup.clearance),
                    severity=Severity.WARNING,
                    figures=(("z", low), ("stock_top", top)),
                )


def _tops(context: Context) -> Floats:
    """Height of the stock at each move: the job's facing brings it down to the part's top."""
    assert context.setup is not None  # noqa: S101 - the rule has asked
    moves, faced = context.moves, _faced(context)
    tops = np.full(len(moves), context.setup.stock.box.high[2])
    if faced is not None:
        row = first_row((moves.kind == MoveKind.FEED) & (moves.end[:, 2] < faced + 1e-6))
        if row is not None:
            tops[row:] = faced
    return tops


def _lows(moves: Moves) -> Floats:
    """Lowest height of each sideways rapid in work coordinates; NaN for other moves and where a height is not known."""
    way = moves.end - moves.start
    sideways = np.hypot(way[:, 0], way[:, 1]) > 1e-3
    low = np.minimum(moves.start[:, 2], moves.end[:, 2])
    lows: Floats = np.where((moves.kind == MoveKind.RAPID) & ~moves.in_machine & sideways, low, np.nan)
    return lows


def _faced(context: Context) -> float | None:
    """Where the job's facing leaves the stock's top; None: nothing is faced, or no job is known."""
    if context.job is None:
        return None
    from codegen.model.job import FaceOp

    heights = [op.z_bottom for op in context.job.operations if isinstance(op, FaceOp)]
    return min(heights, default=None)


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
