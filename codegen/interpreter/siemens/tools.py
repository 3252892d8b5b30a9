"""Tools, their edges, the spindle and the coolant.

Fundamentals (6FC5398-1BP40-3BA1), "Tool change" and "Tool offsets". T selects, M6 changes (MD22550 = 1). D is an edge of the
tool, and its length belongs to it: D1 is in force with a new tool unless the program says another (MD20270 = 1). A D
programmed between T and M6 is the new tool's. In ``State.length_offset`` an edge goes by its tool's number.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.siemens.codes import M_COOLANT, M_ENDS, M_QUIET, M_RETURNS, M_SPINDLE, M_STOPS
from codegen.interpreter.siemens.parts import Block, Given, refuse
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind, Spindle

FIRST_NAMED: Final = 100_000
"""Number that the first tool called by a name gets, where the name is no number: above all T numbers (32000)."""
MAX_T: Final = 32_000
MAX_D: Final = 32_000

SPINDLES: Final = {3: Spindle.CW, 4: Spindle.CCW, 5: Spindle.OFF, 19: Spindle.OFF, 70: Spindle.OFF}
COOLANTS: Final = {7: Coolant.MIST, 8: Coolant.FLOOD, 9: Coolant.OFF}


def run(m: Machine, block: Block) -> None:
    """T, D, M6, then the spindle and the coolant."""
    pending = False
    given = next((block.words[name] for name in ("T", "T1") if name in block.words), None)
    if given is not None:
        m.selected = _number(m, block, given)
        own(m).next_edge = None
        pending = True
    mine = own(m)
    edge = block.words.get("D")
    if edge is not None and not _good_edge(m, block, edge):
        return
    change = next((at for code, at in block.m if code == 6), None)
    waiting = mine.waiting or pending
    if edge is not None and (waiting or change is not None):
        mine.next_edge = None if math.isnan(edge.value) else round(edge.value)
    mine.waiting = waiting
    if change is not None:
        _change(m, change)
    elif edge is not None and not waiting:
        _edge(m, edge.value, edge.column)
    for code, at in block.m:
        _switch(m, code, at)
    if any(name in block.words for name in ("SPOS", "SPOSA")) and m.state.spindle is not Spindle.OFF:
        m.set_state(spindle=Spindle.OFF)  # it stands at an angle
        m.event(EventKind.SPINDLE, column=1, value=m.state.speed)


def _number(m: Machine, block: Block, given: Given) -> int | None:
    """The tool's number; of a tool called by name a number of the reader's own, the same for the same name."""
    if given.text is not None:
        name = given.text.strip()
        if name.isdecimal() and len(name) < 6:
            return int(name)
        names = own(m).names
        return names.setdefault(name, FIRST_NAMED + len(names))
    if math.isnan(given.value):
        return None
    if given.value != round(given.value) or not 0 <= given.value <= MAX_T:
        refuse(m, block, given, say("T{number:g} is no tool number", number=given.value), say("check T"))
        return m.selected
    return round(given.value)


def _good_edge(m: Machine, block: Block, given: Given) -> bool:
    if not math.isnan(given.value) and (given.value != round(given.value) or not 0 <= given.value <= MAX_D):
        refuse(m, block, given, say("D{number:g} is no edge of a tool", number=given.value), say("check D"))
        return False
    return True


def _change(m: Machine, at: Given) -> None:
    mine = own(m)
    column = at.column
    if m.selected is None and not mine.waiting:
        m.unset(say("the tool number (T)"), say("write T with the tool's number before M6"), column=column)
    if m.state.spindle is not Spindle.OFF:  # the changer needs it still
        m.set_state(spindle=Spindle.OFF)
        m.event(EventKind.SPINDLE, column=column, value=m.state.speed)
    m.set_state(tool=m.selected)
    m.event(EventKind.TOOL_CHANGE, column=column, value=NAN if m.selected is None else float(m.selected))
    edge, mine.next_edge, mine.waiting = mine.next_edge, None, False
    _edge(m, 1.0 if edge is None else float(edge), column)


def _edge(m: Machine, number: float, column: int) -> None:
    """D in force: the length of that edge of the tool in the spindle. D0: none."""
    mine = own(m)
    tool = m.state.tool
    off = number == 0 or tool == 0
    mine.edge = None if math.isnan(number) else round(number)
    code: int | None = 0 if off else None if mine.edge is None else tool
    size = 0.0 if off else NAN
    if not off and mine.edge == 1 and tool is not None:
        size = m.env.lengths.get(tool, NAN)
    elif not off and mine.edge is not None and mine.edge > 1 and "edge" not in mine.told:
        mine.told.add("edge")
        m.report(
            "unsupported-code",
            say("D{number:g}: the data of a tool's further edges are not known", number=number),
            say("check by hand where this edge cuts"),
            column=column,
            severity=Severity.WARNING,
        )
    m.shift(length=size)
    m.set_state(length_offset=code, length=None if math.isnan(size) else size)
    m.event(EventKind.LENGTH_OFFSET, column=column, value=NAN if code is None else float(code))


def _switch(m: Machine, code: int, at: Given) -> None:
    own_spindle = at.name in ("M", "M1")
    if not own_spindle:
        foreign(m, f"{at.name}={code}", at)
    elif code in M_SPINDLE:
        m.set_state(spindle=SPINDLES[code])
        m.event(EventKind.SPINDLE, column=at.column, value=m.state.speed)
    elif code in M_COOLANT:
        m.set_state(coolant=COOLANTS[code])
        m.event(EventKind.COOLANT, column=at.column)
    elif code != 6 and code not in M_ENDS | M_RETURNS | M_STOPS | M_QUIET:
        foreign(m, f"M{code}", at)


def foreign(m: Machine, name: str, at: Given) -> None:
    """An M function of the machine's builder goes to its PLC; what it switches is not known. Told once for each."""
    if name not in own(m).told:
        own(m).told.add(name)
        m.report(
            "unsupported-code",
            say("{name} is the machine builder's: what it does is not known", name=name),
            say("look it up in the machine's manual"),
            column=at.column,
            end_column=at.end_column,
            severity=Severity.WARNING,
        )
    m.set_state(coolant=Coolant.UNKNOWN)
