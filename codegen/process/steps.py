"""Bodies that step in from the bottom up (bosses on a plate, a flange under a hub, a channel) as milling round islands.

From above, what stands higher hides nothing: at each height the section must lie inside the one below it. What does not,
or runs at a slope, is turned, moulded or bent, and a job on a three-axis mill says so. mm.
"""

from __future__ import annotations

from itertools import pairwise

from codegen import shop
from codegen.messages import say
from codegen.model.curve import Line, Loop, circle, rectangle
from codegen.model.job import PocketOp
from codegen.model.part import Body, EdgeFillet
from codegen.model.shop import Tool
from codegen.model.surface import meets
from codegen.process import mill
from codegen.process.checks import polygon_of
from codegen.process.cutting import cutting, engagement
from codegen.process.draft import Draft, Stage, Workbench

LEVEL = 1e-6
NAME = "steps"
REMEDY = say("ask for the design alone (STEP, STL, DXF), without a program")

Step = tuple[float, tuple[Loop, ...]]
"""A height, and what stands above it."""


def clear(w: Workbench) -> None:
    """Mill away what lies round the steps of the body, from the top down; a finding where that cannot be."""
    body = w.part.body
    if body.plain:
        return
    for f in w.part.features:
        if isinstance(f, EdgeFillet) and f.edges in ("root", "feature-floor"):
            _cannot(
                w,
                say("{feature} rounds an inside corner, and the end mills here leave it sharp", feature=f.id),
                f.feature,
            )
            return
    steps: list[Step] | None
    if body.profile is None:
        steps = _boss_steps(body)
    elif body.profile.kind == "turned":
        steps = _turned_steps(w, body)
    else:
        steps = _section_steps(w, body)
    if steps is None:
        return
    names = tuple(dict.fromkeys(b.feature for b in body.bosses)) or (NAME,)
    top = w.top
    for z, islands in steps:
        _around(w, top, z, islands, names)
        top = z


def _cannot(w: Workbench, why: str, feature: str | None = None) -> None:
    w.ctx.report(
        "unsupported-request",
        say("this is not milled from above: {why}", why=why),
        pointer=w.pointer(feature or "") or "/part",
        feature=feature,
        remedy=REMEDY,
    )


def _boss_steps(body: Body) -> list[Step]:
    heights = sorted({b.z_top for b in body.bosses} | {body.prism_top}, reverse=True)
    return [(z, tuple(b.outline for b in body.bosses if b.z_top > z + LEVEL)) for z in heights[1:]]


def _turned_steps(w: Workbench, body: Body) -> list[Step] | None:
    assert body.profile is not None  # noqa: S101 - asked by the caller
    x0, y0, x1, y1 = body.outline.bounds
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    out: list[Step] = []
    for s in body.profile.loop.segments:  # from the bottom, up the outside, back along the axis
        (ra, za), (rb, zb) = s.start, s.end
        on_axis = ra < LEVEL and rb < LEVEL
        if not isinstance(s, Line) or (not on_axis and abs(ra - rb) > LEVEL and abs(za - zb) > LEVEL):
            _cannot(w, say("it has a cone or a dome, which is turned"))
            return None
        if za > body.z_bottom + LEVEL and abs(za - zb) <= LEVEL and rb > ra + LEVEL:
            _cannot(
                w,
                say(
                    "it grows from Ø{d1:g} to Ø{d2:g} at Z{z:g}, which hides what is below: it is turned",
                    d1=2 * ra,
                    d2=2 * rb,
                    z=za,
                ),
            )
            return None
        if not on_axis and abs(za - zb) <= LEVEL and rb < ra - LEVEL and rb > LEVEL:
            out.append((za, (circle(centre, 2 * rb),)))
    return out[::-1]


