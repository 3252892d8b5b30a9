"""Fault injection: a program with one fault, what became of it under the check, and the counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

Z_95: Final = 1.959963984540054
"""Quantile of the normal distribution for an interval of 95 %."""


class Harm(StrEnum):
    """What a fault does to the work."""

    HARMFUL = "harmful"
    HARMLESS = "harmless"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program with one fault. ``line``: of the first changed line, from 1, in the faulty text."""

    operator: str
    number: int  # of the operator's mutants, from 1
    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    text: str

    @property
    def diff(self) -> tuple[str, ...]:
        """The lines that went, marked with -, and those that came, marked with +; of long stretches the ends."""
        return (*_ends("-", self.before), *_ends("+", self.after))


def _ends(mark: str, lines: Sequence[str], most: int = 6) -> list[str]:
    if len(lines) <= most:
        return [mark + line for line in lines]
    half = most // 2
    return [
        *(mark + line for line in lines[:half]),
        f"{mark}… {len(lines) - most}",
        *(mark + line for line in lines[-half:]),
    ]


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, judged and checked. ``codes``: of the errors that the program itself has not; ``named``: one names the fault."""

    mutant: Mutant
    harm: Harm
    why: str
    codes: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    named: bool = False

    @property
    def caught(self) -> bool:
        """Whether the check has an error for it."""
        return bool(self.codes)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one operator's mutants. ``short``: the program has no more places for this fault than were tried."""

    operator: str
    text: str
    trials: tuple[Trial, ...]
    short: bool = False

    def of(self, harm: Harm) -> tuple[Trial, ...]:
        """The trials of that harm."""
        return tuple(t for t in self.trials if t.harm is harm)

    @property
    def missed(self) -> tuple[Trial, ...]:
        """Harmful ones that nothing found."""
        return tuple(t for t in self.of(Harm.HARMFUL) if not t.caught)

    @property
    def alarms(self) -> tuple[Trial, ...]:
        """Harmless ones with an error."""
        return tuple(t for t in self.of(Harm.HARMLESS) if t.caught)

    @property
    def by(self) -> Counter[str]:
        """How often each code caught a harmful one."""
        return Counter(code for t in self.of(Harm.HARMFUL) for code in dict.fromkeys(t.codes))

    def figures(self) -> dict[str, int]:
        """The counts of the table."""
        harmful = self.of(Harm.HARMFUL)
        caught = [t for t in harmful if t.caught]
        return {
            "tried": len(self.trials),
            "harmful": len(harmful),
            "harmless": len(self.of(Harm.HARMLESS)),
            "unjudged": len(self.of(Harm.UNJUDGED)),
            "caught": len(caught),
            "named": sum(t.named for t in caught),
            "missed": len(harmful) - len(caught),
            "alarms": len(self.alarms),
        }


@dataclass(frozen=True, slots=True)
class Faults:
    """A whole run. ``own``: codes of the errors that the program has without any fault; ``notes``: what was taken for granted."""

    program: str
    seed: int
    tallies: tuple[Tally, ...]
    own: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def total(self) -> dict[str, int]:
        """The sums of the table."""
        out: Counter[str] = Counter()
        for tally in self.tallies:
            out.update(tally.figures())
        return {name: out[name] for name in Tally("", "", ()).figures()}


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209; (0, 1) where nothing was counted."""
    if of == 0:
        return (0.0, 1.0)
    p, z2 = hits / of, Z_95**2
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 / (1 + z2 / of) * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return (max(0.0, middle - half), min(1.0, middle + half))


def trial_json(trial: Trial) -> dict[str, Any]:
    """The JSON form of one trial."""
    mutant = trial.mutant
    return {
        "operator": mutant.operator,
        "number": mutant.number,
        "line": mutant.line,
        "diff": list(mutant.diff),
        "harm": str(trial.harm),
        "why": str(trial.why),
        "caught": trial.caught,
        "named": trial.named,
        "codes": list(trial.codes),
        "warnings": list(trial.warnings),
    }
