"""Rule compensation-left-on."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class CompensationLeftOn(Rule):
    """Cutter compensation or incremental mode is left on for whatever comes next.

    ## What it does

    At each tool change and at the program's end: G41 or G42 still on is an error; at the end of a
    program on a control that goes back to G40 by itself a warning. Incremental distance mode (G91) still on
    is a warning at the end.

    ## Why is this bad

    The next tool is offset by a radius that is not its own. The next program, or the next line by hand, moves by a
    distance where it should move to a place.

    ## Example

        G41 D1
        G1 X50
        M30

    ## Use instead

        G41 D1
        G1 X50
        G40
        G1 X60
        M30

    ## Which controllers

    All. LinuxCNC and GRBL go back to G90 and G40 at M2 and M30; the rule holds for the tool change and the next program
    there, too.
    """

    code = "compensation-left-on"
    group = Group.MODAL

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        since: int | None = None  # block of the event at which it was told
        for _, step in context.steps.events(EventKind.TOOL_CHANGE, EventKind.END):
            place = say("tool change") if step.kind is EventKind.TOOL_CHANGE else say("program end")
            mode = step.state.compensation
            if mode in (None, "G40"):
                since = None
            elif since is None or _switched_on(context, since, step.block):  # told once for each G41
                since = step.block
                ends = step.kind is EventKind.END and context.controller is not None
                reset = (
                    ends and context.controller is not None and context.controller.power_on.get("compensation") == "G40"
                )
                yield self.finding(
                    say("{mode} is still on at the {place}", mode=mode, place=place),
                    context.at(step),
                    say("write G40 before it"),
                    severity=Severity.WARNING if reset else None,
                )
            if step.state.absolute is False and step.kind is EventKind.END:
                yield self.finding(
                    say("G91 is still on at the program end"),
                    context.at(step),
                    say("write G90 before it"),
                    severity=Severity.WARNING,
                )


def _switched_on(context: Context, first: int, last: int) -> bool:
    """Whether G41 or G42 is said between the two blocks."""
    return any(
        word.letter == "G" and int(word.value) in (41, 42)
        for block in context.noted
        if first < block.index <= last
        for word in block.words
    )
