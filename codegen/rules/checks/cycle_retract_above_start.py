"""Rule cycle-retract-above-start."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import firsts


class CycleRetractAboveStart(Rule):
    """Under G91 the retract plane lies above the place where the cycle starts.

    ## What it does

    Under G91, R counts from the height at which the series of cycles began. Reports an R above 0 there.

    ## Why is this bad

    The numbers of an absolute cycle were kept: each hole begins higher, and ends at another depth than was meant.

    ## Example

        G0 Z5
        G91 G81 X10 Z-8 R2 F100

    ## Use instead

        G0 Z5
        G91 G81 X10 Z-8 R-3 F100

    ## Which controllers

    LinuxCNC (G-codes, "Canned cycles"), Fanuc, Haas.
    """

    code = "cycle-retract-above-start"
    group = Group.CYCLES
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None:
            return
        told: set[int] = set()
        for run in context.runs():
            if run.state.absolute is not False:
                continue
            for row in firsts(run.moves.cycle > 0, run.moves.block):
                block = program.blocks[int(run.moves.block[row])]
                above = [word for word in block.words if word.letter == "R" and word.value > 0]
                if above and block.index not in told:
                    told.add(block.index)
                    yield self.finding(
                        say("{word} under G91: the retract plane lies above the cycle's start", word=above[0].text),
                        context.line(block.index, column=above[0].column),
                        say("write R as the distance down from the start, or use G90"),
                    )
