"""Rule missing-program-number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_STARTS: Final = re.compile(r"[Oo:][ \t]*[0-9]|<|[Nn][ \t]*[0-9]+[ \t]*[Oo:][0-9]|[Oo][ \t]*<")


class MissingProgramNumber(Rule):
    """The program has no number.

    ## What it does

    On controls that keep programs by number: the first line that is not blank, % or a comment must begin with O and the
    number (Fanuc: or a colon, or a name in angle brackets).

    ## Why is this bad

    The control gives it a number of its own choice, or refuses it.

    ## Example

        %
        G21 G90
        M30
        %

    ## Use instead

        %
        O0001
        G21 G90
        M30
        %

    ## Which controllers

    Fanuc, Haas.
    """

    code = "missing-program-number"
    group = Group.STRUCTURE
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect not in ("fanuc", "haas"):
            return
        for index, block in enumerate(program.blocks):
            text = block.text.strip()
            if not text or text.startswith(("%", "(", ";")):
                continue
            if _STARTS.match(text) is None:
                yield self.finding(
                    say("the program has no number"), context.line(index), say("write O and a number before it")
                )
            return
