"""What an intent says without a number of its own: counts that follow from patterns, and words that its features answer to."""

from __future__ import annotations

from typing import Final

from codegen.model.intent import (
    At,
    BoltCircle,
    ChamferFeature,
    Corners,
    EdgeMidpoints,
    FilletFeature,
    Grid,
    HoleFeature,
    Intent,
    Linear,
    Mirror,
    Placement,
    PocketFeature,
    SlotFeature,
)

_CORNER_ANCHORS: Final = frozenset({"front-left", "front-right", "back-left", "back-right"})


def places_of(placement: Placement) -> int:
    """How many instances a placement makes."""
    match placement:
        case At():
            return 1
        case Linear():
            return placement.count
        case Grid():
            return placement.columns * placement.rows
        case BoltCircle():
            return len(placement.angles) if placement.angles is not None else placement.count
        case Corners() | EdgeMidpoints():
            return 4
        case Mirror():
            return 4 if placement.across == "both" else 2


def implied_counts(intent: Intent) -> frozenset[float]:
    """Counts that a number word may speak of: instances of a feature, and how many features of a kind there are."""
    counts: set[int] = set()
    kinds: dict[str, list[int]] = {}
    for feature in intent.features:
        placements = feature.at if isinstance(feature, HoleFeature | PocketFeature) else ()
        each = [places_of(placement) for placement in placements]
        counts.update([*each, sum(each), len(each)] if each else [])
        kinds.setdefault(feature.kind, []).append(sum(each) or 1)
        if isinstance(feature, ChamferFeature | FilletFeature) and feature.edges in (
            "vertical",
            "top-outer",
            "bottom-outer",
        ):
            counts.add(4)  # a box has four upright edges, and four above and below
    for instances in kinds.values():
        counts.update((len(instances), sum(instances)))
    for body in (intent.part, intent.stock):
        if getattr(body, "corner_radius", 0) not in (0, None):
            counts.add(4)
    counts.add(1)  # "one plate"
    return frozenset(float(n) for n in counts)


def binding_met(intent: Intent, word: str) -> bool:
    """Whether something in the intent answers to a word of ``cues.BINDING``."""
    features = intent.features
    match word:
        case "through":
            through = any(getattr(feature, "through", False) for feature in features)
            return through or any(isinstance(f, SlotFeature) and f.ends == "open" for f in features)
        case "chamfer":
            chamfered = any(isinstance(f, ChamferFeature) for f in features) or any(
                t.kind == "chamfer" for t in intent.tools
            )
            return chamfered or any(isinstance(f, HoleFeature) and f.countersink is not None for f in features)
        case "counterbore":
            return any(isinstance(f, HoleFeature) and f.counterbore is not None for f in features)
        case "countersink":
            holes = [f for f in features if isinstance(f, HoleFeature)]
            return any(f.countersink is not None for f in holes) or any(isinstance(f, ChamferFeature) for f in features)
        case "corners":
            return _corners(intent)
        case _:
            return _centred(intent)


def _corners(intent: Intent) -> bool:
    text = intent.model_dump_json(exclude={"provenance", "questions", "assumptions"})
    named = any(f'"{name}"' in text for name in ("corners", "vertical", "both", *_CORNER_ANCHORS))
    datum = intent.datum is not None and "centre" not in (intent.datum.across, intent.datum.along)
    return named or datum or '"corner_radius":' in text.replace('"corner_radius":0.0', "") or '"grid"' in text


def _centred(intent: Intent) -> bool:
    text = intent.model_dump_json(exclude={"provenance", "questions", "assumptions"})
    return '"centre"' in text or '"mirror"' in text or "/2" in text or '"bolt_circle"' in text
