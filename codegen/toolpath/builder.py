"""Collects motion commands while keeping track of where the tool is. All heights absolute, mm, work frame."""

from __future__ import annotations

import math
from typing import Final

from codegen.errors import InternalError
from codegen.model.curve import ArcSegment, Point2
from codegen.model.job import Job, OperationBase, Setup
from codegen.model.motion import Arc, Command, Cycle, Feed, Point, Rapid
from codegen.model.shop import ToolAssembly
from codegen.toolpath.path import Path

SAME: Final = 1e-9
"""mm: points nearer than this are the same point; a move between them is left out."""


class Builder:
    """The commands so far, and the position they lead to (None: not known, as after a tool change)."""

    def __init__(self, setup: Setup) -> None:
        self.commands: list[Command] = []
        self.clearance = setup.clearance
        self.position: Point | None = None

    @property
    def at(self) -> Point:
        """The position.

        Raises:
            InternalError: nothing has said yet where the tool is.
        """
        if self.position is None:
            raise InternalError("a cut was asked for before the tool was positioned")
        return self.position

    @property
    def xy(self) -> Point2:
        """The position in the plane."""
        return self.at[:2]

    def add(self, *commands: Command) -> None:
        """Append commands that do not move in the work frame, or leave the position unknown."""
        self.commands += commands

    def lost(self) -> None:
        """The position is no longer known (machine coordinates, a tool change)."""
        self.position = None

    def _rapid(self, end: Point) -> None:
        if self.position is None or math.dist(self.position, end) > SAME:
            self.commands.append(Rapid(end))
            self.position = end

    def lift(self) -> None:
        """Straight up to the clearance height."""
        if self.position is not None and self.position[2] < self.clearance:
            self._rapid((self.position[0], self.position[1], self.clearance))

    def over(self, p: Point2) -> None:
        """Up to the clearance height, and over ``p``."""
        self.lift()
        self._rapid((p[0], p[1], self.clearance))

    def down(self, z: float) -> None:
        """Rapidly straight down to ``z``: never into stock, the caller sees to it.

        Raises:
            InternalError: ``z`` lies above the clearance height.
        """
        x, y, height = self.at
        if z > height + SAME:
            raise InternalError(f"the approach height {z!r} lies above the clearance height {height!r}")
        self._rapid((x, y, z))

    def feed(self, p: Point2, z: float, feed: float) -> None:
        """Cut straight to ``p`` at ``z``."""
        end = (p[0], p[1], z)
        if math.dist(self.at, end) > SAME:
            self.commands.append(Feed(end, feed))
            self.position = end

    def arc(self, end: Point2, centre: Point2, *, ccw: bool, z: float, feed: float) -> None:
        """Cut an arc from here about ``centre`` to ``end`` at ``z``; ``end`` equal to here is a full turn."""
        self.commands.append(Arc((end[0], end[1], z), centre, ccw, feed))
        self.position = (end[0], end[1], z)

    def follow(self, path: Path, feed: float, *, z_end: float | None = None) -> None:
        """Cut along ``path``, which starts here; with ``z_end``, going evenly down (or up) to it."""
        z0 = self.at[2]
        z1 = z0 if z_end is None else z_end
        total, done = sum(s.length for s in path), 0.0
        for segment in path:
            done += segment.length
            z = z1 if segment is path[-1] else z0 + (z1 - z0) * done / total
            if isinstance(segment, ArcSegment):
                self.arc(segment.end, segment.centre, ccw=segment.ccw, z=z, feed=feed)
            else:
                self.feed(segment.end, z, feed)

    def cycle(self, cycle: Cycle) -> None:
        """A canned cycle: it begins and ends at the clearance height."""
        self.commands.append(cycle)
        x, y = cycle.points[-1]
        self.position = (x, y, cycle.clearance)


def levels(z_top: float, z_bottom: float, stepdown: float) -> list[float]:
    """Equal cutting levels from below ``z_top`` to ``z_bottom``, none deeper than ``stepdown``.

    Raises:
        InternalError: the step is not positive, or there is nothing to cut.
    """
    depth = z_top - z_bottom
    if stepdown <= 0 or depth <= 0:
        raise InternalError(f"no cutting levels from Z{z_top!r} to Z{z_bottom!r} by {stepdown!r}")
    n = max(1, math.ceil(depth / stepdown - 1e-9))
    return [z_bottom if k == n else z_top - depth * k / n for k in range(1, n + 1)]


def assembly(job: Job, op: OperationBase) -> ToolAssembly:
    """The tool of an operation.

    Raises:
        InternalError: the job has no such tool.
    """
    for tool in job.tools:
        if tool.number == op.tool:
            return tool
    raise InternalError(f"operation {op.id!r} uses tool {op.tool!r}, which the job does not list")


def slope_feed(op: OperationBase, angle: float) -> float:
    """Feed along a path that goes down at ``angle`` (radians): its vertical part stays within the plunge feed."""
    return min(op.cutting.feed, op.cutting.plunge / math.sin(angle))
