"""Rule lower-case-letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_SMALL: Final = re.compile("[a-z]")
_COMMENT: Final = re.compile(r"\([^)\n]*(?:\)|$)|;.*")


class LowerCaseLetters(Rule):
    """Small letters, on a control that wants capitals.

    ## What it does

    Reports the first small letter outside comments. `--fix` writes capitals.

    ## Why is this bad

    Fanuc and Haas programs are written in capitals; a control, or the transfer to it, may refuse or drop small letters.

    ## Example

        g0 x10.

    ## Use instead

        G0 X10.

    ## Which controllers

    Fanuc, Haas.
    """

    code = "lower-case-letters"
    group = Group.PORTABILITY
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect not in ("fanuc", "haas") or _SMALL.search(program.text) is None:
            return
        for index, line in enumerate(program.text.split("\n")):
            bare = _COMMENT.sub(lambda hit: " " * len(hit[0]), line)
            small = _SMALL.search(bare)
            if small is not None:
                yield self.finding(
                    say("small letters: {line!r}", line=line.strip()[:40]),
                    context.line(index, column=small.start() + 1),
                    say("write capitals (--fix does)"),
                )
                return
