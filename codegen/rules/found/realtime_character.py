"""Page realtime-character."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class RealtimeCharacter(Page):
    """A character that the control acts on as it arrives, wherever it stands.

    ## What it does

    GRBL takes ?, !, ~ and a few others out of the stream at once, in comments too.

    ## Why is this bad

    An exclamation mark in a comment holds the feed; the machine stands still and nobody knows why.

    ## Example

        (CAREFUL!)

    ## Use instead

        (CAREFUL)

    ## Which controllers

    GRBL, grblHAL.
    """

    code = "realtime-character"
    group = Group.SYNTAX
