"""Page word-missing."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class WordMissing(Page):
    """A code lacks a word that it needs.

    ## What it does

    Looks for the words without which a code means nothing: the centre or radius of an arc, R and the depth of a cycle,
    P of a dwell, the number of a called program.

    ## Why is this bad

    The control stops with an alarm, or takes the word of a block long before.

    ## Example

        G2 X10 Y10 F100

    ## Use instead

        G2 X10 Y10 I5 J0 F100

    ## Which controllers

    All.
    """

    code = "word-missing"
    group = Group.SYNTAX
