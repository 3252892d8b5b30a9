"""Page value-unknown."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class ValueUnknown(Page):
    """A value that cannot be known here decides what the program does.

    ## What it does

    System variables, probe results and values computed from them are carried as unknown. Where one decides a jump, a
    loop or a call, what follows cannot be read on, and that is reported.

    ## Why is this bad

    Which blocks run is decided on the machine: this check has seen one way, or none.

    ## Example

        O100 IF [#5070 EQ 0]      (did the probe trip?)

    ## Use instead

        (check the program for both cases)

    ## Which controllers

    Those with variables and jumps.
    """

    code = "value-unknown"
    group = Group.STRUCTURE
