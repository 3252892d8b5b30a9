"""The compensated path beside simple programmed ones, worked out by hand. Cutter radius 5 mm."""

from __future__ import annotations

import math

import pytest

from codegen.interpreter.compensation import Compensator, Piece, Side, Style
from codegen.model.motion import Point2


class Drawn:
    """Writes down what a compensator says."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.ends: list[Point2] = []
        self.held = 0

    def put(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self.ends.append(piece.end)
        self.held += 1

    def amend(self, end: Point2) -> None:
        self.ends[-self.held :] = [end] * self.held

    def release(self) -> None:
        self.held = 0


def make(side: Side = Side.LEFT, **style: object) -> tuple[Compensator, Drawn]:
    drawn = Drawn()
    return Compensator(side=side, radius=5.0, path=drawn, style=Style(**style)), drawn  # type: ignore[arg-type]


def ends(drawn: Drawn) -> list[tuple[float, float]]:
    return [(round(x, 6) + 0.0, round(y, 6) + 0.0) for x, y in drawn.ends]


def test_inside_corner_is_cut_short() -> None:
    """Along +Y to (20, 40), then left along -X: the tool, on the left, stops 5 mm short of both walls."""
    c, drawn = make()
    assert c.straight((20.0, -20.0), (20.0, 0.0)) is None
    assert c.straight((0.0, 0.0), (20.0, 40.0)) is None
    assert c.straight((0.0, 0.0), (-20.0, 40.0)) is None
    assert c.settle() is None
    assert ends(drawn) == [(15, 0), (15, 35), (-20, 35)]


def test_outside_corner_goes_round_by_an_arc() -> None:
    """The same way with the tool on the right: a quarter circle about the corner, counterclockwise."""
    c, drawn = make(Side.RIGHT)
    for point in ((20.0, 0.0), (20.0, 40.0), (-20.0, 40.0)):
        assert c.straight((20.0, -20.0), point) is None
    assert c.settle() is None
    assert ends(drawn) == [(25, 0), (25, 40), (20, 45), (-20, 45)]
    assert drawn.pieces[2] == Piece(pytest.approx((20.0, 45.0)), (20.0, 40.0), 1, extra=True)


def test_outside_corner_to_the_point() -> None:
    c, drawn = make(Side.RIGHT, outside="point")
    for point in ((20.0, 0.0), (20.0, 40.0), (-20.0, 40.0)):
        assert c.straight((20.0, -20.0), point) is None
    assert c.settle() is None
    assert ends(drawn) == [(25, 0), (25, 45), (-20, 45)]


def test_line_into_an_arc_that_it_meets_square() -> None:
    """Up X = 0 to the origin of a circle of 20 about (-20, 0), tool left and inside: offset circle of 15, offset line X = -5.

    They meet where (X + 20)² + Y² = 225, X = -5: Y = 0: the line touches the circle of 15 at its right-most point.
    """
    c, drawn = make()
    assert c.straight((0.0, -40.0), (0.0, -20.0)) is None
    assert c.straight((0.0, 0.0), (0.0, 0.0)) is None
    assert c.arc((0.0, 0.0), (-40.0, 0.0), (-20.0, 0.0), 1) is None
    assert c.settle() is None
    assert ends(drawn) == [(-5, -20), (-5, 0), (-35, 0)]


def test_line_into_an_arc_at_an_inside_corner() -> None:
    """Along +X on Y = 0 to (20, 0), then round (0, 0) at 20 counterclockwise, tool left: line Y = 5 and circle of 15.

    They meet at X = √(225 - 25).
    """
    c, drawn = make()
    assert c.straight((-60.0, 0.0), (-30.0, 0.0)) is None
    assert c.straight((0.0, 0.0), (20.0, 0.0)) is None
    assert c.arc((0.0, 0.0), (-20.0, 0.0), (0.0, 0.0), 1) is None
    assert c.settle() is None
    assert ends(drawn) == [(-30, 5), (round(math.sqrt(200), 6), 5), (-15, 0)]


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([(3.0, 0.0)], "not longer than the cutter's radius"),
        ([(20.0, 0.0), (20.0, 3.0), (-20.0, 3.0), (-20.0, 0.0)], "too short"),
    ],
)
def test_refusals(points: list[Point2], why: str) -> None:
    c, _ = make()
    told = [c.straight((0.0, 0.0), point) for point in points]
    assert why in str(next(t for t in told if t is not None))


def test_arc_too_small() -> None:
    c, _ = make()
    assert c.straight((0.0, -20.0), (0.0, 0.0)) is None
    assert "is not below the arc's 4.0000" in str(c.arc((0.0, 0.0), (-8.0, 0.0), (-4.0, 0.0), 1))


def test_an_arc_that_begins_or_ends_at_its_centre_is_refused() -> None:
    """It has no direction there; a circle about the point the path is at has no radius."""
    for end, centre in (((20.0, 40.0), (20.0, 0.0)), ((20.0, 40.0), (20.0, 40.0))):
        c, _ = make()
        assert c.straight((20.0, -20.0), (20.0, 0.0)) is None
        why = c.arc((0.0, 0.0), end, centre, -1)
        assert why is not None and "its own centre" in why, why


def test_an_entry_of_no_length_has_no_direction() -> None:
    """Also where the entry ends square to the piece behind it and may be shorter than the radius."""
    c, _ = make(entry="next")
    assert "long" in (c.straight((20.0, 0.0), (20.0, 0.0)) or "")
