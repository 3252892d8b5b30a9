"""Page plunge-not-centre-cutting."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class PlungeNotCentreCutting(Page):
    """A plunge with a tool that does not cut at its centre.

    ## What it does

    In the simulation, a tool that the setup calls not centre-cutting must not go straight down into material with its
    middle.

    ## Why is this bad

    The core that the edges do not reach is pressed into the tool: it breaks, or the work is torn out.

    ## Example

        G0 X20 Y20 Z2
        G1 Z-3 F100     (face mill with inserts)

    ## Use instead

        G0 X-40 Y20 Z2     (beside the stock)
        G1 Z-3 F100
        G1 X20

    ## Which controllers

    All. Needs the stock and the tool.
    """

    code = "plunge-not-centre-cutting"
    group = Group.MOTION
    by = "simulation"
