"""Drilling cycles: CYCLE81 to CYCLE89 and CYCLE840, expanded to moves along the axis that stands on the plane.

Programming Manual Cycles (6FC5398-3BP20-0BA0), "Drilling cycles and drilling patterns"; the parameters that 840D sl added
behind the old ones are those of Job Planning (6FC5398-2BP40-3BA1), "Programming cycles externally". Heights are programmed
coordinates. Every cycle begins at rapid to the reference plane plus the safety clearance and ends at the retraction plane.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.cycles import MAX_PECKS, too_many
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.motion import cutting_from_known
from codegen.interpreter.siemens import corners, moves, tapping
from codegen.interpreter.siemens.hole import DIRECTIONS, Hole, Values, feed_to, go, spindle, wait
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind, Spindle

PARAMETERS: Final[dict[str, str]] = {
    "CYCLE81": "RTP RFP SDIS DP DPR DTB _GMODE _DMODE _AMODE",
    "CYCLE82": "RTP RFP SDIS DP DPR DTB _GMODE _DMODE _AMODE _VARI",
    "CYCLE83": "RTP RFP SDIS DP DPR FDEP FDPR DAM DTB DTS FRF VARI _AXN _MDEP _VRT _DTD _DIS1 _GMODE _DMODE _AMODE",
    "CYCLE84": "RTP RFP SDIS DP DPR DTB SDAC MPIT PIT POSS SST SST1 _AXN _PITA _TECHNO _VARI _DAM _VRT _PITM _PTAB _PTABA"
    " _GMODE _DMODE _AMODE",
    "CYCLE840": "RTP RFP SDIS DP DPR DTB SDR SDAC ENC MPIT PIT _AXN _PITA _TECHNO _PITM _PTAB _PTABA _GMODE _DMODE _AMODE",
    "CYCLE85": "RTP RFP SDIS DP DPR DTB FFR RFF _GMODE _DMODE _AMODE",
    "CYCLE86": "RTP RFP SDIS DP DPR DTB SDIR RPA RPO RPAP POSS _GMODE _DMODE _AMODE",
    "CYCLE87": "RTP RFP SDIS DP DPR SDIR",
    "CYCLE88": "RTP RFP SDIS DP DPR DTB SDIR",
    "CYCLE89": "RTP RFP SDIS DP DPR DTB",
}
"""Parameters of each cycle, in the order of its call."""

CHIP_BREAK: Final = 1.0
"""mm: CYCLE83 goes back by as much to break the chip, unless _VRT says another (Cycles, "Deep-hole drilling - CYCLE83")."""


def run(m: Machine, name: str, arguments: list[float | None], column: int, end_column: int) -> None:
    """One hole where the tool stands."""
    hole = _hole(m, name, arguments, column, end_column)
    if hole is None:
        m.forget()
        own(m).programmed = [NAN, NAN, NAN]
        return
    corners.flush(m)
    moves.uncompensated(m, name, column)  # alarm 61815
    m.cycle_name = name
    try:
        if hole.bottom != hole.rfp:  # nothing to drill: the cycle does nothing
            go(m, hole, hole.start, MoveKind.RAPID)
            cutting_from_known(m, column)  # the height is, from here on
            OPERATIONS[name](m, hole)
            go(m, hole, hole.rtp, MoveKind.RAPID)
    finally:
        m.cycle_name = None
    own(m).heading = None


def _hole(m: Machine, name: str, arguments: list[float | None], column: int, end_column: int) -> Hole | None:
    names = PARAMETERS[name].split()

    def wrong(message: str, remedy: str, code: str = "word-missing") -> None:
        m.report(code, message, remedy, column=column, end_column=end_column)

    if len(arguments) > len(names):
        wrong(
            say("{name} has {count} parameters; there are {most}", name=name, count=len(arguments), most=len(names)),
            say("check the call"),
            "syntax",
        )
        return None
    v: Values = {n: a for n, a in zip(names, arguments, strict=False) if a is not None}
    if any(math.isnan(a) for a in v.values()):
        return None  # not known, and reported as that
    missing = [n for n in ("RTP", "RFP") if n not in v]
    if "DP" not in v and "DPR" not in v:
        missing.append("DP")
    if missing:
        wrong(say("{name} without {missing}", name=name, missing=", ".join(missing)), say("write all that it needs"))
        return None
    if _foreign(v):
        message = say(
            "{name}: depths by the shank, other axes and chip breaking in threads are not interpreted", name=name
        )
        wrong(message, say("write the depth of the tip, in one stroke"), "unsupported-code")
        return None
    axis = moves.normal_axis(m, column)
    if axis is None or math.isnan(m.scale):
        m.unset(say("the plane or the unit"), say("begin the program with G17 G71"), column=column)
        return None
    scale = m.scale
    rtp, rfp, clearance = v["RTP"] * scale, v["RFP"] * scale, abs(v.get("SDIS", 0.0)) * scale
    relative = _relative(v)
    bottom = rfp - abs(v["DPR"]) * scale if relative else v["DP"] * scale
    hole = Hole(axis, v, column, rtp, rfp + clearance, rfp, bottom, NAN)
    problem = _heights(hole)
    if problem is not None:
        wrong(problem, say("check RTP, RFP and the depth"), "word-conflict")
        return None
    if name not in ("CYCLE84", "CYCLE85") and not (name == "CYCLE840" and ("PIT" in v or "MPIT" in v)):
        hole.feed = moves.feed_rate(m, NAN, column, say("a {code} cycle", code=name))
    if too_many(m, 0):
        wrong(say("the cycles ask for more moves than are followed: this block is not"),
              say("check the loops, or split the program"), "limit-exceeded")  # fmt: skip
        return None
    return hole


def _foreign(v: Values) -> bool:
    """Parameters of 840D sl that change what the others mean, and are not read."""
    shank = int(v.get("_GMODE", 0)) // 10 % 10 == 1
    in_pieces = "SST" in v and v.get("_VARI", 0) != 0
    return shank or in_pieces or v.get("_PITA", 0) not in (0, 1, 2, 3) or v.get("_AXN", 0) not in (0, 3)


def _relative(v: Values) -> bool:
    """Whether DPR holds: _AMODE's units digit says it (1 DPR, 2 DP); else DPR where it is written."""
    said = int(v.get("_AMODE", 0)) % 10
    if said in (1, 2):
        return said == 1 if "DP" in v and "DPR" in v else "DPR" in v
    return bool(v.get("DPR")) or "DP" not in v


