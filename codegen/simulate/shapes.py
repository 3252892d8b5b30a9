"""Tools as the simulation sees them: the underside of the cutting part, and the bodies above it that must not touch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.shop import Tool, ToolAssembly

CONED = frozenset({"drill", "spot_drill", "chamfer_mill", "countersink", "tapered_end_mill"})
ROUNDED = frozenset({"ball_end_mill", "bull_end_mill", "flat_end_mill", "face_mill"})

SIDEWAYS = frozenset({"slot_cutter", "thread_mill"})
"""Tools that cut under their own neck: nothing of it can be seen from above, so nothing of it is proven."""


class Tag(IntEnum):
    """What a primitive is for."""

    CUT = 0
    BOX = 1  # everything that a rapid may pass through
    CENTRE = 2  # material under the centre of a tool that does not cut there
    FLUTES = 3  # the part above the flutes, no wider than the cutter
    SHANK = 4
    HOLDER = 5
    TAP = 6  # a tap, which removes nothing and must not touch material but in its stroke
    SIDE = 7  # a tool that cuts sideways below its neck, and must not be driven into material along Z


@dataclass(frozen=True, slots=True)
class Body:
    """A cylinder of the assembly above the flutes: radius, and heights above the tip, mm."""

    tag: Tag
    radius: float
    z_from: float
    z_to: float


@dataclass(frozen=True, slots=True)
class Cutter:
    """``shape``: outer radius, radius of the flat, corner radius, rise of the cone per mm; see ``kernel_sweep``."""

    assembly: ToolAssembly
    shape: tuple[float, float, float, float]
    bodies: tuple[Body, ...]
    cuts: bool  # False: a tap or a tool that cuts under its neck: they remove nothing that is seen from above

    @property
    def flat(self) -> bool:
        """Whether the underside is a plain disc."""
        return self.shape[1] == self.shape[0]

    @property
    def name(self) -> str:
        """For messages."""
        return say("T{number} ({tool})", number=self.assembly.number, tool=self.assembly.tool.name)


def shape_of(tool: Tool) -> tuple[float, float, float, float]:
    """Outer radius, flat radius, corner radius (mm) and rise of the cone (mm per mm of radius) of the underside.

    Raises:
        UsageError: the diameter is not positive, or a pointed tool has no point angle.
    """
    radius = tool.diameter / 2
    if not radius > 0:
        raise UsageError(
            say(
                "tool {id!r} has diameter {diameter!r}: state a positive diameter in mm",
                id=tool.id,
                diameter=tool.diameter,
            )
        )
    if tool.kind == "tapered_end_mill" and tool.corner_radius > 0:
        raise UsageError(
            say(
                "tapered tool {id!r} has a corner radius of {radius:g} mm, which is not modelled: state tip_diameter as the "
                "flat that its tip can cut",
                id=tool.id,
                radius=tool.corner_radius,
            )
        )
    if tool.kind in CONED:
        angle = tool.point_angle_deg
        if angle is None or not 0 < angle <= 180:
            raise UsageError(
                say(
                    "{kind} {id!r} has point angle {angle!r}: state point_angle_deg, over 0 up to 180",
                    kind=tool.kind,
                    id=tool.id,
                    angle=angle,
                )
            )
        flat = min(max(tool.tip_diameter, 0.0) / 2, radius)
        slope = 1 / math.tan(math.radians(angle) / 2)
        return (radius, radius, 0.0, 0.0) if slope < 1e-12 else (radius, flat, 0.0, slope)
    if tool.kind in ROUNDED:
        corner = radius if tool.kind == "ball_end_mill" else min(max(tool.corner_radius, 0.0), radius)
        return (radius, radius - corner, corner, 0.0)
    return (radius, radius, 0.0, 0.0)


def cutter(assembly: ToolAssembly, *, delta: float) -> Cutter:
    """The tool in its holder. Above the flutes, a shank as wide as the cutter is widened by ``delta``: it would rub."""
    tool = assembly.tool
    shape = shape_of(tool)
    bodies = []
    radius = tool.shank_diameter / 2
    if radius > 0 and tool.flute_length > 0 and tool.flute_length < assembly.stick_out:
        tag = Tag.SHANK if tool.kind == "tap" or tool.kind in SIDEWAYS or radius > shape[0] + delta / 2 else Tag.FLUTES
        if tag is Tag.FLUTES and radius > shape[0] - delta:
            radius += delta
        bodies.append(Body(tag, radius, tool.flute_length, assembly.stick_out))
    bodies += [Body(Tag.HOLDER, c.diameter / 2, c.z_from, c.z_to) for c in assembly.holder if c.diameter > 0]
    return Cutter(assembly, shape, tuple(bodies), cuts=tool.kind != "tap" and tool.kind not in SIDEWAYS)
