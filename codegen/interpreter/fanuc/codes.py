"""Fanuc's G and M codes (0i-MF, G code system for machining centres): modal groups, and the words that they take.

Source: B-64604EN-2, "Preparatory function (G function)", table of G codes, and the sections on each; B-64604EN,
"Auxiliary function". G codes are keyed by ten times their number: G54.1 is 541.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter.codes import ARCS, MOTION, NONMODAL
from codegen.interpreter.dialect import Codes, m_key

CYCLE: Final = "cycle"
TRANSFORMS: Final[dict[str, tuple[int, int]]] = {
    "polar coordinates": (160, 150),
    "rotation": (680, 690),
    "scaling": (510, 500),
    "mirror image": (511, 501),
}
"""Code that switches each on, and off."""

CYCLES: Final = frozenset((730, 740, 760, 810, 820, 830, 840, 850, 860, 870, 880, 890))
TAPS: Final = frozenset((740, 840))

_GROUPS: Final[dict[str, tuple[int, ...]]] = {
    NONMODAL: (40, 100, 280, 300, 520, 530, 920, 921),
    "exact stop": (90,),  # for its block: G9
    "data setting": (110,),  # the end of G10: G11
    "look-ahead": (51, 80),  # G5.1 Q, G8 P: how the path is followed, not which
    MOTION: (0, 10, 20, 30, 310, 330),
    CYCLE: tuple(sorted(CYCLES)),
    "plane": (170, 180, 190),
    "distance": (900, 910),
    "stroke check": (230,),
    "feed mode": (930, 940, 950),
    "units": (200, 210),
    "compensation": (400, 410, 420),
    "length offset": (430, 440, 490),
    "retract": (980, 990),
    "work offset": (540, 541, 550, 560, 570, 580, 590),
    "path": (610, 620, 630, 640),
    "macro": (670,),
    "polar interpolation": (131,),
    "spindle mode": (960, 970),
    **TRANSFORMS,
}
_UNMODELLED: Final[dict[int, str]] = {
    **dict.fromkeys((21, 22, 23, 31, 32, 33, 61), MOTION),
    **dict.fromkeys((50, 54, 71, 121, 270, 290, 301, 311, 370, 390), NONMODAL),
    **dict.fromkeys((450, 460, 470, 480, 600, 650), NONMODAL),
    220: "stroke check",
    **dict.fromkeys((411, 421), "compensation"),
    **dict.fromkeys((431, 434), "length offset"),
    **dict.fromkeys((660, 661), "macro"),
}
MACROS: Final = frozenset((650, 660, 661))
"""Macro calls: what they run may do anything."""

_M_GROUPS: Final[dict[int, str]] = {
    **dict.fromkeys((0, 1, 2, 30), "stop"),
    6: "tool change",
    **dict.fromkeys((3, 4, 5, 19), "spindle"),
    **dict.fromkeys((7, 8, 9), "coolant"),
    29: "rigid tapping",
    **dict.fromkeys((98, 99), "call"),
}

OWN_AXES: Final = frozenset((40, 100, 280, 300, 520, 530, 920, 921, 160, 680, 510, 511, 501))
"""Codes whose axis words are their own; those of G4 are times."""

CODES: Final = Codes(
    groups={code: group for group, codes in _GROUPS.items() for code in codes},
    unmodelled=_UNMODELLED,
    m_groups=_M_GROUPS,
    m_unmodelled=frozenset((48, 49, 96, 97, 198)),
    axis_nonmodal=OWN_AXES,
    strays={
        "P": frozenset((40, 100, 300, 540, 541, 80, 510, m_key(98), m_key(99))) | CYCLES,
        "Q": frozenset((51,)) | CYCLES,
        "R": frozenset((680, 100)) | ARCS | CYCLES,
        "L": frozenset((100, m_key(98))),
        **dict.fromkeys((",C", ",R", ",A"), frozenset((10,)) | ARCS),
        "I": frozenset((510,)) | ARCS,
        "J": frozenset((510,)) | ARCS,
        "K": frozenset((510,)) | ARCS | CYCLES,
    },
    foreign_axes=frozenset("ABCUVWE"),
    offset_setters=frozenset[int](),
    length_setters=frozenset((370,)),
    m_forgets=lambda code: code not in (48, 49),
    passes_over=True,
    m_of_builder=True,  # B-64604EN, "Auxiliary function": which M codes there are is the machine builder's
)
