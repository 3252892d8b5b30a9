"""Page idle-allowance."""

from __future__ import annotations

from codegen.findings import Severity
from codegen.rules.base import Page
from codegen.rules.groups import Group


class IdleAllowance(Page):
    """A comment lets a finding pass that is not there.

    ## What it does

    Reports a comment `codegen: allow NAME because REASON` whose block has no finding of that name, or that names no rule.

    ## Why is this bad

    The finding was mended and the comment stayed, or the name has a slip: the next one of its kind passes unseen, or the
    one that was meant is still there.

    ## Example

        G84 Z-12 R5 F500 (codegen: allow tap-fed because floating holder)

    ## Use instead

        G84 Z-12 R5 F450 (codegen: allow tap-feed because floating holder)

    ## Which controllers

    All, in their own comments: in parentheses, or behind a semicolon.
    """

    code = "idle-allowance"
    group = Group.STRUCTURE
    severity = Severity.WARNING
    by = "comments"
