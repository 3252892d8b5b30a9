"""GRBL 1.1's G and M codes: modal groups, and the words that they take.

Source: gcode.c of GRBL 1.1h, whose parser is one table, and its list of what is not supported; config.h for what the released
build leaves out (M7, M56). G codes are keyed by ten times their number: G43.1 is 431.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter.codes import ARCS, MOTION, NONMODAL
from codegen.interpreter.dialect import Codes

_GROUPS: Final[dict[str, tuple[int, ...]]] = {
    NONMODAL: (40, 100, 280, 281, 300, 301, 530, 920),
    MOTION: (0, 10, 20, 30, 382, 383, 384, 385, 800),
    "plane": (170, 180, 190),
    "distance": (900, 910),
    "arc distance": (911,),
    "feed mode": (930, 940),
    "units": (200, 210),
    "compensation": (400,),
    "length offset": (431, 490),
    "work offset": (540, 550, 560, 570, 580, 590),
    "path": (610,),
    "shift": (921,),
}
_M_GROUPS: Final[dict[int, str]] = {
    **dict.fromkeys((0, 1, 2, 30), "stop"),
    **dict.fromkeys((3, 4, 5), "spindle"),
    **dict.fromkeys((8, 9), "coolant"),
}

CODES: Final = Codes(
    groups={code: group for group, codes in _GROUPS.items() for code in codes},
    unmodelled={},
    m_groups=_M_GROUPS,
    m_unmodelled=frozenset(),
    axis_nonmodal=frozenset((100, 280, 300, 920)),
    strays={
        "P": frozenset((40, 100)),
        "L": frozenset((100,)),
        "R": ARCS,
        **dict.fromkeys("IJK", ARCS),
        **dict.fromkeys("ABCDEHQUVWO", frozenset[int]()),
    },
    foreign_axes=frozenset(),
    offset_setters=frozenset(),
    length_setters=frozenset(),
    m_forgets=frozenset[int]().__contains__,
)
