"""Grounding of a revision: what changed was said in the newest message; what was not mentioned did not change.

The intent before was grounded when it was made. So each value is either what it was there, or has its source in the newest
message (or in an answer), or is computed from both. Every quantity of the newest message is in the intent, or names something
that was there before. Quantities of earlier messages need no value any more: what they gave is either still there, or was
replaced by words that are checked here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from codegen.findings import Finding, Location
from codegen.model.intent import HoleFeature, Intent, PocketFeature, Provenance
from codegen.model.request import Request
from codegen.planner.cues import stated
from codegen.planner.grounding import Grounding, unused
from codegen.planner.implied import places_of
from codegen.planner.leaves import Leaf, Said, defaults, numbers, words
from codegen.planner.quantities import Quantity, quantities
from codegen.units import Unit

_GONE: Final = re.compile(
    r"\b(?:remov\w*|delet\w*|drop\w*|los(?:e|ing)|omit\w*|scrap\w*|get rid|leave (?:out|off)|take (?:out|away|off)|"
    r"ditch\w*|eras\w*|"
    r"cancel\w*|skip\w*|no|without|eliminat\w*|(?:don'?t|do not|no longer) (?:need|want))\b"
    r"|去|取消|删|不要|不用|不需要|拿掉|省|免了|不做|不钻|不铣|不加工",
    re.IGNORECASE,
)
"""Words that take something away."""

_SIDES: Final = re.compile(
    r"\b(?:mirror\w*|flip\w*|(?:other|opposite) side)\b|镜像|对称|另一|另外一|对面|对侧", re.IGNORECASE
)
"""Words for the other side of the body."""

_MIDDLE: Final = re.compile(r"\b(?:cent(?:re|er|red|ered)|middle)\b|中", re.IGNORECASE)

_CORRECTS: Final = re.compile(
    r"\A\W*(?:(?:ok|okay|then|sorry|那就?|好)\W*)*[\dØΦ]|\b(?:mean|meant|should have)\b|我是说|应该|应为|想说|是说|意思是|说的是",
    re.IGNORECASE,
)
"""Words that correct the message before."""

_ZERO: Final = re.compile(r"\b(?:zero|origin|datum)\b|原点|零点|坐标", re.IGNORECASE)
"""Words for the datum."""

_BACK: Final = re.compile(r"\b(?:undo|revert|back)\b|撤|恢复|还原|回|原来", re.IGNORECASE)
_REMEDY: Final = "say it in the revision, or leave it as it was"


def ground_revision(intent: Intent, request: Request) -> tuple[Finding, ...]:
    """What of the changes against ``request.base`` stands in no source, and what of the newest message went nowhere."""
    from codegen.planner.offline.setaside import set_aside

    request = replace(request, text=set_aside(request.text).text)
    base = Intent.model_validate(dict(request.base or {}))
    if request.before is not None and _BACK.search(request.text):
        before = Intent.model_validate(dict(request.before))
        if before.without_provenance() == intent.without_provenance():
            return ()
    if request.before is not None and not request.refused and _CORRECTS.search(request.text):
        # the message before is done over: what it changed counts from the intent before it
        before = Intent.model_validate(dict(request.before))
        if not any(_Revised(before, intent, request, over=True).findings()):
            return ()
    over = request.refused and _CORRECTS.search(request.text) is not None
    return tuple(_Revised(base, intent, request, over=over).findings())


@dataclass
class _Revised:
    base: Intent
    intent: Intent
    request: Request
    over: bool = False  # the message before is corrected: its words count as well
    old: dict[str, Any] = field(default_factory=dict)
    origin: dict[int, int] = field(default_factory=dict)  # feature -> the feature of the base that it was

    def __post_init__(self) -> None:
        self.old = self.base.model_dump(mode="json")
        self.new = self.intent.model_dump(mode="json")
        self.offset = self._offset()
        self.text = self.request.said[self.offset :]
        self.origin = dict(self._origins())
        self.work = Grounding(self._shifted(), Request(self.text, self.request.answers))
        self.quantities = quantities(self.text)
        self.mm = Unit(self.intent.units).mm

    def _offset(self) -> int:
        """Where the words begin that may give values."""
        if not (self.over and self.request.history):
            return self.request.offset
        return self.request.offset - len(self.request.history[-1]) - 1

    def _origins(self) -> Iterator[tuple[int, int]]:
        """By id; a feature that was split off has values and places of one that was there."""
        ids = {f["id"]: i for i, f in enumerate(self.old["features"])}
        for i, f in enumerate(self.new["features"]):
            if f["id"] in ids:
                yield i, ids[f["id"]]
                continue
            for k, g in enumerate(self.old["features"]):
                if f["kind"] == g["kind"] and "at" in g and len(self._points(self.base, k)) > 1 and self._from(i, k):
                    yield i, k
                    break

    def _from(self, i: int, k: int) -> bool:
        """Whether every place of the new feature is one of the old one."""
        there = self._points(self.base, k)
        here = self._points(self.intent, i)
        return bool(here) and all(any(_near(p, q) for q in there) for p in here)

    def _shifted(self) -> Intent:
        """The intent with provenance that speaks of the newest words alone."""
        kept = []
        for entry in self.intent.provenance:
            if entry.span is not None:
                start, end = entry.span[0] - self.offset, entry.span[1] - self.offset
                if start < 0:
                    continue
                kept.append(Provenance(**(entry.model_dump() | {"span": (start, end)})))
            else:
                kept.append(entry)
        return self.intent.model_copy(update={"provenance": tuple(kept)})

    # -- what changed --------------------------------------------------------------------------------------------------

    def findings(self) -> Iterator[Finding]:
        """All findings."""
        places = dict(self._moved_places())
        untold = {leaf.pointer for leaf in defaults(self.intent)}
        for leaf in (*numbers(self.intent), *defaults(self.intent)):
            if self._is_old(leaf.pointer, leaf.value) or self._is_place(leaf.pointer, places):
                continue
            was = self._was(leaf.pointer)
            if leaf.pointer in untold and (was == "" or _at(self.old, was) is None):
                yield from self.work.default(leaf)  # new, and as it is where nothing is said
            else:
                yield from self._number(leaf)
        for said in words(self.intent):
            if not self._is_old_word(said) and not self._is_place(said.pointer, places):
                yield from self.work.word(said)
        for index, problem in places.items():
            if problem:
                yield self._ungrounded(f"/features/{index}/at", problem)
        yield from self._gone()
        if self.intent.units != self.base.units:
            yield self._ungrounded("/units", "the unit of the part cannot change in a revision")
        yield from self._ignored()

    def _was(self, pointer: str) -> str:
        """The pointer of the same value in the base."""
        match = re.match(r"/features/(\d+)(.*)\Z", pointer, re.DOTALL)
        if match is None:
            return pointer
        index = self.origin.get(int(match[1]))
        return "" if index is None else f"/features/{index}{match[2]}"

    def _is_old(self, pointer: str, value: Any) -> bool:
        was = self._was(pointer)
        return bool(was) and _equal(_at(self.old, was), value)

    def _is_old_word(self, said: Said) -> bool:
        was = self._was(said.pointer)
        if not was:
            return False
        before, now = _at(self.old, was), _at(self.new, said.pointer)
        if isinstance(before, dict) and isinstance(now, dict):  # a pattern whose figures change is the same pattern
            return bool(before.get("kind") == now.get("kind"))
        return bool(_equal(before, said.value) or (said.value is True and _equal(before, _at(self.new, said.pointer))))

    def _number(self, leaf: Leaf) -> Iterator[Finding]:
        """A new or changed number: as said in the newest words, or the old one and a step that was said."""
        if leaf.pointer.endswith("/through"):
            return
        problems = list(self.work.number(leaf)) if leaf.value not in (0, 0.0) else []
        if leaf.value in (0, 0.0):
            problems = [] if self._zero(leaf) else [self._ungrounded(leaf.pointer, "0 has no source in the revision")]
        if problems and (self._stepped(leaf) or self._opposite(leaf)):
            return
        yield from problems

    def _zero(self, leaf: Leaf) -> bool:
        """A zero that is new: a new feature's default, a said zero, or a value of a place that was said."""
        return (
            self._was(leaf.pointer) == ""
            or _at(self.old, self._was(leaf.pointer)) is None
            or self._stepped(leaf)
            or any(q.value == 0 for q in self.quantities)
        )

    def _stepped(self, leaf: Leaf) -> bool:
        """Old value plus or minus a number of the newest words; and that number is then used."""
        before = _at(self.old, self._was(leaf.pointer))
        if not isinstance(before, int | float | str) or isinstance(leaf.value, str):
            return False
        old = _plain(before, self.mm)
        if old is None or not any(e.origin == "expression" for e in self.work.sources(leaf.pointer)):
            return False
        for q in self.quantities:
            step = self._value(q)
            if step is not None and any(math.isclose(float(leaf.value), old + s * step, abs_tol=1e-7) for s in (1, -1)):
                self.work.use(q)
                return True
        return False

    def _opposite(self, leaf: Leaf) -> bool:
        """A coordinate of a feature that lies where its mirror image lay, or in the middle, as the newest words say."""
        match = re.match(r"/features/(\d+)/(?:at|start|end)/", leaf.pointer)
        index = self.origin.get(int(match[1])) if match else None
        if match is None or index is None:
            return False
        there = self._points(self.base, index)
        return all(
            any(_near(p, q) for q in there) or self._placed(p, there) for p in self._points(self.intent, int(match[1]))
        )

    def _placed(self, p: tuple[float, float], there: list[tuple[float, float]]) -> bool:
        """Whether words without a number lead to ``p``: the middle of the body, or the other side of it."""
        from codegen.planner.offline.revise_places import ground
        from codegen.planner.offline.revise_work import Work

        middle = ground(Work(self.old, [], "", 0, "en")).middle
        if middle is None:
            return False
        if _MIDDLE.search(self.text) and _near(p, middle):
            return True
        images = [q for x, y in there for q in ((2 * middle[0] - x, y), (x, 2 * middle[1] - y))]
        return bool(_SIDES.search(self.text)) and any(_near(p, q) for q in images)

    def _value(self, q: Quantity) -> float | None:
        if q.value is None or q.kind in ("angle", "fit", "designation", "speed"):
            return None
        return q.mm / self.mm if q.mm is not None else q.value

    # -- places --------------------------------------------------------------------------------------------------------

    def _is_place(self, pointer: str, places: Mapping[int, str]) -> bool:
        match = re.match(r"/features/(\d+)/(?:at|start|end)(?:/|\Z)", pointer)
        return match is not None and int(match[1]) in places

    def _moved_places(self) -> Iterator[tuple[int, str]]:
        """Features whose places are written in another way than before, with what is wrong with that ("": nothing)."""
        for i, f in enumerate(self.new["features"]):
            k = self.origin.get(i)
            if k is not None and self.old["datum"] != self.new["datum"] and self._stays(i, k):
                yield i, ""
                continue
            if (
                "at" not in f
                or k is None
                or f["at"] == self.old["features"][k]["at"]
                or not self._rewritten(f, self.old["features"][k])
            ):
                continue
            here, there = self._points(self.intent, i), self._points(self.base, k)
            bad = [p for p in here if not any(_near(p, q) for q in there) and not self._reached(p, there)]
            yield i, f"the place ({bad[0][0]:g}, {bad[0][1]:g}) is neither where one was nor said" if bad else ""

    def _stays(self, i: int, k: int) -> bool:
        """Whether a feature lies where it lay on the body, while zero has moved as was said."""
        from codegen.planner.offline.revise_places import ground
        from codegen.planner.offline.revise_work import Work

        one, two = (ground(Work(data, [], "", 0, "en")).middle for data in (self.old, self.new))
        if one is None or two is None or not _ZERO.search(self.text):
            return False
        there = [(x - one[0], y - one[1]) for x, y in self._points(self.base, k)]
        here = [(x - two[0], y - two[1]) for x, y in self._points(self.intent, i)]
        return bool(here) and len(here) == len(there) and all(_near(p, q) for p, q in zip(here, there, strict=True))

    def _rewritten(self, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
        """Whether the list of places has another form, so that values cannot be compared one by one."""
        one, two = new["at"], old["at"]
        forms = [[(p["kind"], (p.get("position") or {}).get("anchor")) for p in places] for places in (one, two)]
        return forms[0] != forms[1]

    def _reached(self, p: tuple[float, float], there: list[tuple[float, float]]) -> bool:
        """A place that the newest words lead to: by a step from where one was, by a coordinate, to the other side."""
        steps = [(q, v) for q in self.quantities if (v := self._value(q)) is not None]
        if self._placed(p, there):
            return True
        for x, y in there:
            for axis, (a, b, other, same) in {"x": (p[0], x, p[1], y), "y": (p[1], y, p[0], x)}.items():
                del axis
                if not math.isclose(other, same, abs_tol=1e-6):
                    continue
                for q, v in steps:
                    if any(math.isclose(a, t, abs_tol=1e-6) for t in (b + v, b - v, v, -v)):
                        self.work.use(q)
                        return True
        near = [q for q, v in steps if any(math.isclose(abs(v), abs(c), abs_tol=1e-6) for c in p)]
        if len(near) >= 2 or any(
            math.isclose(p[0], x + s * v, abs_tol=1e-6) and math.isclose(p[1], y + t * w, abs_tol=1e-6)
            for x, y in there for _, v in steps for _, w in steps for s in (1, -1) for t in (1, -1)
        ):  # fmt: skip
            for q in near or [q for q, _ in steps]:
                self.work.use(q)
            return True
        return False

    def _points(self, intent: Intent, index: int) -> list[tuple[float, float]]:
        """Where the instances of a feature are, under the datum; none, where that is not plain numbers."""
        from codegen.planner.offline.revise_places import spots
        from codegen.planner.offline.revise_work import Work
        from codegen.planner.offline.values import Refused

        data = self.old if intent is self.base else self.new
        try:
            found = spots(Work(data, [], "", 0, "en"), data["features"][index])
        except (Refused, KeyError):
            return []
        return [(s.x, s.y) for s in found]

    # -- what is gone --------------------------------------------------------------------------------------------------

    def _gone(self) -> Iterator[Finding]:
        """Features, instances and details that are there no more, without a word that takes away or replaces."""
        if stated(_GONE, self.text):
            return
        kept = set(self.origin.values())
        for k, f in enumerate(self.old["features"]):
            if k not in kept:
                yield self._ungrounded("/features", f"{f['id']} is gone, and the revision does not say so")
                continue
            mine = [i for i, was in self.origin.items() if was == k]
            if self._instances(self.base, k) > sum(self._instances(self.intent, i) for i in mine) and not self._counted(
                mine
            ):
                yield self._ungrounded(
                    f"/features/{mine[0]}/at", f"places of {f['id']} are gone, and the revision does not say so"
                )
            for name in ("thread", "counterbore", "countersink", "fit", "top"):
                if f.get(name) is not None and any(self.new["features"][i].get(name) is None for i in mine):
                    if name == "fit" and any(self.new["features"][i].get("thread") for i in mine):
                        continue
                    yield self._ungrounded(
                        f"/features/{mine[0]}/{name}", f"the {name} is gone, and the revision does not say so"
                    )
            for i in mine:
                yield from self._reach_gone(f, i)
        for name in ("material", "controller", "machine", "stock", "part", "datum", "program_units"):
            if self.old.get(name) is not None and self.new.get(name) is None:
                yield self._ungrounded(f"/{name}", f"the {name} is gone, and the revision does not say so")
        yield from self._other()

    def _reach_gone(self, f: Mapping[str, Any], i: int) -> Iterator[Finding]:
        """Through became a depth, or a depth through: the new one is grounded by itself, so only both gone is wrong."""
        g = self.new["features"][i]
        deep = any(g.get(n) is not None for n in ("depth", "through")) and (
            g.get("through") or g.get("depth") is not None
        )
        threaded = (g.get("thread") or {}).get("depth") is not None
        if (f.get("through") or f.get("depth") is not None) and not (deep or threaded):
            yield self._ungrounded(f"/features/{i}", "its depth is gone, and the revision does not say so")

    def _other(self) -> Iterator[Finding]:
        """Words and choices that no number or name carries: edges, anchors of the datum, kinds of bodies, ends."""
        for name, value in self.old.items():
            if name in ("stock", "part", "datum") and value is not None and self.new.get(name) is not None:
                for key in ("kind", "of", "across", "along", "height"):
                    if name == "datum" and key != "kind" and _ZERO.search(self.text):
                        continue
                    if isinstance(value.get(key), str) and value.get(key) != self.new[name].get(key):
                        yield self._ungrounded(
                            f"/{name}/{key}", f"{self.new[name].get(key)!r} is new, and the revision does not say so"
                        )
        for i, k in self.origin.items():
            for key in ("kind", "face", "edges", "of", "ends", "bottom", "depth_of"):
                if self.new["features"][i].get(key) != self.old["features"][k].get(key):
                    yield self._ungrounded(f"/features/{i}/{key}", "changed, and the revision does not say so")

    def _counted(self, mine: list[int]) -> bool:
        totals = {float(sum(self._instances(self.intent, i) for i in mine))}
        return any(q.value in totals for q in self.quantities)

    def _instances(self, intent: Intent, index: int) -> int:
        f = intent.features[index]
        return sum(places_of(p) for p in f.at) if isinstance(f, HoleFeature | PocketFeature) else 1

    # -- the newest words ----------------------------------------------------------------------------------------------

    def _ignored(self) -> Iterator[Finding]:
        """Quantities of the newest message that nothing answers to, new or old."""
        old = Grounding(self.base, replace(self.request, text=self.text, history=(), base=None))
        counts = {float(self._instances(self.base, k)) for k in range(len(self.base.features))}
        for q in self.quantities:
            if self.work.answers_to(q) or (q.value in counts and q.unit is None):
                continue
            if q.kind in ("count", "ordinal") and q.value is not None and q.value <= max((*counts, 1.0)):
                continue  # "the two outer ones": how many of them are meant
            if self._names_old(q, old):
                continue
            yield unused(
                (q.start + self.offset, q.end + self.offset), f"{q.text!r} of the revision is not in the intent"
            )

    def _names_old(self, q: Quantity, old: Grounding) -> bool:
        """A figure by which something is named that was there: "the Ø8 holes", "not 50"."""
        if q.kind in ("thread", "fit", "designation"):
            return old.designated(q) or self.work.designated(q)
        value = self._value(q)
        if value is None:
            return False
        figures = [_plain(leaf.value, self.mm) for leaf in numbers(self.base)]
        points = [c for k in range(len(self.base.features)) for p in self._points(self.base, k) for c in p]
        named = any(f is not None and math.isclose(abs(f), abs(value), abs_tol=1e-9) for f in (*figures, *points))
        return named or (self.over and self._repeats(q))

    def _repeats(self, q: Quantity) -> bool:
        """A figure that both messages hold, the one that is wrong; or the place that follows from the right one."""
        here = q.start + self.offset >= self.request.offset
        other = self.request.history[-1] if here else self.request.text
        after = [c for k in range(len(self.intent.features)) for p in self._points(self.intent, k) for c in p]
        place = q.kind == "coordinate" and any(math.isclose(c, q.value or 0.0, abs_tol=1e-9) for c in after)
        return place or any(r.value == q.value for r in quantities(other))

    def _ungrounded(self, pointer: str, problem: str) -> Finding:
        return Finding("ungrounded-value", f"{pointer}: {problem}", where=Location(pointer=pointer), remedy=_REMEDY)


def _at(data: Any, pointer: str) -> Any:
    for token in pointer.strip("/").split("/"):
        try:
            data = data[int(token)] if isinstance(data, list) else data[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return data


def _equal(a: Any, b: Any) -> bool:
    if (
        isinstance(a, int | float)
        and isinstance(b, int | float)
        and not isinstance(a, bool)
        and not isinstance(b, bool)
    ):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return bool(a == b) and a is not None


def _plain(value: Any, mm: float) -> float | None:
    """A number of the intent, or a figure with its unit; None: an expression."""
    if isinstance(value, int | float):
        return float(value)
    match = re.fullmatch(r"(?:(\d+)/(\d+)|(\d*\.?\d+))\s*(mm|in)?", str(value).strip())
    if match is None:
        return None
    figure = float(match[3]) if match[3] else float(match[1]) / float(match[2])
    return figure * {"mm": 1.0, "in": 25.4}[match[4]] / mm if match[4] else figure


def _near(p: tuple[float, float], q: tuple[float, float]) -> bool:
    return math.dist(p, q) < 1e-6
