"""Page position-unknown."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class PositionUnknown(Page):
    """A cut starts where no one knows.

    ## What it does

    A program's start position is unknown, and so is the work position after a move in machine coordinates whose offset
    is not known. A cut along an axis from there is reported, once for each axis until it is known again.

    ## Why is this bad

    The first stroke goes from wherever the machine happens to stand, through whatever is in between.

    ## Example

        G21 G90
        G1 X50 F300

    ## Use instead

        G21 G90
        G0 X0 Y0 Z5
        G1 X50 F300

    ## Which controllers

    All.
    """

    code = "position-unknown"
    group = Group.MOTION
