"""Page deeper-than-flutes."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class DeeperThanFlutes(Page):
    """The cut is deeper than the tool's flutes.

    ## What it does

    In the simulation material must not stand higher beside the tool than its flutes reach, by more than the tolerance.

    ## Why is this bad

    Above the flutes the shank rubs, chips find no way out, and the tool breaks.

    ## Example

        (flutes 10 mm long)
        G1 Z-15 F100

    ## Use instead

        (flutes 20 mm long)
        G1 Z-15 F100

    ## Which controllers

    All. Needs the stock and the tool.
    """

    code = "deeper-than-flutes"
    group = Group.LIMITS
    by = "simulation"
