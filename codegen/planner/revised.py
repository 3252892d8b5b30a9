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
from codegen.messages import say
from codegen.model.intent import HoleFeature, Intent, PocketFeature, Provenance
from codegen.model.request import Request
from codegen.planner.cues import stated
from codegen.planner.grounding import Grounding, unused
from codegen.planner.implied import places_of
from codegen.planner.leaves import Leaf, Said, defaults, numbers, words
from codegen.planner.quantities import Quantity, quantities
from codegen.planner.revised_places import ZERO, Compared, equal, is_none, near, plain_figure, value_at
from codegen.units import Unit

_GONE: Final = re.compile(
    r"\b(?:remov\w*|delet\w*|drop\w*|los(?:e|ing)|omit\w*|scrap\w*|get rid|leave (?:out|off)|take (?:out|away|off)|"
    r"ditch\w*|eras\w*|"
    r"cancel\w*|skip\w*|no|without|eliminat\w*|(?:don'?t|do not|no longer) (?:need|want))\b"
    r"|去|取消|删|不要|不用|不需要|拿掉|省|免了|不做|不钻|不铣|不加工|不留|撤掉|不打|不开|抹掉|剔除|划掉",
    re.IGNORECASE,
)
"""Words that take something away."""

_CORRECTS: Final = re.compile(
    r"\A\W*(?:(?:ok|okay|then|sorry|oops|whoops|(?:a |my )?(?:typo|mistake|error|bad)|那就?|好)\W*)*[\dØΦ]"
    r"|\b(?:mean|meant|should have)\b|我是说"
    r"|[说写打弄搞]错|(?:不好意思|抱歉)[,，]?(?:应该|应)?是|口误|笔误|更正|纠正|错了|不对|应该|应为|应是|应当是|其实是|实际是|本来是|本来想|要的是|想说|是说|意思是|说的是",
    re.IGNORECASE,
)
"""Words that correct the message before; a figure alone does."""

_BACK: Final = re.compile(r"\b(?:undo|revert|back|scrap|cancel|forget)\b|撤|恢复|还原|回|原来", re.IGNORECASE)
_REMEDY: Final = say("say it in the revision, or leave it as it was")


def ground_revision(intent: Intent, request: Request) -> tuple[Finding, ...]:
    """What of the changes against ``request.base`` stands in no source, and what of the newest message went nowhere."""
    from codegen.planner.offline.setaside import set_aside

    request = replace(request, text=set_aside(request.text).text)
    base = Intent.model_validate(dict(request.base or {}))
    if request.before is not None and _BACK.search(request.text):
        before = Intent.model_validate(dict(request.before))
        if before.without_provenance() == intent.without_provenance():
            return ()
    corrects = _CORRECTS.search(request.text) is not None
    if request.before is not None and not request.refused and (corrects or _BACK.search(request.text)):
        # the last change is done over, or taken back with more: what changes counts from the intent before it
        before = Intent.model_validate(dict(request.before))
        if not any(_Revised(before, intent, request, over=corrects).findings()):
            return ()
    return tuple(_Revised(base, intent, request, over=request.refused and corrects).findings())


