"""The commands of a SINUMERIK 840D sl: G groups, and what the reader does with each.

Source: SINUMERIK 840D sl / 828D, Programming Manual Fundamentals, 6FC5398-1BP40-3BA1, "Tables", "G commands": groups and
default settings. G codes of the common tables are keyed by ten times their number; the reader itself works with names, since
half of this control's commands are words.
"""

from __future__ import annotations

from typing import Final

from codegen.interpreter.codes import MOTION, NONMODAL
from codegen.interpreter.dialect import Codes

_GROUPS: Final[dict[str, str]] = {
    MOTION: "G0 G1 G2 G3 CIP CT G33 G331 G332",
    NONMODAL: "G4 G63 G74 G75",
    "frame": "TRANS ATRANS ROT AROT SCALE ASCALE MIRROR AMIRROR G58 G59 G25 G26 G110 G111 G112",
    "plane": "G17 G18 G19",
    "compensation": "G40 G41 G42",
    "work offset": " ".join(["G500", "G54", "G55", "G56", "G57", *(f"G{n}" for n in range(505, 600))]),
    "suppression": "G53 G153 SUPA",
    "path": "G60 G64 G641 G642 G643 G644 G645",
    "exact stop": "G9",
    "units": "G70 G71 G700 G710",
    "distance": "G90 G91",
    "feed mode": "G93 G94 G95 G97 G971",
    "corner": "G450 G451",
    "approach": "NORM KONT KONTT KONTC",
    "language": "G290",
}
GROUPS: Final[dict[str, str]] = {name: group for group, names in _GROUPS.items() for name in names.split()}
"""Group of each command that is interpreted."""

_PATHLESS: Final[dict[str, str]] = {
    "look-ahead": "STARTFIFO STOPFIFO FIFOCTRL STOPRE",
    "exact stop criterion": "G601 G602 G603",
    "feed correction": "CFC CFTCP CFIN",
    "feed profile": "FNORM FLIN FCUB",
    "contour accuracy": "CPRECON CPRECOF",
    "collision": "CDON CDOF CDOF2",
    "acceleration": "BRISK SOFT DRIVE BRISKA SOFTA DRIVEA",
    "feed forward": "FFWON FFWOF",
    "working area": "WALIMON WALIMOF WALCS0",
    "compressor": "COMPOF COMPON COMPCURV COMPCAD COMPSURF",
    "path reference": "SPATH UPATH",
    "rapid": "RTLION RTLIOF",
    "corner deceleration": "FENDNORM G62 G621",
    "dynamics": "DYNNORM DYNPOS DYNROUGH DYNSEMIFIN DYNFINISH DYNPREC",
    "compensation type": "CUT2D CUT2DF",
    "approach plane": "G340 G341",
    "approach monitoring": "G460 G461 G462",
    "diameter": "DIAMOF DIAMCYCOF",
    "transformation": "TRAFOOF",
    "point to point": "CP",
    "frame of the tool": "TOWSTD PAROTOF TOROTOF TCOABS",
    "orientation": "ORIWKS ORIMKS ORIAXES ORIVECT ORIEULER ORIRPY",
    "subprogram": "ACTBLOCNO DISPLOF DISPLON SBLOF SBLON SAVE ICYCON ICYCOF",
}
PATHLESS: Final[dict[str, str]] = {name: group for group, names in _PATHLESS.items() for name in names.split()}
"""Commands that change how fast or how smoothly the path is followed, and not which. They are accepted and leave no trace."""

