"""Any body asked for as a program ends in a job, a question or a finding; what is milled round lies inside the part."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.findings import Severity
from codegen.model.intent import Intent
from codegen.process import resolve
from codegen.process.checks import polygon_of
from tests.geometry.test_geometry_any_body import body, feature

stock = st.one_of(
    st.just({"kind": "box", "x": 150.0, "y": 150.0, "z": 80.0}),
    st.just({"kind": "cylinder", "diameter": 150.0, "height": 80.0}),
)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(body, st.lists(feature, max_size=2, unique_by=lambda f: f["id"]), stock)
def test_a_program_of_any_body_is_a_job_or_says_why_not(
    part: dict[str, Any], features: list[dict[str, Any]], raw: dict[str, Any]
) -> None:
    data = {
        "units": "mm",
        "deliverables": ["program"],
        "material": "6061",
        "part": part,
        "features": features,
        "stock": raw,
    }
    resolution = resolve(Intent.model_validate(data))
    failed = any(f.severity is Severity.ERROR for f in resolution.findings)
    assert (resolution.job is not None) != (failed or bool(resolution.questions))
    if resolution.job is None:
        return
    whole = resolution.job.part.body
    shape = polygon_of(whole.outline).buffer(0.01)
    for op in resolution.job.operations:
        if op.kind == "pocket" and op.islands:
            assert all(shape.contains(polygon_of(island)) for island in op.islands)
            assert whole.z_bottom <= op.z_bottom < op.z_top <= whole.z_top
    left = set(resolution.job.not_machined)
    sideways = {f.id for f in resolution.job.part.features if f.kind == "cut" or (f.kind == "hole" and f.face != "top")}
    assert sideways <= left
    assert not any(f.kind == "groove" for f in resolution.job.part.features)
