"""Page compensation-conflict."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class CompensationConflict(Page):
    """Cutter compensation that the path, the cutter or the block does not allow.

    ## What it does

    Where the reader follows the compensated path, it reports what the control refuses: an entry that is not longer than
    the cutter's radius, an inside corner or arc that the cutter does not fit into, a path that turns back on itself,
    and codes that may not run while the cutter is compensated.

    ## Why is this bad

    The control stops with an alarm in mid-cut, or cuts into the wall.

    ## Example

        G41 D1             (Ø10 cutter)
        G1 X2 F200

    ## Use instead

        G41 D1
        G1 X12 F200

    ## Which controllers

    LinuxCNC (G-codes, "Cutter compensation"). On controls whose compensation is not followed, rules look at modes and
    words.
    """

    code = "compensation-conflict"
    group = Group.TOOLS
