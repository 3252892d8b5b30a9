"""Rule transform-left-on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Block
from codegen.rules.base import Context, Rule
from codegen.rules.facts import g_codes
from codegen.rules.groups import Group

_PAIRS: Final = ((68.0, 69.0), (51.0, 50.0), (51.1, 50.1), (16.0, 15.0))
"""On, and off."""


class TransformLeftOn(Rule):
    """A rotation, scaling, mirror image or polar mode is never switched off.

    ## What it does

    Follows G68, G51, G51.1 and G16 to G69, G50, G50.1 and G15 through the text.

    ## Why is this bad

    The next program, and the next start of this one, run rotated or scaled.

    ## Example

        G68 X0 Y0 R30
        M98 P100
        M30

    ## Use instead

        G68 X0 Y0 R30
        M98 P100
        G69
        M30

    ## Which controllers

    Fanuc, Haas, grblHAL (scaling).
    """

    code = "transform-left-on"
    group = Group.MODAL
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.dialect not in ("fanuc", "haas", "grblhal"):
            return
        for on, off in _PAIRS:
            last: Block | None = None
            for block in context.noted:
                codes = g_codes(block)
                if off in codes:
                    last = None
                elif on in codes:
                    last = block
            if last is not None:
                yield self.finding(
                    say("G{on:g} is never cancelled", on=on),
                    context.line(last.index),
                    say("write G{off:g} where it ends", off=off),
                )
