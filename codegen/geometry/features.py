"""Features as the solids that are taken away: a hole is one solid of revolution, a pocket one prism."""

from __future__ import annotations

import math
from typing import Any, Final

from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
from OCP.BRepPrimAPI import BRepPrimAPI_MakeRevol
from OCP.gp import gp_Ax1, gp_Dir, gp_Pnt

from codegen.geometry.frames import SAME, Bore, bore, cone_depth, modelled_diameter
from codegen.geometry.kernel import KernelFailure, prism
from codegen.messages import say
from codegen.model.part import Body, Hole, Pocket

OVERRUN: Final = 1.0
"""mm that a cutting solid stands out of the body, so that no two faces coincide. Removes nothing: there is only air."""

SKIM: Final = 0.01
"""mm that a hole on a step stands out of it: more could cut into what stands beside it."""


def hole_profile(hole: Hole, ahead: float, behind: float, *, stepped: bool = False) -> list[tuple[float, float]]:
    """Half the hole's section as (radius, depth along the axis) from its mouth to its end, mm.

    ``stepped``: the body's own surface may lie below its box at the mouth.

    Raises:
        KernelFailure: sizes that contradict each other, with the values.
    """
    r = modelled_diameter(hole) / 2
    end = ahead + OVERRUN if hole.depth is None else hole.depth
    if r <= 0 or end <= 0:
        raise KernelFailure(
            say("a hole of diameter {diameter:g} and depth {depth:g} removes nothing", diameter=2 * r, depth=end)
        )
    inner = r
    points: list[tuple[float, float]] = []
    if hole.counterbore:
        inner = hole.counterbore.diameter / 2
        if inner <= r or not 0 < hole.counterbore.depth < end:
            raise KernelFailure(
                say(
                    "the counterbore Ø{bore:g} x {depth:g} is not wider than the hole (Ø{diameter:g}) and "
                    "shallower than it ({end:g})",
                    bore=2 * inner,
                    depth=hole.counterbore.depth,
                    diameter=2 * r,
                    end=end,
                )
            )
        points += [(inner, hole.counterbore.depth), (r, hole.counterbore.depth)]
    mouth = inner
    if hole.countersink and hole.countersink.diameter / 2 > inner + SAME:
        mouth = hole.countersink.diameter / 2
        angle = hole.countersink.angle_deg
        if not 0 < angle < 180:
            raise KernelFailure(
                say("a countersink's included angle of {angle:g}° is not between 0 and 180", angle=angle)
            )
        depth = (mouth - inner) / math.tan(math.radians(angle) / 2)
        if depth >= (hole.counterbore.depth if hole.counterbore else end):
            raise KernelFailure(
                say(
                    "the countersink Ø{mouth:g} at {angle:g}° is {depth:g} deep: deeper than what it opens",
                    mouth=2 * mouth,
                    angle=angle,
                    depth=depth,
                )
            )
        points.insert(0, (inner, depth))
    # only where nothing but air lies behind the mouth may the solid stand out of it
    over = OVERRUN - behind if behind <= SAME else SKIM if stepped else 0.0
    head = [(mouth, -over), (mouth, 0.0)] if over and mouth > inner else [(mouth, -over)]
    tail = [(r, end)]
    if cone := cone_depth(hole):
        tail.append((0.0, end + cone))
    return head + points + tail


def hole_solid(hole: Hole, body: Body) -> Any:
    """What a hole takes away.

    Raises:
        KernelFailure: see ``hole_profile``.
    """
    axis = bore(hole, body)
    profile = hole_profile(hole, axis.ahead, axis.behind, stepped=not body.plain or hole.face not in ("top", "bottom"))
    section = [(0.0, profile[0][1]), *profile]
    if section[-1][0] > 0:
        section.append((0.0, section[-1][1]))
    side = (1.0, 0.0, 0.0) if not axis.into[0] else (0.0, 1.0, 0.0)
    polygon = BRepBuilderAPI_MakePolygon()
    for radius, depth in section:
        polygon.Add(_point(axis, side, radius, depth))
    polygon.Close()
    face = BRepBuilderAPI_MakeFace(polygon.Wire(), True)
    if not face.IsDone():
        raise KernelFailure(say("the section of the hole bounds no face"))
    line = gp_Ax1(gp_Pnt(*axis.start), gp_Dir(*axis.into))
    return BRepPrimAPI_MakeRevol(face.Face(), line).Shape()


def _point(axis: Bore, side: tuple[float, float, float], radius: float, depth: float) -> gp_Pnt:
    return gp_Pnt(*(axis.start[i] + axis.into[i] * depth + side[i] * radius for i in range(3)))


def pocket_solid(pocket: Pocket, body: Body) -> Any:
    """What a pocket takes away.

    Raises:
        KernelFailure: it has no depth, or its outline crosses itself.
    """
    if pocket.z_top - pocket.z_bottom <= SAME:
        raise KernelFailure(
            say(
                "a pocket from Z{z_top:g} down to Z{z_bottom:g} has no depth",
                z_top=pocket.z_top,
                z_bottom=pocket.z_bottom,
            )
        )
    top = max(pocket.z_top, body.z_top) + OVERRUN if pocket.z_top >= body.z_top - SAME else pocket.z_top
    if not body.plain and pocket.z_top < body.z_top - SAME:
        top += SKIM
    bottom = pocket.z_bottom
    if pocket.through or bottom <= body.z_bottom + SAME:
        bottom = min(bottom, body.z_bottom) - OVERRUN
    return prism(pocket.outline, bottom, top)
