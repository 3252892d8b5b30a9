"""APPR and DEP: ways to a contour and from it, on a line (LT), square to it (LN), on an arc (CT), on a line and an arc (LCT).

Source: iTNC 530 user's manual 670 387, "Contour approach and departure". PS is where the tool is, PH the auxiliary point, PA the
first and PE the last point of the contour, PN the end. PH is gone to with the feed of before, at rapid if the last block was
at rapid; the feed of the APPR block holds from there on. A DEP block ends the radius compensation.
"""

from __future__ import annotations

import math
from dataclasses import replace

from codegen.interpreter import cutter
from codegen.interpreter.heidenhain import contour, functions, path, places
from codegen.interpreter.heidenhain.lines import Statement
from codegen.interpreter.heidenhain.state import Element, own, position, report, sorted_parts, value_of
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import say
from codegen.model.motion import Point, Point2

NEEDS = {"LT": ("LEN",), "LN": ("LEN",), "CT": ("R", "CCA"), "LCT": ("R",)}


def run(m: Machine, statement: Statement) -> None:
    """One block of APPR or DEP."""
    words, found = sorted_parts(m, statement), functions.numbers(m, statement.parts)
    way, _, form = statement.name.partition(" ")
    polar, form = len(form) > 2 and form[0] == "P", form.removeprefix("P")
    missing = None if words is None else next((n for n in NEEDS[form] if n not in words), None)
    if words is None or found is None or missing is not None:
        if missing is not None:
            report(m, "word-missing", statement, say("{name} needs {what}", name=statement.name, what=missing),
                   say("write the value"))  # fmt: skip
        path.lose(m)
        return
    functions.at_start(m, found)
    made = _Way(m, statement, words, form)
    end = _end(m, statement, words, polar=polar)
    done = end is not None and (made.approach(end) if way == "APPR" else made.depart(end))
    if way == "DEP":
        path.compensation_off(m, statement.column)
        m.meant = None  # the tool stands beside the contour, and that is where it is now
    if not done:
        path.lose(m)
    functions.at_end(m, found)


def _end(m: Machine, statement: Statement, words: places.Parts, *, polar: bool) -> Point | None:
    if polar and any(key in words for key in places.POLAR):
        found = places.polar(m, statement, words, arc=False)
        return None if found is None else found[0]
    return places.target(m, words)


def _left(v: Point2) -> Point2:
    return (-v[1], v[0])


def _on_circle(centre: Point2, radius: float, angle: float) -> Point2:
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))


