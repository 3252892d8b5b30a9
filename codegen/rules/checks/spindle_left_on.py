"""Rule spindle-left-on."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind, Spindle
from codegen.rules.base import Context, Rule
from codegen.rules.ends import STOPPED_BY_END
from codegen.rules.groups import Group


class SpindleLeftOn(Rule):
    """The program ends with the spindle turning.

    ## What it does

    Looks at the spindle when the program ends. Where M2 or M30 are documented to stop it nothing is said; an end by %
    alone is a warning, an M30 whose effect the machine's builder decides a note.

    ## Why is this bad

    The operator opens the door on a turning tool.

    ## Example

        G0 Z50
        %

    ## Use instead

        G0 Z50
        M5
        M30

    ## Which controllers

    Those on which the end of the program is not documented to stop it.
    """

    code = "spindle-left-on"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for _, event in context.steps.events(EventKind.END):
            stopped = event.text in ("M2", "M30") and context.dialect in STOPPED_BY_END
            if not stopped and event.state.spindle in (Spindle.CW, Spindle.CCW):
                yield self.finding(
                    say("the program ends with the spindle turning"),
                    context.at(event),
                    say("write M5 before it"),
                    severity=Severity.NOTE if event.text in ("M2", "M30") else None,
                )
            return
