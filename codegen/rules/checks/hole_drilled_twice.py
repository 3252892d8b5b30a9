"""Rule hole-drilled-twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class HoleDrilledTwice(Rule):
    """A canned cycle is run twice at the same place.

    ## What it does

    Compares all holes of canned cycles: the same tool, cycle, work offset, place and depth a second time. Reported once
    a block.

    ## Why is this bad

    Often G80 was forgotten, and a block that was to position drills again; or a line was copied and not changed.

    ## Example

        G81 X10 Y10 Z-5 R2 F100
        X10 Y10
        G80

    ## Use instead

        G81 X10 Y10 Z-5 R2 F100
        X20 Y10
        G80

    ## Which controllers

    All with canned cycles.
    """

    code = "hole-drilled-twice"
    group = Group.CYCLES
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        moves = context.moves
        if len(moves.cycles) < 2:
            return
        mask = (moves.cycle > 0) & moves.cutting & moves.downward
        at = np.flatnonzero(mask & ~np.isnan(moves.end).any(axis=1))
        frames: dict[tuple[object, ...], int] = {}
        frame = np.array([frames.setdefault((s.work_offset, s.tool), len(frames)) for s in moves.states], np.int64)
        seen: dict[tuple[object, ...], tuple[int, int]] = {}
        told: set[int] = set()
        keys = zip(
            frame[moves.state[at]].tolist(), moves.cycle[at].tolist(), np.round(moves.end[at], 4).tolist(), strict=True
        )
        for row, (where, cycle, end) in zip(at.tolist(), keys, strict=True):
            hole = (int(moves.block[row]), int(moves.hole[row]))
            first = seen.setdefault((where, cycle, *end), hole)
            if first != hole and hole[0] not in told:
                told.add(hole[0])
                yield self.finding(
                    say(
                        "the hole at X{x:g} Y{y:g} was made by line {line} already",
                        x=end[0],
                        y=end[1],
                        line=context.line(first[0]).line,
                    ),
                    context.at(context.move(row)),
                    say("write {end} before blocks that only position, or correct the place", end=end_of(context)),
                )


def end_of(context: Context) -> str:
    """What ends a canned cycle on the control."""
    return {"siemens": "MCALL", "heidenhain": "R0 FMAX"}.get(context.dialect, "G80")
