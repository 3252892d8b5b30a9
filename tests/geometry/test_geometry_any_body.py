"""Whatever bodies and features an intent combines: planning and modelling end in a solid, or in findings or questions."""

from __future__ import annotations

from math import pi
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.findings import Severity
from codegen.geometry import build, drawing
from codegen.model.intent import Intent
from codegen.process import resolve

size = st.integers(1, 60).map(float)
small = st.integers(1, 12).map(float)
position = st.fixed_dictionaries(
    {"anchor": st.sampled_from(["centre", "left", "front", "back-right"])}, optional={"x": small, "y": small}
)
place = position.map(lambda p: [{"kind": "at", "position": p}])
outline = st.one_of(
    st.fixed_dictionaries({"kind": st.just("circle"), "diameter": size}),
    st.fixed_dictionaries({"kind": st.just("rectangle"), "x": size, "y": size}, optional={"corner_radius": small}),
    st.fixed_dictionaries({"kind": st.just("right_triangle"), "x": size, "y": size}, optional={"corner_radius": small}),
    st.fixed_dictionaries({"kind": st.just("trapezoid"), "base": size, "opposite": size, "height": size,
                           "square": st.sampled_from(["none", "left", "right"])}),
    st.fixed_dictionaries({"kind": st.just("d_shape"), "diameter": size, "across": size}, optional={"flats": st.just(2)}),
    st.fixed_dictionaries({"kind": st.just("polygon"), "sides": st.integers(3, 8), "side": small}),
    st.fixed_dictionaries(
        {"kind": st.just("section"), "shape": st.sampled_from(["L", "U", "T", "I", "Z", "box"]), "width": size,
         "height": size, "thickness": small}, optional={"inside_radius": small, "outside_radius": small}),
    st.lists(st.fixed_dictionaries({"x": size, "y": size}), min_size=3, max_size=6).map(
        lambda points: {"kind": "points", "points": points}),
)  # fmt: skip
turned_section = st.fixed_dictionaries(
    {"diameter": size, "length": small},
    optional={"end_diameter": size, "shape": st.sampled_from(["straight", "cone", "dome-up", "dome-down"])},
)
groove = st.fixed_dictionaries(
    {"shape": st.sampled_from(["half-round", "rectangular", "v"])},
    optional={
        "at": small,
        "reference": st.sampled_from(["bottom", "top"]),
        "radius": small,
        "width": small,
        "depth": small,
    },
)
body = st.one_of(
    st.fixed_dictionaries({"kind": st.just("box"), "x": size, "y": size, "z": size}),
    st.fixed_dictionaries({"kind": st.just("cylinder"), "diameter": size, "height": size}),
    st.fixed_dictionaries({"kind": st.just("extrusion"), "outline": outline, "height": size}),
    st.fixed_dictionaries({"kind": st.just("section"), "profile": outline, "length": size}),
    st.fixed_dictionaries(
        {"kind": st.just("turned"), "sections": st.lists(turned_section, min_size=1, max_size=3)},
        optional={"grooves": st.lists(groove, max_size=2)}),
)  # fmt: skip
face = st.sampled_from(["top", "bottom", "front", "back", "left", "right"])
feature = st.one_of(
    st.fixed_dictionaries({"kind": st.just("hole"), "id": st.just("a"), "at": place, "diameter": small, "face": face,
                           "through": st.just(True)}),
    st.fixed_dictionaries({"kind": st.just("hole"), "id": st.just("a"), "at": place, "diameter": small, "face": face,
                           "depth": small}),
    st.fixed_dictionaries({"kind": st.just("pocket"), "id": st.just("b"), "at": place, "outline": outline, "face": face,
                           "depth": small}),
    st.fixed_dictionaries({"kind": st.just("slot"), "id": st.just("c"), "start": position, "end": position, "width": small,
                           "ends": st.sampled_from(["round", "open"]), "face": face, "through": st.just(True)}),
    st.fixed_dictionaries({"kind": st.just("boss"), "id": st.just("d"), "at": place, "outline": outline, "height": small}),
    st.fixed_dictionaries({"kind": st.just("shell"), "id": st.just("e"), "wall": small,
                           "open": st.sampled_from(["top", "bottom", "both"])}, optional={"inside_radius": small}),
    st.fixed_dictionaries({"kind": st.just("keyway"), "id": st.just("f"), "width": small, "depth": small},
                          optional={"of": st.just("a"), "length": size, "ends": st.just("round"), "start": small}),
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["chamfer", "fillet"]), "id": st.just("g"), "of": st.sampled_from(["a", "b", "d", "e"]),
         "edges": st.sampled_from(["top-outer", "bottom-outer", "both-outer", "vertical", "all", "feature-top",
                                   "feature-bottom", "feature-both", "feature-floor", "root", "steps"])}
    ).map(lambda f: f | {"size" if f["kind"] == "chamfer" else "radius": 1.0}),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(body, st.lists(feature, max_size=3, unique_by=lambda f: f["id"]))
def test_any_combination_ends_in_a_solid_or_says_why_not(part: dict[str, Any], features: list[dict[str, Any]]) -> None:
    intent = Intent.model_validate({"units": "mm", "deliverables": ["step", "dxf"], "part": part, "features": features})
    resolution = resolve(intent)
    failed = any(f.severity is Severity.ERROR for f in resolution.findings)
    assert (resolution.part is not None) != (failed or bool(resolution.questions))
    if resolution.part is None:
        return
    solid, findings = build(resolution.part)
    assert (solid is None) == any(f.code == "geometry-failed" for f in findings)
    if solid is None:
        return
    assert solid.valid and solid.volume > 0
    x0, y0, x1, y1 = resolution.part.body.outline.bounds
    box = (x0, y0, resolution.part.body.z_bottom, x1, y1, resolution.part.body.z_top)
    assert all(a >= b - 1e-4 for a, b in zip(solid.box.low, box[:3], strict=True))
    assert all(a <= b + 1e-4 for a, b in zip(solid.box.high, box[3:], strict=True))
    assert drawing(resolution.part) == drawing(resolution.part)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(small, small, small), min_size=1, max_size=5))
def test_a_turned_body_is_the_sum_of_its_frustums(sections: list[tuple[float, float, float]]) -> None:
    part = {
        "kind": "turned",
        "sections": [{"diameter": 2 * a, "end_diameter": 2 * b, "length": length} for a, b, length in sections],
    }
    resolution = resolve(Intent.model_validate({"units": "mm", "deliverables": ["step"], "part": part}))
    assert resolution.part is not None
    solid, _ = build(resolution.part)
    assert solid is not None
    volume = sum(pi * length / 3 * (a * a + a * b + b * b) for a, b, length in sections)
    assert solid.volume == pytest.approx(volume, rel=1e-6)
    assert solid.box.size[2] == pytest.approx(sum(length for _, _, length in sections), abs=1e-5)
