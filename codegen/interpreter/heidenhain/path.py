"""Path functions: L, LN, LP, CC, C, CR, CT, CP, CTP, RND, CHF.

Source: iTNC 530 user's manual 670 387 and TNC 640 user's manual 892 903, "Path contours - Cartesian coordinates" and "- polar
coordinates". A word that begins with I is a distance from the last position.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import cutter
from codegen.interpreter.compensation import Side
from codegen.interpreter.heidenhain import arcs, contour, drilling, functions
from codegen.interpreter.heidenhain.lines import Part, Statement
from codegen.interpreter.heidenhain.places import CARTESIAN, HEIGHT, POLAR, ROTARY, Parts, polar, pole, target
from codegen.interpreter.heidenhain.state import (
    Corner,
    Rotary,
    known,
    own,
    position,
    report,
    sorted_parts,
    tool_radius,
    unread,
    value_of,
)
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.motion import UNKNOWN_RADIUS, cutting_from_known
from codegen.messages import say
from codegen.model.motion import MoveKind, Plane, Point, Point2

COMMON: Final = frozenset(("feed", "radius", "MB", "MBMAX", "LA"))
"""Words that every path function takes; MB and LA belong to M functions."""
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
        pole(m, statement, words)
    else:
        _move(m, statement, words, codes)
    if any(code in functions.SETTLING for code in codes):
        contour.settle(m, statement.column)
    functions.at_end(m, found)
    drilling.called(m, statement, codes, moved=statement.name in ("L", "LP", "LN"))


def lose(m: Machine) -> None:
    """After a block that the control would refuse the position is unknown."""
    contour.flush(m)
    found = cutter.active(m)
    if found is not None:
        cutter.lose(m, found)
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
    """R0, RL, RR, from this block's move on ("Tool radius compensation")."""
    if part is None:
        return
    code = COMPENSATION.get(part.key)
    if code is None:  # R+ and R-: axis-parallel
        unread(m, part, part.text)
        lose(m)
    elif code == "G40":
        compensation_off(m, part.column)
    elif m.state.compensation != code:
        compensation_off(m, part.column)
        radius = tool_radius(m)
        if math.isnan(radius) and UNKNOWN_RADIUS not in m.unset_told:
            m.unset_told.add(UNKNOWN_RADIUS)
            message = say("the tool's radius is not known, so no position in the plane is, until R0")
            m.report("position-unknown", message, say("state the tool's diameter in the setup"), column=part.column,
                     end_column=part.end_column, severity=Severity.WARNING)  # fmt: skip
        cutter.on(m, Side.LEFT if code == "G41" else Side.RIGHT, radius, Plane.XY)
        m.set_state(compensation=code)


def compensation_off(m: Machine, column: int) -> None:
    """R0: what is held stands, and the next move starts from the programmed point."""
    contour.flush(m)
    found = cutter.active(m)
    if found is not None:
        cutter.off(m, column)
        m.release()
        if found.lost:
            m.unknown_told |= {0, 1}  # it was said why
    if m.state.compensation != "G40":
        m.set_state(compensation="G40")


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


# -- moves -------------------------------------------------------------------------------------------------------------


def _move(m: Machine, statement: Statement, words: Parts, codes: Mapping[int, Part]) -> None:
    name = statement.name
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
    if not any(k in words for k in CARTESIAN | POLAR | ROTARY) and name in ("L", "LN"):
        only = words.get("feed")
        if only is not None and only.key not in ("FMAX", "F9998"):
            _set_feed(m, only)
        return
    if name == "LN" and any(k[0] in "NT" and len(k) == 2 for k in words) and not _surface_normal(m, statement, words):
        return
    if name in ("L", "LN"):
        _line(m, statement, words, target(m, words))
    elif name == "LP":
        found = polar(m, statement, words, arc=False)
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
    if feed != 0.0 and any(key in words for key in CARTESIAN | POLAR):
        _from_known(m, statement, end)
    contour.straight(m, end, feed, statement.column, _others(m, words))


def _from_known(m: Machine, statement: Statement, end: Point | None = None) -> None:
    """Report a cut from where no one knows; not again where a compensation has said so."""
    found = cutter.active(m)
    if found is None or not found.lost:
        cutting_from_known(m, statement.column, end=end)


def _others(m: Machine, words: Parts) -> Rotary:
    """Where the block takes the axes beside X, Y, Z: degrees for A, B, C, mm for U, V, W; NaN: not known."""
    out = []
    for key, part in words.items():
        if key in ROTARY:
            letter = key.removeprefix("I")
            value = value_of(m, part) * (m.scale if letter in "UVW" else 1.0)
            out.append((letter, m.others.get(letter, NAN) + value if key[0] == "I" else value))
    return tuple(out)


def _begin_anew(m: Machine, statement: Statement) -> None:
    """A move beside the contour: a compensation begins anew behind it."""
    contour.flush(m)
    found = cutter.active(m)
    if found is not None:
        side = found.work.side if found.work is not None else Side.LEFT
        cutter.off(m, statement.column)
        m.release()
        cutter.on(m, side, found.radius, Plane.XY)


def _machine_coordinates(m: Machine, statement: Statement, words: Parts, *, m91: bool) -> None:
    """M91: to places of the machine, without the tool's length; M92: to the builder's, which are not known."""
    _begin_anew(m, statement)
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
    _begin_anew(m, statement)
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
        found = polar(m, statement, words, arc=True)
        if found is None:
            lose(m)
            return
        end, by = found
    else:
        end = target(m, words)
    start = position(m)
    _from_known(m, statement)
    ccw = arcs.direction(m, statement, words)
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
        centre = arcs.centre_by_radius(m, statement, words, start, end, ccw=ccw)
    else:
        found2 = arcs.tangential(m, statement, start, end)
        centre, ccw = found2 if found2 is not None else (None, ccw)
    if centre is None or not arcs.on_one_circle(m, statement, start, end, centre):
        lose(m)
        return
    turns = 1
    if name == "CP" and known(by):
        turns = max(1, math.ceil(abs(by) / 360.0 - 1e-9))
        if turns > arcs.MAX_TURNS:
            report(m, "limit-exceeded", statement,
                   say("{turns:g} turns in one arc: more than {most} are not followed", turns=turns, most=arcs.MAX_TURNS),
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
