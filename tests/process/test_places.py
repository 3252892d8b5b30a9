"""Placements: counts, distances and symmetry for any size."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.model.intent import Intent
from codegen.model.part import Hole
from codegen.process import resolve

SIZES = st.floats(50, 400, allow_nan=False).map(lambda v: round(v, 3))


def points(placement: dict[str, Any], x: float = 300, y: float = 300, **fields: Any) -> list[tuple[float, float]]:
    feature = {"kind": "hole", "id": "h", "at": [placement], "diameter": 0.5, "depth": 1}
    data = {
        "units": "mm",
        "part": {"kind": "box", "x": x, "y": y, "z": 10},
        "deliverables": ["step"],
        "features": [feature],
    }
    r = resolve(Intent.model_validate({**data, **fields}))
    assert r.part is not None, [f.message for f in r.findings]
    return [(f.x, f.y) for f in r.part.features if isinstance(f, Hole)]


@given(st.integers(1, 24), st.floats(20, 200), st.floats(-720, 720))
@settings(max_examples=50, deadline=None)
def test_bolt_circles_lie_on_their_circle_evenly(count: int, diameter: float, start: float) -> None:
    at = {
        "kind": "bolt_circle",
        "centre": {"anchor": "centre"},
        "diameter": diameter,
        "count": count,
        "start_angle": start,
    }
    found = points(at)
    assert len(found) == count
    for p in found:
        assert math.dist(p, (150, 150)) == pytest.approx(diameter / 2, abs=1e-6)
    first = math.degrees(math.atan2(found[0][1] - 150, found[0][0] - 150))
    assert (first - start + 180) % 360 - 180 == pytest.approx(0, abs=1e-4)
    if count > 1:
        chord = diameter * math.sin(math.pi / count)
        for a, b in zip(found, found[1:] + found[:1], strict=True):
            assert math.dist(a, b) == pytest.approx(chord, abs=1e-6)


def test_quarter_turns_are_exact() -> None:
    at = {"kind": "bolt_circle", "centre": {"anchor": "centre"}, "diameter": 60, "count": 4, "start_angle": 90}
    assert points(at) == [(150, 180), (120, 150), (150, 120), (180, 150)]


@given(st.integers(1, 6), st.integers(1, 6), st.floats(5, 40), st.floats(5, 40))
@settings(max_examples=50, deadline=None)
def test_grids(columns: int, rows: int, dx: float, dy: float) -> None:
    grid = {"kind": "grid", "columns": columns, "rows": rows, "column_spacing": dx, "row_spacing": dy}
    centred = points({**grid, "at": {"anchor": "centre"}, "reference": "centre"})
    assert len(centred) == columns * rows
    assert sum(p[0] for p in centred) / len(centred) == pytest.approx(150, abs=1e-6)
    assert sum(p[1] for p in centred) / len(centred) == pytest.approx(150, abs=1e-6)
    first = points({**grid, "at": {"anchor": "front-left", "x": 10, "y": 20}, "reference": "first"})
    assert first[0] == (10, pytest.approx(20 + 0, abs=1e-9))
    assert first[-1] == (
        pytest.approx(10 + (columns - 1) * dx, abs=1e-6),
        pytest.approx(20 + (rows - 1) * dy, abs=1e-6),
    )


@given(SIZES, SIZES, st.floats(2, 20), st.floats(2, 20))
@settings(max_examples=50, deadline=None)
def test_corners_and_mirrors_are_symmetrical(x: float, y: float, dx: float, dy: float) -> None:
    corners = points({"kind": "corners", "inset_x": dx, "inset_y": dy}, x, y)
    mirrored = points(
        {"kind": "mirror", "position": {"anchor": "front-left", "x": dx, "y": dy}, "across": "both"}, x, y
    )
    key = [(round(a, 6), round(b, 6)) for a, b in corners]
    assert sorted(key) == sorted((round(a, 6), round(b, 6)) for a, b in mirrored)
    assert len(set(key)) == 4


def test_a_mirror_on_the_centre_line_is_one_place() -> None:
    at = {"kind": "mirror", "position": {"anchor": "front", "y": 10}, "across": "x"}
    assert points(at) == [(150, 10)]


def test_rows_at_an_angle_and_anchors() -> None:
    row = {
        "kind": "linear",
        "start": {"anchor": "back-right", "x": -10, "y": -10},
        "count": 3,
        "spacing": 20,
        "angle": 180,
    }
    assert points(row) == [(290, 290), (270, 290), (250, 290)]
    up = {"kind": "linear", "start": {"x": 10, "y": 10}, "count": 2, "spacing": "2*10", "angle": "45*2"}
    assert points(up) == [(10, 10), (10, 30)]
    assert points({"kind": "edge_midpoints", "inset": 8}, 150, 100) == [(75, 8), (142, 50), (75, 92), (8, 50)]


def test_too_many_places_are_refused() -> None:
    grid = {
        "kind": "grid",
        "at": {},
        "reference": "first",
        "columns": 2000,
        "rows": 2000,
        "column_spacing": 1,
        "row_spacing": 1,
    }
    data = {"units": "mm", "part": {"kind": "box", "x": 100, "y": 100, "z": 10}, "deliverables": ["step"],
            "features": [{"kind": "hole", "id": "h", "at": [grid], "diameter": 1, "depth": 1}]}  # fmt: skip
    r = resolve(Intent.model_validate(data))
    assert [f.code for f in r.findings] == ["unsupported-request"] and r.part is None


def test_counts_and_angles_must_agree() -> None:
    at = {"kind": "bolt_circle", "centre": {}, "diameter": 40, "count": 3, "angles": [0, 90]}
    data = {"units": "mm", "part": {"kind": "cylinder", "diameter": 100, "height": 10}, "deliverables": ["step"],
            "datum": {"of": "part", "across": "centre", "along": "centre"},
            "features": [{"kind": "hole", "id": "h", "at": [at], "diameter": 1, "depth": 1}]}  # fmt: skip
    assert [f.code for f in resolve(Intent.model_validate(data)).findings] == ["contradiction"]
    data["features"][0]["at"][0]["count"] = 2  # type: ignore[index]
    r = resolve(Intent.model_validate(data))
    assert r.part is not None and [(f.x, f.y) for f in r.part.features if isinstance(f, Hole)] == [(20, 0), (0, 20)]


OUTLINES = [
    ({"kind": "polygon", "sides": 8, "across_flats": 60, "angle": 0}, 8 * math.tan(math.pi / 8) * 30**2),
    ({"kind": "polygon", "sides": 6, "circumscribed_diameter": 40}, 1.5 * math.sqrt(3) * 20**2),
    ({"kind": "polygon", "sides": 4, "across_flats": 40, "corner_radius": 5}, 1600 - (4 - math.pi) * 25),
    ({"kind": "slot", "length": 50, "width": 14}, 36 * 14 + math.pi * 49),
    ({"kind": "circle", "diameter": 88.9}, math.pi * 44.45**2),
    ({"kind": "rectangle", "x": 60, "y": 40, "corner_radius": 6}, 2400 - (4 - math.pi) * 36),
]


@pytest.mark.parametrize(("outline", "area"), OUTLINES)
def test_areas_of_outlines_by_formula(outline: dict[str, Any], area: float) -> None:
    data = {"units": "mm", "part": {"kind": "extrusion", "outline": outline, "height": 8}, "deliverables": ["step"]}
    r = resolve(Intent.model_validate(data))
    assert r.part is not None
    assert r.part.body.outline.area == pytest.approx(area, rel=1e-9)
    x0, y0, _, _ = r.part.body.outline.bounds
    assert (x0, y0) == pytest.approx((0, 0), abs=1e-9)  # the default datum: front-left corner


def test_an_octagon_has_two_flats_along_x() -> None:
    outline = {"kind": "polygon", "sides": 8, "across_flats": 60}
    data = {"units": "mm", "part": {"kind": "extrusion", "outline": outline, "height": 8}, "deliverables": ["step"]}
    r = resolve(Intent.model_validate(data))
    assert r.part is not None
    x0, y0, x1, y1 = r.part.body.outline.bounds
    assert (x1 - x0, y1 - y0) == pytest.approx((60, 60))


@pytest.mark.parametrize(
    "outline",
    [
        {"kind": "rectangle", "x": 60, "y": 40, "corner_radius": 21}, {"kind": "slot", "length": 10, "width": 14},
        {"kind": "polygon", "sides": 5, "across_flats": 30},
        {"kind": "polygon", "sides": 6, "across_flats": 30, "circumscribed_diameter": 40},
        {"kind": "polygon", "sides": 6, "across_flats": 30, "corner_radius": 40},
        {"kind": "path", "start": {}, "segments": [{"to": {"x": 10}}, {"to": {}}]},
        {"kind": "path", "start": {}, "segments": [{"to": {"x": 10}, "centre": {"x": 3}}, {"to": {"y": 5}}]},
    ],
)  # fmt: skip
def test_outlines_that_cannot_exist(outline: dict[str, Any]) -> None:
    data = {"units": "mm", "part": {"kind": "extrusion", "outline": outline, "height": 8}, "deliverables": ["step"]}
    r = resolve(Intent.model_validate(data))
    assert [f.code for f in r.findings] == ["bad-expression"] and r.part is None
