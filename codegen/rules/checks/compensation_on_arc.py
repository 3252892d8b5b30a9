"""Rule compensation-on-arc."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes, has
from codegen.rules.groups import Group

NEAR = 20
"""Blocks after G41 that are looked through for its first motion."""


class CompensationOnArc(Rule):
    """Cutter compensation begins or ends on an arc.

    ## What it does

    Reports G40, G41 or G42 in the block of a G2 or G3, and G41 or G42 whose next motion is one.

    ## Why is this bad

    The control shifts the tool onto its offset path along the first move, and cannot along an arc: it stops with an
    alarm (Fanuc PS0034).

    ## Example

        G41 D1 G2 X10 Y0 I5 F200

    ## Use instead

        G41 D1 G1 X10 F200
        G2 X20 Y0 I5

    ## Which controllers

    Fanuc (B-64604EN-2, "Cutter compensation": start-up and cancellation in G00 or G01), Haas.
    """

    code = "compensation-on-arc"
    group = Group.TOOLS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program = context.program
        if program is None or context.dialect not in ("fanuc", "haas"):
            return
        for block in context.noted:
            codes = g_codes(block)
            if not codes & {40.0, 41.0, 42.0}:
                continue
            moving = block
            if codes & {41.0, 42.0} and not has(block, "XY"):
                after = program.blocks[block.index + 1 : block.index + NEAR]
                moving = next((b for b in after if has(b, "XY") or g_codes(b) & {40.0}), block)
            if has(moving, "XY") and g_codes(moving) & {2.0, 3.0}:
                yield self.finding(
                    say("cutter compensation begins or ends on an arc"),
                    context.line(moving.index),
                    say("lead in and out by a straight move"),
                )
