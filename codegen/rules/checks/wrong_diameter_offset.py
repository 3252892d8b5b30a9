"""Rule wrong-diameter-offset."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class WrongDiameterOffset(Rule):
    """Cutter compensation with the radius of another tool.

    ## What it does

    Where the setup has the tool: the D of G41 or G42 must be the tool's. Where it has not, a D that is the number of
    another tool of the program is a warning.

    ## Why is this bad

    The contour is off by the difference of the two radii.

    ## Example

        T3 M6
        G41 D2 G1 X10

    ## Use instead

        T3 M6
        G41 D3 G1 X10

    ## Which controllers

    Those with D numbers for radii.
    """

    code = "wrong-diameter-offset"
    group = Group.TOOLS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect in ("siemens", "heidenhain"):
            return
        changed = {event.state.tool for _, event in context.steps.events(EventKind.TOOL_CHANGE)}
        on = False
        number: float | None = None
        seen = 0
        blocks = context.noted
        for run in context.runs():
            was, on = on, run.state.compensation in ("G41", "G42")
            last = int(run.moves.block[0])
            while seen < len(blocks) and blocks[seen].index <= last:
                number = next((word.value for word in blocks[seen].words if word.letter == "D"), number)
                seen += 1
            tool = context.tools.get(run.state.tool or 0)
            if on and not was and tool is not None and number and number != tool.diameter_offset:
                yield self.finding(
                    say(
                        "T{tool} is compensated by D{number:g}; the setup says D{wanted}",
                        tool=tool.number,
                        number=number,
                        wanted=tool.diameter_offset,
                    ),
                    context.at(context.move(run.first)),
                    say("write D{wanted}", wanted=tool.diameter_offset),
                )
            used = run.state.tool
            if on and not was and tool is None and used and number and number != used and number in changed:
                yield self.finding(
                    say(
                        "T{tool} is compensated by D{number:g}, which by custom is another tool's",
                        tool=used,
                        number=number,
                    ),
                    context.at(context.move(run.first)),
                    say("write D{wanted}", wanted=used),
                    severity=Severity.WARNING,
                )
