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
    NONMODAL: (40, 53, 100, 280, 281, 300, 301, 520, 530, 920),
    MOTION: (
        0, 10, 20, 30, 50, 51, 52, 330, 331, 382, 383, 384, 385, 730, 740, 760, 810, 820, 830, 840, 850, 860, 870, 880, 890,
    ),
    "plane": (170, 180, 190),
    "distance": (900, 910),
    "arc distance": (901, 911),
    "feed mode": (930, 940, 950),
    "units": (200, 210),
    "compensation": (400, 410, 411, 420, 421),
    "length offset": (430, 431, 432, 490),
    "retract": (980, 990),
    "work offset": (540, 550, 560, 570, 580, 590, 591, 592, 593),
    "path": (610, 611, 640),
    "spindle mode": (960, 970),
    "diameter": (70, 80),
    "shift": (921, 922, 923),
}  # fmt: skip
G_GROUPS: Final[dict[int, str]] = {code: group for group, codes in _GROUPS.items() for code in codes}
"""Of the codes that this reader interprets."""

G_UNMODELLED: Final[dict[int, str]] = {
    **dict.fromkeys((700, 710, 711, 712, 720, 721, 722), MOTION),
    **dict.fromkeys((171, 181, 191), "plane"),
}
"""Codes that LinuxCNC has and this reader does not interpret: a lathe's cycles, and the planes of U, V and W."""

M_GROUPS: Final[dict[int, str]] = {
    **dict.fromkeys((0, 1, 2, 30, 60), "stop"),
    **dict.fromkeys((6, 61), "tool change"),
    **dict.fromkeys((3, 4, 5, 19, 70, 71, 72, 73), "spindle"),
    **dict.fromkeys((7, 8, 9), "coolant"),
    **dict.fromkeys((48, 49, 50, 51, 52, 53), "override"),
    **dict.fromkeys((62, 63, 64, 65, 66, 67, 68), "input and output"),
}
M_UNMODELLED: Final = frozenset((98, 99, *range(100, 200)))

AXIS_NONMODAL: Final = frozenset((100, 280, 300, 520, 920))
"""Non-modal codes whose axis words are their own, not the motion's."""

CYCLES: Final = frozenset((730, 740, 810, 820, 830, 840, 850, 860, 870, 880, 890))
ARCS: Final = frozenset((20, 30))
PROBES: Final = frozenset((382, 383, 384, 385))


def _m(*codes: int) -> frozenset[int]:
    """Keys of M codes among G codes."""
    return frozenset(-1 - code for code in codes)


STRAYS: Final[dict[str, frozenset[int]]] = {
    "D": frozenset((410, 411, 420, 421, 960)),
    "E": frozenset((330, 331, 760)) | _m(66, 67, 68),
    "H": frozenset((430, 432, 760)),
    "I": frozenset((20, 30, 50, 51, 100, 331, 760, 870)),
    "J": frozenset((20, 30, 50, 51, 100, 760, 870)),
    "K": frozenset((20, 30, 330, 331, 760, 870)),
    "L": frozenset((52, 100, 410, 411, 420, 421, 730, 760, 810, 820, 830, 840, 850, 860, 870, 880, 890)) | _m(66),
    "P": frozenset((20, 30, 40, 50, 52, 100, 640, 740, 760, 820, 840, 860, 880, 890))
    | _m(19, 50, 51, 52, 53, 62, 63, 64, 65, 66),
    "Q": frozenset((50, 100, 640, 730, 760, 830)) | _m(19, 61, 66, 67, 68),
    "R": frozenset((20, 30, 100, 411, 421, 730, 740, 760, 810, 820, 830, 840, 850, 860, 870, 880, 890)) | _m(19),
    "$": frozenset((330, 331, 760)) | _m(3, 4, 5, 19, 51),
}
"""Words that are an error without one of these codes in force (M codes as ``dialect.m_key`` has them)."""

FOREIGN_AXES: Final = frozenset[str]()
"""Letters that LinuxCNC knows and this reader does not interpret: none."""

PLANES: Final[dict[int, Plane]] = {170: Plane.XY, 180: Plane.XZ, 190: Plane.YZ}
PLANE_AXES: Final = frames.PLANE_AXES


def g_name(code: int) -> str:
    """``591`` → ``G59.1``."""
    return f"G{code // 10}.{code % 10}" if code % 10 else f"G{code // 10}"
