"""Where tabs stand, as regions of the part field: material that is left there on purpose is not leftover."""

from __future__ import annotations

import math

from codegen.model.curve import ArcSegment, Loop, Point2, polygon
from codegen.model.job import Job, ProfileOp
from codegen.model.part_field import FeatureRegion

MARGIN = 0.2
"""mm added all round, so that no cell at the edge of what stands is judged."""
INSIDE = 0.2
"""mm that a region reaches into the part, so that it surely covers the cells along the outline."""
STEPS = 32


def tab_regions(job: Job) -> tuple[FeatureRegion, ...]:
    """One region of kind "tab" for each tab: a strip outside the outline, as wide as the cutter, up to the tab's top."""
    diameters = {t.number: t.tool.diameter for t in job.tools}
    regions: list[FeatureRegion] = []
    for op in job.operations:
        if not isinstance(op, ProfileOp):
            continue
        for index, tab in enumerate(op.tabs, 1):
            # a tab of width w is w wide half a cutter away from the wall; at the wall the round cutter leaves w + D
            half = tab.width / 2 + diameters[op.tool] / 2 + MARGIN
            start, end = tab.at - half, tab.at + half
            places = [_at(op.outline, start + (end - start) * i / STEPS) for i in range(STEPS + 1)]
            reach = diameters[op.tool] + MARGIN
            inner = [_off(p, n, -INSIDE) for p, n in places]
            outer = [_off(p, n, reach) for p, n in reversed(places)]
            regions.append(
                FeatureRegion(
                    feature=f"{op.id}:tab{index}",
                    kind="tab",
                    outline=polygon([*inner, *outer]),
                    z_top=op.z_bottom + tab.height,
                    z_bottom=op.z_bottom,
                )
            )
    return tuple(regions)


def _off(p: Point2, normal: Point2, distance: float) -> Point2:
    return (p[0] + normal[0] * distance, p[1] + normal[1] * distance)


def _at(loop: Loop, distance: float) -> tuple[Point2, Point2]:
    """Point and outward unit normal at a distance along a counter-clockwise loop."""
    left = distance % loop.length
    for s in loop.segments:
        if left > s.length:
            left -= s.length
            continue
        if isinstance(s, ArcSegment):
            a = math.atan2(s.start[1] - s.centre[1], s.start[0] - s.centre[0]) + math.copysign(left / s.radius, s.sweep)
            out = (math.cos(a), math.sin(a))
            sign = 1.0 if s.ccw else -1.0
            point = (s.centre[0] + s.radius * out[0], s.centre[1] + s.radius * out[1])
            return point, (out[0] * sign, out[1] * sign)
        ux, uy = (s.end[0] - s.start[0]) / s.length, (s.end[1] - s.start[1]) / s.length
        return (s.start[0] + ux * left, s.start[1] + uy * left), (uy, -ux)
    return _at(loop, 0.0)
