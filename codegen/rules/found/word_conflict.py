"""Page word-conflict."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class WordConflict(Page):
    """Words of the same modal group, or that exclude each other, in one block.

    ## What it does

    Reports two codes of one modal group in a block, a letter that stands twice, R beside I and J, and words that no
    code of the block takes.

    ## Why is this bad

    Controls disagree: one stops, one takes the first, one the last.

    ## Example

        G0 G1 X10 F100

    ## Use instead

        G1 X10 F100

    ## Which controllers

    All; which codes share a group is the control's own table.
    """

    code = "word-conflict"
    group = Group.SYNTAX
