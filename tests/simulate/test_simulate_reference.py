"""The tiled kernels against a dense reference that samples each path, on random programs."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CELL = 0.5
SIZE = 20.0
N = 3000  # samples of a path
TOOLS = (
    {"kind": "flat_end_mill", "diameter": 6.0},
    {"kind": "ball_end_mill", "diameter": 5.0},
    {"kind": "bull_end_mill", "diameter": 8.0, "corner_radius": 1.5},
    {"kind": "drill", "diameter": 4.0, "point_angle_deg": 118.0},
    {"kind": "chamfer_mill", "diameter": 8.0, "point_angle_deg": 90.0, "tip_diameter": 2.0},
)
SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def underside(tool, r):
    """Height of the tool above its tip, written anew from the tools' definitions."""
    big = tool["diameter"] / 2
    if tool["kind"] == "flat_end_mill":
        f = np.zeros_like(r)
    elif tool["kind"] == "ball_end_mill":
        f = big - np.sqrt(np.maximum(big**2 - r**2, 0))
    elif tool["kind"] == "bull_end_mill":
        c = tool["corner_radius"]
        f = c - np.sqrt(np.maximum(c**2 - np.maximum(r - (big - c), 0) ** 2, 0))
    else:
        tip = tool.get("tip_diameter", 0.0) / 2
        f = np.maximum(r - tip, 0) / math.tan(math.radians(tool["point_angle_deg"] / 2))
    return np.where(r <= big, f, np.inf)


def path_points(move):
    """Points of a path at N + 1 equal steps of its parameter."""
    t = np.linspace(0, 1, N + 1)
    a, b = np.array(move.start), np.array(move.end)
    if move.centre is None:
        return a + t[:, None] * (b - a)
    c = np.array(move.centre)
    r = math.dist(a[:2], c)
    a0 = math.atan2(*(a[:2] - c)[::-1])
    a1 = math.atan2(*(b[:2] - c)[::-1])
    ccw = move.kind == 3
    sweep = (a1 - a0) % (2 * math.pi) if ccw else -((a0 - a1) % (2 * math.pi))
    angle = a0 + t * sweep
    z = a[2] + t * (b[2] - a[2])
    return np.column_stack((c[0] + r * np.cos(angle), c[1] + r * np.sin(angle), z))


def reference(moves, tool, floor=-10.0):
    """Bounds of the heights, by sampling the paths.

    Between samples a path goes no farther than a step; chords lie within 0.002 mm of an arc. So the true height is below
    what the samples leave with every distance 0.003 longer, and above it with every distance a step and 0.003 shorter.
    """
    n = int(SIZE / CELL)
    y, x = (np.mgrid[0:n, 0:n] + 0.5) * CELL
    low, high = np.zeros((n, n)), np.zeros((n, n))
    for move in moves:
        p = path_points(move)
        step = np.linalg.norm(np.diff(p, axis=0), axis=1).max()
        for k in range(0, N + 1, 100):
            q = p[k : k + 101]
            r = np.hypot(x[..., None] - q[:, 0], y[..., None] - q[:, 1])
            near = underside(tool, np.maximum(r - 0.003 - step, 0.0))
            high = np.minimum(high, (q[:, 2] + underside(tool, r + 0.003)).min(axis=-1))
            low = np.minimum(low, (q[:, 2] - step + near).min(axis=-1))
    return np.maximum(low, floor), np.maximum(high, floor)


coordinate = st.floats(-4, 24, allow_nan=False)
depth = st.floats(-12, 3, allow_nan=False)


@st.composite
def programs(draw):
    moves = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["line", "level", "plunge", "arc", "helix"]))
        moves.append(
            (kind, draw(coordinate), draw(coordinate), draw(depth), draw(st.floats(0.5, 6)), draw(st.booleans()))
        )
    return moves


def write(shop, program):
    script = shop.script((10.0, 10.0, 1.0))
    for kind, x, y, z, r, ccw in program:
        if kind == "line":
            script.feed(x, y, z)
        elif kind == "level":
            script.feed(x, y)
        elif kind == "plunge":
            script.feed(z=z)
        else:
            ax, ay, az = script.at
            turn = 4.0 if ccw else -4.0
            a = math.atan2(y - ay, x - ax)
            c = (ax - r * math.cos(a), ay - r * math.sin(a))
            end = (c[0] + r * math.cos(a + turn), c[1] + r * math.sin(a + turn))
            script.arc(*end, z if kind == "helix" else az, centre=c, ccw=ccw)
    return script


@SETTINGS
@given(program=programs(), which=st.integers(0, len(TOOLS) - 1))
def test_heights_agree_with_sampling(shop, program, which):
    tool = TOOLS[which]
    script = write(shop, program)
    got = shop.heights(script, shop.tool(**tool), cell=CELL)
    low, high = reference(script.steps, tool)
    assert np.all(got <= high + 1e-9)
    assert np.all(got >= low - 1e-9)


@SETTINGS
@given(program=programs(), which=st.integers(0, len(TOOLS) - 1))
def test_heights_do_not_depend_on_the_tiles(shop, program, which):
    script = write(shop, program)
    tool = shop.tool(**TOOLS[which])
    whole = shop.heights(script, tool, cell=CELL, tile=64)
    np.testing.assert_allclose(shop.heights(script, tool, cell=CELL, tile=7), whole, atol=1e-9)


@SETTINGS
@given(program=programs(), which=st.integers(0, len(TOOLS) - 1), data=st.data())
def test_height_never_rises_and_order_does_not_matter(shop, program, which, data):
    script = write(shop, program)
    tool = shop.tool(**TOOLS[which])
    whole = shop.heights(script, tool, cell=CELL)
    shorter = shop.script()
    shorter.steps = script.steps[:-1]
    assert np.all(whole <= shop.heights(shorter, tool, cell=CELL))
    shuffled = shop.script()
    shuffled.steps = data.draw(st.permutations(script.steps))
    np.testing.assert_allclose(shop.heights(shuffled, tool, cell=CELL), whole, atol=5e-9)  # a cut of 1e-9 is rounding


@SETTINGS
@given(x0=coordinate, y0=coordinate, x1=coordinate, y1=coordinate, z=st.floats(-9, -0.1), which=st.integers(0, 4))
def test_level_lines_are_exact(shop, x0, y0, x1, y1, z, which):
    tool = TOOLS[which]
    got = shop.heights(shop.script((x0, y0, z)).feed(x1, y1), shop.tool(**tool), cell=CELL)
    n = int(SIZE / CELL)
    y, x = (np.mgrid[0:n, 0:n] + 0.5) * CELL
    dx, dy = x1 - x0, y1 - y0
    length2 = dx * dx + dy * dy
    t = np.clip(((x - x0) * dx + (y - y0) * dy) / length2, 0, 1) if length2 > 1e-18 else 0.0
    r = np.hypot(x - x0 - t * dx, y - y0 - t * dy)
    sure = np.abs(r - tool["diameter"] / 2) > 1e-7
    want = np.minimum(0.0, z + underside(tool, r))
    np.testing.assert_allclose(got[sure], want[sure], atol=1e-8)
