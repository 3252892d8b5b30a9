"""From findings and results to claims: what is proven, by which method, to which resolution, and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from codegen.findings import Finding, Severity
from codegen.model.job import Fixture, Job, TapOp
from codegen.model.part import Cut, EdgeChamfer, Groove, Hole, PartFeature, Pocket
from codegen.model.simulation import FeatureResult, Simulation
from codegen.model.verdict import Claim, Status, Verdict
from codegen.units import number

READ_CODES = frozenset(
    {"syntax", "unsupported-code", "word-missing", "word-conflict", "arc-geometry", "modal-unset", "position-unknown",
     "feed-missing", "no-program-end", "limit-exceeded", "look-alike-character", "units-not-stated", "units-mismatch",
     "cycle-not-cancelled", "compensation-left-on", "path-tolerance"}
)  # fmt: skip
LOSING_CODES = frozenset(
    {"syntax", "unsupported-code", "word-missing", "word-conflict", "arc-geometry", "modal-unset", "position-unknown",
     "limit-exceeded", "look-alike-character", "not-simulated", "tool-not-in-setup", "text-after-end"}
)  # fmt: skip
"""Findings that leave moves out of the simulation."""
RAPID_CODES = frozenset({"rapid-into-stock", "retract-low"})
CUT_CODES = frozenset(
    {"spindle-off-in-cut", "spindle-reversed", "plunge-not-centre-cutting", "deeper-than-flutes", "speed-limit",
     "feed-limit", "cutting-data", "tool-change-in-cut", "tool-not-in-setup", "no-coolant", "drill-without-pecks",
     "dwell-out-of-scale"}
)  # fmt: skip
LENGTH_CODES = frozenset({"missing-length-offset", "wrong-length-offset"})
CONTACT_CODES = frozenset({"holder-contact", "fixture-contact"})
TAP_CODES = frozenset({"tap-feed", "tap-not-synchronised", "tap-hole", "thread-not-cut", "no-tapping"})

SHAPE_METHOD = "height map of the program as read back, against the B-rep"


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
        claims += _shape_claims(found, simulation)
    if job is not None:
        if not any(isinstance(op, TapOp) for op in job.operations):
            claims = [c for c in claims if c.id != "threads" or c.status is Status.FAILED]  # nothing to claim
        claims += _operator_claims(job)
        claims += feature_claims(job, simulation, found)
    covered = {f.code for f in found if f.severity is Severity.ERROR}
    claimed = {c.id for c in claims}
    claims += [
        Claim(f"no-{code}", f"no finding of {code}", Status.FAILED, method="rules")
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


NOT_ALL_READ = "not proven: a part of the program could not be read or followed"


def _incomplete(findings: Iterable[Finding]) -> bool:
    """Whether moves are missing from the simulation: what was not hit is then not proven."""
    return _failed(findings, LOSING_CODES)


def _program_claims(findings: tuple[Finding, ...], simulation: Simulation | None, *, tips_only: bool) -> list[Claim]:
    def rule(claim: str, text: str, method: str, *, resolution: str = "", proven: bool = False) -> Claim:
        bad = _failed(findings, _CLAIM_CODES[claim])
        good = Status.PROVEN if proven else Status.RULE_CHECKED
        if proven and tips_only:
            good, resolution = Status.OPERATOR, "only the tips of tools not described were followed"
        elif proven and _incomplete(findings):
            good, resolution = Status.OPERATOR, NOT_ALL_READ
        return Claim(claim, text, Status.FAILED if bad else good, method, resolution=resolution)

    claims = [
        rule("program-read", "every block is understood by the control's grammar", "read back through the grammar"),
        rule("length-offsets", "every tool works under its own length offset", "modal state of each move"),
        rule("cutting-conditions", "spindle on and turning the right way in every cut; speeds and feeds within limits",
             "modal state of each move" + (" that removes material" if simulation else "")),
        rule("threads", "every tap meets its drilled hole, at feed = speed × pitch, and no thread is left out",
             "rules on the motions"),
        rule("travel", "the program fits the machine's travel", "extent of all moves",
             resolution="where zero lies on the machine is for the operator"),
    ]  # fmt: skip
    if simulation is not None:
        cell = f"cell {number(simulation.cell)} mm"
        claims += [
            rule("no-rapid-in-material", "no rapid move touches material", "height map", resolution=cell, proven=True),
            rule("no-contact", "neither shank, holder nor tool touches the stock, or a modelled fixture, where it must not",
                 "height map and keep-out boxes", resolution=cell, proven=True),
            rule("simulated", "every move was simulated", "reader and height map"),
        ]  # fmt: skip
    return claims


def _shape_claims(findings: tuple[Finding, ...], simulation: Simulation) -> list[Claim]:
    if not simulation.compared:
        return []
    resolution = f"δ = {number(simulation.delta)} mm, cell {number(simulation.cell)} mm"
    whole = Status.PROVEN
    if _incomplete(findings):
        whole, resolution = Status.OPERATOR, NOT_ALL_READ
    gouged = _failed(findings, _CLAIM_CODES["no-gouge"])
    left = _failed(findings, _CLAIM_CODES["no-leftover"])
    return [
        Claim("no-gouge", "nothing of the part is cut away", Status.FAILED if gouged else whole, SHAPE_METHOD,
              f"worst {number(simulation.max_gouge, 3)} mm beyond δ", resolution),
        Claim("no-leftover", "nothing is left that should be gone", Status.FAILED if left else whole,
              SHAPE_METHOD, f"worst {number(simulation.max_leftover, 3)} mm beyond δ", resolution),
    ]  # fmt: skip


def feature_claims(job: Job, simulation: Simulation | None, findings: Iterable[Finding]) -> list[Claim]:
    """One claim a feature of the part: cut by which lines of the program, deviation, status."""
    results: dict[str, FeatureResult] = {}
    if simulation is not None:
        results = {r.feature: r for r in simulation.features}
    named = {f.where.feature for f in findings if f.severity is Severity.ERROR and f.where.feature}
    claims: list[Claim] = []
    for feature in job.part.features:
        text = describe(feature)
        if feature.id in job.not_machined or feature.feature in job.not_machined:
            claims.append(Claim(f"feature:{feature.id}", f"{text}: not machined in this job", Status.OPERATOR))
            continue
        result = results.get(feature.id)
        if result is None or simulation is None:
            reached = any(feature.id in op.features for op in job.operations)
            status = Status.RULE_CHECKED if reached else Status.FAILED
            note = "edge: within the gouge and leftover claims" if reached else "no operation makes it"
            claims.append(Claim(f"feature:{feature.id}", text, status, note))
            continue
        bad = not result.cut or feature.id in named
        claims.append(
            Claim(
                f"feature:{feature.id}",
                text,
                Status.FAILED if bad else Status.PROVEN,
                SHAPE_METHOD,
                f"over {number(result.worst_over, 3)} mm, under {number(result.worst_under, 3)} mm beyond δ; "
                f"{number(result.removed, 1)} mm³ removed here",
                f"δ = {number(simulation.delta)} mm",
                result.lines,
            )
        )
    return claims


def describe(feature: PartFeature) -> str:
    """A feature in a machinist's words, mm."""
    if isinstance(feature, Hole):
        depth = "through" if feature.depth is None else f"{number(feature.depth, 3)} deep"
        place = f"at ({number(feature.x, 3)}, {number(feature.y, 3)})"
        if feature.thread is not None:
            what = f"hole Ø{number(feature.diameter.nominal, 3)} {depth} for {feature.thread.designation}"
        else:
            fit = f" (its {feature.diameter.fit} is for the operator)" if feature.diameter.fit else ""
            what = f"hole Ø{number(feature.diameter.nominal, 3)} {depth}{fit}"
        if feature.counterbore is not None:
            bore = feature.counterbore
            what += f", counterbore Ø{number(bore.diameter, 3)} × {number(bore.depth, 3)}"
        if feature.countersink is not None:
            sink = feature.countersink
            what += f", countersink Ø{number(sink.diameter, 3)} × {number(sink.angle_deg, 1)}°"
        side = "" if feature.face == "top" else f" from the {feature.face}"
        return f"{what} {place}{side}"
    if isinstance(feature, Pocket):
        x0, y0, x1, y1 = feature.outline.bounds
        depth = "through" if feature.through else f"{number(feature.z_top - feature.z_bottom, 3)} deep"
        size = f"{number(x1 - x0, 3)} × {number(y1 - y0, 3)}"
        return f"{feature.shape} pocket {size}, {depth}, at ({number((x0 + x1) / 2, 3)}, {number((y0 + y1) / 2, 3)})"
    if isinstance(feature, Cut):
        left, low, right, high = feature.outline.bounds
        depth = "through" if feature.depth is None else f"{number(feature.depth, 3)} deep"
        return f"{feature.what} {number(right - left, 3)} × {number(high - low, 3)}, {depth}, from the {feature.face}"
    if isinstance(feature, Groove):
        return f"{feature.shape} groove round the part"
    if isinstance(feature, EdgeChamfer):
        return f"chamfer {number(feature.size, 3)} × {number(feature.angle_deg, 1)}° on {feature.edges}"
    return f"fillet R{number(feature.radius, 3)} on {feature.edges}"


