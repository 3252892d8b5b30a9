"""Rule cycle-not-cancelled."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Block, Program
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

_CYCLES = frozenset({73, 74, 76, 81, 82, 83, 84, 85, 86, 87, 88, 89})
_MOTIONS = frozenset({0, 1, 2, 3, 33, 38, 80})
"""Codes that end a cycle: G80 and the other motion codes of the group (ISO 6983-1, group 01 and 09)."""


_MCALL = re.compile(
    r"^[^;\n]*?(?:\bMCALL\b(?P<call>[^;\n]*)|\bM0*(?:(?P<ends>2|17|30)|6)(?![0-9]))", re.IGNORECASE | re.MULTILINE
)


class CycleNotCancelled(Rule):
    """A canned cycle is still active at a tool change or at the program's end.

    ## What it does

    Follows the canned cycles through the program: G73 and G81 to G89 switch one on; G80, or another motion code, off. One
    that is on at a tool change is an error; at the program's end a warning.

    ## Why is this bad

    Every block with an X or Y after it drills another hole, now with the next tool. At the end it waits for the next
    program, on controls that do not reset it.

    ## Example

        G81 X10 Y10 Z-5 R2 F100
        T2 M6

    ## Use instead

        G81 X10 Y10 Z-5 R2 F100
        G80
        T2 M6

    ## Which controllers

    All that have canned cycles.
    """

    code = "cycle-not-cancelled"
    group = Group.CYCLES

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.reading is None:
            return
        program = context.reading.program
        if context.dialect == "siemens":
            if program.mentions("MCALL"):
                yield from self._modal_calls(context, program.text)
            return
        begin = program.blocks_with("G", lambda code: code // 1 in _CYCLES)
        if not len(begin):
            return
        active: str | None = None
        for block in map(program.blocks.__getitem__, _relevant(program, begin)):
            codes = _codes(block, "G")
            for code in codes:
                if code // 1 in _CYCLES:
                    active = f"G{code:g}"
                elif code // 1 in _MOTIONS:
                    active = None
            ends = bool(_codes(block, "M") & {2.0, 30.0})
            if active is not None and (ends or 6.0 in _codes(block, "M")):
                yield self.finding(
                    say(
                        "{active} is still active at the {place}",
                        active=active,
                        place=(say("program end") if ends else say("tool change")),
                    ),
                    context.line(block.index),
                    say("write G80 after the last hole"),
                    severity=Severity.WARNING if ends else Severity.ERROR,
                )
                active = None
            if ends:
                return

    def _modal_calls(self, context: Context, text: str) -> Iterator[Finding]:
        """MCALL with a call holds until MCALL alone."""
        active = ""
        line, at = 0, 0
        for hit in _MCALL.finditer(text):
            line, at = line + text.count("\n", at, hit.start()), hit.start()
            if hit["call"] is not None:
                active = hit["call"].strip().partition("(")[0].strip()
                continue
            ends = hit["ends"] is not None
            if active:
                yield self.finding(
                    say(
                        "{active} is still active at the {place}",
                        active=f"MCALL {active}",
                        place=(say("program end") if ends else say("tool change")),
                    ),
                    context.line(line),
                    say("write MCALL after the last hole"),
                    severity=Severity.WARNING if ends else Severity.ERROR,
                )
                active = ""
            if ends:
                return


def _relevant(program: Program, begin: Sequence[int]) -> list[int]:
    """Blocks that matter: where cycles begin, the first motion code after each, and where tools change or the program ends."""
    motions = program.blocks_with("G", lambda code: code // 1 in _MOTIONS)
    after = [bisect_right(motions, index) for index in begin]
    ends = program.blocks_with("M", lambda code: code in (2.0, 6.0, 30.0))
    return sorted({*begin, *ends, *(motions[at] for at in after if at < len(motions))})


def _codes(block: Block, letter: str) -> set[float]:
    return {word.value for word in block.words if word.letter == letter}
