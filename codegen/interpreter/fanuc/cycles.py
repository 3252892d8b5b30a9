"""Canned cycles to moves, as B-64604EN-2 describes them ("Canned cycle for drilling", "Rigid tapping").

Six operations make a cycle: to the hole at rapid; to the R level at rapid; down to the bottom; what is done there; back to the
R level; to the initial level at rapid under G98. ``OPERATIONS`` says what happens from the R level on, cycle by cycle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from codegen.interpreter import cutter
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import g_name
from codegen.interpreter.cycles import MAX_PECKS, MAX_REPEATS, go, too_many
from codegen.interpreter.fanuc.codes import CYCLES, TAPS
from codegen.interpreter.fanuc.numbers import written
from codegen.interpreter.fanuc.state import Drilling, Level, own
from codegen.interpreter.fanuc.transforms import flat
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.motion import cutting_from_known, feed_rate
from codegen.messages import joined, say
from codegen.model.motion import EventKind, MoveKind, Plane, Spindle

PECKING: Final = frozenset((730, 830))
SHIFTING: Final = frozenset((760, 870))
DWELLING: Final = frozenset((820, 890))
"""Cycles that are without use unless P gives their dwell."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One hole: its heights (mm, work frame), where the tool goes after it, and the cycle's figures."""

    code: int
    r: float
    bottom: float
    clear: float
    initial: float
    feed: float
    column: int
    data: Drilling


Operation = Callable[[Machine, Hole], None]


def seconds(m: Machine, p: float) -> float:
    """A dwell's P."""
    return p / 1000 if m.controller.dwell_unit == "ms" else p


def run(m: Machine, block: Sorted, code: int, column: int) -> None:
    """One block of a canned cycle: it stores the cycle's data, and drills if it has a position."""
    lost = "".join(AXES)
    if m.plane is not Plane.XY:
        if m.plane is None:
            m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=column)
        else:
            m.report(
                "unsupported-code",
                say(
                    "{code} in another plane than G17: whether Z or the plane's normal drills is parameter "
                    "5101 bit 0 (FXY)",
                    code=g_name(code),
                ),
                say("drill along Z, in G17"),
                column=column,
            )
        m.forget(lost)
    elif not flat(m) or cutter.active(m) is not None:
        message = say("{code} under scaled heights or cutter compensation is not interpreted", code=g_name(code))
        m.report("unsupported-code", message, say("switch them off before it"), column=column)
        m.forget(lost)
    elif m.absolute is None or math.isnan(m.scale):
        m.unset(say("the distance mode or the unit"), say("begin the program with G90 G21"), column=column)
        m.forget(lost)
    else:
        mine = own(m)
        if m.motion not in CYCLES:  # entering the cycle mode: nothing is remembered
            mine.drilling = Drilling(initial=m.at[2], under=m.motion)
        mine.drilling.rigid = mine.drilling.rigid or mine.rigid
        mine.rigid = False
        m.motion = code
        if not _drill(m, block, code, column):
            m.forget(lost)
    m.motion = code


def _drill(m: Machine, block: Sorted, code: int, column: int) -> bool:
    """False: the block is wrong, and where the tool is afterwards is not known."""
    positions = any(name in block.words for name in AXES) or "R" in block.words
    count = _repeats(m, block)
    if count is None or not _store(m, block, code, column, drills=positions):
        return False
    if not positions or count == 0:  # K0 stores the data and drills nothing
        return True
    hole = _hole(m, code, column)
    if hole is None or not _tapping_can(m, hole):
        return False
    pecks = (hole.r - hole.bottom) / hole.data.q if code in PECKING and hole.data.q else 1.0
    if pecks > MAX_PECKS or too_many(m, count * (6 + 3 * pecks)):
        m.report(
            "limit-exceeded",
            say("{pecks:.3g} pecks a hole, {count} times: more than are followed", pecks=pecks, count=count),
            say("check Q and K, or split the program"),
            column=column,
        )
        return False
    m.cycle_name = g_name(code)
    try:
        for _ in range(count):
            hole.data.hole += 1
            m.hole = hole.data.hole
            _one(m, block, hole)
    finally:
        m.cycle_name, m.hole = None, None
    return True


