"""What of a long SINUMERIK program the kernel may run, and what it leaves behind for the blocks after it."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.fast import Fast
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens.state import own
from codegen.model.columns import NO_POINT, PLANES, MoveTable
from codegen.model.motion import MoveKind

_MOTIONS: Final = {"G0": 0, "G1": 10, "G2": 20, "G3": 30}
_NAMES: Final = {code: name for name, code in _MOTIONS.items()}


def _ready(m: Machine) -> bool:
    """Nothing waits, and increments count from where the tool is."""
    mine = own(m)
    from_here = all(math.isnan(said) or said == at for said, at in zip(mine.programmed, m.at, strict=True))
    return (
        from_here and mine.feed_unit == m.scale and mine.modal is None and mine.corner is None and not mine.rounding
        and not mine.iso and mine.program.level.stops_at is None
    )  # fmt: skip


def _enter(m: Machine) -> None:
    m.motion = _MOTIONS.get(own(m).motion or "")


def _leave(m: Machine, table: MoveTable, first: int, moved: set[int]) -> None:
    mine = own(m)
    mine.motion = _NAMES.get(m.motion or 0, mine.motion)
    for axis in moved:
        mine.programmed[axis] = m.at[axis]
    for row in range(table.count - 1, first - 1, -1):
        if _heading(m, table, row):
            break


def _heading(m: Machine, table: MoveTable, row: int) -> bool:
    """Remember in which direction a move ends, as ``moves.heading`` and ``arcs`` do; False: it goes nowhere."""
    end = table.end[:, row].tolist()
    if table.common["kind"][row] in (MoveKind.ARC_CW, MoveKind.ARC_CCW):
        plane = PLANES[table.common["plane"][row]]
        first, second, _ = PLANE_AXES[plane]
        shown = table.arc_centre[:, int(table.arc_row[: table.arcs].searchsorted(row))].tolist()
        centre = shown if first < second else shown[::-1]
        x, y = end[first] - centre[0], end[second] - centre[1]
        size = math.hypot(x, y)
        along = [0.0, 0.0, 0.0]
        clockwise = table.common["kind"][row] == MoveKind.ARC_CW
        along[first], along[second] = (y / size, -x / size) if clockwise else (-y / size, x / size)
        own(m).heading = (along[0], along[1], along[2])
        return True
    start = table.rare["start"].get(row) or (table.end[:, row - 1].tolist() if row else NO_POINT)
    length = math.dist(start, end)
    if length > 0:
        x, y, z = ((b - a) / length for a, b in zip(start, end, strict=True))
        own(m).heading = (x, y, z)
    elif math.isnan(length):
        own(m).heading = None
    return length != 0


FAST: Final = Fast(
    parentheses=False,
    apart=False,
    codes=frozenset((0, 10, 20, 30, 900, 910, 940)),
    letters="XYZIJKF",
    leading="XYZIJK",
    ready=_ready,
    enter=_enter,
    leave=_leave,
)
"""What of long programs the kernel may run: not the planes, which set a pole."""
