"""Profiles: along an outline at equal levels, ramping down on the way; tabs left standing; then the finishing pass."""

from __future__ import annotations

import math

from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from codegen.errors import InternalError
from codegen.model.job import Job, ProfileOp
from codegen.model.shop import Tool
from codegen.toolpath.builder import Builder, assembly, levels, slope_feed
from codegen.toolpath.entry import best_lead, lead_radii
from codegen.toolpath.offset import CHORD, Region, quad_segments
from codegen.toolpath.path import Ring
from codegen.toolpath.tabs import Bridges


def mill_profile(b: Builder, job: Job, op: ProfileOp) -> None:
    """All moves of a profile; the tool ends at the clearance height.

    Raises:
        InternalError: the tool does not fit inside the outline, tabs are asked of a tool that cannot plunge behind them,
            or clearing is asked for on the inside.
    """
    tool = assembly(job, op).tool
    if op.tabs and not tool.centre_cutting:
        raise InternalError(f"operation {op.id!r}: behind a tab the tool goes straight down, {tool.name!r} cannot")
    if op.clear_to is not None and op.side == "inside":
        raise InternalError(f"operation {op.id!r}: clear the inside of an outline with a pocket")
    radius = tool.diameter / 2
    rough = _rings(op, radius + op.allowance)
    final = _rings(op, radius)
    if not final or len(rough) != len(final):
        raise InternalError(f"operation {op.id!r}: a tool of diameter {tool.diameter!r} does not fit the outline")
    outer = _clearing(op, radius)
    for ring in rough:
        _rough(b, op, ring, outer, radius)
    if op.finish and op.allowance > 0:
        for ring in final:
            _finish(b, op, ring, tool, room=max(op.allowance, radius if outer else 0.0))
    b.lift()


def _rings(op: ProfileOp, distance: float) -> list[Ring]:
    """The tool's centre paths at ``distance`` from the outline, in cutting direction: climb has the air on the left."""
    outside = op.side == "outside"
    areas = Region(op.outline).offset(-distance if outside else distance)
    return [a.outer.reversed() if outside == op.climb else a.outer for a in areas]


def _clearing(op: ProfileOp, radius: float) -> list[Ring]:
    """Further rings outwards, the outermost first, until all of ``clear_to`` is swept."""
    if op.clear_to is None or op.stepover <= 0:
        return []
    step = min(op.stepover, radius)
    stock, outline = Polygon(op.clear_to.polyline(CHORD)), Region(op.outline)
    out: list[Ring] = []
    distance = radius + op.allowance
    while not stock.difference(outline.polygon.buffer(distance + radius)).is_empty:
        distance += step
        out += _rings(op, distance)
    return out[::-1]


def _rough(b: Builder, op: ProfileOp, ring: Ring, outer: list[Ring], radius: float) -> None:
    bridges = Bridges(op, ring, radius)
    ring, _ = best_lead(ring, None, [], left=op.climb, avoid=bridges.stretches)
    bridges = Bridges(op, ring, radius)
    s, above = 0.0, op.z_top
    for z in levels(op.z_top, op.z_bottom, op.stepdown):
        if outer:
            _clear(b, op, outer, z, above, radius)
            s = ring.nearest(b.xy)
            bridges.move(b, s, s, z)
        elif above == op.z_top:
            b.over(ring.start)
            b.down(op.z_top + op.approach)
            s = _descend(b, op, bridges, 0.0, z)
        else:
            s = _descend(b, op, bridges, s, z)
        bridges.cut(b, s, s + ring.length, z, z, op.cutting.feed)
        above = z


def _descend(b: Builder, op: ProfileOp, bridges: Bridges, s: float, z: float) -> float:
    """Ramp down to ``z`` along the ring from ``s``; where it arrives."""
    angle = math.radians(op.entry_angle_deg)
    z0 = b.at[2]
    run = (z0 - z) / math.tan(angle)
    bridges.cut(b, s, s + run, z0, z, slope_feed(op, angle))
    return s + run


def _clear(b: Builder, op: ProfileOp, outer: list[Ring], z: float, above: float, radius: float) -> None:
    """The outer rings at one level: down beside the stock where there is room, else ramping along the outermost ring."""
    assert op.clear_to is not None  # noqa: S101  # _clearing gives no rings without
    stock = Polygon(op.clear_to.polyline(CHORD))
    for k, whole in enumerate(outer):
        bridges = Bridges(op, whole, radius)
        if k > 0:
            s = whole.nearest(b.xy)
            bridges.move(b, s, s, z)
        else:
            s = max(
                (whole.length * i / 64 for i in range(64)),
                key=lambda at: round(stock.distance(Point(whole.point(at))), 6),
            )
            s = whole.snapped(s)
            b.over(whole.point(s))
            b.down(op.z_top + op.approach)
            if stock.distance(Point(whole.point(s))) > radius:
                b.feed(b.xy, z, op.cutting.plunge)
            else:
                if above < op.z_top:
                    b.feed(b.xy, above, op.cutting.plunge)
                s = _descend(b, op, bridges, s, z)
        bridges.cut(b, s, s + whole.length, z, z, op.cutting.feed)


def _free(op: ProfileOp, radius: float) -> BaseGeometry:
    """Where the tool's centre may go: for an outside, as far about the outline as any lead reaches."""
    outline = Region(op.outline).polygon
    quarter = quad_segments(radius)
    if op.side == "inside":
        return outline.buffer(-radius, quad_segs=quarter)
    grown = outline.buffer(radius, quad_segs=quarter)
    return box(*grown.buffer(4 * radius).bounds).difference(Polygon(grown.exterior))


def _finish(b: Builder, op: ProfileOp, ring: Ring, tool: Tool, *, room: float) -> None:
    """Once round to size at full depth (at each level, if deeper than the flutes).

    The arcs on and off are no larger than ``room``, what roughing has certainly cleared beside the wall: so the tool
    goes down in its own groove.
    """
    radius = tool.diameter / 2
    largest = min(radius, room)
    stretches = [(a - largest, e + largest) for a, e in Bridges(op, ring, radius).stretches]
    ring, (lead_in, lead_out) = best_lead(ring, _free(op, radius), lead_radii(largest), left=op.climb, avoid=stretches)
    bridges = Bridges(op, ring, radius)
    begin = lead_in[0].start if lead_in else ring.start
    depth = op.z_top - op.z_bottom
    for z in [op.z_bottom] if depth <= tool.flute_length else levels(op.z_top, op.z_bottom, op.stepdown):
        b.over(begin)
        b.down(op.z_top + op.approach)
        b.feed(begin, z, op.cutting.plunge)
        b.follow(lead_in, op.cutting.feed)
        bridges.cut(b, 0.0, ring.length, z, z, op.cutting.feed)
        b.follow(lead_out, op.cutting.feed)
        b.lift()
