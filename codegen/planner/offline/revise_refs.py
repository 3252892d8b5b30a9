"""Which feature, and which of its instances, words speak of: by kind, size, count, place; by "it".

One answer, or none: where more than one feature fits, the turn asks with the candidates side by side; where none does, it is
refused and named. Where fewer words would do is no guess: the feature is the only one that fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from codegen.messages import joined, say
from codegen.planner.offline.revise_places import Spot, spots
from codegen.planner.offline.revise_read import Ref
from codegen.planner.offline.revise_work import Feature, Work, same
from codegen.planner.offline.values import Num, refusal, unread

Target = tuple[int, tuple[int, ...]]
"""Index of a feature, and the instances that are meant."""


class Unclear(Exception):
    """More than one feature fits: ``candidates`` are indices of features."""

    def __init__(self, words: str, candidates: Sequence[int]) -> None:
        super().__init__(words)
        self.words, self.candidates = words, tuple(candidates)


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a feature."""

    feature: int
    index: int
    spot: Spot


def kind_of(feature: Feature) -> str:
    """What people call it: a closed slot is a pocket of the intent."""
    outline = feature.get("outline") or {}
    return "slot" if outline.get("kind") == "slot" else str(feature["kind"])


def instances(work: Work, index: int) -> list[Instance]:
    """The instances of a feature; an edge or a face is one."""
    feature = work.features[index]
    if feature["kind"] not in ("hole", "pocket", "slot"):
        return [Instance(index, 0, Spot("origin", 0.0, 0.0, 0.0, 0.0, alone=True))]
    return [Instance(index, k, spot) for k, spot in enumerate(spots(work, feature))]


def diameter(work: Work, feature: Feature) -> float | None:
    """The diameter of a hole or round pocket as said, in the intent's unit; of a thread, nothing."""
    outline = feature.get("outline") or {}
    value = feature.get("diameter") if feature["kind"] == "hole" else outline.get("diameter")
    return None if value is None else work.number(value)


def describe(work: Work, index: int) -> str:
    """One feature in few signs: "hole1: 4 × Ø9 thru"."""
    f = work.features[index]
    many = len(instances(work, index))
    thread = (f.get("thread") or {}).get("designation", "")
    d = diameter(work, f)
    size = thread or (f"Ø{d:g}" if d is not None else "")
    outline = f.get("outline") or {}
    if outline.get("kind") == "rectangle":
        size = f"{outline['x']} × {outline['y']}"
    elif kind_of(f) == "slot":
        size = f"{outline.get('width', f.get('width'))} {'宽' if work.language == 'zh' else 'wide'}"
    reach = "thru" if f.get("through") else f"{f['depth']} deep" if f.get("depth") is not None else ""
    if work.language == "zh":
        reach = "通" if f.get("through") else f"深{f['depth']}" if f.get("depth") is not None else ""
    return f"{f['id']}: {f'{many} × ' if many > 1 else ''}{size} {reach}".rstrip()


# -- features ---------------------------------------------------------------------------------------------------------


def resolve(
    work: Work, ref: Ref, *, chosen: str, fits: Callable[[Feature], bool], last: Sequence[Target] = ()
) -> list[Target]:
    """The features and instances that ``ref`` speaks of.

    ``chosen``: the answer to an earlier question about it. ``fits``: whether what is to be done suits a feature.

    Raises:
        Refused: nothing fits, or not as many as said. Unclear: more than one feature fits.
    """
    if ref.pronoun and not ref.noun and not ref.selectors:
        return _pronoun(work, ref, last)
    found = [i for i, f in enumerate(work.features) if _fits_words(work, ref, f)]
    if ref.noun == "hole" and not found:  # a through round opening is a hole to people
        found = [i for i, f in enumerate(work.features) if _round_window(f) and _sized(work, ref, f)]
    if not found:
        raise refusal("unread-words", say("no such feature: {text!r}", text=ref.text), ref.span, _listing(work))
    if "others" in ref.selectors and not last and not _all_left(work, ref, found):
        raise refusal("unread-words", say("other than which?"), ref.span, _listing(work))
    if "others" in ref.selectors:
        taken = {(i, k) for i, ks in last for k in ks}
        pool = [x for i in found for x in instances(work, i) if (i, k_of(x)) not in taken]
        return _grouped(_picked(work, ref, pool))
    if chosen:
        found = _answered(work, found, chosen)
    return _grouped(_narrowed(work, ref, found, fits))


