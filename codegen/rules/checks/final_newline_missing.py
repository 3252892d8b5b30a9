"""Rule final-newline-missing."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class FinalNewlineMissing(Rule):
    """The last line has no end.

    ## What it does

    Looks at the last character of the file. `--fix` writes the line end.

    ## Why is this bad

    Some controls and transfers drop a line that has no end: here it is the program's end itself.

    ## Example

        M30        (and nothing behind it)

    ## Use instead

        M30        (and a line end)

    ## Which controllers

    All.
    """

    code = "final-newline-missing"
    group = Group.STYLE
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, source = context.program, context.source
        if program is not None and source and not source.isspace() and source[-1] not in b"\r\n\x1a\x00":
            yield self.finding(
                say("the last line has no end"),
                context.line(len(program.blocks) - 1),
                say("end it with a line end (--fix does)"),
            )
