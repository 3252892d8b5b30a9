"""Rule stale-feed."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, Move, MoveKind
from codegen.model.program import Program
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

MOST = 2000
"""Blocks between a change and its first cut that are looked through."""


class StaleFeed(Rule):
    """A tool cuts at the feed of the tool before it.

    ## What it does

    From a tool change to the first cut of the new tool there must be an F.

    ## Why is this bad

    A tap fed like an end mill, or a drill like a face mill, breaks.

    ## Example

        T2 M6
        S8000 M3
        G0 X0 Y0 Z2
        G1 Z-1

    ## Use instead

        T2 M6
        S8000 M3
        G0 X0 Y0 Z2
        G1 Z-1 F100

    ## Which controllers

    All.
    """

    code = "stale-feed"
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
            if move.feed > 0 and move.kind is not MoveKind.THREAD and not _said(program, change.block, move):
                yield self.finding(
                    say(
                        "T{tool} cuts at a feed of {feed:g} mm/min, which was said for the tool before",
                        tool=part.state.tool,
                        feed=move.feed,
                    ),
                    context.at(move),
                    say("write F for T{tool} after its change", tool=part.state.tool),
                )
            change = None


def _said(program: Program, first: int, move: Move) -> bool:
    """Whether a block from ``first`` to the move's has the word; so it may be where that cannot be told simply."""
    between = program.blocks[first : move.block + 1]
    if move.calls or not 0 < len(between) <= MOST:
        return True
    return any(word.letter == "F" for block in between for word in block.words)
