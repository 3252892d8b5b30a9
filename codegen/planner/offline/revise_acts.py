"""One clause of a revision, carried out on the intent: values set, made larger or smaller, taken away, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from codegen.messages import say
from codegen.planner.folding import fold
from codegen.planner.offline.places import POSITION
from codegen.planner.offline.revise_edit import LENGTHS, Ask, drop, mirror, pointers, put_at, shift, split
from codegen.planner.offline.revise_holes import set_facts
from codegen.planner.offline.revise_read import Clause
from codegen.planner.offline.revise_refs import Target, describe, instances, kind_of, resolve
from codegen.planner.offline.revise_targets import Targets
from codegen.planner.offline.revise_whole import body_fact, body_pointers
from codegen.planner.offline.revise_work import Feature, Work, same
from codegen.planner.offline.revise_zero import ASKED, move_zero, understood
from codegen.planner.offline.values import Fact, Num, contradiction, unread

_BODY: Final = frozenset({"thick", "od", "rsize", "rmaterial", "control", "rezero"})
_MAYBE_BODY: Final = frozenset({"long", "wide", "overall", "dia"})
_ADDED: Final = frozenset(
    {"cbore_said", "cbore_dia", "cbore_depth", "csk_said", "csk_dia", "csk_angle", "tap", "thread", "fit"}
)
"""What can be added to a hole that is there."""

_SAID_AS: Final = {
    "material": frozenset({"rmaterial"}), "size": frozenset({"size2", "rsize", "dia"}),
    "position": frozenset({"points", "xs", "ys", "centre"}), "thread": frozenset({"thread", "tap", "tdepth"}),
    "spacing": frozenset({"spacing2", "sx", "sy"}), "radius": frozenset({"corner_r"}), "corner_r": frozenset({"radius"}),
    "dia": frozenset({"cbore_dia", "csk_dia", "fit"}), "depth": frozenset({"cbore_depth", "tdepth"}),
}  # fmt: skip
"""Properties by the slots that their values may have."""

_PLACES: Final = frozenset({"points", "xs", "ys", "centre"})
_ASPECTS: Final = {"cbore": "counterbore", "csk": "countersink", "thread": "thread"}


class Acts(Targets):
    """Carries out clauses in order. ``chosen``: answers to which-feature questions, by the words asked about."""

    def __init__(self, work: Work, chosen: dict[str, str]) -> None:
        super().__init__(work, chosen)
        self.all_stays = self.gone = False

    def finish(self) -> None:
        """What was said to stay must be as it was. Raises Refused."""
        for _, slot, now in self.kept:
            for value in now.values():
                held = [self.work.at(p) for i in range(len(self.work.features)) for p in pointers(self.work, i, slot)]
                if value not in held:
                    raise contradiction(
                        say("{slot} {value} was to stay, and is changed as well", slot=slot, value=value)
                    )

    def run(self, clause: Clause) -> None:
        """Raises Refused, Unclear or Ask; everything that the clause says is used, or it is refused."""
        c = self._normal(clause)
        if c.rules & {"stays"}:
            self._keep(c)
            return
        if c.rules & {"add"} and not {f.slot for f in c.facts} & _ADDED:
            raise unread(self.work.text, c.spans, say("add what?"))
        self._accounted(c)
        body = [f for f in c.facts if self._of_body(f, c)]
        for fact in body:
            if fact.slot == "rezero":
                move_zero(self.work, fact, stay=self._stay())
                continue
            self._check_old(c, body_pointers(self.work, fact.slot, c), fact)
            body_fact(self.work, fact, c)
        rest = [f for f in c.facts if f not in body]
        acting = rest or c.shifts or c.rules & {"remove", "mirror", "csk_do", "cbore_do", "tap_do"}
        if not acting:
            features = [r.span for r in c.refs if r.noun not in ("body", "stock") and not r.pronoun]
            if features or c.signs & {"every", "topface", "surface"}:
                raise unread(self.work.text, features or c.spans, say("what of it?"))
            if not body:
                raise unread(self.work.text, c.spans, say("what is to be changed, and to what?"))
            return
        if self.gone and c.rules & {"remove"} and all(r.pronoun and not r.noun for r in c.refs) and not c.facts:
            return  # "drop the pocket, we don't need it"
        targets = self._targets(c, rest)
        self.last = targets
        self.gone = bool(c.rules & {"remove"})
        if self.gone:
            self._remove(c, targets)
            self.last = []
        elif c.rules & {"mirror"}:
            self._mirror(c, targets)
        else:
            self._set(c, targets, rest)
        if self.work.features:
            self.work.focus = targets[-1][0] if targets[-1][0] < len(self.work.features) else None

    def _accounted(self, c: Clause) -> None:
        """A property that is named must be one of the values'; what was before must be of something."""
        slots = {f.slot.removeprefix("+") for f in c.facts}
        for name, aspect in c.props:
            if not (slots & ({name} | _SAID_AS.get(name, frozenset())) or (aspect in _ASPECTS and slots)):
                raise unread(self.work.text, c.spans, say("what is its {name}?", name=name))
        if c.olds and slots <= {"rsize", "rezero"}:
            raise unread(self.work.text, [f.span for f in c.olds if f.span], say("which size was that?"))

    def _stay(self) -> bool | None:
        """Whether features keep their place on the part when zero moves; None: nobody said."""
        if any(not slot for _, slot, _ in self.kept) or self.all_stays:
            return True
        return understood(self.chosen[ASKED]) if ASKED in self.chosen else None

    # -- reading a clause ----------------------------------------------------------------------------------------------

    def _normal(self, clause: Clause) -> Clause:
        """Bare numbers become values of the property that the clause names or implies; relative ones are kept apart."""
        c = clause
        self._from_to(c)
        self._signs(c)
        if "further" in c.signs and c.props and c.numbers and not c.relative:
            c.relative = [(c.props[0][0], 1)]
        if c.relative and c.props:  # "孔径加大2": the property is said, the adjective gives the sign
            (_, sign), (slot, aspect) = c.relative[0], c.props[0]
            c.relative = [(f"{slot}", sign)] if not aspect else c.relative
            c.props = [] if not aspect else c.props
        if len(c.relative) > 1 or (len(c.numbers) > 1) or (len(c.props) > 1 and not c.rules & {"stays", "remove"}):
            raise unread(self.work.text, c.spans, say("more than one change in one clause"))
        grown = [f for f in c.facts if f.slot in LENGTHS and isinstance(f.value, Num) and "Ø" not in fold(f.text)]
        if grown and c.growth and not c.signs & {"to"}:
            raise unread(self.work.text, c.spans, say("to, or by how much?"))
        if c.props and c.props[0][0] == "spacing" and not c.props[0][1]:
            c.facts = [replace(f, slot="spacing2") if f.slot == "size2" else f for f in c.facts]
            c.props = [] if any(f.slot == "spacing2" for f in c.facts) else c.props
        for value in c.numbers:
            span = value.span or c.spans[0]
            fact = Fact(self._slot(c), value, span, self.work.text[slice(*span)], value.origin)
            relative = self._is_relative(c)
            c.facts.append(replace(fact, slot=f"+{fact.slot}") if relative else fact)
        if c.relative and not c.numbers:
            given = [f for f in c.facts if f.slot == (c.relative[0][0] or "dia")] if "to" in c.signs else []
            if "to" in c.signs and any(f.slot == "size2" for f in c.facts):
                given = [f for f in c.facts if f.slot == "size2"]  # sense() looks at each side
            if not given:
                raise unread(self.work.text, c.spans, say("by how much?"))
        c.numbers = []
        return c

    def _from_to(self, c: Clause) -> None:
        """Words such as "change Ø9 to Ø11", "M6改成M8": of two values of one kind about a verb, the first is the old one."""
        if not c.rules & {"change", "to"} or c.olds:
            return
        for slot in ("dia", "thread", "depth", "thick", "rmaterial"):
            same_slot = sorted((f for f in c.facts if f.slot == slot and f.span), key=lambda f: f.span or (0, 0))
            if len(same_slot) == 2:
                c.facts.remove(same_slot[0])
                c.olds.append(same_slot[0])

    def _signs(self, c: Clause) -> None:
        if "flat_said" in c.signs and not {f.slot for f in c.facts} & {"cbore_said", "cbore_dia"}:
            raise unread(self.work.text, c.spans, say("a flat bottom of what?"))  # of a counterbore it is flat anyway
        if "rest" in c.signs and not c.rules & {"stays"}:
            raise unread(self.work.text, c.spans, say("what of the rest?"))
        if {"to", "by"} <= c.signs or ("by" in c.signs and not (c.numbers or c.shifts)):
            raise unread(self.work.text, c.spans, say("to, or by how much?"))
        if "further" in c.signs and not (c.relative or c.shifts or (c.props and c.numbers)):
            raise unread(self.work.text, c.spans, say("more of what?"))
        if "to" in c.signs and c.shifts:
            raise unread(self.work.text, c.spans, say("to, or by how much?"))

    def _is_relative(self, c: Clause) -> bool:
        if c.added and "to" not in c.signs:
            return True
        if c.growth and not c.relative and not c.signs & {"to", "by"}:
            raise unread(self.work.text, c.spans, say("to, or by how much?"))
        if "by" in c.signs:
            if not c.relative and not c.growth:
                raise unread(self.work.text, c.spans, say("by: more or less?"))
            return True
        return bool(c.relative) and "to" not in c.signs and "be" not in c.signs

    def _slot(self, c: Clause) -> str:
        """The property that a bare number is of."""
        if c.props:
            name = c.props[0][0]
            return "dia" if name == "size" and {r.noun for r in c.refs} <= {"hole", "pattern"} else name
        if c.relative and c.relative[0][0]:
            return c.relative[0][0]
        nouns = {r.noun for r in c.refs}
        if nouns <= {"chamfer"} and nouns:
            return "size"
        if nouns <= {"fillet"} and nouns:
            return "radius"
        if nouns <= {"pattern"} and nouns and any("circle" in r.text.lower() or "圆" in r.text for r in c.refs):
            return "bolt"
        bore = any(r.bore for r in c.refs) or (c.rules & {"change"} and c.growth) or self._plainly_dia(c, nouns)
        if (
            c.relative
            or bore
            or c.olds
            or (
                c.numbers
                and (c.numbers[0].unit is not None or "/" in c.numbers[0].nominal)
                and (nouns & {"hole", "pattern"} or self._plain_holes(c))
            )
        ):
            return self._by_old(c) if c.olds and not bore else "dia"
        raise unread(self.work.text, c.spans, say("which size is that?"))

    def _plainly_dia(self, c: Clause, nouns: set[str]) -> bool:
        """As in "孔改成25的", "孔改成25" of holes that are through and plain: nothing else of them is a length."""
        if nouns != {"hole"} or not c.rules & {"change"} or any(r.count for r in c.refs) or not c.numbers[0].span:
            return False
        after = self.work.text[c.numbers[0].span[1] :].lstrip()[:1]
        holes = [f for f in self.work.features if f["kind"] == "hole"]
        more = ("thread", "counterbore", "countersink")
        plain = [f for f in holes if f.get("through") and not any(f.get(name) for name in more)]
        return after == "的" or (len(plain) == len(holes) and any("孔" in r.text for r in c.refs))

    def _plain_holes(self, c: Clause) -> bool:
        """Whether "the two on the right" can only be holes, which go through: their one size is the diameter."""
        picked = bool(c.refs) and all(not r.noun and not r.pronoun for r in c.refs)
        plain = [f for f in self.work.features if f["kind"] == "hole" and f.get("through")]
        sunk = any(f.get("counterbore") or f.get("countersink") or f.get("thread") for f in plain)
        return picked and bool(plain) and len(plain) == len(self.work.features) and not sunk

    def _by_old(self, c: Clause) -> str:
        """The property whose value was the old one that is named."""
        old = c.olds[0].value
        if not isinstance(old, Num):
            raise unread(self.work.text, c.spans, say("which size is that?"))
        wanted, found = self.work.plain(old), set()
        for i in range(len(self.work.features)):
            for slot in ("dia", "depth", "wide", "long", "size", "radius", "bolt", "spacing"):
                for p in pointers(self.work, i, slot):
                    value = self.work.at(p)
                    if value is not None and same(self.work.number(value), wanted):
                        found.add(slot)
        if len(found) != 1:
            raise unread(self.work.text, c.spans, say("which size is that?"))
        return found.pop()

    def _of_body(self, fact: Fact, c: Clause) -> bool:
        slot = fact.slot.removeprefix("+")
        if slot in _BODY:
            return True
        nouns = {r.noun for r in c.refs}
        if slot == "corner_r" and not nouns - {"", "body", "stock"}:
            return bool(nouns) or not any("corner_radius" in (f.get("outline") or {}) for f in self.work.features)
        if slot not in _MAYBE_BODY:
            return False
        if nouns & {"body", "stock"}:
            return True
        return (
            not nouns - {""} and slot in ("long", "wide", "overall") and not any(_sided(f) for f in self.work.features)
        )

    # -- carrying out --------------------------------------------------------------------------------------------------

    def _set(self, c: Clause, targets: list[Target], facts: list[Fact]) -> None:
        if c.olds and not all(self._had(i, c, facts) for i, _ in targets):
            old = c.olds[0]
            raise contradiction(
                say("{text!r}: {feature!r} was not that", text=old.text, feature=describe(self.work, targets[0][0])),
                old.span,
            )
        places = [f for f in facts if f.slot in _PLACES]
        values = [f for f in facts if f.slot not in _PLACES]
        movable = {f.slot for f in values} <= {"inset", "bolt"}
        strange = [
            f for f in values if f.slot in POSITION - {"bolt", "start", "inset", "spacing", "sx", "sy", "spacing2"}
        ]
        if strange:
            raise unread(self.work.text, [f.span or (0, 0) for f in strange], say("name the new place by X and Y"))
        if (c.shifts and places) or (c.rules & {"move"} and values and not (c.shifts or places or movable)):
            raise unread(self.work.text, c.spans, say("to, or by how much?"))
        if c.shifts and values:  # "10 left and 5 down": a way to go, not a depth
            raise unread(self.work.text, c.spans, say("move it, or change it?"))
        if c.rules & {"move"} and not (c.shifts or places or (values and movable)):
            raise unread(self.work.text, c.spans, say("move it where?"))
        for n, target in enumerate(list(targets)):
            for dx, dy, value in c.shifts:
                span = value.span or c.spans[0]
                step = self.work.plain(value)
                shift(
                    self.work,
                    target,
                    dx * step,
                    dy * step,
                    Fact("moved", value, span, self.work.text[slice(*span)], value.origin),
                )
            self._put(target, places)
            if values or c.rules & {"csk_do", "cbore_do", "tap_do"}:
                before = len(self.work.features)
                index = split(self.work, target)
                added = len(self.work.features) - before
                targets[:] = [
                    (index, tuple(range(len(instances(self.work, index)))))
                    if m == n
                    else (i + added * (i > target[0]), ks)
                    for m, (i, ks) in enumerate(targets)
                ]
                set_facts(self.work, index, values, c)
        self.last = targets

    def _put(self, target: Target, places: Sequence[Fact]) -> None:
        slots = {f.slot: f for f in places}
        if "centre" in slots:
            self._to_centre(target, slots["centre"])
        elif "points" in slots:
            if len(slots["points"].value) != 1:
                raise unread(self.work.text, [slots["points"].span or (0, 0)], say("one place for one feature"))
            x, y = slots["points"].value[0]
            put_at(self.work, target, x, y, slots["points"])
        elif slots:
            xs, ys = (slots[s].value if s in slots else (None,) for s in ("xs", "ys"))
            if len(xs) != 1 or len(ys) != 1:
                raise unread(self.work.text, [f.span or (0, 0) for f in places], say("one place for one feature"))
            put_at(self.work, target, xs[0], ys[0], slots.get("xs") or slots["ys"])

    def _to_centre(self, target: Target, fact: Fact) -> None:
        index, chosen = target
        if len(instances(self.work, index)) != 1 or len(chosen) != 1 or self.work.features[index]["kind"] == "slot":
            raise unread(self.work.text, [fact.span or (0, 0)], say("the middle is one place"))
        base = f"/features/{index}/at"
        self.work.put(base, [{"kind": "at", "position": {"anchor": "centre", "x": 0.0, "y": 0.0}}], fact)

    def _remove(self, c: Clause, targets: list[Target]) -> None:
        if c.facts or c.olds or c.shifts or c.numbers:
            raise unread(self.work.text, c.spans, say("remove it, or change it?"))
        aspect = next((r.noun for r in c.refs if r.noun in _ASPECTS), "")
        if not aspect:
            if c.props or any(r.noun == "pattern" for r in c.refs):
                raise unread(self.work.text, c.spans, say("remove what?"))
            for target in sorted(targets, reverse=True):
                drop(self.work, target)
            return
        for target in sorted(targets, reverse=True):
            index = split(self.work, target)
            f = self.work.features[index]
            if aspect == "thread" and f.get("diameter") is None:
                raise Ask("diameter", index)
            if aspect == "thread" and not f.get("through") and f.get("depth") is None:
                raise Ask("depth", index)
            f[_ASPECTS[aspect]] = None
            self.work.forget(f"/features/{index}/{_ASPECTS[aspect]}")

    def _mirror(self, c: Clause, targets: list[Target]) -> None:
        if c.facts or c.olds or c.shifts:
            raise unread(self.work.text, c.spans, say("mirror it, or change it?"))
        span = c.spans[0]
        for target in targets:
            mirror(self.work, target, Fact("mirrored", True, span, self.work.text[slice(*span)]))

    # -- what stays ----------------------------------------------------------------------------------------------------

    def _keep(self, c: Clause) -> None:
        """A statement that something stays: it must be there, have the value that is said, and not change in this turn."""
        if (
            c.shifts
            or c.olds
            or c.relative
            or c.rules
            - {
                "inset",
                "bolt",
                "dim_wide",
                "dim_long",
                "overall",
                "topface",
                "stays",
                "ref",
                "prop",
                "num",
                "rest",
                "every",
                "be",
                "to",
                "change",
                "depth",
                "dia",
                "thread",
                "thru",
                "dim_thick",
                "rmaterial",
                "control",
            }
        ):
            raise unread(self.work.text, c.spans, say("does it stay, or change?"))
        if c.facts:
            self._agrees(c)
        self.all_stays = self.all_stays or "rest" in c.signs
        if not c.refs:
            return
        slot = c.props[0][0] if c.props else next((f.slot for f in c.facts), "")
        refs = [r for r in c.refs if r.noun not in ("body", "stock")]
        targets = [
            t
            for r in refs
            for t in resolve(self.work, r, chosen=self.chosen.get(r.text, ""), fits=lambda _: True, last=self.last)
        ]
        now = {p: self.work.at(p) for i, _ in targets for p in (pointers(self.work, i, slot) if slot else ())}
        if slot in LENGTHS and targets and not now:
            raise unread(self.work.text, c.spans, say("it has none"))
        self.kept.append(([self._where(i, k) for i, ks in targets for k in ks], slot, now))

    def _agrees(self, c: Clause) -> None:
        for fact in c.facts:
            if self._of_body(fact, c):
                where = body_pointers(self.work, fact.slot, c)
                self._check_old(replace_olds(c, [fact]), where, fact)
                continue
            targets = self._targets(c, [fact])
            if not all(self._old_holds(i, replace(fact, slot=fact.slot), [fact], "") for i, _ in targets):
                shown = describe(self.work, targets[0][0])
                raise contradiction(
                    say("{text!r} is said to stay, but there is {shown!r}", text=fact.text, shown=shown), fact.span
                )


def replace_olds(c: Clause, olds: list[Fact]) -> Clause:
    """A clause of old values alone."""
    return Clause(olds=olds, spans=c.spans)


def _sided(f: Feature) -> bool:
    """Whether a feature has a length and a width of its own."""
    return kind_of(f) == "slot" or (f.get("outline") or {}).get("kind") == "rectangle"
