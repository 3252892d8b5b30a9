"""Rule units-mismatch."""

from __future__ import annotations

import math
from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Move, Plane
from codegen.rules.base import Context, Rule, cuts
from codegen.units import MM_PER_INCH

FAR_OUT = 4.0
"""Cuts this many times as wide as the stock are no overrun. A tool's overrun at both sides is a fraction of the stock."""
TINY = 0.12
"""Cuts this small a part of the stock, in X and Y, may be an inch program read as millimetres."""
INCH_FEED = 80.0
"""mm/min: no more than this as every sideways feed looks like inches per minute."""


class UnitsMismatch(Rule):
    """The size of the cuts and the size of the stock differ by about an inch to the millimetre.

    ## What it does

    Compares the extent of all cuts in X and Y with the stock. Cuts many times wider than the stock, which would fit if
    divided by 25.4, look like millimetres under G20: an error. Cuts that are tiny, and would fill the stock if multiplied
    by 25.4, look like inches under G21: an error if the feeds are as small, else a warning.

    ## Why is this bad

    Everything is wrong by a factor of 25.4, depths included.

    ## Example

        G20
        G1 X100 F400   (on a stock of 120 mm)

    ## Use instead

        G21
        G1 X100 F400
    """

    code = "units-mismatch"

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.setup is None:
            return
        cutting = [move for move in context.moves() if cuts(move)]
        size = tuple(_extent(cutting, axis) for axis in (0, 1))
        stock = context.setup.stock.box.size
        if not cutting or max(size) <= 0 or min(stock[:2]) <= 0:
            return
        ratios = [size[axis] / stock[axis] for axis in (0, 1)]
        figures = (("cut_x", size[0]), ("cut_y", size[1]), ("stock_x", stock[0]), ("stock_y", stock[1]))
        said = say(
            "the cuts span {x:.4g} × {y:.4g} mm on a stock of {stock_x:g} × {stock_y:g} mm",
            x=size[0],
            y=size[1],
            stock_x=stock[0],
            stock_y=stock[1],
        )
        if max(ratios) > FAR_OUT and max(ratios) / MM_PER_INCH < 1.5 and cutting[0].state.units == "inch":
            yield self.finding(
                say("{said}: the program says inch (G20) and looks like mm", said=said),
                context.at(cutting[0]),
                say("write G21 if its numbers are millimetres"),
                figures=figures,
            )
        elif max(ratios) < TINY and 0.4 < max(ratios) * MM_PER_INCH < 1.5 and cutting[0].state.units == "mm":
            slow = all(not move.feed > INCH_FEED for move in cutting)
            yield self.finding(
                say("{said}: the program says mm (G21) and looks like inch", said=said),
                context.at(cutting[0]),
                say("write G20 if its numbers are inches"),
                severity=Severity.ERROR if slow else Severity.WARNING,
                figures=figures,
            )


def _extent(moves: list[Move], axis: int) -> float:
    """Width of all moves along an axis, mm: end points, and the whole circle of an arc; unknown coordinates are left out."""
    values = [v for move in moves for v in (move.start[axis], move.end[axis]) if math.isfinite(v)]
    for move in moves:
        if move.centre is not None and move.plane is Plane.XY:
            radius = ((move.start[0] - move.centre[0]) ** 2 + (move.start[1] - move.centre[1]) ** 2) ** 0.5
            values += [v for v in (move.centre[axis] - radius, move.centre[axis] + radius) if math.isfinite(v)]
    return max(values) - min(values) if values else 0.0
