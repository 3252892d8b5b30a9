"""Haas's canned cycles to moves (Mill Operator's Manual, "Canned cycles", G73 to G89), and bolt patterns (G70 to G72).

The operations are Fanuc's (``codegen.interpreter.fanuc.cycles``); the words, the pecks and the repeats are Haas's own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from codegen.findings import AFTERWARDS_UNKNOWN, Severity
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import g_name
from codegen.interpreter.cycles import MAX_PECKS, MAX_REPEATS, go, too_many
from codegen.interpreter.fanuc.cycles import Hole, Operation, aside, back, down, halt, out, start, tap, up, wait
from codegen.interpreter.fanuc.numbers import has_point, written
from codegen.interpreter.fanuc.state import Level, own
from codegen.interpreter.haas.codes import CYCLE, CYCLES, TAPS
from codegen.interpreter.haas.state import Drilling, drilling
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.motion import cutting_from_known, feed_rate
from codegen.messages import joined, say
from codegen.model.motion import MoveKind, Plane, Point2
from codegen.model.program import Word

PECKING: Final = frozenset((730, 830))


def seconds(word: Word) -> float:
    """P: seconds with a decimal point, milliseconds without (Mill Operator's Manual, address P)."""
    return word.value if has_point(word) else written(word) / 1000


def ready(m: Machine, code: int, column: int) -> bool:
    """Whether the plane, the unit and the distance mode let the cycle be followed; if not, a finding."""
    if m.plane is not Plane.XY:
        if m.plane is None:
            m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=column)
        else:
            message = say("{code} in another plane than G17 is not followed", code=g_name(code))
            m.report("unsupported-code", message, say("drill along Z, in G17"), column=column)
        return False
    if m.absolute is None or math.isnan(m.scale):
        m.unset(say("the distance mode or the unit"), say("begin the program with G90 G21"), column=column)
        return False
    return True


def run(m: Machine, block: Sorted, code: int, column: int) -> None:
    """One block of a canned cycle: it stores the cycle's data, and drills where the cycle begins and at each X or Y."""
    begins = CYCLE in block.g
    count = repeats(m, block.words.get("L"))
    if not ready(m, code, column) or count is None or not store(m, block, code):
        m.forget()
    elif (begins or "X" in block.words or "Y" in block.words) and count:
        points = []
        x, y = m.at[:2]
        for _ in range(count):
            x, y = place(m, block, (x, y))
            points.append((x, y))
        drill(m, points, code, column)
    m.motion = code


def place(m: Machine, block: Sorted, at: Point2) -> Point2:
    """Where a block's X and Y lead from ``at``, work frame."""
    point = [*at]
    for axis in (0, 1):
        word = block.words.get(AXES[axis])
        if word is not None:
            value, origin = word.value * m.scale, m.origin[axis]
            point[axis] = value + origin if m.absolute else at[axis] + value + 0.0 * origin
    return (point[0], point[1])


def repeats(m: Machine, word: Word | None) -> int | None:
    """L; None: it is no count (reported)."""
    if word is None:
        return 1
    if 0 <= word.value < MAX_REPEATS and word.value == round(word.value):
        return round(word.value)
    message = say("{word} is no number of repeats", word=word.text)
    report(m, "syntax", word, message, say("write a whole L of 0 to {most}", most=MAX_REPEATS - 1))
    return None


def store(m: Machine, block: Sorted, code: int, *, shape: str = "IJK") -> bool:
    """Refresh the cycle's data. ``shape``: which of I, J, K are the cycle's. False: a word is wrong (reported)."""
    if m.motion not in CYCLES:
        own(m).drilling = Drilling(initial=m.at[2], under=m.motion)
    data, words = drilling(m), block.words
    data.rigid = code in TAPS
    absolute = m.absolute is True
    shift = m.origin[2] if absolute else 0.0 * m.origin[2]
    if "R" in words:
        data.r = Level(words["R"].value * m.scale + shift, absolute)
    if "Z" in words:
        data.bottom = Level(words["Z"].value * m.scale + shift, absolute)
    for letter in ("Q", *shape, *("P" if "call" not in block.m else "")):
        word = words.get(letter)
        if word is None:
            continue
        if word.value < 0 and not (code == 760 and letter in "IJ"):
            message = say("{word}: {letter} cannot be negative", word=word.text, letter=letter)
            report(m, "syntax", word, message, say("write {letter} without a sign", letter=letter))
            return False
        if letter == "P":
            data.dwell = seconds(word)
        else:
            setattr(data, letter.lower(), word.value * m.scale)
    return True


