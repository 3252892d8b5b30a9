"""What a control's manual states of its modes at power-on, put into the reader's state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from codegen.errors import BadInput
from codegen.interpreter.codes import PLANES
from codegen.messages import say
from codegen.model.motion import Coolant, Spindle, State
from codegen.units import MM_PER_INCH

if TYPE_CHECKING:
    from codegen.interpreter.machine import Machine

POWER_ON_KEYS: Final = frozenset(
    {"plane", "distance", "arc_distance", "units", "work_offset", "length_offset", "compensation", "feed_mode", "motion",
     "retract", "path", "spindle", "coolant", "override", "spindle_mode"}
)  # fmt: skip
"""Modal groups of which ``Controller.power_on`` may state the code in force, e.g. ``{"plane": "G17"}``."""

_FLAGS: Final = {"G90": True, "G91": False, "G90.1": True, "G91.1": False}
_SPINDLE: Final = {"M3": Spindle.CW, "M4": Spindle.CCW, "M5": Spindle.OFF}
_COOLANT: Final = {"M7": Coolant.MIST, "M8": Coolant.FLOOD, "M9": Coolant.OFF}


def code_of(name: str) -> int:
    """``"G59.1"`` → 591."""
    return round(float(name[1:]) * 10)


def set_modes(m: Machine) -> None:
    """The modes at the program's start. ``units`` scales numbers but leaves ``State.units`` unset.

    Raises:
        BadInput: a key that no modal group has.
    """
    given = m.controller.power_on
    if unknown := set(given) - POWER_ON_KEYS:
        raise BadInput(
            say(
                "controller {controller!r}: power_on has unknown keys {keys}",
                controller=m.controller.id,
                keys=sorted(unknown),
            )
        )
    m.absolute = _FLAGS.get(given.get("distance", ""))
    m.arc_absolute = _FLAGS.get(given.get("arc_distance", ""))
    m.scale = {"G20": MM_PER_INCH, "G21": 1.0}.get(given.get("units", ""), m.scale)
    m.plane = PLANES[code_of(given["plane"])] if given.get("plane") else None
    m.motion = code_of(given["motion"]) if given.get("motion") else None
    m.retract, m.feed_mode = given.get("retract"), given.get("feed_mode")
    no_length = given.get("length_offset") == "G49"
    m.state = State(
        tool=m.env.tool,
        length_offset=0 if no_length else None,
        length=0.0 if no_length else None,
        work_offset=given.get("work_offset"),
        spindle=_SPINDLE.get(given.get("spindle", ""), Spindle.UNKNOWN),
        coolant=_COOLANT.get(given.get("coolant", ""), Coolant.UNKNOWN),
        feed_mode=m.feed_mode,
        compensation=given.get("compensation"),
        absolute=m.absolute,
        exact_path=given.get("path"),
    )
