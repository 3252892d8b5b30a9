"""Rule dwell-out-of-scale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

LONGEST: Final = 60.0
"""Seconds. A dwell smooths a bottom in a few turns, or waits for a spindle or coolant for some seconds (shop rule)."""
_DWELL: Final = re.compile(r"G[ \t]*0*4(?![0-9.])", re.IGNORECASE)
SHORTEST: Final = 0.01
"""Seconds: two turns, the usual dwell at a bottom, take as long at 12000 rev/min (shop rule)."""


class DwellOutOfScale(Rule):
    """A dwell is so long, or so short, that its unit must be wrong.

    ## What it does

    Looks at the dwells of G4 and of canned cycles. Longer than a minute in a cycle is an error; by G4, as programs that
    warm a spindle up have it, and shorter than a hundredth of a second, it is a warning. P0 is no dwell and passes.

    ## Why is this bad

    P counts seconds on some controls (LinuxCNC) and milliseconds on others (Fanuc). Read by the other one, half a second
    is eight minutes, in which a turning tool rubs at the bottom of its hole; or it is nothing, and the bottom stays rough.

    ## Example

        G82 X10 Y10 Z-3 R2 P500 F60    (for a control that counts seconds)

    ## Use instead

        G82 X10 Y10 Z-3 R2 P0.5 F60

    ## Which controllers

    All; the unit of P is the control's data.
    """

    code = "dwell-out-of-scale"
    group = Group.UNITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        unit = context.controller.dwell_unit if context.controller is not None else "s"
        told: set[float] = set()
        for _, step in context.steps.events(EventKind.DWELL):
            seconds = step.value
            if seconds is None or seconds in told or not (seconds > LONGEST or 0.0 < seconds < SHORTEST):
                continue
            told.add(seconds)
            long = seconds > LONGEST
            words = (
                {w.letter: w.text for w in context.reading.program.blocks[step.block].words} if context.reading else {}
            )
            if not long and "X" in words and "P" not in words and "." not in words["X"]:
                yield self.finding(
                    say(
                        "a dwell of {seconds:g} s is short: {word} has no decimal point",
                        seconds=seconds,
                        word=words["X"],
                    ),
                    context.at(step),
                    say("write {word}.", word=words["X"]),
                    severity=Severity.WARNING,
                    figures=(("seconds", seconds),),
                )
                continue
            yield self.finding(
                say(
                    "a dwell of {seconds:g} s is {long_or_short}: the control reads P in {unit}",
                    seconds=seconds,
                    long_or_short=say("long") if long else say("short"),
                    unit=unit,
                ),
                context.at(step),
                say("write P in {unit}, or M0 to wait for the operator", unit=unit)
                if long
                else say("write P in {unit}", unit=unit),
                severity=Severity.ERROR
                if long and _DWELL.search(context.at(step).block or "") is None
                else Severity.WARNING,
                figures=(("seconds", seconds),),
            )