def drill(m: Machine, points: Sequence[Point2], code: int, column: int) -> None:
    """The holes at ``points`` (work frame), with the cycle's data in force."""
    hole = _hole(m, code, column)
    if hole is None:
        m.forget()
        return
    pecks = len(_sizes(hole)) if code in PECKING else 1
    if pecks >= MAX_PECKS or too_many(m, len(points) * (6 + 3 * pecks)):
        m.report(
            "limit-exceeded",
            say("{pecks:.3g} pecks a hole, {count} times: more than are followed", pecks=pecks, count=len(points)),
            say("check Q and K, or split the program"),
            column=column,
        )
        m.forget()
        return
    m.cycle_name = g_name(code)
    try:
        for point in points:
            hole.data.hole += 1
            m.hole = hole.data.hole
            _one(m, point, hole)
    finally:
        m.cycle_name, m.hole = None, None


def _missing(data: Drilling, code: int) -> list[tuple[str, str]]:
    missing: list[tuple[str, str]] = []
    if data.r is None:
        missing.append(("R", say("the R level")))
    if data.bottom is None:
        missing.append(("Z", say("the bottom")))
    if code in PECKING and not data.q and not (data.i and data.j is not None and data.k):
        missing.append(("Q", say("the depth of a peck")))
    if code == 760 and not data.q and data.i is None and data.j is None:
        missing.append(("Q", say("the shift at the bottom")))
    return missing


def _hole(m: Machine, code: int, column: int) -> Hole | None:
    """Heights and figures of the next holes; None: something is missing or wrong (reported)."""
    data, name = drilling(m), g_name(code)
    if missing := _missing(data, code):
        letters = joined(" and ", (letter for letter, _ in missing))
        what = joined(" and ", (text for _, text in missing))
        message = say("{name} needs {letters}, {what}", name=name, letters=letters, what=what)
        if missing == [("R", say("the R level"))]:  # the manual's list of words marks it as one that may be left out
            m.report("word-missing", message, say("write {asked}", asked=letters), column=column, severity=Severity.WARNING,
                     figures=(AFTERWARDS_UNKNOWN,))  # fmt: skip
        else:
            m.report("word-missing", message, say("write {asked}", asked=letters), column=column)
        return None
    assert data.r is not None and data.bottom is not None  # noqa: S101 - reported above
    r = data.r.value if data.r.absolute else data.initial + data.r.value
    bottom = data.bottom.value if data.bottom.absolute else r + data.bottom.value
    if r < bottom:
        m.report(
            "word-conflict",
            say("the R level {r:g} mm lies {side} Z {bottom:g} mm", r=r, side=say("below"), bottom=bottom),
            say("check R and Z"),
            column=column,
            figures=(("retract_mm", r), ("bottom_mm", bottom)),
        )
        return None
    if code == 820 and data.dwell is None:
        message = say("{name} without P, its dwell at the bottom", name=name)
        m.report("word-missing", message, say("write P with the time"), column=column, severity=Severity.WARNING)
    if m.retract is None:
        m.unset(say("the return level (G98 or G99)"), say("write G98 or G99"), column=column)
    if code in TAPS and not m.state.speed:
        m.unset(say("the spindle's speed (rigid tapping)"), say("write S before the tapping cycle"), column=column)
    clear = NAN if m.retract is None else r if m.retract == "G99" else data.initial
    cutting_from_known(m, column, end=(NAN, NAN, clear))  # under G99 the height is known from here on
    feed = feed_rate(m, {}, NAN, column, say("a {code} cycle", code=name))
    return Hole(code, r, bottom, clear, data.initial, NAN if feed is None else feed, column, data)


def _one(m: Machine, point: Point2, hole: Hole) -> None:
    if point != m.at[:2]:
        m.move(MoveKind.RAPID, (*point, m.at[2]), column=hole.column)
    hole.data.centre = point
    _z(m, hole, hole.r)
    for operation in OPERATIONS[hole.code]:
        operation(m, hole)
    out(m, hole)


def _z(m: Machine, hole: Hole, to: float, kind: MoveKind = MoveKind.RAPID) -> None:
    if m.at[2] != to:
        go(m, 2, to, kind, hole.column, hole.feed if kind is MoveKind.FEED else 0.0)


