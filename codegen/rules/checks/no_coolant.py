"""Rule no-coolant."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import joined, say
from codegen.model.motion import Coolant
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

_ON = (Coolant.FLOOD, Coolant.MIST)


class NoCoolant(Rule):
    """A tool cuts dry though the job, or the material, wants coolant.

    ## What it does

    Warns of the first dry cut of a tool whose operations are planned with coolant. Without a job the material decides,
    on a machine that has coolant.

    ## Why is this bad

    Aluminium welds to the cutting edge, chips stay in deep holes, and the tool lasts for a part of its time.

    ## Example

        T1 M6
        S3000 M3
        G1 Z-2 F200

    ## Use instead

        T1 M6
        S3000 M3
        M8
        G1 Z-2 F200

    ## Which controllers

    All.
    """

    code = "no-coolant"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        told: set[int | None] = set()
        for run in context.runs():
            tool = run.state.tool
            row = None if run.state.coolant in _ON or tool in told else first_row(run.moves.cutting, run.first)
            if row is None:
                continue
            told.add(tool)
            wish = _wish(context, tool)
            if wish:
                yield self.finding(
                    say(
                        "{tool} cuts without coolant; {wish}",
                        tool=(f"T{tool}" if tool else say("the tool")),
                        wish=wish,
                    ),
                    context.at(context.move(row)),
                    say("write M8 (or M7) before the cut"),
                    severity=Severity.WARNING,
                )


def _wish(context: Context, tool: int | None) -> str:
    """Who wants coolant for the tool; empty: nobody."""
    if context.job is not None:
        kinds = {op.cutting.coolant for op in context.job.operations if op.tool == tool} - {"off"}
        return say("its operations are planned with {kinds}", kinds=joined(" and ", sorted(kinds))) if kinds else ""
    material, machine = context.material, context.machine
    if material is None or machine is None or material.coolant not in ("flood", "mist") or not machine.coolant:
        return ""
    return say("{material} wants {coolant}", material=material.name, coolant=material.coolant)
