"""Rule spindle-reversed."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind, Spindle
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

_DRILLING = ("G73", "G81", "G82", "G83", "CYCLE81", "CYCLE82", "CYCLE83", "CYCL 200", "CYCL 203", "CYCL 205")
_WRONG = {"right": Spindle.CCW, "left": Spindle.CW}


class SpindleReversed(Rule):
    """The spindle turns the wrong way for the tool or the cycle.

    ## What it does

    Where the tool is known, its hand is compared with the direction of the spindle in its first cut: M3 for a right-
    hand tool, M4 for a left-hand one. A drilling cycle under M4 with a tool that nobody described is a warning. The reader
    reports tapping cycles whose hand the spindle does not have. With stock the simulation says it, for moves that remove
    material.

    ## Why is this bad

    The edges run backwards: they rub, burn and break. A tap tears out.

    ## Example

        (right-hand end mill)
        S3000 M4
        G1 Z-2 F100

    ## Use instead

        S3000 M3
        G1 Z-2 F100

    ## Which controllers

    All.
    """

    code = "spindle-reversed"
    group = Group.TOOLS
    yields_to = ("spindle-reversed",)

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        told: set[int] = set()
        drills: set[int | None] = set()
        for run in context.runs():
            tool = context.tools.get(run.state.tool or 0)
            if tool is None and run.state.spindle is Spindle.CCW and run.state.tool not in drills:
                row = first_row(run.moves.in_cycle(*_DRILLING) & run.moves.cutting, run.first)
                if row is not None:
                    drills.add(run.state.tool)
                    yield self.finding(
                        say("a drilling cycle while the spindle turns left (M4)"),
                        context.at(context.move(row)),
                        say("write M3, unless it is a left-hand drill"),
                        severity=Severity.WARNING,
                    )
            if tool is None or tool.number in told or run.state.spindle is not _WRONG[tool.tool.hand]:
                continue
            strokes = run.moves.kind == MoveKind.THREAD  # out of a thread the spindle runs backwards
            row = first_row(run.moves.cutting & run.moves.downward & ~strokes & (run.moves.cycle == 0), run.first)
            if row is not None and tool.tool.kind != "tap":
                told.add(tool.number)
                used, wanted = ("M4", "M3") if tool.tool.hand == "right" else ("M3", "M4")
                yield self.finding(
                    say(
                        "T{tool} ({name}) is {hand}-handed and cuts under {used}",
                        tool=tool.number,
                        name=tool.tool.name,
                        hand=say("right") if tool.tool.hand == "right" else say("left"),
                        used=used,
                    ),
                    context.at(context.move(row)),
                    say("turn the spindle the other way ({wanted})", wanted=wanted),
                )
