"""Whatever a valid intent says, planning ends in a job, a part, findings or questions; it never raises."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.findings import Severity
from codegen.model.intent import Intent
from codegen.model.job import ChamferOp, Job
from codegen.process import load_setup, resolve, setup_toml

odd = st.sampled_from(
    [0, -1, 1e-7, 1e9, "width", "width*width", "1/0", "3/8 in", "(", "width/0", "8 furlong", ""[:0] or "0"]
)
small = st.floats(0.5, 30).map(lambda v: round(v, 2))
size = st.one_of(small, small, small, small, small, odd)
large = st.one_of(st.floats(30, 160).map(lambda v: round(v, 2)), st.floats(30, 160).map(lambda v: round(v, 1)), odd)
coordinate = st.one_of(st.floats(-40, 120).map(lambda v: round(v, 2)), st.just("width/2"))
anchors = ["origin", "centre", "front-left", "right", "back"]
position = st.fixed_dictionaries({"anchor": st.sampled_from(anchors), "x": coordinate, "y": coordinate})
count = st.integers(1, 6)
placement = st.one_of(
    position.map(lambda p: {"kind": "at", "position": p}),
    st.fixed_dictionaries({"kind": st.just("linear"), "start": position, "count": count, "spacing": size}),
    st.fixed_dictionaries({"kind": st.just("bolt_circle"), "centre": position, "diameter": large, "count": count}),
    st.fixed_dictionaries({"kind": st.just("corners"), "inset_x": size, "inset_y": size}),
    st.fixed_dictionaries({"kind": st.just("mirror"), "position": position, "across": st.sampled_from(["x", "y", "both"])}),
    st.fixed_dictionaries(
        {"kind": st.just("grid"), "at": position, "reference": st.sampled_from(["first", "centre"]), "columns": count,
         "rows": count, "column_spacing": size, "row_spacing": size}
    ),
)  # fmt: skip
outline = st.one_of(
    st.fixed_dictionaries({"kind": st.just("rectangle"), "x": size, "y": size}, optional={"corner_radius": size}),
    st.fixed_dictionaries({"kind": st.just("circle"), "diameter": size}, optional={"fit": st.sampled_from(["H7", "h7"])}),
    st.fixed_dictionaries({"kind": st.just("slot"), "length": large, "width": size, "angle": st.sampled_from([0, 30, "x"])}),
    st.fixed_dictionaries({"kind": st.just("polygon"), "sides": st.integers(3, 9)}, optional={"across_flats": size}),
    st.fixed_dictionaries(
        {"kind": st.just("path"), "start": position,
         "segments": st.lists(st.fixed_dictionaries({"to": position}, optional={"centre": position}), min_size=2, max_size=5)}
    ),
)  # fmt: skip
depths: dict[str, Any] = {"through": st.booleans(), "depth": size}
ident = st.sampled_from(["a", "b", "c", "d"])
thread = st.fixed_dictionaries(
    {"designation": st.sampled_from(["M3", "M6", "M8x1", "1/4-20", "M99"])},
    optional={"depth": size, "tap": st.sampled_from(["cut", "form"]), "hand": st.sampled_from(["left", "right"])},
)
feature = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("hole"), "id": ident, "at": st.lists(placement, min_size=1, max_size=2)},
        optional={
            **depths, "diameter": size, "thread": thread, "fit": st.sampled_from(["H7", "H8", "H11"]), "top": coordinate,
            "bottom": st.sampled_from(["cone", "flat"]), "depth_of": st.sampled_from(["tip", "full-diameter"]),
            "face": st.sampled_from(["top", "bottom", "front"]),
            "counterbore": st.fixed_dictionaries({"diameter": size, "depth": size}),
            "countersink": st.fixed_dictionaries({"diameter": size}),
        },
    ),
    st.fixed_dictionaries(
        {"kind": st.just("pocket"), "id": ident, "at": st.lists(placement, min_size=1, max_size=2), "outline": outline},
        optional=depths,
    ),
    st.fixed_dictionaries(
        {"kind": st.just("slot"), "id": ident, "start": position, "end": position, "width": size,
         "ends": st.sampled_from(["round", "open"])}, optional=depths,
    ),
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["chamfer"]), "id": ident, "size": size,
         "edges": st.sampled_from(["top-outer", "vertical", "feature-top", "all"])}, optional={"of": ident},
    ),
    st.fixed_dictionaries(
        {"kind": st.just("fillet"), "id": ident, "radius": size, "edges": st.sampled_from(["vertical", "all"])}
    ),
    st.fixed_dictionaries({"kind": st.just("face"), "id": ident, "depth": size}),
)  # fmt: skip
box = st.fixed_dictionaries({"kind": st.just("box"), "x": large, "y": large, "z": small})
cylinder = st.fixed_dictionaries({"kind": st.just("cylinder"), "diameter": large, "height": small})
tool = st.fixed_dictionaries(
    {"kind": st.sampled_from(["end_mill", "drill", "any", "face_mill", "tap"]), "only": st.booleans()},
    optional={"diameter": st.sampled_from([6, 10, "1/4 in", 7.77, 0]), "flutes": st.integers(1, 5), "stick_out": size,
              "feature": ident},
)  # fmt: skip
wish = st.fixed_dictionaries(
    {"exact": st.booleans()},
    optional={"speed": st.floats(1, 30000), "feed": size, "stepdown": size, "stepover": size, "feature": ident,
              "coolant": st.sampled_from(["off", "mist"])},
)  # fmt: skip
intents = st.fixed_dictionaries(
    {"units": st.sampled_from(["mm", "mm", "inch"]), "features": st.lists(feature, max_size=3),
     "parameters": st.just([{"name": "width", "value": 40}])},
    optional={
        "stock": st.one_of(box, cylinder), "part": st.one_of(box, cylinder), "tools": st.lists(tool, max_size=1),
        "cutting": st.lists(wish, max_size=1), "material": st.sampled_from(["6061", "304", "acrylic", "mud"]),
        "machine": st.sampled_from(["generic-router", "generic-mill"]), "language": st.sampled_from(["en", "zh"]),
        "holding": st.sampled_from(["tabs", "vice", "clamps", "tape"]), "limits": st.just({"travel_x": 90, "max_speed": 5000}),
        "datum": st.fixed_dictionaries({"of": st.sampled_from(["stock", "part"]), "across": st.sampled_from(["left", "centre"])}),
    },
)  # fmt: skip


def examine(job: Job) -> None:
    """What must hold of any job."""
    numbers = {t.number for t in job.tools}
    assert numbers == set(range(1, len(job.tools) + 1))
    assert len({o.id for o in job.operations}) == len(job.operations) > 0
    top = job.setup.stock.box.high[2]
    lowest = job.setup.stock.box.low[2] - job.setup.fixture.clear_below
    for op in job.operations:
        assert op.tool in numbers
        assert op.cutting.speed > 0 and op.cutting.feed > 0 and op.cutting.plunge > 0
        assert op.z_top <= top + 1e-6 and op.z_top + op.approach <= job.setup.clearance + 1e-6
        bottom = op.z_top - op.size - op.tip_offset if isinstance(op, ChamferOp) else op.z_bottom
        assert lowest - 1e-6 <= bottom < op.z_top
    made = {f for op in job.operations for f in op.features} | set(job.not_machined)
    assert {f.id for f in job.part.features} <= made
    back = load_setup(setup_toml(job))
    assert back.tools == job.tools


@given(intents)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_intent_is_resolved_one_way_or_the_other(data: dict[str, Any]) -> None:
    intent = Intent.model_validate(data)
    r = resolve(intent)
    bad = any(f.severity is Severity.ERROR for f in r.findings)
    assert bool(r.job) == (not bad and not r.questions)
    for q in r.questions:
        assert q.text
    for f in r.findings:
        assert f.message and (f.remedy or f.severity is not Severity.ERROR), f
    if r.job is not None:
        examine(r.job)
