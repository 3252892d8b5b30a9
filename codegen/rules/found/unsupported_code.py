"""Page unsupported-code."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class UnsupportedCode(Page):
    """A code that this control, or codegen's model of it, does not have.

    ## What it does

    Each G and M code, word and statement is looked up in the control's tables. One that the control does not have is
    reported as that; one that it has and that is not interpreted is reported as that, and what it may have changed is
    unknown from there on.

    ## Why is this bad

    A control that lacks a code stops at it, or passes over it without a word: the tool is then not where the program
    thinks. What is not interpreted cannot be judged.

    ## Example

        G81 X10 Y10 Z-5 R2 F100    (for GRBL, which has no canned cycles)

    ## Use instead

        G0 X10 Y10
        G0 Z2
        G1 Z-5 F100
        G0 Z2

    ## Which controllers

    All, each by its own tables.
    """

    code = "unsupported-code"
    group = Group.PORTABILITY
