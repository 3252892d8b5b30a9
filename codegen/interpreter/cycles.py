"""Canned cycles to moves, as LinuxCNC expands them (its manual's "Canned Cycles", checked against ``rs274``)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import rotary
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import PLANE_AXES, g_name
from codegen.interpreter.cycle_ends import BORES, Hole
from codegen.interpreter.machine import AXES, CycleWords, Machine
from codegen.interpreter.motion import cutting_from_known, feed_rate, polar
from codegen.messages import say
from codegen.model.motion import MoveKind, Plane, Spindle
from codegen.model.program import Word

MAX_PECKS = 10_000
"""In one hole: beyond it Q is a slip, and following it would take for ever."""
MAX_REPEATS = 10_000
"""Of a block's L, likewise."""
MAX_STEPS = 2_000_000
"""Moves and events of a program up to and in its cycles: a few lines with L and Q could ask for billions."""
MANY: Final = 5000
"""Moves of one block from which on the time for what repeats itself counts."""
A_SECOND: Final = 100_000
"""Moves that are made in a second, about: a block that asks for more than there is time for is not begun."""


def too_many(m: Machine, moves: float) -> bool:
    """Whether cycles ask for more moves than are followed, with so many to come: of the program, or of the present block."""
    total = len(m.steps) + moves
    if m.asked[0] is not m.block:
        m.asked = (m.block, len(m.steps))
    mine = total - m.asked[1]
    return total > MAX_STEPS or (mine > MANY and (mine > A_SECOND * m.clock.seconds or m.clock.late()))


SAME = 1e-9
"""mm: two heights are one; what is left of a shift there and back."""

_DWELLS = frozenset((820, 860, 880, 890))
_TAPS = frozenset((740, 840))


def run(m: Machine, block: Sorted, code: int, column: int, *, contiguous: bool) -> None:
    """One block of a canned cycle: its holes. ``contiguous``: the block before was a hole of some cycle, too."""
    plane, words = m.plane, block.words
    if plane is None:
        m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=column)
        m.forget()
        return
    if m.absolute is None or math.isnan(m.scale):
        m.unset(say("the distance mode or the unit"), say("begin the program with G90 G21"), column=column)
        m.forget()
        return
    normal = PLANE_AXES[plane][2]
    # of another cycle only P is remembered, and only the taps take it: G82's dwell becomes theirs
    last = m.cycle
    kept = last if last.code == code else CycleWords(code, p=last.p, initial=last.initial, hole=last.hole)
    if last.code != code and code in _DWELLS:
        kept.p = None
    if not contiguous:
        kept.initial, kept.hole = m.here[normal] / m.scale, 0
    m.cycle = kept
    count = _take_words(m, block, kept, code, column, AXES[normal])
    if count is None or block.refused:
        block.refused = block.loses_position = True
        return
    known = m.absolute and m.retract == "G99"  # from here on the height is
    cutting_from_known(m, column, end=(math.nan, math.nan, 0.0) if known else None)
    if m.feed == 0:
        feed_rate(m, words, math.nan, column, say("a {code} cycle", code=g_name(code)))
        block.refused = block.loses_position = True
        return
    feed = feed_rate(m, words, math.nan, column, say("a {code} cycle", code=g_name(code)))
    if feed is None:
        block.refused = block.loses_position = True
        return
    m.cycle_name = g_name(code)
    try:
        _holes(m, block, plane, kept, feed, count, column)
    finally:
        m.cycle_name, m.hole = None, None


def _take_words(m: Machine, block: Sorted, kept: CycleWords, code: int, column: int, depth_name: str) -> int | None:
    """Refresh the remembered words; how many times L asks for. None: a word is missing or wrong (reported)."""
    name, words = g_name(code), block.words

    def missing(letter: str, what: str) -> None:
        m.report(
            "word-missing",
            say("{name} needs {letters}, {what}", name=name, letters=letter, what=what),
            say("write {asked}", asked=letter),
            column=column,
        )

    if m.feed_mode == "G93":
        m.report("word-conflict", say("{name} under inverse-time feed (G93)", name=name), say("use G94"), column=column)
        return None
    if others := rotary.given(words):
        word = words[others[0]]
        report(
            m, "word-conflict", word, say("{word} in a canned cycle", word=word.text), say("move it before the cycle")
        )
        return None
    for letter, attribute in (("R", "r"), (depth_name, "bottom"), ("Q", "q"), ("P", "p")):
        if letter in words:
            setattr(kept, attribute, words[letter].value)
    kept.ijk = tuple(words[n].value if n in words else v for n, v in zip("IJK", kept.ijk, strict=True))  # type: ignore[assignment]
    if kept.r is None:
        missing("R", say("the retract plane"))
        return None
    if kept.bottom is None:
        missing(depth_name, say("the depth"))
        return None
    if code in (730, 830):
        if kept.q is None or (kept.q < 0 and "Q" in words):
            missing("Q", say("the depth of a peck"))
            return None
        if not kept.q > 0:
            message = say("{name} with Q{q:g}: the peck must be above 0", name=name, q=kept.q)
            m.report("syntax", message, say("write a Q above 0"), column=column)
            return None
    if code in _DWELLS and (kept.p is None or kept.p < 0):
        missing("P", say("the dwell"))
        return None
    if code == 870 and (absent := [n for n, v in zip("IJK", kept.ijk, strict=True) if v is None]):
        missing(absent[0], say("the shift, and where the back bore ends"))
        return None
    return _repeats(m, words.get("L")) if _turns(m, code, name, column) else None


