"""Page not-simulated."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class NotSimulated(Page):
    """A part of the program could not be simulated.

    ## What it does

    Virtual stock is cut with the moves whose start, end and tool are known. A move that is not is reported here; so is
    a program without stock, whose moves are only checked by rules (a warning).

    ## Why is this bad

    What was not cut in the simulation is not proven: nobody knows what the move hits.

    ## Example

        G91 G28 Z0
        G90 G0 X50      (and down from an unknown height)
        G1 X80 Z-2

    ## Use instead

        G53 G0 Z0
        G0 X50 Y10
        G0 Z5
        G1 Z-2

    ## Which controllers

    All.
    """

    code = "not-simulated"
    group = Group.STRUCTURE
    by = "simulation"
