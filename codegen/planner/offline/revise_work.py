"""The intent under revision: JSON data that is edited in place, each edit with the words that it comes from."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from codegen.messages import bilingual, say
from codegen.planner.offline.values import Fact, Num, Refused, Units, length, millimetres, refusal

Feature = dict[str, Any]
Span = tuple[int, int] | None
_FIGURE: Final = re.compile(r"(?P<n>(?:\d+ )?\d+/\d+|\d*\.?\d+)\s*(?P<unit>mm|in)?")


@dataclass
class Work:
    """Data of the intent, its provenance, and what was changed. ``text``: the newest message, ``offset`` its place in all."""

    data: dict[str, Any]
    sources: list[dict[str, Any]]
    text: str
    offset: int
    language: str
    notes: list[tuple[str, str]] = field(default_factory=list)  # pointer, text of an assumption
    focus: int | None = None  # index of the feature that was last talked about

    @classmethod
    def of(cls, base: Mapping[str, Any], text: str, offset: int, language: str) -> Work:
        """A copy of ``base`` to work on."""
        data = copy.deepcopy(dict(base))
        sources = list(data.pop("provenance", ()))
        work = cls(data, [dict(s) for s in sources], text, offset, language)
        work.focus = work._last_named()
        return work

    @property
    def units(self) -> Units:
        """The intent's unit, in which bare numbers are."""
        return Units("inch" if self.data["units"] == "inch" else "mm")

    @property
    def features(self) -> list[Feature]:
        """The features, in order."""
        found = self.data.setdefault("features", [])
        if not isinstance(found, list):
            self.data["features"] = found = list(found)
        return found

    def _last_named(self) -> int | None:
        """The feature whose words stand last in what was said."""
        last: dict[int, int] = {}
        for s in self.sources:
            match = re.match(r"/features/(\d+)(?:/|\Z)", s["pointer"])
            if match and s.get("span"):
                last[int(match[1])] = max(last.get(int(match[1]), -1), s["span"][0])
        return max(last, key=lambda i: last[i]) if last else None

    # -- values

    def number(self, value: Any) -> float:
        """A length in the intent's unit. Raises Refused for an expression that is no plain figure."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        match = _FIGURE.fullmatch(str(value).strip())
        if match is None:
            raise refusal(
                "unsupported-request",
                say("{value!r} is an expression: it cannot be changed by words here", value=value),
            )
        figure = float(sum(map(Fraction, match["n"].split())))
        factor = {"mm": 1.0, "in": 25.4}[match["unit"]] if match["unit"] else self._mm
        return figure * factor / self._mm

    @property
    def _mm(self) -> float:
        return 25.4 if self.data["units"] == "inch" else 1.0

    def plain(self, num: Num) -> float:
        """A number as said, in the intent's unit. A bare fraction in a metric part is not a length: raises Refused."""
        units = self.units
        units.bare(num)
        if units.doubtful:
            raise refusal(
                "unread-words", say("{text!r}: millimetres or inches?", text=num.text), num.span, say("write the unit")
            )
        return round(millimetres(num, units) / self._mm, 9) + 0.0

    def length(self, num: Num) -> float | str:
        """A number as said, as a length of the intent."""
        self.plain(num)
        return length(num, self.units)

    # -- edits

    def at(self, pointer: str) -> Any:
        """The value at ``pointer``; None: there is none."""
        item: Any = self.data
        for token in pointer.strip("/").split("/"):
            try:
                item = item[int(token)] if isinstance(item, list | tuple) else item[token]
            except (KeyError, IndexError, ValueError, TypeError):
                return None
        return item

    def put(self, pointer: str, value: Any, fact: Fact, *, note: str = "", origin: str = "") -> None:
        """Set a value, with its source; sources of what it replaces go."""
        parent, _, name = pointer.rpartition("/")
        owner = self.at(parent) if parent else self.data
        if isinstance(owner, list):
            owner[int(name)] = value
        else:
            owner[name] = value
        self.forget(pointer)
        self.source(pointer, fact, note=note, origin=origin)

    def forget(self, pointer: str) -> None:
        """Drop what is said of the source of ``pointer`` and of all below, and assumptions about it."""
        below = pointer + "/"
        gone = [s for s in self.sources if s["pointer"] == pointer or s["pointer"].startswith(below)]
        spans = [s["span"] for s in gone if s.get("span")]
        owner = re.match(r"/features/\d+", pointer)

        def quotes(s: dict[str, Any]) -> bool:
            """Whether it is about the feature as a whole, and quotes what is replaced."""
            if owner is None or s["pointer"] != owner[0] or not s.get("span"):
                return False
            return any(s["span"][0] <= a and b <= s["span"][1] for a, b in spans)

        self.sources = [s for s in self.sources if not any(s is g for g in gone) and not quotes(s)]
        kept = self.data.get("assumptions", ())
        self.data["assumptions"] = [a for a in kept if a["about"] != pointer and not a["about"].startswith(below)]

    def source(self, pointer: str, fact: Fact, *, note: str = "", origin: str = "") -> None:
        """Note where a value comes from."""
        if fact.span is None and fact.origin != "answer":
            return
        out: dict[str, Any] = {
            "pointer": pointer,
            "origin": origin or fact.origin,
            "role": fact.slot[:60],
            "text": fact.text[:400],
        }
        if fact.span is not None and fact.origin == "text":
            start, end = fact.span
            out |= {"span": [start + self.offset, end + self.offset], "text": self.text[start:end][:400]}
        if note:
            out["note"] = note[:400]
        self.sources.append(out)

    def note(self, pointer: str, english: str, chinese: str) -> None:
        """Something to state to the user."""
        self.notes.append((pointer, bilingual(self.language, en=english, zh=chinese)))

    def remove(self, index: int) -> None:
        """Take a feature out; pointers of the later ones move up."""
        identifier = self.features[index].get("id")
        del self.features[index]
        self.forget(f"/features/{index}")
        self._renumber(lambda i: i - 1 if i > index else i)
        if any(f.get("of") == identifier for f in self.features if identifier):
            raise refusal(
                "contradiction",
                say("{feature} is still needed by another feature", feature=identifier),
                None,
                say("remove that one first"),
            )
        if self.focus is not None:
            self.focus = None if self.focus == index else self.focus - (self.focus > index)

    def insert(self, index: int, feature: Feature) -> None:
        """Put a feature in; pointers of the later ones move down."""
        self._renumber(lambda i: i + 1 if i >= index else i)
        self.features.insert(index, feature)
        if self.focus is not None and self.focus >= index:
            self.focus += 1

    def _renumber(self, moved: Any) -> None:
        def new(pointer: str) -> str:
            match = re.match(r"/features/(\d+)(.*)\Z", pointer, re.DOTALL)
            return f"/features/{moved(int(match[1]))}{match[2]}" if match else pointer

        for s in self.sources:
            s["pointer"] = new(s["pointer"])
        self.data["assumptions"] = [dict(a) | {"about": new(a["about"])} for a in self.data.get("assumptions", ())]
        self.notes = [(new(pointer), text) for pointer, text in self.notes]

    def copy_sources(self, old: str, new: str) -> None:
        """What is said of ``old`` and below holds for ``new`` as well."""
        below = old + "/"
        for s in list(self.sources):
            if s["pointer"] == old or s["pointer"].startswith(below):
                self.sources.append(dict(s) | {"pointer": new + s["pointer"][len(old) :]})

    def fresh_id(self, kind: str) -> str:
        """An id that no feature has."""
        taken = {f.get("id") for f in self.features}
        return next(f"{kind}{n}" for n in range(1, 1000) if f"{kind}{n}" not in taken)

    def result(self) -> dict[str, Any]:
        """The revised intent, raw. Raises Refused when nothing is left to machine."""
        programmed = "program" in (self.data.get("deliverables") or ("program",))
        if not self.features and programmed:
            raise refusal(
                "unsupported-request", say("nothing would be left to machine"), None, say("say what is to be machined")
            )
        out = dict(self.data)
        known = list(out.get("assumptions", ()))
        out["assumptions"] = known + [
            {"about": pointer, "text": text[:400], "source": "offline interpreter"} for pointer, text in self.notes
        ]
        out["provenance"] = self.sources
        return out


def same(a: float, b: float) -> bool:
    """Equal but for float64's rounding."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


__all__ = ["Fact", "Feature", "Num", "Refused", "Span", "Work", "same"]
