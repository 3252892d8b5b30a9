"""Tapping cycles: CYCLE84 in step, CYCLE840 in a compensating chuck (Cycles, "Rigid tapping - CYCLE84" and "- CYCLE840")."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.siemens import moves
from codegen.interpreter.siemens.hole import DIRECTIONS, Hole, feed_to, spindle, wait
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import EventKind, Spindle
from codegen.units import MM_PER_INCH

COARSE: Final[dict[int, float]] = {
    3: 0.5, 4: 0.7, 5: 0.8, 6: 1.0, 8: 1.25, 10: 1.5, 12: 1.75, 14: 2.0, 16: 2.0, 18: 2.5, 20: 2.5, 22: 2.5, 24: 3.0, 27: 3.0,
    30: 3.5, 33: 3.5, 36: 4.0, 39: 4.0, 42: 4.5, 45: 4.5, 48: 5.0,
}  # fmt: skip
"""Pitch of the metric coarse threads M3 to M48, mm (ISO 261), for MPIT."""


def lead_of(m: Machine, hole: Hole) -> float | None:
    """Signed pitch of a thread, mm, by MPIT or PIT; None: neither, or both (reported)."""
    v = hole.v
    size, lead = v.get("MPIT", 0.0), v.get("PIT", 0.0)
    if size and abs(size) not in COARSE:
        message = say("MPIT={size:g}: there are M3 to M48", size=size)
    elif size and lead and abs(COARSE[int(abs(size))] - abs(lead)) > 1e-6:
        message = say("MPIT and PIT name different pitches (alarm 61001)")
    elif not size and not lead:
        message = say("no pitch: neither MPIT nor PIT (alarm 61001)")
    else:
        return _lead(m, lead, int(v.get("_PITA", 0))) if lead else math.copysign(COARSE[int(abs(size))], size)
    m.report("word-missing", message, say("write PIT, the pitch"), column=hole.column)
    m.forget()
    return None


def _lead(m: Machine, given: float, unit: int) -> float:
    """PIT in mm: _PITA 0 the program's unit, 1 mm, 2 threads an inch, 3 inches."""
    if unit == 2:
        return math.copysign(MM_PER_INCH / abs(given), given)
    return given * (m.scale if unit == 0 else 1.0 if unit == 1 else MM_PER_INCH)


def rigid_tap(m: Machine, hole: Hole) -> None:
    """CYCLE84: the spindle stands at an angle and turns as an axis, in step, at SST in and SST1 out; then as SDAC says."""
    v = hole.v
    pitch = lead_of(m, hole)
    if pitch is None:
        return
    speed = v.get("SST", 0.0)
    if not speed > 0:
        m.report("word-missing", say("CYCLE84 without SST, the speed"), say("write SST"), column=hole.column)
        m.forget()
        return
    before = m.state.speed
    right = Spindle.CW if pitch > 0 else Spindle.CCW
    m.set_state(spindle=right, speed=speed)
    thread(m, hole, hole.bottom, abs(pitch))
    wait(m, hole, "DTB")
    m.set_state(speed=v.get("SST1") or speed)
    thread(m, hole, hole.start, abs(pitch))
    m.set_state(spindle=DIRECTIONS.get(int(v.get("SDAC", 5.0)), Spindle.OFF), speed=before)
    m.event(EventKind.SPINDLE, column=hole.column, value=before)


def thread(m: Machine, hole: Hole, to: float, pitch: float) -> None:
    """To a height in step with the spindle."""
    at = list(m.here)
    at[hole.axis] = to
    own(m).programmed[hole.axis] = to
    moves.synchronised(m, (at[0], at[1], at[2]), pitch, hole.column)


def tension_tap(m: Machine, hole: Hole) -> None:
    """CYCLE840: in a compensating chuck. With the encoder (ENC = 0) in step (G33), else by feed (G63); the spindle turns back."""
    v = hole.v
    encoder = int(v.get("ENC", 0.0)) % 10 == 0
    before = m.state.spindle
    back = DIRECTIONS.get(int(v.get("SDR", 0.0)))
    if back is None:
        back = {Spindle.CW: Spindle.CCW, Spindle.CCW: Spindle.CW}.get(before, Spindle.UNKNOWN)
    pitch = None
    if encoder or v.get("MPIT") or v.get("PIT"):
        pitch = lead_of(m, hole)
        if pitch is None:
            return
        if not encoder:
            hole.feed = abs(pitch) * m.state.speed if m.state.speed else NAN
    for to, turning in ((hole.bottom, None), (hole.start, back)):
        if turning is not None:
            wait(m, hole, "DTB")
            spindle(m, hole, turning)
        if encoder and pitch is not None:
            thread(m, hole, to, abs(pitch))
        else:
            feed_to(m, hole, to)
    spindle(m, hole, DIRECTIONS.get(int(v.get("SDAC", 0.0)), before))
