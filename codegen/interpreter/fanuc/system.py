"""A Fanuc's system variables, as far as the reader can know them.

Source: B-64604EN, "System variables": #3000 (alarm), #3006 (stop), #4001 to #4130 (modal information of the blocks before),
#5001 to #5043 (positions), #5201 to #5323 and #7001 to #7943 (work offsets), #1100 and up (interface). Positions are in the
program's unit.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter.expression import Trouble, Value, Variable
from codegen.interpreter.fanuc.state import own
from codegen.interpreter.frames import IDENTITY
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.unknown import forget_length, forget_offsets
from codegen.messages import say
from codegen.model.motion import EventKind, Plane

PLANES: Final = {Plane.XY: 17.0, Plane.XZ: 18.0, Plane.YZ: 19.0}
ALARM: Final = 3000
STOP: Final = 3006
QUIET: Final = frozenset((3001, 3002, 3003, 3004, 3005, 3007, 3008, 3901, 3902))
"""Clocks, counters and switches of the operator's: setting one moves nothing."""


def value(m: Machine, number: int) -> tuple[Value, bool]:
    """The value, NaN where it is not known; and whether it may be another one the next time."""
    if 4001 <= number <= 4130:
        return _modal(m, number), True
    if 5001 <= number <= 5043:
        return _place(m, number), True
    found = offset_at(number)
    if found is not None:
        name, axis = found
        return m.offset_of(name)[axis] / m.scale, False
    return NAN, number < 2000 or 3000 <= number < 3013


def offset_at(number: int) -> tuple[str, int] | None:
    """Work offset and axis of a variable of offsets."""
    group, axis = divmod(number - 5221, 20)
    if 5221 <= number <= 5323 and axis < 3:
        return f"G{54 + group}", axis
    group, axis = divmod(number - 7001, 20)
    if 7001 <= number <= 7943 and axis < 3:
        return f"G54.1 P{group + 1}", axis
    return None


def put(m: Machine, variable: Variable, number: int, to: float) -> None:
    """Set one.

    Raises:
        Trouble: it cannot be set, or nothing says what that does; #3000: the program stops here with an alarm.
    """
    found = offset_at(number)
    if number == ALARM:
        own(m).alarm = True
        raise Trouble(
            say("alarm MC{number:04d}: the program stops here", number=3000 + round(to) if to < 1000 else round(to))
            if not math.isnan(to)
            else say("the program stops here with an alarm of its own"),
            say("mend what leads to it"),
            code="program-alarm",
        )
    if number == STOP:
        m.event(EventKind.STOP, column=variable.column, text="#3006")
    elif found is not None:
        name, axis = found
        new = list(m.offset_of(name))
        new[axis] = to * m.scale
        set_offset(m, name, (new[0], new[1], new[2]))
    elif 1100 <= number <= 1335:
        m.event(EventKind.OUTPUT, column=variable.column, text=f"#{number}")
    elif number not in QUIET:
        if number >= 5000:
            forget_offsets(m)
        forget_length(m)
        own(m).corrections_lost = True
        raise Trouble(
            say("#{number} is set: what that does to the control is not interpreted", number=number),
            say("set offsets with G10"),
            code="unsupported-code",
        )


def set_offset(m: Machine, name: str, new: tuple[float, float, float]) -> None:
    """A work offset's new place; nothing moves, but the coordinates of the place here change if it is in force."""
    m.offsets[name] = new
    if m.state.work_offset == name:
        m.shift(offset=new)
        m.event(EventKind.WORK_OFFSET, text=name)


def _modal(m: Machine, number: int) -> Value:
    mine, state = own(m), m.state
    flags = {None: NAN, True: 90.0, False: 91.0}
    match number:
        case 4001 if m.motion in (0, 10, 20, 30, 330):
            return m.motion / 10
        case 4002:
            return NAN if m.plane is None else PLANES[m.plane]
        case 4003:
            return flags[m.absolute]
        case 4005:
            return _code(m.feed_mode)
        case 4006:
            return NAN if math.isnan(m.scale) else 21.0 if m.scale == 1.0 else 20.0
        case 4007:
            return _code(state.compensation)
        case 4008:
            return NAN if mine.length_code is None else mine.length_code / 10
        case 4009:
            return NAN if m.motion is None else m.motion / 10 if 730 <= m.motion <= 890 else 80.0
        case 4010:
            return _code(m.retract)
        case 4014:
            return NAN if state.work_offset is None else float(state.work_offset[1:].partition(" P")[0])
        case 4107:
            return NAN if mine.d is None else float(mine.d)
        case 4109:
            return m.feed / m.scale
        case 4111:
            return NAN if mine.h is None else float(mine.h)
        case 4119:
            return NAN if state.speed is None else state.speed
        case 4120:
            return NAN if m.selected is None else float(m.selected)
    return NAN


def _code(name: str | None) -> float:
    return NAN if name is None else float(name[1:])


def _place(m: Machine, number: int) -> float:
    """#5001: the end of the block before; #5021: in machine coordinates; #5041: here, the tool's length not taken off."""
    kind, axis = divmod(number - 5001, 20)
    if axis > 2 or kind > 2:
        return NAN
    if kind == 1:
        return m.machine[axis] / m.scale
    if m.frame is not IDENTITY:  # whether a local shift or a turn is in it, the manual leaves open
        return NAN
    return (m.here[axis] + (m.tool[axis] if kind == 2 else 0.0)) / m.scale
