"""The outside of the part, where the stock is larger: one slot round the piece, or all of the stock away; how it is held."""

from __future__ import annotations

import math

from codegen import shop
from codegen.messages import joined, say
from codegen.model.curve import Line, Loop
from codegen.model.job import ProfileOp, Tab
from codegen.model.shop import Tool
from codegen.process import mill
from codegen.process.checks import polygon_of
from codegen.process.cutting import Engagement, cutting, engagement
from codegen.process.draft import Draft, Stage, Workbench

NAME = "profile"
RECLAMP = say("re-clamp: hold the piece itself by tape, vacuum or screws, then take the side clamps off")
"""Message of the program stop before the outside, where clamps at the stock's sides would be in the cutter's way."""


def margin(w: Workbench) -> float:
    """Least distance of the part's outline from the stock's, mm."""
    body, stock = polygon_of(w.part.body.outline), polygon_of(w.stock.outline)
    return float(body.exterior.distance(stock.exterior))


def needed(w: Workbench) -> bool:
    """Whether any stock lies outside the part's outline."""
    body, stock = polygon_of(w.part.body.outline), polygon_of(w.stock.outline)
    return not bool(stock.difference(body.buffer(0.01)).buffer(-0.01).is_empty)


def cuts_free(w: Workbench) -> bool:
    """Whether the profile goes through the stock, so that the piece comes free."""
    return w.flush and needed(w)


def profile(w: Workbench) -> None:
    """Cut the outside; tabs where the stock leaves a frame to hold them."""
    if not needed(w):
        return
    if w.ctx.intent.holding == "vice" and cuts_free(w):
        w.ctx.report(
            "body-not-held",
            say("the piece is cut free all round: in a vice nothing holds it then"),
            pointer="/holding",
            remedy=say("hold the stock by clamps with tabs, tape or vacuum, or leave stock below the part"),
        )
        return
    body = w.part.body
    z_bottom = mill.through_bottom(w, body.z_bottom) if w.flush else body.z_bottom
    tabs_wanted = cuts_free(w) and w.ctx.intent.holding in (None, "tabs", "clamps")
    tool = _tool(w, z_bottom, frame=tabs_wanted)
    framed = tool is not None and tabs_wanted
    if tool is None and tabs_wanted:
        if w.ctx.intent.holding == "tabs":
            w.ctx.report(
                "body-not-held",
                say(
                    "tabs need a frame: the stock stands out {margin:.3g} mm, too little for a cutter and "
                    "{frame:g} mm of frame",
                    margin=margin(w),
                    frame=shop.practice("tabs", "frame"),
                ),
                pointer="/holding",
                remedy=say("take larger stock, or hold the piece by tape, vacuum or screws"),
                figures={"margin_mm": margin(w)},
            )
            return
        tool = _tool(w, z_bottom, frame=False)
    if tool is None:
        depth = body.z_top - z_bottom
        w.ctx.report(
            "tool-reach",
            say("no end mill cuts the outside at {depth:.4g} mm depth", depth=depth),
            pointer="/part",
            remedy=say("take thinner stock, or allow another tool"),
            figures={"depth_mm": depth},
        )
        return
    cut = engagement(w.ctx, w.means, tool, [NAME])
    full = None if cut is None else Engagement(cut.stepdown, tool.diameter)
    speeds = cutting(w.ctx, w.means, tool, [NAME], cut=full)
    if cut is None or speeds is None:
        return
    tabs = _tabs(w, body.outline, body.z_top - body.z_bottom, z_bottom) if framed else ()
    stop = _held(w, tool, framed=bool(tabs))
    small = tool.diameter <= shop.practice("allowance", "small_up_to")
    op = ProfileOp(
        id=NAME,
        name=say("Outside"),
        features=(),
        tool=0,
        cutting=speeds,
        approach=w.approach,
        stop=stop,
        outline=body.outline,
        side="outside",
        z_top=body.z_top,
        z_bottom=z_bottom,
        stepdown=cut.stepdown,
        allowance=shop.practice("allowance", "small" if small else "value"),
        tabs=tabs,
        stepover=0.0 if w.flush else cut.stepover,
        clear_to=None if w.flush else w.stock.outline,
    )
    w.drafts.append(Draft(Stage.PROFILE, tool, op, leaves=True))


