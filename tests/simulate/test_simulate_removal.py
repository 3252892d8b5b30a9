"""Removed volumes and heights against formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

CONE = 1 / math.tan(math.radians(59))  # rise of a 118° point


def plunged(shop, depth=4.0, **tool):
    return shop.run(shop.script().drill(10.0, 10.0, -depth), shop.tool(**tool))


@pytest.mark.parametrize(
    ("tool", "volume"),
    [
        ({"kind": "flat_end_mill", "diameter": 6.0}, math.pi * 9 * 4),
        # hemisphere of radius 3 below a cylinder of 1 mm
        ({"kind": "ball_end_mill", "diameter": 6.0}, math.pi * 9 * 1 + 2 / 3 * math.pi * 27),
        # the ring under a corner radius of 1 that stays: square minus quarter circle, by Pappus
        (
            {"kind": "bull_end_mill", "diameter": 6.0, "corner_radius": 1.0},
            math.pi * 9 * 4 - 2 * math.pi * (2 * (1 - math.pi / 4) + (1 / 2 - 1 / 3)),
        ),
        # a cone of 118°, then the full diameter
        ({"kind": "drill", "diameter": 6.0, "point_angle_deg": 118.0}, math.pi * 9 * (4 - 3 * CONE * 2 / 3)),
        # a 90° spot drill 4 mm deep with a 6 mm body: cone of height 3 and a cylinder of 1 mm
        ({"kind": "spot_drill", "diameter": 6.0, "point_angle_deg": 90.0}, math.pi * 9 * (3 / 3 + 1)),
        # a frustum from radius 1 to 3 over 2 mm, then 2 mm of cylinder
        (
            {"kind": "chamfer_mill", "diameter": 6.0, "point_angle_deg": 90.0, "tip_diameter": 2.0},
            math.pi * 2 / 3 * (1 + 3 + 9) + math.pi * 9 * 2,
        ),
        ({"kind": "reamer", "diameter": 6.0}, math.pi * 9 * 4),
        ({"kind": "tap", "diameter": 6.0, "pitch": 1.0}, 0.0),
    ],
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_plunge_removes_the_volume_of_the_tool(shop, tool, volume):
    # The height map is exact at the centres; what is left is the staircase of the rim, far below 0.2 % at 0.025 mm.
    result = plunged(shop, **tool)
    assert result.removed == pytest.approx(volume, rel=2e-3, abs=1e-12)
    assert result.left == pytest.approx(20 * 20 * 10 - volume, rel=1e-3)
    assert result.removed_by_step.sum() == pytest.approx(result.removed, rel=1e-12)


def test_bull_volume_formula_by_integration():
    # The Pappus figure above, checked by integrating f(r) numerically.
    r = np.linspace(2.0, 3.0, 200001)
    f = 1 - np.sqrt(1 - (r - 2) ** 2)
    ring = np.trapezoid(2 * math.pi * r * f, r)
    assert ring == pytest.approx(2 * math.pi * (2 * (1 - math.pi / 4) + (1 / 2 - 1 / 3)), rel=1e-6)


@pytest.mark.parametrize(
    ("tool", "section"),
    [
        ({"kind": "flat_end_mill", "diameter": 6.0}, 6 * 4),
        ({"kind": "ball_end_mill", "diameter": 6.0}, 6 * 1 + math.pi * 9 / 2),
        ({"kind": "bull_end_mill", "diameter": 6.0, "corner_radius": 1.0}, 6 * 4 - 2 * (1 - math.pi / 4)),
        ({"kind": "chamfer_mill", "diameter": 6.0, "point_angle_deg": 90.0}, 6 * 4 - 9),
    ],
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_slot_through_the_stock_has_the_tools_section(shop, tool, section):
    script = shop.script((-10.0, 10.0, -4.0)).feed(x=30.0)
    assert shop.run(script, shop.tool(**tool)).removed == pytest.approx(section * 20, rel=2e-3)


def test_ramp_of_a_flat_tool(shop):
    # The tool ramps from 0 to −4 over 8 mm. A cell is lowest when the disc leaves it: at x ≤ 6 + 8 + w(y) where the
    # disc's rear edge passes. Heights along the centre line by hand.
    h = shop.heights(shop.script((4.0, 10.05, 0.0)).feed(12.0, 10.05, -4.0), shop.tool(), cell=0.1)
    row = h[100]
    x = (np.arange(200) + 0.5) * 0.1
    expected = np.where(x <= 15.0 + 1e-9, -np.clip((x + 3 - 4) / 8 * 4, 0, 4), 0.0)
    expected[x < 1.0] = 0.0
    np.testing.assert_allclose(row, expected, atol=1e-9)


def test_ramp_of_a_ball_is_a_tilted_cylinder(shop):
    # A ball moving along a slope leaves a cylinder whose axis is tilted: along the centre line the floor is the line
    # of centres less R / cos(angle), measured vertically.
    script = shop.script((-20.0, 10.05, 2.0)).feed(40.0, 10.05, -10.0)  # slope −0.2
    h = shop.heights(script, shop.tool(kind="ball_end_mill"), cell=0.1)
    x = (np.arange(200) + 0.5) * 0.1
    centre = 2.0 - 0.2 * (x + 20.0) + 3.0
    np.testing.assert_allclose(h[100], np.minimum(0.0, centre - 3.0 * math.sqrt(1 + 0.04)), atol=1e-9)


def test_helix_bores_a_cylinder(shop):
    # Three turns down to −3 and one level turn: a hole of radius 2 + 3.
    script = shop.script((12.0, 10.0, 0.0)).arc(12.0, 10.0, -3.0, centre=(10.0, 10.0), turns=3)
    script.arc(12.0, 10.0, centre=(10.0, 10.0))
    assert shop.run(script).removed == pytest.approx(math.pi * 25 * 3, rel=2e-3)


def test_helix_leaves_its_pitch(shop):
    # One turn from 0 to −3 of a disc of radius 1 about a circle of radius 4. At a cell on the circle at angle a the
    # disc is overhead while |u − a| ≤ 2·asin(R / 2r); the last of it is the lowest.
    script = shop.script((14.0, 10.0, 0.0)).arc(14.0, 10.0, -3.0, centre=(10.0, 10.0))
    h = shop.heights(script, shop.tool(diameter=2.0), cell=0.1)
    half = 2 * math.asin(1 / 8)
    for angle in (0.6, 1.5, 3.0, 5.0):
        i, j = int((10 + 4 * math.sin(angle)) / 0.1), int((10 + 4 * math.cos(angle)) / 0.1)
        x, y = (j + 0.5) * 0.1 - 10, (i + 0.5) * 0.1 - 10
        a, rho = math.atan2(y, x) % (2 * math.pi), math.hypot(x, y)
        half = math.acos((rho**2 + 16 - 1) / (8 * rho))
        assert h[i, j] == pytest.approx(-3 * (a + half) / (2 * math.pi), abs=1e-9)


def test_arc_in_a_vertical_plane(shop):
    # A quarter circle in ZX (G18 G2 from X10 Z0 about X14 Z0 … down): the tip runs on a circle of radius 4 about
    # (X10, Z4); with a ball of radius 1 at the lowest point the floor is Z0 − 0 … here only the lowest height is checked.
    from codegen.model.motion import Plane

    script = shop.script((6.0, 10.05, 2.0))
    # from (6, 2) about (10, 2), radius 4, through (10, −2) to (14, 2)
    script.arc(14.0, 10.05, 2.0, centre=(10.0, 2.0), ccw=False, plane=Plane.XZ)
    h = shop.heights(script, shop.tool(kind="ball_end_mill", diameter=2.0), cell=0.1)
    assert h.min() == pytest.approx(-2.0, abs=0.0025)
    assert h[100, 20] == 0.0


def test_cutting_through_leaves_nothing(shop):
    result = shop.run(shop.script().drill(10.0, 10.0, -12.0))
    assert result.removed == pytest.approx(math.pi * 9 * 10, rel=2e-3)
    assert result.preview.min() == -math.inf


def test_round_stock_has_the_volume_of_a_cylinder(shop):
    result = shop.run(shop.script().rapid(z=20.0), setup=shop.setup(shape="cylinder"))
    assert result.left == pytest.approx(math.pi * 100 * 10, rel=1e-3)
    assert result.removed == 0.0


def test_rasterise_is_exact_on_a_plane(shop):
    from codegen.simulate import rasterise

    field = shop.field([((0, 0, 0), (10, 0, 5), (0, 10, 0))], (10, 10, 10))
    h = rasterise(field, 0.0, 0.0, 0.5, 20, 20)
    y, x = np.mgrid[0:20, 0:20] * 0.5 + 0.25
    within = x + y <= 10
    np.testing.assert_allclose(h[within], x[within] * 0.5, atol=1e-12)
    assert np.all(h[~within] == -np.inf)
