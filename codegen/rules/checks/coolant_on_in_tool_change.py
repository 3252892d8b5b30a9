"""Rule coolant-on-in-tool-change."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class CoolantOnInToolChange(Rule):
    """The coolant runs while the tool is changed.

    ## What it does

    Looks at the coolant at each tool change. Reported once a program.

    ## Why is this bad

    Many machines stop the pump for the change by themselves; one that does not floods the changer and the taper.

    ## Example

        M8
        G1 X50
        T2 M6

    ## Use instead

        M8
        G1 X50
        M9
        T2 M6

    ## Which controllers

    All that change tools.
    """

    code = "coolant-on-in-tool-change"
    group = Group.TOOLS
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for _, event in context.steps.events(EventKind.TOOL_CHANGE):
            if event.state.coolant in (Coolant.FLOOD, Coolant.MIST):
                yield self.finding(
                    say("the coolant is on at the tool change"), context.at(event), say("write M9 before it")
                )
                return
