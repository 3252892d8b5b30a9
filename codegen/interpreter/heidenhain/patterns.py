"""Cycles as they are defined: which there are, what they need, and the patterns 220 and 221, which run where they are defined.

Source: HEIDENHAIN cycle programming manuals for iTNC 530 (670 388) and TNC 640 (892 905).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from codegen.model.motion import Point2

NEEDS: Final[dict[int, tuple[int, ...]]] = {
    200: (200, 201, 206, 202, 203, 204),
    201: (200, 201, 206, 208, 203, 204),
    202: (200, 201, 206, 208, 203, 204, 214),
    203: (200, 201, 206, 202, 203, 204, 213),
    205: (200, 201, 206, 202, 203, 204, 258, 259, 257),
    206: (200, 201, 206, 203, 204),
    207: (200, 201, 239, 203, 204),
    208: (200, 201, 206, 334, 203, 204, 335),
    209: (200, 201, 239, 203, 204, 257, 256),
    240: (200, 343, 201, 206, 203, 204),
    220: (216, 217, 244, 245, 246, 247, 241, 200, 203, 204, 301),
    221: (225, 226, 237, 238, 242, 243, 224, 200, 203, 204, 301),
    247: (339,),
}
"""Parameters without which each cycle is incomplete; what is left out beside these counts 0."""

FEEDS: Final = frozenset((206, 208, 253))
"""Parameters that may be MAX or FAUTO."""

ONLY_ZERO: Final[dict[int, tuple[int, ...]]] = {
    200: (395,), 203: (395,), 205: (395, 379), 240: (343,),
}  # fmt: skip
"""Parameters that are interpreted for the value 0 alone: Q395 and Q343 ask for the tool's point angle, Q379 for a hole that
is drilled already."""

OLD: Final = frozenset((1, 2, 17))
"""Machining cycles of the old form, CYCL DEF 1.0 …: set-up clearance, depth, and more in the lines .1, .2 …"""

OLD_LINES: Final[dict[int, dict[int, int]]] = {
    1: {1: 1, 2: 2, 3: 3, 4: 211, 5: 206},
    2: {1: 1, 2: 2, 3: 211, 4: 206},
    17: {1: 1, 2: 2, 3: 239},
}
"""Line of an old cycle → the parameter that it is: 1 set-up clearance, 2 depth, 3 plunging depth, 211 dwell, 206 feed, 239
pitch."""

NOT_MACHINING: Final = frozenset((7, 8, 9, 10, 11, 12, 13, 32, 220, 221, 247))
"""Cycles that take effect where they are defined, and are not called."""

MOST_HOLES: Final = 10_000


def polar(v: Mapping[int, float], scale: float) -> Iterator[Point2]:
    """220: points on a circle, from the starting angle on, programmed coordinates, mm.

    Without a stepping angle they are spread evenly up to the stopping angle; over a whole turn the last would be the first.
    """
    count, start, stop, step = round(v[241]), v[245], v[246], v[247]
    if step == 0 and count > 1:
        way = stop - start
        step = way / count if abs(abs(way) - 360) < 1e-9 else way / (count - 1)
    radius = v[244] * scale / 2
    for k in range(count):
        angle = math.radians(start + k * step)
        yield v[216] * scale + radius * math.cos(angle), v[217] * scale + radius * math.sin(angle)


def rows(v: Mapping[int, float], scale: float) -> Iterator[Point2]:
    """221: points in rows, to and fro, turned about the first by Q224; programmed coordinates, mm."""
    cos, sin = math.cos(math.radians(v[224])), math.sin(math.radians(v[224]))
    columns = round(v[242])
    for row in range(round(v[243])):
        for k in range(columns):
            column = k if row % 2 == 0 else columns - 1 - k
            dx, dy = column * v[237] * scale, row * v[238] * scale
            yield v[225] * scale + dx * cos - dy * sin, v[226] * scale + dx * sin + dy * cos


POINTS: Final = {220: polar, 221: rows}