UNREAD: Final[dict[str, str]] = {
    **dict.fromkeys(("ASPLINE", "BSPLINE", "CSPLINE", "POLY", "INVCW", "INVCCW", "G34", "G35", "G335", "G336"), MOTION),
    **dict.fromkeys(("OEMIPO1", "OEMIPO2"), MOTION),
    **dict.fromkeys(("G5", "G7", "G140", "G141", "G142", "G143"), NONMODAL),
    **dict.fromkeys(("G147", "G148", "G247", "G248", "G347", "G348"), NONMODAL),
    **dict.fromkeys(("REPOSL", "REPOSA", "REPOSH", "REPOSQ", "REPOSQA", "REPOSHA"), NONMODAL),
    **dict.fromkeys(("ROTS", "AROTS", "CROTS", "TOFRAME", "TOROT", "PAROT"), "frame"),
    **dict.fromkeys(("G96", "G961", "G962", "G931", "G942", "G952", "G972", "G973"), "feed mode"),
    **dict.fromkeys(("TRAORI", "TRANSMIT", "TRACYL", "TRAANG", "TRACON"), "transformation"),
    **dict.fromkeys(("DIAMON", "DIAM90"), "diameter"),
    **dict.fromkeys(("PTP", "PTPG0"), "point to point"),
    **dict.fromkeys(("CUT3DC", "CUT3DF", "CUT3DFS", "CUT3DFF"), "compensation type"),
    "G291": "language",
}
"""Commands that the control has and the reader does not interpret."""

FRAME_LOSERS: Final = frozenset({"frame", "transformation", "diameter"})
"""Groups of what is not interpreted after which no programmed position means a place any more."""

M_SPINDLE: Final = frozenset({3, 4, 5, 19, 70})
M_COOLANT: Final = frozenset({7, 8, 9})
M_ENDS: Final = frozenset({2, 30})
M_RETURNS: Final = frozenset({2, 17, 30})
M_QUIET: Final = frozenset(range(40, 46))
"""Gear stages (Fundamentals, "M functions"): no state of the reader's."""
M_STOPS: Final = frozenset({0, 1})

QUIET_CALLS: Final = frozenset(
    {"MSG", "WORKPIECE", "GROUP_BEGIN", "GROUP_END", "GROUP_ADDEND", "SETMS", "FGROUP", "WRITE", "DELETE", "CYCLE832",
     "BRISKA", "SOFTA", "DRIVEA", "JERKA", "WAITP", "CALCPOSI", "FILEDATE", "CLEAR", "CYCLE_HSC", "CONDDEL"}
)  # fmt: skip
"""Calls that move nothing and change no state that the reader keeps; CYCLE832 sets tolerances and dynamics alone."""

QUIET_WORDS: Final = frozenset(
    {"FAD", "FB", "FP", "FRC", "FRCM", "LIMS", "ORD", "PL", "SF", "SPCOF", "SR", "SRA", "ST", "STA", "VELOLIM", "DISC", "DISCL",
     "DISR", "DISRP", "ADIS", "ADISPOS", "GP"}
)  # fmt: skip
"""Addresses that belong to another command, or change no path by themselves."""

WORDS: Final = QUIET_WORDS | frozenset(
    {"X", "Y", "Z", "A", "B", "C", "U", "V", "W", "I", "J", "K", "I1", "J1", "K1", "X1", "Y1", "Z1", "CR", "AR", "AP", "RP",
     "TURN", "RPL", "OFFN", "F", "S", "S1", "T", "T1", "D", "L", "P", "SPOS", "SPOSA", "ANG", "CHF", "CHR", "RND", "RNDM"}
)  # fmt: skip
"""Addresses that some step reads, or that may be passed over."""


def _keys(names: dict[str, str]) -> dict[int, str]:
    """By ten times the number, for the common forgetting."""
    return {int(name[1:]) * 10: group for name, group in names.items() if name[0] == "G" and name[1:].isdigit()}


CODES: Final = Codes(
    groups=_keys(GROUPS),
    unmodelled=_keys(UNREAD),
    m_groups={},
    m_unmodelled=frozenset(),
    axis_nonmodal=frozenset(),
    strays={},
    foreign_axes=frozenset("ABCUVW"),
    offset_setters=frozenset(),
    length_setters=frozenset(),
    m_forgets=lambda _: False,
)
