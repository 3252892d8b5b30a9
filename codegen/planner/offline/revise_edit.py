"""Edits of features: values by slot, splitting of patterns, moves. Everything is computed exactly and noted with its source."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.numbers import whole
from codegen.planner.offline.revise_places import Spot, ground, spots
from codegen.planner.offline.revise_refs import Target, describe, instances, kind_of
from codegen.planner.offline.revise_work import Work, same
from codegen.planner.offline.values import Fact, Num, refusal

_SHIFTABLE: Final = {"at": "position", "linear": "start", "grid": "at", "bolt_circle": "centre"}
_SWAP: Final = {"left": "right", "right": "left", "front": "back", "back": "front"}


LENGTHS: Final = frozenset(
    {"dia", "depth", "tdepth", "wide", "long", "overall", "corner_r", "radius", "size", "bolt", "inset", "spacing"}
)  # fmt: skip
"""Slots that hold one length."""


class Ask(Exception):
    """Something is missing: ``slot`` of the feature at ``index``; ``text``: which question, where a slot has several."""

    def __init__(self, slot: str, index: int, text: str = "") -> None:
        super().__init__(slot)
        self.slot, self.index, self.text = slot, index, text or slot


def pointers(work: Work, index: int, slot: str, aspect: str = "") -> list[str]:
    """Where the value of ``slot`` stands in the intent; none: the feature has no such value."""
    f, base = work.features[index], f"/features/{index}"
    outline = f.get("outline") or {}
    if aspect in ("cbore", "csk"):
        name = {"cbore": "counterbore", "csk": "countersink"}[aspect]
        field = {"dia": "diameter", "depth": "depth", "angle": "angle"}.get(slot)
        return [f"{base}/{name}/{field}"] if f.get(name) and field in f[name] else []
    if slot == "dia":
        return (
            [f"{base}/diameter"]
            if f["kind"] == "hole"
            else [f"{base}/outline/diameter"]
            if "diameter" in outline
            else []
        )
    if slot == "depth":
        if f["kind"] == "hole" and f.get("thread") and f.get("depth") is None and f["thread"].get("depth") is not None:
            return [f"{base}/thread/depth"]
        return [f"{base}/depth"] if f["kind"] in ("hole", "pocket", "slot", "face") else []
    if slot == "tdepth":
        return [f"{base}/thread/depth"] if f.get("thread") else []
    if slot == "wide" and kind_of(f) == "slot":
        return [f"{base}/outline/width"] if outline else [f"{base}/width"]
    if slot in ("long", "overall") and kind_of(f) == "slot" and outline:
        return [f"{base}/outline/length"]
    if slot in ("corner_r", "radius") and "corner_radius" in outline:
        return [f"{base}/outline/corner_radius"]
    if slot == "radius" and f["kind"] == "fillet":
        return [f"{base}/radius"]
    if slot == "size" and f["kind"] == "chamfer":
        return [f"{base}/size"]
    return _pattern_pointers(f, base, slot, aspect)


def _pattern_pointers(f: dict[str, Any], base: str, slot: str, aspect: str) -> list[str]:
    places = f.get("at", ())
    if len(places) != 1:
        return []
    p, here = places[0], f"{base}/at/0"
    kind = p["kind"]
    if slot == "bolt" and kind == "bolt_circle":
        return [f"{here}/diameter"]
    if slot == "start" and kind == "bolt_circle" and p.get("angles") is None:
        return [f"{here}/start_angle"]
    if slot == "inset" and kind in ("corners", "edge_midpoints"):
        return [f"{here}/inset_x", f"{here}/inset_y"] if kind == "corners" else [f"{here}/inset"]
    if slot == "spacing" and kind == "linear":
        along = "y" if p.get("angle") == 90.0 else "x"
        return [f"{here}/spacing"] if not aspect or aspect == along else []
    if slot == "spacing" and kind == "grid":
        x, y = f"{here}/column_spacing", f"{here}/row_spacing"
        used = [v for v, n in ((x, p["columns"]), (y, p["rows"])) if n > 1]
        return [x if aspect == "x" else y] if aspect else used
    return []


# -- patterns ---------------------------------------------------------------------------------------------------------


def expand(work: Work, index: int) -> None:
    """Write every instance of a feature as a place of its own. What was said of the pattern is quoted."""
    f, base = work.features[index], f"/features/{index}"
    if f["kind"] == "slot" or all(p["kind"] == "at" for p in f["at"]):
        return
    found = spots(work, f)
    quotes = [s for s in work.sources if s["pointer"].startswith(f"{base}/at") and s.get("text")]
    what = describe(work, index)
    work.forget(f"{base}/at")
    f["at"] = [{"kind": "at", "position": spot.position()} for spot in found]
    for k in range(len(found)):
        for s in quotes[:4]:
            work.sources.append(
                dict(s) | {"pointer": f"{base}/at/{k}", "origin": "expression", "note": say("one place of the pattern")}
            )
    work.note(
        base, say("the pattern of {what!r} is written as {n} single places, computed exactly", what=what, n=len(found)),
        f"“{what}”的阵列改写成 {len(found)} 个单独的位置（精确计算）",
    )  # fmt: skip


def split(work: Work, target: Target) -> int:
    """The index of a feature with just the instances of ``target``; the others stay with the old one."""
    index, chosen = target
    if len(chosen) == len(instances(work, index)):
        return index
    expand(work, index)
    f = work.features[index]
    old, new = f"/features/{index}", f"/features/{index + 1}"
    twin = copy.deepcopy(f) | {"id": work.fresh_id(f["kind"] if f["kind"] != "pocket" else kind_of(f))}
    work.insert(index + 1, twin)
    rest = [k for k in range(len(f["at"])) if k not in chosen]
    whole_sources = list(work.sources)
    below = [s for s in whole_sources if s["pointer"] == old or s["pointer"].startswith(old + "/")]
    work.sources = [s for s in whole_sources if s not in below]
    for s in below:
        tail = s["pointer"][len(old) :]
        if not tail.startswith("/at/"):
            work.sources += [
                s,
                dict(s)
                | {
                    "pointer": new + tail,
                    "note": s.get("note") or say("as {feature}, of which it was a part", feature=f["id"]),
                },
            ]
            continue
        k, _, more = tail[4:].partition("/")
        home, keep = (new, list(chosen)) if int(k) in chosen else (old, rest)
        work.sources.append(dict(s) | {"pointer": f"{home}/at/{keep.index(int(k))}" + (f"/{more}" if more else "")})
    places = f["at"]
    f["at"], twin["at"] = [places[k] for k in rest], [places[k] for k in chosen]
    if work.focus == index:
        work.focus = index + 1
    return index + 1


def drop(work: Work, target: Target) -> None:
    """Take instances out: the feature goes if none is left."""
    index, chosen = target
    if len(chosen) == len(instances(work, index)):
        work.remove(index)
        return
    expand(work, index)
    base = f"/features/{index}/at"
    for k in sorted(chosen, reverse=True):
        del work.features[index]["at"][k]
        kept = []
        for s in work.sources:
            head, _, tail = (
                s["pointer"][len(base) + 1 :].partition("/") if s["pointer"].startswith(base + "/") else ("", "", "")
            )
            if head == "" or int(head) < k:
                kept.append(s)
            elif int(head) > k:
                kept.append(dict(s) | {"pointer": f"{base}/{int(head) - 1}" + (f"/{tail}" if tail else "")})
        work.sources = kept


# -- moves ------------------------------------------------------------------------------------------------------------


def shift(work: Work, target: Target, dx: float, dy: float, fact: Fact) -> None:
    """Move instances by a distance."""
    index, chosen = target
    f, base = work.features[index], f"/features/{index}"
    if f["kind"] not in ("hole", "pocket", "slot"):
        raise refusal(
            "unread-words",
            say("{feature} has no place of its own", feature=f["id"]),
            fact.span,
            say("name a hole, pocket or slot"),
        )
    if f["kind"] == "slot":
        for end in ("start", "end"):
            _shift_position(work, f"{base}/{end}", dx, dy, fact)
        return
    everything = len(chosen) == len(instances(work, index))
    if everything and all(p["kind"] in _SHIFTABLE for p in f["at"]):
        for k, p in enumerate(f["at"]):
            _shift_position(work, f"{base}/at/{k}/{_SHIFTABLE[p['kind']]}", dx, dy, fact)
        return
    expand(work, index)
    for k in chosen:
        _shift_position(work, f"{base}/at/{k}/position", dx, dy, fact)


def _shift_position(work: Work, pointer: str, dx: float, dy: float, fact: Fact) -> None:
    for axis, step in (("x", dx), ("y", dy)):
        if step:
            old = work.number(work.at(pointer).get(axis, 0.0))
            value = round(old + step, 9) + 0.0
            work.put(
                f"{pointer}/{axis}",
                value,
                fact,
                origin="expression",
                note=f"{old:g} {'+' if step > 0 else '-'} {abs(step):g}",
            )


def put_at(work: Work, target: Target, x: Num | None, y: Num | None, fact: Fact) -> None:
    """Place instances at a coordinate under the datum; the other coordinate stays."""
    index, chosen = target
    f = work.features[index]
    if f["kind"] not in ("hole", "pocket"):
        raise refusal(
            "unsupported-request",
            say("{feature} has two ends: move it by a distance", feature=f["id"]),
            fact.span,
            say("say how far, and which way"),
        )
    found = spots(work, f)
    for axis, value in (("x", x), ("y", y)):
        if value is not None and len({round(getattr(found[k], axis), 6) for k in chosen}) > 1:
            raise refusal(
                "unread-words",
                say("{text!r}: {n} places cannot be put there", text=fact.text, n=len(chosen)),
                fact.span,
                say("name one of them"),
            )
    if len(chosen) > 1 and x is not None and y is not None:
        raise refusal(
            "unread-words",
            say("{text!r}: {n} places cannot be put there", text=fact.text, n=len(chosen)),
            fact.span,
            say("name one of them"),
        )
    expand(work, index)
    for k in chosen:
        _place(work, f"/features/{index}/at/{k}/position", found[k], x, y, fact)


def _place(work: Work, pointer: str, spot: Spot, x: Num | None, y: Num | None, fact: Fact) -> None:
    position = work.at(pointer)
    if position.get("anchor", "origin") != "origin":
        kept = fact if x is None or y is None else None
        position |= {"anchor": "origin", "x": round(spot.x, 9) + 0.0, "y": round(spot.y, 9) + 0.0}
        work.forget(f"{pointer}/anchor")
        if kept is not None:
            for axis in "xy":
                work.source(f"{pointer}/{axis}", fact, origin="expression", note=say("as it was, from zero"))
    for axis, value in (("x", x), ("y", y)):
        if value is not None:
            work.put(
                f"{pointer}/{axis}",
                work.length(value),
                Fact(axis, value, value.span or fact.span, fact.text, fact.origin),
            )


def mirror(work: Work, target: Target, fact: Fact, across: str = "") -> None:
    """To the other side of the body's middle. Raises Refused when the side is not plain."""
    index, chosen = target
    f, here = work.features[index], ground(work)
    if here.middle is None:
        raise refusal("unsupported-request", say("the body's middle is not known"), fact.span)
    found = [spots(work, f)[k] for k in chosen]
    off = [
        a for a, m in zip("xy", here.middle, strict=True) if not same(sum(getattr(s, a) for s in found) / len(found), m)
    ]
    axis = across or (off[0] if len(off) == 1 else "")
    if not axis:
        raise refusal(
            "unread-words",
            say("{text!r}: to which other side?", text=fact.text),
            fact.span,
            say("say how far, and which way"),
        )
    if f["kind"] == "slot":
        positions = [f"/features/{index}/{end}" for end in ("start", "end")]
    else:
        expand(work, index)
        positions = [f"/features/{index}/at/{k}/position" for k in chosen]
    for pointer in positions:
        _mirror_position(work, pointer, axis, here.middle["xy".index(axis)], fact)
    outline = f.get("outline") or {}
    if outline.get("angle") not in (None, 0.0, 90.0):
        raise refusal("unsupported-request", say("a slanting slot cannot be mirrored by words"), fact.span)


