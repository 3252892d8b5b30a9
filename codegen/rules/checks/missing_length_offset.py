"""Rule missing-length-offset."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, Move
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class MissingLengthOffset(Rule):
    """A tool goes down while no tool length offset is in force.

    ## What it does

    Reports the first move down, or cut, of each tool that runs while the length offset is off (G49) or was never set.
    Where the program never writes G43 or, beside several tools, G49, and nobody named the machine, it is a warning: zero
    may have been touched off with the tool itself, or an offset be in force.

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

    ## Which controllers

    Those with tool length offsets. On Heidenhain TOOL CALL brings the length in.
    """

    code = "missing-length-offset"
    group = Group.TOOLS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.controller is not None and not context.controller.length_offsets:
            return  # each tool's zero is set with the tool itself
        tools = {event.state.tool for _, event in context.steps.events(EventKind.TOOL_CHANGE)}
        used = any(state.length_offset for state in context.moves.states)
        # no offset anywhere, no machine named: one tool's zero may have been touched off with it, and one that never says
        # G49 may work under the offset that is in force
        said = len(tools) > 1 and any(state.length_offset == 0 for state in context.moves.states)
        changes = bool(tools) and (said or used or context.machine_said or context.setup is not None)
        told = False
        for part in context.parts():
            if isinstance(part, Event):
                told = told and part.kind not in (EventKind.TOOL_CHANGE, EventKind.LENGTH_OFFSET)
                continue
            if told or part.state.length_offset:
                continue
            moves = part.moves
            there = moves.cutting & ~np.isnan(
                moves.start[:, 2]
            )  # at a known height; sideways at the old one tells nothing
            row = first_row((there | moves.downward) & ~moves.in_machine, part.first)
            if row is not None:
                told = True
                before = (
                    part.state.tool is None and part.state.length_offset is None
                )  # what is in the spindle may have its own
                yield self._lacking(context, context.move(row), changes=changes and not before)

    def _lacking(self, context: Context, move: Move, *, changes: bool) -> Finding:
        state = move.state
        tool = f"T{state.tool}" if state.tool else say("the tool")
        off = state.length_offset == 0
        siemens = context.dialect == "siemens"
        how = say("the length offset is off (G49)") if off else say("no length offset was set")
        if siemens:
            how = say("no tool edge is in force (D0)") if off else say("no tool edge was called (D)")
        return self.finding(
            say("{tool} moves down while {how}", tool=tool, how=how),
            context.at(move),
            say("write D1 after the tool change")
            if siemens
            else say("write G43 H{offset} after the tool change", offset=state.tool or 1)
            if changes
            else say("write G43 with the tool's H, or make sure that Z zero was touched off with this very tool"),
            severity=Severity.ERROR if changes else Severity.WARNING,
        )
