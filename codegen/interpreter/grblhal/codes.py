"""grblHAL's G and M codes: modal groups, and the words that they take.

Source: gcode.c of grblHAL's core. G codes are keyed by ten times their number: G43.1 is 431.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter.codes import ARCS, MOTION, NONMODAL, PROBES
from codegen.interpreter.dialect import Codes, m_key

CYCLES: Final = frozenset((730, 810, 820, 830, 840, 850, 860, 890))
DWELLING: Final = frozenset((820, 840, 860, 890))
PECKING: Final = frozenset((730, 830))

_GROUPS: Final[dict[str, tuple[int, ...]]] = {
    NONMODAL: (40, 100, 280, 281, 300, 301, 530, 920),
    MOTION: (0, 10, 20, 30, 50, 51, *sorted(PROBES), *sorted(CYCLES), 800),
    "plane": (170, 180, 190),
    "distance": (900, 910),
    "arc distance": (911,),
    "feed mode": (930, 940, 950),
    "units": (200, 210),
    "compensation": (400,),
    "length offset": (430, 431, 432, 490),
    "work offset": (540, 550, 560, 570, 580, 590, 591, 592, 593),
    "path": (610,),
    "retract": (980, 990),
    "spindle mode": (970,),
    "shift": (921, 922, 923),
}
_UNMODELLED: Final[dict[int, str]] = {
    **dict.fromkeys((330, 331, 760), MOTION),
    **dict.fromkeys((650, 660, 670), NONMODAL),
    **dict.fromkeys((500, 510), "scaling"),
    **dict.fromkeys((70, 80), "diameter"),
    960: "spindle mode",
}
_M_GROUPS: Final[dict[int, str]] = {
    **dict.fromkeys((0, 1, 2, 30, 60), "stop"),
    6: "tool change",
    **dict.fromkeys((3, 4, 5), "spindle"),
    **dict.fromkeys((7, 8, 9), "coolant"),
    **dict.fromkeys((48, 49, 50, 51, 53, 56), "override"),
}

CODES: Final = Codes(
    groups={code: group for group, codes in _GROUPS.items() for code in codes},
    unmodelled=_UNMODELLED,
    m_groups=_M_GROUPS,
    m_unmodelled=frozenset((19, 61, 62, 63, 64, 65, 66, 67, 68, 70, 71, 72, 73, 98, 99)),
    axis_nonmodal=frozenset((100, 280, 300, 920)),
    strays={
        "P": frozenset((40, 50, 100, *(m_key(code) for code in (50, 51, 53, 56)))) | DWELLING | ARCS,
        "L": frozenset((100,)) | CYCLES,
        "Q": frozenset((50,)) | PECKING,
        "R": ARCS | CYCLES,
        "H": frozenset((430, 432)),
        "I": ARCS | {50, 51},
        "J": ARCS | {50, 51},
        "K": ARCS,
    },
    foreign_axes=frozenset(),
    offset_setters=frozenset(),
    length_setters=frozenset(),
    m_forgets=lambda code: code in (70, 71, 72, 73, 98, 99) or 61 <= code <= 68,
)
