"""Claims about the shape that the program cuts: by which method, to which resolution, and what each feature measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.findings import Finding, Severity
from codegen.messages import Message, joined, say
from codegen.model.verdict import Claim, Status
from codegen.units import number

if TYPE_CHECKING:
    from codegen.model.job import Job
    from codegen.model.simulation import FeatureResult, Simulation, Size

MAP = say("height map of the program as read back, against the B-rep")
SLICES = say("slices of what the program as read back sweeps, against the B-rep; floors by height map")
GOUGE_CODES = frozenset({"gouge", "uncalled-removal"})
LEFTOVER_CODES = frozenset({"leftover", "feature-not-cut"})


def _failed(findings: Iterable[Finding], codes: frozenset[str]) -> bool:
    return any(f.code in codes and f.severity is Severity.ERROR for f in findings)


def method(simulation: Simulation, result: FeatureResult | None = None) -> Message:
    """How the shape was looked at; of a feature, where it is given."""
    sliced = simulation.slices is not None and simulation.slices.why_not is None
    return SLICES if sliced and (result is None or result.wall_over is not None) else MAP


def resolution(simulation: Simulation, result: FeatureResult | None = None) -> Message:
    """To what the method resolves, and why no better where slices do not apply."""
    done = simulation.slices
    delta, cell = number(simulation.delta), number(simulation.cell)
    if done is not None and done.why_not is None and (result is None or result.wall_over is not None):
        return say(
            "walls {walls} mm (slices), heights δ = {delta} mm (cell {cell} mm)",
            walls=number(done.tolerance),
            delta=delta,
            cell=cell,
        )
    if done is not None and done.why_not is not None:
        return say("height map, δ = {delta} mm, cell {cell} mm ({why})", delta=delta, cell=cell, why=done.why_not)
    return say("height map, δ = {delta} mm, cell {cell} mm", delta=delta, cell=cell)


def shape_claims(findings: Sequence[Finding], simulation: Simulation, *, whole: bool, unproven: Message) -> list[Claim]:
    """Whether the part is cut into, and whether material is left. ``whole``: every move was followed; else ``unproven``."""
    if not simulation.compared:
        return []
    done = simulation.slices
    sliced = done is not None and done.why_not is None

    def claim(ident: str, text: str, codes: frozenset[str], heights: float, wall: float) -> Claim:
        figure = say("worst {worst} mm beyond δ", worst=number(heights, 3))
        if sliced:
            figure = say(
                "walls: worst {wall} mm; heights: {worst} mm beyond δ",
                wall=number(wall, 3),
                worst=number(heights, 3),
            )
        status = Status.FAILED if _failed(findings, codes) else Status.PROVEN if whole else Status.OPERATOR
        return Claim(ident, text, status, method(simulation), figure, resolution(simulation) if whole else unproven)

    under, over = (done.wall_under, done.wall_over) if done is not None else (0.0, 0.0)
    gouge, leftover = say("nothing of the part is cut away"), say("nothing is left that should be gone")
    return [
        claim("no-gouge", gouge, GOUGE_CODES, simulation.max_gouge, under),
        claim("no-leftover", leftover, LEFTOVER_CODES, simulation.max_leftover, over),
    ]


def underside(setup: str) -> Claim:
    """What a view from above does not show."""
    text = say("the underside and its edges: not proven here, in {setup}", setup=setup)
    return Claim("underside", text, Status.OPERATOR, say("slices and height map look from above"))


def unseen_claims(simulation: Simulation) -> list[Claim]:
    """Of a part without a job: its underside, what it says of itself cannot be seen from above, and tools that cut unseen."""
    seen_not = [
        Claim(
            f"not-proven:{name}",
            say("{feature}: not proven here, in {setup}", feature=name, setup=simulation.setup),
            Status.OPERATOR,
            say("slices and height map look from above"),
        )
        for name in simulation.unseen
    ]
    return [underside(simulation.setup), *seen_not] if simulation.compared else seen_not


def feature_claims(job: Job, simulation: Simulation | None, findings: Iterable[Finding]) -> list[Claim]:
    """One claim a feature of the part: cut by which lines of the program, measured sizes, deviation, status."""
    from codegen.pipeline import wording

    results: dict[str, FeatureResult] = {}
    if simulation is not None:
        results = {r.feature: r for r in simulation.features}
    named = {f.where.feature for f in findings if f.severity is Severity.ERROR and f.where.feature}
    claims: list[Claim] = []
    for feature in job.part.features:
        ident, text = f"feature:{feature.id}", wording.describe(feature)
        if feature.id in job.not_machined or feature.feature in job.not_machined:
            left = say("{feature}: not machined in this job", feature=text)
            claims.append(Claim(ident, left, Status.OPERATOR, say("not proven here, in {setup}", setup=job.setup.id)))
            continue
        result = results.get(feature.id)
        if result is None or simulation is None:
            reached = any(feature.id in op.features for op in job.operations)
            status = Status.RULE_CHECKED if reached else Status.FAILED
            note = say("edge: within the gouge and leftover claims") if reached else say("no operation makes it")
            claims.append(Claim(ident, text, status, note))
            continue
        status = Status.FAILED if not result.cut or feature.id in named else Status.PROVEN
        claims.append(replace(feature_claim(result, simulation), text=text, status=status))
    return claims


def feature_claim(result: FeatureResult, simulation: Simulation) -> Claim:
    """What was measured of a feature; the status is the caller's to set."""
    return Claim(
        f"feature:{result.feature}",
        say("{feature} is as the part wants it", feature=result.feature),
        Status.PROVEN,
        method(simulation, result),
        _figure(result),
        resolution(simulation, result),
        result.lines,
    )


def _figure(result: FeatureResult) -> Message:
    over, under = number(result.worst_over, 3), number(result.worst_under, 3)
    removed = number(result.removed, 1)
    if result.wall_over is None or result.wall_under is None:
        return say(
            "over {over} mm, under {under} mm beyond δ; {removed} mm³ removed here",
            over=over,
            under=under,
            removed=removed,
        )
    walls = say(
        "walls +{left} −{cut} mm, heights +{over} −{under} mm beyond δ; {removed} mm³ removed here",
        left=number(result.wall_over, 3),
        cut=number(result.wall_under, 3),
        over=over,
        under=under,
        removed=removed,
    )
    return joined("; ", [*_sizes(result.sizes), walls])


def _sizes(sizes: Sequence[Size]) -> list[Message]:
    """``measured Ø6.002 (6), 10.000 deep (10)``."""
    shown = [_size(size) for size in sizes]
    return [say("measured {sizes}", sizes=joined(", ", shown))] if shown else []


def _size(size: Size) -> Message:
    value = number(size.value, 3)
    asked = "" if size.nominal is None or size.name == "off centre" else f" ({number(size.nominal, 3)})"
    texts = {
        "diameter": say("Ø{value}{asked}", value=value, asked=asked),
        "length": say("length {value}{asked}", value=value, asked=asked),
        "width": say("width {value}{asked}", value=value, asked=asked),
        "depth": say("depth {value}{asked}", value=value, asked=asked),
        "off centre": say("{value} off centre", value=value),
    }
    return texts[size.name]
