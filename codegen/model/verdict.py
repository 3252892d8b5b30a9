"""The verdict: claims with a status, measurements, artifacts. Wording: consistent with the intent, never "safe"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from codegen.findings import Finding, Severity

if TYPE_CHECKING:
    from codegen.model.intent import Intent, Question
    from codegen.model.job import Job
    from codegen.model.program import Program
    from codegen.model.simulation import Simulation


class Status(StrEnum):
    """How far a claim goes."""

    PROVEN = "proven"  # by a stated method to a stated resolution
    RULE_CHECKED = "rule-checked"  # a rule looked at it; no measurement
    OPERATOR = "operator"  # for the operator to verify
    FAILED = "failed"
    ACCEPTED = "accepted"  # failed, and the user accepted it by name


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about the work. ``id`` is what ``--accept`` takes: ``feature:holes[1]``, ``no-gouge``."""

    id: str
    text: str
    status: Status
    method: str = ""
    figure: str = ""  # measured value with its unit
    resolution: str = ""
    lines: tuple[tuple[int, int], ...] = ()  # of the program

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        out: dict[str, Any] = {"id": self.id, "text": self.text, "status": str(self.status)}
        for name in ("method", "figure", "resolution"):
            if getattr(self, name):
                out[name] = getattr(self, name)
        if self.lines:
            out["lines"] = [list(r) for r in self.lines]
        return out


class Outcome(StrEnum):
    """What became of a request; the exit code follows from it."""

    PASSED = "passed"  # 0
    FAILED = "failed"  # 1: findings, or a claim not met
    QUESTION = "question"  # 2
    REFUSED = "refused"  # 2
    ERROR = "error"  # 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """All claims and findings together."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """FAILED when any claim failed or any finding is an error; accepted claims do not count."""
        bad = any(c.status is Status.FAILED for c in self.claims)
        bad = bad or any(f.severity is Severity.ERROR for f in self.findings)
        return Outcome.FAILED if bad else Outcome.PASSED


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that was let pass by name. ``by``: a comment in the program with its reason, or an option of the command."""

    finding: Finding
    reason: str
    by: Literal["comment", "option"]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {**self.finding.to_dict(), "reason": self.reason, "by": self.by}


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of the output set: its name in the directory, its content, what it is."""

    name: str
    data: bytes
    role: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure measured on the part or the program: ``value`` in ``unit``, by ``method``."""

    name: str
    value: float
    unit: str
    method: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation behind a part: its messages, the intents before the last one, and what was set beside the words."""

    messages: tuple[str, ...]
    earlier: tuple[Intent, ...] = ()
    machine: str | None = None
    controller: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """Everything a report tells of one run, whatever its outcome.

    ``base`` is the intent that a revision changed. ``command`` is "make" or "check". ``request`` is the user's text, None for
    an intent or a program. ``source``: the program. ``sent_to``: where the request went; None: nowhere. ``findings`` holds
    all findings; ``verdict`` is None when the run ended earlier.
    """

    command: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    verdict: Verdict | None = None
    request: str | None = None
    planner: str = ""
    sent_to: str | None = None
    intent: Intent | None = None
    base: Intent | None = None
    talk: Talk | None = None
    job: Job | None = None
    measurements: tuple[Measurement, ...] = ()
    simulation: Simulation | None = None
    source: str | Program | None = None
    program_name: str = ""
    controller: str = ""
    machine: str = ""
    accepted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    fixed: tuple[str, ...] = ()  # what --fix did, in words
    language: str = "en"  # of the reports

    @property
    def program(self) -> str | None:
        """The program's text; of a long one that was checked it is made each time."""
        return self.source if self.source is None or isinstance(self.source, str) else self.source.text
