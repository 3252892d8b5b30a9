"""Bodies beyond plain prisms: volumes against closed formulas, box sizes, one valid solid each."""

from __future__ import annotations

import math
from math import pi, sqrt
from typing import Any

import pytest

from codegen.geometry import Solid, build, measure
from codegen.geometry.mesh import closed_mesh
from codegen.model.intent import Intent
from codegen.process import resolve
from tests.process.body_intents import ALL, BORE, CENTRE

SPANDREL = 1 - pi / 4
"""Area between a square corner and its rounding of radius 1; its centroid lies (10 - 3π) / (12 - 3π) from either side."""


def made(data: dict[str, Any]) -> Solid:
    resolution = resolve(Intent.model_validate(data))
    assert not resolution.findings and not resolution.questions
    assert resolution.part is not None
    solid, findings = build(resolution.part)
    assert solid is not None and not findings
    return solid


def octagon_area(flats: float) -> float:
    return 2 * (sqrt(2) - 1) * flats**2


def frustum(a: float, b: float, height: float) -> float:
    """Between parallel faces of areas ``a`` and ``b``."""
    return height / 3 * (a + b + sqrt(a * b))


def rounded_box(a: float, b: float, c: float, r: float) -> float:
    """A box grown by ``r`` all round (Steiner's formula)."""
    return a * b * c + 2 * r * (a * b + b * c + c * a) + pi * r * r * (a + b + c) + 4 / 3 * pi * r**3


