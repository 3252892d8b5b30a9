"""Rule units-mismatch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.columns import PLANES, Moves
from codegen.model.motion import Plane
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row
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

    ## Which controllers

    All.
    """

    code = "units-mismatch"
    group = Group.UNITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.setup is None:
            return
        moves = context.moves
        row = first_row(moves.cutting)
        if row is None:
            return
        first, size = context.move(row), tuple(_extent(moves, axis) for axis in (0, 1))
        stock = context.setup.stock.box.size
        if max(size) <= 0 or min(stock[:2]) <= 0:
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
        if max(ratios) > FAR_OUT and max(ratios) / MM_PER_INCH < 1.5 and first.state.units == "inch":
            yield self.finding(
                say("{said}: the program says inch (G20) and looks like mm", said=said),
                context.at(first),
                say("write G21 if its numbers are millimetres"),
                figures=figures,
            )
        elif max(ratios) < TINY and 0.4 < max(ratios) * MM_PER_INCH < 1.5 and first.state.units == "mm":
            slow = not (moves.feed[moves.cutting] > INCH_FEED).any()
            yield self.finding(
                say("{said}: the program says mm (G21) and looks like inch", said=said),
                context.at(first),
                say("write G20 if its numbers are inches"),
                severity=Severity.ERROR if slow else Severity.WARNING,
                figures=figures,
            )


def _extent(moves: Moves, axis: int) -> float:
    """Width of all cuts along an axis, mm: end points, and the whole circle of an arc; unknown coordinates are left out."""
    cutting, arcs = moves.cutting, moves.arcs[moves.plane[moves.arcs] == PLANES.index(Plane.XY)]
    way = moves.start[arcs, :2] - moves.centre[arcs]
    radius, middle = np.hypot(way[:, 0], way[:, 1]), moves.centre[arcs, axis]
    parts = (moves.start[cutting, axis], moves.end[cutting, axis], middle - radius, middle + radius)
    known = [part[np.isfinite(part)] for part in parts]
    low, high = min(p.min(initial=np.inf) for p in known), max(p.max(initial=-np.inf) for p in known)
    return float(high - low) if high >= low else 0.0
