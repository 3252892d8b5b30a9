"""Straight moves, arcs, dwells to a point, homes and rigid taps; and how far each word takes an axis."""

from __future__ import annotations

import math
from collections.abc import Mapping

from codegen.interpreter.codes import PLANE_AXES, g_name
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.messages import joined, say
from codegen.model.motion import MoveKind, Plane, Point, Point2, Spindle
from codegen.model.program import Word

Words = Mapping[str, Word]

RELATIVE_ARC_TOLERANCE = 0.001
"""LinuxCNC, G-codes, "G2, G3 Arc Move": radii may differ by 0.1 % of the radius."""
ARC_TOLERANCE_CAP = 100.0
"""… but never by more than this many times the absolute tolerance (``rs274`` refuses there; measured)."""


MAX_TURNS = 1000
"""Of one arc: thread mills and helices take tens of turns; beyond it P is a slip."""


def target(m: Machine, words: Words) -> Point:
    """End point of a move by its axis words: absolute or incremental, in mm; NaN where it cannot be known."""
    out = list(m.at)
    for axis, name in enumerate(AXES):
        word = words.get(name)
        if word is None:
            continue
        if m.absolute is None:
            m.unset(say("the distance mode (G90 or G91)"), say("begin the program with G90"), column=word.column)
        if math.isnan(m.scale):
            m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=word.column)
        value, origin = word.value * m.scale, m.origin[axis]
        if m.absolute:
            out[axis] = value + origin if origin else value
        else:
            out[axis] = NAN if m.absolute is None or math.isnan(origin) else m.at[axis] + value
    return (out[0], out[1], out[2])


def cutting_from_known(m: Machine, column: int) -> None:
    """Report a cut that starts where no one knows; once for an axis, until its coordinate is known again."""
    unknown = {axis for axis in range(3) if math.isnan(m.at[axis])}
    fresh = unknown - m.unknown_told
    m.unknown_told = unknown
    if fresh:
        names = joined(" and ", (AXES[a] for a in sorted(fresh)))
        m.report(
            "position-unknown",
            say("a cut starts while {names} is not known", names=names),
            say("go to a known {names} with G0 first", names=names),
            column=column,
        )


def feed_rate(m: Machine, words: Words, length: float, column: int, what: str) -> float | None:
    """Feed of a cutting move in mm/min; NaN where unknown. None: the control would refuse the move (reported)."""
    if m.feed_mode == "G93":
        word = words.get("F")
        if word is None or word.value == 0:
            m.report(
                "feed-missing",
                say("{what} under G93 needs an F word of its own", what=what),
                say("write F, or use G94"),
                column=column,
            )
            return None
        return word.value * length
    if m.feed == 0 or math.isnan(m.feed):
        if m.feed == 0 or "feed" not in m.unset_told:
            m.unset_told.add("feed")
            said = say("the feed is 0") if m.feed == 0 else say("no feed was ever set")
            m.report(
                "feed-missing",
                say("{what}, but {said}", what=what, said=said),
                say("write an F word above 0"),
                column=column,
            )
        return NAN
    if m.feed_mode == "G95":
        return m.feed * m.state.speed if m.state.speed is not None else NAN
    if m.feed_mode is None:
        m.unset(say("the feed mode (G94)"), say("write G94"), column=column)
        return NAN
    return m.feed


def straight(m: Machine, words: Words, code: int, column: int, *, machine_coordinates: bool = False) -> None:
    """G0 or G1, also under G53."""
    machine_end: Point | None = None
    if machine_coordinates:
        goal = [*m.machine]
        for axis, name in enumerate(AXES):
            if name in words:
                goal[axis] = words[name].value * m.scale
        machine_end = (goal[0], goal[1], goal[2])
        work = m.to_work(machine_end)
        x, y, z = (work[i] if name in words else m.at[i] for i, name in enumerate(AXES))
        end: Point = (x, y, z)
        if math.isnan(m.scale):
            m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=column)
    else:
        end = target(m, words)
    if code == 0:
        m.move(MoveKind.RAPID, end, column=column, machine_end=machine_end)
        return
    cutting_from_known(m, column)
    feed = feed_rate(m, words, math.dist(m.at, end), column, "a G1 move")
    if feed is not None:
        m.move(MoveKind.FEED, end, column=column, feed=feed, machine_end=machine_end)
    else:
        m.forget("".join(name for name in AXES if name in words))


