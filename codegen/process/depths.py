"""How deep features go, and from where. mm."""

from __future__ import annotations

from typing import Final

from codegen.messages import say
from codegen.model.intent import (
    HoleFeature,
    PocketFeature,
    SlotFeature,
)
from codegen.process.context import Context
from codegen.process.frame import Frame

SAME: Final = 1e-6


def depth_of(
    ctx: Context, frame: Frame, feature: HoleFeature | PocketFeature | SlotFeature, pointer: str, z_top: float
) -> tuple[bool, float | None]:
    """Through, and depth below ``z_top``. (False, None): missing or bad, and said so."""
    if feature.through and feature.depth is not None:
        ctx.report(
            "contradiction",
            say("{feature} is both through and {depth!r} deep", feature=feature.id, depth=feature.depth),
            pointer=pointer,
            feature=feature.id,
            remedy=say("say one of them"),
        )
        return False, None
    if feature.through:
        return True, None
    depth = ctx.length(feature.depth, f"{pointer}/depth", positive=True)
    if feature.depth is None:
        ctx.ask(
            "depth", pointer, f"How deep is {feature.id}, or does it go through?",
            f"{feature.id} 的深度是多少，还是打通？", feature=feature.id,
        )  # fmt: skip
    if depth is None:
        return False, None
    return reach_of(ctx, frame, feature, pointer, z_top, depth)


def reach_of(
    ctx: Context,
    frame: Frame,
    feature: HoleFeature | PocketFeature | SlotFeature,
    pointer: str,
    z_top: float,
    depth: float,
) -> tuple[bool, float | None]:
    """Whether a feature that is ``depth`` mm deep goes through, and else its depth; (False, None): too deep, and said so."""
    room = z_top - frame.body.z_bottom
    if isinstance(feature, HoleFeature) and feature.face not in ("top", "bottom"):
        return False, depth
    if depth > room + SAME:
        ctx.report(
            "feature-outside-stock",
            say(
                "{feature} is {depth:g} mm deep, and the part only {available:g} mm there",
                feature=feature.id,
                depth=depth,
                available=room,
            ),
            pointer=f"{pointer}/depth",
            feature=feature.id,
            remedy=say("make it shallower, or say that it goes through"),
            figures={"depth_mm": depth, "available_mm": room},
        )
        return False, None
    if depth > room - SAME:
        ctx.assume(
            say("{feature}: {depth:g} mm is the whole thickness, so it goes through", feature=feature.id, depth=depth)
        )
        return True, None
    return False, depth
