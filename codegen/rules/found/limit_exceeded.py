"""Page limit-exceeded."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class LimitExceeded(Page):
    """The program ran into a limit of the reader: blocks, depth, time, repeats.

    ## What it does

    Programs are followed to a limit of blocks, of calls in calls, of pecks in a hole and of turns in an arc. The
    finding names the limit and the place; what comes after is not judged. Where a rule finds more than it lists, that
    is said with this code, too.

    ## Why is this bad

    A loop without an end, or a slip of a digit in L, P or Q, would keep the machine busy for ever.

    ## Example

        G83 X0 Y0 Z-30 R2 Q0.0001 F100

    ## Use instead

        G83 X0 Y0 Z-30 R2 Q1 F100

    ## Which controllers

    All.
    """

    code = "limit-exceeded"
    group = Group.STRUCTURE
