"""Countersinks, and what is cut at the mouth of a hole."""

from __future__ import annotations

import math
from collections.abc import Sequence

from codegen import shop
from codegen.messages import say
from codegen.model.job import HoleOp
from codegen.model.part import Hole
from codegen.model.shop import Tool
from codegen.process.cutting import cutting
from codegen.process.draft import Draft, Stage, Workbench


def dwell(speed: float) -> float:
    """Seconds that the tool stands at the bottom."""
    return round(shop.practice("dwell", "turns") * 60 / speed, 2)


def room_in(w: Workbench, hole: Hole) -> float:
    """Depth below the top of a hole down to the first floor, mm."""
    if hole.counterbore is not None:
        return hole.counterbore.depth
    return hole.depth if hole.depth is not None else hole.z_top - w.part.body.z_bottom


def countersink_at(w: Workbench, hole: Hole, diameter: float, angle: float, feature: str) -> bool:
    """Countersink one hole, for a chamfer on its edge; False: no countersink does."""
    return countersink_points(w, [hole], diameter, angle, (feature,))


def countersink_points(
    w: Workbench, holes: Sequence[Hole], diameter: float, angle: float, ids: tuple[str, ...]
) -> bool:
    """Countersink to ``diameter`` at the top of the holes; False: no tool of this angle is large enough and fits in."""
    h = holes[0]

    def depth(tool: Tool) -> float:
        return (diameter - tool.tip_diameter) / 2 / math.tan(math.radians(angle / 2))

    def fits(tool: Tool) -> str | None:
        if tool.point_angle_deg != angle or tool.diameter < diameter - 1e-6 or tool.tip_diameter > h.diameter.nominal:
            return say("{tool}: not for Ø{diameter:g} × {angle:g}°", tool=tool.name, diameter=diameter, angle=angle)
        if h.depth is not None and depth(tool) > h.depth + 1e-9:
            return say("{tool}: its tip would cut the bottom of {feature}", tool=tool.name, feature=h.feature)
        if h.counterbore is not None:
            floor = diameter - 2 * h.counterbore.depth * math.tan(math.radians(angle / 2))
            if floor > h.diameter.nominal + 1e-9:
                return say("{tool}: its cone would cut the floor of the counterbore", tool=tool.name)
        z = h.z_top - depth(tool)
        return w.tools.reach(tool, min(depth(tool), tool.flute_length), w.top - z)

    tool = w.tools.find(("countersink",), h.feature, fits, lambda t: (t.diameter,))
    speeds = None if tool is None else cutting(w.ctx, w.means, tool, [h.feature])
    if tool is None or speeds is None:
        return False
    op = HoleOp(
        id=f"countersink-{ids[0]}",
        name=say("Countersink {n} x D{d:.4g} x {angle:g} deg", n=len(holes), d=diameter, angle=angle),
        features=ids,
        tool=0,
        cutting=speeds,
        approach=w.approach,
        kind="countersink",
        points=tuple((x.x, x.y) for x in holes),
        z_top=h.z_top,
        z_bottom=round(h.z_top - depth(tool), 4),
        retract=h.z_top + w.approach,
        cycle="dwell",
        dwell=dwell(speeds.speed),
    )
    w.drafts.append(Draft(Stage.COUNTERSINK, tool, op))
    return True
