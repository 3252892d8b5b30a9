"""Rule tool-list-mismatch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Block
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

MOST = 2000
"""Blocks of a head that are looked through."""
_LISTED: Final = re.compile(r"[ \t]*T[ \t]*([0-9]{1,4})(?:[^0-9A-Za-z]|$)")


class ToolListMismatch(Rule):
    """The tool list in the comments is not the tools of the program.

    ## What it does

    Reads comments before the first move that begin with T and a number, as CAM systems write them. A tool that the
    program calls and the list lacks is a warning; one that the list has and the program never calls is a note.

    ## Why is this bad

    The operator loads the machine by the list.

    ## Example

        (T1 ENDMILL 10)
        T2 M6

    ## Use instead

        (T2 DRILL 5)
        T2 M6

    ## Which controllers

    All.
    """

    code = "tool-list-mismatch"
    group = Group.STRUCTURE
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, moves = context.program, context.moves
        if program is None:
            return
        used = {event.state.tool for _, event in context.steps.events(EventKind.TOOL_CHANGE)} - {None, 0}
        upto = min(int(moves.block[0]) if len(moves) else len(program.blocks), MOST)
        changed = [event.block for _, event in context.steps.events(EventKind.TOOL_CHANGE)]
        upto = min([upto, *changed])
        listed: dict[int, Block] = {}
        for block in program.blocks[:upto]:
            for comment in block.comments:
                hit = _LISTED.match(comment)
                if hit is not None and not block.words:
                    listed.setdefault(int(hit[1]), block)
        if not listed or not used:
            return
        last = next(reversed(listed.values()))
        missing = sorted(number for number in used if number is not None and number not in listed)
        if missing:
            yield self.finding(
                say("the tool list lacks {tools}", tools=", ".join(f"T{n}" for n in missing)),
                context.line(last.index),
                say("correct the list, or the program"),
            )
        idle = sorted(set(listed) - used)
        if idle:
            yield self.finding(
                say("the tool list has {tools}, which the program never calls", tools=", ".join(f"T{n}" for n in idle)),
                context.line(listed[idle[0]].index),
                say("correct the list, or see whether an operation is missing"),
                severity=Severity.NOTE,
            )
