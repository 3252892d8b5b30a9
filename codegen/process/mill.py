"""Milling: facing, pockets and slots, round holes, the outside, chamfers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from codegen import shop
from codegen.messages import joined, say
from codegen.model.curve import Loop, Point2, circle
from codegen.model.job import ChamferOp, FaceOp, PocketOp
from codegen.model.part import EdgeChamfer, EdgeFillet, Hole, Pocket
from codegen.model.shop import Tool
from codegen.process.checks import cleared, polygon_of
from codegen.process.cutting import cutting, engagement
from codegen.process.draft import Draft, Stage, Workbench
from codegen.process.sinks import countersink_at, room_in
from codegen.process.toolbox import cuts_out

END_MILL = ("flat_end_mill",)


def face(w: Workbench) -> None:
    """Mill the stock down to the part's top, if it stands above."""
    top = w.stock.box.high[2]
    if top - w.top < 1e-6:
        return
    ids = [f.id for f in w.ctx.intent.features if f.kind == "face"]
    if not ids:
        w.ctx.assume(say("the stock stands {height:g} mm above the part: it is faced off first", height=top - w.top))
    name = ids[0] if ids else "top"

    def fits(tool: Tool) -> str | None:
        out, gap = w.tools.stick_out(tool), shop.practice("holder_gap")
        return None if out >= gap else say("{tool}: sticks out only {out:g} mm", tool=tool.name, out=out)

    tool = w.tools.find(("face_mill",), name, fits, lambda t: (t.diameter,))
    if tool is None:
        tool = w.tools.find(END_MILL, name, fits, lambda t: (-t.diameter,))
    cut = None if tool is None else engagement(w.ctx, w.means, tool, [name])
    if tool is None or cut is None:
        w.ctx.report(
            "no-tool",
            say("no face mill or end mill can face the stock"),
            feature=name,
            pointer=w.pointer(name),
            remedy=say("allow another tool"),
        )
        return
    speeds = cutting(w.ctx, w.means, tool, [name], cut=cut)
    if speeds is None:
        return
    op = FaceOp(
        id="face",
        name=say("Face {depth:g} mm off", depth=top - w.top),
        features=tuple(ids),
        tool=0,
        cutting=speeds,
        approach=w.approach,
        area=w.stock.outline,
        z_top=top,
        z_bottom=w.top,
        stepdown=cut.stepdown,
        stepover=cut.stepover,
    )
    w.drafts.append(Draft(Stage.FACE, tool, op, leaves=True))


def pocket(w: Workbench, p: Pocket) -> None:
    """Clear a pocket or slot."""
    if p.shape != "circle" and not p.open and p.outline.min_inner_radius < 0.05:
        w.ctx.ask(
            "corner_radius", w.pointer(p.feature),
            f"No end mill cuts sharp inside corners: what corner radius may {p.feature} have?",
            f"立铣刀铣不出尖角内角：{p.feature} 的内角圆角半径是多少？", feature=p.feature,
        )  # fmt: skip
        return
    bottom = through_bottom(w, p.z_bottom) if p.through else p.z_bottom
    late = p.z_top < w.top - 1e-6
    outline(w, p.outline, p.z_top, bottom, instance=p.id, feature=p.feature, what=_name(p), open_=p.open,
            stage=Stage.LATE_MILL if late else Stage.MILL)  # fmt: skip


def _name(p: Pocket) -> str:
    x0, y0, x1, y1 = p.outline.bounds
    what = say("Slot") if p.shape == "slot" else say("Pocket")
    return say("{what} {feature} {x:.4g} x {y:.4g}", what=what, feature=p.id, x=x1 - x0, y=y1 - y0)


def through_bottom(w: Workbench, z_bottom: float) -> float:
    """Depth of an end mill that goes through: past the underside if nothing of the stock lies below."""
    if not w.flush:
        return z_bottom
    past = shop.practice("break_through_mill")
    w.ctx.figure(say("end mills below the underside"), past, "mm", shop.practice_source("break_through_mill"))
    return z_bottom - past