def home(m: Machine, words: Words, stored: Point | None, column: int) -> None:
    """G28 or G30: by way of the programmed point, if one is, to the stored one, along the named axes or all."""
    named = [axis for axis, name in enumerate(AXES) if name in words]
    stays = m.absolute is False and all(words[AXES[axis]].value == 0.0 for axis in named)  # "G91 G28 Z0"
    if named and not stays:
        m.move(MoveKind.RAPID, target(m, words), column=column)
    goal, end = [*m.machine], [*m.at]
    for axis in named or range(3):
        goal[axis] = stored[axis] if stored is not None else NAN
        end[axis] = goal[axis] - m.z_shift(axis)
    m.move(MoveKind.RAPID, (end[0], end[1], end[2]), column=column, machine_end=(goal[0], goal[1], goal[2]))


def rigid_tap(m: Machine, words: Words, column: int) -> None:
    """G33.1: to the point in step with the spindle, and back out the same way."""
    if "K" not in words:
        m.report("word-missing", say("G33.1 needs K, the thread's pitch"), say("write K with the pitch"), column=column)
        m.forget()
        return
    if m.state.spindle is Spindle.OFF:
        m.report(
            "spindle-off-in-cut",
            say("G33.1 while the spindle stands"),
            say("start the spindle with M3 or M4"),
            column=column,
        )
    pitch = words["K"].value * m.scale
    cutting_from_known(m, column)
    start, end = m.at, target(m, words)
    feed = abs(pitch) * m.state.speed if m.state.speed is not None else NAN
    m.move(MoveKind.THREAD, end, column=column, feed=feed, pitch=pitch)
    m.move(MoveKind.THREAD, start, column=column, feed=feed, pitch=pitch)


def arc(m: Machine, words: Words, code: int, column: int) -> None:
    """G2 or G3 in the plane in force: centre or radius form, helical, with turns."""
    if m.plane is None:
        m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=column)
        m.forget("".join(n for n in AXES if n in words))
        return
    if m.arc_absolute is None and "R" not in words:
        m.unset(say("the arc distance mode (G91.1 or G90.1)"), say("write G91.1"), column=column)
    turns = _turns(m, words)
    first, second, normal = PLANE_AXES[m.plane]
    cutting_from_known(m, column)
    start, end = m.at, target(m, words)
    s, e = (start[first], start[second]), (end[first], end[second])
    clockwise = code == 20
    if "R" in words:
        centre = _centre_by_radius(m, words, s, e, clockwise=clockwise)
    else:
        centre = _centre_by_offsets(m, words, s, e, m.plane)
    if centre is None or turns is None:
        m.forget("".join(n for n in AXES if n in words))
        return
    sweep = _sweep(s, e, centre, clockwise=clockwise) + 2 * math.pi * (turns - 1)
    length = math.hypot(sweep * math.dist(s, centre), end[normal] - start[normal])
    feed = feed_rate(m, words, length, column, say("a {code} move", code=g_name(code)))
    # in the order of the axes X, Y, Z, which for G18 is not the order of its first and second axis
    shown = centre if first < second else (centre[1], centre[0])
    kind = MoveKind.ARC_CW if clockwise else MoveKind.ARC_CCW
    m.move(kind, end, column=column, feed=NAN if feed is None else feed, plane=m.plane, centre=shown, turns=turns)


def _turns(m: Machine, words: Words) -> int | None:
    word = words.get("P")
    if word is None:
        return 1
    if word.value < 1 or word.value != round(word.value):
        m.report(
            "syntax",
            say("P{turns:g} with an arc must be a whole number of turns, 1 or more", turns=word.value),
            say("write P1 or leave P out"),
            column=word.column,
            end_column=word.column + len(word.text),
        )
        return None
    if word.value > MAX_TURNS:
        m.report(
            "limit-exceeded",
            say(
                "P{turns:g} turns in one arc: more than {most} are not followed",
                turns=word.value,
                most=MAX_TURNS,
            ),
            say("check P"),
            column=word.column,
            end_column=word.column + len(word.text),
        )
        return None
    return int(word.value)


