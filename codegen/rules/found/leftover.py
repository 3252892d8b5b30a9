"""Page leftover."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class Leftover(Page):
    """Material that should be gone remains.

    ## What it does

    What the simulation leaves is compared with the part: where it is higher than the part by more than the tolerance.
    Corners that the tool's radius cannot reach count, too.

    ## Why is this bad

    The part does not fit.

    ## Example

        (pocket 3 deep)
        G1 Z-2.5 F100

    ## Use instead

        (pocket 3 deep)
        G1 Z-3 F100

    ## Which controllers

    All. Needs the stock, the tools and the part.
    """

    code = "leftover"
    group = Group.GEOMETRY
    by = "simulation"
