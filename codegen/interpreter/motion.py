"""Straight moves, arcs, dwells to a point, homes and rigid taps; and how far each word takes an axis."""

from __future__ import annotations

import math
from collections.abc import Mapping

from codegen.findings import Severity
from codegen.interpreter import cutter, rotary
from codegen.interpreter.codes import PLANE_AXES, g_name
from codegen.interpreter.machine import AXES, NAN, UNKNOWN, Machine
from codegen.messages import joined, say
from codegen.model.motion import MoveKind, Plane, Point, Point2
from codegen.model.program import Word
from codegen.units import MM_PER_INCH

Words = Mapping[str, Word]

RELATIVE_ARC_TOLERANCE = 0.001
"""LinuxCNC, G-codes, "G2, G3 Arc Move": radii may differ by 0.1 % of the radius."""
ARC_TOLERANCE_CAP = 100.0
"""… but never by more than this many times the absolute tolerance (``rs274`` refuses there; measured)."""
LEAST_RADIUS = 0.00127
"""mm: an arc of a smaller one is none (0.00005 inch, as ``rs274`` has it; measured)."""

MAX_TURNS = 1000
"""Of one arc: thread mills and helices take tens of turns; beyond it P is a slip."""


def target(m: Machine, words: Words) -> Point:
    """End point of a move by its axis words, programmed coordinates in mm; NaN where it cannot be known."""
    here = m.here
    out = list(here)
    for axis, name in enumerate(AXES):
        word = words.get(name)
        if word is None:
            continue
        _modes_known(m, word)
        value = word.value * m.scale
        out[axis] = value if m.absolute else NAN if m.absolute is None else here[axis] + value
    if "@" in words or "^" in words:
        out[0], out[1] = polar(m, words, (out[0], out[1]))
    return (out[0], out[1], out[2])


def _modes_known(m: Machine, word: Word) -> None:
    if m.absolute is None:
        m.unset(say("the distance mode (G90 or G91)"), say("begin the program with G90"), column=word.column)
    if math.isnan(m.scale):
        m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=word.column)


def polar(m: Machine, words: Words, at: Point2) -> Point2:
    """X and Y by a distance (@) and an angle (^) about the zero: absolute, or added to those of ``at``."""
    for name in "@^":
        if name in words:
            _modes_known(m, words[name])
    size, angle = math.hypot(*at), math.atan2(at[1], at[0])
    if "@" in words:
        size = words["@"].value * m.scale + (0.0 if m.absolute else size)
    if "^" in words:
        angle = math.radians(words["^"].value) + (0.0 if m.absolute else angle)
    return (NAN, NAN) if m.absolute is None else (size * math.cos(angle), size * math.sin(angle))


UNKNOWN_RADIUS = "the cutter's radius"
"""What is told once of a compensated cutter: the plane's coordinates are then unknown, and that is the cause."""


def cutting_from_known(m: Machine, column: int, *, end: Point | None = None) -> None:
    """Report a cut that starts where no one knows; once for an axis, until its coordinate is known again.

    ``end``: of a straight cut: where that is known on an axis, the next move is known again, and it is a warning. While the
    unit or the distance mode is not known nothing is: that is reported, and is the one cause.
    """
    unknown = {axis for axis in range(3) if math.isnan(m.at[axis])}
    fresh = unknown - m.unknown_told
    m.unknown_told = unknown
    if UNKNOWN_RADIUS in m.unset_told:
        fresh -= {axis for axis in (0, 1) if m.plane in (None, Plane.XY)}
    if not fresh or math.isnan(m.scale) or m.absolute is None:
        return
    lost = end is None or all(math.isnan(end[axis]) for axis in range(3))
    names = joined(", ", (AXES[a] for a in sorted(fresh)))
    m.report(
        "position-unknown",
        say("a cut starts while {names} is not known", names=names)
        if len(fresh) == 1
        else say("a cut starts while {names} are not known", names=names),
        say("go to a known {names} with G0 first", names=names),
        column=column,
        severity=None if lost else Severity.WARNING,
    )


def feed_rate(m: Machine, words: Words, length: float, column: int, what: str) -> float | None:
    """Feed of a cutting move in mm/min; NaN where unknown. None: the control would refuse the move (reported)."""
    if m.feed_mode == "G93":
        word = words.get("F")
        if word is None or (word.value == 0 and m.dialect.name != "linuxcnc"):
            m.report(
                "feed-missing",
                say("{what} under G93 needs an F word of its own", what=what),
                say("write F, or use G94"),
                column=column,
            )
            return None
        # LinuxCNC goes no slower than a tenth of the program's unit in a minute
        return max(word.value * length, 0.1 * m.scale if m.dialect.name == "linuxcnc" else 0.0)
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
        if m.state.speed == 0:
            m.report(
                "feed-missing",
                say("{what} with a feed for each turn (G95), but the spindle's speed is 0", what=what),
                say("write S, or use G94"),
                column=column,
            )
        return m.feed * m.state.speed if m.state.speed is not None else NAN
    if m.feed_mode is None:
        m.unset(say("the feed mode (G94)"), say("write G94"), column=column)
        return NAN
    return m.feed


