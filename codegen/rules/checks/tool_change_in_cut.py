"""Rule tool-change-in-cut."""

from __future__ import annotations

import math
from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import joined, say
from codegen.model.motion import Event, EventKind, Move, Spindle
from codegen.model.steps import Run
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import last_row


class ToolChangeInCut(Rule):
    """The tool is changed low above the work, or with the spindle running.

    ## What it does

    At each tool change it looks at the height the tool stands at: below the setup's clearance height is an error, for the
    new tool, too, where both lengths are known; where they are not, a change at a height that is not the machine's is a
    warning. Without a setup it is an error to change where the last cut ended. Also reports a spindle that was never
    stopped: an error where the tool is changed by hand, else a warning, since most changers stop it by themselves.

    ## Why is this bad

    The changer, or the operator's hand, meets the work; the old tool is dragged out of the cut sideways. A manual change
    with a turning spindle injures.

    ## Example

        G1 Z-5
        T2 M6

    ## Use instead

        G1 Z-5
        G53 G0 Z0
        M5
        T2 M6

    ## Which controllers

    All that change tools; LinuxCNC stops the spindle by itself.
    """

    code = "tool-change-in-cut"
    group = Group.TOOLS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        last: Move | None = None  # that moved Z
        low_cut = math.nan  # height at which the last cut ended
        before_change: list[Run] = []
        running = False
        before = (-1, False)  # block, and whether the spindle ran when it began
        if not any(True for _ in context.steps.events(EventKind.TOOL_CHANGE)):
            return
        for part in context.parts():
            turns = part.state.spindle in (Spindle.CW, Spindle.CCW)
            if isinstance(part, Event):
                if part.block != before[0]:
                    before = (part.block, running)
                running = turns
                if part.kind is EventKind.TOOL_CHANGE:
                    last, low_cut = self._left(context, before_change, last, low_cut)
                    before_change.clear()
                    yield from self._change(context, part, last, low_cut, spindle_ran=before[1])
                continue
            moves = part.moves
            block, others = int(moves.block[-1]), last_row(moves.block != moves.block[-1])
            if block != before[0] or others is not None:
                before = (block, turns if others is not None else running)
            running = turns
            before_change.append(part)

    @staticmethod
    def _left(context: Context, runs: list[Run], last: Move | None, low_cut: float) -> tuple[Move | None, float]:
        """The last move of Z, and the height at which the last cut ended, after these runs."""
        for run in runs:
            moves = run.moves
            cut = last_row(moves.cutting)
            low_cut = low_cut if cut is None else float(moves.end[cut, 2])
            row = last_row(moves.in_machine | ~moves.level, run.first)
            last = last if row is None else context.move(row)
        return last, low_cut

    def _change(
        self, context: Context, step: Event, last: Move | None, low_cut: float, *, spindle_ran: bool
    ) -> Iterator[Finding]:
        z = math.nan if last is None or last.machine_end is not None else last.end[2]
        limit = context.setup.clearance if context.setup is not None else None
        if limit is not None and z < limit - 1e-6:
            yield self.finding(
                say("tool change at Z{z:g}, below the clearance height {limit:g} mm", z=z, limit=limit),
                context.at(step),
                say("retract before it: {retract}", retract=self._retract(context)),
                figures=(("z", z), ("clearance", limit)),
            )
        elif limit is not None and last is not None and z >= limit:
            yield from self._longer(context, step, last, z, limit)
        elif limit is None and z <= low_cut:
            yield self.finding(
                say("tool change at Z{z:g}, where the last cut ended", z=z),
                context.at(step),
                say("retract before it: {retract}", retract=self._retract(context)),
                severity=None if context.machine_said else Severity.WARNING,  # the machine may go up by itself
                figures=(("z", z),),
            )
        if spindle_ran:
            stops = context.dialect in ("linuxcnc", "heidenhain")
            by_hand = context.machine_said and context.machine is not None and context.machine.tool_change == "manual"
            yield self.finding(
                joined(
                    "",
                    [
                        say("tool change while the spindle turns"),
                        (say("; this control stops it by itself") if stops else ""),
                    ],
                ),
                context.at(step),
                say("write M5 before it"),
                severity=Severity.ERROR if by_hand and not stops else Severity.WARNING,
            )

    def _longer(self, context: Context, step: Event, last: Move, z: float, limit: float) -> Iterator[Finding]:
        """A height in the work frame is the old tool's: a longer one stands lower at the same place."""
        old, new = last.state.tool, step.state.tool
        if not old or not new or old == new or old not in context.tools or new not in context.tools:
            return
        before, after = context.tools[old].length, context.tools[new].length
        known = before is not None and after is not None
        tip = z + before - after if before is not None and after is not None else z
        if known and tip >= limit - 1e-6:
            return
        yield self.finding(
            joined(
                "",
                [
                    say("T{new} comes in where T{old} stands at Z{z:g}", new=new, old=old, z=z),
                    (
                        say(
                            "; it is longer, and its tip is at Z{tip:g}, below the clearance height {limit:g} mm",
                            tip=tip,
                            limit=limit,
                        )
                        if known
                        else say(": if it is longer, its tip is lower, and the lengths are not known")
                    ),
                ],
            ),
            context.at(step),
            say("retract before it: {retract}", retract=self._retract(context)),
            severity=Severity.ERROR if known else Severity.WARNING,
            figures=(("z", tip), ("clearance", limit)),
        )

    def _retract(self, context: Context) -> str:
        return context.controller.safe_retract if context.controller is not None else "G53 G0 Z0"
