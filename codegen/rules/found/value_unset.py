"""Page value-unset."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class ValueUnset(Page):
    """A variable is used before the program sets it.

    ## What it does

    Follows the variables and parameters of a program. The first use of one that nothing has set is reported, with what
    the control takes it for: 0 on LinuxCNC, vacant on a Fanuc.

    ## Why is this bad

    A slip in a name, or a parameter that another program was to set: a coordinate is then 0, or is left out.

    ## Example

        #1=5
        G0 X#2

    ## Use instead

        #1=5
        G0 X#1

    ## Which controllers

    Those with variables.
    """

    code = "value-unset"
    group = Group.SYNTAX
