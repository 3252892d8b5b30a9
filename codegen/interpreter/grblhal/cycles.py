"""grblHAL's canned cycles to moves (motion_control.c, ``mc_canned_drill``; their words: gcode.c).

Each feeds from where the last peck took it out to: G83 comes out to R, or to the initial height under G98, and feeds down all
the way from there. G73 and G83 wait a quarter of a second at each depth.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter.check import Sorted
from codegen.interpreter.codes import PLANE_AXES, g_name
from codegen.interpreter.cycles import MAX_PECKS, MAX_REPEATS, too_many
from codegen.interpreter.grblhal.codes import CYCLES, DWELLING, PECKING
from codegen.interpreter.machine import AXES, CycleWords, Machine
from codegen.interpreter.motion import cutting_from_known, feed_rate, target
from codegen.messages import joined, say
from codegen.model.motion import EventKind, MoveKind, Spindle

PECK_DWELL: Final = 0.25
"""s, at each depth of G73 and G83 (gcode.c)."""
_FEED_OUT: Final = frozenset((840, 850, 890))


def run(m: Machine, block: Sorted, code: int, column: int) -> None:
    """One block of a canned cycle."""
    if m.plane is None:
        m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=column)
        m.forget()
    elif m.absolute is None or math.isnan(m.scale):
        m.unset(say("the distance mode or the unit"), say("begin the program with G90 G21"), column=column)
        m.forget()
    elif not _taken(m, block, code, column):
        block.refused = block.loses_position = True
    else:
        _drill(m, block, code, column)


def _taken(m: Machine, block: Sorted, code: int, column: int) -> bool:
    """Refresh the cycle's words: R, the depth, Q, P. False: one is missing or wrong (reported)."""
    words, name = block.words, g_name(code)
    if m.motion not in CYCLES or m.cycle.code != code:
        m.cycle = CycleWords(code)
        normal = AXES[PLANE_AXES[m.plane][2]] if m.plane is not None else "Z"
        needed = ["R", normal, *(["Q"] if code in PECKING else []), *(["P"] if code in DWELLING else [])]
        if missing := [letter for letter in needed if letter not in words]:
            letters = joined(" and ", missing)
            message = say("{name} needs {letters}", name=name, letters=letters)
            m.report("word-missing", message, say("write {asked}", asked=letters), column=column)
            return False
    for letter, least in (("Q", 1e-9), ("P", 0.0), ("L", 1.0)):
        word = words.get(letter)
        if word is not None and (word.value < least or (letter == "L" and word.value > MAX_REPEATS)):
            message = say("{name} with {word}: too small or too large", name=name, word=word.text)
            m.report("syntax", message, say("check {letter}", letter=letter), column=word.column)
            return False
    if "Q" in words:
        m.cycle.q = words["Q"].value * m.scale
    if "P" in words:
        m.cycle.p = words["P"].value
    return True


def _drill(m: Machine, block: Sorted, code: int, column: int) -> None:
    assert m.plane is not None  # noqa: S101 - run looked
    words, cycle = block.words, m.cycle
    first, second, normal = PLANE_AXES[m.plane]
    here = m.here
    if "R" in words:
        cycle.r = words["R"].value * m.scale + (0.0 if m.absolute else here[normal])
    if AXES[normal] in words:
        depth = words[AXES[normal]].value * m.scale
        cycle.bottom = depth if m.absolute else (cycle.r or 0.0) + depth
    r, bottom = cycle.r, cycle.bottom
    assert r is not None and bottom is not None  # noqa: S101 - a new cycle asked for both
    count = round(words["L"].value) if "L" in words else 1
    pecks = (r - bottom) / cycle.q if code in PECKING and cycle.q else 1.0
    if r < bottom or pecks > MAX_PECKS or too_many(m, count * (6 + 3 * pecks)):
        message = say("the retract plane {r:g} mm lies below the depth {bottom:g} mm", r=r, bottom=bottom)
        if r >= bottom:
            message = say("the cycles ask for more moves than are followed: this block is not")
        remedy = (
            say("check R and {axis}", axis=AXES[normal]) if r < bottom else say("check L and Q, or split the program")
        )
        m.report("word-conflict" if r < bottom else "limit-exceeded", message, remedy, column=column)
        block.refused = block.loses_position = True
        return
    if m.retract is None:
        m.unset(say("the retract mode (G98 or G99)"), say("write G98 or G99"), column=column)
    cutting_from_known(m, column)
    rate = feed_rate(m, words, math.nan, column, say("a {code} cycle", code=g_name(code)))
    hole = _Hole(m, code, normal, column, math.nan if rate is None else rate)
    m.cycle_name = g_name(code)
    try:
        if hole.height < r:
            hole.to(MoveKind.RAPID, r)
        out = r if m.retract == "G99" else hole.height if m.retract is not None else math.nan
        end = target(m, {letter: word for letter, word in words.items() if letter in (AXES[first], AXES[second])})
        step = (end[first] - here[first], end[second] - here[second])
        for number in range(count):
            cycle.hole += 1
            m.hole = cycle.hole
            place = [*m.here]
            if number == 0 or not m.absolute:
                place[first], place[second] = place[first] + step[0], place[second] + step[1]
            if (place[first], place[second]) != (m.here[first], m.here[second]):
                m.go(MoveKind.RAPID, (place[0], place[1], place[2]), column=column)
            if hole.height > r:
                hole.to(MoveKind.RAPID, r)
            hole.cut(r, bottom, out)
    finally:
        m.cycle_name, m.hole = None, None


class _Hole:
    """Moves along the plane's normal."""

    def __init__(self, m: Machine, code: int, normal: int, column: int, feed: float) -> None:
        self.m, self.code, self.normal, self.column, self.feed = m, code, normal, column, feed

    @property
    def height(self) -> float:
        """Programmed coordinate along the normal."""
        return self.m.here[self.normal]

    def to(self, kind: MoveKind, height: float) -> None:
        """A straight move along the normal."""
        point = [*self.m.here]
        point[self.normal] = height
        feed = self.feed if kind is MoveKind.FEED else 0.0
        self.m.go(kind, (point[0], point[1], point[2]), column=self.column, feed=feed)

    def spin(self, to: Spindle) -> None:
        """Another direction, or none."""
        self.m.set_state(spindle=to)
        self.m.event(EventKind.SPINDLE, column=self.column, value=self.m.state.speed)

    def cut(self, r: float, bottom: float, out: float) -> None:
        """Peck after peck; the others in one."""
        m, code = self.m, self.code
        size = m.cycle.q if code in PECKING and m.cycle.q else r - bottom
        dwell = PECK_DWELL if code in PECKING else (m.cycle.p or 0.0) if code in DWELLING else 0.0
        depth, was = r, m.state.spindle
        while depth > bottom:
            depth = max(depth - size, bottom)
            self.to(MoveKind.FEED, depth)
            if code == 840:
                self.spin({Spindle.CW: Spindle.CCW, Spindle.CCW: Spindle.CW}.get(was, Spindle.UNKNOWN))
            if dwell > 0:
                m.event(EventKind.DWELL, column=self.column, value=dwell)
            if code == 860:
                self.spin(Spindle.OFF)
            chip = code == 730 and depth != bottom
            away = depth + (m.controller.chip_break_retract or 0.0) if chip else out
            self.to(MoveKind.FEED if code in _FEED_OUT else MoveKind.RAPID, away)
            if code in (840, 860):
                self.spin(was)