def fixture_claims(fixture: Fixture) -> list[Claim]:
    """What holds the stock and is not modelled is for the operator to keep clear of."""
    if fixture.kind == "none" or fixture.keep_out:
        return []
    text = "clamps and whatever else holds the stock are not modelled: see that no toolpath runs through them"
    return [Claim("fixture-clear", text, Status.OPERATOR, "look, and prove out")]


def _operator_claims(job: Job) -> list[Claim]:
    claims = [
        *fixture_claims(job.setup.fixture),
        Claim("zero", f"work zero {job.setup.work_offset} is at: {job.setup.datum}", Status.OPERATOR, "touch off"),
        Claim("tool-lengths", "each tool's length and stick-out is as in the setup", Status.OPERATOR, "measure"),
        Claim("holding", f"the stock is held as stated: {job.setup.fixture.text or job.setup.fixture.kind}",
              Status.OPERATOR, "look"),
        Claim("underside", "the underside and its edges", Status.OPERATOR, "a height map cannot see them"),
    ]  # fmt: skip
    for feature in job.part.features:
        dimension = getattr(feature, "diameter", None)
        if dimension is not None and dimension.fit:
            limits = ""
            if dimension.lower is not None and dimension.upper is not None:
                limits = f" ({number(dimension.lower)} to {number(dimension.upper)} mm)"
            claims.append(
                Claim(f"fit:{feature.id}", f"{number(dimension.nominal, 3)}{dimension.fit}{limits} of {feature.id}",
                      Status.OPERATOR, "measure")
            )  # fmt: skip
    threads = sorted({op.designation for op in job.operations if isinstance(op, TapOp)})
    if threads:
        claims.append(
            Claim("thread-quality", f"the threads {', '.join(threads)} take their gauge", Status.OPERATOR, "gauge")
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
        replace(f, severity=Severity.WARNING, message=f"{f.message} (accepted by the user)")
        if f.severity is Severity.ERROR and (f.code in codes or f.where.feature in features)
        else f
        for f in findings
    )
    return final, kept
