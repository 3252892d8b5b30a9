"""Rule mixed-line-ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_BARE: Final = re.compile(rb"(?<!\r)\n")


class MixedLineEnds(Rule):
    """Some lines end with CR LF, some with LF.

    ## What it does

    Counts both kinds of line ends in the file. `--fix` writes the commoner kind.

    ## Why is this bad

    The file was put together from two; a control that wants one kind takes two lines for one.

    ## Example

        G0 X10<CR><LF>
        X20<LF>

    ## Use instead

        G0 X10<LF>
        X20<LF>

    ## Which controllers

    All.
    """

    code = "mixed-line-ends"
    group = Group.STYLE
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, source = context.program, context.source
        if program is None or not source or b"\r" not in source:
            return
        both, lines = source.count(b"\r\n"), source.count(b"\n")
        if 0 < both < lines:
            bare = _BARE.search(source)
            odd = bare.start() if bare is not None and both * 2 >= lines else source.find(b"\r\n")
            index = source.count(b"\n", 0, odd)
            yield self.finding(
                say("{both} lines end with CR LF, {others} with LF", both=both, others=lines - both),
                context.line(min(index, len(program.blocks) - 1)),
                say("save it with one kind of line end (--fix does)"),
            )