def outline(
    w: Workbench, loop: Loop, z_top: float, z_bottom: float, *, instance: str, feature: str, what: str, stage: Stage,
    open_: bool = False,
) -> bool:  # fmt: skip
    """Clear the inside of ``loop`` with the best end mill; False: none does, and a finding says why."""
    tool = _pocket_tool(w, loop, z_top, z_bottom, feature, open_=open_)
    if tool is None:
        return False
    cut = engagement(w.ctx, w.means, tool, [feature])
    speeds = cutting(w.ctx, w.means, tool, [feature], cut=cut)
    if cut is None or speeds is None:
        return False
    snug = not _roomy(loop, tool, open_=open_, ratio=1.0 + 1e-3)
    small = tool.diameter <= shop.practice("allowance", "small_up_to")
    allowance = 0.0 if snug else shop.practice("allowance", "small" if small else "value")
    op = PocketOp(
        id=instance, name=what, features=(instance,), tool=0, cutting=speeds, approach=w.approach,
        outline=_extended(w, loop, tool) if open_ else loop, z_top=z_top, z_bottom=z_bottom, stepdown=cut.stepdown,
        stepover=cut.stepover, allowance=allowance, entry="outside" if open_ else "helix",
        entry_angle_deg=shop.practice("entry", "angle_deg"), open=open_, finish=not snug,
    )  # fmt: skip
    w.ctx.figure(say("allowance for finishing"), allowance, "mm", shop.practice_source("allowance"))
    w.drafts.append(Draft(stage, tool, op, leaves=open_))
    return True


def _width(loop: Loop) -> float:
    """Width of an open slot's rectangle, mm: its shorter side."""
    return min(s.length for s in loop.segments)


def _roomy(loop: Loop, tool: Tool, *, open_: bool, ratio: float) -> bool:
    """Whether a cutter ``ratio`` times as wide as ``tool`` would still reach everything."""
    if open_:
        return tool.diameter * ratio <= _width(loop) + 1e-9
    if len(loop.segments) == 1:
        x0, _, x1, _ = loop.bounds
        return tool.diameter * ratio <= x1 - x0 + 1e-9
    return cuts_out(loop, tool.diameter / 2 * ratio)


def _pocket_tool(w: Workbench, loop: Loop, z_top: float, z_bottom: float, feature: str, *, open_: bool) -> Tool | None:
    rule = shop.practice("mill_slot", "most")
    round_ = len(loop.segments) == 1
    prefer = shop.practice("mill_hole", "prefer") if round_ else rule
    reasons: list[str] = []
    small: list[str] = []

    def fits(tool: Tool) -> str | None:
        limit = shop.practice("mill_hole", "most") if round_ else 1.0
        if not _roomy(loop, tool, open_=open_, ratio=1.0 / limit):
            reason: str = say("{tool}: does not fit its corners or width", tool=tool.name)
        else:
            small.append(tool.name)
            reason = w.tools.reach(tool, z_top - z_bottom, w.top - z_bottom) or ""
            if not reason and _shank_touches(w, loop, tool, z_top, z_bottom):
                reason = say(
                    "{tool}: its Ø{shank:g} shank touches the walls above the feature",
                    tool=tool.name,
                    shank=tool.shank_diameter,
                )
            if not reason and not open_ and not tool.centre_cutting:
                reason = say("{tool}: does not cut at its centre", tool=tool.name)
        if reason:
            reasons.append(reason)
        return reason or None

    def order(tool: Tool) -> tuple[float, ...]:
        single = tool.flutes == 1 and w.means.material.group != "plastic"
        return (single, not _roomy(loop, tool, open_=open_, ratio=1.0 / prefer), -tool.diameter)

    tool = w.tools.find(END_MILL, feature, fits, order)
    if tool is None:
        radius = 0.0 if open_ or round_ else loop.min_inner_radius
        why = (
            say("inside corners R{radius:g}", radius=radius)
            if radius and math.isfinite(radius)
            else say("its width of {span:g} mm", span=_span(loop))
        )
        figures = {"corner_radius_mm": radius} if radius and math.isfinite(radius) else {}
        code = "tool-reach" if small else "no-tool"
        _no_end_mill(w, feature, code, why, reasons, {"depth_mm": z_top - z_bottom, **figures})
    return tool