def _heights(hole: Hole) -> str | None:
    """The retraction plane above the reference plane, and the depth on its other side (alarms 61101, 61106)."""
    way = hole.rfp - hole.bottom
    if hole.rtp == hole.rfp and _relative(hole.v):
        return say("the retraction plane is the reference plane, and the depth relative (alarm 61101)")
    if hole.rtp < hole.rfp or (hole.rtp == hole.rfp and way < 0):
        return say(
            "the retraction plane {rtp:g} mm lies below the reference plane {rfp:g} mm", rtp=hole.rtp, rfp=hole.rfp
        )
    if way < 0:
        return say(
            "the depth {bottom:g} mm lies above the reference plane {rfp:g} mm", bottom=hole.bottom, rfp=hole.rfp
        )
    return None


# -- operations ------------------------------------------------------------------------------------------------------


def _drill(m: Machine, hole: Hole) -> None:
    """CYCLE81, CYCLE82: feed to the depth, dwell."""
    feed_to(m, hole, hole.bottom)
    wait(m, hole, "DTB")


def depths(first: float, total: float, degression: float, least: float) -> list[float] | None:
    """Depths below the reference plane at which the strokes of CYCLE83 end, mm; None: more than ``MAX_PECKS``.

    Above 0 ``degression`` shortens each stroke down to itself; the rest is then shared so that no stroke is shorter than half
    of it. Below 0 it is the factor from stroke to stroke, down to ``least``; at 0 all strokes are as long as the first. A rest
    that would be shorter than the least stroke makes the last two halves (Cycles, "Deep-hole drilling - CYCLE83", and the
    cycle itself).
    """
    out = [min(first, total)]
    stroke, factor = first, -degression if degression < 0 else 1.0
    least = first if degression == 0 else least
    while out[-1] < total - 1e-9:
        if len(out) > MAX_PECKS:
            return None
        at, rest = out[-1], total - out[-1]
        if degression > 0:
            stroke = max(stroke - degression, degression)
            out.append(total if rest <= stroke else at + _share(rest, stroke, degression))
        else:
            stroke = max(stroke * factor, least, 1e-3)
            left = rest - stroke
            out.append(total if left < 0 else at + (stroke if left >= least else rest / 2))
    return [*out[:-1], total]


def _share(rest: float, stroke: float, degression: float) -> float:
    """Of a rest that is longer than the stroke: the next stroke."""
    if rest <= 2 * degression:
        return rest / 2
    return stroke if rest - stroke >= degression else rest - degression


