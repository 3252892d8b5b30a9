"""Page no-program-end."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class NoProgramEnd(Page):
    """The program does not end with M2, M30 or %.

    ## What it does

    Looks for the block that ends the program; a subprogram needs its return (M99, endsub). An empty file has none.

    ## Why is this bad

    The file may be cut off: the last moves, the retract and the spindle stop are then missing. Some controls wait for
    more.

    ## Example

        G0 Z50

    ## Use instead

        G0 Z50
        M30

    ## Which controllers

    All. Where a control takes the end of the file for the end (GRBL streams line by line), it is a warning.
    """

    code = "no-program-end"
    group = Group.STRUCTURE