def _repeats(m: Machine, block: Sorted) -> int | None:
    word = block.words.get("K")
    if word is None:
        return 1
    count = written(word)
    if not 0 <= count <= MAX_REPEATS - 1 or count != round(count):
        report(
            m,
            "syntax",
            word,
            say("{word} is no number of repeats", word=word.text),
            say("write a whole K of 0 to {most}", most=MAX_REPEATS - 1),
        )
        return None
    return round(count)


def _store(m: Machine, block: Sorted, code: int, column: int, *, drills: bool) -> bool:
    """Refresh the data of the cycle. Only a block that drills stores P and Q (B-64604EN-2, cautions on P and Q)."""
    data, words, name = own(m).drilling, block.words, g_name(code)
    absolute = m.absolute is True
    shift = m.origin[2] if absolute else 0.0 * m.origin[2]
    if "R" in words:
        data.r = Level(words["R"].value * m.scale + shift, absolute)
    if "Z" in words:
        data.bottom = Level(words["Z"].value * m.scale + shift, absolute)
    if "P" in words and "call" not in block.m:
        if words["P"].value < 0:
            message = say("{word}: a dwell is 0 or more", word=words["P"].text)
            report(m, "syntax", words["P"], message, say("write P without a sign"))
            return False
        data.dwell = seconds(m, written(words["P"])) if drills else data.dwell
    if "Q" in words:
        if words["Q"].value < 0:
            message = say("{word}: Q is always positive", word=words["Q"].text)
            report(m, "syntax", words["Q"], message, say("write Q without a sign"))
            return False
        data.q = words["Q"].value * m.scale if drills else data.q
    if m.retract == "G99" and code == 870:
        m.report(
            "word-conflict",
            say("G87 under G99: back boring returns to the initial level alone"),
            say("write G98"),
            column=column,
        )
        return False
    if code in DWELLING and drills and data.dwell is None:
        m.report(
            "word-missing",
            say("{name} without P, its dwell at the bottom", name=name),
            say("write P with the time"),
            column=column,
        )
    return True


def _hole(m: Machine, code: int, column: int) -> Hole | None:
    """Heights and figures of the next holes; None: something is missing or wrong (reported)."""
    data, name = own(m).drilling, g_name(code)
    missing = [("R", say("the R level"))] * (data.r is None) + [("Z", say("the bottom"))] * (data.bottom is None)
    if code in PECKING | SHIFTING and not data.q:
        missing.append(("Q", say("the depth of a peck") if code in PECKING else say("the shift at the bottom")))
    if missing:
        letters = joined(" and ", (letter for letter, _ in missing))
        what = joined(" and ", (text for _, text in missing))
        m.report(
            "word-missing",
            say("{name} needs {letters}, {what}", name=name, letters=letters, what=what),
            say("write {asked}", asked=letters),
            column=column,
        )
        return None
    assert data.r is not None and data.bottom is not None  # noqa: S101 - reported above
    r = data.r.value if data.r.absolute else data.initial + data.r.value
    bottom = data.bottom.value if data.bottom.absolute else r + data.bottom.value
    if r < bottom if code != 870 else r > bottom:
        m.report(
            "word-conflict",
            say(
                "the R level {r:g} mm lies {side} Z {bottom:g} mm",
                r=r,
                side=say("below") if code != 870 else say("above"),
                bottom=bottom,
            ),
            say("check R and Z"),
            column=column,
            figures=(("retract_mm", r), ("bottom_mm", bottom)),
        )
        return None
    if m.retract is None:
        m.unset(say("the return level (G98 or G99)"), say("write G98 or G99"), column=column)
    clear = NAN if m.retract is None else r if m.retract == "G99" else data.initial
    cutting_from_known(m, column, end=(NAN, NAN, clear))  # under G99 the height is known from here on
    feed = feed_rate(m, {}, NAN, column, say("a {code} cycle", code=name))
    return Hole(code, r, bottom, clear, data.initial, NAN if feed is None else feed, column, data)


