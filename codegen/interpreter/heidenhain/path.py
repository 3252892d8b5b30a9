"""Path functions: L, LN, LP, CC, C, CR, CT, CP, CTP, RND, CHF.

Source: iTNC 530 user's manual 670 387 and TNC 640 user's manual 892 903, "Path contours - Cartesian coordinates" and "- polar
coordinates". A word that begins with I is a distance from the last position.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from codegen.interpreter.heidenhain import contour, drilling, functions
from codegen.interpreter.heidenhain.lines import Part, Statement
from codegen.interpreter.heidenhain.state import Corner, known, own, position, report, sorted_parts, unread, value_of
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.motion import cutting_from_known
from codegen.messages import say
from codegen.model.motion import MoveKind, Point, Point2

Parts = Mapping[str, Part]

COMMON: Final = frozenset(("feed", "radius", "MB", "MBMAX", "LA"))
"""Words that every path function takes; MB and LA belong to M functions."""
CARTESIAN: Final = frozenset((*AXES, *("I" + a for a in AXES)))
ROTARY: Final = frozenset((*"ABCUVW", *("I" + a for a in "ABCUVW")))
POLAR: Final = frozenset(("PR", "PA", "IPR", "IPA"))
HEIGHT: Final = frozenset(("Z", "IZ"))
TAKES: Final[dict[str, frozenset[str]]] = {
    "L": CARTESIAN | ROTARY,
    "LN": CARTESIAN | ROTARY | {k + a for k in "NT" for a in AXES},
    "LP": POLAR | HEIGHT,
    "CC": CARTESIAN,
    "C": CARTESIAN | {"DR+", "DR-"},
    "CR": CARTESIAN | {"DR+", "DR-", "R"},
    "CT": CARTESIAN,
    "CP": POLAR | HEIGHT | {"DR+", "DR-"},
    "CTP": POLAR | HEIGHT,
    "RND": frozenset(("R", "")),
    "CHF": frozenset(("",)),
}
"""Words that belong to each path function, beside ``COMMON`` and the M functions."""

MAX_TURNS: Final = 1000
COMPENSATION: Final = {"R0": "G40", "RL": "G41", "RR": "G42"}


def run(m: Machine, statement: Statement) -> None:
    """One block of a path function, with its M functions."""
    words = sorted_parts(m, statement)
    found = functions.numbers(m, statement.parts)
    if words is None or found is None or not _belong(m, statement.name, words):
        lose(m)
        return
    functions.at_start(m, found)
    codes = dict(found)
    if statement.name not in ("CC", "RND", "CHF"):
        compensation(m, words.get("radius"))
    if statement.name in ("RND", "CHF"):
        _corner(m, statement, words)
    elif statement.name == "CC":
        _pole(m, statement, words)
    else:
        _move(m, statement, words, codes)
    functions.at_end(m, found)
    drilling.called(m, statement, codes, moved=statement.name in ("L", "LP", "LN"))


def lose(m: Machine) -> None:
    """After a block that the control would refuse the position is unknown."""
    contour.flush(m)
    m.forget()
    own(m).tangent = None


def _belong(m: Machine, name: str, words: Parts) -> bool:
    for key, part in words.items():
        if key not in COMMON and key not in TAKES[name]:
            message = say("{name} does not take the word {word}", name=name, word=part.text)
            report(m, "word-conflict", part, message, say("remove {word}", word=part.text))
            return False
    return True


def compensation(m: Machine, part: Part | None) -> None:
    """R0, RL, RR."""
    if part is None:
        return
    code = COMPENSATION.get(part.key)
    if code is None:  # R+ and R-: axis-parallel
        unread(m, part, part.text)
        lose(m)
        return
    if code not in ("G40", m.state.compensation):
        unread(m, part, say("radius compensation ({word})", word=part.text))
    if m.state.compensation != code:
        m.set_state(compensation=code)


def feed_of(m: Machine, words: Parts, statement: Statement, what: str) -> float | None:
    """Feed of the block in mm/min: 0 at rapid, NaN where it is not known. None: the move is refused."""
    part = words.get("feed")
    if part is not None and part.key in ("FMAX", "F9998"):
        return 0.0
    if part is not None:
        _set_feed(m, part)
    if m.feed == 0.0 or math.isnan(m.feed):
        if m.feed == 0.0 or "feed" not in m.unset_told:
            m.unset_told.add("feed")
            said = say("the feed is 0") if m.feed == 0.0 else say("no feed was ever set")
            m.report("feed-missing", say("{what}, but {said}", what=what, said=said), say("write an F word above 0"),
                     column=statement.column, end_column=statement.end_column)  # fmt: skip
        return NAN
    if m.feed_mode == "G95":
        return m.feed * m.state.speed if m.state.speed is not None else NAN
    return m.feed


def scaled_feed(m: Machine, value: float) -> float:
    """A programmed feed in mm/min: F counts 1 mm/min, or 0.1 inch/min in an inch program ("Feed rate F")."""
    return value * m.scale * (0.1 if m.state.units == "inch" and m.feed_mode == "G94" else 1.0)


def _set_feed(m: Machine, part: Part) -> None:
    if part.key == "FAUTO":
        m.feed = own(m).call_feed
        if math.isnan(m.feed):
            m.unset(say("the feed of the TOOL CALL (FAUTO)"), say("write F in the TOOL CALL"), column=part.column)
            m.unset_told.add("feed")
        return
    value = value_of(m, part)
    if value < 0:
        report(m, "syntax", part, say("{word}: {letter} cannot be negative", word=part.text, letter="F"),
               say("write {letter} without a sign", letter="F"))  # fmt: skip
        value = NAN
    if part.key == "FU":
        m.feed = value * m.scale * (m.state.speed if m.state.speed is not None else NAN)
    elif part.key != "F":
        unread(m, part, part.text)
        value = NAN
        m.feed = NAN
    else:
        m.feed = scaled_feed(m, value)
    if math.isnan(value):
        m.unset_told.add("feed")


# -- places ------------------------------------------------------------------------------------------------------------


def target(m: Machine, words: Parts) -> Point:
    """The end of a move by its axis words, programmed coordinates."""
    out = list(position(m))
    lost = own(m).transforms.lost
    if any(key in words for key in CARTESIAN) and math.isnan(m.scale):
        m.unset(say("the unit (MM or INCH)"), say("write BEGIN PGM with MM or INCH"))
    for axis, name in enumerate(AXES):
        if name in words:
            value = value_of(m, words[name]) * m.scale
            out[axis] = NAN if lost else value
        elif "I" + name in words:
            out[axis] += value_of(m, words["I" + name]) * m.scale
    return (NAN, NAN, NAN) if lost else (out[0], out[1], out[2])


def _pole(m: Machine, statement: Statement, words: Parts) -> None:
    """CC: the pole of arcs and polar coordinates; without coordinates, where the tool is."""
    mine = own(m)
    if any(key in words for key in HEIGHT):
        unread(m, statement, say("an arc in another plane than X/Y"))
        mine.pole = (NAN, NAN)
        return
    here = position(m)
    place = list(mine.pole or here[:2])
    if not any(key in words for key in CARTESIAN):
        place = [*here[:2]]
    for axis, name in enumerate("XY"):
        if name in words:
            place[axis] = value_of(m, words[name]) * m.scale
        elif "I" + name in words:
            place[axis] = here[axis] + value_of(m, words["I" + name]) * m.scale
    mine.pole = (NAN, NAN) if mine.transforms.lost else (place[0], place[1])


def _polar(m: Machine, statement: Statement, words: Parts, *, arc: bool) -> tuple[Point, float] | None:
    """The end of LP, CP, CTP, and the angle that a CP turns by IPA (degrees; NaN without it)."""
    mine = own(m)
    if mine.pole is None:
        report(m, "word-missing", statement, say("{name} before any CC: there is no pole", name=statement.name),
               say("write CC with the pole before it"))  # fmt: skip
        return None
    pole, here = mine.pole, position(m)
    dx, dy = here[0] - pole[0], here[1] - pole[1]
    radius, angle, by = math.hypot(dx, dy), math.degrees(math.atan2(dy, dx)), NAN
    if "PR" in words:
        radius = value_of(m, words["PR"]) * m.scale
    elif "IPR" in words:
        radius += value_of(m, words["IPR"]) * m.scale
    if "PA" in words:
        angle = value_of(m, words["PA"])
    elif "IPA" in words:
        by = value_of(m, words["IPA"])
        angle += by
    elif arc:
        report(m, "word-missing", statement, say("{name} needs PA or IPA, the angle", name=statement.name),
               say("write PA or IPA"))  # fmt: skip
        return None
    z = target(m, {k: p for k, p in words.items() if k in HEIGHT})[2]
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return (pole[0] + radius * cos, pole[1] + radius * sin, z), by


# -- moves -------------------------------------------------------------------------------------------------------------


def _move(m: Machine, statement: Statement, words: Parts, codes: Mapping[int, Part]) -> None:
    name = statement.name
    if any(key in ROTARY for key in words):
        part = next(words[key] for key in words if key in ROTARY)
        message = say("the word {letter} is not interpreted", letter=part.key)
        report(m, "unsupported-code", part, message, say("write the program for X, Y, Z"))
        lose(m)
        return
    if 140 in codes:
        _retract(m, statement, words, codes[140])
        return
    if 91 in codes or 92 in codes:
        _machine_coordinates(m, statement, words, m91=91 in codes)
        return
    if 130 in codes:
        unread(m, codes[130], "M130")
        lose(m)
        return
    if not any(k in words for k in CARTESIAN | POLAR) and name in ("L", "LN"):
        only = words.get("feed")
        if only is not None and only.key not in ("FMAX", "F9998"):
            _set_feed(m, only)
        return
    if name == "LN" and any(k[0] in "NT" and len(k) == 2 for k in words) and not _surface_normal(m, statement, words):
        return
    if name in ("L", "LN"):
        _line(m, statement, words, target(m, words))
    elif name == "LP":
        found = _polar(m, statement, words, arc=False)
        if found is None:
            lose(m)
        else:
            _line(m, statement, words, found[0])
    else:
        _arc(m, statement, words)


def _surface_normal(m: Machine, statement: Statement, words: Parts) -> bool:
    """LN moves straight to its point unless the tool has an oversize to be led along the normal, or is to be tilted."""
    tilted = any(k in words for k in ("TX", "TY", "TZ"))
    if tilted or own(m).delta_length or own(m).oversize:
        unread(m, statement, say("LN with an oversize of the tool, or with a tool direction"))
        lose(m)
        return False
    return True


def _line(m: Machine, statement: Statement, words: Parts, end: Point) -> None:
    feed = feed_of(m, words, statement, say("a straight cut"))
    if feed is None:
        lose(m)
        return
    if feed != 0.0:
        cutting_from_known(m, statement.column)
    contour.straight(m, end, feed, statement.column)


def _machine_coordinates(m: Machine, statement: Statement, words: Parts, *, m91: bool) -> None:
    """M91: to places of the machine, without the tool's length; M92: to the builder's, which are not known."""
    contour.flush(m)
    goal = [*m.machine]
    for axis, name in enumerate(AXES):
        if name in words:
            goal[axis] = value_of(m, words[name]) * m.scale if m91 else NAN
        elif "I" + name in words:
            goal[axis] = NAN  # from the last place that M91 named
    machine_end: Point = (goal[0], goal[1], goal[2])
    work = m.to_work(machine_end)
    x, y, z = (work[i] if n in words or "I" + n in words else m.at[i] for i, n in enumerate(AXES))
    feed = feed_of(m, words, statement, say("a straight cut"))
    m.move(MoveKind.RAPID if feed == 0.0 else MoveKind.FEED, (x, y, z), column=statement.column, feed=feed or 0.0,
           machine_end=machine_end)  # fmt: skip
    own(m).tangent = None


def _retract(m: Machine, statement: Statement, words: Parts, part: Part) -> None:
    """M140 MB: back along the tool axis, by a distance or as far as the axis goes (MB MAX)."""
    contour.flush(m)
    if any(key in words for key in CARTESIAN):
        unread(m, part, say("M140 together with coordinates"))
        lose(m)
        return
    named = words.get("feed")
    feed = 0.0 if named is None else feed_of(m, words, statement, say("a straight cut"))
    kind = MoveKind.RAPID if feed == 0.0 else MoveKind.FEED
    if "MBMAX" in words:
        x, y, _ = m.at
        m.move(kind, (x, y, NAN), column=statement.column, feed=feed or 0.0, machine_end=(*m.machine[:2], NAN))
    elif "MB" in words:
        x, y, z = m.at
        up = value_of(m, words["MB"]) * m.scale
        m.move(kind, (x, y, z + up), column=statement.column, feed=feed or 0.0)
    else:
        report(m, "word-missing", part, say("M140 needs MB, the way back"), say("write MB MAX, or MB with a distance"))
        lose(m)


# -- arcs --------------------------------------------------------------------------------------------------------------


def _arc(m: Machine, statement: Statement, words: Parts) -> None:
    name, by = statement.name, NAN
    if name in ("CP", "CTP"):
        found = _polar(m, statement, words, arc=True)
        if found is None:
            lose(m)
            return
        end, by = found
    else:
        end = target(m, words)
    start = position(m)
    cutting_from_known(m, statement.column)
    ccw = _direction(m, statement, words)
    if ccw is None:
        lose(m)
        return
    centre: Point2 | None
    if name in ("C", "CP"):
        centre = own(m).pole
        if centre is None:
            report(m, "word-missing", statement, say("{name} before any CC: there is no pole", name=name),
                   say("write CC with the pole before it"))  # fmt: skip
    elif name == "CR":
        centre = _centre_by_radius(m, statement, words, start, end, ccw=ccw)
    else:
        found2 = _tangential(m, statement, start, end)
        centre, ccw = found2 if found2 is not None else (None, ccw)
    if centre is None or not _on_one_circle(m, statement, start, end, centre):
        lose(m)
        return
    turns = 1
    if name == "CP" and known(by):
        turns = max(1, math.ceil(abs(by) / 360.0 - 1e-9))
        if turns > MAX_TURNS:
            report(m, "limit-exceeded", statement,
                   say("{turns:g} turns in one arc: more than {most} are not followed", turns=turns, most=MAX_TURNS),
                   say("check IPA"))  # fmt: skip
            lose(m)
            return
        if abs(by / 360.0 - round(by / 360.0)) < 1e-12:
            end = (start[0], start[1], end[2])  # whole turns
    feed = feed_of(m, words, statement, say("an arc"))
    if feed == 0.0:
        unread(m, words["feed"], say("an arc at rapid"))
        feed = NAN
    contour.turn(m, end, centre, NAN if feed is None else feed, statement.column, ccw=ccw, turns=turns)


def _direction(m: Machine, statement: Statement, words: Parts) -> bool | None:
    """Whether the arc turns counterclockwise, as programmed. None: missing."""
    if statement.name in ("CT", "CTP"):
        return False  # by the tangent
    if ("DR+" in words) == ("DR-" in words):
        report(m, "word-missing", statement, say("{name} needs DR+ or DR-, the direction", name=statement.name),
               say("write DR+ (counterclockwise) or DR- (clockwise)"))  # fmt: skip
        return None
    ccw = "DR+" in words
    if statement.name == "CP" and "IPA" in words:
        by = value_of(m, words["IPA"])
        if by and (by > 0) != ccw and known(by):
            message = say("DR and IPA have different signs")
            report(m, "word-conflict", words["IPA"], message, say("give both the same sign"))
            return None
    return ccw


def _centre_by_radius(
    m: Machine, statement: Statement, words: Parts, start: Point, end: Point, *, ccw: bool
) -> Point2 | None:
    part = words.get("R")
    if part is None:
        report(m, "word-missing", statement, say("{name} needs R, the radius", name="CR"), say("write R"))
        return None
    radius = value_of(m, part) * m.scale
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    if not known(chord, radius):
        return (NAN, NAN)
    if chord < 1e-9:
        report(m, "arc-geometry", part, say("an arc with R cannot end where it starts"),
               say("write a full circle with CC and C, or as two arcs"))  # fmt: skip
        return None
    half, size = chord / 2, abs(radius)
    if half - size > m.controller.arc_tolerance:
        message = say(
            "the radius {radius:.4f} mm is too small for end points {chord:.4f} mm apart", radius=size, chord=chord
        )
        m.report("arc-geometry", message, say("correct R or the end point"), column=part.column,
                 end_column=part.end_column, figures=(("radius_mm", size), ("chord_mm", chord)))  # fmt: skip
        return None
    rise = math.sqrt(max(0.0, size * size - half * half))
    # the centre lies left of the way for a short arc to the left; a negative R asks for the long one
    side = (1 if ccw else -1) * (1 if radius > 0 else -1)
    return (start[0] + dx / 2 - side * rise * dy / chord, start[1] + dy / 2 + side * rise * dx / chord)


def _tangential(m: Machine, statement: Statement, start: Point, end: Point) -> tuple[Point2, bool] | None:
    """Centre and direction of an arc that goes on from the last element without a corner."""
    tangent = own(m).tangent
    if tangent is None:
        report(m, "position-unknown", statement,
               say("{name} needs an element before it, and its direction is not known", name=statement.name),
               say("write a path block before it"))  # fmt: skip
        return None
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    off = tangent[0] * dy - tangent[1] * dx  # how far the end lies to the left
    if not known(chord):
        return (NAN, NAN), False
    if chord < 1e-9 or abs(off) < 1e-9 * max(1.0, chord):
        report(m, "arc-geometry", statement, say("the end of {name} lies straight ahead: there is no arc", name=statement.name),
               say("check the end point"))  # fmt: skip
        return None
    radius = chord * chord / (2 * off)  # to the left
    return (start[0] - radius * tangent[1], start[1] + radius * tangent[0]), off > 0


def _on_one_circle(m: Machine, statement: Statement, start: Point, end: Point, centre: Point2) -> bool:
    r1, r2 = math.dist(start[:2], centre), math.dist(end[:2], centre)
    if not known(r1, r2):
        return True
    if r1 < 1e-9:
        report(m, "arc-geometry", statement, say("the arc's radius is 0"), say("check CC and the end point"))
        return False
    if abs(r1 - r2) <= m.controller.arc_tolerance:
        return True
    message = say("the arc's end is {end:.4f} mm from its centre and its start {start:.4f} mm", end=r2, start=r1)
    m.report("arc-geometry", message, say("write the centre and the end with more decimals, or correct them"),
             column=statement.column, end_column=statement.end_column,
             figures=(("radius_start_mm", r1), ("radius_end_mm", r2), ("tolerance_mm", m.controller.arc_tolerance)))  # fmt: skip
    return False


def _corner(m: Machine, statement: Statement, words: Parts) -> None:
    """RND or CHF between the element that waits and the next one; its F holds in it alone."""
    mine = own(m)
    part = words.get("R") or words.get("")
    if part is None or mine.pending is None or mine.corner is not None:
        what = say("its size") if part is None else say("a contour element before it")
        report(m, "word-missing", statement, say("{name} needs {what}", name=statement.name, what=what),
               say("write {what}", what=what))  # fmt: skip
        return
    before = m.feed
    feed = feed_of(m, words, statement, say("a straight cut"))
    m.feed = before
    size = value_of(m, part) * m.scale
    mine.corner = Corner(statement.name, size, NAN if feed is None else feed, statement.column, m.block)
