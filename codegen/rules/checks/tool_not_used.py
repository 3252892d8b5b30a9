"""Rule tool-not-used."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Location, Severity
from codegen.messages import joined, say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class ToolNotUsed(Rule):
    """The setup has a tool that the program never cuts with.

    ## What it does

    Warns of the tools of the setup that make no cut; with a simulation, that remove no material. A setup that lists a
    whole magazine gets one warning, too.

    ## Why is this bad

    Often an operation is missing that leaves no trace in the part's shape: threads above all, which a model does not show.

    ## Example

        T1 M6            (setup: T1 drill 5.0, T2 tap M6)
        G81 X10 Y10 Z-15 R2 F100
        M30

    ## Use instead

        T1 M6
        G81 X10 Y10 Z-15 R2 F100
        G80
        T2 M6
        G33.1 Z-12 K1
        M30

    ## Which controllers

    All.
    """

    code = "tool-not-used"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        reading = context.reading
        if reading is None:
            return
        working = context.working
        used = {run.state.tool for run in context.runs() if working[run.first : run.last].any()}
        idle = [context.tools[number] for number in sorted(set(context.tools) - used)]
        if used and idle:
            listed = [say("T{number} ({tool})", number=t.number, tool=t.tool.name) for t in idle[:10]]
            names = joined(" ", [joined(", ", listed), *(["…"] if len(idle) > 10 else [])])
            last = reading.program.blocks[-1].index if reading.program.blocks else None
            yield self.finding(
                say(
                    "{names}: in the setup, and the program never cuts with {it}",
                    names=names,
                    it="it" if len(idle) == 1 else "them",
                ),
                context.line(last) if last is not None else Location(),
                say("see whether an operation is missing, or take the tool out of the setup"),
                severity=Severity.WARNING,
            )
