"""Frames: what lies between the programmed coordinates and those of the work offset.

The programmable frame maps a programmed point to one in the frame of the settable work offset (Fundamentals, "Coordinate
transformations (frames)"). TRANS, ROT, SCALE and MIRROR replace it; ATRANS, AROT, ASCALE and AMIRROR are applied to the
programmed coordinates first, within what was in force.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from codegen.model.motion import Plane, Point

Row = tuple[float, float, float]
Matrix = tuple[Row, Row, Row]

ONE: Final[Matrix] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
TINY: Final = 1e-12
"""Sines and cosines of right angles come out with an error of this size: they are taken for the whole numbers they mean."""

PLANES: Final[dict[int, Plane]] = {0: Plane.YZ, 1: Plane.XZ, 2: Plane.XY}
"""By their normal's axis."""


def _product(row: Row, column: Row) -> float:
    """Sum of the products; what counts nothing adds nothing, even where it is not known."""
    return math.fsum(a * b for a, b in zip(row, column, strict=True) if a != 0.0 and b != 0.0)


def _times(row: Row, point: Point) -> float:
    return math.fsum(a * p for a, p in zip(row, point, strict=True) if a != 0.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """``work = matrix · programmed + shift``, mm. ``known``: false after what is not interpreted."""

    matrix: Matrix = ONE
    shift: Point = (0.0, 0.0, 0.0)
    known: bool = True

    @property
    def straight(self) -> bool:
        """Whether each axis stays itself, turned neither round nor in size."""
        return self.matrix == ONE

    def to_work(self, point: Point) -> Point:
        """A programmed point in the frame of the work offset; NaN where either is not known."""
        if not self.known:
            return (math.nan, math.nan, math.nan)
        if self.straight:
            x, y, z = (p + s if s else p for p, s in zip(point, self.shift, strict=True))
            return (x, y, z)
        x, y, z = (_times(row, point) + s for row, s in zip(self.matrix, self.shift, strict=True))
        return (x, y, z)

    def to_programmed(self, point: Point) -> Point:
        """The way back."""
        if not self.known:
            return (math.nan, math.nan, math.nan)
        if self.straight:
            x, y, z = (p - s if s else p for p, s in zip(point, self.shift, strict=True))
            return (x, y, z)
        inverse = _inverse(self.matrix)
        moved = (point[0] - self.shift[0], point[1] - self.shift[1], point[2] - self.shift[2])
        x, y, z = (_times(row, moved) for row in inverse)
        return (x, y, z)

    def then(self, inner: Frame) -> Frame:
        """This frame with ``inner`` applied to the programmed coordinates before it."""
        columns = tuple(zip(*inner.matrix, strict=True))
        a, b, c = (
            tuple(_clean(_product(row, column)) for column in columns)  # type: ignore[arg-type]
            for row in self.matrix
        )
        return Frame((a, b, c), self.to_work(inner.shift), self.known and inner.known)  # type: ignore[arg-type]

    def plane(self, plane: Plane) -> tuple[Plane, bool] | None:
        """Where a plane's arcs lie in the work frame, and whether they turn the other way; None: they are no arcs there."""
        normal = next(axis for axis, found in PLANES.items() if found is plane)
        sizes = [math.dist((0.0, 0.0, 0.0), tuple(row[i] for row in self.matrix)) for i in range(3)]
        first, second = (sizes[i] for i in range(3) if i != normal)
        image = [row[normal] for row in self.matrix]
        along = [axis for axis in range(3) if abs(image[axis]) > TINY]
        if not self.known or abs(first - second) > 1e-9 * max(first, second) or len(along) != 1:
            return None
        # seen from the positive end of the work axis: mirrored planes, and planes seen from behind, turn the other way
        turned = (_determinant(self.matrix) < 0) != (image[along[0]] < 0)
        return PLANES[along[0]], turned


UNKNOWN_FRAME: Final = Frame(known=False)


def _clean(value: float) -> float:
    nearest = round(value)
    return float(nearest) if abs(value - nearest) < TINY else value


def _determinant(m: Matrix) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def _inverse(m: Matrix) -> Matrix:
    """Of a matrix that is one to one; a scale of 0 is refused before."""
    d = _determinant(m)
    rows = [
        tuple(
            _clean(
                (m[(j + 1) % 3][(i + 1) % 3] * m[(j + 2) % 3][(i + 2) % 3]
                 - m[(j + 1) % 3][(i + 2) % 3] * m[(j + 2) % 3][(i + 1) % 3]) / d
            )
            for j in range(3)
        )
        for i in range(3)
    ]  # fmt: skip
    return (rows[0], rows[1], rows[2])  # type: ignore[return-value]


def translation(x: float, y: float, z: float) -> Frame:
    """TRANS, ATRANS; mm."""
    return Frame(shift=(x, y, z))


def turn(axis: int, angle: float) -> Frame:
    """A rotation about one axis by ``angle`` degrees, counterclockwise seen from the axis's positive end."""
    c, s = _clean(math.cos(math.radians(angle))), _clean(math.sin(math.radians(angle)))
    matrices: tuple[Matrix, Matrix, Matrix] = (
        ((1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c)),
        ((c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c)),
        ((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0)),
    )
    return Frame(matrices[axis])


def stretch(x: float, y: float, z: float) -> Frame:
    """SCALE, ASCALE, and MIRROR, AMIRROR by factors of -1."""
    return Frame(((x, 0.0, 0.0), (0.0, y, 0.0), (0.0, 0.0, z)))