@dataclass
class _Revised(Compared):
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
        return bool(here) and all(any(near(p, q) for q in there) for p in here)

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
            if leaf.pointer in untold and (was == "" or value_at(self.old, was) is None):
                yield from self.work.default(leaf)  # new, and as it is where nothing is said
            else:
                yield from self._number(leaf)
        for said in words(self.intent):
            if not self._is_old_word(said) and not self._is_place(said.pointer, places):
                yield from self.work.word(said)
                yield from self._name(said)
        for index, problem in places.items():
            if problem:
                yield self._ungrounded(f"/features/{index}/at", problem)
        yield from self._gone()
        if self.intent.units != self.base.units:
            yield self._ungrounded("/units", say("the unit of the part cannot change in a revision"))
        yield from self._ignored()

    def _name(self, said: Said) -> Iterator[Finding]:
        """A material or control is one that the newest words name."""
        from codegen.planner.offline.revise_lex import lex_revision

        if said.field not in ("material", "controller") or not isinstance(said.value, str):
            return
        answers = [text for _, text in self.request.answers]
        named = {t.name.lower() for text in (self.text, *answers) for t in lex_revision(text) if t.name}
        wanted = said.value.lower()
        literal = any(wanted in text.lower() for text in (self.text, *answers))
        if not literal and not any(wanted in (name, f"{name}钢") for name in named):
            yield self._ungrounded(said.pointer, say("{value!r} is not what the revision names", value=said.value))

    def _is_old(self, pointer: str, value: Any) -> bool:
        was = self._was(pointer)
        return bool(was) and equal(value_at(self.old, was), value)

    def _is_old_word(self, said: Said) -> bool:
        was = self._was(said.pointer)
        if not was:
            return False
        before, now = value_at(self.old, was), value_at(self.new, said.pointer)
        if isinstance(before, dict) and isinstance(now, dict):  # a pattern whose figures change is the same pattern
            return bool(before.get("kind") == now.get("kind"))
        return bool(
            equal(before, said.value) or (said.value is True and equal(before, value_at(self.new, said.pointer)))
        )

    def _number(self, leaf: Leaf) -> Iterator[Finding]:
        """A new or changed number: as said in the newest words, or the old one and a step that was said."""
        if leaf.pointer.endswith("/through"):
            return
        computed = any(e.origin == "expression" for e in self.work.sources(leaf.pointer))
        if (
            computed
            and isinstance(leaf.value, float | int)
            and self._was(leaf.pointer)
            and not is_none(self.old, self._was(leaf.pointer))
        ):
            # a step from what was there, and nothing cleverer: any two figures make many others
            if not (self._stepped(leaf) or self._opposite(leaf)):
                yield self._ungrounded(
                    leaf.pointer, say("{value:g} is no step of the revision from what it was", value=leaf.value)
                )
            return
        problems = list(self.work.number(leaf)) if leaf.value not in (0, 0.0) else []
        if leaf.value in (0, 0.0):
            problems = (
                [] if self._zero(leaf) else [self._ungrounded(leaf.pointer, say("0 has no source in the revision"))]
            )
        if problems and (self._stepped(leaf) or self._opposite(leaf)):
            return
        yield from problems

    def _zero(self, leaf: Leaf) -> bool:
        """A zero that is new: a new feature's default, a said zero, or a value of a place that was said."""
        return (
            self._was(leaf.pointer) == ""
            or value_at(self.old, self._was(leaf.pointer)) is None
            or self._stepped(leaf)
            or any(q.value == 0 for q in self.quantities)
        )

    # -- what is gone --------------------------------------------------------------------------------------------------

    def _gone(self) -> Iterator[Finding]:
        """Features, instances and details that are there no more, without a word that takes away or replaces."""
        if stated(_GONE, self.text):
            return
        kept = set(self.origin.values())
        for k, f in enumerate(self.old["features"]):
            if k not in kept:
                yield self._ungrounded(
                    "/features", say("{feature} is gone, and the revision does not say so", feature=f["id"])
                )
                continue
            mine = [i for i, was in self.origin.items() if was == k]
            if self._instances(self.base, k) > sum(self._instances(self.intent, i) for i in mine) and not self._counted(
                mine
            ):
                yield self._ungrounded(
                    f"/features/{mine[0]}/at",
                    say("places of {feature} are gone, and the revision does not say so", feature=f["id"]),
                )
            for name in ("thread", "counterbore", "countersink", "fit", "top"):
                if f.get(name) is not None and any(self.new["features"][i].get(name) is None for i in mine):
                    if name == "fit" and any(self.new["features"][i].get("thread") for i in mine):
                        continue
                    yield self._ungrounded(
                        f"/features/{mine[0]}/{name}",
                        say("the {name} is gone, and the revision does not say so", name=name),
                    )
            for i in mine:
                yield from self._reach_gone(f, i)
        for name in ("material", "controller", "machine", "stock", "part", "datum", "program_units"):
            if self.old.get(name) is not None and self.new.get(name) is None:
                yield self._ungrounded(
                    f"/{name}", say("the {name} is gone, and the revision does not say so", name=name)
                )
        yield from self._other()

    def _reach_gone(self, f: Mapping[str, Any], i: int) -> Iterator[Finding]:
        """Through became a depth, or a depth through: the new one is grounded by itself, so only both gone is wrong."""
        g = self.new["features"][i]
        deep = any(g.get(n) is not None for n in ("depth", "through")) and (
            g.get("through") or g.get("depth") is not None
        )
        threaded = (g.get("thread") or {}).get("depth") is not None
        if (f.get("through") or f.get("depth") is not None) and not (deep or threaded):
            yield self._ungrounded(f"/features/{i}", say("its depth is gone, and the revision does not say so"))

    def _other(self) -> Iterator[Finding]:
        """Words and choices that no number or name carries: edges, anchors of the datum, kinds of bodies, ends."""
        for name, value in self.old.items():
            if name in ("stock", "part", "datum") and value is not None and self.new.get(name) is not None:
                for key in ("kind", "of", "across", "along", "height"):
                    if name == "datum" and key != "kind" and ZERO.search(self.text):
                        continue
                    if isinstance(value.get(key), str) and value.get(key) != self.new[name].get(key):
                        yield self._ungrounded(
                            f"/{name}/{key}",
                            say("{value!r} is new, and the revision does not say so", value=self.new[name].get(key)),
                        )
        for i, k in self.origin.items():
            for key in ("kind", "face", "edges", "of", "ends", "bottom", "depth_of"):
                if self.new["features"][i].get(key) != self.old["features"][k].get(key):
                    yield self._ungrounded(f"/features/{i}/{key}", say("changed, and the revision does not say so"))

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
                (q.start + self.offset, q.end + self.offset),
                say("{text!r} of the revision is not in the intent", text=q.text),
            )

    def _names_old(self, q: Quantity, old: Grounding) -> bool:
        """A figure by which something is named that was there: "the Ø8 holes", "not 50"."""
        if q.kind in ("thread", "fit", "designation"):
            return old.designated(q) or self.work.designated(q)
        value = self._value(q)
        if value is None:
            return False
        figures = [plain_figure(leaf.value, self.mm) for leaf in numbers(self.base)]
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
