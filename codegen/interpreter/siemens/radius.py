"""Tool radius compensation: G40, G41, G42 with the radius of the edge in force (Fundamentals, "Tool radius compensation").

The entry goes straight to the place square to the beginning of the contour (NORM); outside corners are rounded (G450) or run
to their point (G451); OFFN is an allowance beside the radius.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import cutter
from codegen.interpreter.compensation import Side, Style
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.motion import UNKNOWN_RADIUS
from codegen.interpreter.siemens import moves
from codegen.interpreter.siemens.parts import Block
from codegen.interpreter.siemens.state import own
from codegen.messages import say

FLAT: Final = 1e-3
"""Radians: corners that turn by less are none."""


def switch(m: Machine, block: Block) -> None:
    """How corners and entries are made; compensation on and off."""
    mine = own(m)
    corner = block.command("corner")
    if corner is not None:
        mine.outside = "arc" if corner == "G450" else "point"
        under = cutter.active(m)
        if under is not None and under.work is not None:
            under.work.style = replace(under.work.style, outside=mine.outside)
    mine.approach = block.command("approach") or mine.approach
    if "OFFN" in block.words:
        mine.allowance = moves.scaled(m, block.words["OFFN"])
    command = block.command("compensation")
    if command is None:
        return
    _, column, end = block.g["compensation"]
    if command == "G40":
        cutter.off(m, column)
    else:
        _on(m, command, column, end)
    if m.state.compensation != command:
        m.set_state(compensation=command)


def _on(m: Machine, command: str, column: int, end: int) -> None:
    under = cutter.active(m)
    if under is not None:
        if m.state.compensation == command:
            return
        m.report(
            "unsupported-code",
            say("{code} while {other} is on is not interpreted", code=command, other=m.state.compensation or "G41"),
            say("write G40 between them"),
            column=column,
            end_column=end,
        )
        cutter.lose(m, under)
        return
    moves.normal_axis(m, column)
    if m.plane is None:
        m.forget()
        return
    mine = own(m)
    if mine.approach != "NORM":
        m.report(
            "unsupported-code",
            say("{name} is not interpreted: what follows is unproven", name=mine.approach),
            say("write the program without {name}", name=mine.approach),
            column=column,
            end_column=end,
        )
    size = _radius(m) + mine.allowance
    if math.isnan(size) and UNKNOWN_RADIUS not in m.unset_told:
        m.unset_told.add(UNKNOWN_RADIUS)
        m.report(
            "position-unknown",
            say("the cutter's radius is not known, so no position in the plane is, until G40"),
            say("state the tool's diameter in the setup"),
            column=column,
            end_column=end,
            severity=Severity.WARNING,
        )
    style = Style(flat=FLAT, entry="next", outside=mine.outside)
    cutter.on(m, Side.LEFT if command == "G41" else Side.RIGHT, size, m.plane, style=style)


def _radius(m: Machine) -> float:
    """Of the edge in force, mm; NaN: not known."""
    edge, tool = own(m).edge, m.state.tool
    if edge == 0:
        return 0.0
    return NAN if edge != 1 or tool is None else m.env.radii.get(tool, NAN)
