"""Rule wrong-length-offset."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, Move
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class WrongLengthOffset(Rule):
    """A tool works under the length offset of another.

    ## What it does

    Compares the H number in force with the one that belongs to the tool in the spindle: the setup's, or, where the setup
    does not have the tool, the tool's own number by custom (a warning then; an error where the offset is left from the
    tool before).

    ## Why is this bad

    The tip is off by the difference of the two lengths: a crash if the other tool is shorter, a cut in the air if longer.
    Some controls, LinuxCNC among them, keep the old offset through M6.

    ## Example

        T3 M6
        G43 H2
        G1 Z-5 F100

    ## Use instead

        T3 M6
        G43 H3
        G1 Z-5 F100

    ## Which controllers

    Those with H numbers.
    """

    code = "wrong-length-offset"
    group = Group.TOOLS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        told: tuple[int, int] | None = None
        changed = False  # a tool was changed while another's offset was in force
        for part in context.parts():
            if isinstance(part, Event):
                if part.kind is EventKind.TOOL_CHANGE:
                    changed = True
                elif part.kind is EventKind.LENGTH_OFFSET:
                    changed = False
                continue
            tool, offset = part.state.tool, part.state.length_offset
            if not tool or not offset or told == (tool, offset):
                continue
            assembly = context.tools.get(tool)
            wanted = assembly.length_offset if assembly is not None else tool
            if offset == wanted:
                told = None
                continue
            moves = part.moves
            there = moves.cutting & ~np.isnan(
                moves.start[:, 2]
            )  # at a known height; sideways at the old one tells nothing
            row = first_row((there | moves.downward) & ~moves.in_machine, part.first)
            if row is not None:
                told = (tool, offset)
                yield self._wrong(context, context.move(row), (tool, offset, wanted), stale=changed)

    def _wrong(self, context: Context, move: Move, numbers: tuple[int, int, int], *, stale: bool) -> Finding:
        tool, offset, wanted = numbers
        known = tool in context.tools
        remedy = say("write G43 H{wanted} after the change to T{tool}", wanted=wanted, tool=tool)
        called = _only_called(context, move.block, offset)
        if called is not None and not stale:
            message = say(
                "T{tool} works under H{offset}: T{offset} is called in line {line} and not changed in",
                tool=tool,
                offset=offset,
                line=called,
            )
            remedy = say("write M6 after T{offset}, or the length offset of T{tool}", offset=offset, tool=tool)
        elif stale and not known:
            message = say(
                "T{tool} works under H{offset}, which was in force before its change: no length offset was said since",
                tool=tool,
                offset=offset,
            )
        else:
            whose = say("the setup") if known else say("custom")
            message = say("T{tool} works under H{offset}; by {whose} its offset is H{wanted}", tool=tool, offset=offset,
                          whose=whose, wanted=wanted)  # fmt: skip
        severity = Severity.ERROR if known or stale else Severity.WARNING
        return self.finding(message, context.at(move), remedy, severity=severity)


def _only_called(context: Context, block: int, tool: int) -> int | None:
    """The line in which that tool was called, since the last change before ``block``."""
    for other in reversed([b for b in context.noted if b.index < block]):
        words = {(word.letter, word.value) for word in other.words}
        if ("M", 6.0) in words:
            return None
        if ("T", float(tool)) in words:
            return other.line
    return None
