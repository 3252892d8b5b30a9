"""Rule incremental-after-tool-change."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class IncrementalAfterToolChange(Rule):
    """The first move after a tool change is incremental.

    ## What it does

    Looks at the first move in work coordinates after each tool change: it runs under G91. The way home (G28, G30, G53)
    is passed over, and so is a program that says nothing but G91.

    ## Why is this bad

    G91 was left on by the retract (`G91 G28 Z0`). The coordinates that follow are places, and are taken for distances.

    ## Example

        G91 G28 Z0
        T2 M6
        G0 X50 Y20

    ## Use instead

        G91 G28 Z0
        T2 M6
        G90 G0 X50 Y20

    ## Which controllers

    All.
    """

    code = "incremental-after-tool-change"
    group = Group.MODAL
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        changed = False
        absolute = bool(context.moves.states) and any(state.absolute for state in context.moves.states)
        for part in context.parts():
            if isinstance(part, Event):
                changed = changed or part.kind is EventKind.TOOL_CHANGE
                continue
            if not changed or not absolute:
                continue
            row = first_row(~part.moves.in_machine, part.first)
            if row is None:
                continue
            move = context.move(row)
            program = context.program
            if program is not None and g_codes(program.blocks[move.block]) & {28.0, 30.0, 53.0, 91.0}:
                continue
            changed = False
            if part.state.absolute is False:
                yield self.finding(
                    say("the first move after the tool change runs under G91"),
                    context.at(move),
                    say("write G90 after the retract"),
                )
