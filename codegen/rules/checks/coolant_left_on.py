"""Rule coolant-left-on."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.ends import STOPPED_BY_END
from codegen.rules.groups import Group


class CoolantLeftOn(Rule):
    """The program ends with the coolant running.

    ## What it does

    Looks at the coolant when the program ends. Where M2 or M30 are documented to stop it nothing is said; an end by %
    alone is a warning, an M30 whose effect the machine's builder decides a note.

    ## Why is this bad

    Coolant runs on over the operator's hands, and over the next set-up.

    ## Example

        G0 Z50
        %

    ## Use instead

        G0 Z50
        M9
        M30

    ## Which controllers

    Those on which the end of the program is not documented to stop it.
    """

    code = "coolant-left-on"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for _, event in context.steps.events(EventKind.END):
            stopped = event.text in ("M2", "M30") and context.dialect in STOPPED_BY_END
            if not stopped and event.state.coolant in (Coolant.FLOOD, Coolant.MIST):
                yield self.finding(
                    say("the program ends with the coolant running"),
                    context.at(event),
                    say("write M9 before it"),
                    severity=Severity.NOTE if event.text in ("M2", "M30") else None,
                )
            return
