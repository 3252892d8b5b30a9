"""CYCL DEF: machining cycles are kept until they are called; patterns, transformations, dwells take effect where they stand.

Source: HEIDENHAIN cycle programming manuals for iTNC 530 (670 388) and TNC 640 (892 905).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from codegen.interpreter.expression import Assignment, Constant
from codegen.interpreter.frames import IDENTITY, Frame
from codegen.interpreter.heidenhain import contour, drilling
from codegen.interpreter.heidenhain.holes import RAPID
from codegen.interpreter.heidenhain.lines import Statement
from codegen.interpreter.heidenhain.parameters import worth
from codegen.interpreter.heidenhain.patterns import (
    FEEDS,
    MOST_HOLES,
    NEEDS,
    NOT_MACHINING,
    OLD,
    OLD_LINES,
    ONLY_ZERO,
    POINTS,
)
from codegen.interpreter.heidenhain.state import Cycle, forget_all, known, own, report, unread, value_of
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import joined, say
from codegen.model.motion import EventKind, MoveKind, Spindle
from codegen.model.program import Block

Given = Sequence[tuple[Block, Assignment]]
"""Parameters of a definition, each with its line."""


def define(m: Machine, statement: Statement, given: Given) -> None:
    """CYCL DEF 200 and higher, with all its parameters; or the head line (.0) of a cycle of the old form."""
    number = int(float(statement.name))
    mine = own(m)
    contour.flush(m)
    if number < 100:
        _head(m, statement, number)
        return
    values, broken = _values(m, number, given)
    if number not in NEEDS:
        unread(m, statement, say("cycle {number}", number=number))
        if number not in NOT_MACHINING:
            mine.cycle = Cycle(number, values, broken=True)
        if number >= 400:  # touch probe cycles run where they are defined
            forget_all(m)
        return
    missing = [q for q in NEEDS[number] if q not in values]
    if missing:
        names = joined(", ", (f"Q{q}" for q in missing))
        report(m, "word-missing", statement, say("cycle {number} lacks {names}", number=number, names=names),
               say("write {asked}", asked=names))  # fmt: skip
    broken = broken or bool(missing)
    if number == 247:
        _preset(m, values.get(339, NAN), statement)
    elif number in POINTS:
        _pattern(m, statement, number, values, broken=broken)
    else:
        mine.cycle = Cycle(number, values, broken=broken or not known(*values.values()))


def _values(m: Machine, number: int, given: Given) -> tuple[dict[int, float], bool]:
    """The parameters' values; True: one has none that is interpreted (reported). They are Q parameters, too."""
    values: dict[int, float] = {}
    broken, head = False, m.block
    for m.block, assignment in given:  # findings stand at the parameter
        name, source = assignment.target.name, assignment.value
        q = int(name[1:]) if name[1:].isdigit() else -1
        text = source.value if isinstance(source, Constant) and isinstance(source.value, str) else None
        if text in ("MAX", "FMAX") and q in FEEDS:
            value = RAPID
        elif text in ("AUTO", "FAUTO") and q in FEEDS:
            value = own(m).call_feed / (m.scale * (0.1 if m.state.units == "inch" else 1.0))
        elif text is not None and text != "PI":
            value, broken = NAN, True
            m.report("unsupported-code", say("{name}={text} is not interpreted", name=name, text=text),
                     say("write the value"), column=assignment.target.column, end_column=source.end_column)  # fmt: skip
        else:
            value = worth(m, source)
        if q in ONLY_ZERO.get(number, ()) and value != 0 and known(value):
            broken = True
            m.report("unsupported-code", say("{name}={text} is not interpreted", name=name, text=f"{value:g}"),
                     say("write {name}=0 and the depth of the tip", name=name), column=assignment.target.column,
                     end_column=source.end_column)  # fmt: skip
        values[q] = value
        own(m).q.put(assignment.target, (), value)
    m.block = head
    return values, broken


