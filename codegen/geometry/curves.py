"""Distances to plane curves. No kernel here. Millimetres."""

from __future__ import annotations

import math

from codegen.model.curve import ArcSegment, Loop, Point2


def distance_to(loop: Loop, p: Point2) -> float:
    """Distance from a point to the curve of a loop, mm."""
    best = math.inf
    for s in loop.segments:
        if isinstance(s, ArcSegment):
            start = math.atan2(s.start[1] - s.centre[1], s.start[0] - s.centre[0])
            angle = math.atan2(p[1] - s.centre[1], p[0] - s.centre[0])
            turn = (angle - start) % (2 * math.pi) if s.sweep > 0 else (start - angle) % (2 * math.pi)
            if turn <= abs(s.sweep):
                best = min(best, abs(math.dist(p, s.centre) - s.radius))
            best = min(best, math.dist(p, s.start), math.dist(p, s.end))
        else:
            dx, dy = s.end[0] - s.start[0], s.end[1] - s.start[1]
            square = dx * dx + dy * dy
            t = 0.0 if square == 0 else ((p[0] - s.start[0]) * dx + (p[1] - s.start[1]) * dy) / square
            t = min(1.0, max(0.0, t))
            best = min(best, math.dist(p, (s.start[0] + t * dx, s.start[1] + t * dy)))
    return best
