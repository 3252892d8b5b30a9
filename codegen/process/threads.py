"""Threads and fits of holes, from the library's tables."""

from __future__ import annotations

from codegen import shop
from codegen.errors import UnknownName
from codegen.messages import say
from codegen.model.intent import HoleFeature
from codegen.model.part import Dimension, ThreadSpec
from codegen.model.shop import Thread
from codegen.process.context import Context


def resolve_thread(ctx: Context, f: HoleFeature, pointer: str) -> ThreadSpec | None:
    """The thread of a hole; None: it has none, or a question or finding says what is wrong."""
    if f.thread is None:
        return None
    row = _table_row(ctx, f, pointer)
    if row is None:
        return None
    tap = f.thread.tap or "cut"
    drill, source = row.tap_drill, say("{where}: {what}", where=row.designation, what=row.source)
    if tap == "form":
        if row.form_drill is None:
            ctx.report(
                "no-tool",
                say(
                    "{feature}: no drill for forming {designation} in the table",
                    feature=f.id,
                    designation=row.designation,
                ),
                pointer=f"{pointer}/thread",
                feature=f.id,
                remedy=say("give the hole's diameter, or cut the thread"),
            )
            return None
        drill = row.form_drill
    if f.diameter is not None:
        said = ctx.length(f.diameter, f"{pointer}/diameter", positive=True)
        if said is None:
            return None
        drill, source = (
            said,
            say(
                "hole Ø{said:g} as said; {designation}: {source}",
                said=said,
                designation=row.designation,
                source=row.source,
            ),
        )
    over, under = shop.practice("tap_hole_range", "over"), shop.practice("tap_hole_range", "under")
    low, high = row.diameter - over * row.pitch, row.diameter - under * row.pitch
    if not low - 0.05 <= drill <= high + 0.05:
        ctx.report(
            "contradiction",
            say(
                "{feature}: a hole of Ø{drill:g} does not suit {designation}, which wants Ø{tap_drill:g}",
                feature=f.id,
                drill=drill,
                designation=row.designation,
                tap_drill=row.tap_drill,
            ),
            pointer=f"{pointer}/diameter",
            feature=f.id,
            remedy=say("drill Ø{tap_drill:g}, or change the thread", tap_drill=row.tap_drill),
            figures={"hole_mm": drill, "tap_drill_mm": row.tap_drill},
        )
        return None
    depth = ctx.length(f.thread.depth, f"{pointer}/thread/depth", positive=True)
    if f.thread.depth is None and not f.through:
        ctx.ask(
            "depth", f"{pointer}/thread/depth", f"How deep is full {row.designation} thread in {f.id}, or does it go through?",
            f"{f.id} 的 {row.designation} 螺纹有效深度是多少，还是打通？", feature=f.id,
        )  # fmt: skip
        return None
    if f.thread.depth is not None and depth is None:
        return None
    spec = ThreadSpec(
        designation=row.designation, diameter=row.diameter, pitch=row.pitch, depth=depth, drill_diameter=drill,
        hand=f.thread.hand, tap_type=tap, class_=f.thread.class_, source=source,
    )  # fmt: skip
    return spec if _deep_enough(ctx, f, pointer, spec) else None


def _table_row(ctx: Context, f: HoleFeature, pointer: str) -> Thread | None:
    assert f.thread is not None  # noqa: S101 - the caller has looked
    try:
        return shop.thread(f.thread.designation)
    except UnknownName as e:
        ctx.report("unknown-name", f"{f.id}: {e}", pointer=f"{pointer}/thread/designation", feature=f.id,
                   remedy=say("write it as M6, M8x1, 1/4-20 or #10-32"))  # fmt: skip
        return None


def drilled_depth(ctx: Context, f: HoleFeature, pointer: str) -> float | None:
    """Full-diameter depth of the tap drill for the thread's depth, by the shop's rule; None: already said what is wrong."""
    if f.thread is None or f.thread.depth is None:
        return None
    full = ctx.length(f.thread.depth, f"{pointer}/thread/depth", positive=True)
    try:
        pitch = shop.thread(f.thread.designation).pitch
    except UnknownName:
        return None
    if full is None:
        return None
    depth = full + shop.practice("tap_run_out", "pitches") * pitch
    ctx.figure(
        say("drilled depth under {feature}", feature=f.id), round(depth, 6), "mm", shop.practice_source("tap_run_out")
    )
    return depth


def _deep_enough(ctx: Context, f: HoleFeature, pointer: str, spec: ThreadSpec) -> bool:
    """Whether the drilled depth that was said leaves room for thread and lead."""
    drilled = ctx.length(f.depth, f"{pointer}/depth", positive=True) if f.depth is not None else None
    if drilled is None or spec.depth is None:
        return True
    lead = next((t.lead for t in shop.tools().values() if t.thread == spec.designation), 2.5 * spec.pitch)
    if drilled >= spec.depth + lead - 1e-9:
        return True
    ctx.report(
        "contradiction",
        say(
            "{feature}: {drilled:g} mm drilled is too shallow for {depth:g} mm of thread and the tap's "
            "lead of {lead:g} mm",
            feature=f.id,
            drilled=drilled,
            depth=spec.depth,
            lead=lead,
        ),
        pointer=f"{pointer}/depth",
        feature=f.id,
        remedy=say("drill at least {depth:g} mm, or thread less deep", depth=spec.depth + lead),
        figures={"drilled_mm": drilled, "thread_mm": spec.depth, "lead_mm": lead},
    )
    return False


def resolve_fit(ctx: Context, nominal: float, fit: str | None, pointer: str, feature: str) -> Dimension | None:
    """The size with its limits; None: the table does not hold the fit, and a finding says so."""
    if fit is None:
        return Dimension(nominal=nominal)
    from codegen.shop.standards import fit_limits

    try:
        limits = fit_limits(nominal, fit)
    except UnknownName as e:
        ctx.report("unknown-name", say("{where}: {what}", where=feature, what=e), pointer=pointer, feature=feature,
                   remedy=say("holes take capital letters, e.g. H7"))  # fmt: skip
        return None
    return Dimension(
        nominal=nominal, lower=round(limits.lower, 6), upper=round(limits.upper, 6), fit=fit, source=limits.source
    )