def _tool(w: Workbench, z_bottom: float, *, frame: bool) -> Tool | None:
    """The end mill: with ``frame`` one that leaves a frame of stock standing, else one that takes a narrow margin whole."""
    room = margin(w) - shop.practice("tabs", "frame")
    depth = w.top - z_bottom
    inner = _concave(w.part.body.outline)

    def fits(tool: Tool) -> str | None:
        if tool.diameter / 2 > inner + 1e-9:
            return say("{tool}: does not fit the outline's inside corners", tool=tool.name)
        if frame and tool.diameter > room + 1e-9:
            return say("{tool}: leaves no frame for tabs", tool=tool.name)
        return w.tools.reach(tool, depth, depth)

    def order(tool: Tool) -> tuple[float, ...]:
        single = tool.flutes == 1 and w.means.material.group != "plastic"
        sliver = not frame and tool.diameter < margin(w) + 1.0
        return (single, sliver, abs(tool.diameter - 10.0))

    return w.tools.find(mill.END_MILL, NAME, fits, order)


def _concave(loop: Loop) -> float:
    """Smallest inside corner of the outline as cut from outside, mm: 0 for a sharp one, infinite for a convex outline."""
    smallest = math.inf
    poly = polygon_of(loop)
    if poly.convex_hull.area - poly.area < 1e-3 * max(1.0, poly.length):
        return smallest
    for r in (0.05, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0):
        grown = poly.buffer(r, quad_segs=64).buffer(-r, quad_segs=64)
        if not grown.difference(poly).buffer(-0.02).is_empty:
            return smallest if math.isfinite(smallest) else 0.0
        smallest = r
    return smallest


def _tabs(w: Workbench, loop: Loop, thickness: float, z_bottom: float) -> tuple[Tab, ...]:
    """Tabs at even distances, moved to the middle of straight pieces where those are long enough."""
    width = shop.practice("tabs", "width")
    # the height counts from the cut's bottom, below the underside by the break-through
    height = min(shop.practice("tabs", "height"), shop.practice("tabs", "height_fraction") * thickness)
    height += w.part.body.z_bottom - z_bottom
    count = max(int(shop.practice("tabs", "fewest")), math.ceil(loop.length / shop.practice("tabs", "spacing")))
    straight: list[tuple[float, float]] = []
    at = 0.0
    for s in loop.segments:
        if isinstance(s, Line) and s.length > 3 * width:
            straight.append((at + width, at + s.length - width))
        at += s.length
    places: list[float] = []
    for k in range(count):
        want = (k + 0.5) * loop.length / count
        if straight:
            near = min(straight, key=lambda r: max(r[0] - want, want - r[1], 0.0))
            want = min(max(want, near[0]), near[1])
        if all(abs(want - p) > 2 * width for p in places):
            places.append(want)
    w.ctx.figure("tabs", len(places), "", shop.practice_source("tabs"))
    return tuple(Tab(at=round(p, 6), width=width, height=round(height, 6)) for p in places)


def _held(w: Workbench, tool: Tool, *, framed: bool) -> str:
    """State what holds piece and offcut while the outside is cut; the message of the stop before it, if one is needed."""
    if not w.flush:
        w.ctx.assume(say("stock stays below the part: parting it off is another setup"))
        return ""
    holding = w.ctx.intent.holding
    if framed:
        w.ctx.assume(
            say(
                "the piece is held by tabs to the frame of stock round it, and the frame by clamps; cut "
                "the tabs by hand"
            )
        )
    elif holding in ("tape", "vacuum"):
        w.ctx.assume(
            say("the piece and the offcut are held by {holding} while the outside is cut, as said", holding=holding)
        )
    else:
        w.ctx.assume(
            joined(
                "",
                [
                    say(
                        "the stock's margin of {margin:.3g} mm leaves no frame for tabs beside a Ø{diameter:g} "
                        "cutter: before the outside is cut, the piece itself is held on the spoil board by tape, "
                        "vacuum, or screws or clamps through its own openings",
                        margin=margin(w),
                        diameter=tool.diameter,
                    ),
                    (say("; the program stops for it, M0") if w.drafts else say(", from the start")),
                ],
            )
        )
        if w.drafts and w.ctx.intent.single_clamping:
            w.ctx.report(
                "contradiction",
                say(
                    "one clamping is asked for, and the stock's margin of {margin:.3g} mm leaves no frame for "
                    "tabs: before the outside is cut, the piece has to be clamped anew",
                    margin=margin(w),
                ),
                pointer="/single_clamping",
                remedy=say("take larger stock, or hold it by tape or vacuum from the start"),
                figures={"margin_mm": margin(w)},
            )
        return RECLAMP if w.drafts else ""  # nothing before the outside: so held from the start
    return ""
