"""Canned cycles to moves, as LinuxCNC expands them (its manual's "Canned Cycles", checked against ``rs274``)."""

from __future__ import annotations

import math

from codegen.interpreter.codes import PLANE_AXES, g_name
from codegen.interpreter.machine import AXES, NAN, CycleWords, Machine
from codegen.interpreter.motion import Words, cutting_from_known, feed_rate
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind, Plane, Point, Spindle
from codegen.model.program import Word

MAX_PECKS = 10_000
"""In one hole: beyond it Q is a slip, and following it would take for ever."""
MAX_REPEATS = 10_000
"""Of a block's L, likewise."""
MAX_STEPS = 2_000_000
"""Moves and events of a program up to and in its cycles: a few lines with L and Q could ask for billions."""


def run(m: Machine, words: Words, code: int, column: int, *, contiguous: bool) -> None:
    """One block of a canned cycle: its holes. ``contiguous``: the block before was a hole of some cycle, too."""
    plane = m.plane
    if plane is None:
        m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=column)
        m.forget()
        return
    if m.absolute is None or math.isnan(m.scale):
        m.unset(say("the distance mode or the unit"), say("begin the program with G90 G21"), column=column)
        m.forget()
        return
    normal = PLANE_AXES[plane][2]
    if code == 840 and plane is not Plane.XY:
        m.report(
            "unsupported-code",
            say("G84 in the {plane} plane: LinuxCNC 2.9 sends the axes to each other's places", plane=plane.upper()),
            say("tap along Z, in G17"),
            column=column,
        )
        m.forget()
        return
    # of another cycle only P is remembered, and only G84 takes it: G82's dwell becomes its dwell
    last = m.cycle
    kept = last if last.code == code else CycleWords(code, p=last.p, initial=last.initial, hole=last.hole)
    if last.code != code and code == 820:
        kept.p = None
    if not contiguous:
        kept.initial, kept.hole = m.at[normal] / m.scale, 0
    m.cycle = kept
    count = _take_words(m, words, kept, code, column, AXES[normal])
    if count is None:
        m.forget()
        return
    cutting_from_known(m, column)
    feed = feed_rate(m, words, NAN, column, say("a {code} cycle", code=g_name(code)))
    if feed is None:
        m.forget()
        return
    m.cycle_name = g_name(code)
    try:
        _holes(m, words, plane, kept, feed, count, column)
    finally:
        m.cycle_name, m.hole = None, None


def _take_words(m: Machine, words: Words, kept: CycleWords, code: int, column: int, depth_name: str) -> int | None:
    """Refresh the remembered words; how many times L asks for. None: a word is missing or wrong (reported)."""
    name = g_name(code)

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
    for letter, attribute in (("R", "r"), (depth_name, "bottom"), ("Q", "q"), ("P", "p")):
        if letter in words:
            setattr(kept, attribute, words[letter].value)
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
            m.report(
                "syntax",
                say("{name} with Q{q:g}: the peck must be above 0", name=name, q=kept.q),
                say("write a Q above 0"),
                column=column,
            )
            return None
    if code == 820 and (kept.p is None or kept.p < 0):
        missing("P", say("the dwell"))
        return None
    if code == 840 and m.state.spindle is Spindle.OFF:
        m.report(
            "spindle-off-in-cut", say("G84 while the spindle stands"), say("start the spindle with M3"), column=column
        )
        return None
    if code == 840 and m.state.spindle is Spindle.CCW:
        m.report(
            "spindle-reversed",
            say("G84 with the spindle turning counterclockwise (M4)"),
            say("write M3"),
            column=column,
        )
        return None
    return _repeats(m, words.get("L"))


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