def _all_left(work: Work, ref: Ref, found: list[int]) -> bool:
    """Whether what "剩下四个孔" speaks of is all that there is: as many as are left after an earlier change."""
    remaining = ref.text.lower().startswith(("剩", "remaining", "the remaining"))
    return remaining and ref.count is not None and ref.count == sum(len(instances(work, i)) for i in found)


def k_of(x: Instance) -> int:
    """Its index among the instances of its feature."""
    return x.index


def _listing(work: Work) -> str:
    return joined("", [say("there are: "), joined("; ", (describe(work, i) for i in range(len(work.features))))])


def _pronoun(work: Work, ref: Ref, last: Sequence[Target]) -> list[Target]:
    if last:
        return list(last)
    if work.focus is None:
        raise refusal("unread-words", say("{text!r}: which feature?", text=ref.text), ref.span, say("name the feature"))
    return [(work.focus, tuple(range(len(instances(work, work.focus)))))]


def _round_window(f: Feature) -> bool:
    return f["kind"] == "pocket" and (f.get("outline") or {}).get("kind") == "circle"


def _fits_words(work: Work, ref: Ref, f: Feature) -> bool:
    """Kind, size and qualities as said."""
    kind = kind_of(f)
    if ref.noun in ("hole", "pocket", "slot", "chamfer", "fillet", "face"):
        wanted = kind == ref.noun
    elif ref.noun == "thread":
        wanted = bool(f.get("thread"))
    elif ref.noun in ("cbore", "csk"):
        wanted = bool(f.get({"cbore": "counterbore", "csk": "countersink"}[ref.noun]))
    elif ref.noun == "pattern":
        wanted = kind == "hole" and len(instances(work, work.features.index(f))) > 1
    else:
        wanted = kind in ("hole", "pocket", "slot")
    return wanted and _sized(work, ref, f)


def _sized(work: Work, ref: Ref, f: Feature) -> bool:
    has = {
        "tap": bool(f.get("thread")), "thru": bool(f.get("through")), "blind": not f.get("through"),
        "cbore": bool(f.get("counterbore")), "csk": bool(f.get("countersink")), "ream": bool(f.get("fit")),
    }  # fmt: skip
    if not all(has[q] for q in ref.qualities):
        return False
    if ref.thread and not same_thread((f.get("thread") or {}).get("designation", ""), ref.thread):
        return False
    d = diameter(work, f) if f["kind"] in ("hole", "pocket") else None
    if kind_of(f) == "slot":
        d = work.number((f.get("outline") or f)["width"])
    return all(d is not None and same(d, work.plain(size)) for size in ref.sizes)


def same_thread(one: str, two: str) -> bool:
    """The same thread: M8x1.25 being M8 is not looked up here."""
    return one.replace(" ", "").lower().replace("×", "x") == two.replace(" ", "").lower().replace("×", "x")


def _answered(work: Work, found: list[int], answer: str) -> list[int]:
    """The candidates that an answer names: as listed, by id, or by number."""
    plain = answer.strip().lower()
    named = [i for i in found if plain in (describe(work, i).lower(), str(work.features[i]["id"]).lower())]
    if not named and plain in ("all", "both", "全部", "都", "所有"):
        return found
    if not named:
        raise refusal(
            "unread-words", say("{answer!r} names none of the candidates", answer=answer[:60]), None, _listing(work)
        )
    return named


# -- instances --------------------------------------------------------------------------------------------------------


