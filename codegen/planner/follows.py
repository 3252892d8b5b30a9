"""Sizes that follow from a body's own: said once more ("so the groove's bottom is Ø52"), they need no place in the intent."""

from __future__ import annotations

from codegen.model.intent import (
    BossFeature,
    BoxBody,
    ExtrudedBody,
    Intent,
    SectionBody,
    SectionOutline,
    ShellFeature,
    TurnedBody,
)


def following(intent: Intent) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Diameters and lengths that the body implies, in the intent's units; only from what is a number there."""
    diameters: list[float] = []
    lengths: list[float] = []
    part = intent.part
    if isinstance(part, TurnedBody):
        diameters += _groove_floors(part)
        own = [s.length for s in part.sections]
        known = [n for n in own if isinstance(n, float)]
        if len(known) == len(own):
            lengths.append(sum(known))
        elif isinstance(part.length, float):
            lengths.append(part.length - sum(known))
    if isinstance(part, SectionBody) and isinstance(part.profile, SectionOutline):
        lengths += _inside(part.profile)
    for f in intent.features:
        if isinstance(f, ShellFeature) and isinstance(f.wall, float) and isinstance(part, BoxBody):
            floor = f.wall if f.floor is None else f.floor
            lengths += [v - 2 * f.wall for v in (part.x, part.y) if isinstance(v, float)]
            lengths += [part.z - floor] if isinstance(part.z, float) and isinstance(floor, float) else []
        elif isinstance(f, BossFeature) and isinstance(f.height, float):
            base = part.z if isinstance(part, BoxBody) else part.height if isinstance(part, ExtrudedBody) else None
            lengths += [base + f.height] if isinstance(base, float) else []
    return tuple(diameters), tuple(lengths)


def _groove_floors(part: TurnedBody) -> list[float]:
    depths = [g.radius if g.shape == "half-round" else g.depth for g in part.grooves]
    rims = [s.diameter for s in part.sections if isinstance(s.diameter, float)]
    return [d - 2 * deep for d in rims for deep in depths if isinstance(deep, float)]


def _inside(s: SectionOutline) -> list[float]:
    base = s.thickness if s.base_thickness is None else s.base_thickness
    out: list[float] = []
    if isinstance(s.width, float) and isinstance(s.thickness, float):
        out.append(s.width - (2 if s.shape in ("U", "box") else 1) * s.thickness)
    if isinstance(s.height, float) and isinstance(base, float):
        out.append(s.height - (2 if s.shape in ("I", "Z", "box") else 1) * base)
    return out
