"""Page fixture-contact."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class FixtureContact(Page):
    """The tool, shank or holder touches the fixture or the table.

    ## What it does

    The setup's keep-out boxes and the free space below the stock are held against every move of tool, shank and holder.

    ## Why is this bad

    Clamps and vices are steel.

    ## Example

        G0 Z5
        G0 X60         (over a clamp that is 20 high)

    ## Use instead

        G0 Z25
        G0 X60

    ## Which controllers

    All. Needs the setup.
    """

    code = "fixture-contact"
    group = Group.MOTION
    by = "simulation"
