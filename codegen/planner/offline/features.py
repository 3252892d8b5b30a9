"""Features of a draft → features of the intent, and the questions about what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from codegen.messages import say
from codegen.planner.offline.draft import Draft, Feature
from codegen.planner.offline.numbers import whole
from codegen.planner.offline.places import POSITION, Frame, Placed, at_point, leaf, place
from codegen.planner.offline.values import Fact, Num, Units, Val, contradiction, unread


@dataclass(frozen=True, slots=True)
class Open:
    """Something essential that is missing: ``feature`` is None where body or request as a whole is concerned."""

    slot: str
    pointer: str
    feature: Feature | None = None
    identifier: str = ""
    text: str = ""  # which question it is, where a slot has several
    choices: tuple[str, ...] = ()  # answers that this one question offers


@dataclass
class Emitted:
    """One feature as it goes into the intent, with what is open about it and what was taken for granted."""

    data: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    details: list[tuple[str, str, str]] = field(default_factory=list)  # field, key of the note, figures
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)  # slot -> answers to choose from


class Writer:
    """What the writers of all kinds of feature share."""

    def __init__(self, draft: Draft, frame: Frame, datum: dict[str, Any] | None) -> None:
        self.draft, self.frame, self.datum = draft, frame, datum
        self.units: Units = frame.units
        self.done: dict[int, dict[str, Any]] = {}
        self.more: list[dict[str, Any]] = []  # features that one phrase brings beside its own: "in each leg"

    def _length(self, fact: Fact, role: str) -> Val:
        return leaf(fact.value, role, self.units)

    def _computed(self, value: float, role: str, inputs: Sequence[Num]) -> Val:
        """``value`` (mm) that follows from ``inputs``: its source is the words of all of them."""
        number = round(value / (1.0 if self.units.name == "mm" else 25.4), 9)
        spans = [v.span for v in inputs if v.span is not None]
        if len(spans) < len(inputs):
            return Val(number, role, origin="answer")
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        return Val(number, role, (start, end), self.draft.text[start:end], "expression")

    def _yes(self, fact: Fact, role: str, value: Any = True) -> Val:
        return Val(value, role, fact.span, fact.text, fact.origin)

    def _count(self, facts: dict[str, Fact]) -> int | None:
        if "count" not in facts:
            return None
        number = whole(facts["count"].value)
        if number is None:
            raise unread(self.draft.text, [facts["count"].span or (0, 0)], say("no count"))
        return number

    def _place(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        count = self._count(facts)
        placed: Placed = place(facts, count, self.frame)
        central = self.frame.axial or ("bore" in facts and self.frame.round) or "inner" in facts
        if central and (count or 1) == 1 and not facts.keys() & POSITION:
            placed = Placed([at_point(self.frame, None, "centre")], notes=["bore"])
        if "coaxial" in facts:
            before = self.done.get(id(facts["coaxial"].value))
            placed.at = before.get("at", []) if before is not None else []
            if not placed.at:
                placed.missing = ["position"]
            if facts["coaxial"].value.kind != "hole" and "depth" in facts:
                raise unread(
                    self.draft.text,
                    [facts["depth"].span or (0, 0)],
                    say("deep from the top, or from the floor of the pocket?"),
                )
        if not placed.at and not placed.missing:
            placed.missing = ["position"]
        out.data["at"] = placed.at
        out.missing += placed.missing
        out.notes += placed.notes
        return placed.used | {"count"}

    def _reach(self, facts: dict[str, Fact], out: Emitted, slot: str = "depth") -> set[str]:
        """Through or a depth: exactly one, or a question."""
        depth, thru, blind = facts.get(slot), facts.get("thru"), facts.get("blind")
        if thru is not None and (blind is not None or depth is not None):
            other = blind or depth
            raise contradiction(say("through and blind (or a depth) are both said"), other.span if other else None)
        if thru is not None:
            out.data["through"] = self._yes(thru, "through")
        elif depth is not None:
            out.data["depth"] = self._length(depth, "depth")
        else:
            out.missing.append("depth")
        return {"thru", "blind", slot} | self._floor(facts, out)

    def _floor(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """What must stay below: nothing but the floor ("blind"), or so much at least."""
        floor = facts.get("floor")
        if floor is not None and "thru" in facts:
            raise contradiction(say("through and a floor are both said"), floor.span)
        if floor is not None:
            out.data["floor"] = self._length(floor, "floor")
        elif "blind" in facts:
            out.data["floor"] = 0.0
        return {"floor"}