def _pattern(m: Machine, statement: Statement, number: int, v: dict[int, float], *, broken: bool) -> None:
    """220, 221: the cycle that was defined last, at each point; its heights are the pattern's."""
    mine = own(m)
    count = v.get(241, NAN) if number == 220 else v.get(242, NAN) * v.get(243, NAN)
    if broken or mine.cycle is None or mine.cycle.broken or not known(*v.values(), m.scale):
        if mine.cycle is None and not broken:
            report(m, "word-missing", statement, say("a pattern without a cycle: none is defined"),
                   say("write CYCL DEF before it"))  # fmt: skip
        m.forget()
        return
    if not 1 <= count <= MOST_HOLES:
        report(m, "limit-exceeded", statement, say("a pattern of {count:g} holes: 1 to {most} are followed", count=count,
               most=MOST_HOLES), say("check the numbers of the pattern"))  # fmt: skip
        m.forget()
        return
    if v.get(365, 0.0) != 0.0:
        unread(m, statement, say("a pattern with moves on the circle (Q365=1)"))
        m.forget()
        return
    heights = {q: v[q] for q in (200, 203, 204)}
    high = (v[203] + max(v[200], v[204])) * m.scale
    points = list(POINTS[number](v, m.scale))
    for k, (x, y) in enumerate(points):
        if k == 0 and m.here[2] != high:
            m.go(MoveKind.RAPID, (*m.here[:2], high), column=statement.column)
        m.go(MoveKind.RAPID, (x, y, m.here[2]), column=statement.column)
        drilling.run(m, statement, instead=heights, low=v[301] == 0 and k + 1 < len(points))


def _preset(m: Machine, number: float, statement: Statement) -> None:
    """247: another datum of the preset table."""
    name = f"preset {number:g}"
    m.shift(offset=m.offset_of(name))
    m.set_state(work_offset=name)
    m.event(EventKind.WORK_OFFSET, column=statement.column, text=name)


# -- cycles of the old form --------------------------------------------------------------------------------------------

SILENT: Final = frozenset((32, 13))
"""Tolerance and spindle orientation: they change no place."""
TILTS: Final = frozenset((19, 26))
"""Working plane, scaling by axis."""


def _head(m: Machine, statement: Statement, number: int) -> None:
    """CYCL DEF n.0: what follows in the lines n.1 and on."""
    mine = own(m)
    if number in OLD:
        mine.cycle = Cycle(number)
    elif number == 8:
        mine.transforms.mirror = ""
        place(m)
    elif number == 12 or number not in NOT_MACHINING | TILTS | SILENT:
        unread(m, statement, say("cycle {number}", number=number))
        mine.cycle = Cycle(number, broken=True)


def line(m: Machine, statement: Statement) -> None:
    """CYCL DEF n.1 and on."""
    number, _, index = statement.name.partition(".")
    contour.flush(m)
    match int(number):
        case 1 | 2 | 17:
            _old_line(m, statement, int(number), int(index))
        case 7:
            _datum(m, statement)
        case 8:
            _mirror(m, statement)
        case 9:
            _dwell(m, statement)
        case 10 | 11:
            _turn_or_scale(m, statement, turn=int(number) == 10)
        case 13:
            if m.state.spindle is not Spindle.OFF:  # oriented, it stands
                m.set_state(spindle=Spindle.OFF)
                m.event(EventKind.SPINDLE, column=statement.column, value=m.state.speed)
        case 19 | 26:
            _tilt(m, statement, neutral=0.0 if number == "19" else 1.0)


def _old_line(m: Machine, statement: Statement, number: int, index: int) -> None:
    cycle = own(m).cycle
    parameter = OLD_LINES[number].get(index)
    part = next((p for p in statement.parts if p.value is not None), None)
    if cycle is None or cycle.number != number or parameter is None or part is None:
        report(m, "syntax", statement, say("CYCL DEF {name} belongs to no cycle before it", name=statement.name),
               say("write the cycle's lines in their order"))  # fmt: skip
        return
    cycle.values[parameter] = value_of(m, part)
    cycle.broken = not known(*cycle.values.values())


