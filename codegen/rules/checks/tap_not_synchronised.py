"""Rule tap-not-synchronised."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import joined, say
from codegen.model.columns import Bools
from codegen.model.motion import MoveKind
from codegen.model.steps import Run
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class TapNotSynchronised(Rule):
    """A tap is fed without being tied to the spindle's turns.

    ## What it does

    Finds strokes of a tap, or of a tapping cycle, that are plain feeds: G84 on LinuxCNC, G84 without M29 on a Fanuc, G1.
    An error where the job has the tap in a rigid holder; otherwise a warning. Reported once for each tool.

    ## Why is this bad

    Feed and spindle drift apart when they slow down and turn back. A tension holder gives way; in a rigid holder the tap
    strips the thread or breaks.

    ## Example

        S500 M3
        G84 X10 Y10 Z-12 R5 F500    (LinuxCNC, tap in a collet)

    ## Use instead

        S500 M3
        G0 X10 Y10 Z5
        G33.1 Z-12 K1

    ## Which controllers

    All; how a tap is synchronised is the control's data (G33.1, M29, or the cycle itself).
    """

    code = "tap-not-synchronised"
    group = Group.CYCLES

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        rigid, tension = _held(context)
        told: set[int | None] = set()
        for run in context.runs():
            tool = run.state.tool
            row = None if tool in told or tool in tension else first_row(_fed(context, run), run.first)
            if row is None:
                continue
            told.add(tool)
            name = f"T{tool}" if tool else say("the tap")
            yield self.finding(
                joined(
                    "",
                    [
                        say("{name} is fed without following the spindle", name=name),
                        (say(": it is held rigidly") if tool in rigid else ""),
                    ],
                ),
                context.at(context.move(row)),
                joined("", [_remedy(context), ("" if tool in rigid else say(", or hold the tap in a tension holder"))]),
                severity=Severity.ERROR if tool in rigid else Severity.WARNING,
            )


def _fed(context: Context, run: Run) -> Bools:
    """Which moves are plain feeds down with a tap, or in a tapping cycle."""
    moves, assembly = run.moves, context.tools.get(run.state.tool or 0)
    fed: Bools = moves.kind == MoveKind.FEED
    if assembly is None or assembly.tool.kind != "tap":
        fed &= moves.in_cycle("G84", "G74")
    if fed.any():
        fed &= moves.end[:, 2] < moves.start[:, 2]
    return fed


def _remedy(context: Context) -> str:
    tapping = context.controller.tapping if context.controller is not None else "none"
    return {
        "G33.1": say("tap with G33.1 and K, the pitch"),
        "M29": say("write M29 with S in the block before G84"),
    }.get(tapping, say("tap in step with the spindle"))


def _held(context: Context) -> tuple[set[int], set[int]]:
    """The tools that the job taps with, rigidly and in a tension holder."""
    if context.job is None:
        return set(), set()
    from codegen.model.job import TapOp

    taps = [op for op in context.job.operations if isinstance(op, TapOp)]
    return {op.tool for op in taps if op.method == "rigid"}, {op.tool for op in taps if op.method == "tension"}
