"""LinuxCNC's own parameters: what the numbered ones above 5000 and the predefined names say of the machine.

Source: LinuxCNC 2.9 documentation, "G-code overview", "Numbered Parameters", "Predefined Named Parameters". Lengths are in the
program's unit, except those that the control keeps in its parameter and tool files in the machine's own unit, which the
environment does not tell: of these only a zero is known. What is not known is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from codegen.interpreter.codes import PLANES
from codegen.interpreter.expression import Trouble
from codegen.interpreter.machine import NAN, OTHER_AXES, Machine
from codegen.interpreter.ngc.state import own, tool_offset
from codegen.messages import say
from codegen.model.motion import Coolant, Plane, Point, Spindle

MAX_NUMBER: Final = 5602
"""Parameters are numbered 1 to 5601 (``rs274``)."""
READ_ONLY: Final = frozenset((*range(5400, 5414), *range(5420, 5429)))
FRESH: Final = frozenset((*range(5021, 5030), 5600, 5601))
"""The control writes these anew before every block."""
OFFSETS: Final = ("G54", "G55", "G56", "G57", "G58", "G59", "G59.1", "G59.2", "G59.3")
_CODES: Final = {plane: float(code) for code, plane in PLANES.items()}


def flag(value: bool | None) -> float:
    """1, 0, or not known."""
    return NAN if value is None else float(value)


def _is(value: str | None, wanted: str) -> float:
    return NAN if value is None else float(value == wanted)


def position(m: Machine, axis: int) -> float:
    """Where the program takes the tool to be, in its own coordinates and unit."""
    return m.here[axis] / m.scale


def _other(m: Machine, letter: str) -> float:
    """Of an axis beside X, Y, Z, in the program's coordinates: degrees, or the program's unit."""
    place = m.others.get(letter, NAN) - m.other_local.get(letter, 0.0)
    return place / m.scale if letter in "UVW" else place


def _absolute(m: Machine, axis: int) -> float:
    return m.machine[axis] / m.scale


def _spindle(m: Machine, wanted: bool) -> float:
    state = m.state.spindle
    if state is Spindle.UNKNOWN:
        return NAN
    return float(state is Spindle.CW if wanted else state is not Spindle.OFF)


def _coolant(m: Machine, wanted: Coolant) -> float:
    if m.state.coolant is Coolant.UNKNOWN:
        return NAN
    return float(m.mist if wanted is Coolant.MIST else m.state.coolant is Coolant.FLOOD)


def _feed(m: Machine) -> float:
    return m.feed if m.feed_mode == "G93" else m.feed / m.scale


def _tool(m: Machine) -> float:
    return NAN if m.state.tool is None else float(m.state.tool)


def _work_offset(m: Machine) -> float:
    return NAN if m.state.work_offset is None else float(round(float(m.state.work_offset[1:]) * 10))


NAMED: Final[dict[str, Callable[[Machine], float]]] = {
    "_vmajor": lambda _: 2.9,
    "_vminor": lambda _: NAN,
    "_metric_machine": lambda _: NAN,
    "_motion_mode": lambda m: NAN if m.motion is None else float(m.motion),
    "_plane": lambda m: _CODES.get(m.plane, NAN) if isinstance(m.plane, Plane) else NAN,
    "_ccomp": lambda m: NAN if m.state.compensation is None else float(m.state.compensation[1:3]) * 10,
    "_metric": lambda m: NAN if math.isnan(m.scale) else float(m.scale == 1.0),
    "_imperial": lambda m: NAN if math.isnan(m.scale) else float(m.scale != 1.0),
    "_absolute": lambda m: flag(m.absolute),
    "_incremental": lambda m: 1 - flag(m.absolute),
    "_inverse_time": lambda m: _is(m.feed_mode, "G93"),
    "_units_per_minute": lambda m: _is(m.feed_mode, "G94"),
    "_units_per_rev": lambda m: _is(m.feed_mode, "G95"),
    "_coord_system": _work_offset,
    "_tool_offset": lambda m: NAN if math.isnan(m.length) else float(m.length != 0),
    "_retract_r_plane": lambda m: _is(m.retract, "G99"),
    "_retract_old_z": lambda m: _is(m.retract, "G98"),
    "_spindle_rpm_mode": lambda m: 1.0 - own(m).surface,
    "_spindle_css_mode": lambda m: float(own(m).surface),
    "_ijk_absolute_mode": lambda m: flag(m.arc_absolute),
    "_lathe_diameter_mode": lambda m: float(own(m).diameter),
    "_lathe_radius_mode": lambda m: 1.0 - own(m).diameter,
    "_spindle_on": lambda m: _spindle(m, wanted=False),
    "_spindle_cw": lambda m: _spindle(m, wanted=True),
    "_mist": lambda m: _coolant(m, Coolant.MIST),
    "_flood": lambda m: _coolant(m, Coolant.FLOOD),
    "_speed_override": lambda _: NAN,
    "_feed_override": lambda _: NAN,
    "_adaptive_feed": lambda _: NAN,
    "_feed_hold": lambda _: NAN,
    "_feed": _feed,
    "_rpm": lambda m: NAN if m.state.speed is None else abs(m.state.speed),
    "_current_tool": _tool,
    "_current_pocket": lambda _: NAN,
    "_selected_pocket": lambda _: NAN,
    "_selected_tool": lambda m: NAN if m.selected is None else float(m.selected),
    "_x": lambda m: position(m, 0),
    "_y": lambda m: position(m, 1),
    "_z": lambda m: position(m, 2),
    "_abs_x": lambda m: _absolute(m, 0),
    "_abs_y": lambda m: _absolute(m, 1),
    "_abs_z": lambda m: _absolute(m, 2),
    "_a": lambda m: _other(m, "A"),
    "_b": lambda m: _other(m, "B"),
    "_c": lambda m: _other(m, "C"),
    "_u": lambda m: _other(m, "U"),
    "_v": lambda m: _other(m, "V"),
    "_w": lambda m: _other(m, "W"),
    **dict.fromkeys(("_abs_a", "_abs_b", "_abs_c"), lambda _: NAN),
    "_task": lambda _: 1.0,  # 1 in the machine's own run of the program; a preview has 0
    "_remap_level": lambda _: 0.0,
}
"""Names that the control gives values of its own. ``parameters.py`` has those that belong to the run: lines, calls, results."""


def _stored(value: float) -> float:
    """A length of the control's files, in the machine's unit."""
    return value if value == 0 else NAN


def _point(point: Point | None, axis: int) -> float:
    return NAN if point is None or axis > 2 else _stored(point[axis])


def numbered(m: Machine, number: int) -> float | None:
    """The value of a parameter that the control keeps, NaN where it is not known; None: it is the program's own.

    Raises:
        Trouble: the control does not tell it now.
    """
    if number <= 5000 or number == 5599:
        return None
    if 5420 <= number <= 5428 and m.state.compensation not in (None, "G40"):
        raise Trouble(say("#{number}, a place, is asked for while the cutter is compensated", number=number),
                      say("write G40 before it"))  # fmt: skip
    if 5021 <= number <= 5023:
        return _absolute(m, number - 5021)
    if 5420 <= number <= 5422:
        return position(m, number - 5420)
    if 5423 <= number <= 5428:
        return _other(m, OTHER_AXES[number - 5423])
    if 5161 <= number <= 5169:
        return _point(m.home, number - 5161)
    if 5181 <= number <= 5189:
        return _point(m.home2, number - 5181)
    if 5211 <= number <= 5213:
        return _stored(m.local[number - 5211])
    if number == 5220:
        return NAN if m.state.work_offset is None else float(OFFSETS.index(m.state.work_offset) + 1)
    if 5221 <= number <= 5390:
        which, axis = divmod(number - 5221, 20)
        name = OFFSETS[which]
        return math.degrees(m.rotations.get(name, 0.0)) if axis == 9 else _point(m.offset_of(name), axis)
    if number == 5400:
        return _tool(m)
    if 5401 <= number <= 5413:
        return _of_tool(m, number)
    return NAN


def _of_tool(m: Machine, number: int) -> float:
    """Of the tool in the spindle; none has no offsets."""
    if m.state.tool == 0:
        return 0.0
    if 5401 <= number <= 5403 and m.state.tool is not None:
        return _stored(tool_offset(m, m.state.tool)[number - 5401])
    return NAN