def _mirror_position(work: Work, pointer: str, axis: str, middle: float, fact: Fact) -> None:
    position = work.at(pointer)
    value = work.number(position.get(axis, 0.0))
    if position.get("anchor", "origin") == "origin":
        new = 2 * middle - value
    else:
        words = [
            _SWAP[w] if w in (("left", "right") if axis == "x" else ("front", "back")) else w
            for w in position["anchor"].split("-")
        ]
        position["anchor"], new = "-".join(words), -value
    work.put(
        f"{pointer}/{axis}", round(new, 9) + 0.0, fact, origin="expression", note=say("the other side of the middle")
    )


# -- counts -----------------------------------------------------------------------------------------------------------


def recount(work: Work, index: int, fact: Fact) -> None:
    """Another number of instances of a pattern whose other figures tell where they are."""
    f, number = work.features[index], whole(fact.value)
    if number is None:
        raise refusal("unread-words", say("{text!r} is no count", text=fact.text), fact.span)
    places: Sequence[dict[str, Any]] = f.get("at", ())
    p = places[0] if len(places) == 1 else {"kind": ""}
    here = f"/features/{index}/at/0"
    if (p["kind"] == "bolt_circle" and p.get("angles") is None and number >= 2) or (
        p["kind"] == "linear" and number >= 2
    ):
        work.put(f"{here}/count", number, fact)
    elif p["kind"] == "grid" and 1 in (p["columns"], p["rows"]) and number >= 2:
        work.put(f"{here}/{'columns' if p['rows'] == 1 else 'rows'}", number, fact)
    elif number != len(instances(work, index)):
        raise refusal(
            "unread-words",
            say(
                "{text!r}: where are {n} of {feature!r} to be?", text=fact.text, n=number, feature=describe(work, index)
            ),
            fact.span,
            say("give the positions: add … at …, or remove …"),
        )
