"""Frames against points worked out by hand."""

from __future__ import annotations

import math

import pytest

from codegen.interpreter.frames import IDENTITY, Frame
from codegen.model.motion import Plane, Point

NAN = math.nan


def near(a: Point, b: Point) -> bool:
    return all(math.isclose(p, q, abs_tol=1e-12) for p, q in zip(a, b, strict=True))


@pytest.mark.parametrize(
    ("frame", "point", "work"),
    [
        (Frame(), (1.0, 2.0, 3.0), (1.0, 2.0, 3.0)),
        (Frame().shifted((10.0, 0.0, -5.0)), (1.0, 2.0, 3.0), (11.0, 2.0, -2.0)),
        (Frame().turned(math.pi / 2), (1.0, 2.0, 3.0), (-2.0, 1.0, 3.0)),
        (Frame().turned(math.pi / 2, centre=(1.0, 2.0)), (3.0, 2.0, 0.0), (1.0, 4.0, 0.0)),
        # XZ: the first axis is Z, the second X: a quarter turn takes Z to X
        (Frame().turned(math.pi / 2, Plane.XZ), (0.0, 7.0, 1.0), (1.0, 7.0, 0.0)),
        (Frame().turned(math.pi / 2, Plane.YZ), (5.0, 1.0, 0.0), (5.0, 0.0, 1.0)),
        (Frame().scaled((2.0, -1.0, 1.0), (1.0, 1.0, 0.0)), (2.0, 3.0, 4.0), (3.0, -1.0, 4.0)),
        # a shift within a turned frame lies along the turned axes
        (Frame().turned(math.pi / 2).shifted((10.0, 0.0, 0.0)), (1.0, 0.0, 0.0), (0.0, 11.0, 0.0)),
        (Frame().shifted((10.0, 0.0, 0.0)).turned(math.pi / 2), (1.0, 0.0, 0.0), (10.0, 1.0, 0.0)),
    ],
)
def test_points(frame: Frame, point: Point, work: Point) -> None:
    assert near(frame.to_work(point), work)
    assert near(frame.to_program(work), point)


def test_unknown_spreads_only_where_axes_mix() -> None:
    x, y, z = Frame().turned(math.radians(30)).to_work((1.0, NAN, 2.0))
    assert math.isnan(x) and math.isnan(y) and z == 2.0
    x, y, z = Frame().turned(-math.pi / 2).to_work((1.0, NAN, 2.0))
    assert math.isnan(x) and y == pytest.approx(-1.0) and z == 2.0


@pytest.mark.parametrize(
    ("frame", "plane", "lies"),
    [
        (IDENTITY, Plane.XZ, (Plane.XZ, 1.0, False)),
        (Frame().turned(0.3), Plane.XY, (Plane.XY, 1.0, False)),
        (Frame().turned(0.3), Plane.XZ, None),
        (Frame().turned(math.pi / 2), Plane.XZ, (Plane.YZ, 1.0, True)),  # Z, X become Z, Y: YZ's sense is Y, Z
        (Frame().scaled((-1.0, 1.0, 1.0)), Plane.XY, (Plane.XY, 1.0, True)),
        (Frame().scaled((2.0, 2.0, 1.0)), Plane.XY, (Plane.XY, 2.0, False)),
        (Frame().scaled((2.0, 1.0, 1.0)), Plane.XY, None),
        (Frame().scaled((2.0, 1.0, 1.0)), Plane.YZ, (Plane.YZ, 1.0, False)),
    ],
)
def test_arcs(frame: Frame, plane: Plane, lies: object) -> None:
    assert frame.arc(plane) == lies


def test_no_factor_of_nothing() -> None:
    with pytest.raises(ValueError, match="factor"):
        Frame().scaled((1.0, 0.0, 1.0))