def _section_steps(w: Workbench, body: Body) -> list[Step] | None:
    assert body.profile is not None  # noqa: S101 - asked by the caller
    loop = body.profile.loop
    if any(not isinstance(s, Line) for s in loop.segments):
        _cannot(
            w, say("its section has rounded corners along its length, which a flat end mill from above does not leave")
        )
        return None
    lines = [s for s in loop.segments if isinstance(s, Line)]
    if any(abs(s.start[0] - s.end[0]) > LEVEL and abs(s.start[1] - s.end[1]) > LEVEL for s in lines):
        _cannot(w, say("its section slopes"))
        return None
    xs = sorted({round(s.start[0], 9) for s in lines})
    spans: list[tuple[float, float, float]] = []  # from, to, height
    for a, b in pairwise(xs):
        crossings = meets(loop, (a + b) / 2)
        if len(crossings) != 2 or min(crossings) > body.z_bottom + 1e-5:
            _cannot(w, say("a part of its section hangs over another, or over nothing"))
            return None
        spans.append((a, b, max(crossings)))
    _, y0, _, y1 = body.outline.bounds
    heights = sorted({round(h, 6) for _, _, h in spans}, reverse=True)
    return [(z, tuple(_blocks(spans, z, y0, y1))) for z in heights[1:]]


def _blocks(spans: list[tuple[float, float, float]], z: float, y0: float, y1: float) -> list[Loop]:
    """What stands above ``z``: neighbouring spans together, over the whole length."""
    runs: list[tuple[float, float]] = []
    for a, b, h in spans:
        if h <= z + 1e-5:
            continue
        if runs and abs(runs[-1][1] - a) < LEVEL:
            runs[-1] = (runs[-1][0], b)
        else:
            runs.append((a, b))
    return [rectangle(((a + b) / 2, (y0 + y1) / 2), b - a, y1 - y0) for a, b in runs]


def _around(w: Workbench, z_top: float, z_bottom: float, islands: tuple[Loop, ...], names: tuple[str, ...]) -> None:
    """Everything over the stock's area goes between two heights, but for the islands."""
    tool = _tool(w, z_top, z_bottom, islands)
    cut = None if tool is None else engagement(w.ctx, w.means, tool, [NAME])
    speeds = None if tool is None or cut is None else cutting(w.ctx, w.means, tool, [NAME], cut=cut)
    if tool is None or cut is None or speeds is None:
        if tool is None:
            depth = z_top - z_bottom
            w.ctx.report(
                "tool-reach",
                say(
                    "no end mill cuts {depth:.4g} mm deep round what stands on the part, in its gaps and "
                    "inside corners",
                    depth=depth,
                ),
                pointer="/part",
                remedy=say("make the steps lower, or the gaps and corners wider"),
                figures={"depth_mm": depth},
            )
        return
    small = tool.diameter <= shop.practice("allowance", "small_up_to")
    op = PocketOp(
        id="round-steps",
        name=say("Round what stands above Z{z:g}", z=z_bottom),
        features=names,
        tool=0,
        cutting=speeds,
        approach=w.approach,
        outline=_grown(w, tool),
        islands=islands,
        z_top=z_top,
        z_bottom=z_bottom,
        stepdown=cut.stepdown,
        stepover=cut.stepover,
        allowance=shop.practice("allowance", "small" if small else "value"),
        entry="helix",
        entry_angle_deg=shop.practice("entry", "angle_deg"),
    )
    w.drafts.append(Draft(Stage.MILL, tool, op, leaves=True))


def _grown(w: Workbench, tool: Tool) -> Loop:
    """An area larger than the stock by the tool all round: its rings run off the stock."""
    (x0, y0, _), (x1, y1, _) = w.stock.box.low, w.stock.box.high
    past = 2 * (tool.diameter + 1.0)
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    if w.stock.shape == "cylinder":
        return circle(centre, x1 - x0 + past)
    return rectangle(centre, x1 - x0 + past, y1 - y0 + past)


def _tool(w: Workbench, z_top: float, z_bottom: float, islands: tuple[Loop, ...]) -> Tool | None:
    import shapely

    solid = shapely.union_all([polygon_of(i) for i in islands])
    depth = z_top - z_bottom

    def fits(tool: Tool) -> str | None:
        r = tool.diameter / 2
        closed = solid.buffer(r, quad_segs=64).buffer(-r, quad_segs=64)  # gaps and corners that the tool cannot enter
        if closed.difference(solid.buffer(0.02)).area > 1e-3:
            return say("{tool}: does not fit the gaps and inside corners", tool=tool.name)
        if not tool.centre_cutting:
            return say("{tool}: does not cut at its centre", tool=tool.name)
        return w.tools.reach(tool, depth, w.top - z_bottom)

    def order(tool: Tool) -> tuple[float, ...]:
        single = tool.flutes == 1 and w.means.material.group != "plastic"
        return (single, abs(tool.diameter - 10.0))

    return w.tools.find(mill.END_MILL, NAME, fits, order)