def _tapping_can(m: Machine, hole: Hole) -> bool:
    """Whether a tapping cycle has the spindle that it needs; a finding if not."""
    if hole.code not in TAPS:
        return True
    if hole.data.rigid:
        if hole.data.q:
            m.report("unsupported-code", say("rigid tapping with Q (pecking) is not interpreted"), say("tap without Q"),
                     column=hole.column)  # fmt: skip
            return False
        if not m.state.speed:
            m.unset(say("the spindle's speed (rigid tapping)"), say("write S with M29"), column=hole.column)
        return True
    wanted, word = (Spindle.CW, "M3") if hole.code == 840 else (Spindle.CCW, "M4")
    if m.state.spindle is Spindle.OFF:
        m.report(
            "spindle-off-in-cut",
            say("{code} while the spindle stands, and without M29", code=g_name(hole.code)),
            say("start the spindle with {word}, or tap rigidly with M29 S", word=word),
            column=hole.column,
        )
    elif m.state.spindle not in (wanted, Spindle.UNKNOWN):
        m.report(
            "spindle-reversed",
            say("{code} with the spindle turning the other way", code=g_name(hole.code)),
            say("write {word}", word=word),
            column=hole.column,
        )
    return True


def _one(m: Machine, block: Sorted, hole: Hole) -> None:
    goal = list(m.here)
    for axis in (0, 1):
        word = block.words.get(AXES[axis])
        if word is not None:
            goal[axis] = word.value * m.scale + (0.0 if m.absolute else goal[axis])
    x, y, _ = m.frame.to_work((goal[0], goal[1], goal[2]))
    named = m.frame.matrix is not None or "Y" in block.words
    point = [x if m.frame.matrix is not None or "X" in block.words else m.at[0], y if named else m.at[1], m.at[2]]
    if (point[0], point[1]) != m.at[:2]:
        m.move(MoveKind.RAPID, (point[0], point[1], point[2]), column=hole.column)
    hole.data.centre = (m.at[0], m.at[1])
    if hole.code != 870:
        _z(m, hole, hole.r, MoveKind.RAPID)
    for operation in OPERATIONS[hole.code]:
        operation(m, hole)
    out(m, hole)


def _z(m: Machine, hole: Hole, to: float, kind: MoveKind) -> None:
    if m.at[2] != to:
        go(m, 2, to, kind, hole.column, hole.feed if kind is MoveKind.FEED else 0.0)


# -- operations ----------------------------------------------------------------------------------------------------


def down(m: Machine, hole: Hole) -> None:
    """Feed to the bottom; in G87 up, to Z."""
    _z(m, hole, hole.bottom, MoveKind.FEED)


def up(m: Machine, hole: Hole) -> None:
    """Feed back to the R level."""
    _z(m, hole, hole.r, MoveKind.FEED)


def out(m: Machine, hole: Hole) -> None:
    """At rapid to where the hole ends: the R level (G99) or the initial level (G98)."""
    _z(m, hole, hole.clear, MoveKind.RAPID)


def to_r(m: Machine, hole: Hole) -> None:
    """At rapid to the R level: in G87 down to it; in G88 the operator's hand brings the tool there."""
    _z(m, hole, hole.r, MoveKind.RAPID)


def wait(m: Machine, hole: Hole) -> None:
    """P at the bottom."""
    if hole.data.dwell:
        m.event(EventKind.DWELL, column=hole.column, value=hole.data.dwell)


def halt(m: Machine, hole: Hole) -> None:
    """The spindle stops; for a shift at its fixed angle."""
    m.set_state(spindle=Spindle.OFF)
    m.event(EventKind.SPINDLE, column=hole.column, value=m.state.speed)


