"""Rule g92-left-on."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Block
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes, has
from codegen.rules.groups import Group


class G92LeftOn(Rule):
    """G92 shifts the coordinates and is never cancelled.

    ## What it does

    Looks for G92 with an axis word, and for the code that ends its shift: G92.1 or G92.2. Without it the shift is in
    force when the program ends.

    ## Why is this bad

    It outlives the program: the next one, and the next start of this one, run in the wrong place. LinuxCNC keeps it
    even when the control is switched off.

    ## Example

        G92 X0 Y0 Z0
        G1 X50
        M30

    ## Use instead

        G54
        G1 X50
        M30

    ## Which controllers

    LinuxCNC, GRBL, grblHAL, Fanuc, Haas.
    """

    code = "g92-left-on"
    group = Group.MODAL
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.dialect not in ("linuxcnc", "grbl", "grblhal", "fanuc", "haas"):
            return
        shift: Block | None = None
        for block in context.noted:
            codes = g_codes(block)
            if codes & {92.1, 92.2}:
                shift = None
            elif 92.0 in codes and has(block, "XYZ") and not has(block, "E"):
                shift = shift or block
        if shift is not None:
            yield self.finding(
                say("G92 shifts the coordinates to the program's end and beyond"),
                context.line(shift.index),
                say("use a work offset (G54 to G59), or cancel it by G92.1"),
            )
