"""Threads, for the judge: each planned one is tapped at its place, with its pitch, deep enough; and no other is."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.faults.motions import Motion

if TYPE_CHECKING:
    from tests.faults.judge import Judge

PITCH = 0.01
"""Part of the pitch by which a tap's feed may differ."""
STRETCH = 0.5
"""Part of the pitch by which a thread's depth may differ."""
TOLERANCE = 0.02
"""mm, as the judge's."""
VOLUME = 2e-3
"""mm³, as the judge's."""


def wrong_thread(judge: Judge, motions: list[Motion]) -> str:
    """Each planned thread is tapped at its place, with its pitch, deep enough and no deeper; no other is."""

    def taps(of: list[Motion]) -> dict[tuple[int, float, float], list[Motion]]:
        out: dict[tuple[int, float, float], list[Motion]] = defaultdict(list)
        for m in of:
            if m.kind == "tap":
                out[m.tool, round(m.path[-1][0], 1), round(m.path[-1][1], 1)].append(m)
        return out

    planned, done = taps(judge.good), taps(motions)
    for place, wanted in planned.items():
        if place not in done:
            return f"the thread at X{place[1]} Y{place[2]} is not tapped"
        want = wanted[-1]
        for tap in done[place]:
            assert want.pitch is not None
            if tap.pitch is None or abs(tap.pitch - want.pitch) > PITCH * want.pitch:
                return f"line {tap.line}: tapped at pitch {tap.pitch}"
            if math.dist(tap.path[-1][:2], want.path[-1][:2]) > 2 * TOLERANCE:
                return f"line {tap.line}: tapped beside its hole"
            lead = judge.tools[tap.tool].tool.lead
            through = judge.low[2] - lead
            more = max(want.path[-1][2], through) - max(tap.path[-1][2], through)
            if -more > STRETCH * want.pitch or (more > STRETCH * want.pitch and _blocked(judge, tap, motions)):
                return f"line {tap.line}: thread of another depth"
            if tap.path[0][2] < judge.high[2] and want.path[0][2] >= judge.high[2]:
                return f"line {tap.line}: the tap starts in its hole"
    extra = [m for m in motions if m.kind == "tap" and judge.over(m)]
    for m in extra:
        if (m.tool, round(m.path[-1][0], 1), round(m.path[-1][1], 1)) not in planned:
            return f"line {m.line}: a thread where none is planned"
    for m in motions:
        tool = judge.tools.get(m.tool)
        if tool is not None and tool.tool.kind == "tap" and m.kind != "tap" and judge.over(m):
            known = any(g.key == m.key and g.kind == m.kind for g in judge.good)
            if not known:
                return f"line {m.line}: a tap moves in its hole, not tied to the spindle"
    return ""


def _blocked(judge: Judge, tap: Motion, motions: list[Motion]) -> bool:
    """Whether a tap runs onto the ground of its hole, as its minor diameter tells."""
    left = judge.body(tap, TOLERANCE) ^ judge.stock
    for m in motions:
        if judge.solid(m):
            left -= judge.body(m)
    return left.volume() > VOLUME
