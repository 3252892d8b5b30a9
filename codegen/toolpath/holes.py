"""Hole making and tapping: one canned cycle over points in a short order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from codegen.errors import InternalError
from codegen.model.curve import Point2
from codegen.model.job import HoleOp, Job, TapOp
from codegen.model.motion import Cycle, CycleKind
from codegen.model.part import Box
from codegen.toolpath.builder import Builder, assembly

MOST_EXACT: Final = 2000
"""Points up to which the order is improved pair by pair; beyond, strips are good enough and take no time."""

MOST_SWEEPS: Final = 30
"""Sweeps of the improvement, at most."""


def make_holes(b: Builder, job: Job, op: HoleOp | TapOp, top: float) -> None:
    """One cycle for all points of ``op``. ``top``: height of the stock as it is now.

    Raises:
        InternalError: no points, heights out of order, or a cycle without the figure it needs.
    """
    if not op.points:
        raise InternalError(f"operation {op.id!r} has no points")
    if not op.z_bottom < op.retract <= b.clearance:
        raise InternalError(
            f"operation {op.id!r}: bottom {op.z_bottom!r}, retract {op.retract!r}, clearance {b.clearance!r} out of order"
        )
    points = short_order(op.points, None if b.position is None else b.xy)
    b.over(points[0])
    radius = assembly(job, op).tool.diameter / 2
    between = _between(points, op.retract, top, radius, job.setup.fixture.keep_out)
    if isinstance(op, TapOp):
        cycle = Cycle(
            kind=CycleKind.TAP, points=points, clearance=b.clearance, retract=op.retract, bottom=op.z_bottom,
            feed=op.cutting.feed, between=between, pitch=op.pitch, left_hand=op.left_hand,
        )  # fmt: skip
    else:
        kind = CycleKind(op.cycle)
        if kind in (CycleKind.PECK, CycleKind.CHIP_BREAK) and not op.peck:
            raise InternalError(f"operation {op.id!r}: cycle {op.cycle!r} needs the depth of a peck, not {op.peck!r}")
        if kind is CycleKind.DWELL and op.dwell is None:
            raise InternalError(f"operation {op.id!r}: cycle 'dwell' needs a time")
        cycle = Cycle(
            kind=kind, points=points, clearance=b.clearance, retract=op.retract, bottom=op.z_bottom,
            feed=op.cutting.feed, between=between, peck=op.peck, dwell=op.dwell,
        )  # fmt: skip
    b.cycle(cycle)


def _between(
    points: Sequence[Point2], retract: float, top: float, radius: float, keep_out: Sequence[Box]
) -> Literal["retract", "clearance"]:
    """Low only above the stock, and with nothing of the fixture in the pattern's rectangle that is as high."""
    if retract <= top:
        return "clearance"
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    low, high = (min(xs) - radius, min(ys) - radius), (max(xs) + radius, max(ys) + radius)
    for box in keep_out:
        near = all(box.low[i] <= high[i] and box.high[i] >= low[i] for i in (0, 1))
        if near and box.high[2] >= retract:
            return "clearance"
    return "retract"


def short_order(points: Sequence[Point2], start: Point2 | None) -> tuple[Point2, ...]:
    """The points in an order with a short way between them: nearest neighbour, then 2-opt; always the same for the same.

    The way begins with the point nearest to ``start`` (the lowest of the leftmost, without one).
    """
    if len(points) == 1:
        return tuple(points)
    at = np.array(points, dtype=np.float64)
    if len(points) > MOST_EXACT:
        return _strips(points)
    first = (
        min(range(len(points)), key=lambda i: points[i])
        if start is None
        else int(np.argmin(np.hypot(*(at - np.array(start)).T)))
    )
    order = [first]
    left = np.ones(len(points), dtype=bool)
    left[first] = False
    while left.any():
        gap = np.hypot(*(at - at[order[-1]]).T)
        gap[~left] = np.inf
        k = int(np.argmin(gap))
        order.append(k)
        left[k] = False
    return tuple(points[i] for i in _two_opt(at, np.array(order)))


def _two_opt(at: NDArray[np.float64], order: NDArray[np.int64]) -> list[int]:
    """Reverse stretches of the open way while that makes it shorter; its first point stays."""
    n = len(order)
    for _ in range(MOST_SWEEPS):
        better = False
        for i in range(n - 2):
            p = at[order]
            a, c = p[i], p[i + 1]
            # reversing i+1..j replaces the ways a-c and p[j]-p[j+1] by a-p[j] and c-p[j+1]; none after the last point
            ends, after = p[i + 2 :], np.vstack((p[i + 3 :], p[-1:]))
            gain = np.hypot(*(c - a)) + np.hypot(*(after - ends).T) - np.hypot(*(ends - a).T)
            gain[:-1] -= np.hypot(*(after[:-1] - c).T)
            j = int(np.argmax(gain))
            if gain[j] > 1e-9:
                order[i + 1 : i + 3 + j] = order[i + 1 : i + 3 + j][::-1]
                better = True
        if not better:
            break
    return [int(i) for i in order]


def _strips(points: Sequence[Point2]) -> tuple[Point2, ...]:
    """Up and down in strips about as wide as two points are apart."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    area = max((max(xs) - min(xs)) * (max(ys) - min(ys)), 1e-9)
    width = max(math.sqrt(2 * area / len(points)), 1e-9)

    def key(p: Point2) -> tuple[int, float, float]:
        strip = math.floor((p[0] - min_x) / width)
        return (strip, p[1] if strip % 2 == 0 else -p[1], p[0])

    min_x = min(xs)
    return tuple(sorted(points, key=key))
