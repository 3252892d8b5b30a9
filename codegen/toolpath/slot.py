"""Straight slots: as wide as the tool (one pass down the middle), or running out of the stock (passes from outside)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from shapely.geometry import Point, Polygon

from codegen.errors import InternalError
from codegen.model.curve import ArcSegment, Line, Loop, Point2, Segment
from codegen.model.job import Job, PocketOp
from codegen.model.shop import Tool
from codegen.toolpath.builder import Builder, levels, slope_feed
from codegen.toolpath.offset import CHORD
from codegen.toolpath.path import Path, reversed_path, segment_point, segment_tangent

EQUAL: Final = 1e-3
"""mm: lengths that differ by less are the same: a slot this near to the tool's width is the tool's width."""


@dataclass(frozen=True)
class Channel:
    """A straight slot along ``u`` from ``origin``: from ``low`` to ``high`` along it, ``half`` wide to each side.

    An end is round about ``low`` or ``high`` (then these are the arc's centre), or square there. ``open``: it runs out.
    """

    origin: Point2
    u: Point2
    low: float
    high: float
    half: float
    round_low: bool
    round_high: bool
    open_low: bool = False
    open_high: bool = False

    def at(self, along: float, across: float) -> Point2:
        """A point by its distances along the slot and to the left of its middle."""
        (x, y), (ux, uy) = self.origin, self.u
        return (x + along * ux - across * uy, y + along * uy + across * ux)

    def turned(self) -> Channel:
        """The same slot, seen from its other end."""
        return Channel(
            origin=self.origin, u=(-self.u[0], -self.u[1]), low=-self.high, high=-self.low, half=self.half,
            round_low=self.round_high, round_high=self.round_low, open_low=self.open_high, open_high=self.open_low,
        )  # fmt: skip


def channel_of(outline: Loop, stock: Polygon | None = None) -> Channel | None:
    """The outline as a straight slot: parallel sides, ends square or half round. None: it is something else.

    With ``stock`` (seen from above) the slot's axis runs through the ends that lie outside it; without, a rectangle
    runs along its longer sides.
    """
    loop = outline if outline.area > 0 else outline.reversed()
    segments = loop.segments
    if len(segments) != 4:
        return None
    best: Channel | None = None
    for k in (0, 1):  # sides are segments k and k + 2, ends k + 1 (high) and k + 3 (low)
        side, high_end, other, low_end = (segments[(k + i) % 4] for i in range(4))
        if not isinstance(side, Line) or not isinstance(other, Line):
            continue
        channel = _channel(side, other, high_end, low_end)
        if channel is None:
            continue
        if stock is not None:
            channel = _opened(channel, stock, high_end, low_end)
        if best is None or _rank(channel) > _rank(best):
            best = channel
    return best


def _rank(c: Channel) -> tuple[int, float]:
    return (int(c.open_low) + int(c.open_high), c.high - c.low)


def _channel(side: Line, other: Line, high_end: Segment, low_end: Segment) -> Channel | None:
    u = segment_tangent(side, 0.0)
    back = segment_tangent(other, 0.0)
    if abs(u[0] + back[0]) > 1e-6 or abs(u[1] + back[1]) > 1e-6:
        return None
    origin = ((side.start[0] + other.end[0]) / 2, (side.start[1] + other.end[1]) / 2)
    across = (other.end[0] - side.start[0], other.end[1] - side.start[1])
    if abs(across[0] * u[0] + across[1] * u[1]) > EQUAL or abs(side.length - other.length) > EQUAL:
        return None
    half = math.hypot(*across) / 2
    for end in (high_end, low_end):
        if isinstance(end, ArcSegment) and (not end.ccw or abs(end.radius - half) > EQUAL):
            return None
    return Channel(
        origin=origin, u=u, low=0.0, high=side.length, half=half,
        round_low=isinstance(low_end, ArcSegment), round_high=isinstance(high_end, ArcSegment),
    )  # fmt: skip


def _opened(c: Channel, stock: Polygon, high_end: Segment, low_end: Segment) -> Channel:
    def out(end: Segment) -> bool:
        return not stock.contains(Point(segment_point(end, end.length / 2)))

    return Channel(
        origin=c.origin, u=c.u, low=c.low, high=c.high, half=c.half,
        round_low=c.round_low, round_high=c.round_high, open_low=out(low_end), open_high=out(high_end),
    )  # fmt: skip


def is_tool_wide(channel: Channel, radius: float) -> bool:
    """Whether the tool just fills the slot's width."""
    return abs(channel.half - radius) < EQUAL


def mill_closed_slot(b: Builder, op: PocketOp, c: Channel, tool: Tool) -> None:
    """A closed slot of the tool's width: zig-zag down at the entry angle, and the whole length at each level."""
    radius = tool.diameter / 2
    low = c.low if c.round_low else c.low + radius
    high = c.high if c.round_high else c.high - radius
    if high - low < EQUAL:
        raise InternalError(f"operation {op.id!r}: a slot as long as the tool is wide is a hole: drill or bore it")
    ends = (c.at(low, 0.0), c.at(high, 0.0))
    if b.position is not None and math.dist(b.xy, ends[1]) < math.dist(b.xy, ends[0]):
        ends = (ends[1], ends[0])
    angle = math.radians(op.entry_angle_deg)
    drop = (high - low) * math.tan(angle)
    b.over(ends[0])
    b.down(op.z_top + op.approach)
    here = 0
    for z in levels(op.z_top, op.z_bottom, op.stepdown):
        passes = max(1, math.ceil((b.at[2] - z) / drop - 1e-9))
        z0 = b.at[2]
        for k in range(1, passes + 1):
            here = 1 - here
            b.feed(ends[here], z if k == passes else z0 + (z - z0) * k / passes, slope_feed(op, angle))
        here = 1 - here
        b.feed(ends[here], z, op.cutting.feed)
    b.lift()


def mill_open_slot(b: Builder, job: Job, op: PocketOp, tool: Tool) -> None:
    """A slot that runs out of the stock at one end or both: straight passes that begin outside, then the walls.

    Raises:
        InternalError: the outline is not a straight slot, has islands, does not run out, or is narrower than the tool.
    """
    stock = Polygon(job.setup.stock.outline.polyline(CHORD))
    c = channel_of(op.outline, stock)
    if c is None or op.islands or not (c.open_low or c.open_high):
        raise InternalError(f"operation {op.id!r}: only straight slots that run out of the stock can be milled as open")
    if not c.open_low:
        c = c.turned()
    radius = tool.diameter / 2
    if c.half < radius - EQUAL:
        raise InternalError(f"operation {op.id!r}: a tool of diameter {tool.diameter!r} is wider than the slot")
    reach = radius + op.approach
    along = [(x - c.origin[0]) * c.u[0] + (y - c.origin[1]) * c.u[1] for x, y in stock.exterior.coords]
    start = min(*along, c.low) - reach
    stop = max(*along, c.high) + reach
    room = c.half - radius
    side = max(0.0, room - op.allowance)
    n = math.ceil(2 * side / op.stepover - 1e-9) if side > EQUAL else 0
    lanes = [side - 2 * side * k / n for k in range(n + 1)] if n else [0.0]
    if not op.climb:
        lanes.reverse()
    for z in levels(op.z_top, op.z_bottom, op.stepdown):
        for y in lanes:
            _enter(b, op, c.at(start, y), z)
            b.feed(c.at(stop if c.open_high else _blind(c, y, side, radius, op.allowance), y), z, op.cutting.feed)
            b.lift()
    if op.finish and room > EQUAL and (op.allowance > 0 or not c.open_high):
        depth = op.z_top - op.z_bottom
        for z in [op.z_bottom] if depth <= tool.flute_length else levels(op.z_top, op.z_bottom, op.stepdown):
            for wall in _walls(c, start, stop, room, radius, climb=op.climb):
                _enter(b, op, wall[0].start, z)
                b.follow(wall, op.cutting.feed)
                b.lift()


def _enter(b: Builder, op: PocketOp, p: Point2, z: float) -> None:
    """Down to ``z`` outside the stock."""
    b.over(p)
    b.down(op.z_top + op.approach)
    b.feed(p, z, op.cutting.plunge)


def _blind(c: Channel, y: float, side: float, radius: float, allowance: float) -> float:
    """How far a lane at ``y`` may go towards the closed end."""
    if not c.round_high:
        return c.high - radius - allowance
    return c.high + math.sqrt(max(0.0, side * side - y * y))


def _walls(c: Channel, start: float, stop: float, room: float, radius: float, *, climb: bool) -> list[Path]:
    """The paths along the finished walls: two straight ones, or one round the closed end."""

    def straight(a: tuple[float, float], e: tuple[float, float]) -> Line:
        return Line(start=c.at(*a), end=c.at(*e))

    if c.open_high:
        paths: list[Path] = [(straight((start, -room), (stop, -room)),), (straight((stop, room), (start, room)),)]
    else:
        end = c.high if c.round_high else c.high - radius
        turn: Segment = (
            ArcSegment(start=c.at(end, -room), end=c.at(end, room), centre=c.at(end, 0.0), ccw=True)
            if c.round_high
            else straight((end, -room), (end, room))
        )
        paths = [(straight((start, -room), (end, -room)), turn, straight((end, room), (start, room)))]
    return paths if climb else [reversed_path(p) for p in paths]
