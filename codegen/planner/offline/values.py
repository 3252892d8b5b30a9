"""Small values of the offline interpreter: numbers as said, facts read from phrases, leaves of the intent, refusals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from codegen.findings import Finding, Location
from codegen.messages import say

Origin = Literal["text", "answer", "assumption", "expression", "table"]
REPHRASE: Final = say("rephrase, or use a language model: --model NAME")


@dataclass(frozen=True, slots=True)
class Num:
    """A number as said. Equal when value and unit are; where it stands does not matter."""

    value: float
    unit: str | None = None
    nominal: str = field(default="", compare=False)
    span: tuple[int, int] | None = field(default=None, compare=False)
    text: str = field(default="", compare=False)
    origin: Origin = field(default="text", compare=False)
    loose: bool = field(default=False, compare=False)  # a bare number that could as well be a count

    def __neg__(self) -> Num:
        return Num(-self.value, self.unit, "", self.span, self.text, self.origin)

    def with_unit(self, unit: str | None) -> Num:
        """The same, in ``unit`` if none was written."""
        return Num(self.value, self.unit or unit, self.nominal, self.span, self.text, self.origin, self.loose)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a phrase says: ``slot`` of a feature, body or request, its value, where it stands."""

    slot: str
    value: Any
    span: tuple[int, int] | None = field(default=None, compare=False)
    text: str = field(default="", compare=False)
    origin: Origin = field(default="text", compare=False)


@dataclass(frozen=True, slots=True)
class Val:
    """A leaf of the intent under construction: its JSON value and where that came from."""

    value: Any
    role: str
    span: tuple[int, int] | None = None
    text: str = ""
    origin: Origin = "text"
    note: str = ""


class Refused(Exception):
    """The request will not be read any further: the findings say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f.message for f in findings))
        self.findings = findings


def refusal(code: str, message: str, span: tuple[int, int] | None = None, remedy: str = REPHRASE) -> Refused:
    """A refusal with one finding."""
    return Refused(Finding(code, message, where=Location(span=span), remedy=remedy))


def unread(text: str, spans: Sequence[tuple[int, int]], why: str = "") -> Refused:
    """Words that could not be accounted for, neighbours joined, each with its span."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    words: str = ", ".join(repr(text[start:end][:60]) for start, end in joined[:12])
    if len(joined) > 12:
        words = say("{lines} and {n} more", lines=words, n=len(joined) - 12)
    message = say("not understood: {words}", words=words)
    if why:
        message = say("not understood: {words} ({why})", words=words, why=why)
    return refusal("unread-words", message, joined[0] if joined else None)


def contradiction(message: str, span: tuple[int, int] | None = None) -> Refused:
    """Two statements that cannot both hold."""
    return refusal("contradiction", message, span, say("say which of the two holds"))


_MM: Final = {"mm": 1.0, "cm": 10.0, "um": 0.001, "丝": 0.01}
UNIT_SIZES: Final = _MM
"""Millimetres of the metric units."""
_INCH: Final = {"in": 1.0, "thou": 0.001}


@dataclass
class Units:
    """The unit of bare numbers. ``doubtful`` is set when one is used although the unit is not certain."""

    name: Literal["mm", "inch"]
    certain: bool = True
    doubtful: bool = False
    fractions: bool = False  # every unit said is the inch: a bare fraction is one, too

    def bare(self, num: Num) -> str:
        """The unit of ``num``, which may say none: a bare fraction is no metric size."""
        if num.unit is not None:
            return num.unit
        if self.fractions and "/" in num.nominal:
            return "in"
        if num.value and (not self.certain or (self.name == "mm" and "/" in num.nominal)):
            self.doubtful = True
        return "mm" if self.name == "mm" else "in"


def length(num: Num, units: Units) -> float | str:
    """``num`` as a length of an intent in ``units``: a number, or text with the other unit: ``3/8 in``."""
    own, other = (_MM, _INCH) if units.name == "mm" else (_INCH, _MM)
    unit = units.bare(num)
    if unit in own:
        return round(num.value * own[unit], 9)
    value = round(num.value * other[unit], 9)
    simple = "/" in num.nominal and "-" not in num.nominal and " " not in num.nominal and num.value > 0
    written = num.nominal if simple and unit == "in" else f"{value:.9g}"
    return f"{written} {'mm' if unit in _MM else 'in'}"


def millimetres(num: Num, units: Units) -> float:
    """``num`` in mm, a bare number being in ``units``."""
    unit = num.unit or ("mm" if units.name == "mm" else "in")
    return num.value * (_MM[unit] if unit in _MM else _INCH[unit] * 25.4)
