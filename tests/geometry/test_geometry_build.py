"""Solids against hand formulas: volumes, boxes, validity, and what cannot be built."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.findings import Severity
from codegen.geometry import Solid, build, measure
from codegen.model.curve import Loop, circle, polygon, rectangle, slot
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
    ThreadSpec,
)  # fmt: skip

X, Y, Z = 100.0, 60.0, 12.0
PLATE = Body(outline=rectangle((X / 2, Y / 2), X, Y), z_bottom=-Z, z_top=0.0)


def hole(name: str = "h", **changes: object) -> Hole:
    values: dict[str, object] = {"x": 20.0, "y": 20.0, "z_top": 0.0, "diameter": Dimension(nominal=6), "depth": None}
    return Hole.model_validate({"id": f"{name}[0]", "feature": name, **values, **changes})


def pocket(outline: Loop, **changes: object) -> Pocket:
    values: dict[str, object] = {"shape": "rectangle", "z_top": 0.0, "z_bottom": -5.0}
    return Pocket.model_validate({"id": "p", "feature": "p", "outline": outline, **values, **changes})


def solid(*features: object, body: Body = PLATE) -> Solid:
    made, findings = build(Part(name="t", body=body, features=features))
    assert made is not None, findings
    assert not [f for f in findings if f.severity is Severity.ERROR], findings
    assert made.valid
    return made


def failing(*features: object, body: Body = PLATE) -> list[tuple[str, str | None]]:
    made, findings = build(Part(name="t", body=body, features=features))
    assert made is None
    return [(f.code, f.where.feature) for f in findings]


def cylinder(d: float, h: float) -> float:
    return math.pi * d * d / 4 * h


def cone_frustum(d1: float, d2: float, h: float) -> float:
    r1, r2 = d1 / 2, d2 / 2
    return math.pi * h / 3 * (r1 * r1 + r1 * r2 + r2 * r2)


def test_plate_is_its_box() -> None:
    made = solid()
    assert made.volume == pytest.approx(X * Y * Z, rel=1e-12)
    assert made.box.low == (0, 0, -Z)
    assert made.box.high == (X, Y, 0)


def test_through_hole() -> None:
    assert X * Y * Z - solid(hole()).volume == pytest.approx(cylinder(6, Z), rel=1e-9)


@pytest.mark.parametrize("angle", [118.0, 135.0, 90.0])
def test_blind_hole_has_the_cone_of_the_drill(angle: float) -> None:
    cone = 3 / math.tan(math.radians(angle / 2))
    removed = X * Y * Z - solid(hole(depth=7, point_angle_deg=angle)).volume
    assert removed == pytest.approx(cylinder(6, 7) + cylinder(6, cone) / 3, rel=1e-9)


def test_flat_bottomed_hole() -> None:
    assert X * Y * Z - solid(hole(depth=7, point_angle_deg=None)).volume == pytest.approx(cylinder(6, 7), rel=1e-9)


def test_counterbored_hole() -> None:
    made = solid(hole(counterbore=Counterbore(diameter=11, depth=6.4)))
    assert X * Y * Z - made.volume == pytest.approx(cylinder(11, 6.4) + cylinder(6, Z - 6.4), rel=1e-9)


@pytest.mark.parametrize("angle", [90.0, 82.0, 120.0])
def test_countersunk_hole(angle: float) -> None:
    deep = (12 - 6) / 2 / math.tan(math.radians(angle / 2))
    made = solid(hole(countersink=Countersink(diameter=12, angle_deg=angle)))
    expected = cone_frustum(12, 6, deep) + cylinder(6, Z - deep)
    assert X * Y * Z - made.volume == pytest.approx(expected, rel=1e-9)


def test_counterbore_with_a_countersunk_mouth() -> None:
    made = solid(hole(counterbore=Counterbore(diameter=10, depth=5), countersink=Countersink(diameter=12)))
    expected = cone_frustum(12, 10, 1) + cylinder(10, 4) + cylinder(6, Z - 5)
    assert X * Y * Z - made.volume == pytest.approx(expected, rel=1e-9)


def test_thread_is_modelled_at_its_tap_drill() -> None:
    thread = ThreadSpec(designation="M6", diameter=6, pitch=1, depth=None, drill_diameter=5)
    assert X * Y * Z - solid(hole(thread=thread)).volume == pytest.approx(cylinder(5, Z), rel=1e-9)


SIDES = [
    ("top", {"x": 20.0, "y": 15.0, "z_top": 0.0}, (20.0, 15.0, 0.0), (0, 0, -1)),
    ("bottom", {"x": 20.0, "y": 15.0, "z_top": -Z}, (20.0, 15.0, -Z + 5), (0, 0, -1)),
    ("front", {"x": 20.0, "y": -6.0, "z_top": 0.0}, (20.0, 5.0, -6.0), (0, -1, 0)),
    ("back", {"x": 20.0, "y": -6.0, "z_top": Y}, (20.0, Y, -6.0), (0, -1, 0)),
    ("left", {"x": 15.0, "y": -6.0, "z_top": 0.0}, (5.0, 15.0, -6.0), (-1, 0, 0)),
    ("right", {"x": 15.0, "y": -6.0, "z_top": X}, (X, 15.0, -6.0), (-1, 0, 0)),
]


@pytest.mark.parametrize(("face", "place", "upper_end", "into"), SIDES)
def test_hole_from_each_side(face: str, place: dict[str, float], upper_end: tuple, into: tuple) -> None:
    made = solid(hole(face=face, depth=5, point_angle_deg=None, **place))
    assert X * Y * Z - made.volume == pytest.approx(cylinder(6, 5), rel=1e-9)
    (found,) = measure(made).holes
    assert found.start == pytest.approx(upper_end, abs=1e-6)
    assert found.into == into
    assert (found.diameter, found.depth) == (6, 5)


def test_pocket_with_rounded_corners() -> None:
    removed = X * Y * Z - solid(pocket(rectangle((50, 30), 40, 20, 5))).volume
    assert removed == pytest.approx((40 * 20 - (4 - math.pi) * 25) * 5, rel=1e-9)


def test_slot_and_through_pocket() -> None:
    round_ends = solid(pocket(slot((30, 30), (60, 30), 10), shape="slot"))
    assert X * Y * Z - round_ends.volume == pytest.approx((300 + math.pi * 25) * 5, rel=1e-9)
    through = solid(pocket(circle((50, 30), 25), shape="circle", z_bottom=-Z, through=True))
    assert X * Y * Z - through.volume == pytest.approx(cylinder(25, Z), rel=1e-9)


def test_open_slot_ends_flush_with_the_side() -> None:
    made = solid(pocket(rectangle((50, 30), 100, 8), open=True))
    assert X * Y * Z - made.volume == pytest.approx(100 * 8 * 5, rel=1e-9)


def test_hole_that_starts_at_a_pocket_floor() -> None:
    made = solid(pocket(rectangle((50, 30), 40, 20)), hole(x=50, y=30, z_top=-5, depth=None))
    assert X * Y * Z - made.volume == pytest.approx(40 * 20 * 5 + cylinder(6, 7), rel=1e-9)


def test_clockwise_outline_is_the_same_pocket() -> None:
    outline = rectangle((50, 30), 40, 20, 5)
    assert solid(pocket(outline.reversed())).volume == pytest.approx(solid(pocket(outline)).volume, rel=1e-12)


def test_top_chamfer_removes_a_prism_with_mitred_corners() -> None:
    c = 2.0
    made = solid(EdgeChamfer(id="c", feature="c", edges="top-outer", size=c))
    # frustum of a pyramid: the layer of height c between the full rectangle and the one 2c smaller (Simpson, exact)
    layer = c / 6 * (X * Y + 4 * (X - c) * (Y - c) + (X - 2 * c) * (Y - 2 * c))
    assert made.volume == pytest.approx(X * Y * (Z - c) + layer, rel=1e-9)


def test_chamfer_with_an_angle_keeps_its_leg_on_the_top() -> None:
    body = Body(outline=circle((0, 0), 40), z_bottom=0, z_top=10, shape="cylinder")
    made = solid(EdgeChamfer(id="c", feature="c", edges="top-outer", size=2, angle_deg=30), body=body)
    down = 2 * math.tan(math.radians(30))
    assert made.volume == pytest.approx(cylinder(40, 10 - down) + cone_frustum(40, 36, down), rel=1e-9)


def test_vertical_fillets_are_rounded_corners() -> None:
    made = solid(EdgeFillet(id="f", feature="f", edges="vertical", radius=8))
    assert made.volume == pytest.approx((X * Y - (4 - math.pi) * 64) * Z, rel=1e-9)


def test_top_fillet_of_a_disc_follows_pappus() -> None:
    d, r = 40.0, 3.0
    body = Body(outline=circle((0, 0), d), z_bottom=0, z_top=10, shape="cylinder")
    made = solid(EdgeFillet(id="f", feature="f", edges="top-outer", radius=r), body=body)
    area = r * r * (1 - math.pi / 4)  # between the corner and its quarter circle
    # its first moment about the walls: the square's less that of the quarter disc, whose centroid is 4r/3π off its centre
    moment = r**3 / 2 - math.pi * r * r / 4 * (r - 4 * r / (3 * math.pi))
    removed = cylinder(d, 10) - made.volume
    assert removed == pytest.approx(2 * math.pi * (d / 2 - moment / area) * area, rel=1e-9)


def test_all_edges_of_a_block() -> None:
    c = 2.0
    made = solid(EdgeChamfer(id="c", feature="c", edges="all", size=c))
    # twelve prisms of c²/2; where three meet, pairs share c³/3 and all three c³/4, so that each corner is counted
    # 3·c³/3 − c³/4 too often; and the flat through (c,c,0), (c,0,c), (0,c,c) takes a tetrahedron of c³/12 more
    removed = 4 * (X + Y + Z) * c * c / 2 - 8 * (c**3 - c**3 / 4) + 8 * c**3 / 12
    assert X * Y * Z - made.volume == pytest.approx(removed, rel=1e-9)


def test_chamfer_of_a_hole_is_its_countersink() -> None:
    cut = solid(hole(), EdgeChamfer(id="c", feature="c", edges="feature-top", of="h", size=1))
    sunk = solid(hole(countersink=Countersink(diameter=8)))
    assert cut.volume == pytest.approx(sunk.volume, rel=1e-9)


def test_fillet_of_a_pocket_mouth_is_found() -> None:
    plain = solid(pocket(rectangle((50, 30), 40, 20, 5)))
    made = solid(
        pocket(rectangle((50, 30), 40, 20, 5)), EdgeFillet(id="f", feature="f", edges="feature-top", of="p", radius=1)
    )
    length = 2 * (30 + 10) + 2 * math.pi * 5
    area = 1 - math.pi / 4
    assert plain.volume - made.volume == pytest.approx(
        length * area, rel=0.02
    )  # Pappus, but for the corners' curvature


def test_chamfer_runs_round_a_rounded_corner() -> None:
    upright = EdgeFillet(id="f", feature="f", edges="vertical", radius=8)
    top = EdgeChamfer(id="c", feature="c", edges="top-outer", size=1)
    made, rounded = solid(top, upright), solid(upright)
    # the corner arcs' centroid lies 1/3 further in: Pappus with radius 8 − 1/3
    expected = 0.5 * (2 * (X + Y - 32)) + 0.5 * 2 * math.pi * (8 - 1 / 3)
    assert rounded.volume - made.volume == pytest.approx(expected, rel=1e-9)


def test_cadquery_agrees() -> None:
    cq = pytest.importorskip("cadquery")
    made = solid(
        hole(counterbore=Counterbore(diameter=11, depth=6)),
        hole("b", x=80, depth=8, point_angle_deg=None),
        pocket(rectangle((50, 30), 40, 20, 5)),
    )
    theirs = (
        cq.Workplane().box(X, Y, Z, centered=False).translate((0, 0, -Z)).faces(">Z").workplane(origin=(0, 0, 0))
        .pushPoints([(20, 20)]).cboreHole(6, 11, 6)
        .pushPoints([(80, 20)]).hole(6, 8)
        .cut(cq.Workplane(origin=(50, 30, -5)).box(40, 20, 5, centered=(True, True, False)).edges("|Z").fillet(5))
    )  # fmt: skip
    assert made.volume == pytest.approx(theirs.val().Volume(), rel=1e-9)
    assert made.cadquery().Volume() == pytest.approx(made.volume, rel=1e-12)


# -- what cannot be built ---------------------------------------------------------------------------------------------


def test_pocket_that_cuts_the_plate_in_two_is_named() -> None:
    across = pocket(rectangle((50, 30), 10, 80), through=True, z_bottom=-Z)
    assert failing(hole(), across) == [("geometry-failed", "p")]


def test_pocket_that_takes_everything_is_named() -> None:
    assert failing(pocket(rectangle((50, 30), 200, 200), through=True, z_bottom=-Z)) == [("geometry-failed", "p")]


def test_hole_below_the_top_with_nothing_above_is_a_cavity() -> None:
    assert failing(hole(z_top=-3, depth=4)) == [("geometry-failed", "h[0]")]


@pytest.mark.parametrize(
    "bad",
    [
        hole(counterbore=Counterbore(diameter=5, depth=3)),
        hole(counterbore=Counterbore(diameter=9, depth=13)),
        hole(depth=4, countersink=Countersink(diameter=30)),
        hole(diameter=Dimension(nominal=-1)),
        hole(depth=0),
        hole(countersink=Countersink(diameter=12, angle_deg=180)),
        EdgeFillet(id="h[0]", feature="h", edges="top-outer", radius=40),
        EdgeFillet(id="h[0]", feature="h", edges="vertical", radius=0),
        EdgeChamfer(id="h[0]", feature="h", edges="top-outer", size=-1),
        EdgeChamfer(id="h[0]", feature="h", edges="vertical", size=1, angle_deg=30),
        EdgeChamfer(id="h[0]", feature="h", edges="feature-top", of="nothing", size=1),
    ],
)
def test_impossible_features_are_findings_that_name_them(bad: object) -> None:
    assert failing(bad)[-1] == ("geometry-failed", "h[0]")


def test_pocket_without_depth_and_body_without_height() -> None:
    assert failing(pocket(circle((50, 30), 10), z_bottom=0)) == [("geometry-failed", "p")]
    assert failing(body=PLATE.model_copy(update={"z_top": -Z})) == [("geometry-failed", None)]


def test_outline_that_crosses_itself() -> None:
    bow = polygon([(0, 0), (30, 20), (30, 0), (0, 21)])
    assert failing(body=PLATE.model_copy(update={"outline": bow})) == [("geometry-failed", None)]


# -- features that run into each other ---------------------------------------------------------------------------------


def codes(*features: object) -> list[tuple[str, str]]:
    _, findings = build(Part(name="t", body=PLATE, features=features))
    return [(f.code, str(f.severity)) for f in findings]


def test_holes_into_each_other_are_an_error_and_stepped_holes_are_not() -> None:
    assert codes(hole(), hole("b", x=25)) == [("feature-overlap", "error")]
    assert codes(hole(), hole("b", diameter=Dimension(nominal=10), depth=4)) == []
    assert codes(hole(depth=3), hole("b", x=24, z_top=-Z, face="bottom", depth=3)) == []
    assert codes(hole(), hole("b", x=26.001)) == []
    assert ("feature-overlap", "error") in codes(hole(), hole("b", x=26))  # the wall between them has no thickness


def test_the_same_hole_twice() -> None:
    assert ("feature-overlap", "warning") in codes(hole(), hole("b"))


def test_hole_in_a_pocket_wall_and_crossing_pockets() -> None:
    deep = pocket(rectangle((50, 30), 40, 20))
    assert codes(deep, hole(x=30, y=30)) == [("feature-overlap", "warning")]
    assert codes(deep, hole(x=50, y=30)) == []
    crossing = pocket(rectangle((50, 30), 10, 50)).model_copy(update={"id": "q"})
    assert codes(deep, crossing) == [("feature-overlap", "warning")]


def test_hole_outside_over_the_edge_and_through_the_floor() -> None:
    assert codes(hole(x=200)) == [("feature-outside-stock", "error")]
    assert codes(hole(x=2)) == [("feature-outside-stock", "warning")]
    assert codes(hole(depth=11)) == [("feature-outside-stock", "warning")]
    assert codes(hole(depth=10)) == []  # 10 + 1.80 of drill point < 12


def test_hole_swallowed_by_a_pocket() -> None:
    deep = pocket(rectangle((50, 30), 40, 20))
    assert codes(deep, hole(x=50, y=30, depth=3, point_angle_deg=None)) == [("feature-overlap", "warning")]


# -- any plate ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    size=st.tuples(st.floats(20, 800), st.floats(20, 800), st.floats(3, 80)),
    diameter=st.floats(0.5, 8),
    inset=st.floats(5, 9),
    corner=st.just(0.0) | st.floats(0.001, 4),
)
def test_any_plate_with_four_holes(
    size: tuple[float, float, float], diameter: float, inset: float, corner: float
) -> None:
    x, y, z = size
    body = Body(outline=rectangle((0, 0), x, y, corner), z_bottom=-z, z_top=0)
    places = [(sx * (x / 2 - inset), sy * (y / 2 - inset)) for sx in (-1, 1) for sy in (-1, 1)]
    holes = [
        hole(x=px, y=py, diameter=Dimension(nominal=diameter)).model_copy(update={"id": f"h[{i}]"})
        for i, (px, py) in enumerate(places)
    ]
    made, findings = build(Part(name="t", body=body, features=tuple(holes)))
    if any(f.code == "feature-overlap" for f in findings):
        return
    assert made is not None
    assert made.valid
    assert [f for f in findings if f.code == "geometry-failed"] == []
    if not findings:
        expected = (x * y - (4 - math.pi) * corner**2 - 4 * math.pi * diameter**2 / 4) * z
        assert made.volume == pytest.approx(expected, rel=1e-9)
        assert len(measure(made).holes) == 4
    assert made.box.size == pytest.approx(size, abs=2e-6)
