"""Klartext's cycles: the number, name and parameters of each, in the control's order. Facts: HEIDENHAIN 670 388, 892 905."""

from __future__ import annotations

from typing import Final, Protocol

from codegen.errors import InternalError
from codegen.model.motion import Cycle, CycleKind
from codegen.model.shop import Controller

NAMED: Final = {
    200: "SET-UP CLEARANCE", 201: "DEPTH", 202: "PLUNGING DEPTH", 203: "SURFACE COORDINATE", 204: "2ND SET-UP CLEARANCE",
    205: "MIN. PLUNGING DEPTH", 206: "FEED RATE FOR PLNGNG", 208: "RETRACTION FEED RATE", 210: "DWELL TIME AT TOP",
    211: "DWELL TIME AT BOTTOM", 212: "DECREMENT", 213: "NR OF BREAKS", 239: "THREAD PITCH", 256: "DIST FOR CHIP BRKNG",
    257: "DEPTH FOR CHIP BRKNG", 258: "UPPER ADV STOP DIST", 259: "LOWER ADV STOP DIST",
}  # fmt: skip
"""What the control shows beside the parameters of its cycles."""

BREAKS: Final = 99
"""Q213 of 203: chips are broken this often before the tool would leave the hole, which is then never."""


class Writing(Protocol):
    """What writes the numbers: the post's program."""

    controller: Controller

    def length(self, mm: float) -> str:
        """A length in program units, with its sign."""

    def feed_number(self, mm_per_min: float) -> str:
        """A feed."""

    def seconds(self, seconds: float) -> str:
        """A time."""

    def pitch(self, c: Cycle) -> str:
        """Q239 of a tap."""


def definition(
    p: Writing, c: Cycle, *, clear: float, deep: float, surface: float, up: float
) -> tuple[int, str, list[tuple[int, str]]]:
    """The cycle's number and name, and its parameters in the control's order."""
    set_up, depth = (200, p.length(clear)), (201, p.length(deep))
    top, second = (203, p.length(surface)), (204, p.length(up))
    if c.kind is CycleKind.TAP:
        return 207, "RIGID TAPPING", [set_up, depth, (239, p.pitch(c)), top, second]
    feed = (206, p.feed_number(c.feed))
    if c.kind is CycleKind.BORE:
        return 201, "REAMING", [set_up, depth, feed, (211, "0"), (208, feed[1]), top, second]
    dwell = (211, p.seconds(c.dwell) if c.kind is CycleKind.DWELL and c.dwell is not None else "0")
    if c.kind is CycleKind.DWELL and c.dwell is None:
        raise InternalError("a dwell cycle without a time")
    if c.kind in (CycleKind.DRILL, CycleKind.DWELL):
        whole = (202, p.length(-deep))
        return 200, "DRILLING", [set_up, depth, feed, whole, (210, "0"), top, second, dwell]
    if not c.peck or float(p.length(c.peck)) <= 0:
        raise InternalError(f"a {c.kind} cycle cannot peck by {c.peck!r}")
    peck = (202, p.length(c.peck))
    back = p.length(p.controller.chip_break_retract or p.controller.peck_clearance)
    if c.kind is CycleKind.CHIP_BREAK:
        return 203, "UNIVERSAL DRILLING", [
            set_up, depth, feed, peck, (210, "0"), top, second, (212, "0"), (213, str(BREAKS)), (205, "0"), dwell,
            (208, "MAX"), (256, back),
        ]  # fmt: skip
    ahead = p.length(p.controller.peck_clearance)
    return 205, "UNIVERSAL PECKING", [
        set_up, depth, feed, peck, top, second, (212, "0"), (205, "0"), (258, ahead), (259, ahead), (257, "0"),
        (256, back), dwell, (208, "MAX"),
    ]  # fmt: skip
