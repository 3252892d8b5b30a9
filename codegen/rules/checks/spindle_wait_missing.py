"""Rule spindle-wait-missing."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, Spindle
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_ON = (Spindle.CW, Spindle.CCW)


class SpindleWaitMissing(Rule):
    """A cut begins before the spindle can have reached its speed.

    ## What it does

    Where the machine's data say how long its spindle takes to its speed, and that nothing waits for it, the dwells
    between the start and the first cut must be as long. Reported once a program.

    ## Why is this bad

    The edge meets the material at a part of its speed: the chip is several times too thick.

    ## Example

        S18000 M3
        G1 Z-1 F300     (the spindle takes 4 s)

    ## Use instead

        S18000 M3
        G4 P4
        G1 Z-1 F300

    ## Which controllers

    All; `spindle_seconds` of the machine says whether and how long.
    """

    code = "spindle-wait-missing"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        needed = context.machine.spindle_seconds if context.machine is not None else None
        if needed is None:
            return
        started: Event | None = None
        waited = 0.0
        for part in context.parts():
            if isinstance(part, Event):
                if part.kind is EventKind.DWELL:
                    waited += part.value or 0.0
                elif part.kind is EventKind.SPINDLE:
                    turning = part.state.spindle in _ON
                    started, waited = (
                        (part, 0.0) if turning and started is None else (started if turning else None, waited)
                    )
            elif started is not None and bool(part.moves.cutting.any()):
                if waited < needed:
                    yield self.finding(
                        say(
                            "a cut begins {waited:g} s of dwell after the spindle's start; it takes {needed:g} s to its speed",
                            waited=waited,
                            needed=needed,
                        ),
                        context.at(started),
                        say("write a dwell (G4) of {needed:g} s after M3", needed=needed),
                        figures=(("waited_s", waited), ("needed_s", needed)),
                    )
                    return
                waited = needed
