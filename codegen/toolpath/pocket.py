"""Pockets: parallel rings from the middle outwards at each level, then the wall.

The tool's centre stays in the outline shrunk by the tool's radius (plus allowance when roughing). Rings are parallel
curves of the outline, so all of the floor is swept when neighbouring rings are at most a tool radius apart; a wider
step is used only where the swept discs are seen to cover everything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from codegen.errors import InternalError
from codegen.model.job import Job, PocketOp
from codegen.toolpath.builder import Builder, assembly, levels
from codegen.toolpath.entry import (
    Way,
    allowed,
    best_lead,
    clear_line,
    helix,
    helix_place,
    lead_from_centre,
    lead_radii,
    plunge,
    ramp,
)
from codegen.toolpath.offset import Area, Region, line_of, quad_segments
from codegen.toolpath.path import Ring
from codegen.toolpath.slot import channel_of, is_tool_wide, mill_closed_slot, mill_open_slot

SURE_STEP: Final = 0.98
"""Stepover over tool radius that surely leaves nothing between parallel rings (1 in theory; the rest is for slivers)."""

OVERLAP: Final = 0.02
"""mm: by how much the discs along neighbouring rings must overlap when a wide step is judged; above all tolerances."""


@dataclass
class _Node:
    """An area of a parallel offset, with the areas that the next offset leaves of it."""

    area: Area
    children: list[_Node] = field(default_factory=list)


def mill_pocket(b: Builder, job: Job, op: PocketOp) -> None:
    """All moves of a pocket; the tool ends at the clearance height.

    Raises:
        InternalError: the tool does not fit into the outline, or the kind of open pocket is not supported.
    """
    tool = assembly(job, op).tool
    radius = tool.diameter / 2
    if op.open:
        mill_open_slot(b, job, op, tool)
        return
    channel = channel_of(op.outline)
    if channel is not None and is_tool_wide(channel, radius):
        mill_closed_slot(b, op, channel, tool)
        return
    region = Region(op.outline, op.islands)
    final = region.offset(radius)
    if not final:
        raise InternalError(f"operation {op.id!r}: a tool of diameter {tool.diameter!r} does not fit into the outline")
    allowance = op.allowance
    if allowance > 0 and not _as_many(region, radius + allowance, final):
        allowance = 0.0  # too narrow to leave anything: every level is cut to size at once
    _rough(b, op, region, allowance, Way(op.entry, math.radians(op.entry_angle_deg), tool))
    if op.finish and allowance > 0:
        depth = op.z_top - op.z_bottom
        heights = [op.z_bottom] if depth <= tool.flute_length else levels(op.z_top, op.z_bottom, op.stepdown)
        for area in final:
            _finish(b, op, area, heights, radius)
    b.lift()


def _as_many(region: Region, distance: float, final: list[Area]) -> bool:
    """Whether roughing reaches every area that the finishing pass will: else a neck would be cut full by the latter."""
    return len(region.offset(distance)) == len(final)


def _rough(b: Builder, op: PocketOp, region: Region, allowance: float, way: Way) -> None:
    radius = way.tool.diameter / 2
    roots = _tree(region, radius + allowance, radius, op.stepover)
    above = op.z_top
    for z in levels(op.z_top, op.z_bottom, op.stepdown):
        for root in roots:
            _Level(b, op, way, allowed(root.area.polygon), root.area.polygon, above, z).cut(root)
        above = z


def _tree(region: Region, first: float, radius: float, stepover: float) -> list[_Node]:
    """Areas of all rings, outermost as roots."""
    if stepover <= 0:
        raise InternalError(f"a stepover of {stepover!r} clears nothing")
    roots = _offsets(region, first, stepover)
    if stepover > SURE_STEP * radius and not _covers(roots, radius):
        roots = _offsets(region, first, SURE_STEP * radius)
    return roots


def _offsets(region: Region, first: float, step: float) -> list[_Node]:
    roots = [_Node(a) for a in region.offset(first)]
    shell, k = roots, 1
    while shell:
        following = [_Node(a) for a in region.offset(first + k * step)]
        for node in following:
            inner = node.area.polygon.representative_point()
            parent = min(shell, key=lambda n: n.area.polygon.distance(inner))
            parent.children.append(node)
        shell, k = following, k + 1
    return roots


def _covers(roots: list[_Node], radius: float) -> bool:
    """Whether discs along all rings sweep what the outermost rings enclose."""
    swept: list[BaseGeometry] = []
    sure = radius - OVERLAP / 2
    todo = list(roots)
    while todo:
        node = todo.pop()
        todo += node.children
        lines = [line_of(r.path) for r in node.area.rings]
        swept += [line.buffer(sure, quad_segs=quad_segments(sure)) for line in lines]
    union = shapely.union_all(swept)
    return all(r.area.polygon.difference(union).is_empty for r in roots)


@dataclass
class _Level:
    """One level of one root area: ``inside`` is where the tool's centre may go at ``z``; ``above`` is cut already."""

    b: Builder
    op: PocketOp
    way: Way
    inside: BaseGeometry
    room: Polygon
    above: float
    z: float

    def cut(self, node: _Node) -> None:
        for child in node.children:
            self.cut(child)
        for k, ring in enumerate(node.area.rings):
            path = ring if self.op.climb else ring.reversed()
            fresh = not node.children and k == 0
            if fresh:
                entered = self._enter(node, path)
                if entered is None:
                    continue
                path = entered
            else:
                path = path.from_(path.nearest(self.b.xy))
                self._go(path.start)
            self.b.follow(path.path, self.op.cutting.feed)

    def _enter(self, node: _Node, ring: Ring) -> Ring | None:
        """Down to the level inside a leaf; the ring, starting where the tool is. None: the helix has cleared it already."""
        b, op, way = self.b, self.op, self.way
        radius = way.tool.diameter / 2
        place = helix_place(node.area, self.room, radius) if way.kind == "helix" else None
        if place is not None:
            self._over((place[0][0] + place[1], place[0][1]))
            helix(b, op, place, self.z, angle=way.angle, ccw=op.climb)
            if (
                max(math.dist(p, place[0]) for p in node.area.polygon.exterior.coords) < place[1]
                and not node.area.inner
            ):
                return None
            ring = ring.from_(ring.nearest(b.xy))
            self._go(ring.start)
            return ring
        if b.position is not None:
            ring = ring.from_(ring.nearest(b.xy))
        self._over(ring.start)
        if way.kind == "plunge":
            plunge(b, op, self.z, way.tool)
            return ring
        return ring.from_(ramp(b, op, ring, self.z, way.angle))

    def _over(self, p: tuple[float, float]) -> None:
        """To ``p`` at the floor that is cut already: straight across it, or up, over and down again."""
        b, op = self.b, self.op
        on_floor = b.position is not None and abs(b.position[2] - self.above) < 1e-9
        if on_floor and self.above < op.z_top and clear_line(self.inside, b.xy, p):
            b.feed(p, self.above, op.cutting.feed)
            return
        b.over(p)
        b.down(op.z_top + op.approach)
        if self.above < op.z_top:
            b.feed(p, self.above, op.cutting.plunge)

    def _go(self, p: tuple[float, float]) -> None:
        """To ``p`` at the level being cut."""
        b, op = self.b, self.op
        if abs(b.at[2] - self.z) < 1e-9 and clear_line(self.inside, b.xy, p):
            b.feed(p, self.z, op.cutting.feed)
            return
        b.over(p)
        b.down(op.z_top + op.approach)
        plunge(b, op, self.z, self.way.tool)


def _finish(b: Builder, op: PocketOp, area: Area, heights: list[float], radius: float) -> None:
    """The wall, once round at each height, on and off by tangential arcs where there is room."""
    inside = allowed(area.polygon)
    for ring in area.rings:
        path = ring if op.climb else ring.reversed()
        central = None if area.inner else lead_from_centre(path)
        if central is not None and path.path[0].length < 4 * math.pi * radius:  # a quarter circle has too little room
            lead_in, lead_out = central
        else:
            path, (lead_in, lead_out) = best_lead(path, area.polygon, lead_radii(radius), left=op.climb)
        whole = (*lead_in, *path.path, *lead_out)
        begin = whole[0].start
        for z in heights:
            if abs(b.at[2] - z) < 1e-9 and clear_line(inside, b.xy, begin):
                b.feed(begin, z, op.cutting.feed)
            else:
                b.over(begin)
                b.down(op.z_top + op.approach)
                b.feed(begin, z, op.cutting.plunge)
            b.follow(whole, op.cutting.feed)