def _turns(m: Machine, code: int, name: str, column: int) -> bool:
    """Whether the spindle turns as the cycle needs it."""
    if code not in BORES | _TAPS:
        return True
    if m.state.spindle is Spindle.OFF:
        m.report(
            "spindle-off-in-cut",
            say("{name} while the spindle stands", name=name),
            say("start the spindle with M3 or M4"),
            column=column,
        )
        return False
    wrong = {840: Spindle.CCW, 740: Spindle.CW}.get(code)
    if m.state.spindle is wrong:
        way, right = ("M4", "M3") if code == 840 else ("M3", "M4")
        m.report(
            "spindle-reversed",
            say("{name} with the spindle turning the wrong way ({way})", name=name, way=way),
            say("write {asked}", asked=right),
            column=column,
        )
        return False
    return True


def _repeats(m: Machine, word: Word | None) -> int | None:
    if word is None:
        return 1
    if word.value < 1 or word.value != round(word.value) or word.value > MAX_REPEATS:
        m.report(
            "syntax",
            say("L{count:g} is no number of repeats", count=word.value),
            say("write a whole L of 1 or more"),
            column=word.column,
        )
        return None
    return int(word.value)


@dataclass(slots=True)
class _Way:
    """Where the holes of a block lie: the first's coordinates in the plane, and what each adds; mm."""

    first: float
    second: float
    step: tuple[float, float] = (0.0, 0.0)


def _way(m: Machine, block: Sorted, plane: Plane) -> _Way:
    first, second, _ = PLANE_AXES[plane]
    words, here = block.words, m.here
    values = [words[AXES[axis]].value * m.scale if AXES[axis] in words else None for axis in (first, second)]
    if plane is Plane.XY and ("@" in words or "^" in words) and m.absolute:
        values[0], values[1] = polar(m, words, (here[0], here[1]))
    if m.absolute:
        a, b = (here[axis] if v is None else v for axis, v in zip((first, second), values, strict=True))
        return _Way(a, b)
    return _Way(here[first], here[second], (values[0] or 0.0, values[1] or 0.0))


def _holes(m: Machine, block: Sorted, plane: Plane, kept: CycleWords, feed: float, count: int, column: int) -> None:
    first, second, normal = PLANE_AXES[plane]
    assert kept.r is not None and kept.bottom is not None  # noqa: S101 - checked by _take_words
    # in the program's numbers first, as LinuxCNC computes: in millimetres the last bit could make one peck more
    own = (kept.r, kept.bottom) if m.absolute else (kept.r + kept.initial, kept.r + kept.initial + kept.bottom)
    initial, r, bottom = kept.initial * m.scale, own[0] * m.scale, own[1] * m.scale
    if r < bottom:
        m.report(
            "word-conflict",
            say("the retract plane {r:g} mm lies below the depth {bottom:g} mm", r=r, bottom=bottom),
            say("check R and {axis}", axis=AXES[normal]),
            column=column,
            figures=(("retract_mm", r), ("bottom_mm", bottom)),
        )
        block.refused = block.loses_position = True
        return
    if m.retract is None:
        m.unset(say("the retract mode (G98 or G99)"), say("write G98 or G99"), column=column)
    unknown = m.retract is None or (m.retract == "G98" and math.isnan(initial))
    clear = math.nan if unknown else r if m.retract == "G99" or initial < r else initial
    pecks = (own[0] - own[1]) / kept.q if kept.code in (730, 830) and kept.q else 1.0
    if pecks > MAX_PECKS or too_many(m, count * (4 + 3 * pecks)):
        m.report(
            "limit-exceeded",
            say("the cycles ask for more moves than are followed: this block is not")
            if pecks <= MAX_PECKS
            else say("{pecks:.3g} pecks in a hole: more than {most} are not followed", pecks=pecks, most=MAX_PECKS),
            say("check L and Q, or split the program"),
            column=column,
        )
        m.forget()
        return
    way = _way(m, block, plane)
    here = m.here
    hole = Hole(m, plane, kept, own, clear, feed, column, (here[first], here[second], here[normal]))
    if initial < r:
        hole.go(MoveKind.RAPID, height=r)
    if kept.code in _TAPS and plane is not Plane.XY:
        _warn_of_taps(m, plane, g_name(kept.code), column)
    for number in range(count):
        kept.hole += 1
        m.hole = kept.hole
        way.first, way.second = way.first + way.step[0], way.second + way.step[1]
        if plane is Plane.XY and not m.absolute and ("@" in block.words or "^" in block.words):
            way.first, way.second = polar(m, block.words, (way.first, way.second))
        # the way to the first hole rises aslant after G99, where G98 or a higher R follows
        height = clear if number or hole.height <= r + SAME else hole.height
        hole.go(MoveKind.RAPID, (way.first, way.second), height)
        if hole.height != r:
            hole.go(MoveKind.RAPID, height=r)
        hole.cut()
    hole.believe((way.first, way.second), clear)


def go(m: Machine, axis: int, to: float, kind: MoveKind, column: int, feed: float = 0.0) -> None:
    """A straight move along one axis of the work frame, mm."""
    end = list(m.at)
    end[axis] = to
    m.move(kind, (end[0], end[1], end[2]), column=column, feed=feed)


def _warn_of_taps(m: Machine, plane: Plane, name: str, column: int) -> None:
    m.report(
        "unsupported-code",
        say(
            "{name} in the {plane} plane: LinuxCNC 2.9 sends the axes to each other's places",
            name=name,
            plane=plane.upper(),
        ),
        say("tap along Z, in G17"),
        column=column,
        severity=Severity.WARNING,
    )