def straight(m: Machine, words: Words, code: int, column: int, *, machine_coordinates: bool = False) -> None:
    """G0 or G1, also under G53; along a compensated path where compensation is on."""
    others = rotary.targets(m, words, machine_coordinates=machine_coordinates)
    if machine_coordinates:
        _straight_in_machine(m, words, code, column, others)
        return
    end = target(m, words)
    feed: float | None = 0.0
    if code != 0:
        cutting_from_known(m, column, end=end)
        feed = _straight_feed(m, words, end, others, column)
    if feed is None:
        m.forget("".join(name for name in AXES if name in words))
        return
    compensation = cutter.moving(m)
    if compensation is not None:
        cutter.straight(m, compensation, end, rapid=code == 0, feed=feed, rotary=others, column=column)
    else:
        m.go(MoveKind.RAPID if code == 0 else MoveKind.FEED, end, column=column, feed=feed, rotary=others)


def _straight_feed(m: Machine, words: Words, end: Point, others: rotary.Rotary, column: int) -> float | None:
    """Of a straight cut; of angles alone in degrees a minute."""
    length = math.dist(m.here, end)
    still = bool(others) and not length > 1e-7
    feed = feed_rate(m, words, rotary.length(m, others) if still else length, column, say("a G1 move"))
    if feed is not None and still and rotary.angular(others) and m.feed_mode != "G93":
        return feed / m.scale
    return feed


def _straight_in_machine(m: Machine, words: Words, code: int, column: int, others: rotary.Rotary) -> None:
    goal = [*(m.machine if m.meant is None else m.to_machine(m.meant))]
    for axis, name in enumerate(AXES):
        if name in words:
            goal[axis] = words[name].value * m.scale
            if math.isnan(m.scale):
                m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=column)
    machine_end: Point = (goal[0], goal[1], goal[2])
    work, stays = m.to_work(machine_end), m.at if m.meant is None else m.meant
    x, y, z = (work[i] if name in words else stays[i] for i, name in enumerate(AXES))
    end: Point = (x, y, z)
    if code == 0:
        m.move(MoveKind.RAPID, end, column=column, machine_end=machine_end, rotary=others)
        return
    cutting_from_known(m, column)
    feed = feed_rate(m, words, math.dist(m.at, end), column, say("a G1 move"))
    if feed is not None:
        m.move(MoveKind.FEED, end, column=column, feed=feed, machine_end=machine_end, rotary=others)
    else:
        m.forget("".join(name for name in AXES if name in words))


def home(m: Machine, words: Words, stored: Point | None, column: int) -> None:
    """G28 or G30: by way of the programmed point, if one is, to the stored one, along the named axes or all."""
    named = [axis for axis, name in enumerate(AXES) if name in words]
    others = rotary.given(words)
    stays = m.absolute is False and all(words[AXES[axis]].value == 0.0 for axis in named)  # "G91 G28 Z0"
    if (named and not stays) or others or m.meant is not None:
        m.go(MoveKind.RAPID, target(m, words), column=column, rotary=rotary.targets(m, words))
    away = rotary.homes(others if others or named else m.others)
    axes = named if named or others else [0, 1, 2]
    if m.frame.matrix is not None:
        goal_here = m.frame.to_program(m.to_work(stored or UNKNOWN))
        there = [goal_here[i] if i in axes else m.here[i] for i in range(3)]
        m.go(MoveKind.RAPID, (there[0], there[1], there[2]), column=column, rotary=away)
        return
    goal, end = [*m.machine], [*m.at]
    for axis in axes:
        goal[axis] = stored[axis] if stored is not None else NAN
        end[axis] = goal[axis] - m.z_shift(axis)
    machine_end: Point = (goal[0], goal[1], goal[2])
    m.move(MoveKind.RAPID, (end[0], end[1], end[2]), column=column, machine_end=machine_end, rotary=away)


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
    start, end = m.here, target(m, words)
    others = rotary.targets(m, words)
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
    feed = NAN if feed is None else feed
    compensation = cutter.moving(m)
    if compensation is not None:
        signed = -turns if clockwise else turns
        cutter.arc(m, compensation, end, centre, signed, feed=feed, rotary=others, column=column)
        return
    if m.frame.arc(m.plane) is None:
        m.report(
            "unsupported-code",
            say("an arc in the {plane} plane of turned or scaled coordinates is not followed", plane=m.plane.upper()),
            say("write it in the plane that is turned, or as straight moves"),
            column=column,
        )
    kind = MoveKind.ARC_CW if clockwise else MoveKind.ARC_CCW
    m.go(kind, end, column=column, feed=feed, plane=m.plane, centre=shown, turns=turns, rotary=others)


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
    if names[normal] in words and not m.dialect.spare_centre_words:
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
    if min(r1, r2) < LEAST_RADIUS:
        m.report(
            "arc-geometry",
            say("the arc's radius is 0"),
            say("check I, J and the end point"),
            figures=(("radius_mm", r1),),
        )
        return False
    off, taken = abs(r1 - r2), m.dialect.arc_tolerances[1 if m.scale == MM_PER_INCH else 0]
    tolerance = max(m.controller.arc_tolerance, taken)
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
    if half - size > (LEAST_RADIUS if m.dialect.relative_arc_tolerance else m.controller.arc_tolerance):
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
