"""Coordinate frames: from programmed coordinates to those of the work offset. The same for every control.

A control may lay its programmed coordinates over the work frame shifted (G52, G92, TRANS), turned (G10 L2 R, G68, ROT),
scaled or mirrored (G51, SCALE, MIRROR). All of that is one ``Frame``: ``work = matrix · programmed + shift``, in mm.
``Machine.frame`` holds the one in force; ``Machine.at`` and every ``Move`` are in the *work* frame, which none of these
codes moves, so that a part stays where it is in it.

How a control takes it up: its step for the code computes a new frame and sets ``m.frame``; nothing moves by that.

    m.frame = m.frame.shifted((10.0, 0.0, 0.0))                        # a further shift, in programmed coordinates
    m.frame = Frame().turned(math.radians(30.0), Plane.XY, (5.0, 5.0))  # about a point of the plane
    m.frame = m.frame.scaled((-1.0, 1.0, 1.0), centre)                 # a mirror image of X

``shifted``, ``turned`` and ``scaled`` work *inside* the frame they are called on (programmed coordinates → old programmed
coordinates → work), which is how ATRANS, AROT and G68 after G52 nest. ``to_work`` and ``to_program`` convert points,
``arc`` says what becomes of an arc. Unknown coordinates are NaN and spread only along axes that a turn mixes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from codegen.model.motion import Plane, Point, Point2

ZERO: Final[Point] = (0.0, 0.0, 0.0)

PLANE_AXES: Final[dict[Plane, tuple[int, int, int]]] = {
    Plane.XY: (0, 1, 2),
    Plane.XZ: (2, 0, 1),
    Plane.YZ: (1, 2, 0),
}
"""First axis, second axis, normal of each plane, right-handed: G18's first axis is Z."""

Matrix = tuple[Point, Point, Point]


def _times(row: Point, point: Point) -> float:
    """Scalar product that leaves out what has no part in it: 0 times an unknown coordinate is no unknown coordinate."""
    total = 0.0
    for factor, value in zip(row, point, strict=True):
        if factor != 0.0:
            total += factor * value
    return total


def _apply(matrix: Matrix, point: Point) -> Point:
    return (_times(matrix[0], point), _times(matrix[1], point), _times(matrix[2], point))


def _product(a: Matrix, b: Matrix) -> Matrix:
    columns = ((b[0][0], b[1][0], b[2][0]), (b[0][1], b[1][1], b[2][1]), (b[0][2], b[1][2], b[2][2]))
    rows = [(_times(row, columns[0]), _times(row, columns[1]), _times(row, columns[2])) for row in a]
    return (rows[0], rows[1], rows[2])


