"""Page lower-case-letters."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class LowerCaseLetters(Page):
    """Small letters, on a control that wants capitals.

    ## What it does

    Reports the first small letter outside comments; the program is read on as if in capitals. `--fix` writes capitals.

    ## Why is this bad

    The control, or the transfer to it, refuses the block. B-64604EN, "Program configuration": addresses are capital
    letters.

    ## Example

        g0 x10.

    ## Use instead

        G0 X10.

    ## Which controllers

    Fanuc.
    """

    code = "lower-case-letters"
    group = Group.SYNTAX
