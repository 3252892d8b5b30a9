"""A record in its own language: every message in it translated, so that the reports need not think of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from codegen.messages import translated

if TYPE_CHECKING:
    from codegen.findings import Finding
    from codegen.model.job import Job, Sourced
    from codegen.model.verdict import Claim, Measurement, Record

Speak = Callable[[str], str]


def speaker(record: Record) -> Speak:
    """Turns a message into the record's language."""
    return partial(translated, language=record.language)


def localised(record: Record) -> Record:
    """The record with findings, claims, assumptions, notes, measurements and the job's texts in its language."""
    t = speaker(record)
    verdict = record.verdict
    if verdict is not None:
        verdict = replace(
            verdict,
            claims=tuple(_claim(c, t) for c in verdict.claims),
            findings=tuple(_finding(f, t) for f in verdict.findings),
            assumptions=tuple(map(t, verdict.assumptions)),
        )
    return replace(
        record,
        findings=tuple(_finding(f, t) for f in record.findings),
        questions=tuple(
            q.model_copy(update={"text": t(q.text), "choices": tuple(map(t, q.choices))}) for q in record.questions
        ),
        verdict=verdict,
        job=_job(record.job, t) if record.job is not None else None,
        measurements=tuple(_measurement(m, t) for m in record.measurements),
        notes=tuple(map(t, record.notes)),
        allowed=tuple(replace(a, finding=_finding(a.finding, t), reason=t(a.reason)) for a in record.allowed),
        fixed=tuple(map(t, record.fixed)),
    )


def _finding(finding: Finding, t: Speak) -> Finding:
    return replace(finding, message=t(finding.message), remedy=t(finding.remedy))


def _claim(claim: Claim, t: Speak) -> Claim:
    return replace(
        claim, text=t(claim.text), method=t(claim.method), figure=t(claim.figure), resolution=t(claim.resolution)
    )


def _measurement(measurement: Measurement, t: Speak) -> Measurement:
    return replace(measurement, name=t(measurement.name), method=t(measurement.method))


def _sourced(sourced: Sourced, t: Speak) -> Sourced:
    value = t(sourced.value) if isinstance(sourced.value, str) else sourced.value
    return sourced.model_copy(update={"name": t(sourced.name), "value": value, "source": t(sourced.source)})


def _job(job: Job, t: Speak) -> Job:
    operations = tuple(
        o.model_copy(
            update={
                "name": t(o.name),
                "cutting": o.cutting.model_copy(update={"sources": tuple(_sourced(s, t) for s in o.cutting.sources)}),
            }
        )
        for o in job.operations
    )
    setup = job.setup.model_copy(update={"datum": t(job.setup.datum)})
    tools = tuple(a.model_copy(update={"tool": a.tool.model_copy(update={"name": t(a.tool.name)})}) for a in job.tools)
    return job.model_copy(
        update={
            "sources": tuple(_sourced(s, t) for s in job.sources),
            "operations": operations,
            "assumptions": tuple(map(t, job.assumptions)),
            "setup": setup,
            "tools": tools,
        }
    )
