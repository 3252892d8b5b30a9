"""Tabs: stretches of a ring that the tool crosses at the tab's height instead of the level's."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from codegen.errors import InternalError
from codegen.model.curve import Point2
from codegen.model.job import ProfileOp
from codegen.toolpath.builder import Builder
from codegen.toolpath.path import SNAP, Ring

STEP: Final = 0.1
"""mm: step along the path when looking where the tool is clear of a tab."""

EVEN: Final = 1e-9
"""mm: heights that differ by less are the same."""


class Bridges:
    """The tabs of ``op`` as stretches of ``ring``, a centre path of the tool.

    A tab of width w about a place of the outline keeps its width on the tool's path: the stretch runs a tool radius
    past the points of the path next to both ends of the tab, so the discs swept before and behind leave w between them.
    """

    def __init__(self, op: ProfileOp, ring: Ring, radius: float) -> None:
        self.ring = ring
        self.plunge = op.cutting.plunge
        self._tabs: list[tuple[float, float, float]] = []  # from, to (may exceed the length), height
        outline = Ring(op.outline.segments)
        for tab in op.tabs:
            ends = sorted(
                (ring.nearest(outline.point(tab.at + side * tab.width / 2)) for side in (-1.0, 1.0)),
            )
            if ends[1] - ends[0] > ring.length / 2:
                ends = [ends[1], ends[0] + ring.length]
            spread = max(0.0, tab.width - (ends[1] - ends[0])) / 2  # round an inner corner the path is the shorter one
            ends = [ends[0] - spread, ends[1] + spread]
            core = [ring.point(ends[0] + k * (ends[1] - ends[0]) / 4) for k in range(5)]
            low, high = self._clear(core, ends[0], -1.0, radius), self._clear(core, ends[1], 1.0, radius)
            if high - low >= ring.length:
                raise InternalError(f"operation {op.id!r}: a tab of width {tab.width!r} takes up the whole outline")
            self._whole(op, core[2], low, high, radius)
            low = ring.snapped(low)
            self._tabs.append((low, low + (high - low), op.z_bottom + tab.height))

    def _clear(self, core: list[Point2], end: float, sign: float, radius: float) -> float:
        """From where on the tool is a radius away from the tab, beyond its end ``end``: round a corner the way is longer."""
        run = radius
        while run < self.ring.length:
            p = self.ring.point(end + sign * run)
            if min(math.dist(p, c) for c in core) >= radius - EVEN:
                break
            run += STEP
        return end + sign * run

    def _whole(self, op: ProfileOp, p: Point2, low: float, high: float, radius: float) -> None:
        """Raise unless the tool keeps off the middle of the tab on the rest of the ring."""
        s = high
        while s < low + self.ring.length:
            if math.dist(self.ring.point(s), p) < radius - STEP:
                raise InternalError(
                    f"operation {op.id!r}: a tab at {p!r} would be cut off from beside: place it elsewhere"
                )
            s += STEP

    @property
    def stretches(self) -> list[tuple[float, float]]:
        """From where to where on the ring (the end may exceed its length)."""
        return [(a, e) for a, e, _ in self._tabs]

    def height(self, s: float) -> float | None:
        """The height of the tab at ``s``; None: no tab there."""
        tops = [top for a, e, top in self._tabs if (s - a) % self.ring.length < e - a]
        return max(tops) if tops else None

    def move(self, b: Builder, start: float, end: float, z: float) -> None:
        """From where the tool is straight on to the ring at ``start`` (the point where the cut to ``end`` begins)."""
        p: Point2 = self.ring.point(start)
        top = self.height(end)
        height = z if top is None else max(z, top)
        if height > b.at[2] + EVEN:
            b.feed(b.xy, height, self.plunge)
        b.feed(p, b.at[2], self.plunge)

    def cut(self, b: Builder, start: float, end: float, z0: float, z1: float, feed: float) -> None:
        """Cut from ``start`` to ``end`` along the ring, going evenly from ``z0`` to ``z1``, up and over the tabs.

        Steps up and down are straight, at the plunge feed: behind a tab the tool must be able to plunge.
        """
        stops = self._stops(start, end, z0, z1)

        def level(s: float) -> float:
            return z1 if s >= end or end - start < SNAP else z0 + (z1 - z0) * (s - start) / (end - start)

        for a, e in pairwise(stops):
            path = self.ring.between(a, e)
            if not path:
                continue
            top = self.height((a + e) / 2)
            za, ze = level(a), level(e)
            if top is not None and (za + ze) / 2 < top:
                za = ze = top
            if abs(b.at[2] - za) > EVEN:
                b.feed(b.xy, za, self.plunge)
            b.follow(path, feed, z_end=ze)
        if abs(b.at[2] - z1) > EVEN and self.height(end) is None:
            b.feed(b.xy, z1, self.plunge)

    def _stops(self, start: float, end: float, z0: float, z1: float) -> list[float]:
        """Where the height may change: ends of tabs, and where a slope reaches a tab's height."""
        length = self.ring.length
        marks = {start, end}
        for a, e, top in self._tabs:
            for edge in (a, e):
                s = edge + length * ((start - edge) // length)
                while s < end:
                    if s > start:
                        marks.add(s)
                    s += length
            if abs(z1 - z0) > EVEN:
                cross = start + (top - z0) / (z1 - z0) * (end - start)
                if start < cross < end and (cross - a) % length < e - a:
                    marks.add(cross)
        ordered = sorted(marks)
        out = [ordered[0]]
        for s in ordered[1:]:
            if s - out[-1] >= 2 * SNAP:
                out.append(s)
            elif s == ordered[-1] and len(out) > 1:
                out[-1] = s
        return out
