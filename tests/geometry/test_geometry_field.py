"""The part field: what looks up, how near to the solid, regions, undercuts; and the closed mesh."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.geometry import Solid, build, field_from_step, load_step, measure, part_field
from codegen.model.curve import circle, rectangle
from codegen.model.part import (
    Body,
    Counterbore,
    Countersink,
    Dimension,
    EdgeChamfer,
    EdgeFillet,
    Hole,
    Part,
    Pocket,
)  # fmt: skip


def hole(name: str, x: float, y: float, d: float, **more: object) -> Hole:
    values = {
        "id": name,
        "feature": name,
        "x": x,
        "y": y,
        "z_top": 0.0,
        "diameter": Dimension(nominal=d),
        "depth": None,
    }
    return Hole.model_validate({**values, **more})


def part(*features: object, size: tuple[float, float] = (100, 60), thick: float = 12) -> Part:
    body = Body(outline=rectangle((size[0] / 2, size[1] / 2), *size), z_bottom=-thick, z_top=0)
    return Part(name="t", body=body, features=features)


def solid_of(p: Part) -> Solid:
    made, findings = build(p)
    assert made is not None, findings
    return made


def samples(triangles: np.ndarray) -> np.ndarray:
    """Points on every triangle: centroid, edge midpoints and random ones; the sag is greatest well inside an edge."""
    weights = np.vstack(
        [[[1 / 3] * 3, [0.5, 0.5, 0], [0, 0.5, 0.5], [0.5, 0, 0.5]], np.random.default_rng(1).dirichlet((1, 1, 1), 12)]
    )
    return np.einsum("kc,ncx->nkx", weights, triangles).reshape(-1, 3)


def height(triangles: np.ndarray, x: float, y: float) -> float:
    """Highest triangle above a point; −inf where there is none."""
    a, b, c = triangles[:, 0, :2], triangles[:, 1, :2], triangles[:, 2, :2]
    p = np.array([x, y])

    def side(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        return (v[:, 0] - u[:, 0]) * (p[1] - u[:, 1]) - (v[:, 1] - u[:, 1]) * (p[0] - u[:, 0])

    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    w = np.stack([side(b, c), side(c, a), side(a, b)], axis=1) / area[:, None]
    inside = (w >= -1e-9).all(axis=1)
    return float((w[inside] * triangles[inside][:, :, 2]).sum(axis=1).max()) if inside.any() else -math.inf


def test_heights_of_steps_cones_and_nothing() -> None:
    p = part(
        hole("a", 15, 15, 8),
        hole("b", 40, 15, 8, depth=5),
        hole("c", 65, 15, 6, counterbore=Counterbore(diameter=11, depth=6)),
        hole("d", 85, 15, 6, countersink=Countersink(diameter=12)),
        Pocket(id="p", feature="p", shape="rectangle", outline=rectangle((50, 42), 60, 20, 4), z_top=0, z_bottom=-5),
    )
    field = part_field(solid_of(p), p)
    at = lambda x, y: height(field.triangles, x, y)  # noqa: E731
    assert at(5, 5) == pytest.approx(0)
    assert at(15, 15) == -math.inf
    assert at(41.5, 15) == pytest.approx(-5 - (4 - 1.5) / math.tan(math.radians(59)), abs=0.004)
    assert at(65 + 4, 15) == pytest.approx(-6)
    assert at(85 + 4.5, 15) == pytest.approx(-1.5, abs=0.004)
    assert at(50, 42) == pytest.approx(-5)
    assert (field.low, field.high) == ((0, 0, -12), (100, 60, 0))
    assert field.undercuts == ()
    assert [(r.feature, r.kind) for r in field.regions] == [
        ("a", "hole"), ("b", "hole"), ("c", "hole"), ("c/counterbore", "counterbore"), ("d", "hole"),
        ("d/countersink", "countersink"), ("p", "pocket"),
    ]  # fmt: skip
    by_name = {r.feature: r for r in field.regions}
    assert by_name["a"].z_bottom == -12
    assert by_name["b"].z_bottom == pytest.approx(-5 - 4 / math.tan(math.radians(59)))
    assert by_name["d/countersink"].z_bottom == pytest.approx(-3)
    assert by_name["c/counterbore"].outline.area == pytest.approx(math.pi * 11**2 / 4)


def test_every_triangle_looks_up() -> None:
    p = part(hole("a", 15, 15, 8), EdgeFillet(id="f", feature="f", edges="top-outer", radius=2))
    triangles = part_field(solid_of(p), p).triangles
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    assert (normals[:, 2] > 0).all()
    # the areas' projection is the plate less the hole
    assert normals[:, 2].sum() / 2 == pytest.approx(6000 - math.pi * 16, rel=1e-4)


@settings(max_examples=15, deadline=None)
@given(d=st.floats(0.6, 300), tolerance=st.sampled_from([0.001, 0.002, 0.01]))
def test_cylinder_walls_are_within_the_tolerance(d: float, tolerance: float) -> None:
    size = (d + 20, d + 20)
    p = part(hole("h", size[0] / 2, size[1] / 2, d), size=size)
    triangles = part_field(solid_of(p), p, tolerance=tolerance).triangles
    from_axis = np.hypot(*(samples(triangles)[:, :2] - np.array(size) / 2).T)
    assert from_axis.min() >= d / 2 - tolerance


@settings(max_examples=12, deadline=None)
@given(d=st.floats(2, 100), angle=st.floats(60, 150), tolerance=st.sampled_from([0.001, 0.002, 0.01]))
def test_cones_are_within_the_tolerance(d: float, angle: float, tolerance: float) -> None:
    half = math.radians(angle / 2)
    deep = d / 2 / math.tan(half)
    size = (d + 20, d + 20)
    p = part(hole("h", size[0] / 2, size[1] / 2, d, depth=2, point_angle_deg=angle), size=size, thick=deep + 6)
    points = samples(part_field(solid_of(p), p, tolerance=tolerance).triangles)
    cone = points[points[:, 2] < -2 - 1e-9]
    from_axis = np.hypot(*(cone[:, :2] - np.array(size) / 2).T)
    above_tip = cone[:, 2] + 2 + deep
    assert np.abs(from_axis * math.cos(half) - above_tip * math.sin(half)).max() <= tolerance


@settings(max_examples=8, deadline=None)
@given(d=st.floats(10, 200), r=st.floats(0.5, 4), tolerance=st.sampled_from([0.002, 0.01]))
def test_rounded_rims_are_within_the_tolerance(d: float, r: float, tolerance: float) -> None:
    body = Body(outline=circle((0, 0), d), z_bottom=-10, z_top=0, shape="cylinder")
    p = Part(name="t", body=body, features=(EdgeFillet(id="f", feature="f", edges="top-outer", radius=r),))
    points = samples(part_field(solid_of(p), p, tolerance=tolerance).triangles)
    rim = points[points[:, 2] < -1e-9]
    tube = np.hypot(np.hypot(rim[:, 0], rim[:, 1]) - (d / 2 - r), rim[:, 2] + r)
    assert np.abs(tube - r).max() <= tolerance


def test_rounded_upright_corner_under_a_rounded_rim() -> None:
    p = part(
        EdgeFillet(id="v", feature="v", edges="vertical", radius=8),
        EdgeFillet(id="t", feature="t", edges="top-outer", radius=3),
    )
    field = part_field(solid_of(p), p)
    # along the plate's middle the rim is a quarter circle: at 1 mm from the edge, 3 − √(3² − 2²) down
    assert height(field.triangles, 1.0, 30.0) == pytest.approx(math.sqrt(9 - 4) - 3, abs=0.004)
    # at the corner the same section stands radially about (8, 8)
    off = 8 - 7 / math.sqrt(2)
    assert height(field.triangles, off, off) == pytest.approx(math.sqrt(9 - 4) - 3, abs=0.004)


def test_undercuts_are_named() -> None:
    p = part(
        hole("side", 30, -6, 4, face="front", depth=5),
        hole("below", 50, 30, 4, face="bottom", depth=5, z_top=-12),
        EdgeChamfer(id="c", feature="c", edges="bottom-outer", size=1),
    )
    made = solid_of(p)
    assert part_field(made, p).undercuts == ("side", "below", "c")
    (found,) = part_field(made, None).undercuts
    assert "seen only from below" in found


def test_a_tolerance_must_be_positive() -> None:
    p = part()
    with pytest.raises(ValueError, match="-1"):
        part_field(solid_of(p), p, tolerance=-1)


def test_step_field_finds_its_holes() -> None:
    from codegen.artifacts import step_bytes

    p = part(hole("a", 15, 15, 8), hole("b", 40, 15, 6, depth=5), hole("s", 30, -6, 4, face="front", depth=5))
    made = solid_of(p)
    data = step_bytes(made, "plate")
    field = field_from_step(data)
    import hashlib

    assert field.step_sha256 == hashlib.sha256(data).hexdigest()
    assert {r.feature for r in field.regions} == {"hole at (15, 15) Ø8", "hole at (40, 15) Ø6"}
    assert field.volume == pytest.approx(made.volume, rel=1e-9)
    assert measure(load_step(data)).holes == measure(made).holes


def test_stepped_and_crossing_bores_are_measured_apart() -> None:
    made = solid_of(part(hole("a", 30, 30, 6, counterbore=Counterbore(diameter=11, depth=4))))
    assert [(h.diameter, h.depth, h.start[2]) for h in measure(made).holes] == [(6, 8, -4), (11, 4, 0)]


def test_rounded_pocket_corners_and_outer_rounds_are_not_holes() -> None:
    made = solid_of(
        part(
            Pocket(
                id="p", feature="p", shape="rectangle", outline=rectangle((50, 30), 40, 20, 5), z_top=0, z_bottom=-5
            ),
            EdgeFillet(id="f", feature="f", edges="vertical", radius=6),
        )
    )
    assert measure(made).holes == ()
    body = Body(outline=circle((0, 0), 40), z_bottom=0, z_top=10, shape="cylinder")
    assert measure(solid_of(Part(name="t", body=body, features=()))).holes == ()
