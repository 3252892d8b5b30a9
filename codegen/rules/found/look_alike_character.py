"""Page look-alike-character."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class LookAlikeCharacter(Page):
    """A character that looks like another: the letter O for 0, a full-width digit, a Cyrillic X.

    ## What it does

    Where the grammar refuses a character, it is compared with those that look alike: Cyrillic letters, full-width
    forms, dashes and blanks that text programs put in, and the letter O inside a number.

    ## Why is this bad

    Nobody sees it. The control stops with an alarm, or drops the character and moves somewhere else.

    ## Example

        G0 X1O

    ## Use instead

        G0 X10

    ## Which controllers

    All.
    """

    code = "look-alike-character"
    group = Group.SYNTAX
