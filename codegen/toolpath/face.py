"""Facing: zig-zag passes along the longer side of the area, turning outside the stock."""

from __future__ import annotations

import math

from shapely.geometry import Polygon, box

from codegen.errors import InternalError
from codegen.model.job import FaceOp, Job
from codegen.toolpath.builder import Builder, assembly, levels
from codegen.toolpath.offset import CHORD


def mill_face(b: Builder, job: Job, op: FaceOp) -> None:
    """All moves of a facing operation; the tool ends at the clearance height.

    The tool goes down beside the stock (face mills do not cut at the centre), overruns each side by its radius plus the
    operation's approach distance, and sweeps past the far side by the lesser of the two.

    Raises:
        InternalError: the stepover is not positive.
    """
    if op.stepover <= 0:
        raise InternalError(f"operation {op.id!r}: a stepover of {op.stepover!r} clears nothing")
    radius = assembly(job, op).tool.diameter / 2
    lanes = _lanes(op, radius)
    for z in levels(op.z_top, op.z_bottom, op.stepdown):
        b.over(lanes[0][0])
        b.down(op.z_top + op.approach)
        b.feed(lanes[0][0], z, op.cutting.plunge)
        for a, e in lanes:
            b.feed(a, z, op.cutting.feed)
            b.feed(e, z, op.cutting.feed)
        b.lift()


def _lanes(op: FaceOp, radius: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Start and end of each pass, alternately forth and back."""
    polygon = Polygon(op.area.polyline(CHORD))
    x0, y0, x1, y1 = op.area.bounds
    lengthwise = x1 - x0 >= y1 - y0
    low, high = (y0, y1) if lengthwise else (x0, x1)
    past = min(radius, op.approach)
    n = max(1, math.ceil((high - low + past) / min(op.stepover, 2 * radius) - 1e-9))
    step = (high - low + past) / n
    reach = radius + op.approach
    lanes = []
    for k in range(1, n + 1):
        across = low - radius + k * step
        a, e = across - reach, across + reach  # what lies outside this strip is out of reach sideways
        strip = box(x0, a, x1, e) if lengthwise else box(a, y0, e, y1)
        piece = polygon.intersection(strip)
        if piece.is_empty:
            continue
        bounds = piece.bounds
        start, end = (bounds[0] - reach, bounds[2] + reach) if lengthwise else (bounds[1] - reach, bounds[3] + reach)
        if k % 2 == 0:
            start, end = end, start
        lanes.append(((start, across), (end, across)) if lengthwise else ((across, start), (across, end)))
    return lanes
