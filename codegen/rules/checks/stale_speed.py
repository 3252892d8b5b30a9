"""Rule stale-speed."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, Move
from codegen.model.program import Program
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

MOST = 2000
"""Blocks between a change and its first cut that are looked through."""


class StaleSpeed(Rule):
    """A tool cuts at the speed of the tool before it.

    ## What it does

    From a tool change to the first cut of the new tool there must be an S.

    ## Why is this bad

    A drill of 3 mm and a face mill of 50 mm want speeds that differ by ten. The S was forgotten, or lost when blocks
    were copied.

    ## Example

        T2 M6
        M3
        G0 X0 Y0 Z2
        G1 Z-1 F100

    ## Use instead

        T2 M6
        S8000 M3
        G0 X0 Y0 Z2
        G1 Z-1 F100

    ## Which controllers

    All.
    """

    code = "stale-speed"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        change: Event | None = None
        before: int | None = None
        for part in context.parts():
            if isinstance(part, Event):
                if part.kind is EventKind.TOOL_CHANGE:
                    change = part if before and before != part.state.tool and not part.calls else None
                continue
            before = part.state.tool
            row = first_row(part.moves.cutting, part.first)
            if change is None or row is None or program is None:
                continue
            move = context.move(row)
            if part.state.speed and not _said(program, change.block, move):
                yield self.finding(
                    say(
                        "T{tool} cuts at S{speed:g}, which was said for the tool before",
                        tool=part.state.tool,
                        speed=part.state.speed,
                    ),
                    context.at(move),
                    say("write S for T{tool} after its change", tool=part.state.tool),
                )
            change = None


def _said(program: Program, first: int, move: Move) -> bool:
    """Whether a block from ``first`` to the move's has the word; so it may be where that cannot be told simply."""
    between = program.blocks[first : move.block + 1]
    if move.calls or not 0 < len(between) <= MOST:
        return True
    return any(word.letter == "S" for block in between for word in block.words)
