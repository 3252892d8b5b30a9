"""Threads tapped into holes that are there. mm."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from codegen import shop
from codegen.messages import say
from codegen.model.job import TapOp
from codegen.model.part import Hole, ThreadSpec
from codegen.model.shop import Tool
from codegen.process.cutting import cutting
from codegen.process.draft import Draft, Stage, Workbench


def tap(w: Workbench, holes: Sequence[Hole], hole_bottom: float) -> None:
    """Tap the holes of one feature, drilled or milled before; ``hole_bottom``: Z of the full diameter's end."""
    h = holes[0]
    feature, spec = h.feature, h.thread
    assert spec is not None  # noqa: S101 - the caller has looked
    if not _can_tap(w, feature, spec.designation):
        return

    def bottom(tool: Tool) -> float:
        if spec.depth is None:
            past = tool.lead + shop.practice("tap_past_lead", "pitches") * spec.pitch
            return hole_bottom - (past if w.flush else 0.0)
        return h.z_top - spec.depth - tool.lead

    def fits(tool: Tool) -> str | None:
        if tool.thread != spec.designation or tool.hand != spec.hand or tool.tap_type != spec.tap_type:
            return say(
                "{tool}: the thread is {designation}, {hand} hand, {tap_type}",
                tool=tool.name,
                designation=spec.designation,
                hand=spec.hand,
                tap_type=spec.tap_type,
            )
        return w.tools.reach(tool, h.z_top - bottom(tool), w.top - bottom(tool))

    tool = w.tools.find(("tap",), feature, fits, lambda t: (t.overall_length,))
    if tool is None:
        _no_tap(w, feature, spec, fits)
        return
    speeds = cutting(w.ctx, w.means, tool, [feature])
    if speeds is None:
        return
    start = shop.practice("tap_approach")
    w.ctx.figure(say("taps start above the hole"), start, "mm", shop.practice_source("tap_approach"))
    op = TapOp(
        id=f"tap-{feature}",
        name=say("Tap {n} x {designation}", n=len(holes), designation=spec.designation),
        features=tuple(x.id for x in holes),
        tool=0,
        cutting=speeds,
        approach=start,
        points=tuple((x.x, x.y) for x in holes),
        z_top=h.z_top,
        z_bottom=round(bottom(tool), 6),
        retract=h.z_top + start,
        pitch=spec.pitch,
        designation=spec.designation,
        left_hand=spec.hand == "left",
        method="rigid" if w.means.machine.tapping == "rigid" else "tension",
    )
    w.drafts.append(Draft(Stage.TAP, tool, op))


def _can_tap(w: Workbench, feature: str, designation: str) -> bool:
    machine, control = w.means.machine, w.means.controller
    if machine.tapping == "none" or control.tapping == "none":
        who = machine.id if machine.tapping == "none" else control.name
        w.ctx.report(
            "no-tapping",
            say(
                "{feature}: {who} cannot tap {designation}",
                feature=feature,
                who=who,
                designation=designation,
            ),
            pointer=w.pointer(feature),
            feature=feature,
            remedy=say("use another machine, or ask for the drilled hole only and tap by hand"),
        )
        return False
    return True


def _no_tap(w: Workbench, feature: str, spec: ThreadSpec, fits: Callable[[Tool], str | None]) -> None:
    """A finding that says whether such a tap is missing, or does not reach."""
    exact = [t for t in w.tools.exists(("tap",), feature)
             if t.thread == spec.designation and t.hand == spec.hand and t.tap_type == spec.tap_type]  # fmt: skip
    why = (
        fits(exact[0])
        if exact
        else say(
            "the library has no {hand}-hand {tap_type}-tap {designation}",
            hand=spec.hand,
            tap_type=spec.tap_type,
            designation=spec.designation,
        )
    )
    w.ctx.report(
        "tool-reach" if exact else "no-tool",
        say("{where}: {what}", where=feature, what=why),
        pointer=w.pointer(feature),
        feature=feature,
        remedy=say("change the thread or its depth, or tap by hand"),
    )
