"""Rule missing-percent."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class MissingPercent(Rule):
    """The percent sign that opens or closes the file is missing.

    ## What it does

    A file for a Fanuc or Haas control begins and ends with a line of %. One of the two missing is a warning: the file
    may be cut off; both missing is a note. `--fix` writes them.

    ## Why is this bad

    The control waits for the end of the transfer, or takes no block in.

    ## Example

        %
        O0001
        M30

    ## Use instead

        %
        O0001
        M30
        %

    ## Which controllers

    Fanuc (B-64604EN, program file), Haas.
    """

    code = "missing-percent"
    group = Group.STRUCTURE
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect not in ("fanuc", "haas"):
            return
        blocks = program.blocks
        first = next((index for index in range(len(blocks)) if blocks[index].text.strip()), None)
        if first is None:
            return
        last = next(index for index in reversed(range(len(blocks))) if blocks[index].text.strip())
        opens = blocks[first].text.lstrip().startswith("%")
        closes = blocks[last].text.lstrip().startswith("%") and last > first
        if opens and closes:
            return
        yield self.finding(
            say("no % closes the file")
            if opens
            else say("no % opens the file")
            if closes
            else say("no % opens and closes the file"),
            context.line(last if opens else first),
            say("write a line of % (--fix does)"),
            severity=None if opens or closes else Severity.NOTE,
        )
