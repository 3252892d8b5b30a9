"""Rule feed-limit."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding
from codegen.messages import say
from codegen.model.columns import Ints, Moves
from codegen.model.motion import Move, MoveKind, Plane
from codegen.model.shop import Machine
from codegen.rules.base import Context, Rule, by_machine
from codegen.rules.groups import Group
from codegen.rules.rows import firsts

_AXES = "XYZ"
_IN_PLANE = {Plane.XY: (0, 1), Plane.XZ: (0, 2), Plane.YZ: (1, 2)}


class FeedLimit(Rule):
    """A cut is faster than an axis of the machine can feed.

    ## What it does

    Takes the share of the feed that each axis has in a straight cut, and compares it with the axis's limit. On an arc each
    axis of its plane may have to run at the whole feed. Reported once for each feed.

    ## Why is this bad

    The control slows down without a word, or stops with a following error. Chip load is not what was planned.

    ## Example

        G1 X100 F20000   (the axis feeds at most at 8000 mm/min)

    ## Use instead

        G1 X100 F8000

    ## Which controllers

    All; the limits are the machine's. Where nobody named the machine it is a warning.
    """

    code = "feed-limit"
    group = Group.LIMITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        machine = context.machine
        if machine is None:
            return
        lowest = min(machine.x.max_feed, machine.y.max_feed, machine.z.max_feed)
        moves = context.moves
        # NaN compares false: a feed that is not known is the reader's finding
        fast = (moves.feed > lowest) & (moves.kind != MoveKind.THREAD)
        if not fast.any():
            return
        told: set[float] = set()
        for move in context.pick(firsts(fast, moves.feed, _over(moves, machine))):
            for axis, share in _shares(move):
                limit = _limit(machine, axis)
                if move.feed * share > limit * (1 + 1e-6) and move.feed not in told:
                    told.add(move.feed)
                    yield self.finding(
                        say(
                            "feed {feed:g} mm/min runs {axis} at {along:.0f} mm/min; the {machine} feeds {axis} at "
                            "{limit:g} at most",
                            feed=move.feed,
                            axis=axis,
                            along=move.feed * share,
                            machine=machine.name,
                            limit=limit,
                        ),
                        context.at(move),
                        say("write a feed of {floor} mm/min or less", floor=math.floor(limit / share)),
                        severity=by_machine(context),
                        figures=(("feed", move.feed), ("limit", limit)),
                    )


def _over(moves: Moves, machine: Machine) -> Ints:
    """A bit for each axis that a move may drive too fast; more than ``check`` finds, never less."""
    arc = (moves.kind == MoveKind.ARC_CW) | (moves.kind == MoveKind.ARC_CCW)
    ways = np.abs(moves.end - moves.start)
    ways[np.isnan(ways)] = 0.0
    length = np.sqrt((ways**2).sum(axis=1))
    bits = np.where(arc, 8 << moves.plane, 0)
    for axis, name in enumerate(_AXES):
        over = moves.feed * ways[:, axis] > _limit(machine, name) * length
        bits |= np.where(over & ~arc, 1 << axis, 0)
    return bits


def _limit(machine: Machine, axis: str) -> float:
    return {"X": machine.x, "Y": machine.y, "Z": machine.z}[axis].max_feed


def _shares(move: Move) -> list[tuple[str, float]]:
    """Each axis that moves, and its share of the feed."""
    if move.kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW):
        return [(_AXES[i], 1.0) for i in _IN_PLANE[move.plane]]
    ways = [abs(b - a) for a, b in zip(move.start, move.end, strict=True)]
    known = [0.0 if math.isnan(way) else way for way in ways]
    length = math.hypot(*known)
    return [(_AXES[i], way / length) for i, way in enumerate(known) if way > 0] if length > 0 else []
