"""Rule comment-not-ascii."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class CommentNotAscii(Rule):
    """Characters that the control cannot show.

    ## What it does

    Reports the first block with a character beyond ASCII, on controls whose code table has none.

    ## Why is this bad

    The control refuses the transfer, or shows another character; GRBL counts its bytes.

    ## Example

        (Tasche fräsen)

    ## Use instead

        (TASCHE FRAESEN)

    ## Which controllers

    Fanuc, Haas, GRBL, grblHAL.
    """

    code = "comment-not-ascii"
    group = Group.PORTABILITY
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect not in ("fanuc", "haas", "grbl", "grblhal") or program.plain:
            return
        for index, line in enumerate(program.text.split("\n")):
            if not line.isascii():
                at = next(i for i, char in enumerate(line) if ord(char) > 127)
                if any(
                    not comment.isascii() for comment in program.blocks[index].comments
                ):  # elsewhere the reader reports it
                    yield self.finding(
                        say("{char!r} is no character of the control", char=line[at]),
                        context.line(index, column=at + 1),
                        say("write plain letters"),
                    )
                    return
