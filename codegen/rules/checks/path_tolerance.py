"""Rule path-tolerance."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Block
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row
from codegen.units import MM_PER_INCH

TOLERANCE = 0.05
"""mm: where nothing was compared, the deviation that counts; else it is the comparison's own δ."""


class PathTolerance(Rule):
    """The control may leave the programmed path by more than the part allows.

    ## What it does

    Looks at the path mode: G64 lets the control round corners, by P at most, and without P by as much as keeps the speed.
    More than 0.05 mm, or a G64 without P, is an error where the program was compared with a part, else a warning. A
    program that cuts and says none of G61, G61.1 and G64 gets a warning: the mode is then left over from before.

    ## Why is this bad

    The simulation follows the programmed path. A control that cuts corners cuts another part: pockets keep material in
    their corners, and outside corners are rounded.

    ## Example

        G64

    ## Use instead

        G64 P0.01

    ## Which controllers

    LinuxCNC.
    """

    code = "path-tolerance"
    group = Group.GEOMETRY

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.reading is None or context.controller is None or context.controller.dialect != "linuxcnc":
            return
        compared = context.simulation is not None and context.simulation.compared
        limit = context.simulation.delta if context.simulation is not None and compared else TOLERANCE
        severity = Severity.ERROR if compared else Severity.WARNING
        scale = 1.0
        program = context.reading.program
        for index in program.blocks_with("G", lambda code: code in (20.0, 21.0, 64.0)):
            block = program.blocks[index]
            codes = {word.value for word in block.words if word.letter == "G"}
            scale = MM_PER_INCH if 20.0 in codes else 1.0 if 21.0 in codes else scale
            if 64.0 not in codes:
                continue
            p = _tolerance(block, scale)
            if p is None or p > limit + 1e-9:
                how = say("as far as the speed asks") if p is None else say("by up to {p:g} mm", p=p)
                yield self.finding(
                    say(
                        "{mode}: the control may leave the programmed path {how}; {limit:g} mm is allowed",
                        mode=(say("G64 without P") if p is None else f"G64 P{p:g}"),
                        how=how,
                        limit=limit,
                    ),
                    context.line(block.index),
                    say("write G64 P0.01 (mm), or G61"),
                    severity=severity,
                )
        row = first_row(context.moves.cutting)
        if row is not None and (first := context.move(row)).state.exact_path is None:
            yield self.finding(
                say("a cut before the program says how exactly the path is kept"),
                context.at(first),
                say("write G64 P0.01 (mm), or G61, at the beginning"),
                severity=Severity.WARNING,
            )


def _tolerance(block: Block, scale: float) -> float | None:
    """P of the block in mm. P0 is no tolerance: LinuxCNC takes it as none given."""
    value = next((word.value for word in block.words if word.letter == "P"), 0.0)
    return value * scale if value > 0 else None