def _centre_by_offsets(m: Machine, words: Words, s: Point2, e: Point2, plane: Plane) -> Point2 | None:
    names = "IJK"
    first, second, normal = PLANE_AXES[plane]
    if names[normal] in words:
        w = words[names[normal]]
        m.report(
            "word-conflict",
            say("{word} is no centre word in the {plane} plane", word=names[normal], plane=plane.upper()),
            say(
                "use {first} and {second}, or choose another plane",
                first=names[min(first, second)],
                second=names[max(first, second)],
            ),
            column=w.column,
            end_column=w.column + len(w.text),
        )
        return None
    given = [words.get(names[first]), words.get(names[second])]
    need = 2 if m.arc_absolute else 1
    if sum(w is not None for w in given) < need:
        asked = say("{first} and {second}", first=names[min(first, second)], second=names[max(first, second)])
        m.report("word-missing", say("an arc needs {asked} (or R)", asked=asked), say("write {asked}", asked=asked))
        return None
    offsets = [w.value * m.scale if w is not None else 0.0 for w in given]
    if m.arc_absolute is None:
        return (NAN, NAN)
    centre = (offsets[0], offsets[1]) if m.arc_absolute else (s[0] + offsets[0], s[1] + offsets[1])
    return centre if _radii_agree(m, s, e, centre) else None


def _radii_agree(m: Machine, s: Point2, e: Point2, centre: Point2) -> bool:
    """Start and end must lie on one circle about the centre, within the control's tolerance; NaN passes: not known."""
    r1, r2 = math.dist(s, centre), math.dist(e, centre)
    if math.isnan(r1) or math.isnan(r2):
        return True
    if r1 < 1e-9 and r2 < 1e-9:
        m.report(
            "arc-geometry",
            say("the arc's radius is 0"),
            say("check I, J and the end point"),
            figures=(("radius_mm", r1),),
        )
        return False
    off, tolerance = abs(r1 - r2), m.controller.arc_tolerance
    relative = m.dialect.relative_arc_tolerance
    if off > ARC_TOLERANCE_CAP * tolerance or (off > tolerance and off > relative * max(r1, r2)):
        m.report(
            "arc-geometry",
            say("the arc's end is {end:.4f} mm from its centre and its start {start:.4f} mm", end=r2, start=r1),
            say("write the centre and the end with more decimals, or correct them"),
            figures=(("radius_start_mm", r1), ("radius_end_mm", r2), ("tolerance_mm", tolerance)),
        )
        return False
    return True


def _centre_by_radius(m: Machine, words: Words, s: Point2, e: Point2, *, clockwise: bool) -> Point2 | None:
    word = words["R"]
    if clash := [n for n in "IJK" if n in words]:
        m.report(
            "word-conflict",
            say("R and {clash} in one arc exclude each other", clash=clash[0]),
            say("keep one of them"),
            column=word.column,
        )
        return None
    first, second, _ = PLANE_AXES[m.plane or Plane.XY]
    if AXES[first] not in words and AXES[second] not in words:
        m.report(
            "word-missing",
            say("an arc with R needs an end point in its plane"),
            say("write the end point"),
            column=word.column,
        )
        return None
    radius = word.value * m.scale
    dx, dy = e[0] - s[0], e[1] - s[1]
    chord = math.sqrt(dx * dx + dy * dy)  # rounded the same everywhere, which hypot is not: fast/kernel.py has it, too
    if math.isnan(chord) or math.isnan(radius):
        return (NAN, NAN)
    if chord < 1e-9:
        m.report(
            "arc-geometry",
            say("an arc with R cannot end where it starts"),
            say("use I and J for full circles"),
            column=word.column,
        )
        return None
    half, size = chord / 2, abs(radius)
    relative = m.dialect.relative_arc_tolerance
    if half - size > (relative * size if relative else m.controller.arc_tolerance):
        m.report(
            "arc-geometry",
            say(
                "the radius {radius:.4f} mm is too small for end points {chord:.4f} mm apart", radius=size, chord=chord
            ),
            say("correct R or the end point"),
            column=word.column,
            end_column=word.column + len(word.text),
            figures=(("radius_mm", size), ("chord_mm", chord)),
        )
        return None
    rise = math.sqrt(max(0.0, size * size - half * half))
    # the centre lies right of the way for a clockwise minor arc; a negative R asks for the major one
    side = (1 if clockwise else -1) * (1 if radius > 0 else -1)
    return (s[0] + dx / 2 + side * rise * dy / chord, s[1] + dy / 2 - side * rise * dx / chord)


def _sweep(s: Point2, e: Point2, centre: Point2, *, clockwise: bool) -> float:
    """Angle of the arc without whole turns, radians, in (0, 2π]."""
    if s == e:
        return 2 * math.pi
    a0 = math.atan2(s[1] - centre[1], s[0] - centre[0])
    a1 = math.atan2(e[1] - centre[1], e[0] - centre[0])
    angle = (a0 - a1 if clockwise else a1 - a0) % (2 * math.pi)
    return angle if angle > 1e-9 else 2 * math.pi
