"""Parallel curves: exact lines and arcs, at the right distance, in the right pieces."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from codegen.model.curve import ArcSegment, Line, Loop, circle, polygon, rectangle, slot
from codegen.toolpath.offset import Region, line_of
from codegen.toolpath.path import Ring

ELL = polygon([(0, 0), (60, 0), (60, 20), (25, 20), (25, 50), (0, 50)])
DUMBBELL = polygon(
    [(0, 0), (30, 0), (30, 12), (50, 12), (50, 0), (80, 0), (80, 30), (50, 30), (50, 18), (30, 18), (30, 30), (0, 30)]
)


def test_rounded_rectangle_shrinks_its_corner_arcs():
    (area,) = Region(rectangle((0, 0), 60, 40, 6)).offset(2.5)
    arcs = [s for s in area.outer.path if isinstance(s, ArcSegment)]
    assert [round(a.radius, 9) for a in arcs] == [3.5] * 4
    assert {(round(a.centre[0], 9), round(a.centre[1], 9)) for a in arcs} == {
        (24, 14),
        (-24, 14),
        (24, -14),
        (-24, -14),
    }
    assert area.outer.length == pytest.approx(2 * 48 + 2 * 28 + 2 * math.pi * 3.5, abs=1e-9)


def test_corner_arcs_that_shrink_away_leave_sharp_corners():
    (area,) = Region(rectangle((0, 0), 60, 40, 6)).offset(8)
    assert all(isinstance(s, Line) for s in area.outer.path)
    assert sorted((round(s.start[0], 9), round(s.start[1], 9)) for s in area.outer.path) == [
        (-22, -12), (-22, 12), (22, -12), (22, 12),
    ]  # fmt: skip


def test_outwards_round_sharp_corners():
    (area,) = Region(rectangle((0, 0), 60, 40)).offset(-5)
    assert area.outer.length == pytest.approx(200 + 2 * math.pi * 5, abs=1e-9)
    assert sum(isinstance(s, ArcSegment) and abs(s.radius - 5) < 1e-9 for s in area.outer.path) == 4


def test_inside_corner_of_an_ell_becomes_an_arc_about_the_corner():
    (area,) = Region(ELL).offset(4)
    (arc,) = [s for s in area.outer.path if isinstance(s, ArcSegment)]
    assert arc.centre == pytest.approx((25, 20)) and arc.radius == pytest.approx(4) and not arc.ccw


def test_circle_of_two_half_circles_is_one_circle():
    halves = Loop(
        segments=(
            ArcSegment(start=(10, 0), end=(-10, 0), centre=(0, 0), ccw=True),
            ArcSegment(start=(-10, 0), end=(10, 0), centre=(0, 0), ccw=True),
        )
    )
    (area,) = Region(halves).offset(3)
    (only,) = area.outer.path
    assert isinstance(only, ArcSegment) and only.start == only.end and only.radius == pytest.approx(7)


def test_a_neck_splits_the_region():
    assert len(Region(DUMBBELL).offset(2.9)) == 1
    assert len(Region(DUMBBELL).offset(3.1)) == 2
    assert Region(DUMBBELL).offset(15.1) == []


def test_an_island_is_a_ring_inside():
    (area,) = Region(rectangle((0, 0), 60, 40), [circle((0, 0), 12)]).offset(3)
    (ring,) = area.inner
    assert ring.length == pytest.approx(2 * math.pi * 9, abs=1e-9)
    assert not ring.path[0].ccw  # the region is on the left


def outlines() -> st.SearchStrategy[Loop]:
    size = st.floats(8, 120)

    def rounded(w: float, h: float, part: float, turn: float) -> Loop:
        return turned(rectangle((3.3, -7.1), w, h, part * min(w, h) / 2), turn)

    def bent(w: float, h: float, a: float, b: float, turn: float) -> Loop:
        return turned(polygon([(0, 0), (w, 0), (w, h * a), (w * b, h * a), (w * b, h), (0, h)]), turn)

    part, angle = st.floats(0.05, 0.95), st.floats(0, 6.3)
    return st.one_of(
        st.builds(rounded, size, size, st.one_of(st.just(0.0), part), angle),
        st.builds(lambda w, d, t: slot((0, 0), (d * math.cos(t), d * math.sin(t)), w), size, size, angle),
        st.builds(lambda d: circle((1.7, 2.9), d), size),
        st.builds(bent, size, size, part, part, angle),
    )


def turned(loop: Loop, angle: float) -> Loop:
    """The loop turned about the origin."""
    c, s = math.cos(angle), math.sin(angle)

    def at(p):
        return (c * p[0] - s * p[1], s * p[0] + c * p[1])

    return Loop(
        segments=tuple(
            ArcSegment(start=at(g.start), end=at(g.end), centre=at(g.centre), ccw=g.ccw)
            if isinstance(g, ArcSegment)
            else Line(start=at(g.start), end=at(g.end))
            for g in loop.segments
        )
    )


@settings(max_examples=120, deadline=None)
@given(loop=outlines(), distance=st.floats(-30, 30))
def test_every_point_of_an_offset_is_at_its_distance(loop: Loop, distance: float):
    assume(abs(distance) > 0.05)
    points = [*loop.polyline(1e-4), loop.segments[0].start]
    edge = LineString(points)
    for area in Region(loop).offset(distance):
        for ring in area.rings:
            on = np.array(line_of(ring.path, 0.01).coords)
            gaps = shapely.distance(shapely.points(on), edge)
            # a joint within SNAP of an arc that shrank away may lie that much too far out
            assert abs(gaps - abs(distance)).max() < 2e-3
            assert ring.path[0].start == pytest.approx(ring.path[-1].end, abs=1e-9)
            for s in ring.path:
                if isinstance(s, ArcSegment):
                    assert math.dist(s.end, s.centre) == pytest.approx(s.radius, abs=1e-6)
            assert len(ring.path) <= 4 * len(loop.segments)  # lines and arcs, not chords


@settings(max_examples=60, deadline=None)
@given(loop=outlines(), start=st.floats(0, 1), run=st.floats(0, 2.5))
def test_parts_of_a_ring_have_their_length_and_join(loop: Loop, start: float, run: float):
    ring = Ring(loop.segments)
    path = ring.between(start * ring.length, (start + run) * ring.length)
    assert sum(s.length for s in path) == pytest.approx(run * ring.length, abs=3e-3)
    for a, b in pairwise(path):
        assert math.dist(a.end, b.start) < 1e-6
    again = ring.from_(start * ring.length)
    assert again.length == pytest.approx(ring.length, abs=1e-6)
    assert again.path[0].start == pytest.approx(again.path[-1].end, abs=1e-6)


@given(s=st.floats(0, 1))
def test_nearest_finds_a_point_of_the_ring(s: float):
    ring = Ring(rectangle((0, 0), 60, 40, 6).segments)
    p = ring.point(s * ring.length)
    assert math.dist(ring.point(ring.nearest(p)), p) < 1e-6
