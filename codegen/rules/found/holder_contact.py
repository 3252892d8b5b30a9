"""Page holder-contact."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class HolderContact(Page):
    """The holder or shank touches material.

    ## What it does

    The simulation carries shank and holder along with the tool, by the heights of the setup, and reports the deepest
    contact with what is left of the stock.

    ## Why is this bad

    A holder does not cut. It breaks the tool out of the collet and damages the spindle.

    ## Example

        (Ø3 tool, 10 mm out of the holder)
        G1 Z-15 F100

    ## Use instead

        (Ø3 tool, 20 mm out of the holder)
        G1 Z-15 F100

    ## Which controllers

    All. Needs the stock and the tool.
    """

    code = "holder-contact"
    group = Group.MOTION
    by = "simulation"
