"""What an intent says without a number of its own: implied counts, words it answers to, results of simple arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Final

from codegen.model.intent import (
    At,
    BoltCircle,
    BossFeature,
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
    RegularPolygon,
    RightTriangle,
    SectionOutline,
    SlotFeature,
    TurnedBody,
)
from codegen.planner.leaves import walk

_EDGES: Final[Mapping[str, tuple[int, ...]]] = {
    "vertical": (4,), "top-outer": (4,), "bottom-outer": (4,), "all": (12,), "both-outer": (2, 8), "feature-both": (2,),
}  # fmt: skip
"""How many edges a box, or a round opening, has of a kind."""

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
        placements = feature.at if isinstance(feature, BossFeature | HoleFeature | PocketFeature) else ()
        each = [places_of(placement) for placement in placements]
        counts.update((sum(each), *(n for n in (*each, len(each)) if n > 1)))
        kinds.setdefault(feature.kind, []).append(sum(each) or 1)
        if isinstance(feature, ChamferFeature | FilletFeature):
            counts.update(_EDGES.get(feature.edges, ()))
    ringed = {f.edges for f in intent.features if isinstance(f, ChamferFeature | FilletFeature)}
    if ringed >= {"both-outer", "feature-both"}:
        counts.add(4)  # "all four edges" of a ring
    for instances in kinds.values():
        counts.update((sum(instances), *([len(instances)] if len(instances) > 1 else [])))
    for body in (intent.part, intent.stock):
        if getattr(body, "corner_radius", 0) not in (0, None):
            counts.add(4)
    counts |= _body_counts(intent)
    half = isinstance(intent.part, TurnedBody) and any(g.shape == "half-round" for g in intent.part.grooves)
    sideways = any(isinstance(f, HoleFeature) and f.face not in ("top", "bottom") for f in intent.features)
    return frozenset(float(n) for n in counts - {0}) | ({0.5} if half or sideways else set())


def _body_counts(intent: Intent) -> set[int]:
    """What a body has two or more of: legs, steps, grooves, the flats of a polygon."""
    counts: set[int] = set()
    body = intent.part
    if isinstance(body, TurnedBody):
        counts |= {len(body.sections), len(body.grooves)} - {1}
    if body is not None:
        if any(True for _ in walk(body, SectionOutline)):
            counts |= {2, 4}
        for outline in walk(body, RegularPolygon):
            counts |= {2, outline.sides}  # "two flats parallel to X"
        counts |= {2, 3} if any(True for _ in walk(body, RightTriangle)) else set()  # legs, corners
    return counts


def lines_of(intent: Intent) -> frozenset[int]:
    """How many rows and columns the places of one feature stand in."""
    counts: set[int] = set()
    for feature in intent.features:
        places = feature.at if isinstance(feature, HoleFeature | PocketFeature) else ()
        single = [p.position for p in places if isinstance(p, At)]
        counts.update((len({(p.anchor, p.x) for p in single}), len({(p.anchor, p.y) for p in single})))
        counts.update(n for p in places if isinstance(p, Grid) for n in (p.columns, p.rows))
        counts.update(1 for p in places if isinstance(p, Linear))
    return frozenset(counts - {0})


def grid_counts(intent: Intent) -> dict[str, tuple[int, int]]:
    """Pointer of a grid's count of columns or rows -> that count, and the other one."""
    out: dict[str, tuple[int, int]] = {}
    for i, feature in enumerate(intent.features):
        for k, place in enumerate(feature.at if isinstance(feature, HoleFeature | PocketFeature) else ()):
            if isinstance(place, Grid):
                out[f"/features/{i}/at/{k}/columns"] = (place.columns, place.rows)
                out[f"/features/{i}/at/{k}/rows"] = (place.rows, place.columns)
    return out


def binding_met(intent: Intent, word: str) -> bool:
    """Whether something in the intent answers to a word of ``cues.BINDING``."""
    features = intent.features
    match word:
        case "through":
            through = any(getattr(feature, "through", False) for feature in features)
            # the outline of a part that nothing else is asked of goes through the stock
            through = through or (not features and intent.part is not None and intent.stock is not None)
            return through or any(isinstance(f, SlotFeature) and f.ends == "open" for f in features)
        case "chamfer":
            chamfered = any(isinstance(f, ChamferFeature) for f in features) or any(
                t.kind == "chamfer" for t in intent.tools
            )
            return chamfered or any(isinstance(f, HoleFeature) and f.countersink is not None for f in features)
        case "counterbore":
            return any(isinstance(f, HoleFeature) and f.counterbore is not None for f in features)
        case "sunk":
            holes = [f for f in features if isinstance(f, HoleFeature)]
            return any(f.countersink or f.counterbore for f in holes) or any(
                isinstance(f, ChamferFeature) for f in features
            )
        case "countersink":
            holes = [f for f in features if isinstance(f, HoleFeature)]
            return any(f.countersink is not None for f in holes) or any(isinstance(f, ChamferFeature) for f in features)
        case "corners":
            return _corners(intent)
        case "each leg":
            made = [f for f in features if isinstance(f, HoleFeature | PocketFeature | SlotFeature)]
            slots = [f for f in features if isinstance(f, SlotFeature) and f.ends == "open"]
            ledges = {(f.start.anchor, f.end.anchor) for f in slots}
            across = any(isinstance(f, HoleFeature) and f.through and f.face in ("left", "right") for f in made)
            return len({f.face for f in made}) > 1 or across or _around(intent) or len(ledges) > 1
        case _:
            return _centred(intent)


def _around(intent: Intent) -> bool:
    """Whether the places of one feature stand at several sides."""
    kinds = {place.kind for feature in intent.features for place in getattr(feature, "at", ())}
    return bool(kinds & {"edge_midpoints", "corners", "mirror"})


def _corners(intent: Intent) -> bool:
    text = intent.model_dump_json(exclude={"provenance", "questions", "assumptions"})
    named = any(f'"{name}"' in text for name in ("corners", "vertical", "both", *_CORNER_ANCHORS))
    datum = intent.datum is not None and "centre" not in (intent.datum.across, intent.datum.along)
    return named or datum or '"corner_radius":' in text.replace('"corner_radius":0.0', "") or '"grid"' in text


def _centred(intent: Intent) -> bool:
    text = intent.model_dump_json(exclude={"provenance", "questions", "assumptions"})
    shared = [f.at for f in intent.features if isinstance(f, HoleFeature | PocketFeature)]
    if len({repr(at) for at in shared}) < len(shared):  # "in the centre of the pocket"
        return True
    middles = any(f'"anchor":"{side}"' in text for side in ("left", "right", "front", "back"))  # of a side of the body
    return (
        middles
        or '"edge_midpoints"' in text
        or '"centre"' in text
        or '"mirror"' in text
        or "/2" in text
        or '"bolt_circle"' in text
    )


def results(values: list[float], *, angle: bool) -> Iterator[float]:
    """What simple arithmetic makes of one or two of ``values``."""
    for a in values:
        yield from (a, a / 2, 2 * a)
        if angle:
            yield from (360 / a if a else 0.0, 90 - 30 * a, 180 - a, 90 - a)
    for a, b in permutations(values[:12], 2):
        yield from (
            a + b,
            a - b,
            (a + b) / 2,
            (a - b) / 2,
            a + b / 2,
            a - b / 2,
            a / 2 - b,
            a * b,
            a * (b - 1),
            a * (b - 1) / 2,
        )
        if b:
            yield a / b
        if b != 1:
            yield a / (b - 1)
