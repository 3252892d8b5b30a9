"""M70 to M73: modes saved and restored, as LinuxCNC does it: by blocks that it writes and runs itself.

Source: LinuxCNC 2.9 documentation, "M-codes", M70 to M73; in which order and how rounded, measured with ``rs274``: the unit
first, then one block with F (one decimal), S (none) and the G codes that differ, then the M codes. The motion mode, positions,
the tool and offsets themselves stay.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from codegen.interpreter.codes import PLANES
from codegen.interpreter.execute import execute
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.unknown import forget_groups
from codegen.messages import say
from codegen.model.motion import Coolant, Spindle
from codegen.model.program import Word
from codegen.units import MM_PER_INCH

_SPINDLES: Final = {Spindle.CW: 3, Spindle.CCW: 4, Spindle.OFF: 5}
_PLANES: Final = {plane: f"G{code // 10}" for code, plane in PLANES.items()}
_GROUPS: Final = (
    "plane", "compensation", "distance", "feed mode", "work offset", "length offset", "retract", "arc distance", "path",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Modes:
    """What is saved. ``codes``: the G code in force by modal group; None or NaN: not known."""

    units: str | None
    feed: float  # as the program would write it
    speed: float | None
    codes: dict[str, str | None]
    spindle: Spindle
    coolant: Coolant
    mist: bool


def modes_of(m: Machine) -> Modes:
    """The modes in force."""
    state = m.state
    units = None if math.isnan(m.scale) else "G20" if m.scale == MM_PER_INCH else "G21"
    length = "G43" if m.length else "G49"
    if math.isnan(m.length):
        length = "G43" if state.length_offset else ""
    codes = {
        "plane": None if m.plane is None else _PLANES[m.plane],
        "compensation": state.compensation,
        "distance": None if m.absolute is None else "G90" if m.absolute else "G91",
        "feed mode": m.feed_mode,
        "work offset": state.work_offset,
        "length offset": length or None,
        "retract": m.retract,
        "arc distance": None if m.arc_absolute is None else "G90.1" if m.arc_absolute else "G91.1",
        "path": state.exact_path,
    }
    feed = m.feed if m.feed_mode == "G93" else m.feed / m.scale
    return Modes(units, feed, state.speed, codes, state.spindle, state.coolant, m.mist)


def restore(m: Machine, saved: Modes, column: int) -> None:
    """Run the blocks that bring the saved modes back."""
    now = modes_of(m)
    if saved.units is None:
        forget_groups(m, ("units",))
    elif saved.units != now.units:
        execute(m, (_word(saved.units, column),))
        now = modes_of(m)  # with the feed in the unit that is back
    block: list[str] = []
    if math.isnan(saved.feed):
        m.feed = NAN
    elif saved.feed != now.feed:
        block.append(f"F{saved.feed:.1f}")
    if saved.speed is None:
        m.set_state(speed=None)
    elif saved.speed != now.speed:
        block.append(f"S{saved.speed:.0f}")
    for group in _GROUPS:
        code = saved.codes[group]
        if code is None:
            forget_groups(m, (group,))
        elif code != now.codes[group]:
            block.append(code)
    _run(m, [*([block] if block else []), *_m_codes(m, saved, now)], column)


def _m_codes(m: Machine, saved: Modes, now: Modes) -> list[list[str]]:
    out: list[list[str]] = []
    if saved.spindle is Spindle.UNKNOWN:
        m.set_state(spindle=saved.spindle)
    elif saved.spindle is not now.spindle:
        out.append([f"M{_SPINDLES[saved.spindle]}"])
    if saved.coolant is Coolant.UNKNOWN:
        m.set_state(coolant=saved.coolant)
        return out
    off = saved.coolant is Coolant.OFF
    mist, flood = saved.mist, saved.coolant is Coolant.FLOOD
    if mist and not (now.mist and now.coolant is not Coolant.UNKNOWN):
        out.append(["M7"])
    elif off and now.coolant is not Coolant.OFF:
        out.append(["M9"])
    if flood and now.coolant is not Coolant.FLOOD:
        out.append(["M8"])
    return out


def _run(m: Machine, blocks: list[list[str]], column: int) -> None:
    if len(blocks) > 1 and not blocks[0][0].startswith("M"):
        blocks = [[*blocks[0], *blocks[1]], *blocks[2:]]  # the first M code stands in the block of the G codes
    for block in blocks:
        execute(m, tuple(_word(text, column) for text in block))


def _word(text: str, column: int) -> Word:
    return Word(text[0], float(text[1:]), column, text)


@dataclass(slots=True)
class Saved:
    """Of one level of calls. ``back``: a return restores it (M73)."""

    modes: Modes | None = None
    back: bool = False


def context(m: Machine, saved: Saved, code: int, column: int, *, called: bool) -> None:
    """Run M70, M71, M72 or M73. ``called``: in a subprogram."""
    if code in (70, 73):
        saved.modes = modes_of(m)
        saved.back = saved.back or (code == 73 and called)
    elif code == 71:
        saved.modes = None
    elif saved.modes is None:
        m.report("word-missing", say("M72 restores modes, and none were saved here"), say("write M70 before it"),
                 column=column)  # fmt: skip
    else:
        restore(m, saved.modes, column)
