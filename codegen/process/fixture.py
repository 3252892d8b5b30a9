"""What holds the stock, where the holding is in the way, and how high is safe."""

from __future__ import annotations

import math

from codegen import shop
from codegen.messages import joined, say
from codegen.model.curve import Loop
from codegen.model.job import ChamferOp, FaceOp, Fixture, HoleOp, PocketOp, ProfileOp, Setup, TapOp
from codegen.model.part import Box
from codegen.process import profile
from codegen.process.draft import Draft, Stage, Workbench


def setup(w: Workbench, datum: str) -> Setup:
    """The one setup of the job."""
    fixture = _fixture(w)
    rule = "clearance_clamps" if fixture.kind == "clamps" else "clearance"
    clearance = w.stock.box.high[2] + shop.practice(rule)
    w.ctx.figure(say("clearance above the stock"), shop.practice(rule), "mm", shop.practice_source(rule))
    w.ctx.figure("approach", w.approach, "mm", shop.practice_source("approach"))
    offset = w.means.controller.work_offset
    return Setup(work_offset=offset, datum=datum, stock=w.stock, fixture=fixture, clearance=clearance)


def _fixture(w: Workbench) -> Fixture:
    below = max([0.0, *(w.stock.box.low[2] - lowest(d) for d in w.drafts)])
    holding = w.ctx.intent.holding
    if profile.cuts_free(w) or holding in ("tape", "vacuum", "clamps", "tabs"):
        return _board(w, below)
    vice = _vice(w, below)
    if vice is not None:
        return vice
    if holding == "vice":
        w.ctx.report(
            "fixture-contact",
            say("in a vice the jaws would be where the tools work, or the stock does not fit it"),
            pointer="/holding",
            remedy=say("hold it by clamps, tape or vacuum"),
        )
    return _board(w, below)


def lowest(d: Draft) -> float:
    """The lowest Z that the draft's tool reaches."""
    op = d.operation
    if isinstance(op, ChamferOp):
        return op.z_top - op.size - op.tip_offset
    return op.z_bottom


def _board(w: Workbench, below: float) -> Fixture:
    thickness, keep = shop.practice("spoilboard", "thickness"), shop.practice("spoilboard", "keep")
    free = max(shop.practice("spoilboard", "free"), math.ceil(below))
    if free > thickness - keep:
        w.ctx.report(
            "fixture-contact",
            say(
                "tools go {below:.3g} mm below the stock, and a spoil board allows {most:g} mm",
                below=below,
                most=thickness - keep,
            ),
            pointer="/holding",
            remedy=say("make the deepest through hole smaller, or use parallels"),
            figures={"below_mm": below},
        )
    clamped = w.ctx.intent.holding in (None, "clamps", "tabs", "vice")
    text = say("stock flat on a spoil board that may be cut {free:g} mm deep", free=free)
    faced = any(isinstance(d.operation, FaceOp) for d in w.drafts)
    clamps = say("side clamps below the faced surface") if faced else say("clamps at its edges outside all toolpaths")
    outside = next((d.operation for d in w.drafts if d.stage is Stage.PROFILE), None)
    if not clamped:
        text = joined("", (text, say(", held by {holding}", holding=w.ctx.intent.holding)))
    elif not profile.cuts_free(w) or not isinstance(outside, ProfileOp) or outside.tabs:
        text = joined("", (text, say(", {clamps} (not modelled)", clamps=clamps)))
    elif outside.stop:
        text = joined(
            "",
            (
                text,
                say(
                    ", first {clamps} (not modelled), then, at the program stop M0 before the outside is cut, {stop}",
                    clamps=clamps,
                    stop=outside.stop,
                ),
            ),
        )
    else:
        text = joined(
            "", (text, say(", the piece itself held by tape, vacuum or screws from the start: no clamps at its sides"))
        )
    w.ctx.assume(say("holding: {text}", text=text))
    return Fixture(
        kind="clamps" if clamped else "spoilboard",
        clear_below=free,
        text=text,
        source=shop.practice_source("spoilboard"),
    )


def _vice(w: Workbench, below: float) -> Fixture | None:
    """Jaws at front and back, or at left and right, gripping the lowest part; None: not possible."""
    low, high = w.stock.box.low, w.stock.box.high
    height = high[2] - low[2]
    if height < shop.practice("vice", "least_height"):
        return None
    least, most = shop.practice("vice", "least_grip"), shop.practice("vice", "grip")
    want = min(most, max(least, shop.practice("vice", "grip_fraction") * height))
    gap = shop.practice("vice", "jaw_gap")
    for axis, name in ((1, say("front and back")), (0, say("left and right"))):
        if high[axis] - low[axis] > shop.practice("vice", "opening"):
            continue
        free = min((lowest(d) for d in w.drafts if d.leaves and _leaves(w, d, axis)), default=high[2])
        grip = min(want, free - gap - low[2])
        if grip >= least - 1e-9:
            return _jaws(w, axis, name, grip, below)
    return None


def _jaws(w: Workbench, axis: int, name: str, grip: float, below: float) -> Fixture:
    low, high = w.stock.box.low, w.stock.box.high
    free = max(shop.practice("vice", "parallels"), math.ceil(below) + 1.0)
    thick = shop.practice("vice", "jaw_thickness")
    z0, z1 = low[2] - free - 10.0, low[2] + grip
    boxes: list[Box] = []
    for a, b in ((low[axis] - thick, low[axis]), (high[axis], high[axis] + thick)):
        ends = [(low[0], high[0]), (low[1], high[1])]
        ends[axis] = (a, b)
        boxes.append(Box(low=(ends[0][0], ends[1][0], z0), high=(ends[0][1], ends[1][1], z1)))
    text = say(
        "vice, jaws {jaws}, gripping the lowest {grip:.3g} mm; on parallels that leave {free:g} mm free ",
        jaws=name,
        grip=grip,
        free=free,
    )
    text = joined("", (text, say("below, clear of through holes")))
    if w.stock.shape == "cylinder":
        text = joined("", (text, say("; round stock in soft jaws")))
    w.ctx.assume(say("holding: {text}", text=text))
    return Fixture(kind="vice", keep_out=tuple(boxes), clear_below=free, text=text, source=shop.practice_source("vice"))


def _leaves(w: Workbench, d: Draft, axis: int) -> bool:
    """Whether the tool works outside the stock along ``axis`` (0: X, 1: Y)."""
    op, r = d.operation, d.tool.diameter / 2
    loop: Loop
    if isinstance(op, FaceOp):
        return True
    if isinstance(op, PocketOp):
        loop, r = op.outline, 0.0
    elif isinstance(op, ProfileOp | ChamferOp):
        if isinstance(op, ProfileOp) and op.clear_to is not None:
            return True
        loop, r = op.outline, d.tool.diameter  # the cutter runs along the outline: its far side is a diameter away
    else:
        assert isinstance(op, HoleOp | TapOp)  # noqa: S101 - the union has no other member
        return False
    b = loop.bounds
    return b[axis] - r < w.stock.box.low[axis] - 1e-6 or b[axis + 2] + r > w.stock.box.high[axis] + 1e-6
