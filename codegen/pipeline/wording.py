"""Features of the part in a machinist's words, as messages; mm and degrees."""

from __future__ import annotations

from codegen.messages import Message, joined, say
from codegen.model.part import Cut, EdgeChamfer, Groove, Hole, PartFeature, Pocket
from codegen.units import number


def describe(feature: PartFeature) -> Message:
    """A feature in a machinist's words, mm."""
    if isinstance(feature, Hole):
        return _hole(feature)
    if isinstance(feature, Pocket):
        x0, y0, x1, y1 = feature.outline.bounds
        return say(
            "{shape} pocket {x_size} × {y_size}, {depth}, at ({x}, {y})",
            shape=feature.shape,
            x_size=number(x1 - x0, 3),
            y_size=number(y1 - y0, 3),
            depth=_deep(None if feature.through else feature.z_top - feature.z_bottom),
            x=number((x0 + x1) / 2, 3),
            y=number((y0 + y1) / 2, 3),
        )
    if isinstance(feature, Cut):
        left, low, right, high = feature.outline.bounds
        return say(
            "{what} {width} × {height}, {depth}, from the {face}",
            what=feature.what,
            width=number(right - left, 3),
            height=number(high - low, 3),
            depth=_deep(feature.depth),
            face=feature.face,
        )
    if isinstance(feature, Groove):
        return say("{shape} groove round the part", shape=feature.shape)
    if isinstance(feature, EdgeChamfer):
        size, angle = number(feature.size, 3), number(feature.angle_deg, 1)
        return say("chamfer {size} × {angle}° on {edges}", size=size, angle=angle, edges=feature.edges)
    return say("fillet R{radius} on {edges}", radius=number(feature.radius, 3), edges=feature.edges)


def _deep(depth: float | None) -> Message:
    return say("through") if depth is None else say("{depth} deep", depth=number(depth, 3))


def _hole(hole: Hole) -> Message:
    diameter, depth = number(hole.diameter.nominal, 3), _deep(hole.depth)
    parts = [say("hole Ø{diameter} {depth}", diameter=diameter, depth=depth)]
    if hole.thread is not None:
        parts.append(say(" for {thread}", thread=hole.thread.designation))
    elif hole.diameter.fit:
        parts.append(say(" (its {fit} is for the operator)", fit=hole.diameter.fit))
    if hole.counterbore is not None:
        bore = hole.counterbore
        parts.append(
            say(", counterbore Ø{diameter} × {depth}", diameter=number(bore.diameter, 3), depth=number(bore.depth, 3))
        )
    if hole.countersink is not None:
        sink = hole.countersink
        parts.append(
            say(
                ", countersink Ø{diameter} × {angle}°",
                diameter=number(sink.diameter, 3),
                angle=number(sink.angle_deg, 1),
            )
        )
    parts.append(say(" at ({x}, {y})", x=number(hole.x, 3), y=number(hole.y, 3)))
    if hole.face != "top":
        parts.append(say(" from the {face}", face=hole.face))
    return joined("", parts)
