"""Plane curves: areas and bounds against formulas, invariants under reversal and translation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from codegen.model.curve import ArcSegment, Line, Loop, circle, polygon, rectangle, slot

size = st.floats(0.5, 500)
coordinate = st.floats(-1000, 1000)


@given(size, size, st.floats(0, 1))
def test_rounded_rectangle_area_and_length(width: float, height: float, part: float) -> None:
    radius = part * min(width, height) / 2
    loop = rectangle((3.0, -7.0), width, height, radius)
    assert loop.area == pytest.approx(width * height - (4 - math.pi) * radius**2, rel=1e-9, abs=1e-7)
    assert loop.length == pytest.approx(2 * (width + height) - (8 - 2 * math.pi) * radius, rel=1e-9, abs=1e-6)
    x0, y0, x1, y1 = loop.bounds
    assert (x1 - x0, y1 - y0) == pytest.approx((width, height), abs=1e-9)


@given(coordinate, coordinate, size)
def test_circle(x: float, y: float, diameter: float) -> None:
    loop = circle((x, y), diameter)
    assert loop.area == pytest.approx(math.pi * diameter**2 / 4, rel=1e-9)
    assert loop.bounds == pytest.approx(
        (x - diameter / 2, y - diameter / 2, x + diameter / 2, y + diameter / 2), abs=1e-9
    )


@given(st.floats(0, 2 * math.pi), size, size)
def test_slot_area_in_any_direction(angle: float, distance: float, width: float) -> None:
    loop = slot((1.0, 2.0), (1 + distance * math.cos(angle), 2 + distance * math.sin(angle)), width)
    assert loop.area == pytest.approx(distance * width + math.pi * width**2 / 4, rel=1e-7)


@given(size, size, coordinate, coordinate)
def test_reversal_flips_the_area_and_moving_keeps_it(width: float, height: float, dx: float, dy: float) -> None:
    loop = rectangle((0, 0), width, height, min(width, height) / 4)
    assert loop.reversed().area == pytest.approx(-loop.area, rel=1e-9)
    assert loop.moved(dx, dy).area == pytest.approx(loop.area, rel=1e-6, abs=1e-6)


@given(size, st.floats(0.001, 0.1))
def test_polyline_stays_within_its_tolerance(diameter: float, tolerance: float) -> None:
    points = circle((0, 0), diameter).polyline(tolerance)
    for a, b in zip(points, points[1:] + points[:1], strict=True):
        middle = math.hypot((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        assert diameter / 2 - middle <= tolerance * (1 + 1e-6) + 1e-9


def test_inner_radius() -> None:
    assert rectangle((0, 0), 40, 30, 5).min_inner_radius == pytest.approx(5)
    assert rectangle((0, 0), 40, 30).min_inner_radius == 0
    assert circle((0, 0), 12).min_inner_radius == pytest.approx(6)
    assert slot((0, 0), (30, 0), 8).min_inner_radius == pytest.approx(4)
    assert polygon([(0, 0), (10, 0), (0, 10)]).min_inner_radius == 0


def test_an_open_loop_is_refused() -> None:
    with pytest.raises(ValidationError, match="open between"):
        Loop(segments=(Line(start=(0, 0), end=(1, 0)), Line(start=(1, 0), end=(1, 1))))


def test_half_circle_arc() -> None:
    arc = ArcSegment(start=(1, 0), end=(-1, 0), centre=(0, 0), ccw=True)
    assert arc.sweep == pytest.approx(math.pi)
    assert arc.length == pytest.approx(math.pi)
    assert ArcSegment(start=(1, 0), end=(-1, 0), centre=(0, 0), ccw=False).sweep == pytest.approx(-math.pi)


def test_rectangle_refuses_a_radius_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        rectangle((0, 0), 10, 4, 2.5)