FORMULAS: dict[str, tuple[float, tuple[float, float, float]]] = {
    "l_bracket": ((50 * 5 + 45 * 5 + SPANDREL * 25) * 40 - 4 * pi * 3.25**2 * 5, (50, 40, 50)),
    "u_section": ((60 * 40 - 52 * 36 + 2 * SPANDREL * 9) * 80 - 3 * pi * 4**2 * 4, (60, 80, 40)),
    "gasket": (pi * (50**2 - 30**2 - 8 * 3.5**2), (100, 100, 1)),
    "rounded_block": (rounded_box(74, 44, 24, 3), (80, 50, 30)),
    # the groove by Pappus: half a disc of radius 4, its centroid 4r/3π inside the rim
    "pulley": (pi * (30**2 - 6**2) * 20 - 2 * pi * (30 - 16 / (3 * pi)) * pi * 16 / 2, (60, 60, 20)),
    "bushing": (
        pi * (30**2 * 8 + 20**2 * 42 - 12.5**2 * 50)
        - 2 * (frustum(pi * 12.5**2, pi * 14**2, 1.5) - pi * 12.5**2 * 1.5)
        + 2 * pi * (20 + 2 * (10 - 3 * pi) / (12 - 3 * pi)) * SPANDREL * 4,
        (60, 60, 50),
    ),
    "octagon": (octagon_area(60) * 7 + frustum(octagon_area(60), octagon_area(58), 1) - pi * 8**2 * 8, (60, 60, 8)),
    "disc": (pi / 4 * (88.9**2 - 25.4**2 - 4 * 5**2) * 10, (88.9, 88.9, 10)),
    "gusset": (100 * 100 / 2 * 8 - 3 * pi * 4.5**2 * 8, (100, 100, 8)),
    "enclosure": (
        (100 * 60 - (4 - pi) * 8**2) * 40 - (94 * 54 - (4 - pi) * 5**2) * 36, (100, 60, 40),
    ),
    "boss_plate": (100 * 80 * 10 + pi * 20**2 * 15 - pi * 10**2 * 25 - 4 * pi * 2.5**2 * 10, (100, 80, 25)),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_what_people_ask_for_has_the_volume_and_size_that_a_formula_gives(name: str) -> None:
    volume, size = FORMULAS[name]
    solid = made(ALL[name]())
    assert solid.volume == pytest.approx(volume, rel=1e-6)
    assert solid.box.size == pytest.approx(size, abs=1e-5)
    assert solid.valid


def test_a_shaft_has_all_its_features() -> None:
    solid = made(ALL["shaft"]())
    plain = pi * (10**2 * 30 + 15**2 * 40) + frustum(pi * 15**2, pi * 8**2, 20)
    groove = pi * (10**2 - 9.25**2) * 1.6
    # upper chamfer on the cone: legs of 1 along the end face and along the flank
    slope = math.atan2(7, 20)
    corner = (8.0, 0.0)
    leg = (8 + math.sin(slope), -math.cos(slope))
    points = [corner, (7.0, 0.0), leg]
    upper = pappus(points)
    lower = pappus([(10, 0), (9, 0), (10, 1)])
    segment = keyway_area(15, 8, 4)
    keyway = segment * (25 - 8) + keyway_round_ends(15, 8, 4)
    assert solid.volume == pytest.approx(plain - groove - upper - lower - keyway - cross_hole(10, 2.5), rel=2e-6)
    assert solid.box.size == pytest.approx((30, 30, 90), abs=1e-5)


def pappus(points: list[tuple[float, float]]) -> float:
    """A triangle turned about the axis x = 0."""
    (ax, ay), (bx, by), (cx, cy) = points
    area = abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2
    return 2 * pi * (ax + bx + cx) / 3 * area


def keyway_area(r: float, width: float, depth: float) -> float:
    """Section of a keyway ``depth`` below the top of a shaft, by the integral of its upper boundary."""
    h = width / 2
    return h * sqrt(r * r - h * h) + r * r * math.asin(h / r) - (r - depth) * width


def keyway_round_ends(r: float, width: float, depth: float, steps: int = 20000) -> float:
    """Both half-round ends together: slices along the width, each 2 sqrt(h² - x²) long."""
    h = width / 2
    dx = width / steps
    xs = (-h + (k + 0.5) * dx for k in range(steps))
    return sum(2 * sqrt(h * h - x * x) * (sqrt(r * r - x * x) - (r - depth)) * dx for x in xs)


def cross_hole(shaft: float, hole: float, steps: int = 20000) -> float:
    """What a hole across a shaft through its axis takes: slices across it."""
    dx = 2 * hole / steps
    xs = (-hole + (k + 0.5) * dx for k in range(steps))
    return sum(4 * sqrt(hole * hole - x * x) * sqrt(shaft * shaft - x * x) * dx for x in xs)


def section(shape: str, **more: Any) -> dict[str, Any]:
    profile = {"kind": "section", "shape": shape, "width": 50, "height": 40, "thickness": 6, **more}
    return {"kind": "section", "length": 100, "profile": profile}


def extruded(**outline: Any) -> dict[str, Any]:
    return {"kind": "extrusion", "height": 10, "outline": outline}


def turned(*sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "turned", "sections": list(sections), **more}


HEXAGON = 3 * sqrt(3) / 2
BODIES: list[tuple[str, dict[str, Any], float, tuple[float, float, float]]] = [
    ("L, legs unlike", section("L", base_thickness=8), (50 * 8 + 32 * 6) * 100, (50, 100, 40)),
    ("L bent", section("L", inside_radius=2, outside_radius=8),
     (50 * 6 + 34 * 6 + SPANDREL * (4 - 64)) * 100, (50, 100, 40)),
    ("U bent", section("U", inside_radius=2, outside_radius=8),
     (50 * 40 - 38 * 34 + 2 * SPANDREL * (4 - 64)) * 100, (50, 100, 40)),
    ("T", section("T", base_thickness=8, inside_radius=3), (50 * 8 + 32 * 6 + 2 * SPANDREL * 9) * 100, (50, 100, 40)),
    ("I", section("I", inside_radius=3), (2 * 50 * 6 + 28 * 6 + 4 * SPANDREL * 9) * 100, (50, 100, 40)),
    ("Z", section("Z", inside_radius=3), (2 * 28 * 6 + 28 * 6 + 2 * SPANDREL * 9) * 100, (50, 100, 40)),
    ("tube", section("box", inside_radius=1, outside_radius=4),
     (50 * 40 - 38 * 28 + (4 - pi) * (1 - 16)) * 100, (50, 100, 40)),
    ("wedge", {"kind": "section", "length": 30, "profile": {"kind": "right_triangle", "x": 60, "y": 20}},
     60 * 20 / 2 * 30, (60, 30, 20)),
    ("tube from above", extruded(kind="section", shape="box", width=50, height=40, thickness=6),
     (50 * 40 - 38 * 28) * 10, (50, 40, 10)),
    ("L plate", extruded(kind="section", shape="L", width=50, height=40, thickness=6), (50 * 6 + 34 * 6) * 10, (50, 40, 10)),
    ("trapezoid", extruded(kind="trapezoid", base=60, opposite=40, height=30), 50 * 30 * 10, (60, 30, 10)),
    ("triangle", extruded(kind="triangle", base=60, height=30), 60 * 30 / 2 * 10, (60, 30, 10)),
    # three roundings of an equilateral triangle: together r² (3 sqrt(3) - π)
    ("rounded triangle", extruded(kind="polygon", sides=3, side=60, corner_radius=5, angle=-90),
     (sqrt(3) / 4 * 3600 - 25 * (3 * sqrt(3) - pi)) * 10, (60 - 2 * 5 * (sqrt(3) - 1), 30 * sqrt(3) - 5, 10)),
    ("hexagon by its side", extruded(kind="polygon", sides=6, side=20, angle=90), HEXAGON * 400 * 10, (40, 20 * sqrt(3), 10)),
    ("half disc", extruded(kind="d_shape", diameter=40, across=20), pi * 400 / 2 * 10, (40, 20, 10)),
    ("D", extruded(kind="d_shape", diameter=40, across=30),
     (400 * (pi - math.acos(0.5)) + 10 * sqrt(300)) * 10, (40, 30, 10)),
    ("double D", extruded(kind="d_shape", diameter=40, across=20, flats=2),
     (400 * (pi - 2 * math.acos(0.5)) + 2 * 10 * sqrt(300)) * 10, (40, 20, 10)),
    ("points with a notch", extruded(
        kind="points", corner_radius=2,
        points=[{"x": x, "y": y} for x, y in ((0, 0), (60, 0), (60, 40), (40, 40), (40, 20), (20, 20), (20, 40), (0, 40))]),
     (60 * 40 - 20 * 20 - (6 - 2) * SPANDREL * 4) * 10, (60, 40, 10)),
    ("plate with round ends", extruded(kind="slot", length=80, width=30), (50 * 30 + pi * 15**2) * 10, (80, 30, 10)),
    ("cone", turned({"diameter": 40, "end_diameter": 0, "length": 30}), pi * 400 * 30 / 3, (40, 40, 30)),
    ("dome on a rod", turned({"diameter": 40, "length": 20}, {"diameter": 40, "shape": "dome-up"}),
     pi * 400 * 20 + 2 / 3 * pi * 8000, (40, 40, 40)),
    ("shallow dome", turned({"diameter": 40, "length": 5, "shape": "dome-up"}), pi * 5 / 6 * (3 * 400 + 25), (40, 40, 5)),
    ("sphere", turned({"diameter": 40, "shape": "dome-down"}, {"diameter": 40, "shape": "dome-up"}),
     4 / 3 * pi * 8000, (40, 40, 40)),
    ("shaft with its overall length", turned({"diameter": 20, "length": 15}, {"diameter": 30}, length=50),
     pi * (100 * 15 + 225 * 35), (30, 30, 50)),
    ("grooved rod", turned(
        {"diameter": 40, "length": 60},
        grooves=[
            {"shape": "rectangular", "reference": "top", "at": 5, "to": "near-edge", "width": 3, "depth": 2},
            {"shape": "v", "reference": "bottom", "at": 20, "width": 6, "angle": 90},
        ]),
     pi * 400 * 60 - pi * (400 - 18**2) * 3 - 2 * pi * (20 - 1) * 9, (40, 40, 60)),
]  # fmt: skip


@pytest.mark.parametrize(("body", "volume", "size"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES])
def test_bodies_have_the_volume_and_size_that_a_formula_gives(
    body: dict[str, Any], volume: float, size: tuple[float, float, float]
) -> None:
    solid = made({"units": "mm", "deliverables": ["step"], "part": body})
    assert solid.volume == pytest.approx(volume, rel=1e-6)
    assert solid.box.size == pytest.approx(size, abs=1e-5)


def chamfered_angle(w: float, h: float, t: float, length: float) -> float:
    """An L of thickness ``t``, C1 on every outside edge: its slices along the length, 1 mm of them growing at either end."""

    def area(inset: float) -> float:
        """The section with its five outside corners cut off by 1, all of its sides moved in by ``inset``."""
        a, b, c = w - 2 * inset, h - 2 * inset, t - 2 * inset
        cut = max(0.0, 1.0 - 2 * inset)  # the leg of a cut corner, whose slanting side stays where it is
        return a * c + (b - c) * c - 5 * cut * cut / 2

    steps = 2000
    ends = sum(area(1 - (k + 0.5) / steps) for k in range(steps)) / steps
    # where three chamfers meet the kernel also takes the tip, down to the triangle between their ends: 1/12 of size³
    return area(0) * (length - 2) + 2 * ends - 10 / 12


BOX = {"kind": "box", "x": 60, "y": 40, "z": 30}
ROD = {"kind": "cylinder", "diameter": 40, "height": 50}
HOLE = {"kind": "hole", "id": "h", "diameter": 10, "at": [{"kind": "at", "position": CENTRE}]}
FEATURES: list[tuple[str, dict[str, Any], list[dict[str, Any]], float]] = [
    ("box open below", BOX, [{"kind": "shell", "id": "s", "wall": 2, "open": "bottom"}], 60 * 40 * 30 - 56 * 36 * 28),
    ("tube of a rod", ROD, [{"kind": "shell", "id": "s", "wall": 5, "open": "both"}], pi * (400 - 225) * 50),
    ("inside radius of its own", BOX, [{"kind": "shell", "id": "s", "wall": 2, "open": "top", "inside_radius": 4}],
     60 * 40 * 30 - (56 * 36 - (4 - pi) * 16) * 28),
    ("hexagonal cup", {"kind": "extrusion", "height": 20, "outline": {"kind": "polygon", "sides": 6, "across_flats": 40}},
     [{"kind": "shell", "id": "s", "wall": 4, "open": "top"}], sqrt(3) / 2 * (1600 * 20 - 32**2 * 16)),
    ("hole in the front, blind and flat", BOX, [{**HOLE, "face": "front", "depth": 12, "bottom": "flat"}],
     60 * 40 * 30 - pi * 25 * 12),
    ("hole from the left, through", BOX, [{**HOLE, "face": "left", "through": True}], 60 * 40 * 30 - pi * 25 * 60),
    ("pocket in the right face", BOX,
     [{"kind": "pocket", "id": "p", "face": "right", "depth": 6, "at": [{"kind": "at", "position": CENTRE}],
       "outline": {"kind": "rectangle", "x": 20, "y": 10}}], 60 * 40 * 30 - 20 * 10 * 6),
    ("slot through the back", BOX,
     [{"kind": "slot", "id": "p", "face": "back", "through": True, "width": 8, "ends": "round",
       "start": {"anchor": "centre", "x": -10}, "end": {"anchor": "centre", "x": 10}}],
     60 * 40 * 30 - (20 * 8 + pi * 16) * 40),
    ("hole across a rod", ROD, [{**HOLE, "face": "front", "through": True}], pi * 400 * 50 - cross_hole(20, 5)),
    ("keyway all along a rod", ROD, [{"kind": "keyway", "id": "k", "width": 8, "depth": 4}],
     pi * 400 * 50 - keyway_area(20, 8, 4) * 50),
    ("keyway in a bore", ROD,
     [{**BORE, "diameter": 20}, {"kind": "keyway", "id": "k", "of": "bore", "width": 6, "over": 22.8}],
     pi * (400 - 100) * 50 - (6 * 12.8 - (3 * sqrt(91) + 100 * math.asin(0.3))) * 50),
    ("rib on a plate, flush with its edge", BOX,
     [{"kind": "boss", "id": "b", "height": 10, "outline": {"kind": "rectangle", "x": 60, "y": 5},
       "at": [{"kind": "at", "position": {"anchor": "front", "y": 2.5}}]}], 60 * 40 * 30 + 60 * 5 * 10),
    ("chamfers round both ends", ROD, [{"kind": "chamfer", "id": "c", "edges": "both-outer", "size": 2}],
     pi * 400 * 50 - 2 * pappus([(20, 0), (18, 0), (20, 2)])),
    ("fillet round a pocket's floor", BOX,
     [{"kind": "pocket", "id": "p", "depth": 10, "at": [{"kind": "at", "position": CENTRE}],
       "outline": {"kind": "circle", "diameter": 20}},
      {"kind": "fillet", "id": "f", "edges": "feature-floor", "of": "p", "radius": 3}],
     60 * 40 * 30 - pi * 100 * 10 + 2 * pi * (10 - 3 * (10 - 3 * pi) / (12 - 3 * pi)) * SPANDREL * 9),
    ("fillet at the foot of a boss", BOX,
     [{"kind": "boss", "id": "b", "height": 10, "outline": {"kind": "circle", "diameter": 20},
       "at": [{"kind": "at", "position": CENTRE}]},
      {"kind": "fillet", "id": "f", "edges": "root", "of": "b", "radius": 3}],
     60 * 40 * 30 + pi * 100 * 10 + 2 * pi * (10 + 3 * (10 - 3 * pi) / (12 - 3 * pi)) * SPANDREL * 9),
    ("chamfer round the top of a boss", BOX,
     [{"kind": "boss", "id": "b", "height": 10, "outline": {"kind": "circle", "diameter": 20},
       "at": [{"kind": "at", "position": CENTRE}]},
      {"kind": "chamfer", "id": "c", "edges": "feature-top", "of": "b", "size": 1}],
     60 * 40 * 30 + pi * 100 * 10 - pappus([(10, 0), (9, 0), (10, 1)])),
    ("slot in the base of an angle", section("L"),
     [{"kind": "slot", "id": "s", "start": {"anchor": "centre", "y": -10}, "end": {"anchor": "centre", "y": 10}, "width": 8,
       "ends": "round", "through": True}], (50 * 6 + 34 * 6) * 100 - (20 * 8 + pi * 16) * 6),
    ("rounded corners of a triangle", extruded(kind="right_triangle", x=60, y=60),
     [{"kind": "fillet", "id": "f", "edges": "vertical", "radius": 4}],
     # tangents from a corner of half angle a leave r² (cot a + a - π/2) outside the round
     (60 * 60 / 2 - 16 * ((1 - pi / 4) + 2 * (1 / math.tan(pi / 8) + pi / 8 - pi / 2))) * 10),
    ("outside edges of an angle", section("L"), [{"kind": "chamfer", "id": "c", "edges": "all", "size": 1}],
     # as many outline edges as the section has outside corners, and both ends round all of it
     chamfered_angle(50, 40, 6, 100)),
    ("outside edges of the steps", turned({"diameter": 40, "length": 20}, {"diameter": 20, "length": 20}),
     [{"kind": "chamfer", "id": "c", "edges": "steps", "size": 1}],
     pi * (400 + 100) * 20 - pappus([(20, 0), (19, 0), (20, 1)])),
]  # fmt: skip


@pytest.mark.parametrize(("body", "features", "volume"), [f[1:] for f in FEATURES], ids=[f[0] for f in FEATURES])
def test_features_take_or_add_what_a_formula_gives(
    body: dict[str, Any], features: list[dict[str, Any]], volume: float
) -> None:
    solid = made({"units": "mm", "deliverables": ["step"], "part": body, "features": features})
    assert solid.volume == pytest.approx(volume, rel=2e-6)


def test_the_holes_of_a_bracket_lie_in_both_legs() -> None:
    holes = measure(made(ALL["l_bracket"]())).holes
    lying = sorted(h.start[:2] for h in holes if abs(h.into[2]) > 0.5)
    standing = sorted(h.start[1:] for h in holes if abs(h.into[0]) > 0.5)
    assert lying == [pytest.approx((30, 10)), pytest.approx((30, 30))]
    assert standing == [pytest.approx((10, -20)), pytest.approx((30, -20))]  # the part's top is Z0, its corner Z-50
    assert {h.diameter for h in holes} == {6.5} and {h.depth for h in holes} == {5.0}


@pytest.mark.parametrize("name", ["l_bracket", "pulley", "bushing", "boss_plate", "shaft"])
def test_the_triangles_are_watertight(name: str) -> None:
    mesh = closed_mesh(made(ALL[name]()), 0.05).round(5)
    edges: dict[tuple[bytes, bytes], int] = {}
    for triangle in mesh:
        corners = [(p + 0.0).tobytes() for p in triangle]
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            edges[a, b] = edges.get((a, b), 0) + 1
    assert all(edges.get((b, a), 0) == count for (a, b), count in edges.items())
