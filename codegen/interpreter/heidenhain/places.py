"""Places of a block in programmed coordinates: ends of moves, poles, polar coordinates.

Source: iTNC 530 user's manual 670 387, "Path contours - Cartesian coordinates" and "- polar coordinates".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from codegen.interpreter.heidenhain import arcs, contour
from codegen.interpreter.heidenhain.lines import Part, Statement
from codegen.interpreter.heidenhain.state import Element, own, position, report, sorted_parts, unread, value_of
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.messages import say
from codegen.model.motion import Point, Point2

Parts = Mapping[str, Part]

CARTESIAN: Final = frozenset((*AXES, *("I" + a for a in AXES)))
ROTARY: Final = frozenset((*"ABCUVW", *("I" + a for a in "ABCUVW")))
POLAR: Final = frozenset(("PR", "PA", "IPR", "IPA"))
HEIGHT: Final = frozenset(("Z", "IZ"))


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


def pole(m: Machine, statement: Statement, words: Parts) -> None:
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


def polar(m: Machine, statement: Statement, words: Parts, *, arc: bool) -> tuple[Point, float] | None:
    """The end of LP, CP, CTP, and the angle that a CP turns by IPA (degrees; NaN without it)."""
    mine = own(m)
    if mine.pole is None:
        report(m, "word-missing", statement, say("{name} before any CC: there is no pole", name=statement.name),
               say("write CC with the pole before it"))  # fmt: skip
        return None
    centre, here = mine.pole, position(m)
    dx, dy = here[0] - centre[0], here[1] - centre[1]
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
    return (centre[0] + radius * cos, centre[1] + radius * sin, z), by


def direction_from(m: Machine, statement: Statement, point: Point) -> Point2 | None:
    """Direction in which a block's element begins if it begins at ``point``; None: it cannot be known. CC sets its pole."""
    mine, words = own(m), sorted_parts(m, statement)
    if words is None:
        return None
    waiting = mine.pending
    mine.pending = Element(point, point, NAN, statement.column, m.block, m.state)
    try:
        if statement.name == "CC":
            pole(m, statement, words)
            return None
        name, found = statement.name, None
        if name in ("LP", "CP", "CTP"):
            found = polar(m, statement, words, arc=name != "LP")
        end = target(m, words) if name in ("L", "LN", "C", "CR", "CT") else found[0] if found is not None else None
        if end is None:
            return None
        if name in ("L", "LN", "LP"):
            return contour.direction(replace(mine.pending, end=end), at_end=False)
        ccw = arcs.direction(m, statement, words)
        centre = mine.pole if name in ("C", "CP") else None
        if name == "CR" and ccw is not None:
            centre = arcs.centre_by_radius(m, statement, words, point, end, ccw=ccw)
        if centre is None or ccw is None:
            return None
        return contour.direction(replace(mine.pending, end=end, centre=centre, ccw=ccw), at_end=False)
    finally:
        mine.pending = waiting
