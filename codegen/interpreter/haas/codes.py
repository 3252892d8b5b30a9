"""Haas's G and M codes for mills: modal groups, and the words that they take.

Source: Haas Mill Operator's Manual, lists of G codes and M codes and the sections on each. G codes are keyed by ten times their
number: G154 is 1540.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter.codes import ARCS, MOTION, NONMODAL
from codegen.interpreter.dialect import Codes, m_key

CYCLE: Final = "cycle"
CYCLES: Final = frozenset((730, 740, 760, 810, 820, 830, 840, 850, 860, 890))
TAPS: Final = frozenset((740, 840))
PATTERNS: Final = frozenset((700, 710, 720))
"""Bolt holes: on a circle, on an arc, along an angle."""
POCKETS: Final = frozenset((120, 130))
TRANSFORMS: Final[dict[str, tuple[int, int]]] = {
    "rotation": (680, 690),
    "scaling": (510, 500),
    "mirror image": (1010, 1000),
}
"""Code that switches each on, and off. None is interpreted: while one is on, no programmed position is known."""
OLD_OFFSETS: Final = range(1100, 1300, 10)
"""G110 to G129: the same as G154 P1 to P20."""

_GROUPS: Final[dict[str, tuple[int, ...]]] = {
    NONMODAL: (40, 280, 520, 530, *PATTERNS, *POCKETS),
    "exact stop": (90,),
    MOTION: (0, 10, 20, 30),
    CYCLE: tuple(sorted(CYCLES)),
    "plane": (170, 180, 190),
    "distance": (900, 910),
    "feed mode": (940, 950),
    "units": (200, 210),
    "compensation": (400, 410, 420),
    "length offset": (430, 440, 490),
    "retract": (980, 990),
    "work offset": (540, 550, 560, 570, 580, 590, 1540, *OLD_OFFSETS),
    "path": (610, 640),
    "look-ahead": (1030,),  # how many blocks are read ahead
    "smoothness": (1870,),  # how closely corners are followed
    **TRANSFORMS,
    "macro": (670,),
    "spindle mode": (970,),
}
_UNMODELLED: Final[dict[int, str]] = {
    **dict.fromkeys((50, 310, 320), MOTION),
    **dict.fromkeys((770, 870, 880, 1840), CYCLE),
    **dict.fromkeys((100, 290, 350, 360, 370, 470, 600, 650, 660, 920), NONMODAL),
    **dict.fromkeys((1020, 1070, 1120, 1130, 1360, 1500, 1560, 1740, 1880), NONMODAL),
    **dict.fromkeys((2530, 2540, 2550, 2660, 2680, 2690), NONMODAL),
    930: "feed mode",
    1410: "compensation",
    **dict.fromkeys((1430, 2340), "length offset"),
    960: "spindle mode",
}
MACROS: Final = frozenset((650, 660))

_M_GROUPS: Final[dict[int, str]] = {
    **dict.fromkeys((0, 1, 2, 30), "stop"),
    6: "tool change",
    **dict.fromkeys((3, 4, 5, 19), "spindle"),
    **dict.fromkeys((7, 8, 9), "coolant"),
    **dict.fromkeys((97, 98, 99), "call"),
    # clamps, conveyor, spigot, gear, air, through-spindle coolant: nothing that moves X, Y or Z
    **dict.fromkeys((10, 11, 12, 13, 16, 31, 33, 34, 35, 41, 42, 73, 74, 80, 81, 82, 83, 84, 86, 88, 89), "auxiliary"),
}

OWN_AXES: Final = frozenset((40, 280, 520, 530, 680, 510, 1010, 1000)) | PATTERNS | POCKETS
"""Codes whose axis words are their own."""
_CIRCLES: Final = ARCS | CYCLES | PATTERNS | POCKETS

CODES: Final = Codes(
    groups={code: group for group, codes in _GROUPS.items() for code in codes},
    unmodelled=_UNMODELLED,
    m_groups=_M_GROUPS,
    m_unmodelled=frozenset((36, 46, 50, 59, 69, 75, 76, 77, 78, 79, 95, 96, 104, 109)),
    axis_nonmodal=OWN_AXES,
    strays={
        "P": frozenset((40, 510, 1540, 1030, 1870, m_key(97), m_key(98), m_key(99)))
        | CYCLES
        | {m_key(c) for c in (19, 34, 35)},
        "Q": CYCLES | POCKETS,
        "R": frozenset((680, m_key(19))) | ARCS | CYCLES,
        "L": frozenset((m_key(97), m_key(98))) | CYCLES | PATTERNS | POCKETS,
        "I": _CIRCLES | {510},
        "J": _CIRCLES | {510},
        "K": _CIRCLES | {510},
    },
    foreign_axes=frozenset("UVW"),
    offset_setters=frozenset((100, 920)),
    length_setters=frozenset((100, 370)),
    m_forgets=lambda code: code not in (59, 69, 76, 77, 95, 104),
    passes_over=True,
    m_of_builder=True,  # M21 to M28 and those of options switch what the owner has connected
)
