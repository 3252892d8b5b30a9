"""Which features a clause of a revision is about, and whether what it says of before is so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.revise_edit import LENGTHS, pointers
from codegen.planner.offline.revise_read import Clause, Ref
from codegen.planner.offline.revise_refs import Target, Unclear, instances, kind_of, resolve, same_thread
from codegen.planner.offline.revise_work import Feature, Work, same
from codegen.planner.offline.values import Fact, Num, contradiction, unread


class Targets:
    """Finds what is meant. ``last``: what was just spoken of; ``kept``: what was said to stay."""

    def __init__(self, work: Work, chosen: dict[str, str]) -> None:
        self.work, self.chosen = work, chosen
        self.last: list[Target] = []
        self.kept: list[tuple[list[tuple[str, float, float]], str, dict[str, Any]]] = []

    def _targets(self, c: Clause, facts: Sequence[Fact]) -> list[Target]:
        refs = [r for r in c.refs if r.noun not in ("body", "stock")]
        if facts and all(f.slot == "count" for f in facts):
            refs = [r for r in refs if not (r.pronoun and not r.noun)]  # "make it 8 holes"
            if not refs:
                return self._implied(c, facts)
        if len(refs) < len(c.refs) and not refs:
            raise unread(self.work.text, c.spans, say("that is no change of the body"))
        if not refs:
            return self._implied(c, facts)
        out: list[Target] = []
        for ref in refs:
            if "every" in c.signs:
                ref.every = True
            found = resolve(
                self.work,
                ref,
                chosen=self.chosen.get(ref.text, ""),
                fits=lambda f: self._fits(f, c, facts),
                last=self.last,
            )
            out += [t for t in found if t not in out]
        return self._spared(out, refs)

    def _spared(self, targets: list[Target], refs: Sequence[Ref]) -> list[Target]:
        """Without the instances that were said to stay; a contradiction where they were named."""
        kept = {where for places, slot, _ in self.kept if not slot for where in places}
        out = [(i, tuple(k for k in ks if self._where(i, k) not in kept)) for i, ks in targets]
        if out != targets and any(r.count is not None or r.selectors for r in refs):
            raise contradiction(say("what is to stay is to be changed as well"), refs[0].span)
        return [(i, ks) for i, ks in out if ks]

    def _where(self, index: int, k: int) -> tuple[str, float, float]:
        """An instance, by what does not change when a feature is split: its kind and its place."""
        spot = instances(self.work, index)[k].spot
        return self.work.features[index]["kind"], round(spot.x, 6), round(spot.y, 6)

    def _implied(self, c: Clause, facts: Sequence[Fact]) -> list[Target]:
        """No feature was named: the only one that the values suit, or the one just spoken of in this turn."""
        aspect = c.props[0][1] if c.props else ""
        suited = [i for i, f in enumerate(self.work.features) if self._suits(i, f, c, facts, aspect)]
        if c.olds:
            suited = [i for i in suited if self._had(i, c, facts)]
            if not suited:
                old = c.olds[0]
                raise contradiction(say("{text!r}: nothing here was that", text=old.text), old.span)
        if "every" in c.signs and suited:
            return [(i, tuple(range(len(instances(self.work, i))))) for i in suited]
        if len(suited) > 1 and self.last and any(i == self.last[-1][0] for i in suited):
            return [t for t in self.last if t[0] in suited]
        words = self.work.text[min(s for s, _ in c.spans) : max(e for _, e in c.spans)]
        if len(suited) > 1 and words in self.chosen:
            ref = Ref("", c.spans[0], words)
            return resolve(self.work, replace_every(ref), chosen=self.chosen[words], fits=lambda _: True)
        if not suited:
            raise unread(self.work.text, c.spans, say("no feature has that: which is meant?"))
        if len(suited) > 1:
            raise Unclear(words, suited)
        return [(suited[0], tuple(range(len(instances(self.work, suited[0])))))]

    def _suits(self, i: int, f: Feature, c: Clause, facts: Sequence[Fact], aspect: str) -> bool:
        for fact in facts:
            slot = fact.slot.removeprefix("+")
            if slot in LENGTHS or slot == "angle":
                found = pointers(self.work, i, slot, aspect)
                if not found or (slot == "dia" and f["kind"] == "hole" and f.get("thread") and not aspect):
                    return False
            elif not self._fits(f, c, [fact]):
                return False
        if c.shifts or c.rules & {"mirror"}:
            return kind_of(f) in ("hole", "pocket", "slot")
        return True

    def _fits(self, f: Feature, c: Clause, facts: Sequence[Fact]) -> bool:
        """Whether a feature is of the kind that the values speak of."""
        slots = {fact.slot.removeprefix("+") for fact in facts}
        kind = kind_of(f)
        if slots & {"thread", "tap", "tdepth"}:
            threads = any(x.get("thread") for x in self.work.features)
            return kind == "hole" and (bool(f.get("thread")) or not threads)
        if slots & {"cbore_said", "csk_said", "tap_dia"} or c.rules & {"csk_do", "cbore_do", "tap_do"}:
            return kind == "hole"
        if "thru" in slots:
            return kind in ("hole", "pocket", "slot") and not f.get("through")
        if "count" in slots:
            return kind == "hole" and len(instances(self.work, self.work.features.index(f))) > 1
        if slots & {"size2"}:
            return kind == "pocket" and (f.get("outline") or {}).get("kind") == "rectangle"
        if slots & {"bolt", "start", "spacing", "inset", "sx", "sy", "spacing2"}:
            return kind == "hole" and len(f.get("at", ())) == 1 and f["at"][0]["kind"] != "at"
        return kind in ("hole", "pocket", "slot")

    def _had(self, i: int, c: Clause, facts: Sequence[Fact]) -> bool:
        aspect = c.props[0][1] if c.props else ""
        return all(self._old_holds(i, old, facts, aspect) for old in c.olds)

    def _old_holds(self, i: int, old: Fact, facts: Sequence[Fact], aspect: str) -> bool:
        f = self.work.features[i]
        if old.slot == "thread":
            return same_thread((f.get("thread") or {}).get("designation", ""), old.value)
        if old.slot == "thru":
            return bool(f.get("through"))
        if not isinstance(old.value, Num):
            return False
        slots = {fact.slot.removeprefix("+") for fact in facts}
        if "count" in slots and old.slot == "":
            return len(instances(self.work, i)) == old.value.value
        for slot in [old.slot] if old.slot else sorted(slots & LENGTHS):
            for p in pointers(self.work, i, slot, aspect):
                value = self.work.at(p)
                if value is not None and same(self.work.number(value), self.work.plain(old.value)):
                    return True
        return False

    def _check_old(self, c: Clause, where: Sequence[str], fact: Fact) -> None:
        for old in c.olds:
            now = [self.work.at(p) for p in where]
            if isinstance(old.value, Num):
                wrong = not all(v is not None and same(self.work.number(v), self.work.plain(old.value)) for v in now)
            else:
                wrong = old.slot != fact.slot or not _same_name(old, now)
            if wrong:
                shown = ", ".join(str(v) for v in now)
                raise contradiction(say("{text!r}: it was {shown}, not that", text=old.text, shown=shown), old.span)


def replace_every(ref: Ref) -> Ref:
    """The same words, meaning all that fit."""
    ref.every = True
    return ref


def _same_name(old: Fact, now: Sequence[Any]) -> bool:
    words = [t for t in old.value.tokens() if t.types & {"MAT", "CTRL"}] if isinstance(old.value, Node) else []
    return all(any(t.name and (t.name.lower() in str(v).lower()) for t in words) for v in now)
