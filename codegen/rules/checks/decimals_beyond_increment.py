"""Rule decimals-beyond-increment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_DIGITS: Final = {n: re.compile(rf"(?<![A-Z])[XYZIJKR][ \t]*[+-]?[0-9]*\.[0-9]{{{n}}}[0-9]*[1-9]") for n in (3, 4, 5)}

_LONG: Final = re.compile(r"(?<![A-Z])[XYZIJKR][ \t]*[+-]?[0-9]*\.[0-9]{4}")


class DecimalsBeyondIncrement(Rule):
    """Numbers with more decimals than the control has.

    ## What it does

    Where the control counts least increments, reports the first coordinate with a digit beyond them, once.

    ## Why is this bad

    The control rounds or cuts them off; arcs may then miss their ends by more than it allows.

    ## Example

        G0 X10.12345

    ## Use instead

        G0 X10.123

    ## Which controllers

    Fanuc, Haas.
    """

    code = "decimals-beyond-increment"
    group = Group.PORTABILITY
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        program, controller = context.program, context.controller
        if program is None or controller is None or context.dialect not in ("fanuc", "haas"):
            return
        inch = bool(context.moves.states) and context.moves.states[0].units == "inch"
        most = controller.decimals_inch if inch else controller.decimals_mm
        index = next(program.lines_like(_LONG, _DIGITS[most]), None) if most in _DIGITS else None
        if index is not None:
            hit = _DIGITS[most].search(program.blocks[index].text)
            assert hit is not None  # noqa: S101 - it was found there
            if any(word.text.endswith(hit[0][-4:]) or hit[0] in word.text for word in program.blocks[index].words):
                yield self.finding(
                    say("{word}: the control has {most} decimals", word=hit[0], most=most),
                    context.line(index, column=hit.start() + 1),
                    say("write {most} decimals", most=most),
                )
