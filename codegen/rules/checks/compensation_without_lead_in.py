"""Rule compensation-without-lead-in."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import NEARLY, aside
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class CompensationWithoutLeadIn(Rule):
    """Cutter compensation has no room to come in.

    ## What it does

    Where the tool is known: the first move in X or Y under G41 or G42 must be longer than the tool's radius.

    ## Why is this bad

    The tool is shifted by its radius along that move. In a shorter one the control stops, or the cutter cuts into the
    wall before it is beside it.

    ## Example

        (Ø10 tool)
        G41 D1
        G1 X2 F200

    ## Use instead

        (Ø10 tool)
        G41 D1
        G1 X12 F200

    ## Which controllers

    Those with cutter compensation. LinuxCNC asks for it (G-codes, "G41, G42").
    """

    code = "compensation-without-lead-in"
    group = Group.TOOLS
    severity = Severity.WARNING
    yields_to = ("compensation-conflict",)

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        on = False
        for run in context.runs():
            was, on = on, run.state.compensation in ("G41", "G42")
            tool = context.tools.get(run.state.tool or 0)
            if not on or was or tool is None:
                continue
            way = aside(run.moves)
            row = first_row(way > NEARLY)
            if row is not None and way[row] < tool.tool.diameter / 2 - NEARLY:
                yield self.finding(
                    say(
                        "the first move under {mode} is {way:g} mm long, the tool's radius {radius:g} mm",
                        mode=run.state.compensation,
                        way=round(float(way[row]), 3),
                        radius=tool.tool.diameter / 2,
                    ),
                    context.at(context.move(run.first + row)),
                    say("lead in by a straight move longer than the radius"),
                )