def _deep(m: Machine, hole: Hole) -> None:
    """CYCLE83: VARI = 0 breaks the chip and goes back a little, VARI = 1 goes out to clear the chips."""
    v, scale = hole.v, m.scale
    total = hole.rfp - hole.bottom
    first = abs(v["FDPR"]) * scale if v.get("FDPR") else hole.rfp - v["FDEP"] * scale if "FDEP" in v else total
    if not first > 0:
        m.report("word-conflict", say("the first drilling depth lies outside the hole (alarm 61107)"),
                 say("check FDEP or FDPR"), column=hole.column)  # fmt: skip
        m.forget()
        return
    damped = v.get("DAM", 0.0) * (scale if v.get("DAM", 0.0) > 0 else 1.0)
    ends = depths(first, total, damped, v.get("_MDEP", 0.0) * scale)
    if ends is None:
        m.report("limit-exceeded", say("more than {most} strokes in a hole are not followed", most=MAX_PECKS),
                 say("check FDPR and DAM"), column=hole.column)  # fmt: skip
        m.forget()
        return
    factor = v.get("FRF") or 1.0
    clear = v.get("VARI", 0.0) == 1
    back = (v.get("_VRT") or 0.0) * scale or CHIP_BREAK
    ahead = (v.get("_DIS1") or 0.0) * scale
    for index, depth in enumerate(ends):
        feed_to(m, hole, hole.rfp - depth, factor if index == 0 else 1.0)
        last = index == len(ends) - 1
        wait(m, hole, "_DTD" if last and v.get("_DTD") else "DTB")
        if last:
            return
        if clear:
            go(m, hole, hole.start, MoveKind.RAPID)
            wait(m, hole, "DTS")
            go(m, hole, min(hole.start, hole.rfp - depth + (ahead or anticipation(depth))), MoveKind.RAPID)
        else:
            go(m, hole, hole.rfp - depth + back, MoveKind.RAPID)


def anticipation(depth: float) -> float:
    """How far above a depth CYCLE83 begins to feed again, mm: 0.6 to 30 mm of depth, then a fiftieth of it, 7 at most."""
    return 0.6 if depth <= 30.0 else min(depth / 50.0, 7.0)


def _ream(m: Machine, hole: Hole) -> None:
    """CYCLE85: in at FFR, out at RFF, to the reference plane plus the clearance."""
    unit = own(m).feed_unit
    rates = []
    for name in ("FFR", "RFF"):
        rate = hole.v.get(name, 0.0) * unit
        if not rate > 0:
            rate = moves.feed_rate(m, NAN, hole.column, say("a {code} cycle", code="CYCLE85"))
        elif m.feed_mode == "G95":
            rate = rate * m.state.speed if m.state.speed else NAN
        rates.append(rate)
    go(m, hole, hole.bottom, MoveKind.FEED, rates[0])
    wait(m, hole, "DTB")
    go(m, hole, hole.start, MoveKind.FEED, rates[1])


def _bore(m: Machine, hole: Hole) -> None:
    """CYCLE86: the spindle stops at POSS, the tool goes aside by RPA, RPO, RPAP, out, and back over the hole."""
    v, scale = hole.v, m.scale
    direction = DIRECTIONS.get(int(v.get("SDIR", 0.0)))
    if direction not in (Spindle.CW, Spindle.CCW):
        m.report("word-missing", say("{name} without SDIR, the spindle's direction (alarm 61102)", name="CYCLE86"),
                 say("write 3 or 4"), column=hole.column)  # fmt: skip
        m.forget()
        return
    spindle(m, hole, direction)
    feed_to(m, hole, hole.bottom)
    wait(m, hole, "DTB")
    spindle(m, hole, Spindle.OFF)
    over = m.here
    assert m.plane is not None  # noqa: S101 - the hole has an axis
    first, second, normal = PLANE_AXES[m.plane]
    aside = list(over)
    for axis, name in ((first, "RPA"), (second, "RPO"), (normal, "RPAP")):
        aside[axis] += v.get(name, 0.0) * scale
    m.go(MoveKind.RAPID, (aside[0], aside[1], aside[2]), column=hole.column)
    go(m, hole, hole.start, MoveKind.RAPID)
    back = list(over)
    back[normal] = hole.rtp
    own(m).programmed[normal] = hole.rtp
    m.go(MoveKind.RAPID, (back[0], back[1], back[2]), column=hole.column)


def _stopped(m: Machine, hole: Hole) -> None:
    """CYCLE87, CYCLE88: at the depth the spindle and the program stop; then out at rapid."""
    direction = DIRECTIONS.get(int(hole.v.get("SDIR", 0.0)))
    if direction in (Spindle.CW, Spindle.CCW):
        spindle(m, hole, direction)
    feed_to(m, hole, hole.bottom)
    wait(m, hole, "DTB")
    spindle(m, hole, Spindle.OFF)
    m.event(EventKind.STOP, column=hole.column, text="M0")


def _both_ways(m: Machine, hole: Hole) -> None:
    """CYCLE89: in and out at the feed."""
    feed_to(m, hole, hole.bottom)
    wait(m, hole, "DTB")
    feed_to(m, hole, hole.start)


OPERATIONS: Final[dict[str, Callable[[Machine, Hole], None]]] = {
    "CYCLE81": _drill,
    "CYCLE82": _drill,
    "CYCLE83": _deep,
    "CYCLE84": tapping.rigid_tap,
    "CYCLE840": tapping.tension_tap,
    "CYCLE85": _ream,
    "CYCLE86": _bore,
    "CYCLE87": _stopped,
    "CYCLE88": _stopped,
    "CYCLE89": _both_ways,
}
