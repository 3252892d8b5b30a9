"""Page tool-not-in-setup."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class ToolNotInSetup(Page):
    """A tool number that the setup does not have.

    ## What it does

    The tools that the program calls are looked up in the setup; moves with one that is not there are not simulated.

    ## Why is this bad

    The wrong tool is in the pocket, or none.

    ## Example

        T7 M6        (setup: T1, T2)

    ## Use instead

        T2 M6

    ## Which controllers

    All. Needs the setup.
    """

    code = "tool-not-in-setup"
    group = Group.TOOLS
    by = "simulation"
