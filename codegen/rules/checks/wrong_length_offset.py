"""Rule wrong-length-offset."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class WrongLengthOffset(Rule):
    """A tool works under the length offset of another.

    ## What it does

    Compares the H number in force with the one that belongs to the tool in the spindle: the setup's, or, where the setup
    does not have the tool, the tool's own number by custom (a warning then).

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
        for run in context.runs():
            tool, offset = run.state.tool, run.state.length_offset
            if not tool or not offset or told == (tool, offset):
                continue
            assembly = context.tools.get(tool)
            wanted = assembly.length_offset if assembly is not None else tool
            if offset == wanted:
                told = None
                continue
            moves = run.moves
            row = first_row((moves.cutting | moves.downward) & ~moves.in_machine, run.first)
            if row is not None:
                told = (tool, offset)
                whose = say("the setup") if assembly is not None else say("custom")
                yield self.finding(
                    say(
                        "T{tool} works under H{offset}; by {whose} its offset is H{wanted}",
                        tool=tool,
                        offset=offset,
                        whose=whose,
                        wanted=wanted,
                    ),
                    context.at(context.move(row)),
                    say("write G43 H{wanted} after the change to T{tool}", wanted=wanted, tool=tool),
                    severity=Severity.ERROR if assembly is not None else Severity.WARNING,
                )
