"""Page rapid-into-stock."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class RapidIntoStock(Page):
    """A rapid move goes through material.

    ## What it does

    Virtual stock is cut move by move in a height map; a rapid (G0, G28, the way between a cycle's holes) that meets
    material is reported with depth and place, the deepest of each block. Where the machine may not run its rapids in a
    straight line, the box of the move is looked at.

    ## Why is this bad

    A rapid has the full speed and force of the axes: tool, work and spindle break.

    ## Example

        G1 Z-5
        G0 X80        (still at Z-5, through the wall)

    ## Use instead

        G1 Z-5
        G0 Z5
        G0 X80

    ## Which controllers

    All; whether rapids run straight is the machine's data. Needs the stock.
    """

    code = "rapid-into-stock"
    group = Group.MOTION
    by = "simulation"