def place(m: Machine) -> None:
    """The frame of the transformations in force."""
    mine, t = own(m), own(m).transforms
    if t.rotation == 0.0 and t.scale == 1.0 and not t.mirror:
        t.unknown.discard("order")
    if t.mirror and t.rotation:
        t.unknown.add("order")
    frame = Frame(t.shift) if any(t.shift) else IDENTITY
    if t.rotation:
        frame = frame.turned(math.radians(t.rotation))
    if t.scale != 1.0 or t.mirror:
        x, y = (-t.scale if axis in t.mirror else t.scale for axis in "XY")
        frame = frame.scaled((x, y, t.scale))
    m.frame = frame
    mine.tangent = None


def _datum(m: Machine, statement: Statement) -> None:
    """7: each axis for itself; an incremental value adds to the shift in force."""
    t = own(m).transforms
    shift = list(t.shift)
    for part in statement.parts:
        axis = part.key.removeprefix("I")
        if part.key == "#":
            unread(m, part, say("a datum of a table"))
            t.unknown |= {"X", "Y", "Z"}
        elif axis in ("X", "Y", "Z") and part.value is not None:
            value = value_of(m, part) * m.scale
            k = "XYZ".index(axis)
            shift[k] = shift[k] + value if part.key[0] == "I" else value
            if part.key[0] != "I":
                t.unknown.discard(axis)
            if not known(shift[k]):
                t.unknown.add(axis)
                shift[k] = 0.0
        else:
            report(m, "unsupported-code", part, say("the word {letter} is not interpreted", letter=part.text),
                   say("write the program for X, Y, Z"))  # fmt: skip
    if (t.rotation or t.mirror or t.scale != 1.0) and tuple(shift) != t.shift and any(shift):
        unread(m, statement, say("a datum shift under a rotation, mirror image or scaling"))
        t.unknown.add("order")
    t.shift = (shift[0], shift[1], shift[2])
    place(m)


def _mirror(m: Machine, statement: Statement) -> None:
    """8: of the axes that are named; without any, none."""
    t = own(m).transforms
    axes = "".join(part.key.replace(" ", "") for part in statement.parts)
    if set(axes) - set("XY"):
        unread(m, statement, say("a mirror image of {axes}", axes=axes))
        t.unknown.add("order")
    t.mirror = "".join(a for a in "XY" if a in axes)
    place(m)
    if t.mirror and t.rotation:
        unread(m, statement, say("a mirror image together with a rotation"))


def _turn_or_scale(m: Machine, statement: Statement, *, turn: bool) -> None:
    """10: ROT (IROT: further), degrees; 11: SCL."""
    t = own(m).transforms
    part = next((p for p in statement.parts if p.value is not None), None)
    value = NAN if part is None else value_of(m, part)
    if part is None or (not turn and value <= 0):
        report(m, "word-missing", statement, say("{name} needs {what}", name=f"CYCL DEF {statement.name}",
               what="ROT" if turn else "SCL"), say("write the value"))  # fmt: skip
        value = NAN
    if not known(value):
        t.unknown.add("tilt")
    elif turn:
        t.rotation = (t.rotation + value if part is not None and part.key.startswith("I") else value) % 360.0
    else:
        t.scale = value
    place(m)
    if turn and t.mirror and t.rotation:
        unread(m, statement, say("a mirror image together with a rotation"))


def _dwell(m: Machine, statement: Statement) -> None:
    """9: seconds, where it is defined."""
    part = next((p for p in statement.parts if p.value is not None), None)
    value = NAN if part is None else value_of(m, part)
    if part is None or value < 0:
        report(m, "word-missing", statement, say("{name} needs {what}", name="CYCL DEF 9.1", what=say("a time in seconds")),
               say("write the value"))  # fmt: skip
        return
    m.event(EventKind.DWELL, column=statement.column, value=value)


def _tilt(m: Machine, statement: Statement, *, neutral: float) -> None:
    """19, 26: not interpreted unless it says nothing."""
    values = [value_of(m, p) for p in statement.parts if p.value is not None and p.key.strip() in tuple("ABCXYZ")]
    if not values:
        return
    if all(value == neutral for value in values):
        own(m).transforms.unknown.discard("tilt")
        return
    unread(m, statement, say("cycle {number}", number=statement.name.partition(".")[0]))
    own(m).transforms.unknown.add("tilt")
    m.forget()
