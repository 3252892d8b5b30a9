"""Grounding: every number of an intent comes from the request, and every number of the request went into the intent.

A number is grounded by a quantity of the request whose value is equal (after conversion of units) and whose words do not
call it something else, by an answer, by an expression of such numbers, by a table looked up by something that was said,
or by a listed assumption. One quantity serves one role: the 10 of "Ø10" is no depth of 10. Where a quotation stands is found
by us: offsets that come from outside are believed only where the quoted text stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final

from codegen.findings import Finding, Location
from codegen.messages import say
from codegen.model.intent import Intent, Provenance
from codegen.model.request import Request
from codegen.planner.cues import BINDING, FITS, GROUPS, WORDS, Cue, chained_units, cue, stated, units_said
from codegen.planner.folding import fold
from codegen.planner.implied import binding_met, grid_counts, implied_counts, results
from codegen.planner.leaves import Figure, Leaf, Said, anchors, defaults, literals, numbers, words
from codegen.planner.quantities import Quantity, quantities
from codegen.planner.quoted import contradicted
from codegen.planner.restated import Restated, coordinate
from codegen.planner.tables import direction, holds
from codegen.units import LENGTH_FACTORS, Unit

RELATIVE: Final = 1e-6
"""Relative difference within which two values are the same number: float64 after a conversion of units, not a tolerance."""

MAX_PLACES: Final = 200
"""Places of one quotation that are looked at."""

_TAPPED: Final = re.compile(r"\s*(?:tapped|threaded|threads?\b|螺纹|螺孔|攻)", re.IGNORECASE)
_NO_LENGTH: Final = frozenset({"angle", "speed", "fit", "designation", "ordinal", "clock"})
_UNITLESS: Final = frozenset({"count", "angle", "rate"})

_SPELT_UNIT: Final = re.compile(r"[\s-]*(inch(?:es)?|mm|millimet(?:er|re)s?|cm)\b", re.IGNORECASE)
"""After a number word: "two inches" is a length, "two holes" a count."""

_EACH_WAY: Final = re.compile(
    r"\b(?:each (?:way|direction|axis)|both (?:ways|directions|axes)|square)\b"
    r"|方向.{0,3}[各都]|[各都].{0,2}方向|[排列行][各都]|两个?方向"
)

_REMEDY: Final = say("take the value from the request, ask for it, or list it as an assumption with its reason")


def ground(intent: Intent, request: Request) -> tuple[Finding, ...]:
    """What of ``intent`` stands in no source (``ungrounded-value``), and what of the request went nowhere (``quantity-ignored``).

    Zero and a field's default need no source. Both findings are errors. What is set aside (unsafe wishes, file names, the
    part's name) is no source and need not go anywhere. Of a revision, what changed is looked at, and the newest message.
    """
    from codegen.planner.offline.setaside import set_aside

    if request.base is not None:
        from codegen.planner.revised import ground_revision

        return ground_revision(intent, request)
    work = Grounding(intent, replace(request, text=set_aside(request.text).text))
    leaves = list(numbers(intent))
    leaves.sort(key=lambda leaf: (len(work.places(leaf.pointer)), leaf.pointer.count("/")))
    found = [finding for leaf in leaves for finding in work.number(leaf)]
    found += [finding for leaf in defaults(intent) for finding in work.default(leaf)]
    found += [finding for said in words(intent) for finding in work.word(said)]
    found += work.unit()
    found += work.ignored()
    return tuple(found)


@dataclass
class Grounding:
    """One intent held against one request."""

    intent: Intent
    request: Request
    claims: dict[str, list[Provenance]] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    quantities: tuple[Quantity, ...] = ()
    answers: tuple[Quantity, ...] = ()
    used: dict[int, set[str]] = field(default_factory=dict)  # start of a quantity -> groups that it serves
    counted: set[tuple[int, str]] = field(default_factory=set)  # start of a quantity, grid that it counts
    covered: list[tuple[int, int]] = field(default_factory=list)  # spans of the request behind words and tables

    def __post_init__(self) -> None:
        for entry in self.intent.provenance:
            self.claims.setdefault(entry.pointer, []).append(entry)
        self.assumed = frozenset(a.about for a in self.intent.assumptions)
        self.quantities = quantities(self.request.text)
        self.answers = tuple(q for _, text in self.request.answers for q in quantities(text))
        self.chained = chained_units(self.request.text, self.quantities)
        self.cues = {id(q): cue(self.request.text, q) for q in self.quantities}
        self.said = fold(" ".join([self.request.text, *(text for _, text in self.request.answers)])).casefold()
        self.mm = Unit(self.intent.units).mm
        self.restated = Restated(self.intent, self.request.text, self.quantities, self.cues)
        self.grids = grid_counts(self.intent)
        self.anchors = anchors(self.intent)

    # -- sources ---------------------------------------------------------------------------------------------------------

    def sources(self, pointer: str) -> list[Provenance]:
        """What is claimed of the value, or else of what it is part of."""
        while pointer:
            if pointer in self.claims:
                return self.claims[pointer]
            pointer = pointer.rpartition("/")[0]
        return []

    def is_assumed(self, pointer: str) -> bool:
        """Whether an assumption is listed about the value or what it is part of (not about the intent as a whole)."""
        while pointer:
            if pointer in self.assumed:
                return True
            pointer = pointer.rpartition("/")[0]
        return False

    def spans(self, entry: Provenance) -> list[tuple[int, int]]:
        """Where the quotation stands in the request."""
        text = self.request.text
        if entry.span is not None:
            start, end = entry.span
            inside = 0 <= start < end <= len(text)
            if inside and (not entry.text or text[start:end] == entry.text):
                return [(start, end)]
        quoted = fold(entry.text).lower().strip()
        if not quoted:
            return []
        folded, at = fold(text).lower(), 0
        out: list[tuple[int, int]] = []
        while (at := folded.find(quoted, at)) >= 0 and len(out) < MAX_PLACES:
            out.append((at, at + len(quoted)))
            at += 1
        return out

    def places(self, pointer: str) -> list[tuple[int, int]]:
        """All places that the sources of ``pointer`` name."""
        return [span for entry in self.sources(pointer) for span in self.spans(entry)]

    def called(self, q: Quantity) -> Cue:
        """What the request calls a number; an answer's number is called what was asked for."""
        return self.cues.get(id(q), "")

    # -- numbers ---------------------------------------------------------------------------------------------------------

    def number(self, leaf: Leaf) -> Iterator[Finding]:
        """Why ``leaf`` is not grounded, if it is not."""
        entries = self.sources(leaf.pointer)
        if isinstance(leaf.value, str):
            yield from self._expression(leaf, entries)
            return
        problem = self._literal(leaf, leaf.value, None, entries, derived=False)
        if problem and self._follows(leaf):
            return
        if problem and not self._derived(leaf, leaf.value, entries) and not self.is_assumed(leaf.pointer):
            yield self._ungrounded(leaf.pointer, say("{value:g} {problem}", value=leaf.value, problem=problem))

    def default(self, leaf: Leaf) -> Iterator[Finding]:
        """Why a zero or another default is wrong: the words that it is said to come from hold another number alone."""
        anchor = self.anchors.get(leaf.pointer.rpartition("/")[0], "origin")
        for entry in self.claims.get(leaf.pointer, ()):
            quotes = [self.request.text[slice(*span)] for span in self.spans(entry)]
            worded = entry.origin == "table" and leaf.role == "angle" and quotes
            if worded and not any(direction(quote, float(leaf.value)) for quote in quotes):
                yield self._ungrounded(
                    leaf.pointer,
                    say("{value:g}° is not what {text!r} stands for", value=leaf.value, text=entry.text[:60]),
                )
                continue
            within = self._within(self.spans(entry))
            computed = entry.origin == "expression" and bool(within) and not leaf.value and anchor != "centre"
            if computed and not self.is_assumed(leaf.pointer) and not _cancel(within):
                yield self._ungrounded(
                    leaf.pointer, say("{value:g} does not follow from {text!r}", value=leaf.value, text=entry.text[:60])
                )
                continue
            inside = [q for q in within if self._could_be(leaf, q)]
            unsaid = entry.origin not in ("text", "expression") or len(inside) != 1
            lone = (
                len(inside) == 1 and entry.text.strip() == inside[0].text.strip()
            )  # the number itself is quoted for 0
            if unsaid or (anchor == "centre" and not lone) or self.is_assumed(leaf.pointer):
                continue
            q = inside[0]
            if q.kind == "coordinate" and anchor != "origin":  # Y-30 is a middle line
                elsewhere = self._lies_at(leaf, q)
            else:
                elsewhere = (q.kind == "clock" or anchor != "origin") and self.restated.answers(q)
            if not elsewhere and not _same(q.value or 0.0, float(leaf.value)):
                yield self._ungrounded(
                    leaf.pointer, say("{value:g} is not in {text!r}", value=leaf.value, text=entry.text[:60])
                )

    def _could_be(self, leaf: Leaf, q: Quantity) -> bool:
        """Whether the words leave it open that ``q`` is what ``leaf`` is."""
        if leaf.role == "angle":
            return q.kind in ("angle", "clock") or (q.kind == "number" and not self.called(q))
        called = self.called(q)
        return q.kind in ("number", "length", "coordinate") and (not called or leaf.role in FITS[called])

    def _follows(self, leaf: Leaf) -> bool:
        """A grid's other count: a row is one row; "two rows, 8 in all" are four columns."""
        own, other = self.grids.get(leaf.pointer, (0, 0))
        said = {q.value for q in (*self.quantities, *self.answers) if q.kind in ("count", "number") and q.unit is None}
        return other > 1 and (own == 1 or {float(own * other), float(other)} <= said)

    def _expression(self, leaf: Leaf, entries: list[Provenance]) -> Iterator[Finding]:
        parts = literals(str(leaf.value))
        for part in parts:
            lonely = len(parts) == 1 and part.text == str(leaf.value).strip()
            problem = "" if part.factor else self._part(leaf, part, entries, derived=not lonely)
            if problem and not self.is_assumed(leaf.pointer):
                yield self._ungrounded(
                    leaf.pointer,
                    say("{text} in {value!r} {problem}", text=part.text, value=leaf.value, problem=problem),
                )

    def _part(self, leaf: Leaf, part: Figure, entries: list[Provenance], *, derived: bool) -> str:
        if part.scale:  # "width / 3" for three of them
            values = {q.value for q in self._within(self.places(leaf.pointer))} | implied_counts(self.intent)
            if any(v is not None and (_same(part.value, v) or _same(part.value, v - 1)) for v in values):
                return ""
        unit = {"inch": "in", "inches": "in", '"': "in"}.get(part.unit or "", part.unit)
        return self._literal(leaf, part.value, unit, entries, derived=derived)

    def _literal(self, leaf: Leaf, value: float, unit: str | None, entries: list[Provenance], *, derived: bool) -> str:
        """Empty if a source holds the number, else what is wrong. In an expression a number has no role of its own."""
        problem: str = say("has no source in the request")
        for entry in entries:
            if entry.origin == "answer" and any(self._equal(leaf, value, unit, q) for q in self.answers):
                return ""
            if entry.origin == "table" and self.spans(entry):
                quotes = [self.request.text[slice(*span)] for span in self.spans(entry)]
                mm = LENGTH_FACTORS.get(unit or "", self.mm)
                if not holds(leaf.role, leaf.pointer, quotes, value, mm):
                    problem = say("is not what {text!r} stands for", text=entry.text[:60])
                    continue
                self.covered += self.spans(entry)
                return ""
            if entry.origin not in ("text", "expression"):
                continue
            spans = self.spans(entry)
            if not spans:
                problem = say("is said to come from {text!r}, which is not in the request", text=entry.text[:60])
                continue
            candidates = [q for q in self._within(spans) if self._equal(leaf, value, unit, q)]
            if not candidates and leaf.role == "position":
                candidates = [q for q in self._within(spans) if q.kind == "coordinate" and self._lies_at(leaf, q)]
            if not candidates:
                problem = (
                    say("is not in {text!r}", text=entry.text[:60])
                    if entry.text
                    else say("is not in the words it is said to come from")
                )
                continue
            problem = self._claim(leaf, candidates, derived=derived or entry.origin == "expression")
            if not problem:
                return ""
        return problem

    def _lies_at(self, leaf: Leaf, q: Quantity) -> bool:
        """Whether a coordinate of a position comes to ``q`` under the zero: Y-20 from the back is 10 from the middle line."""
        there = coordinate(self.intent, leaf.pointer)
        return there is not None and q.value is not None and _same(there, q.value)

    def _claim(self, leaf: Leaf, candidates: list[Quantity], *, derived: bool) -> str:
        """Take the best of ``candidates``: one that is called what the leaf is, then a free one, then one of the same group."""
        group = GROUPS.get(leaf.role, leaf.role)
        problem = ""
        ranked: list[tuple[int, Quantity]] = []
        for q in candidates:
            called = self.called(q)
            taken = self.used.get(q.start, set()) - {"any", group}
            if leaf.pointer in self.grids and (q.start, leaf.pointer.rpartition("/")[0]) in self.counted:
                problem = say("comes from {text!r}, which already counts the grid's other direction", text=q.text)
                continue
            if derived or leaf.role == "any":
                ranked.append((3 if q.start in self.used else 2, q))
            elif called and leaf.role not in FITS[called] and not leaf.whole:
                problem = say(
                    "comes from {text!r}, which the request calls a {called}, not a {role}",
                    text=q.text,
                    called=called,
                    role=leaf.role,
                )
            elif taken:
                problem = say(
                    "comes from {text!r}, which is already the {taken}: a number is used for one role",
                    text=q.text,
                    taken="/".join(sorted(taken)),
                )
            else:
                ranked.append((0 if called and q.start not in self.used else 1 if q.start not in self.used else 2, q))
        if not ranked:
            return problem
        best = min(ranked, key=lambda pair: pair[0])[1]
        self.used.setdefault(best.start, set()).add("any" if derived or leaf.role == "any" else group)
        if leaf.pointer in self.grids and not _EACH_WAY.search(self.said):
            self.counted.add((best.start, leaf.pointer.rpartition("/")[0]))
        return ""

    def _within(self, spans: list[tuple[int, int]]) -> list[Quantity]:
        return [q for q in self.quantities if any(start < q.end and q.start < end for start, end in spans)]

    def _equal(self, leaf: Leaf, value: float, unit: str | None, q: Quantity) -> bool:
        """Whether the quantity is the number, sign apart: "10 left of centre" is x = -10, and Z-5 a depth of 5."""
        if q.value is None:
            return False
        if leaf.role == "count":
            return q.kind in ("count", "number") and q.unit is None and _same(value, q.value)
        if leaf.role == "angle":
            return q.kind in ("angle", "number", "count", "clock") and (
                _same(value, q.value) or (q.kind == "clock" and _same((90 - 30 * q.value) % 360, value % 360))
            )
        if leaf.role == "rate":
            return q.kind in ("speed", "number", "length") and (
                _same(value, q.value) or self._same_feed(leaf, value, q)
            )
        spelt = (
            _SPELT_UNIT.match(fold(self.request.text)[q.end :]) if q.kind == "count" and id(q) in self.cues else None
        )
        if q.kind in _NO_LENGTH or (q.kind == "count" and spelt is None):
            return False
        wanted = value * LENGTH_FACTORS.get(unit or "", self.mm)
        given = q.value * LENGTH_FACTORS.get(self.chained.get(id(q), ""), self.mm) if q.mm is None else q.mm
        if spelt is not None:
            given = q.value * LENGTH_FACTORS[spelt[1].lower()]
        called = self.called(q)
        scales = [1.0]
        if called == "radius" and leaf.role in ("diameter", "width"):
            scales = [2.0]
        elif called == "diameter" and leaf.role == "radius":
            scales = [0.5]
        return any(_same(wanted, given * scale) for scale in scales)

    def _same_feed(self, leaf: Leaf, value: float, q: Quantity) -> bool:
        """Feeds in another unit per minute than the intent's."""
        if leaf.rate or q.value is None:
            return False
        factor = {"m/min": 1000.0, "ipm": 25.4, "in/min": 25.4}.get(q.unit or "", 1.0)
        return _same(value * self.mm, q.value * factor)

    def _derived(self, leaf: Leaf, value: float, entries: list[Provenance]) -> bool:
        """A number that is said to be computed: half, double, sum, difference, product or quotient of what is quoted."""
        spans = [s for e in entries if e.origin == "expression" for s in self.spans(e)]
        inputs = [q for q in self._within(spans) if q.value is not None]
        values = [(q.mm / self.mm if q.mm is not None else q.value or 0.0) for q in inputs]
        values += (
            [float(n) for n in implied_counts(self.intent)] if leaf.role in ("angle", "spacing", "position") else []
        )
        if not inputs or not any(_same(value, result) for result in results(values, angle=leaf.role == "angle")):
            return False
        for q in inputs:
            self.used.setdefault(q.start, set()).add("any")
        return True

    # -- words -----------------------------------------------------------------------------------------------------------

    def word(self, said: Said) -> Iterator[Finding]:
        """Why a word or flag of the intent is not grounded, if it is not."""
        entries = [e for e in self.sources(said.pointer) if e.pointer == said.pointer]
        quoted = [span for entry in entries for span in self.spans(entry)]
        if isinstance(said.value, str):
            self.covered += quoted + self._text_spans(said.value)
            known = _bare(said.value) in _bare(self.said)
            known = known or any(_bare(q.designation) == _bare(said.value) for q in (*self.quantities, *self.answers))
            trusted = any(e.origin in ("option", "answer") for e in entries)
            quotes = [self.request.text[slice(*span)] for span in quoted]
            if not trusted and contradicted(said.field, said.value, quotes):
                yield self._ungrounded(
                    said.pointer, say("{value!r} is not what {text!r} names", value=said.value, text=quotes[0][:60])
                )
            elif not (known or quoted or trusted or self.is_assumed(said.pointer)):
                yield self._ungrounded(said.pointer, say("{value!r} is not in the request", value=said.value))
            return
        pattern = WORDS[said.field]
        texts = [self.request.text, *(text for _, text in self.request.answers)]
        if not any(stated(pattern, text) for text in texts) and not self.is_assumed(said.pointer):
            yield self._ungrounded(
                said.pointer, say("the request says nothing of {what!r}", what=said.field.replace("_", " "))
            )

    def _text_spans(self, value: str) -> list[tuple[int, int]]:
        return self.spans(Provenance(pointer="", origin="text", text=value[:400]))

    def unit(self) -> Iterator[Finding]:
        """The unit is never a guess: something said speaks for it, or it is answered, or listed as assumed."""
        if self.intent.units in units_said(self.said, (*self.quantities, *self.answers)):
            return
        bare = any(not isinstance(leaf.value, str) and leaf.role not in _UNITLESS for leaf in numbers(self.intent))
        answered = any(e.origin in ("answer", "option") for e in self.sources("/units"))
        if bare and not answered and not self.is_assumed("/units"):
            yield self._ungrounded("/units", say("nothing in the request says {units!r}", units=self.intent.units))

    # -- the request's side ------------------------------------------------------------------------------------------------

    def ignored(self) -> Iterator[Finding]:
        """Quantities and binding words of the request that nothing in the intent answers to."""
        counts = implied_counts(self.intent)
        restated = {(q.value, q.unit, self.called(q)) for q in self.quantities if q.start in self.used}
        halves = any(isinstance(leaf.value, str) and "/" in leaf.value for leaf in numbers(self.intent))
        for q in self.quantities:
            called = self.called(q)
            is_count = q.kind in ("count", "number") and q.unit is None and q.start not in self.restated.sized
            one = q.kind == "count" and q.value == 1 and not q.text[0].isdigit()  # "one plate", "one each"
            if (
                self.answers_to(q)
                or (called and (q.value, q.unit, called) in restated)
                or (is_count and (one or q.value in counts))
                or (q.kind == "count" and q.value in (0.5, 0.25) and halves)
            ):
                continue
            yield unused((q.start, q.end), say("{text!r} of the request is not in the intent", text=q.text))
        for name, pattern in BINDING.items():
            places = stated(pattern, self.request.text)
            if places and not binding_met(self.intent, name):
                quote = self.request.text[slice(*places[0])]
                yield unused(
                    places[0], say("{quote!r} of the request: the intent has nothing that answers to it", quote=quote)
                )

    def answers_to(self, q: Quantity) -> bool:
        """Whether a value, a word or a restatement of the intent accounts for a quantity."""
        if q.kind == "thread" and _TAPPED.match(self.request.text[q.end :]) and not self.designated(q):
            return False  # a hole of that diameter is no thread
        return (
            q.start in self.used
            or q.kind == "ordinal"
            or any(start <= q.start and q.end <= end for start, end in self.covered)
            or (q.kind in ("thread", "fit", "designation") and self.designated(q))
            or self.restated.answers(q)
        )

    def use(self, q: Quantity) -> None:
        """Note that a value was computed with a quantity."""
        self.used.setdefault(q.start, set()).add("any")

    def designated(self, q: Quantity) -> bool:
        """Whether a thread, fit or grade is in the intent."""
        return any(isinstance(s.value, str) and _bare(q.designation) in _bare(s.value) for s in words(self.intent))

    def _ungrounded(self, pointer: str, problem: str) -> Finding:
        return Finding(
            "ungrounded-value",
            say("{where}: {what}", where=pointer, what=problem),
            where=Location(pointer=pointer),
            remedy=_REMEDY,
        )


def unused(span: tuple[int, int], message: str) -> Finding:
    """A quantity of the request that went nowhere."""
    return Finding(
        "quantity-ignored", message, where=Location(span=span), remedy=say("use it in its role, or ask what it means")
    )


def _same(a: float, b: float) -> bool:
    return abs(abs(a) - abs(b)) <= RELATIVE * max(abs(a), abs(b), 1e-3)


def _cancel(quoted: list[Quantity]) -> bool:
    """Whether nothing is left of two of the numbers: -20 and 20, or 0 itself."""
    values = [q.value for q in quoted if q.value is not None]
    return 0.0 in values or any(_same(a, b) and a * b < 0 for a, b in combinations(values, 2))


def _bare(text: str) -> str:
    """For comparing names: lower case, letters, digits, dots and slashes only."""
    return "".join(c for c in fold(text).casefold() if c.isalnum() or c in "./").replace("×", "x")