def _sizes(hole: Hole) -> list[float]:
    """The pecks before the last: all of Q, or from I on, each J less, and none below K."""
    data = hole.data
    assert isinstance(data, Drilling)  # noqa: S101 - ``drilling`` gave it
    reduced = data.i and data.j is not None and data.k and not data.q
    size = (data.i if reduced else data.q) or NAN
    sizes: list[float] = []
    left = hole.r - hole.bottom
    while left - size > 1e-9 and len(sizes) < MAX_PECKS:
        sizes.append(size)
        left -= size
        if reduced:
            size = max(size - (data.j or 0.0), data.k or size)
    return sizes


def pecks(m: Machine, hole: Hole) -> None:
    """G83 returns to R after each peck, and at rapid to setting 22 above the last depth; G73 backs off by setting 22.

    G73 with K and Q returns to R whenever the pecks since then add up to K.
    """
    control, data = m.controller, hole.data
    assert isinstance(data, Drilling)  # noqa: S101 - ``drilling`` gave it
    backs = control.peck_clearance if control.chip_break_retract is None else control.chip_break_retract
    depth, since = hole.r, 0.0
    for size in _sizes(hole):
        depth -= size
        since += size
        _z(m, hole, depth, MoveKind.FEED)
        if hole.code == 830 or (data.q and data.k and since >= data.k - 1e-9):
            _z(m, hole, hole.r)
            _z(m, hole, min(hole.r, depth + control.peck_clearance))
            since = 0.0
        else:
            _z(m, hole, depth + backs)
    down(m, hole)
    wait(m, hole)


def shift(m: Machine, hole: Hole) -> None:
    """G76: away from the wall by Q in the direction of setting 27, or by I and J."""
    data = hole.data
    assert isinstance(data, Drilling)  # noqa: S101 - ``drilling`` gave it
    if data.q:
        aside(m, hole)
        return
    x, y = data.centre
    m.move(MoveKind.RAPID, (x + (data.i or 0.0), y + (data.j or 0.0), m.at[2]), column=hole.column)


OPERATIONS: Final[dict[int, tuple[Operation, ...]]] = {
    730: (pecks,),
    740: (tap,),
    760: (down, wait, halt, shift, out, back, start),
    810: (down,),
    820: (down, wait),
    830: (pecks,),
    840: (tap,),
    850: (down, up),
    860: (down, halt, out, start),
    890: (down, wait, up),
}
"""What each cycle does from the R level on."""


# -- bolt patterns ---------------------------------------------------------------------------------------------------


def pattern(m: Machine, block: Sorted, code: int, column: int) -> None:
    """G70, G71, G72: holes on a circle, on an arc, along an angle; by the cycle of the block or the one in force.

    The tool, or X and Y of the block, is the centre (G72: the first hole). A negative I turns the other way round.
    """
    cycle = block.g.get(CYCLE)
    drills = cycle[0] if cycle is not None else m.motion
    words, name = block.words, g_name(code)
    missing = [letter for letter in ("IJKL" if code == 710 else "IJL") if letter not in words]
    if drills not in CYCLES or missing:
        letters = joined(" and ", missing) if missing else say("a drilling cycle")
        message = say("{name} needs {letters}", name=name, letters=letters)
        m.report("word-missing", message, say("write {asked}", asked=letters), column=column)
        m.forget()
        return
    count = repeats(m, words["L"])
    centre = place(m, block, (m.at[0], m.at[1]))
    if not ready(m, drills, column) or count is None or not store(m, block, drills, shape=""):
        m.forget()
        return
    m.motion = drills
    drill(m, _points(m, words, code, centre, count), drills, column)


def _points(m: Machine, words: dict[str, Word], code: int, centre: Point2, count: int) -> list[Point2]:
    size, begin = words["I"].value * m.scale, words["J"].value
    if code == 720:
        cos, sin = math.cos(math.radians(begin)), math.sin(math.radians(begin))
        return [(centre[0] + k * size * cos, centre[1] + k * size * sin) for k in range(count)]
    apart = words["K"].value if code == 710 else 360.0 / max(count, 1)
    turn = -apart if size < 0 else apart
    angles = [math.radians(begin + k * turn) for k in range(count)]
    return [(centre[0] + abs(size) * math.cos(a), centre[1] + abs(size) * math.sin(a)) for a in angles]
