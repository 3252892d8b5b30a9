"""Page feed-missing."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class FeedMissing(Page):
    """A cutting move without a feed.

    ## What it does

    Reports a move at a feed where no F was ever set, or F is 0, or an inverse-time move without an F of its own.

    ## Why is this bad

    The control stops with an alarm, or cuts at a feed that was left over.

    ## Example

        G0 Z2
        G1 Z-1

    ## Use instead

        G0 Z2
        G1 Z-1 F100

    ## Which controllers

    All.
    """

    code = "feed-missing"
    group = Group.MODAL
