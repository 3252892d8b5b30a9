"""Page spindle-off-in-cut."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class SpindleOffInCut(Page):
    """Material is cut with the spindle stopped.

    ## What it does

    Each move that removes material in the simulation must run under M3 or M4 with a speed above 0. The reader reports
    tapping with a standing spindle without a simulation.

    ## Why is this bad

    A tool that stands is pushed through the material: it breaks, or the work flies.

    ## Example

        T1 M6
        G1 Z-2 F100

    ## Use instead

        T1 M6
        S3000 M3
        G1 Z-2 F100

    ## Which controllers

    All. Without stock, `spindle-not-started` looks at the modes alone.
    """

    code = "spindle-off-in-cut"
    group = Group.TOOLS
    by = "simulation"
