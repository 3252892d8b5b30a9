"""Holes and threads among a program's steps, found by what the tool does there, whatever cycle made it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from codegen.model.motion import CycleKind, Event, EventKind, Move, MoveKind, Point2, State, Step

NEAR = 1e-6
"""mm: heights of one cycle that are equal but for rounding."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One drilled or tapped hole. ``initial``: Z before it, ``out``: Z after it, ``r``: where feeding begins; mm.

    ``peck``: depth of each, ``clearance``: how far above the last depth each goes back in; ``dwell``: seconds at the bottom;
    ``pitch``: of a thread, mm per turn.
    """

    kind: CycleKind
    place: Point2
    initial: float
    r: float
    bottom: float
    out: float
    feed: float
    state: State
    first: Step
    peck: float | None = None
    clearance: float | None = None
    dwell: float | None = None
    pitch: float | None = None

    def like(self, other: Hole) -> bool:
        """Whether one cycle makes both, but for the place."""
        return (
            replace(self, place=other.place, first=other.first, initial=other.initial) == other
            and abs(other.initial - self.out) < NEAR
        )


def grouped(steps: Sequence[Step], *, taps_only: bool = False) -> Iterator[Step | list[Hole]]:
    """The steps, with stretches of a canned cycle as holes where they are a hole's; ``taps_only``: threads alone."""
    i = 0
    series: list[Hole] = []
    while i < len(steps):
        end = _stretch(steps, i)
        hole = _hole(steps[i:end]) if end > i else None
        if hole is not None and (hole.kind is CycleKind.TAP or not taps_only):
            if series and not series[-1].like(hole):
                yield series
                series = []
            series.append(hole)
            i = end
            continue
        if series:
            yield series
            series = []
        yield steps[i]
        i += 1
    if series:
        yield series


def _stretch(steps: Sequence[Step], start: int) -> int:
    """Where the steps of the cycle's hole that begins at ``start`` end; ``start`` itself: none begins there."""
    first = steps[start]
    if not isinstance(first, Move):
        return start
    if first.cycle is None:  # down and up in step with the spindle make a thread without a cycle, too
        after = steps[start + 1] if start + 1 < len(steps) else None
        there = first.kind is MoveKind.THREAD and isinstance(after, Move) and after.kind is MoveKind.THREAD
        return start + 2 if there and isinstance(after, Move) and after.end == first.start else start
    at = start
    while at < len(steps):
        step = steps[at]
        same = (
            step.cycle == first.cycle and step.cycle_hole == first.cycle_hole
            if isinstance(step, Move)
            else step.kind is EventKind.DWELL and step.line == first.line
        )
        if not same:
            break
        at += 1
    return at


def _hole(steps: Sequence[Step]) -> Hole | None:
    """The hole that the steps of one cycle make; None: not one that is known here."""
    moves = [s for s in steps if isinstance(s, Move)]
    dwells = [s for s in steps if isinstance(s, Event)]
    if not all(math.isfinite(v) for m in moves for v in m.end) or any(m.kind not in _KINDS for m in moves):
        return None
    downs = [m for m in moves if m.kind is not MoveKind.RAPID and m.end[2] < m.start[2]]
    ups = [m for m in moves if m.kind is not MoveKind.RAPID and m.end[2] >= m.start[2]]
    if not downs or any(m.start[:2] != m.end[:2] for m in downs + ups) or len(ups) > 1 or len(dwells) > 1:
        return None
    first, last = downs[0], downs[-1]
    before = moves[0].start[2]
    threads = first.kind is MoveKind.THREAD  # a cycle that taps may start and stop the spindle itself
    if not math.isfinite(before) or (not threads and len({m.state for m in moves}) != 1):
        return None
    hole = Hole(
        CycleKind.DRILL, (first.end[0], first.end[1]), before, first.start[2], last.end[2], moves[-1].end[2], first.feed,
        first.state, moves[0],
    )  # fmt: skip
    dwell = dwells[0].value if dwells else None
    if dwells and steps.index(dwells[0]) != steps.index(last) + 1:
        return None
    if threads:
        one = len(downs) == 1 and len(ups) == 1 and dwell is None
        return replace(hole, kind=CycleKind.TAP, pitch=first.pitch) if one else None
    if len(downs) == 1:
        if ups:
            same = ups[0].feed == first.feed and ups[0].end[2] == first.start[2] and dwell is None
            return replace(hole, kind=CycleKind.BORE) if same else None
        return replace(hole, kind=CycleKind.DWELL, dwell=dwell) if dwell is not None else hole
    return None if ups or dwells else _pecked(hole, moves, downs)


_KINDS = frozenset({MoveKind.RAPID, MoveKind.FEED, MoveKind.THREAD})


def _pecked(hole: Hole, moves: Sequence[Move], downs: Sequence[Move]) -> Hole | None:
    peck = hole.r - downs[0].end[2]
    full = any(m.kind is MoveKind.RAPID and abs(m.end[2] - hole.r) < NEAR for m in moves[moves.index(downs[0]) :][:-1])
    gaps = []
    for before, after in pairwise(downs):
        gaps.append(after.start[2] - before.end[2])
        rest = hole.r - peck * (len(gaps) + 1)
        if abs(after.end[2] - max(rest, hole.bottom)) > NEAR:
            return None
    if max(gaps) - min(gaps) > NEAR:
        return None
    kind = CycleKind.PECK if full else CycleKind.CHIP_BREAK
    return replace(hole, kind=kind, peck=round(peck, 9), clearance=round(gaps[0], 6))
