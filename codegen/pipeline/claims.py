"""From findings and results to claims: what is proven, by which method, to which resolution, and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.findings import Finding, Severity, loses
from codegen.messages import say
from codegen.model.verdict import Claim, Status, Verdict
from codegen.pipeline import shapes
from codegen.units import number

if TYPE_CHECKING:
    from codegen.model.job import Fixture, Job
    from codegen.model.simulation import Simulation

READ_CODES = frozenset(
    {"syntax", "unsupported-code", "word-missing", "word-conflict", "arc-geometry", "modal-unset", "position-unknown",
     "feed-missing", "no-program-end", "limit-exceeded", "look-alike-character", "units-not-stated", "units-mismatch",
     "cycle-not-cancelled", "compensation-left-on", "path-tolerance"}
)  # fmt: skip
LOSING_CODES = frozenset(
    {"syntax", "unsupported-code", "word-missing", "word-conflict", "arc-geometry", "modal-unset", "position-unknown",
     "limit-exceeded", "look-alike-character", "not-simulated", "tool-not-in-setup", "text-after-end",
     "units-not-stated", "value-unset", "value-unknown"}
)  # fmt: skip
"""Findings that leave moves out of the simulation, where they are errors or say that what follows is not known."""
RAPID_CODES = frozenset({"rapid-into-stock", "retract-low"})
CUT_CODES = frozenset(
    {"spindle-off-in-cut", "spindle-reversed", "plunge-not-centre-cutting", "deeper-than-flutes", "speed-limit",
     "feed-limit", "cutting-data", "tool-change-in-cut", "tool-not-in-setup", "no-coolant", "drill-without-pecks",
     "dwell-out-of-scale"}
)  # fmt: skip
LENGTH_CODES = frozenset({"missing-length-offset", "wrong-length-offset"})
CONTACT_CODES = frozenset({"holder-contact", "fixture-contact"})
TAP_CODES = frozenset({"tap-feed", "tap-not-synchronised", "tap-hole", "thread-not-cut", "no-tapping"})


def verdict(
    *,
    findings: Iterable[Finding],
    simulation: Simulation | None,
    job: Job | None = None,
    extra: Sequence[Claim] = (),
    accept: Sequence[str] = (),
    assumptions: Sequence[str] = (),
    tips_only: bool = False,
) -> Verdict:
    """All claims about a program, with the findings that speak against them.

    ``tips_only``: some tools are not described and only their tips were followed; what was not hit is then not proven.

    ``accept`` names claims that the user takes upon himself: their status becomes ACCEPTED and the findings that failed
    them become warnings, so they stay visible.
    """
    found = tuple(sorted(findings, key=_place))
    claims = [*extra, *_program_claims(found, simulation, tips_only=tips_only)]
    if simulation is not None:
        claims += shapes.shape_claims(found, simulation, whole=not _incomplete(found), unproven=NOT_ALL_READ)
        if job is None:
            claims += shapes.unseen_claims(simulation)
    if job is not None:
        if not _threads(job):
            claims = [c for c in claims if c.id != "threads" or c.status is Status.FAILED]  # nothing to claim
        claims += _operator_claims(job)
        claims += shapes.feature_claims(job, simulation, found)
    covered = {f.code for f in found if f.severity is Severity.ERROR}
    claimed = {c.id for c in claims}
    claims += [
        Claim(f"no-{code}", say("no finding of {code}", code=code), Status.FAILED, method=say("rules"))
        for code in sorted(covered - _CLAIMED_CODES)
        if f"no-{code}" not in claimed
    ]
    final, kept = _accepted(claims, found, accept)
    return Verdict(tuple(final), kept, tuple(assumptions))


def _place(finding: Finding) -> tuple[int, int]:
    """Findings in the program's order; those without a line first."""
    return (finding.where.line or 0, finding.where.column or 0)


_CLAIM_CODES: Mapping[str, frozenset[str]] = {
    "program-read": READ_CODES,
    "round-trip": frozenset({"round-trip"}),
    "no-rapid-in-material": RAPID_CODES,
    "cutting-conditions": CUT_CODES,
    "length-offsets": LENGTH_CODES,
    "no-contact": CONTACT_CODES,
    "threads": TAP_CODES,
    "travel": frozenset({"travel-limit"}),
    "no-gouge": frozenset({"gouge", "uncalled-removal"}),
    "no-leftover": frozenset({"leftover", "feature-not-cut"}),
    "simulated": frozenset({"not-simulated"}),
}
_CLAIMED_CODES = frozenset().union(*_CLAIM_CODES.values())


def _failed(findings: Iterable[Finding], codes: frozenset[str]) -> bool:
    return any(f.code in codes and f.severity is Severity.ERROR for f in findings)


NOT_ALL_READ = say("not proven: a part of the program could not be read or followed")


def _incomplete(findings: Iterable[Finding]) -> bool:
    """Whether moves are missing from the simulation: what was not hit is then not proven."""
    return any(f.code in LOSING_CODES and loses(f) for f in findings)


