"""Rule spindle-without-speed."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, Spindle
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_ON = (Spindle.CW, Spindle.CCW)


class SpindleWithoutSpeed(Rule):
    """The spindle is started before any S.

    ## What it does

    Reports M3 or M4 where no S was ever said, if a cut follows under it.

    ## Why is this bad

    The spindle turns at what the program before has left, or not at all.

    ## Example

        M3
        G1 Z-1 F100

    ## Use instead

        S3000 M3
        G1 Z-1 F100

    ## Which controllers

    All. On GRBL S starts as 0, and the spindle then does not turn.
    """

    code = "spindle-without-speed"
    group = Group.TOOLS
    severity = Severity.WARNING
    yields_to = ("spindle-off-in-cut",)

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        started: Event | None = None
        for part in context.parts():
            if isinstance(part, Event):
                if part.kind is EventKind.SPINDLE:
                    started = part if part.state.spindle in _ON and part.state.speed is None else None
            elif started is not None and part.state.speed is None and bool(part.moves.cutting.any()):
                yield self.finding(
                    say("the spindle is started before the program says any S"),
                    context.at(started),
                    say("write S with the speed beside M3"),
                )
                return
