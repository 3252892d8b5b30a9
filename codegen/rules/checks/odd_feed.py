"""Rule odd-feed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import counted, firsts

RATIOS = (10.0, 100.0)
SHARE = 0.6
"""Part of the level cuts of a tool that its usual feed has, at least."""


class OddFeed(Rule):
    """A feed that is just ten or a hundred times the one beside it.

    ## What it does

    Looks at level cuts: one whose feed is ten or a hundred times that of the level cut right before it at the same
    height, which is the tool's usual feed there. Reported once a feed.

    ## Why is this bad

    A slip of a digit: F1000 for F100.

    ## Example

        G1 X50 F120
        Y20 F1200
        X0 F120

    ## Use instead

        G1 X50 F120
        Y20
        X0

    ## Which controllers

    All.
    """

    code = "odd-feed"
    group = Group.LIMITS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        level = moves.cutting & (moves.cycle == 0) & (moves.kind != MoveKind.THREAD) & moves.level
        if not bool(level.any()):
            return
        tools = np.array([state.tool or 0 for state in moves.states], np.int64)[moves.state]
        for tool in counted(tools[level])[0].tolist():
            mine = level & (tools == tool)
            feeds, counts = counted(moves.feed[mine & (moves.feed > 0)])
            if not len(feeds) or counts.max() < SHARE * counts.sum():
                continue
            usual = float(feeds[counts.argmax()])
            odd = np.zeros(len(moves), np.bool_)
            for ratio in RATIOS:
                odd |= mine & (np.abs(moves.feed - ratio * usual) < 1e-6 * usual)
            if not bool(odd.any()):
                continue
            beside = np.zeros(len(moves), np.bool_)
            beside[1:] = mine[:-1] & (moves.feed[:-1] == usual) & (moves.end[:-1, 2] == moves.start[1:, 2])
            for row in firsts(odd & beside, moves.feed):
                yield self.finding(
                    say(
                        "{feed:g} mm/min is {times:g} times the feed of the cut before it",
                        feed=float(moves.feed[row]),
                        times=round(float(moves.feed[row]) / usual),
                    ),
                    context.at(context.move(row)),
                    say("check the digits of F"),
                )
