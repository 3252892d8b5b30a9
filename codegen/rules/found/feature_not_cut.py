"""Page feature-not-cut."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class FeatureNotCut(Page):
    """A feature that was asked for is not cut.

    ## What it does

    A feature of the part from which most of the material is still there.

    ## Why is this bad

    An operation is missing, or was run with a tool that the setup does not have.

    ## Example

        (two pockets in the part)
        (one in the program)

    ## Use instead

        (two pockets in the part)
        (two in the program)

    ## Which controllers

    All. Needs the stock, the tools and the part.
    """

    code = "feature-not-cut"
    group = Group.GEOMETRY
    by = "simulation"
