"""Rule feed-mode-left-on."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row


class FeedModeLeftOn(Rule):
    """The feed mode of the tool before is still on.

    ## What it does

    Reports a tool whose first plain cut runs under G93 (inverse time) or G95 (per turn) that was said before its tool
    change.

    ## Why is this bad

    F200 then means 200 mm a turn, or a move in a two-hundredth of a minute.

    ## Example

        G95 F1            (tapping)
        T2 M6
        G1 X50 F200

    ## Use instead

        G95 F1
        G94
        T2 M6
        G1 X50 F200

    ## Which controllers

    Those with G93 or G95.
    """

    code = "feed-mode-left-on"
    group = Group.MODAL
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        before: str | None = None
        for part in context.parts():
            if isinstance(part, Event):
                if part.kind is EventKind.TOOL_CHANGE:
                    before = part.state.feed_mode if part.state.feed_mode in ("G93", "G95") else None
                continue
            if before is None:
                continue
            if part.state.feed_mode != before:
                before = None
                continue
            plain = part.moves.cutting & (part.moves.kind != MoveKind.THREAD) & (part.moves.cycle == 0)
            row = first_row(plain, part.first)
            if row is not None:
                yield self.finding(
                    say("a cut under {mode}, which was said before the tool change", mode=before),
                    context.at(context.move(row)),
                    say("write G94 after the tool change"),
                )
                before = None
