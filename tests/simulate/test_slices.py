"""Slices against geometry by hand, against the CAD kernel's booleans, and against the height map."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.model.curve import circle
from codegen.model.part_field import FeatureRegion
from codegen.simulate import run, slices_cut, slices_part
from codegen.simulate.shapes import cutter
from tests.simulate.test_simulate_reference import CELL, SIZE, TOOLS, programs, write

MARGIN = 0.005  # mm: chords of paths and tools, twice over


def paths_of(shop: Any, script: Any, *assemblies: Any, size: tuple[float, float, float] = (20.0, 20.0, 10.0)) -> Any:
    tools = {a.number: a for a in assemblies}
    setup = shop.setup(size)
    job = run.prepare(script.reading(), tools=tools, setup=setup, machine=shop.machine(), part=None, delta=0.05,
                      cell=0.5, tile=64)  # fmt: skip
    cutters = {n: cutter(a, delta=0.05) for n, a in tools.items()}
    return slices_cut.cutting_paths(job.table, cutters, setup.stock.box.high[2])


def test_radius_of_each_tool_above_its_tip(shop: Any) -> None:
    def at(height: float, **tool: Any) -> float:
        return slices_cut.radius_at(cutter(shop.tool(**tool), delta=0.05).shape, height)

    assert at(-0.1, diameter=6.0) == 0.0
    assert at(0.0, diameter=6.0) == 3.0
    assert at(1.0, kind="ball_end_mill", diameter=5.0) == pytest.approx(2.0)  # 2.5² = 1.5² + 2²
    assert at(0.8, kind="bull_end_mill", diameter=8.0, corner_radius=2.0) == pytest.approx(
        2.0 + 1.6
    )  # 2² = 1.2² + 1.6²
    drill = {"kind": "drill", "diameter": 4.0, "point_angle_deg": 118.0}
    assert at(0.5, **drill) == pytest.approx(0.5 * math.tan(math.radians(59)))
    assert at(3.0, **drill) == 2.0


def test_area_that_level_moves_sweep(shop: Any) -> None:
    # an L of two lines with a 4 mm cutter, then a quarter of a circle of 5 mm radius: area by hand
    script = shop.script((4.0, 4.0, 5.0)).feed(z=-2.0).feed(x=10.0).arc(15.0, 9.0, centre=(10.0, 9.0))
    paths = paths_of(shop, script, shop.tool(diameter=4.0))
    cut, aside = slices_cut.cut_at(paths, -1.0)
    assert aside is None
    # a band 4 wide along 6 + 5·π/2, and a half disc at each end
    assert cut.area == pytest.approx(4 * (6 + 5 * math.pi / 2) + math.pi * 4, rel=2e-4)
    assert slices_cut.cut_at(paths_of(shop, script, shop.tool(diameter=4.0)), -2.5)[0].is_empty


def test_ramp_is_cut_as_far_as_it_has_come(shop: Any) -> None:
    # from Z0 at X2 down to Z-4 at X18: the tip is below Z-3 from X14 on
    script = shop.script((2.0, 10.0, 0.0)).feed(x=18.0, z=-4.0)
    cut, _ = slices_cut.cut_at(paths_of(shop, script, shop.tool(diameter=4.0)), -3.0)
    x0, _, x1, _ = cut.bounds
    assert (x0, x1) == pytest.approx((12.0, 20.0), abs=MARGIN)


def test_sections_of_a_part_with_a_countersink(shop: Any) -> None:
    # a cone from radius 3 at Z0 to radius 1 at Z-2 in a plate, below it a hole of radius 1: by hand r = 1 + (z + 2)
    n = 720
    ring = [(math.cos(2 * math.pi * k / n), math.sin(2 * math.pi * k / n)) for k in range(n)]
    tri = []
    for (a, b), (c, d) in zip(ring, ring[1:] + ring[:1], strict=True):
        low = [(10 + a, 10 + b, -2.0), (10 + c, 10 + d, -2.0)]
        high = [(10 + 3 * a, 10 + 3 * b, 0.0), (10 + 3 * c, 10 + 3 * d, 0.0)]
        far = [(10 + 9 * a, 10 + 9 * b, 0.0), (10 + 9 * c, 10 + 9 * d, 0.0)]
        tri += [
            (low[0], high[0], high[1]),
            (low[0], high[1], low[1]),
            (high[0], far[0], far[1]),
            (high[0], far[1], high[1]),
        ]
    found = slices_part.patches(shop.field(tri, (20.0, 20.0, 10.0)))
    assert [(p.low, p.high) for p in found] == [(0.0, 0.0), (-2.0, 0.0)]
    for z, radius in ((-0.5, 2.5), (-1.5, 1.5), (-5.0, 1.0)):
        hole = 81 * math.pi - slices_part.section(found, z).area
        assert hole == pytest.approx(math.pi * radius**2, abs=0.01)


def test_deviation_of_a_hole_beside_its_place(shop: Any) -> None:
    # 0.1 mm off to the right: 0.1 into the wall on the right, 0.1 left on the left; the diameter is right
    outline = circle((10.0, 10.0), 6.0)
    ring = outline.polyline(1e-4)
    far = [(10 + (x - 10) * 3, 10 + (y - 10) * 3) for x, y in ring]
    tri = []
    for k, (p, q) in enumerate(zip(ring, ring[1:] + ring[:1], strict=True)):
        a, b = far[k], far[(k + 1) % len(far)]
        tri += [((*p, 0.0), (*a, 0.0), (*b, 0.0)), ((*p, 0.0), (*b, 0.0), (*q, 0.0))]
    region = FeatureRegion("holes[0]", "hole", outline, 0.0, -10.0)
    field = shop.field(tri, (20.0, 20.0, 10.0), (region,))
    result = shop.run(shop.script().drill(10.1, 10.0, -10.5), part=field)
    feature = result.features[0]
    assert feature.wall_over == pytest.approx(0.1, abs=0.01)
    assert feature.wall_under == pytest.approx(0.1, abs=0.01)
    sizes = {s.name: s.value for s in feature.sizes}
    assert sizes["diameter"] == pytest.approx(6.0, abs=0.01)
    assert sizes["off centre"] == pytest.approx(0.1, abs=0.01)


def test_floor_that_is_too_deep_is_no_error_of_the_walls(shop: Any) -> None:
    # in a slot 0.8 mm wide, 0.3 mm too deep, the middle lies 0.4 from both walls: deeper than it is wide it is not
    part = shop.pocket_part(depth=3.0, box=(5.0, 9.6, 15.0, 10.4))
    script = shop.script((5.4, 10.0, 5.0)).feed(z=-3.3).feed(x=14.6).rapid(z=5.0)
    result = shop.run(script, shop.tool(diameter=0.8), part=part)
    assert result.slices.wall_under == pytest.approx(0.0, abs=0.01)
    found = next(f for f in result.findings if f.code == "gouge")
    assert dict(found.figures)["amount_mm"] == pytest.approx(0.3, abs=0.002)
    assert "wall" not in found.message


def test_surfacing_is_left_to_the_height_map(shop: Any) -> None:
    script = shop.script((2.0, 2.0, 0.0))
    for k in range(2200):  # ball-nosed, up and down
        script.feed(2.0 + (k % 160) / 10, 2.0 + k / 160, -1.0 - (k % 2) / 10)
    result = shop.run(script, shop.tool(kind="ball_end_mill", diameter=4.0), part=shop.pocket_part(), delta=0.4)
    assert result.slices.why_not is not None
    assert "surfacing" in result.slices.why_not
    assert result.features[0].wall_over is None


def capsule(a: tuple[float, float], b: tuple[float, float], z: float, section: list[tuple[float, float]]) -> Any:
    """What a tool with this half section (radius, height above the tip) sweeps from a to b at z, by the CAD kernel."""
    import cadquery as cq

    half = [(0.0, 0.0), *section, (section[-1][0], 20.0), (0.0, 20.0)]
    solid = cq.Workplane("XZ").polyline(half).close().revolve(360, (0, 0), (0, 1))
    out = solid.translate((a[0], a[1], z))
    length = math.dist(a, b)
    if length > 0:
        whole = [(-r, h) for r, h in reversed(half[1:-1])] + list(half[1:-1])
        angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        band = cq.Workplane("YZ").polyline(whole).close().extrude(length)
        out = out.union(solid.translate((b[0], b[1], z)))
        out = out.union(band.rotate((0, 0, 0), (0, 0, 1), angle).translate((a[0], a[1], z)))
    return out


def test_areas_agree_with_the_kernels_booleans(shop: Any) -> None:
    """A pocket's round, a drilled hole and a chamfer along a line, each with its own tool: area at six heights."""
    import cadquery as cq

    flat, drill, cone = [(2.0, 0.0)], [(1.5, 1.5 / math.tan(math.radians(59)))], [(0.5, 0.0), (3.0, 2.5)]
    moves = [((5.0, 5.0), (14.0, 6.0), -3.0, flat), ((14.0, 6.0), (12.0, 13.0), -3.0, flat),
             ((16.0, 16.0), (16.0, 16.0), -7.0, drill), ((1.0, 18.0), (9.0, 15.0), -1.5, cone)]  # fmt: skip
    script = shop.script((5.0, 5.0, 5.0), tool=1).feed(z=-3.0).feed(14.0, 6.0).feed(12.0, 13.0).rapid(z=5.0)
    script.tool(2).rapid(16.0, 16.0).feed(z=-7.0).rapid(z=5.0)
    script.tool(3).rapid(1.0, 18.0).feed(z=-1.5).feed(9.0, 15.0).rapid(z=5.0)
    paths = paths_of(
        shop, script, shop.tool(diameter=4.0), shop.tool(kind="drill", diameter=3.0, point_angle_deg=118.0, number=2),
        shop.tool(kind="chamfer_mill", diameter=6.0, point_angle_deg=90.0, tip_diameter=1.0, number=3),
    )  # fmt: skip
    stock = cq.Workplane("XY").box(20, 20, 10, centered=False).translate((0, 0, -10))
    left = stock
    for a, b, z, section in moves:
        left = left.cut(capsule(a, b, z, section))
    box = shapely.box(0, 0, 20, 20)
    thin = 0.02
    for z in (-6.5, -4.0, -2.5, -1.2, -0.6, -0.1):
        slab = cq.Workplane("XY").box(20, 20, thin, centered=False).translate((0, 0, z - thin / 2))
        cut, aside = slices_cut.cut_at(paths, z)
        assert aside is None
        expected = left.intersect(slab).val().Volume() / thin
        # a cone's section bends by thin² only; chords sag by 0.001 along the edge
        assert box.difference(cut).area == pytest.approx(expected, abs=0.002 * cut.length + 1e-3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=programs(), which=st.integers(0, len(TOOLS) - 1), data=st.data())
def test_slices_and_heights_agree(shop: Any, program: Any, which: int, data: Any) -> None:
    script = write(shop, program)
    tool = shop.tool(**TOOLS[which])
    heights = shop.heights(script, tool, cell=CELL)
    n = int(SIZE / CELL)
    y, x = (np.mgrid[0:n, 0:n] + 0.5) * CELL
    points = shapely.points(x, y)
    paths = paths_of(shop, script, tool)
    for z in sorted(data.draw(st.lists(st.floats(-9.5, -0.2), min_size=1, max_size=4))):
        cut, aside = slices_cut.cut_at(paths, z)
        known = np.ones_like(heights, np.bool_)
        if aside is not None:
            known &= shapely.distance(points, aside) > MARGIN
        far = shapely.distance(points, shapely.boundary(cut)) > MARGIN if not cut.is_empty else known
        within = shapely.contains(cut, points)
        assert np.all(heights[known & far & within] <= z + MARGIN)
        assert np.all(heights[known & far & ~within] >= z - MARGIN)