def _inverse(m: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det),
        ((f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det),
        ((d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )


IDENTITY_MATRIX: Final[Matrix] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def _cos_sin(angle: float) -> tuple[float, float]:
    """Exact at quarter turns, so that an unknown coordinate does not spread to the other axis by rounding."""
    quarter = angle / (math.pi / 2)
    if abs(quarter - round(quarter)) < 1e-12:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(quarter) % 4]
    return math.cos(angle), math.sin(angle)


@dataclass(frozen=True, slots=True)
class Frame:
    """See the module. ``matrix`` None: neither turned nor scaled."""

    shift: Point = ZERO
    matrix: Matrix | None = None

    @property
    def linear(self) -> Matrix:
        """The matrix, that of no turn where there is none."""
        return self.matrix or IDENTITY_MATRIX

    def to_work(self, point: Point) -> Point:
        """Work coordinates of a programmed point."""
        x, y, z = point if self.matrix is None else _apply(self.matrix, point)
        sx, sy, sz = self.shift
        # an axis that is not shifted keeps its very value: what is unknown stays the same unknown
        return (x + sx if sx else x, y + sy if sy else y, z + sz if sz else z)

    def to_program(self, point: Point) -> Point:
        """Programmed coordinates of a work point."""
        sx, sy, sz = self.shift
        x, y, z = point
        moved: Point = (x - sx if sx else x, y - sy if sy else y, z - sz if sz else z)
        return moved if self.matrix is None else _apply(_inverse(self.matrix), moved)

    def shifted(self, by: Point) -> Frame:
        """With a further shift in programmed coordinates."""
        return Frame(self.to_work(by), self.matrix)

    def turned(self, angle: float, plane: Plane = Plane.XY, centre: Point2 = (0.0, 0.0)) -> Frame:
        """Turned by ``angle`` radians (counterclockwise from the plane's first to its second axis) about ``centre``.

        ``centre``: the plane's first and second coordinate, programmed.
        """
        first, second, _ = PLANE_AXES[plane]
        cos, sin = _cos_sin(angle)
        rows = [[*row] for row in IDENTITY_MATRIX]
        rows[first][first], rows[first][second] = cos, -sin
        rows[second][first], rows[second][second] = sin, cos
        return self._inside(_matrix(rows), _point(first, second, centre))

    def scaled(self, factors: Point, centre: Point = ZERO) -> Frame:
        """Scaled along the axes about ``centre``; a factor below 0 mirrors.

        Raises:
            ValueError: a factor is 0.
        """
        if 0.0 in factors:
            raise ValueError("a scale factor is 0")
        rows = [[*row] for row in IDENTITY_MATRIX]
        for axis, factor in enumerate(factors):
            rows[axis][axis] = factor
        return self._inside(_matrix(rows), centre)

    def _inside(self, matrix: Matrix, centre: Point) -> Frame:
        moved = _apply(matrix, centre)
        inner: Point = (centre[0] - moved[0], centre[1] - moved[1], centre[2] - moved[2])
        whole = _product(self.linear, matrix)
        return Frame(self.to_work(inner), None if whole == IDENTITY_MATRIX else whole)

    def arc(self, plane: Plane) -> tuple[Plane, float, bool] | None:
        """What becomes of an arc programmed in ``plane``: its plane then, the factor of its radius, whether its sense turns.

        None: it is no arc in a plane of the axes any more.
        """
        if self.matrix is None:
            return plane, 1.0, False
        first, second, normal = PLANE_AXES[plane]
        columns = [
            (self.matrix[0][axis], self.matrix[1][axis], self.matrix[2][axis]) for axis in (first, second, normal)
        ]
        u, v, n = columns
        size = math.hypot(*u)
        upright = [axis for axis in range(3) if abs(n[axis]) > 1e-9 * math.hypot(*n)]
        level = abs(math.hypot(*v) - size) < 1e-9 * size and abs(_times(u, v)) < 1e-9 * size * size
        if len(upright) != 1 or not level or abs(u[upright[0]]) + abs(v[upright[0]]) > 1e-9 * size:
            return None
        new = next(name for name, axes in PLANE_AXES.items() if axes[2] == upright[0])
        a, b, _ = PLANE_AXES[new]
        return new, size, u[a] * v[b] - u[b] * v[a] < 0

    def arc_to_work(self, plane: Plane, centre: Point2) -> tuple[Plane, Point2, bool]:
        """Plane and centre of an arc in the work frame, and whether its sense turns; an unknown centre where it is no arc.

        ``centre``: the plane's coordinates in the order of the axes X, Y, Z, as ``Move.centre`` has them; so is the result.
        """
        lies = self.arc(plane)
        if lies is None:
            return plane, (math.nan, math.nan), False
        first, second = sorted(PLANE_AXES[plane][:2])
        moved = self.to_work(_point(first, second, centre))
        first, second = sorted(PLANE_AXES[lies[0]][:2])
        return lies[0], (moved[first], moved[second]), lies[2]


def _matrix(rows: list[list[float]]) -> Matrix:
    a, b, c = ((row[0], row[1], row[2]) for row in rows)
    return (a, b, c)


def _point(first: int, second: int, values: Point2) -> Point:
    out = [0.0, 0.0, 0.0]
    out[first], out[second] = values
    return (out[0], out[1], out[2])


IDENTITY: Final = Frame()
