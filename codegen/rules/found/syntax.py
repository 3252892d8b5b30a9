"""Page syntax."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class Syntax(Page):
    """The control would not accept the block.

    ## What it does

    Every line is read by the grammar of its control. What the grammar refuses is reported with the column: a number
    with two points, a letter without a number, a comment that is not closed, a value that is out of range, a line that
    is too long.

    ## Why is this bad

    The control stops with an alarm in the middle of the work, or reads something else than was meant.

    ## Example

        G1 X1.5.2 F100

    ## Use instead

        G1 X1.52 F100

    ## Which controllers

    All, each by its own grammar.
    """

    code = "syntax"
    group = Group.SYNTAX
