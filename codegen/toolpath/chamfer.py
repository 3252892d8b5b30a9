"""Chamfering an edge with a 90° chamfer mill.

The cone's flank leans 45°. With the tip ``t`` below the chamfer's lower edge and a flat of diameter ``d`` at the tip, the
cone is ``d/2 + t`` in radius at the lower edge, which lies in the wall: so the axis runs at the distance ``d/2 + t``
from the outline, with the tip at ``z_top − size − t``. ``size`` higher up the radius is greater by ``size``: both legs
of the chamfer are ``size``. The cone must be at least ``d/2 + t + size`` in radius.
"""

from __future__ import annotations

from codegen.errors import InternalError
from codegen.model.job import ChamferOp, Job
from codegen.toolpath.builder import Builder, assembly
from codegen.toolpath.entry import best_lead
from codegen.toolpath.offset import Region


def mill_chamfer(b: Builder, job: Job, op: ChamferOp) -> None:
    """Once round the edge, on and off by arcs on the side away from the material; ends at the clearance height.

    Raises:
        InternalError: the tool is not a 90° cone, is too small for the chamfer, or does not fit into the outline.
    """
    tool = assembly(job, op).tool
    if tool.point_angle_deg is None or abs(tool.point_angle_deg - 90.0) > 1e-6:
        raise InternalError(
            f"operation {op.id!r}: legs of equal length need a 90° tool, and {tool.name!r} has {tool.point_angle_deg!r}°"
        )
    distance = tool.tip_diameter / 2 + op.tip_offset
    widest = distance + op.size
    if widest > tool.diameter / 2 + 1e-9:
        raise InternalError(f"operation {op.id!r}: {tool.name!r} is too small for a chamfer of {op.size!r}")
    outside = op.side == "outside"
    areas = Region(op.outline).offset(-distance if outside else distance)
    if not areas:
        raise InternalError(f"operation {op.id!r}: {tool.name!r} does not fit into the outline")
    z = op.z_top - op.size - op.tip_offset
    for area in areas:
        ring = area.outer.reversed() if outside == op.climb else area.outer
        room = None if outside else area.polygon
        ring, (lead_in, lead_out) = best_lead(ring, room, [widest / k for k in (1, 2, 4)], left=op.climb)
        b.over((*lead_in, *ring.path)[0].start)
        b.down(op.z_top + op.approach)
        b.feed(b.xy, z, op.cutting.plunge)
        b.follow((*lead_in, *ring.path, *lead_out), op.cutting.feed)
        b.lift()
