"""Rule tool-changed-for-itself."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class ToolChangedForItself(Rule):
    """A tool is changed for itself.

    ## What it does

    Reports an M6 that brings in the tool that is in the spindle already. Reported once a tool. Programs that can be
    started at each operation do it on purpose.

    ## Why is this bad

    Time, or a T that was meant to be another number.

    ## Example

        T1 M6
        G1 X50
        T1 M6

    ## Use instead

        T1 M6
        G1 X50
        T2 M6

    ## Which controllers

    All that change tools.
    """

    code = "tool-changed-for-itself"
    group = Group.TOOLS
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        there: int | None = None
        told: set[int] = set()
        for _, event in context.steps.events(EventKind.TOOL_CHANGE):
            tool = event.state.tool
            if tool and tool == there and tool not in told:
                told.add(tool)
                yield self.finding(
                    say("T{tool} is in the spindle already", tool=tool),
                    context.at(event),
                    say("check the number of T, or leave the change out"),
                )
            there = tool