def _no_end_mill(
    w: Workbench, feature: str, code: str, why: str, reasons: Sequence[str], figures: dict[str, float]
) -> None:
    """A finding that says what no end mill makes, with the reasons where the user named the tools."""
    least = w.tools.smallest
    mine = w.tools.bound(END_MILL, feature) or any(x.wish.feature == feature for x in w.tools.wished)
    named = joined("; ", dict.fromkeys(reasons)) if mine else ""
    w.ctx.report(
        code,
        joined(
            "",
            [
                say(
                    "{feature}: no end mill {mine}makes {why} at {depth:.4g} mm depth",
                    feature=feature,
                    mine=(say("that may be used ") if mine else ""),
                    why=why,
                    depth=figures["depth_mm"],
                ),
                (say(" ({named})", named=named) if named else ""),
                (say("; the smallest cutter is Ø{least:g}, as you said", least=least) if least else ""),
            ],
        ),
        pointer=w.pointer(feature),
        feature=feature,
        remedy=joined(
            "",
            [
                say("make it shallower, or the corners and width larger"),
                (say(", or allow another tool") if mine else ""),
            ],
        ),
        figures=figures,
    )


def _shank_touches(w: Workbench, loop: Loop, tool: Tool, z_top: float, z_bottom: float) -> bool:
    """Whether a shank thicker than the cutter meets what stands round a feature that lies in another's floor."""
    import shapely

    past = (tool.shank_diameter - tool.diameter) / 2
    shank = z_bottom + tool.flute_length
    if past <= 0 or shank > w.top - 1e-6 or z_top > w.top - 1e-6:
        return False
    solid = [f for f in w.part.features if isinstance(f, Pocket) or (isinstance(f, Hole) and f.face == "top")]
    gone = shapely.union_all([s for f in solid if (s := cleared(f, shank)).is_valid])
    swept = polygon_of(loop).buffer(past).intersection(polygon_of(w.part.body.outline))
    return bool(swept.difference(gone.buffer(0.01)).area > 1e-3)


def _span(loop: Loop) -> float:
    x0, y0, x1, y1 = loop.bounds
    return min(x1 - x0, y1 - y0)


def _extended(w: Workbench, loop: Loop, tool: Tool) -> Loop:
    """An open slot's rectangle, both ends out of the stock by the tool's radius and 1 mm."""
    from codegen.model.curve import polygon

    long = max(loop.segments, key=lambda s: s.length)
    d = long.length
    u = ((long.end[0] - long.start[0]) / d, (long.end[1] - long.start[1]) / d)
    corners = [s.start for s in loop.segments]
    along = [(p[0] * u[0] + p[1] * u[1]) for p in corners]
    stock = [p[0] * u[0] + p[1] * u[1] for p in w.stock.outline.polyline(0.01)]
    past = tool.diameter / 2 + 1.0
    low, high = min(stock) - past, max(stock) + past

    def moved(p: Point2, at: float) -> Point2:
        to = low if at < (min(along) + max(along)) / 2 else high
        return (p[0] + u[0] * (to - at), p[1] + u[1] * (to - at))

    return polygon([moved(p, a) for p, a in zip(corners, along, strict=True)])


