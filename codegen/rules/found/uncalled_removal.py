"""Page uncalled-removal."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class UncalledRemoval(Page):
    """Material is removed that nobody asked for.

    ## What it does

    A gouge that lies near no feature of the part.

    ## Why is this bad

    A move has gone astray: a sign, a decimal point, a missing retract.

    ## Example

        G0 Z5
        X40        (meant G0 Z5 X40)
        G1 Z-1

    ## Use instead

        G0 Z5
        G0 X40
        G0 Z5

    ## Which controllers

    All. Needs the stock, the tools and the part.
    """

    code = "uncalled-removal"
    group = Group.GEOMETRY
    by = "simulation"
