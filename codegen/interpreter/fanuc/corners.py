"""Chamfers and roundings between two straight cuts: ``,C`` and ``,R`` (B-64604EN-2, "Optional chamfering and corner R").

The block that has one waits for the next, which must be a G1 in the plane; then its cut ends early, and the corner follows it.
``,C`` is what is cut off either side, ``,R`` the radius.
"""

from __future__ import annotations

import math

from codegen.interpreter import cutter
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.fanuc.state import Corner, own
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.motion import cutting_from_known, feed_rate, target
from codegen.messages import say
from codegen.model.motion import MoveKind, Plane, Point, Point2
from codegen.model.program import Word


def wanted(block: Sorted) -> Word | None:
    """The corner's word."""
    return next((block.words[name] for name in (",R", ",C", ",A") if name in block.words), None)


def wait(m: Machine, block: Sorted, word: Word) -> bool:
    """Whether the block's move waits for the next one; else the corner cannot be made, and is reported."""
    both = ",R" in block.words and ",C" in block.words
    if word.letter == ",A" or both or block.motion != 10 or m.plane is None:
        report(m, "unsupported-code", word, say("{word} here is not interpreted", word=word.text),
               say("write the corner as a move of its own"))  # fmt: skip
        m.forget()
        return False
    column, end = block.motion_column, target(m, block.words)
    cutting_from_known(m, column, end=end)
    feed = feed_rate(m, block.words, math.dist(m.here, end), column, say("a G1 move"))
    own(m).corner = Corner(m.block, word, word.value * m.scale, m.here, end, NAN if feed is None else feed, column)
    return True


def resolve(m: Machine, block: Sorted | None) -> None:
    """Before the next block runs: the waiting cut, and its corner. None: there is no next block of words."""
    mine = own(m)
    corner, mine.corner = mine.corner, None
    if corner is None:
        return
    plane = m.plane or Plane.XY
    first, second, _ = PLANE_AXES[plane]
    here, m.block = m.block, corner.block
    points: tuple[Point2, Point2, Point2, float] | None = None
    goal = None
    if block is not None and block.motion == 10 and {AXES[first], AXES[second]} & set(block.words):
        goal = _next(m, block, corner.end)
        points = _points(corner, goal, first, second)
    if points is None:
        if goal is None:
            message = say("a corner, and no G1 in the plane follows it (alarm PS0051)")
            report(m, "word-missing", corner.word, message, say("let a straight cut follow"))
        else:
            message = say("the corner does not fit between its two moves (alarm PS0055)")
            report(m, "arc-geometry", corner.word, message, say("make it smaller"))
        m.forget(AXES[first] + AXES[second])
        m.block = here
        return
    assert goal is not None and block is not None  # noqa: S101 - there are points
    begin, end, centre, turn = points
    _straight(m, corner, _placed(corner.end, first, second, begin))
    m.block = here
    out = _placed(corner.end, first, second, end)
    if corner.word.letter == ",C" or turn == 0:
        _straight(m, corner, out)
    else:
        _round(m, corner, out, centre, plane, ccw=turn > 0)
    if _absolute(m, block) is False:
        _from_corner(m, block, corner, out)


def _absolute(m: Machine, block: Sorted) -> bool | None:
    """The distance mode in which the block's words are read."""
    found = block.g.get("distance")
    return m.absolute if found is None else found[0] == 900


def _next(m: Machine, block: Sorted, start: Point) -> Point:
    """Where the next block goes to."""
    absolute = _absolute(m, block)
    out = [*start]
    for axis, name in enumerate(AXES):
        if name in block.words:
            value = block.words[name].value * m.scale
            out[axis] = NAN if absolute is None else value if absolute else start[axis] + value
    return (out[0], out[1], out[2])


def _from_corner(m: Machine, block: Sorted, corner: Corner, at: Point) -> None:
    """Incremental words count from the corner, where the tool never was."""
    for axis, name in enumerate(AXES):
        word = block.words.get(name)
        if word is not None:
            value = word.value + (corner.end[axis] - at[axis]) / m.scale
            block.words[name] = Word(name, value, word.column, f"{name}[{word.text}]")


def _points(corner: Corner, goal: Point, first: int, second: int) -> tuple[Point2, Point2, Point2, float] | None:
    """Where the corner begins and ends, an arc's centre, and the sense of the turn; None: it does not fit."""
    a = (corner.end[first] - corner.start[first], corner.end[second] - corner.start[second])
    b = (goal[first] - corner.end[first], goal[second] - corner.end[second])
    la, lb = math.hypot(*a), math.hypot(*b)
    if not (la > 0 and lb > 0 and corner.size > 0):
        return None
    a, b = (a[0] / la, a[1] / la), (b[0] / lb, b[1] / lb)
    cross, dot = a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]
    turn = math.atan2(cross, dot)
    if abs(turn) < 1e-9 or abs(turn) > math.pi - 1e-6:
        return None
    cut = corner.size if corner.word.letter == ",C" else corner.size * math.tan(abs(turn) / 2)
    if cut > la + 1e-9 or cut > lb + 1e-9:
        return None
    at = (corner.end[first], corner.end[second])
    begin = (at[0] - a[0] * cut, at[1] - a[1] * cut)
    end = (at[0] + b[0] * cut, at[1] + b[1] * cut)
    side = math.copysign(corner.size, turn)
    return begin, end, (begin[0] - a[1] * side, begin[1] + a[0] * side), turn


def _placed(point: Point, first: int, second: int, at: Point2) -> Point:
    out = [*point]
    out[first], out[second] = at
    return (out[0], out[1], out[2])


def _straight(m: Machine, corner: Corner, end: Point) -> None:
    under = cutter.moving(m)
    if under is not None:
        cutter.straight(m, under, end, rapid=False, feed=corner.feed, rotary=(), column=corner.column)
    else:
        m.go(MoveKind.FEED, end, column=corner.column, feed=corner.feed)


def _round(m: Machine, corner: Corner, end: Point, centre: Point2, plane: Plane, *, ccw: bool) -> None:
    under = cutter.moving(m)
    if under is not None:
        cutter.arc(m, under, end, centre, 1 if ccw else -1, feed=corner.feed, rotary=(), column=corner.column)
        return
    first, second, _ = PLANE_AXES[plane]
    shown = centre if first < second else (centre[1], centre[0])
    kind = MoveKind.ARC_CCW if ccw else MoveKind.ARC_CW
    m.go(kind, end, column=corner.column, feed=corner.feed, plane=plane, centre=shown)
