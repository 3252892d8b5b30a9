"""Rule missing-length-offset."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind, Move
from codegen.rules.base import Context, Rule, cuts, goes_down, is_change


class MissingLengthOffset(Rule):
    """A tool goes down while no tool length offset is in force.

    ## What it does

    Reports the first move down, or cut, of each tool that runs while the length offset is off (G49) or was never set.
    Where the program never changes tools, the finding is a warning: zero may have been touched off with the tool itself.

    ## Why is this bad

    Without its offset the control takes the tool for one of length zero, or keeps the offset of the tool before. The tip
    is then too low by the tool's length, and the first rapid in Z drives it into the work or the table.

    ## Example

        T2 M6
        G0 X10 Y10
        Z5

    ## Use instead

        T2 M6
        G43 H2
        G0 X10 Y10
        Z5
    """

    code = "missing-length-offset"

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.controller is not None and not context.controller.length_offsets:
            return  # each tool's zero is set with the tool itself
        changes = any(is_change(step, EventKind.TOOL_CHANGE) for step in context.steps)
        told = False
        for step in context.steps:
            if not isinstance(step, Move):
                told = told and step.kind not in (EventKind.TOOL_CHANGE, EventKind.LENGTH_OFFSET)
                continue
            if told or step.state.length_offset or step.machine_end is not None:
                continue
            if cuts(step) or goes_down(step):
                told = True
                tool = f"T{step.state.tool}" if step.state.tool else say("the tool")
                how = (
                    say("the length offset is off (G49)")
                    if step.state.length_offset == 0
                    else say("no length offset was set")
                )
                yield self.finding(
                    say("{tool} moves down while {how}", tool=tool, how=how),
                    context.at(step),
                    say("write G43 H{offset} after the tool change", offset=step.state.tool or 1)
                    if changes
                    else say(
                        "write G43 with the tool's H, or make sure that Z zero was touched off with this very tool"
                    ),
                    severity=Severity.ERROR if changes else Severity.WARNING,
                )