def _program_claims(findings: tuple[Finding, ...], simulation: Simulation | None, *, tips_only: bool) -> list[Claim]:
    def rule(claim: str, text: str, method: str, *, resolution: str = "", proven: bool = False) -> Claim:
        bad = _failed(findings, _CLAIM_CODES[claim])
        good = Status.PROVEN if proven else Status.RULE_CHECKED
        if proven and tips_only:
            good, resolution = Status.OPERATOR, say("only the tips of tools not described were followed")
        elif (proven or claim == "program-read") and _incomplete(findings):
            good, resolution = Status.OPERATOR, NOT_ALL_READ
        return Claim(claim, text, Status.FAILED if bad else good, method, resolution=resolution)

    claims = [
        rule(
            "program-read",
            say("every block is understood by the control's grammar"),
            say("read back through the grammar"),
        ),
        rule("length-offsets", say("every tool works under its own length offset"), say("modal state of each move")),
        rule(
            "cutting-conditions",
            say("spindle on and turning the right way in every cut; speeds and feeds within limits"),
            say("modal state of each move that removes material") if simulation else say("modal state of each move"),
        ),
        rule(
            "threads",
            say("every tap meets its drilled hole, at feed = speed × pitch, and no thread is left out"),
            say("rules on the motions"),
        ),
        rule(
            "travel",
            say("the program fits the machine's travel"),
            say("extent of all moves"),
            resolution=say("where zero lies on the machine is for the operator"),
        ),
    ]
    if simulation is not None:
        cell = say("cell {cell} mm", cell=number(simulation.cell))
        claims += [
            rule(
                "no-rapid-in-material",
                say("no rapid move touches material"),
                say("height map"),
                resolution=cell,
                proven=True,
            ),
            rule(
                "no-contact",
                say("neither shank, holder nor tool touches the stock, or a modelled fixture, where it must not"),
                say("height map and keep-out boxes"),
                resolution=cell,
                proven=True,
            ),
            rule("simulated", say("every move was simulated"), say("reader and height map")),
        ]
    return claims


def fixture_claims(fixture: Fixture) -> list[Claim]:
    """What holds the stock and is not modelled is for the operator to keep clear of."""
    if fixture.kind == "none" or fixture.keep_out:
        return []
    text = say("clamps and whatever else holds the stock are not modelled: see that no toolpath runs through them")
    return [Claim("fixture-clear", text, Status.OPERATOR, say("look, and prove out"))]


def _operator_claims(job: Job) -> list[Claim]:
    claims = [
        *fixture_claims(job.setup.fixture),
        Claim(
            "zero",
            say("work zero {work_offset} is at: {datum}", work_offset=job.setup.work_offset, datum=job.setup.datum),
            Status.OPERATOR,
            say("touch off"),
        ),
        Claim(
            "tool-lengths", say("each tool's length and stick-out is as in the setup"), Status.OPERATOR, say("measure")
        ),
        Claim(
            "holding",
            say("the stock is held as stated: {how}", how=job.setup.fixture.text or job.setup.fixture.kind),
            Status.OPERATOR,
            say("look"),
        ),
        shapes.underside(job.setup.id),
    ]
    for feature in job.part.features:
        dimension = getattr(feature, "diameter", None)
        if dimension is not None and dimension.fit:
            limits = ""
            if dimension.lower is not None and dimension.upper is not None:
                limits = say(" ({lower} to {upper} mm)", lower=number(dimension.lower), upper=number(dimension.upper))
            claims.append(
                Claim(
                    f"fit:{feature.id}",
                    say(
                        "{nominal}{fit}{limits} of {feature}",
                        nominal=number(dimension.nominal, 3),
                        fit=dimension.fit,
                        limits=limits,
                        feature=feature.id,
                    ),
                    Status.OPERATOR,
                    say("measure"),
                )
            )
    threads = _threads(job)
    if threads:
        claims.append(
            Claim(
                "thread-quality",
                say("the threads {threads} take their gauge", threads=", ".join(threads)),
                Status.OPERATOR,
                say("gauge"),
            )
        )
    return claims


def _accepted(
    claims: list[Claim], findings: tuple[Finding, ...], accept: Sequence[str]
) -> tuple[list[Claim], tuple[Finding, ...]]:
    taken = {c.id for c in claims if c.id in accept and c.status is Status.FAILED}
    codes: set[str] = set()
    features: set[str] = set()
    for claim in taken:
        codes |= _CLAIM_CODES.get(claim, frozenset({claim.removeprefix("no-")}))
        if claim.startswith("feature:"):
            features.add(claim.removeprefix("feature:"))
    final = [replace(c, status=Status.ACCEPTED) if c.id in taken else c for c in claims]
    kept = tuple(
        replace(f, severity=Severity.WARNING, message=say("{message} (accepted by the user)", message=f.message))
        if f.severity is Severity.ERROR and (f.code in codes or f.where.feature in features)
        else f
        for f in findings
    )
    return final, kept


def _threads(job: Job) -> list[str]:
    """Designations of the threads that the job taps."""
    from codegen.model.job import TapOp

    return sorted({op.designation for op in job.operations if isinstance(op, TapOp)})
