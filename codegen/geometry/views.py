"""What a drawing shows of a body that is no plain prism: its steps from above, and its view from the front. No kernel.

The view from the front stands above the plan (first-angle projection, ISO 5456-2): its X is the plan's, its height runs
along the drawing's Y.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codegen.geometry.frames import modelled_diameter
from codegen.model.curve import ArcSegment, Line, Loop, Point2, circle, polygon, rectangle
from codegen.model.part import Body, Cut, Groove, Hole, Part

LAYERS: Final = {"FRONT": 4, "EDGES": 9}
"""Layers that only such parts have, and their colours (AutoCAD Color Index)."""

GAP: Final = 0.25
"""Distance of the two views, in heights of the plan."""


def has_front(part: Part) -> bool:
    """Whether the plan alone does not show the part."""
    return not part.body.plain or any(
        isinstance(f, Cut) or (isinstance(f, Hole) and f.face in ("front", "back")) for f in part.features
    )


def loops(part: Part) -> Iterator[tuple[str, Loop]]:
    """Closed curves, with their layers."""
    body = part.body
    if not has_front(part):
        return
    for boss in body.bosses:
        yield "EDGES", boss.outline
    if body.profile is not None and body.profile.kind == "turned":
        x0, _, x1, _ = body.outline.bounds
        for radius in sorted({round(s.end[0], 6) for s in body.profile.loop.segments}):
            if 1e-6 < radius < (x1 - x0) / 2 - 1e-6:
                yield "EDGES", circle(_axis(body), 2 * radius)
    dy = _lift(body)
    for layer, loop in _front(part):
        yield layer, loop.moved(0.0, dy)


def lines(part: Part) -> Iterator[tuple[str, Point2, Point2]]:
    """Single lines, with their layers: steps of a section from above, shoulders of a turned body from the front."""
    body = part.body
    if body.profile is None:
        return
    x0, y0, x1, y1 = body.outline.bounds
    if body.profile.kind == "section":
        for x in sorted({round(s.end[0], 6) for s in body.profile.loop.segments}):
            if x0 + 1e-6 < x < x1 - 1e-6:
                yield "EDGES", (x, y0), (x, y1)
        return
    cx, _ = _axis(body)
    dy = _lift(body)
    widest: dict[float, float] = {}
    for s in body.profile.loop.segments:
        z = round(s.end[1], 6)
        widest[z] = max(widest.get(z, 0.0), s.end[0])
    for z, radius in sorted(widest.items()):
        if body.z_bottom + 1e-6 < z < body.z_top - 1e-6 and radius > 1e-6:
            yield "FRONT", (cx - radius, z + dy), (cx + radius, z + dy)
    over = 0.05 * (body.z_top - body.z_bottom)
    yield "EDGES", (cx, body.z_bottom + dy - over), (cx, body.z_top + dy + over)


def _axis(body: Body) -> Point2:
    x0, y0, x1, y1 = body.outline.bounds
    return ((x0 + x1) / 2, (y0 + y1) / 2)


def _lift(body: Body) -> float:
    """How far the front view's heights are moved up to stand above the plan."""
    _, y0, _, y1 = body.outline.bounds
    return y1 + GAP * (y1 - y0) - body.z_bottom


def _front(part: Part) -> Iterator[tuple[str, Loop]]:
    """The view from the front; what lies in the back face is hidden, and drawn on EDGES."""
    body = part.body
    x0, _, x1, _ = body.outline.bounds
    if body.profile is None:
        yield "FRONT", _upright(x0, x1, body.z_bottom, body.prism_top)
        for boss in body.bosses:
            left, _, right, _ = boss.outline.bounds
            yield "FRONT", _upright(left, right, body.prism_top, boss.z_top)
    else:
        yield "FRONT", body.profile.loop if body.profile.kind == "section" else _silhouette(body)
    cx, _ = _axis(body)
    for f in part.features:
        if isinstance(f, Cut) and f.face in ("front", "back"):
            yield "EDGES" if f.face == "back" and f.depth is not None else "FRONT", f.outline
        elif isinstance(f, Hole) and f.face in ("front", "back"):
            hidden = f.face == "back" and f.depth is not None
            yield "EDGES" if hidden else "FRONT", circle((f.x, f.y), modelled_diameter(f))
        elif isinstance(f, Groove):
            half = _in_rim(f)
            yield "FRONT", half.moved(cx, 0.0)
            yield "FRONT", _mirrored(half).moved(cx, 0.0)


def _upright(left: float, right: float, low: float, high: float) -> Loop:
    return rectangle(((left + right) / 2, (low + high) / 2), right - left, high - low)


def _silhouette(body: Body) -> Loop:
    """Both sides of a turned profile, without the axis."""
    assert body.profile is not None  # noqa: S101 - asked by the caller
    cx, _ = _axis(body)
    right = [s for s in body.profile.loop.segments if max(s.start[0], s.end[0]) > 1e-9]
    half = Loop(segments=(*right, Line(start=right[-1].end, end=right[0].start)))
    left = _mirrored(half).segments  # from the bottom again: run it the other way round
    both = (*right, *(s for s in Loop(segments=left).segments if max(abs(s.start[0]), abs(s.end[0])) > 1e-9))
    return Loop(segments=both).moved(cx, 0.0)


def _mirrored(loop: Loop) -> Loop:
    """The mirror image about the axis, run so that it stays counter-clockwise."""

    def at(p: Point2) -> Point2:
        return (-p[0], p[1])

    return Loop(
        segments=tuple(
            ArcSegment(start=at(s.end), end=at(s.start), centre=at(s.centre), ccw=s.ccw)
            if isinstance(s, ArcSegment)
            else Line(start=at(s.end), end=at(s.start))
            for s in reversed(loop.segments)
        )
    )


def _in_rim(groove: Groove) -> Loop:
    """The part of a groove's section that lies in the material: what stands out of the rim is left away."""
    first = groove.section.segments[0]
    if isinstance(first, ArcSegment):
        r, (cx, cz) = first.radius, first.centre
        above, below = (cx, cz + r), (cx, cz - r)
        arc = ArcSegment(start=above, end=below, centre=first.centre, ccw=True)
        return Loop(segments=(arc, Line(start=below, end=above)))
    inner, low, _, high = groove.section.bounds
    rim = groove.rim
    if groove.shape == "rectangular":
        return polygon([(inner, low), (rim, low), (rim, high), (inner, high)])
    return polygon([(inner, (low + high) / 2), (rim, low), (rim, high)])
