"""Page text-after-end."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class TextAfterEnd(Page):
    """Blocks that the control never runs.

    ## What it does

    Reports what stands behind M2, M30 or the closing %, and stretches that nothing jumps to or calls. Moves among them
    make it an error where they stand behind the end; a subprogram that nobody calls here is a warning.

    ## Why is this bad

    Whoever wrote the blocks meant them to run.

    ## Example

        M30
        G0 X10

    ## Use instead

        G0 X10
        M30

    ## Which controllers

    All.
    """

    code = "text-after-end"
    group = Group.STRUCTURE
