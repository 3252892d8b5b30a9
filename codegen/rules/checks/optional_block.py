"""Rule optional-block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_SKIPPED: Final = re.compile(r"^[ \t]*/[0-9]?[ \t]*[A-Za-z]")


class OptionalBlock(Rule):
    """Blocks that the operator can switch off.

    ## What it does

    Reports the first block that begins with a slash and holds words, once. The program is judged with these blocks
    running.

    ## Why is this bad

    With the switch the other way it is another program, which nobody has checked.

    ## Example

        /G0 X50

    ## Use instead

        G0 X50

    ## Which controllers

    All with block delete.
    """

    code = "optional-block"
    group = Group.STRUCTURE
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is not None:
            index = next((at for at in program.unusual() if _SKIPPED.match(program.blocks[at].text)), None)
            if index is not None and program.blocks[index].deleted:
                yield self.finding(
                    say("a block with / runs or not by the operator's switch: judged as if it runs"),
                    context.line(index),
                    say("check the program without these blocks, too"),
                )
