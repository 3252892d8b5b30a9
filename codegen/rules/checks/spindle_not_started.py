"""Rule spindle-not-started."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.columns import Moves
from codegen.model.motion import EventKind, MoveKind, Spindle
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

_ON = (Spindle.CW, Spindle.CCW)


class SpindleNotStarted(Rule):
    """A tool cuts while its spindle stands.

    ## What it does

    Looks at the modes alone, so it needs no stock: a tool goes down at a feed and cuts on, or is fed sideways below work
    zero, while the spindle is stopped (M5, a tool change that stops it) or was never started. A program that never starts a
    spindle at all, as for a drag knife or a spindle switched by hand, gets one warning. Reported once a tool.

    ## Why is this bad

    The tool is pushed through the material: it breaks, or the work flies. The usual cause is a missing M3 after a tool
    change.

    ## Example

        T2 M6          (the change stops the spindle)
        G43 H2
        G0 X10 Y10 Z2
        G1 Z-5 F100
        X50

    ## Use instead

        T2 M6
        G43 H2
        S3000 M3
        G0 X10 Y10 Z2
        G1 Z-5 F100
        X50

    ## Which controllers

    All. With stock the simulation says it instead, for moves that remove material (`spindle-off-in-cut`).
    """

    code = "spindle-not-started"
    group = Group.TOOLS
    yields_to = ("spindle-off-in-cut",)

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        starts = any(event.state.spindle in _ON for _, event in context.steps.events(EventKind.SPINDLE))
        told: set[int | None] = set()
        for run in context.runs():
            if run.state.spindle in _ON or run.state.tool in told:
                continue
            at = _enters(run.moves)
            if at is None:
                continue
            told.add(run.state.tool)
            tool = f"T{run.state.tool}" if run.state.tool else say("the tool")
            if not starts:
                yield self.finding(
                    say("the program cuts and never starts the spindle"),
                    context.at(context.move(run.first + at)),
                    say("write S and M3 before the cut, unless the spindle is switched by hand"),
                    severity=Severity.WARNING,
                )
                return
            how = say("is stopped") if run.state.spindle is Spindle.OFF else say("was never started")
            yield self.finding(
                say("{tool} is fed into the work while the spindle {how}", tool=tool, how=how),
                context.at(context.move(run.first + at)),
                say("start the spindle (M3 S…) before the cut"),
            )


def _enters(moves: Moves) -> int | None:
    """Where the tool goes into the work, as far as modes tell: a canned cycle; or down at a feed, and on sideways or below 0."""
    cutting = moves.cutting & (moves.kind != MoveKind.THREAD)
    cycle = first_row(cutting & (moves.cycle > 0))
    down = first_row(cutting & moves.downward)
    if cycle is not None:
        return cycle
    aside = np.hypot(*(moves.end[:, :2] - moves.start[:, :2]).T) > 1e-6
    if down is None:  # it came down at rapid, and is fed on below zero
        return first_row(cutting & aside & ~moves.in_machine & (moves.start[:, 2] < 0) & (moves.end[:, 2] < 0))
    on = bool(np.any((cutting & aside)[down + 1 :]))
    return down if on or moves.end[down, 2] < 0 else None
