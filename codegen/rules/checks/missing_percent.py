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
        lines = [line.strip() for line in program.text.split("\n")]
        held = [index for index, line in enumerate(lines) if line]
        if not held:
            return
        opens, closes = lines[held[0]].startswith("%"), lines[held[-1]].startswith("%") and len(held) > 1
        if opens and closes:
            return
        yield self.finding(
            say("no % closes the file")
            if opens
            else say("no % opens the file")
            if closes
            else say("no % opens and closes the file"),
            context.line(held[-1] if opens else held[0]),
            say("write a line of % (--fix does)"),
            severity=None if opens or closes else Severity.NOTE,
        )
