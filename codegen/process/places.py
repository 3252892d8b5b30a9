"""Placements of a feature as points in the work frame, mm."""

from __future__ import annotations

import math
from typing import Final

from codegen.messages import say
from codegen.model.curve import Point2
from codegen.model.intent import (
    At,
    BoltCircle,
    Corners,
    EdgeMidpoints,
    Grid,
    Linear,
    Placement,
    Position,
)  # fmt: skip
from codegen.model.part import Face
from codegen.model.surface import face_bounds
from codegen.process.context import Context
from codegen.process.frame import Frame

MOST: Final = 5000
"""Instances of one feature: more is a slip of the count."""


def points_of(
    ctx: Context, frame: Frame, at: tuple[Placement, ...], pointer: str, feature: str, face: Face = "top"
) -> list[Point2] | None:
    """Every place, in the order said, in the coordinates of ``face``; None: something was bad, and a finding says so."""
    out: list[Point2] = []
    for i, placement in enumerate(at):
        found = _Places(ctx, frame, f"{pointer}/{i}", face).of(placement)
        if found is None:
            return None
        out += found
        if len(out) > MOST:
            ctx.report(
                "unsupported-request",
                say("{feature} has more than {most} places", feature=feature, most=MOST),
                pointer=f"{pointer}/{i}",
                feature=feature,
                remedy=say("check the counts, or split the feature"),
            )
            return None
    return [(round(x, 9) + 0.0, round(y, 9) + 0.0) for x, y in out]


class _Places:
    def __init__(self, ctx: Context, frame: Frame, pointer: str, face: Face) -> None:
        self.ctx, self.frame, self.pointer, self.face = ctx, frame, pointer, face
        self.bounds = face_bounds(frame.body, face)

    def of(self, p: Placement) -> list[Point2] | None:
        if isinstance(p, At):
            point = self.locate(p.position, "position")
            return None if point is None else [point]
        if isinstance(p, Linear):
            return self.linear(p)
        if isinstance(p, Grid):
            return self.grid(p)
        if isinstance(p, BoltCircle):
            return self.bolt_circle(p)
        if isinstance(p, Corners):
            return self.corners(p)
        if isinstance(p, EdgeMidpoints):
            return self.midpoints(p)
        point = self.locate(p.position, "position")
        if point is None:
            return None
        x0, y0, x1, y1 = self.bounds
        xs = [point[0], x0 + x1 - point[0]] if p.across in ("x", "both") else [point[0]]
        ys = [point[1], y0 + y1 - point[1]] if p.across in ("y", "both") else [point[1]]
        images = [(x, y) for y in ys for x in xs]
        return [q for i, q in enumerate(images) if all(math.dist(q, r) > 1e-6 for r in images[:i])]

    def locate(self, position: Position, name: str) -> Point2 | None:
        return self.frame.locate(self.ctx, position, f"{self.pointer}/{name}", self.face)

    def length(self, value: float | str, name: str, *, positive: bool = False) -> float | None:
        return self.ctx.length(value, f"{self.pointer}/{name}", positive=positive)

    def linear(self, p: Linear) -> list[Point2] | None:
        start, step = self.locate(p.start, "start"), self.length(p.spacing, "spacing", positive=p.count > 1)
        angle = self.ctx.angle(p.angle, f"{self.pointer}/angle")
        if start is None or step is None or angle is None:
            return None
        ux, uy = _direction(angle)
        return [(start[0] + k * step * ux, start[1] + k * step * uy) for k in range(p.count)]

    def grid(self, p: Grid) -> list[Point2] | None:
        at = self.locate(p.at, "at")
        dx = self.length(p.column_spacing, "column_spacing", positive=p.columns > 1)
        dy = self.length(p.row_spacing, "row_spacing", positive=p.rows > 1)
        if at is None or dx is None or dy is None:
            return None
        if p.columns * p.rows > MOST:
            return [at] * (MOST + 1)
        x, y = at
        if p.reference == "centre":
            x, y = x - dx * (p.columns - 1) / 2, y - dy * (p.rows - 1) / 2
        return [(x + i * dx, y + j * dy) for j in range(p.rows) for i in range(p.columns)]

    def bolt_circle(self, p: BoltCircle) -> list[Point2] | None:
        centre, d = self.locate(p.centre, "centre"), self.length(p.diameter, "diameter", positive=True)
        first = self.ctx.angle(p.start_angle, f"{self.pointer}/start_angle")
        if centre is None or d is None or first is None:
            return None
        if p.angles is None:
            angles: list[float | None] = [first + 360.0 * k / p.count for k in range(p.count)]
        else:
            angles = [self.ctx.angle(a, f"{self.pointer}/angles/{i}") for i, a in enumerate(p.angles)]
            if len(angles) != p.count:
                self.ctx.report(
                    "contradiction",
                    say("{count} places on the circle, and {angles} angles", count=p.count, angles=len(angles)),
                    pointer=self.pointer,
                    remedy=say("make the count and the angles agree"),
                )
                return None
        out: list[Point2] = []
        for a in angles:
            if a is None:
                return None
            ux, uy = _direction(a)
            out.append((centre[0] + d / 2 * ux, centre[1] + d / 2 * uy))
        return out

    def corners(self, p: Corners) -> list[Point2] | None:
        dx, dy = self.length(p.inset_x, "inset_x"), self.length(p.inset_y, "inset_y")
        if dx is None or dy is None:
            return None
        x0, y0, x1, y1 = self.bounds
        return [(x0 + dx, y0 + dy), (x1 - dx, y0 + dy), (x1 - dx, y1 - dy), (x0 + dx, y1 - dy)]

    def midpoints(self, p: EdgeMidpoints) -> list[Point2] | None:
        d = self.length(p.inset, "inset")
        if d is None:
            return None
        x0, y0, x1, y1 = self.bounds
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        return [(cx, y0 + d), (x1 - d, cy), (cx, y1 - d), (x0 + d, cy)]


def _direction(degrees: float) -> Point2:
    """Unit vector; exact at the quarter turns."""
    turns = degrees / 90.0
    if turns == round(turns):
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(turns) % 4]
    return (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