def _holes(m: Machine, words: Words, plane: Plane, kept: CycleWords, feed: float, count: int, column: int) -> None:
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
        m.forget()
        return
    if m.retract is None:
        m.unset(say("the retract mode (G98 or G99)"), say("write G98 or G99"), column=column)
    unknown = m.retract is None or (m.retract == "G98" and math.isnan(initial))
    clear = NAN if unknown else r if m.retract == "G99" or initial < r else initial
    if initial < r:
        go(m, normal, r, MoveKind.RAPID, column)
    pecks = (own[0] - own[1]) / kept.q if kept.code in (730, 830) and kept.q else 1.0
    if len(m.steps) + count * (4 + 3 * min(pecks, MAX_PECKS)) > MAX_STEPS:
        m.report(
            "limit-exceeded",
            say("the cycles ask for more than {most} moves, and this block is not followed", most=MAX_STEPS),
            say("check L and Q, or split the program"),
            column=column,
        )
        m.forget()
        return
    for _ in range(count):
        kept.hole += 1
        m.hole = kept.hole
        point = list(m.at)
        if point[normal] <= r:  # the way to the hole rises aslant: after G99, where G98 or a higher R follows
            point[normal] = clear
        for axis in (first, second):
            word = words.get(AXES[axis])
            if word is not None:
                value = word.value * m.scale
                point[axis] = value if m.absolute else m.at[axis] + value
        m.move(MoveKind.RAPID, (point[0], point[1], point[2]), column=column)
        if m.at[normal] != r:
            go(m, normal, r, MoveKind.RAPID, column)
        _hole(m, normal, kept, own, clear, feed, column)
        if m.at[normal] != clear:
            go(m, normal, clear, MoveKind.RAPID, column)


def go(m: Machine, axis: int, to: float, kind: MoveKind, column: int, feed: float = 0.0) -> None:
    """A straight move along one axis, mm."""
    end = list(m.at)
    end[axis] = to
    point: Point = (end[0], end[1], end[2])
    m.move(kind, point, column=column, feed=feed)


def _hole(
    m: Machine, axis: int, kept: CycleWords, own: tuple[float, float], clear: float, feed: float, column: int
) -> None:
    """From the R plane to the depth and what the cycle does there; ``own``: both in the program's numbers."""
    code = kept.code
    if code in (730, 830):
        _pecks(m, axis, kept, own, feed, column)
        return
    go(m, axis, own[1] * m.scale, MoveKind.FEED, column, feed)
    if code == 820:
        m.event(EventKind.DWELL, column=column, value=_seconds(m, kept.p or 0.0))
    elif code == 840:
        _tap_out(m, axis, kept, clear, feed, column)
    elif code == 850:
        go(m, axis, own[0] * m.scale, MoveKind.FEED, column, feed)


def _pecks(m: Machine, axis: int, kept: CycleWords, own: tuple[float, float], feed: float, column: int) -> None:
    """Peck by peck: G83 goes out to R between them, G73 backs off; both come back to the clearance above the last depth."""
    clearance, peck, (r, bottom) = m.controller.peck_clearance, kept.q or 0.0, own
    if r - bottom > MAX_PECKS * peck:
        m.report(
            "limit-exceeded",
            say(
                "{pecks:.3g} pecks in a hole: more than {most} are not followed",
                pecks=(r - bottom) / peck,
                most=MAX_PECKS,
            ),
            say("check Q and the depth"),
            column=column,
        )
        m.forget(AXES[axis])
        return
    depth = r - peck
    while depth > bottom:
        at = depth * m.scale
        go(m, axis, at, MoveKind.FEED, column, feed)
        if kept.code == 830:
            go(m, axis, r * m.scale, MoveKind.RAPID, column)
        go(m, axis, at + clearance, MoveKind.RAPID, column)
        depth -= peck
    go(m, axis, bottom * m.scale, MoveKind.FEED, column, feed)


def _tap_out(m: Machine, axis: int, kept: CycleWords, clear: float, feed: float, column: int) -> None:
    """LinuxCNC's G84: stop, reverse, feed out (under G98 all the way), stop, turn on as before. Nothing is synchronised."""
    was = m.state.spindle
    back = {Spindle.CW: Spindle.CCW, Spindle.CCW: Spindle.CW}.get(was, Spindle.UNKNOWN)
    m.set_state(spindle=back)
    m.event(EventKind.SPINDLE, column=column, value=m.state.speed)
    if kept.p:
        m.event(EventKind.DWELL, column=column, value=_seconds(m, kept.p))
    go(m, axis, clear, MoveKind.FEED, column, feed)
    m.set_state(spindle=was)
    m.event(EventKind.SPINDLE, column=column, value=m.state.speed)


def _seconds(m: Machine, p: float) -> float:
    return p / 1000 if m.controller.dwell_unit == "ms" else p
