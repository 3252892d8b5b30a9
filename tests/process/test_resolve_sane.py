"""Intents of ordinary shape and any size: most become jobs, and every job keeps the rules of the contract."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.findings import Severity
from codegen.model.intent import Intent
from codegen.model.job import ChamferOp, HoleOp, Job, PocketOp, TapOp
from codegen.process import load_setup, resolve, setup_toml

CENTRE = {"of": "stock", "across": "centre", "along": "centre", "height": "top"}


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(low * 2), round(high * 2)).map(lambda n: n / 2)


depth = st.one_of(st.just({"through": True}), numbers(1, 12).map(lambda d: {"depth": d}))
places = st.one_of(
    st.tuples(numbers(-35, 35), numbers(-25, 25)).map(lambda p: {"kind": "at", "position": {"x": p[0], "y": p[1]}}),
    st.tuples(numbers(30, 50), st.integers(2, 6)).map(
        lambda p: {"kind": "bolt_circle", "centre": {}, "diameter": p[0], "count": p[1]}
    ),
    st.just({"kind": "corners", "inset_x": 12, "inset_y": 12}),
)
drilled = st.fixed_dictionaries({"diameter": numbers(1, 13)}, optional={"fit": st.sampled_from(["H7", "H8", "H11"])})
bored = st.fixed_dictionaries({"diameter": numbers(13, 30), "bottom": st.sampled_from(["flat", "cone"])})
tapped = st.sampled_from(["M3", "M4", "M6", "M8", "M10x1", "1/4-20", "#10-32"]).map(
    lambda t: {"thread": {"designation": t}}
)
wide = st.sampled_from([{}, {"counterbore": {"diameter": 15, "depth": 3}}, {"countersink": {"diameter": 16}}])


def hole(parts: tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    place, what, deep, more = parts
    out = {"kind": "hole", "at": [place], **what, **more, **deep}
    if "thread" in what and "depth" in deep:
        out["thread"] = {**what["thread"], "depth": deep["depth"]}
        del out["depth"]
    return out


outline = st.one_of(
    st.tuples(numbers(12, 60), numbers(12, 40), numbers(1.5, 6)).map(
        lambda v: {"kind": "rectangle", "x": v[0], "y": v[1], "corner_radius": v[2]}
    ),
    numbers(6, 40).map(lambda d: {"kind": "circle", "diameter": d}),
    st.tuples(numbers(20, 60), numbers(3, 18), st.sampled_from([0, 30, 90])).map(
        lambda v: {"kind": "slot", "length": v[0], "width": v[1], "angle": v[2]}
    ),
    st.tuples(st.integers(3, 8), numbers(20, 40), numbers(1.5, 4)).map(
        lambda v: {"kind": "polygon", "sides": v[0], "circumscribed_diameter": v[1], "corner_radius": v[2]}
    ),
)
pocket = st.tuples(outline, depth).map(
    lambda v: {"kind": "pocket", "at": [{"kind": "at", "position": {}}], "outline": v[0], **v[1]}
)
slot = st.tuples(numbers(-20, 20), numbers(3, 18), depth, st.booleans()).map(
    lambda v: {"kind": "slot", "start": {"x": -50 if v[3] else -30, "y": v[0]}, "end": {"x": 50 if v[3] else 30, "y": v[0]},
               "width": v[1], "ends": "open" if v[3] else "round", **v[2]}
)  # fmt: skip
feature = st.one_of(st.tuples(places, st.one_of(drilled, bored, tapped), depth, wide).map(hole), pocket, slot)
edges = st.sampled_from(
    [[], [{"kind": "chamfer", "edges": "top-outer", "size": 1}],
     [{"kind": "chamfer", "edges": "feature-top", "of": "f0", "size": 0.5}],
     [{"kind": "face", "depth": 1.5}], [{"kind": "fillet", "edges": "vertical", "radius": 5}]]
)  # fmt: skip
bodies = st.sampled_from(
    [None, None, {"kind": "box", "x": 90, "y": 70, "z": 15, "corner_radius": 4}, {"kind": "box", "x": 80, "y": 60, "z": 12},
     {"kind": "extrusion", "height": 15, "outline": {"kind": "polygon", "sides": 6, "across_flats": 72}}]
)  # fmt: skip
materials = st.sampled_from(["6061", "Q235", "304", "acrylic", "brass", "P20"])


def intent(parts: tuple[list[dict[str, Any]], list[dict[str, Any]], Any, str, str, float]) -> dict[str, Any]:
    features, more, body, material, machine, height = parts
    named = [{**f, "id": f"f{i}"} for i, f in enumerate(features)] + [{**f, "id": f"e{i}"} for i, f in enumerate(more)]
    stock = {"kind": "box", "x": 100, "y": 80, "z": height}
    if more and more[0]["kind"] == "face" and body is not None:
        stock["z"] = (body["z"] if "z" in body else body["height"]) + 1.5
    return {
        "units": "mm",
        "datum": CENTRE,
        "stock": stock,
        "part": body,
        "material": material,
        "machine": machine,
        "features": named,
    }


intents = st.tuples(
    st.lists(feature, min_size=1, max_size=2), edges, bodies, materials,
    st.sampled_from(["generic-mill", "generic-mill", "generic-router"]), st.sampled_from([15.0, 20.0, 30.0]),
).map(intent)  # fmt: skip


def examine(job: Job) -> None:
    """What must hold of any job."""
    tools = {t.number: t for t in job.tools}
    assert set(tools) == set(range(1, len(job.tools) + 1))
    assert len({o.id for o in job.operations}) == len(job.operations) > 0
    top, reach = job.part.body.z_top, job.setup.stock.box.low[2] - job.setup.fixture.clear_below
    for op in job.operations:
        t = tools[op.tool]
        assert op.cutting.speed > 0 and op.cutting.feed > 0 and op.cutting.plunge > 0
        assert op.z_top + op.approach <= job.setup.clearance + 1e-6
        bottom = op.z_top - op.size - op.tip_offset if isinstance(op, ChamferOp) else op.z_bottom
        assert reach - 1e-6 <= bottom < op.z_top <= job.setup.stock.box.high[2] + 1e-6
        if op.kind != "face":
            assert top - bottom < t.stick_out  # the holder stays above
        if isinstance(op, PocketOp | HoleOp | TapOp) and op.kind != "countersink":
            assert op.z_top - bottom <= t.tool.flute_length + 1e-9
        if isinstance(op, HoleOp) and op.kind == "spot":
            sizes = {f.id: f.diameter.nominal for f in job.part.features if f.kind == "hole"}
            width = 2 * (op.z_top - op.z_bottom)  # 90°
            assert all(width < sizes[f] for f in op.features)
        if isinstance(op, TapOp):
            assert op.cutting.feed == op.cutting.speed * op.pitch
    made = {f for op in job.operations for f in op.features} | set(job.not_machined)
    assert {f.id for f in job.part.features} <= made
    assert load_setup(setup_toml(job)).tools == job.tools


@given(intents)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_ordinary_intents(data: dict[str, Any]) -> None:
    r = resolve(Intent.model_validate(data))
    bad = [f for f in r.findings if f.severity is Severity.ERROR]
    assert bool(r.job) == (not bad and not r.questions)
    for f in bad:
        assert f.remedy and f.where.pointer, f
    if r.job is not None:
        examine(r.job)