class _Way:
    """The geometry of one block. ``side``: 1 left of the contour (RL), -1 right, 0 without compensation."""

    def __init__(self, m: Machine, statement: Statement, words: places.Parts, form: str) -> None:
        self.m, self.statement, self.words, self.form = m, statement, words, form
        said = words["radius"].key if "radius" in words else ""
        inherited = {"G41": "RL", "G42": "RR"}.get(m.state.compensation or "", "")
        self.side = {"RL": 1, "RR": -1}.get(said or inherited, 0)

    def length(self, key: str) -> float:
        return value_of(self.m, self.words[key]) * self.m.scale

    def radius(self) -> float:
        """Of the tool, as far as known: without it nothing in the plane is known anyway."""
        found = cutter.active(self.m)
        return 0.0 if found is None or math.isnan(found.radius) else found.radius

    def element(
        self, start: Point, end: Point, feed: float, centre: Point2 | None = None, *, ccw: bool = False
    ) -> Element:
        return Element(start, end, feed, self.statement.column, self.m.block, self.m.state, centre, ccw)

    def fails(self, why: str) -> bool:
        report(self.m, "arc-geometry", self.statement, why, say("correct the block, or write the way as L and C"))
        return False

    def sided(self) -> bool:
        if self.side == 0:
            report(self.m, "word-missing", self.statement, say("{name} needs RL or RR", name=self.statement.name),
                   say("write RL or RR"))  # fmt: skip
        return self.side != 0

    # -- to the contour

    def approach(self, pa: Point) -> bool:
        """From PS by PH to PA; False: it cannot be known how."""
        m, mine = self.m, own(self.m)
        contour.flush(m)
        ps, along = position(m), mine.look_ahead(pa)
        if along is None:
            return self.fails(
                say("{name}: the direction of the contour behind it is not known", name=self.statement.name)
            )
        before = 0.0 if mine.was_rapid else m.feed
        normal: Point2 = (self.side * _left(along)[0], self.side * _left(along)[1])
        if self.form == "LN":
            return self._square(ps, pa, normal, before)
        path.compensation(m, self.words.get("radius"))
        feed = self.feed()
        if self.form == "LT":
            size = self.length("LEN")
            ph: Point = (pa[0] - size * along[0], pa[1] - size * along[1], pa[2])
            contour.push(m, self.element(ps, ph, before))
            contour.push(m, self.element(ph, pa, feed))
            return True
        return self.sided() and self._by_arc(ps, pa, normal, before, feed)

    def feed(self) -> float:
        """The block's feed, from PH on."""
        made = path.feed_of(self.m, self.words, self.statement, say("a straight cut"))
        return NAN if made is None else made

    def _square(self, ps: Point, pa: Point, normal: Point2, before: float) -> bool:
        """LN: PH lies LEN and the tool's radius beside PA."""
        m = self.m
        if not self.sided():
            return False
        path.compensation(m, self.words.get("radius"))
        away = self.length("LEN") + self.radius()
        found, m.compensator = m.compensator, None  # PH is a place of the tool's centre
        contour.emit(m, self.element(ps, (pa[0] + away * normal[0], pa[1] + away * normal[1], pa[2]), before))
        m.compensator = found
        contour.push(m, self.element(position(m), pa, self.feed()))
        return True

    def _by_arc(self, ps: Point, pa: Point, normal: Point2, before: float, feed: float) -> bool:
        """CT and LCT: the arc's centre lies beside PA; R below 0: on the other side than the tool."""
        m, radius = self.m, self.length("R")
        inner = abs(radius) - self.radius() * (1 if radius > 0 else -1)
        if not inner > 0:
            return self.fails(say("the approach radius {radius:g} mm is not above the tool's", radius=abs(radius)))
        centre = (pa[0] + radius * normal[0], pa[1] + radius * normal[1])
        ccw = (self.side > 0) == (radius > 0)
        sign = 1.0 if ccw else -1.0
        if self.form == "CT":
            at = math.atan2(pa[1] - centre[1], pa[0] - centre[0])
            turned = at - sign * math.radians(value_of(m, self.words["CCA"]))
            x, y = _on_circle(centre, abs(radius), turned)
            first = self.element(ps, (x, y, pa[2]), before)
            arc = self.element((x, y, pa[2]), pa, feed, centre, ccw=ccw)
            contour.emit(m, first, arc)
        else:
            angle = _touching(centre, inner, (ps[0], ps[1]), sign, leaving=False)
            if angle is None:
                return self.fails(say("the tool stands inside the arc of {name}", name=self.statement.name))
            x, y = _on_circle(centre, abs(radius), angle)
            first = self.element(ps, (x, y, ps[2]), before)  # in the plane first, then along the tool axis
            arc = self.element((x, y, pa[2]), pa, feed, centre, ccw=ccw)
            contour.emit(m, first, arc)
            if pa[2] != ps[2]:
                contour.emit(m, self.element((x, y, ps[2]), (x, y, pa[2]), before), arc)
        contour.push(m, arc)
        return True

    # -- from the contour

    def depart(self, pn: Point) -> bool:
        """From PE on; False: it cannot be known how."""
        m, mine = self.m, own(self.m)
        pe, along = position(m), mine.tangent
        if along is None:
            return self.fails(
                say("{name}: the direction of the contour before it is not known", name=self.statement.name)
            )
        feed = self.feed()
        normal = (self.side * _left(along)[0], self.side * _left(along)[1])
        if self.form == "LT":
            size = self.length("LEN")
            contour.push(m, self.element(pe, (pe[0] + size * along[0], pe[1] + size * along[1], pe[2]), feed))
            contour.flush(m)
            return True
        if not self.sided():
            return False
        if self.form == "LN":
            away = self.length("LEN") + self.radius()
            path.compensation_off(m, self.statement.column)
            contour.emit(m, self.element(pe, (pe[0] + away * normal[0], pe[1] + away * normal[1], pe[2]), feed))
            return True
        return self._off_by_arc(pe, pn, normal, feed)

    def _off_by_arc(self, pe: Point, pn: Point, normal: Point2, feed: float) -> bool:
        m, radius = self.m, self.length("R")
        inner = abs(radius) - self.radius() * (1 if radius > 0 else -1)
        if not inner > 0:
            return self.fails(say("the approach radius {radius:g} mm is not above the tool's", radius=abs(radius)))
        centre = (pe[0] + radius * normal[0], pe[1] + radius * normal[1])
        ccw = (self.side > 0) == (radius > 0)
        sign = 1.0 if ccw else -1.0
        if self.form == "CT":
            at = math.atan2(pe[1] - centre[1], pe[0] - centre[0])
            angle: float | None = at + sign * math.radians(value_of(m, self.words["CCA"]))
        else:
            angle = _touching(centre, inner, (pn[0], pn[1]), sign, leaving=True)
        if angle is None:
            return self.fails(say("the end lies inside the arc of {name}", name=self.statement.name))
        x, y = _on_circle(centre, abs(radius), angle)
        contour.push(m, self.element(pe, (x, y, pe[2]), feed, centre, ccw=ccw))
        if self.form == "LCT":
            path.compensation_off(m, self.statement.column)
            m.meant = None
            contour.emit(m, replace(self.element(position(m), pn, feed), state=m.state))
        else:
            contour.flush(m)
        return True


def _touching(centre: Point2, radius: float, point: Point2, sign: float, *, leaving: bool) -> float | None:
    """Angle on the circle where a line from ``point`` joins it (or leaves it for there), in its sense; None: inside it."""
    apart = math.dist(centre, point)
    if not apart > radius:
        return None if not math.isnan(apart) else NAN
    base = math.atan2(point[1] - centre[1], point[0] - centre[0])
    return base + sign * math.acos(radius / apart) * (-1.0 if leaving else 1.0)