def chamfers(w: Workbench) -> None:
    """Top edges with a 90° chamfer mill; what that cannot do is left out, and said so."""
    for f in w.part.features:
        if isinstance(f, EdgeFillet) and f.edges in ("root", "feature-floor"):
            if w.part.body.plain:
                w.ctx.report(
                    "unsupported-request",
                    say("{feature} rounds an inside corner, and the end mills here leave it sharp", feature=f.id),
                    pointer=w.pointer(f.feature),
                    feature=f.id,
                    remedy=say("leave it out, or ask for the design alone"),
                )
        elif isinstance(f, EdgeFillet):
            w.leave_out(f.id, say("a rounded edge needs 3-D milling"))
        elif isinstance(f, EdgeChamfer):
            if abs(f.angle_deg - 45.0) > 1e-6:
                w.leave_out(f.id, say("a chamfer of {angle:g}° needs a special cutter", angle=f.angle_deg))
            elif f.edges == "top-outer" and w.part.body.profile is None:
                chamfer(w, f, w.part.body.outline, "outside", w.part.body.prism_top, f.id)
            elif f.edges == "feature-top":
                _feature_top(w, f)
            else:
                w.leave_out(f.id, say("its edges ({edges}) cannot be reached from above", edges=f.edges))


def _feature_top(w: Workbench, f: EdgeChamfer) -> None:
    for boss in w.part.body.bosses:
        if f.of in (boss.feature, boss.id):
            chamfer(w, f, boss.outline, "outside", boss.z_top, boss.id)
    for target in w.part.features:
        if target.feature != f.of:
            continue
        if isinstance(target, Pocket) and not target.open:
            chamfer(w, f, target.outline, "inside", target.z_top, target.id, room=target.z_top - target.z_bottom)
        elif isinstance(target, Hole) and target.face == "top":
            d = target.counterbore.diameter if target.counterbore else target.diameter.nominal
            if not countersink_at(w, target, d + 2 * f.size, 90.0, f.id):
                chamfer(
                    w, f, circle((target.x, target.y), d), "inside", target.z_top, target.id, room=room_in(w, target)
                )
        else:
            w.leave_out(f.id, say("the edge of {feature} cannot be followed by a chamfer mill", feature=target.id))


def chamfer(
    w: Workbench, f: EdgeChamfer, loop: Loop, side: str, z_top: float, where: str, *, room: float = math.inf
) -> None:
    """Break one edge; ``room`` is the depth down to the floor inside, mm."""
    tip = shop.practice("chamfer", "tip_offset")

    def fits(tool: Tool) -> str | None:
        near = tool.tip_diameter / 2 + tip
        if tool.point_angle_deg != 90.0 or near + f.size > tool.diameter / 2 + 1e-9:
            return say("{tool}: too small for a chamfer of {size:g} mm", tool=tool.name, size=f.size)
        if side == "inside" and not cuts_out(loop, near):
            return say("{tool}: does not fit into {where}", tool=tool.name, where=where)
        if f.size + tip > room + 1e-9:
            return say("{tool}: its tip would cut the floor of {where}", tool=tool.name, where=where)
        return w.tools.reach(tool, f.size + tip, w.top - z_top + f.size + tip)

    tool = w.tools.find(("chamfer_mill",), f.id, fits, lambda t: (-t.diameter,))
    speeds = None if tool is None else cutting(w.ctx, w.means, tool, [f.id])
    if tool is None:
        w.ctx.report(
            "no-tool",
            say(
                "{feature}: no 90° chamfer mill makes {size:g} mm round {where}", feature=f.id, size=f.size, where=where
            ),
            pointer=w.pointer(f.feature),
            feature=f.id,
            remedy=say("make the chamfer smaller, or allow another tool"),
        )
    if tool is None or speeds is None:
        return
    w.ctx.figure(say("chamfer mill's tip below the chamfer"), tip, "mm", shop.practice_source("chamfer"))
    op = ChamferOp(
        id=f"{f.id}-{where}" if where != f.id else f.id,
        name=say("Chamfer {size:g} mm round {where}", size=f.size, where=where),
        features=(f.id,),
        tool=0,
        cutting=speeds,
        approach=w.approach,
        outline=loop,
        side="outside" if side == "outside" else "inside",
        z_top=z_top,
        size=f.size,
        tip_offset=tip,
    )
    w.drafts.append(Draft(Stage.CHAMFER, tool, op, leaves=side == "outside"))
