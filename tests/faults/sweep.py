"""Exact sweeps: what a tool passes through, as solids. Shares no code with ``codegen.simulate``.

A cutting tool without undercuts is convex, and what a convex body sweeps on a straight way is the convex hull of its two ends:
no sampling, no height map. Tools are bodies of revolution of ``FACETS`` sides, arcs are chords (``motions.SAGITTA``); booleans
by Manifold (https://github.com/elalish/manifold).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from manifold3d import Manifold, OpType

from codegen.model.motion import Point
from codegen.model.shop import Tool, ToolAssembly

FACETS = 72
"""Sides of a tool: at 12 mm diameter its corners stand 0.006 mm beyond its sides."""

Ring = tuple[float, float]
"""Radius and height above the tip, mm."""


def rings(tool: Tool, less: float = 0.0) -> list[Ring]:
    """The tool's outline from its tip to the end of its flutes, ``less`` mm smaller on all sides."""
    big = tool.diameter / 2
    top = max(tool.flute_length, tool.diameter)
    if tool.kind == "tap":
        big = tool.diameter / 2 - 0.541266 * (tool.pitch or 0.0)  # ISO 68-1: minor diameter D1 = D - 1.0825 P
        found = [(big, 0.0), (big, top)]
    elif tool.kind == "ball_end_mill":
        steps = np.linspace(0.0, math.pi / 2, 16)
        found = [*((big * math.sin(a), big - big * math.cos(a)) for a in steps), (big, top)]
    elif tool.kind == "bull_end_mill":
        c = tool.corner_radius
        steps = np.linspace(0.0, math.pi / 2, 10)
        found = [*((big - c + c * math.sin(a), c - c * math.cos(a)) for a in steps), (big, top)]
    elif tool.point_angle_deg is not None:
        tip = tool.tip_diameter / 2
        rise = (big - tip) / math.tan(math.radians(tool.point_angle_deg / 2))
        found = [(tip, 0.0), (big, rise), (big, max(top, rise + 0.1))]
    else:
        found = [(big, 0.0), (big, top)]
    if not less:
        return found
    slope = 1.0
    if tool.point_angle_deg is not None and tool.kind != "tap":
        slope = 1 / math.sin(
            math.radians(tool.point_angle_deg / 2)
        )  # the flank comes in by ``less``, measured square to it
    return [(max(r - less, 0.0), z + less * slope) for r, z in found]


@lru_cache(maxsize=256)
def _points(outline: tuple[Ring, ...]) -> np.ndarray:
    angle = np.arange(FACETS) * (2 * math.pi / FACETS)
    out = []
    for r, z in outline:
        if r <= 0:
            out.append(np.array([[0.0, 0.0, z]]))
        else:
            out.append(np.column_stack((r * np.cos(angle), r * np.sin(angle), np.full(FACETS, z))))
    return np.vstack(out)


def swept(outline: Iterable[Ring], path: Iterable[Point]) -> Manifold:
    """What the convex body of revolution ``outline`` sweeps along straight lines from place to place."""
    body = _points(tuple(outline))
    places = [np.array(p) for p in path]
    if len(places) == 1:
        places *= 2
    pieces = [Manifold.hull_points(np.vstack((body + a, body + b))) for a, b in itertools.pairwise(places)]
    return pieces[0] if len(pieces) == 1 else Manifold.batch_boolean(pieces, OpType.Add)


def reached(outline: Iterable[Ring], path: tuple[Point, ...]) -> Manifold:
    """All that may be swept where each axis runs at its own pace: the hull of the body at the corners of the way's box."""
    body = _points(tuple(outline))
    corners = itertools.product(*(sorted({p[i] for p in path}) for i in range(3)))
    return Manifold.hull_points(np.vstack([body + np.array(c) for c in corners]))


def holders(assembly: ToolAssembly) -> list[list[Ring]]:
    """Outlines of what is behind the flutes: the shank to the holder's face, then the holder's pieces."""
    tool = assembly.tool
    out = []
    if tool.kind != "tap" and assembly.stick_out > tool.flute_length and tool.shank_diameter > 0:
        out.append([(tool.shank_diameter / 2, tool.flute_length), (tool.shank_diameter / 2, assembly.stick_out)])
    return [*out, *([(c.diameter / 2, c.z_from), (c.diameter / 2, c.z_to)] for c in assembly.holder)]


def box(low: Point, high: Point) -> Manifold:
    """A box by its corners."""
    size = [h - lo for lo, h in zip(low, high, strict=True)]
    return Manifold.cube(size).translate(list(low))


def bar(low: Point, high: Point) -> Manifold:
    """A round bar, upright, in a box."""
    r = (high[0] - low[0]) / 2
    solid = Manifold.cylinder(high[2] - low[2], r, r, 360)
    return solid.translate([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
