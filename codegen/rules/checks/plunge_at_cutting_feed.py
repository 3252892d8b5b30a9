"""Rule plunge-at-cutting-feed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.facts import NEARLY, aside
from codegen.rules.groups import Group
from codegen.rules.rows import first_row

_END_MILLS = ("flat_end_mill", "bull_end_mill")
LIKE = 0.99
"""Part of the feed sideways that counts as the same feed."""


class PlungeAtCuttingFeed(Rule):
    """An end mill is fed straight down as fast as sideways.

    ## What it does

    Compares each end mill's fastest feed straight down with its fastest sideways one, where the material is not known;
    where it is, `cutting-data` has better figures. Reported once a tool.

    ## Why is this bad

    An end mill cuts badly with its end: it wants about a third of its feed there, or it burns and breaks.

    ## Example

        G1 Z-5 F1000
        X50

    ## Use instead

        G1 Z-5 F300
        X50 F1000

    ## Which controllers

    All. Needs the tools.
    """

    code = "plunge-at-cutting-feed"
    group = Group.LIMITS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.material is not None:
            return
        moves = context.moves
        for number, assembly in sorted(context.tools.items()):
            if assembly.tool.kind not in _END_MILLS:
                continue
            tools = np.array([state.tool == number for state in moves.states], np.bool_)
            mine = tools[moves.state] & context.working & (moves.cycle == 0) if len(moves) else moves.cutting
            way = aside(moves)
            down, side = mine & (way < NEARLY) & moves.downward, mine & (way > NEARLY)
            if not bool(down.any()) or not bool(side.any()):
                continue
            fastest = float(np.nanmax(moves.feed[side], initial=0.0))
            row = first_row(down & (moves.feed >= LIKE * fastest)) if fastest > 0 else None
            if row is not None:
                yield self.finding(
                    say(
                        "T{tool} ({name}) goes straight down at {feed:g} mm/min, its feed sideways",
                        tool=number,
                        name=assembly.tool.name,
                        feed=float(moves.feed[row]),
                    ),
                    context.at(context.move(row)),
                    say("a third of it is usual: F{feed:.0f}", feed=fastest / 3),
                )