def _narrowed(work: Work, ref: Ref, found: list[int], fits: Callable[[Feature], bool]) -> list[Instance]:
    """One feature, or its instances that are meant; several features only where all are."""
    if ref.selectors or ref.at or ref.order is not None:
        pool = [x for i in found for x in instances(work, i)]
        return _picked(work, ref, pool)
    counts = {i: len(instances(work, i)) for i in found}
    if ref.every and ref.count is None:
        return [x for i in found for x in instances(work, i)]
    if len(found) > 1:
        found = _fewer(work, ref, found, counts, fits)
    total = sum(counts[i] for i in found)
    if ref.count is not None and ref.count != total:
        raise refusal(
            "unread-words",
            say("{text!r}: there are {total}, not {count}", text=ref.text, total=total, count=ref.count),
            ref.span,
            say("say which of them, or all"),
        )
    if len(found) > 1 and ref.count is None:
        raise Unclear(ref.text, found)
    if ref.plural is False and total > 1 and ref.noun != "pattern":
        raise refusal(
            "unread-words",
            say("{text!r}: which of the {total}?", text=ref.text, total=total),
            ref.span,
            say("say left, middle, at X…, or all"),
        )
    return [x for i in found for x in instances(work, i)]


def _fewer(
    work: Work, ref: Ref, found: list[int], counts: dict[int, int], fits: Callable[[Feature], bool]
) -> list[int]:
    """Grammar and what is to be done may leave one candidate: "the bore", "the four holes", "bump the holes up to M8"."""
    if ref.bore:
        said = [i for i in found if any("bore" in s["text"].lower() or "内孔" in s["text"] or "中心孔" in s["text"]
                                        for s in work.sources if s["pointer"].startswith(f"/features/{i}/")
                                        or s["pointer"] == f"/features/{i}")]  # fmt: skip
        found = said if len(said) == 1 else [i for i in found if counts[i] == 1] or found
    if ref.count is not None:
        exact = [i for i in found if counts[i] == ref.count]
        return exact or found
    if ref.plural is False:
        found = [i for i in found if counts[i] == 1] or found
    suited = [i for i in found if fits(work.features[i])]
    return suited if len(suited) == 1 else found


def _picked(work: Work, ref: Ref, pool: list[Instance]) -> list[Instance]:
    """Instances by the words of place and size."""
    count = ref.count
    for axis, value in ref.at.items():
        wanted = work.plain(value)
        pool = [x for x in pool if same(getattr(x.spot, axis), wanted)]
    selectors = [s for s in ref.selectors if s != "others"]
    if "above" in selectors:
        selectors = _above(ref, pool, selectors)
    sided = [s for s in selectors if s in _SIDES]
    for name in selectors:
        pool = _choose(work, ref, pool, name, count if len(sided) <= 1 and name not in ("big", "small") else None)
    if not pool:
        raise refusal("unread-words", say("no such feature: {text!r}", text=ref.text), ref.span, _listing(work))
    if ref.order is not None:
        pool = _ordered(ref, pool)
    if count is not None and len(pool) != count:
        raise refusal(
            "unread-words",
            say("{text!r}: {n} fit these words, not {count}", text=ref.text, n=len(pool), count=count),
            ref.span,
            _listing(work),
        )
    if count is None and ref.plural is False and len(pool) > 1:
        raise refusal(
            "unread-words",
            say("{text!r}: {n} fit these words", text=ref.text, n=len(pool)),
            ref.span,
            say("say which of them"),
        )
    return pool


def _above(ref: Ref, pool: list[Instance], selectors: list[str]) -> list[str]:
    """上面的孔: the holes on the top face, or the ones further back? Only where both are the same."""
    top = max(x.spot.y for x in pool)
    if any(not same(x.spot.y, top) for x in pool) and ref.count is None:
        raise Unclear(ref.text, sorted({x.feature for x in pool}))
    return ["back" if s == "above" else s for s in selectors]


