"""Rule stop-with-spindle-on."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind, Spindle
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_ON = (Spindle.CW, Spindle.CCW)


class StopWithSpindleOn(Rule):
    """The program stops for the operator while the spindle turns.

    ## What it does

    Looks at the spindle at each M0. The optional stop M1 is passed over.

    ## Why is this bad

    M0 asks for a hand in the machine: to turn the work over, to clear chips, to move a clamp.

    ## Example

        M0 (MOVE THE CLAMP)

    ## Use instead

        M5
        M0 (MOVE THE CLAMP)
        M3

    ## Which controllers

    All.
    """

    code = "stop-with-spindle-on"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for _, event in context.steps.events(EventKind.STOP):
            if event.text == "M0" and event.state.spindle in _ON:
                yield self.finding(
                    say("M0 while the spindle turns"), context.at(event), say("write M5 before it and M3 after it")
                )
