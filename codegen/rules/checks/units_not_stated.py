"""Rule units-not-stated."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class UnitsNotStated(Rule):
    """The program moves before it says whether its numbers are millimetres or inches.

    ## What it does

    Reports the first number whose unit counts and that stands before G20 or G21. Where the control's data state the
    unit at power-on the program is read in that unit; elsewhere the places of its moves are not known.

    ## Why is this bad

    The numbers then mean what the program before left behind. Off by 25.4, a move ends in the table.

    ## Example

        G90 G17
        G0 X10 Y10

    ## Use instead

        G21 G90 G17
        G0 X10 Y10

    ## Which controllers

    All. It is a warning: a setting of the control may say the unit.
    """

    code = "units-not-stated"
    group = Group.UNITS
    severity = Severity.WARNING
    yields_to = ("units-not-stated",)

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if len(context.moves) and (move := context.move(0)).state.units is None:
            yield self.finding(
                say("a move before the program says its unit"),
                context.at(move),
                say("begin with G21 (mm) or G20 (inch)"),
            )
