"""Page unexplained-allowance."""

from __future__ import annotations

from codegen.findings import Severity
from codegen.rules.base import Page
from codegen.rules.groups import Group


class UnexplainedAllowance(Page):
    """A comment lets a finding pass and does not say why.

    ## What it does

    Comments of the form `codegen: allow NAME because REASON` let one finding of that name pass, in their own block, or,
    standing alone, in the next. Without a reason of three characters or more the comment does nothing and is reported.

    ## Why is this bad

    Whoever reads the program next cannot tell a judgement from a wish to be left alone.

    ## Example

        G84 Z-12 R5 F450 (codegen: allow tap-feed)

    ## Use instead

        G84 Z-12 R5 F450 (codegen: allow tap-feed because floating holder)

    ## Which controllers

    All, in their own comments: in parentheses, or behind a semicolon.
    """

    code = "unexplained-allowance"
    group = Group.STRUCTURE
    severity = Severity.WARNING
    by = "comments"
