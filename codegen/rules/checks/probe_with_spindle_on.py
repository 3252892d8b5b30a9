"""Rule probe-with-spindle-on."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Location
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind, Spindle
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

_ON = (Spindle.CW, Spindle.CCW)


class ProbeWithSpindleOn(Rule):
    """A probing move runs with the spindle turning.

    ## What it does

    Looks at the spindle in probing moves (G38, G31); reported once.

    ## Why is this bad

    The stylus is torn off, or the tool cuts the setter.

    ## Example

        S3000 M3
        G38.2 Z-20 F50

    ## Use instead

        M5
        G38.2 Z-20 F50

    ## Which controllers

    Those that probe.
    """

    code = "probe-with-spindle-on"
    group = Group.MOTION

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for run in context.runs():
            row = first_row(run.moves.kind == MoveKind.PROBE, run.first) if run.state.spindle in _ON else None
            if row is not None:
                yield self._turning(context.at(context.move(row)))
                return
        turning = [event for _, event in context.steps.events(EventKind.SPINDLE)]
        for block in context.noted:  # probing that is not interpreted makes no move
            before = [event for event in turning if event.block < block.index]
            if any(word.letter == "G" and 38 < word.value < 39 for word in block.words) and before:
                if before[-1].state.spindle in _ON:
                    yield self._turning(context.line(block.index))
                return

    def _turning(self, where: Location) -> Finding:
        return self.finding(say("a probing move while the spindle turns"), where, say("write M5 before it"))
