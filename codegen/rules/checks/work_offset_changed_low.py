"""Rule work-offset-changed-low."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.facts import ended_in_cut
from codegen.rules.groups import Group


class WorkOffsetChangedLow(Rule):
    """The work offset changes while the tool is in the cut.

    ## What it does

    Reports a change from one work offset to another right after a cut that did not end upwards.

    ## Why is this bad

    The next move starts from the old place in the new coordinates: sideways, at cutting depth, to the next part in the
    vice.

    ## Example

        G1 Z-5 F100
        X50
        G55
        G0 X0 Y0

    ## Use instead

        G1 Z-5 F100
        X50
        G0 Z50
        G55
        X0 Y0

    ## Which controllers

    All with work offsets.
    """

    code = "work-offset-changed-low"
    group = Group.MOTION
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        low, offset = False, None
        for part in context.parts():
            if isinstance(part, Event):
                if part.kind is EventKind.WORK_OFFSET and low and offset is not None and part.text != offset:
                    yield self.finding(
                        say("{offset} is chosen where the last cut ended", offset=part.text),
                        context.at(part),
                        say("retract before it"),
                    )
            else:
                low, offset = ended_in_cut(part.moves), part.state.work_offset
