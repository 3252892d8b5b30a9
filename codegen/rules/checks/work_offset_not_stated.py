"""Rule work-offset-not-stated."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class WorkOffsetNotStated(Rule):
    """The program moves before it says which work offset its coordinates are in.

    ## What it does

    Warns of the first move in work coordinates while no G54 to G59 is in force, as far as is known. Where the control is in
    G54 at every program's start (LinuxCNC), nothing is reported.

    ## Why is this bad

    Whether a Fanuc goes back to G54 at a reset hangs on its parameters. The program then runs at the zero of the work before.

    ## Example

        %
        O0001
        G21 G90 G17
        G0 X10. Y10.

    ## Use instead

        %
        O0001
        G21 G90 G17
        G54
        G0 X10. Y10.

    ## Which controllers

    Those whose data do not say that a program starts in G54.
    """

    code = "work-offset-not-stated"
    group = Group.MODAL
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for run in context.runs():
            row = first_row(~run.moves.in_machine, run.first) if run.state.work_offset is None else None
            if row is not None:
                yield self.finding(
                    say("a move before the program says its work offset"),
                    context.at(context.move(row)),
                    say(
                        "begin with {offset}", offset=context.setup.work_offset if context.setup is not None else "G54"
                    ),
                    severity=Severity.WARNING,
                )
                return
