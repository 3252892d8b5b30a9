"""Between what was found and what is shown: one finding a cause, what comments let pass, what was selected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from codegen import rules
from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Program
from codegen.model.verdict import Allowed, Claim, Status, Verdict


@dataclass(frozen=True, slots=True)
class Sieved:
    """``findings``: that stand and are shown. ``aside``: errors that are not counted. ``allowed``: what is recorded of them.

    ``folded``: errors that another one tells of: not shown, and what they speak against is not proven all the same.
    """

    findings: tuple[Finding, ...]
    aside: tuple[Finding, ...]
    allowed: tuple[Allowed, ...]
    folded: tuple[Finding, ...] = ()


def sieve(findings: Iterable[Finding], program: Program, wanted: rules.Selection, *, machine_said: bool) -> Sieved:
    """The findings by cause, by the program's comments and by what was selected."""
    given = [_by_an_unnamed_machine(f, machine_said=machine_said) for f in findings]
    told = rules.one_a_cause(given)
    kept_ids = {id(f) for f in (*told, *rules.one_a_cause(given, errors=True))}  # what hangs on the unknown is no error
    folded = tuple(f for f in given if f.severity is Severity.ERROR and id(f) not in kept_ids)
    standing, passed, wrong = rules.allow(told, program)
    kept, aside = rules.choose([*standing, *wrong], wanted)
    allowed = [Allowed(finding, reason, "comment") for finding, reason in passed]
    allowed += [Allowed(finding, say("not selected"), "option") for finding in aside]
    hidden = (*(f for f, _ in passed if f.severity is Severity.ERROR), *aside)
    if not any(f.severity is Severity.ERROR for f in (*standing, *wrong)):
        folded = ()  # their causes were let pass
    return Sieved(tuple(kept), hidden, tuple(allowed), folded)


def _by_an_unnamed_machine(finding: Finding, *, machine_said: bool) -> Finding:
    """The simulation's word on the travel of a machine that nobody named is a warning, like the rules'."""
    if machine_said or finding.code != "travel-limit" or finding.severity is not Severity.ERROR:
        return finding
    return replace(finding, severity=Severity.WARNING)


def accepted(shown: Verdict, full: Verdict) -> Verdict:
    """``shown``, where what failed in ``full`` alone is marked as taken upon himself by the user: never as checked."""
    mine = {claim.id: claim for claim in shown.claims}
    claims: list[Claim] = []
    for claim in full.claims:
        kept = mine.get(claim.id)
        if claim.status is Status.FAILED and (kept is None or kept.status is not Status.FAILED):
            claims.append(replace(claim, status=Status.ACCEPTED))
        else:
            claims.append(kept or claim)
    return replace(shown, claims=tuple(claims))
