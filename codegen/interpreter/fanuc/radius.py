"""Cutter compensation of a Fanuc: G40, G41, G42 with D.

Source: B-64604EN-2, "Details of cutter compensation". Start-up and cancel are of type A (parameter 5003 bit 0, SUP = 0): straight
to and from the place square to the neighbouring block; outside corners are joined by straight lines (parameter 19607 bit 2,
CCC = 0).
"""

from __future__ import annotations

import math
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import cutter
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, g_name
from codegen.interpreter.compensation import HALF, Compensator, Piece, Side, Style
from codegen.interpreter.fanuc.state import correction, own
from codegen.interpreter.fanuc.transforms import isometric
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.motion import UNKNOWN_RADIUS
from codegen.messages import say
from codegen.model.motion import Plane, Point2

STYLE: Final = Style(flat=1e-3, entry="next", outside="point")


class Linear(Compensator):
    """Outside corners by straight lines, arcs' too: along the tangents to where they meet, above 90 degrees cut short."""

    def _outside(self, begin: Point2, beta: float, *, rapid: bool = False, arc: bool = False) -> str | None:
        before = self._before()
        size = self.radius * (math.tan(beta / 2) if beta <= HALF + 1e-9 else 1.0)
        corner = (self.tool[0] + before[0] * size, self.tool[1] + before[1] * size)
        straight = self._front is None or self._front.turns == 0
        if (why := self._flush(corner if straight else self.tool)) is not None:
            return why
        ways = [] if straight else [corner]
        last = corner
        if beta > HALF + 1e-9:
            turn = -self.side * beta
            cos, sin = math.cos(turn), math.sin(turn)
            ahead = (before[0] * cos - before[1] * sin, before[0] * sin + before[1] * cos)
            last = (begin[0] - ahead[0] * size, begin[1] - ahead[1] * size)
            ways.append(last)
        if arc:
            ways.append(begin)
            last = begin
        for way in ways:
            self.path.put(Piece(way, rapid=rapid, extra=True))
        self._flow(last)
        return None


def switch(m: Machine, block: Sorted) -> None:
    """G40, G41, G42; D."""
    mine = own(m)
    d = block.words.get("D")
    if d is not None:
        mine.d = None if math.isnan(d.value) else round(d.value)
    found = block.g.get("compensation")
    if found is None:
        if d is not None and cutter.active(m) is not None:
            _lose(m, d.column, len(d.text), say("another D while the cutter is compensated is not interpreted"))
        return
    code, word = found
    name = g_name(code)
    if code == 400:
        cutter.off(m, word.column)
    elif cutter.active(m) is not None:
        if m.state.compensation != name or d is not None:
            message = say(
                "{code} while {other} is on is not interpreted", code=name, other=m.state.compensation or "G41"
            )
            _lose(m, word.column, len(word.text), message)
    else:
        _on(m, block, code)
    if m.state.compensation != name:
        m.set_state(compensation=name)


def _lose(m: Machine, column: int, size: int, message: str) -> None:
    m.report("unsupported-code", message, say("write G40 between them"), column=column, end_column=column + size)
    under = cutter.active(m)
    if under is not None:
        cutter.lose(m, under)


def _on(m: Machine, block: Sorted, code: int) -> None:
    word = block.g["compensation"][1]
    number = own(m).d
    if block.motion in ARCS:
        report(m, "compensation-conflict", word, say("{word} in the block of an arc (alarm PS0034)", word=word.text),
               say("begin with G0 or G1"))  # fmt: skip
        number = -1
    if not isometric(m):
        report(m, "unsupported-code", word, say("cutter compensation under scaling is not interpreted"),
               say("write G50 before it"))  # fmt: skip
        number = -1
    if m.plane is None:
        m.unset(say("the plane (G17, G18, G19)"), say("write G17"), column=word.column)
    if number is None:
        m.unset(say("the D number"), say("write D with {code}", code=word.text), column=word.column)
    size = NAN if number is None or number < 0 else correction(m, "D", number)
    if math.isnan(size) and number is not None and number >= 0 and UNKNOWN_RADIUS not in m.unset_told:
        m.unset_told.add(UNKNOWN_RADIUS)
        report_radius(m, word.column)
    cutter.on(m, Side.LEFT if code == 410 else Side.RIGHT, size, m.plane or Plane.XY, style=STYLE)
    under = cutter.active(m)
    if under is not None and under.work is not None:
        under.work = Linear(side=under.work.side, radius=under.work.radius, path=under.path, style=STYLE)


def report_radius(m: Machine, column: int) -> None:
    """The radius is the one cause of all that is not known then."""
    m.report(
        "position-unknown",
        say("the cutter's radius is not known, so no position in the plane is, until G40"),
        say("state the tool's diameter in the setup"),
        column=column,
        severity=Severity.WARNING,
    )
