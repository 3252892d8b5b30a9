"""The report as data: ``report.json`` and what ``--json`` prints. Nothing in it depends on the time or the machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from codegen.findings import Finding, Severity
from codegen.report.changes import changes
from codegen.report.localised import localised, speaker
from codegen.report.understood import understood

if TYPE_CHECKING:
    from codegen.model.job import Job, Sourced
    from codegen.model.simulation import FeatureResult, SlicesDone
    from codegen.model.verdict import Record

_LEFT_OUT: Final = frozenset({"wish-left-out", "file-name-not-used", "name-cleaned"})

FORMAT = 1
"""Version of this layout; it grows only by new keys."""


def to_json(record: Record) -> dict[str, Any]:
    """Every fact of the record in JSON types; texts in the record's language."""
    record = localised(record)
    out: dict[str, Any] = {
        "format": FORMAT,
        "command": record.command,
        "outcome": str(record.outcome),
        "language": record.language,
        "request": record.request,
        "planner": record.planner,
        "sent_to": record.sent_to,
        "questions": [q.model_dump(mode="json") for q in record.questions],
        "left_out": [f.message for f in left_out(record.findings)],
        "findings": [f.to_dict() for f in record.findings],
    }
    if record.intent is not None:
        out["understood"] = [
            {"what": line.what, "value": line.value, "source": line.source, "pointer": line.pointer}
            for line in understood(record.intent)
        ]
    if record.base is not None and record.intent is not None:
        t = speaker(record)
        found = changes(record.base, record.intent)
        out["changed"] = [{"what": t(c.what), "before": t(c.before), "after": t(c.after)} for c in found]
    if record.talk is not None:
        out["conversation"] = {
            "messages": list(record.talk.messages),
            "earlier": [intent.model_dump(mode="json") for intent in record.talk.earlier],
            "machine": record.talk.machine,
            "controller": record.talk.controller,
        }
    if record.job is not None:
        out["defaults"] = [_sourced(where, s) for where, s in defaults(record.job)]
        out["job"] = _job(record.job)
    if record.verdict is not None:
        out["claims"] = [c.to_dict() for c in record.verdict.claims]
        out["assumptions"] = list(record.verdict.assumptions)
    out["measurements"] = [
        {"name": m.name, "value": round(m.value, 6), "unit": m.unit, "method": m.method} for m in record.measurements
    ]
    if record.simulation is not None:
        out["simulation"] = _simulation(record)
    out["program"] = {"name": record.program_name, "controller": record.controller, "machine": record.machine}
    out["accepted"] = list(record.accepted)
    out["notes"] = list(record.notes)
    out["allowed"] = [allowed.to_dict() for allowed in record.allowed]
    if record.fixed:
        out["fixed"] = list(record.fixed)
    return out


def left_out(findings: Sequence[Finding]) -> list[Finding]:
    """What the request asked for and did not get, and names that were changed: shown before everything else."""
    return [f for f in findings if f.code in _LEFT_OUT]


def defaults(job: Job) -> list[tuple[str, Sourced]]:
    """Every number that nobody said, with what it concerns: (operation id or "job", value and source)."""
    lines = [("job", s) for s in job.sources]
    for operation in job.operations:
        lines += [(operation.id, s) for s in operation.cutting.sources]
    return lines


def _sourced(where: str, s: Sourced) -> dict[str, Any]:
    return {"of": where, "name": s.name, "value": s.value, "unit": s.unit, "source": s.source}


def _job(job: Job) -> dict[str, Any]:
    return {
        "material": job.material,
        "datum": job.setup.datum,
        "work_offset": job.setup.work_offset,
        "tools": [
            {"T": t.number, "name": t.tool.name, "diameter": t.tool.diameter, "stick_out": t.stick_out} for t in job.tools
        ],
        "operations": [
            {"id": o.id, "name": o.name, "T": o.tool, "features": list(o.features), "speed": o.cutting.speed,
             "feed": o.cutting.feed, "plunge": o.cutting.plunge}
            for o in job.operations
        ],
    }  # fmt: skip


def _simulation(record: Record) -> dict[str, Any]:
    s = record.simulation
    if s is None:
        return {}
    errors = sum(f.severity is Severity.ERROR for f in s.findings)
    return {
        "method": "height map",
        "delta_mm": s.delta,
        "cell_mm": s.cell,
        "removed_mm3": round(s.removed, 3),
        "left_mm3": round(s.left, 3),
        "max_gouge_mm": round(s.max_gouge, 6),
        "max_leftover_mm": round(s.max_leftover, 6),
        "compared_with_part": s.compared,
        "slices": _slices(s.slices),
        "setup": s.setup,
        "not_proven": list(s.unseen),
        "cycle_seconds": round(s.seconds, 2),
        "cycle_seconds_by_tool": {str(t): round(v, 2) for t, v in s.seconds_by_tool},
        "cycle_assumptions": [speaker(record)(a) for a in s.time_assumptions],
        "cutting_length_mm": round(s.cutting_length, 3),
        "rapid_length_mm": round(s.rapid_length, 3),
        "findings": errors,
        "features": [
            {"feature": f.feature, "cut": f.cut, "lines": [list(r) for r in f.lines], "removed_mm3": round(f.removed, 3),
             "worst_over_mm": round(f.worst_over, 6), "worst_under_mm": round(f.worst_under, 6), **_walls(f)}
            for f in s.features
        ],
    }  # fmt: skip


def _slices(done: SlicesDone | None) -> dict[str, Any] | None:
    """How far walls were measured; null where nothing was compared."""
    if done is None:
        return None
    if done.why_not is not None:
        return {"applies": False, "why_not": str(done.why_not)}
    return {
        "applies": True,
        "resolution_mm": done.tolerance,
        "slices": done.slices,
        "wall_over_mm": round(done.wall_over, 6),
        "wall_under_mm": round(done.wall_under, 6),
        "outline_over_mm": round(done.outline_over, 6),
        "outline_under_mm": round(done.outline_under, 6),
    }


def _walls(f: FeatureResult) -> dict[str, Any]:
    """A feature's walls and sizes, where they were measured."""
    if f.wall_over is None or f.wall_under is None:
        return {}
    sizes = [
        {"name": s.name, "mm": round(s.value, 6), "nominal_mm": None if s.nominal is None else round(s.nominal, 6)}
        for s in f.sizes
    ]
    return {"wall_over_mm": round(f.wall_over, 6), "wall_under_mm": round(f.wall_under, 6), "measured": sizes}