def start(m: Machine, hole: Hole) -> None:
    """The spindle turns clockwise again."""
    m.set_state(spindle=Spindle.CW)
    m.event(EventKind.SPINDLE, column=hole.column, value=m.state.speed)


def pause(m: Machine, hole: Hole) -> None:
    """G88: the program stops for the operator to retract by hand."""
    m.event(EventKind.STOP, column=hole.column, text="G88")


def aside(m: Machine, hole: Hole) -> None:
    """Q away from the wall, in the direction that the machine's parameter 5148 says; where it is not known, nowhere known."""
    said, (x, y), size = m.controller.bore_shift, hole.data.centre, hole.data.q or 0.0
    if said is None:
        x = y = NAN
    elif said[1] == "X":
        x += size if said[0] == "+" else -size
    else:
        y += size if said[0] == "+" else -size
    m.move(MoveKind.RAPID, (x, y, m.at[2]), column=hole.column)


def back(m: Machine, hole: Hole) -> None:
    """Back to the hole's centre."""
    x, y = hole.data.centre
    m.move(MoveKind.RAPID, (x, y, m.at[2]), column=hole.column)


def pecks(m: Machine, hole: Hole) -> None:
    """G83 out to R after each Q and at rapid to d above the last depth; G73 back by d (parameters 5115, 5114)."""
    control, q = m.controller, hole.data.q or 0.0
    returns = control.peck_clearance if control.chip_break_retract is None else control.chip_break_retract
    done = 1
    while (depth := hole.r - done * q) > hole.bottom + 1e-9:
        _z(m, hole, depth, MoveKind.FEED)
        if hole.code == 830:
            _z(m, hole, hole.r, MoveKind.RAPID)
            _z(m, hole, min(hole.r, depth + control.peck_clearance), MoveKind.RAPID)
        else:
            _z(m, hole, depth + returns, MoveKind.RAPID)
        done += 1
    down(m, hole)


def tap(m: Machine, hole: Hole) -> None:
    """In and out: in step with the spindle after M29, else by feed with a reversal (a floating holder). P at both ends."""
    if hole.data.rigid:
        _rigid(m, hole)
        return
    was = m.state.spindle
    reverse = {Spindle.CW: Spindle.CCW, Spindle.CCW: Spindle.CW}.get(was, Spindle.UNKNOWN)
    down(m, hole)
    wait(m, hole)
    m.set_state(spindle=reverse)
    m.event(EventKind.SPINDLE, column=hole.column, value=m.state.speed)
    up(m, hole)
    wait(m, hole)
    m.set_state(spindle=was)
    m.event(EventKind.SPINDLE, column=hole.column, value=m.state.speed)


def _rigid(m: Machine, hole: Hole) -> None:
    """The lead is F in G95, F / S in G94 (B-64604EN-2, "Rigid tapping", thread lead)."""
    speed = m.state.speed
    pitch = m.feed if m.feed_mode == "G95" else m.feed / speed if speed else NAN
    known = None if math.isnan(pitch) else pitch
    before = m.state.spindle
    m.set_state(spindle=Spindle.CW if hole.code == 840 else Spindle.CCW)
    for end in (hole.bottom, hole.r):
        m.move(MoveKind.THREAD, (m.at[0], m.at[1], end), column=hole.column, feed=hole.feed, pitch=known)
        wait(m, hole)
    m.set_state(spindle=before)


OPERATIONS: Final[dict[int, tuple[Operation, ...]]] = {
    730: (pecks,),
    740: (tap,),
    760: (down, wait, halt, aside, out, back, start),
    810: (down,),
    820: (down, wait),
    830: (pecks,),
    840: (tap,),
    850: (down, up),
    860: (down, halt, out, start),
    870: (halt, aside, to_r, back, start, down, wait, halt, aside, out, back, start),
    880: (down, wait, halt, pause, to_r, out, start),
    890: (down, wait, up),
}
"""What each cycle does from the R level on; G87 from the initial level."""
