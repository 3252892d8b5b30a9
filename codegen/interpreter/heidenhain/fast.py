"""What of a long Klartext program the kernel may run: straight lines in plain words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from codegen.interpreter import cutter
from codegen.interpreter.fast import Fast, Numbers
from codegen.interpreter.heidenhain.contour import SMALL
from codegen.interpreter.heidenhain.lines import Statement
from codegen.interpreter.heidenhain.state import Transforms, own
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import Machine
from codegen.model.columns import NO_POINT, MoveTable
from codegen.model.motion import MoveKind

MARKS: Final = " *-~;"
"""What stands around a remark."""
_EMPTY: Final = re.compile(r"[ \t/]*[0-9]*[ \t/]*(?:[*;]|$)")
"""A remark, an item of the structure, or no more than a number: what waits goes on waiting."""
_LETTERS: Final = {"R0": 1, "FMAX": 4}
"""Letters of a flag, each of which the kernel takes for a word."""


def _row(parsed: Parsed, numbers: Numbers) -> Mapping[int, int] | None:
    """L, with X, Y, Z as absolute places, R0, and F or FMAX."""
    from codegen.interpreter.fast import kernel as k

    said = parsed.control
    if not isinstance(said, Statement) or (said.kind, said.name) != ("path", "L") or said.continued or said.assignments:
        return None
    out = {k.T_COLUMN: 0, k.T_MOTION: 1, k.T_COUNT: 1}
    at, axes = 1, 0
    seen: set[str] = set()
    for part in said.parts:
        letter = "F" if part.key == "FMAX" else part.key
        if letter in seen or letter not in ("X", "Y", "Z", "F", "R0"):
            return None
        seen.add(letter)
        if isinstance(part.value, float) and part.key in ("X", "Y", "Z", "F"):
            if numbers[at] != (part.column, part.value):
                return None
            out[k.T_X + "XYZIJKRF".index(letter)] = at
            axes |= 1 << "XYZ".index(letter) if letter != "F" else 0
            out[k.T_COUNT] = at + 1
        elif part.key == "FMAX":
            out[k.T_MOTION] = 0
        elif part.key != "R0":
            return None
        at += _LETTERS.get(part.key, 1)
    out[k.T_AXES] = axes
    return out if axes and numbers[0][0] == said.column else None


def _ready(m: Machine) -> bool:
    """Nothing waits, turns or shifts, and F counts millimetres."""
    mine = own(m)
    return (
        m.state.units == "mm" and m.state.compensation == "G40" and cutter.active(m) is None and not mine.always
        and mine.pending is None and mine.corner is None and mine.transforms == Transforms()
    )  # fmt: skip


def _leave(m: Machine, table: MoveTable, first: int, _moved: set[int]) -> None:
    """The direction in which the last way in the plane ended, and whether the last move was at rapid."""
    mine = own(m)
    mine.was_rapid = bool(table.common["kind"][table.count - 1] == MoveKind.RAPID)
    for row in range(table.count - 1, first - 1, -1):
        start = table.rare["start"].get(row) or (table.end[:, row - 1].tolist() if row else NO_POINT)
        end = table.end[:, row].tolist()
        dx, dy = end[0] - start[0], end[1] - start[1]
        size = math.hypot(dx, dy)
        if size > SMALL:
            mine.tangent = (dx / size, dy / size)
            return


FAST: Final = Fast(
    small_letters=False,
    parentheses=False,
    acting=b"~",
    klartext=True,
    marks=MARKS,
    row=_row,
    waits=lambda line: "RND" in line.upper() or "CHF" in line.upper(),
    empty=lambda line: _EMPTY.match(line) is not None,
    goes_on=lambda line: line.rstrip().endswith("~"),
    ready=_ready,
    leave=_leave,
)
"""What of long programs the kernel may run."""
