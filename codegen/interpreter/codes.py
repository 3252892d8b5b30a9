"""LinuxCNC's G and M codes: which there are, their modal groups, and the words that they take.

Source: LinuxCNC 2.9 documentation, "G-code overview" (modal groups, word table) and "G-codes", checked against ``rs274``
of Debian 12's linuxcnc-uspace 2.9.0~pre1. G codes are keyed by ten times their number: G59.1 is 591.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter import frames
from codegen.model.motion import Plane

NONMODAL: Final = "non-modal"
MOTION: Final = "motion"

_GROUPS: Final[dict[str, tuple[int, ...]]] = {
    NONMODAL: (40, 280, 300, 530),
    MOTION: (0, 10, 20, 30, 331, 730, 800, 810, 820, 830, 840, 850),
    "plane": (170, 180, 190),
    "distance": (900, 910),
    "arc distance": (901, 911),
    "feed mode": (930, 940, 950),
    "units": (200, 210),
    "compensation": (400,),
    "length offset": (430, 490),
    "retract": (980, 990),
    "work offset": (540, 550, 560, 570, 580, 590, 591, 592, 593),
    "path": (610, 611, 640),
    "spindle mode": (970,),
    "diameter": (80,),
}
G_GROUPS: Final[dict[int, str]] = {code: group for group, codes in _GROUPS.items() for code in codes}
"""Of the codes that this reader interprets."""

G_UNMODELLED: Final[dict[int, str]] = {
    **dict.fromkeys((50, 51, 52, 53, 330, 382, 383, 384, 385, 700, 760, 860, 870, 880, 890), MOTION),
    **dict.fromkeys((710, 711, 712, 720, 721, 722), MOTION),
    **dict.fromkeys((100, 281, 301, 520, 920, 921, 922, 923), NONMODAL),
    **dict.fromkeys((171, 181, 191), "plane"),
    **dict.fromkeys((410, 411, 420, 421), "compensation"),
    **dict.fromkeys((431, 432), "length offset"),
    960: "spindle mode",
    70: "diameter",
}
"""Codes that LinuxCNC has and this reader does not interpret."""

M_GROUPS: Final[dict[int, str]] = {
    **dict.fromkeys((0, 1, 2, 30, 60), "stop"),
    6: "tool change",
    **dict.fromkeys((3, 4, 5, 70, 71, 72, 73), "spindle"),
    **dict.fromkeys((7, 8, 9), "coolant"),
    **dict.fromkeys((48, 49), "override"),
}
M_UNMODELLED: Final = frozenset((19, 50, 51, 52, 53, 61, 62, 63, 64, 65, 66, 67, 68, 98, 99, *range(100, 200)))

AXIS_NONMODAL: Final = frozenset((280, 300))
"""Non-modal codes whose axis words are their own, not the motion's."""

CYCLES: Final = frozenset((730, 810, 820, 830, 840, 850))
ARCS: Final = frozenset((20, 30))

STRAYS: Final[dict[str, frozenset[int]]] = {
    "H": frozenset((430,)),
    "P": frozenset((20, 30, 40, 640, 820, 840)),
    "Q": frozenset((640, 730, 830)),
    "R": frozenset((20, 30)) | CYCLES,
    "L": CYCLES,
    "I": frozenset((20, 30, 331)),
    "J": frozenset((20, 30)),
    "K": frozenset((20, 30, 331)),
    "D": frozenset(),
}
"""Words that are an error without one of these codes in force."""

FOREIGN_AXES: Final = frozenset("ABCUVWE@^$")
"""Letters that LinuxCNC knows (some only with the axes configured) and this reader does not interpret."""

PLANES: Final[dict[int, Plane]] = {170: Plane.XY, 180: Plane.XZ, 190: Plane.YZ}
PLANE_AXES: Final = frames.PLANE_AXES


def g_name(code: int) -> str:
    """``591`` → ``G59.1``."""
    return f"G{code // 10}.{code % 10}" if code % 10 else f"G{code // 10}"
