"""What resolving an intent gathers on its way: lengths in mm, findings, questions, assumptions, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from codegen.findings import Finding, Location, Severity
from codegen.messages import bilingual, say
from codegen.model.intent import Intent, Question, Slot
from codegen.model.job import Sourced
from codegen.process.expression import ExpressionError, as_length, as_number, evaluate
from codegen.units import Unit

LARGEST: Final = 1.0e5
"""mm: a longer length is a slip of the unit, not a part for a machine tool (100 m)."""


@dataclass
class Context:
    """Gathers what is learnt. Every problem names a JSON pointer into the intent."""

    intent: Intent
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    sources: list[Sourced] = field(default_factory=list)

    def failed(self) -> bool:
        """Whether any finding so far is an error."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    @property
    def unit(self) -> float:
        """Millimetres in one of the intent's units."""
        return Unit(self.intent.units).mm

    @property
    def parameters(self) -> Mapping[str, str | float]:
        """The intent's parameters by name."""
        return {p.name: p.value for p in self.intent.parameters}

    def report(
        self,
        code: str,
        message: str,
        *,
        pointer: str = "",
        feature: str | None = None,
        remedy: str = "",
        severity: Severity = Severity.ERROR,
        figures: Mapping[str, float | str] | None = None,
    ) -> None:
        """Add a finding about the intent."""
        where = Location(pointer=pointer or None, feature=feature)
        self.findings.append(Finding(code, message, severity, where, remedy, tuple((figures or {}).items())))

    def ask(
        self, slot: Slot, about: str, english: str, chinese: str, *, feature: str = "", choices: tuple[str, ...] = ()
    ) -> None:
        """Add a question, once. Its id is made of the slot and the feature."""
        ident = (f"{slot}-{feature}" if feature else slot)[:40]
        if all(q.id != ident for q in self.questions):
            text = bilingual(self.intent.language, en=english, zh=chinese)
            self.questions.append(Question(id=ident, slot=slot, about=about, text=text, choices=choices))

    def assume(self, text: str) -> None:
        """State something that was taken for granted, once."""
        if text not in self.assumptions:
            self.assumptions.append(text)

    def figure(self, name: str, value: float | str, unit: str, source: str) -> None:
        """State a default that concerns the job as a whole, once."""
        if all(s.name != name for s in self.sources):
            self.sources.append(Sourced(name=name, value=value, unit=unit, source=source))

    def length(self, value: str | float | None, pointer: str, *, positive: bool = False) -> float | None:
        """A length in mm; None: not given, or bad (then a finding says so). ``positive``: zero and less are bad."""
        if value is None:
            return None
        mm = self._evaluate(value, pointer, "length") if isinstance(value, str) else value * self.unit
        if mm is None:
            return None
        if abs(mm) > LARGEST:
            self.report(
                "bad-expression",
                say("{value!r} is {mm:g} mm: more than 100 m", value=value, mm=mm),
                pointer=pointer,
                remedy=say("check the unit"),
            )
            return None
        if positive and mm <= 0:
            self.report(
                "bad-expression",
                say("{value!r} is {mm:g} mm, and this must be more than 0", value=value, mm=mm),
                pointer=pointer,
                remedy=say("give a size greater than zero"),
            )
            return None
        return mm

    def angle(self, value: str | float | None, pointer: str) -> float | None:
        """An angle in degrees; None: not given, or bad."""
        return self._evaluate(value, pointer, "angle") if isinstance(value, str) else value

    def _evaluate(self, text: str, pointer: str, kind: str) -> float | None:
        try:
            quantity = evaluate(text, self.parameters, self.unit)
        except ExpressionError as e:
            self._bad(text, pointer, e.reason, e.column, e.end_column)
            return None
        value = as_length(quantity, self.unit) if kind == "length" else as_number(quantity)
        if value is None:
            power = quantity.power or 0
            got = (
                say("a plain number (a ratio)")
                if power == 0
                else say("a length")
                if power == 1
                else say("a length to the power {power}", power=power)
            )
            self._bad(
                text,
                pointer,
                say(
                    "unit nonsense: {got} where {wanted} is wanted",
                    got=got,
                    wanted=say("a length") if kind == "length" else say("an angle"),
                ),
                1,
                None,
            )
        return value

    def _bad(self, text: str, pointer: str, reason: str, column: int, end: int | None) -> None:
        where = Location(pointer=pointer, column=column, end_column=end, block=text)
        message = say("{text!r}, column {column}: {reason}", text=text, column=column, reason=reason)
        self.findings.append(
            Finding(
                "bad-expression",
                message,
                Severity.ERROR,
                where,
                say("write a length such as 12.5, 'width/2 - 8' or '3/8 in'"),
            )
        )