def _ordered(ref: Ref, pool: list[Instance]) -> list[Instance]:
    """First, second, last in the order in which they were said."""
    order = ref.order or 0
    if len({x.feature for x in pool}) > 1 or not -1 <= order <= len(pool) or order == 0:
        raise unread(ref.text, [(0, len(ref.text))], say("which one in order?"))
    return [pool[order - 1] if order > 0 else pool[-1]]


_SIDES = {
    "left": ("x", -1), "right": ("x", 1), "front": ("y", -1), "back": ("y", 1),
}  # fmt: skip


def _choose(work: Work, ref: Ref, pool: list[Instance], name: str, count: int | None) -> list[Instance]:
    """The instances furthest to a side, nearest to the middle, largest …; a number that cuts equals apart refuses."""
    if name in _SIDES:
        axis, sign = _SIDES[name]
        key = [round(-sign * getattr(x.spot, axis), 6) for x in pool]
        if len(set(key)) == 1 and len(pool) > 1:
            raise refusal(
                "unread-words", say("{text!r}: none lies further to that side", text=ref.text), ref.span, _listing(work)
            )
    elif name in ("middle", "outer", "inner", "corner"):
        xs, ys = [x.spot.x for x in pool], [x.spot.y for x in pool]
        cx, cy = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        far = [math.dist((x.spot.x, x.spot.y), (cx, cy)) for x in pool]
        key = [round(-d if name in ("outer", "corner") else d, 6) for d in far]
        if name == "corner":
            sided = set(ref.selectors) & set(_SIDES)
            return _first(ref, pool, key, None if sided else 4)
        if len(set(key)) == 1 and len(pool) > 1:
            raise refusal(
                "unread-words",
                say("{text!r}: all lie equally far from the middle", text=ref.text),
                ref.span,
                _listing(work),
            )
        if name == "middle" and min(key) > 1e-6 and not (count and count > 1):
            raise refusal(
                "unread-words", say("{text!r}: none lies in the middle", text=ref.text), ref.span, _listing(work)
            )
    else:
        sizes = [size_of(work, work.features[x.feature]) for x in pool]
        if any(s is None for s in sizes):
            raise refusal("unread-words", say("{text!r}: which sizes?", text=ref.text), ref.span, _listing(work))
        key = [round((s or 0.0) * (-1 if name == "big" else 1), 6) for s in sizes]
        if len(set(key)) == 1 and len({x.feature for x in pool}) > 1:
            raise refusal("unread-words", say("{text!r}: all are of one size", text=ref.text), ref.span, _listing(work))
    return _first(ref, pool, key, count)


def _first(ref: Ref, pool: list[Instance], key: list[float], count: int | None) -> list[Instance]:
    ranked = sorted(set(key))
    if count is None:
        return [x for x, k in zip(pool, key, strict=True) if k == ranked[0]]
    out: list[Instance] = []
    for value in ranked:
        out += [x for x, k in zip(pool, key, strict=True) if k == value]
        if len(out) >= count:
            break
    if len(out) != count:
        raise refusal(
            "unread-words",
            say("{text!r}: {n} lie there alike, not {count}", text=ref.text, n=len(out), count=count),
            ref.span,
            say("say which of them"),
        )
    return out


def size_of(work: Work, f: Feature) -> float | None:
    """A size to compare: the diameter, or a thread's nominal one."""
    from codegen.planner.quantities import quantities

    d = diameter(work, f) if f["kind"] in ("hole", "pocket") else None
    thread = (f.get("thread") or {}).get("designation")
    if d is None and thread:
        found = quantities(thread)
        return found[0].mm if found else None
    return d


def _grouped(found: list[Instance]) -> list[Target]:
    out: dict[int, list[int]] = {}
    for x in found:
        out.setdefault(x.feature, []).append(x.index)
    return [(i, tuple(ks)) for i, ks in out.items()]


__all__ = ["Any", "Num", "Target", "Unclear", "describe", "diameter", "instances", "kind_of", "resolve", "same_thread"]
