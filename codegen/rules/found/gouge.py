"""Page gouge."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class Gouge(Page):
    """Material of the part is cut away.

    ## What it does

    What the simulation leaves is compared with the part: where it is lower than the lowest part surface within the
    tolerance, by more than the tolerance, near a feature, that is a gouge.

    ## Why is this bad

    The part is scrap.

    ## Example

        (pocket 3 deep)
        G1 Z-4 F100

    ## Use instead

        (pocket 3 deep)
        G1 Z-3 F100

    ## Which controllers

    All. Needs the stock, the tools and the part.
    """

    code = "gouge"
    group = Group.GEOMETRY
    by = "simulation"
