"""CYCL CALL, and what is not interpreted."""

from __future__ import annotations

import re
from typing import Final

from codegen.interpreter.heidenhain import contour, drilling, functions, path, places
from codegen.interpreter.heidenhain.lines import Statement
from codegen.interpreter.heidenhain.state import forget_all, known, own, report, sorted_parts, unread, value_of
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind

HARMLESS: Final = re.compile(
    r"PLANE[ \t]+RESET|FUNCTION[ \t]+RESET|FUNCTION[ \t]+MODE[ \t]+MILL|SEL[ \t]|CONTOUR[ \t]+DEF|GLOBAL[ \t]+DEF|QS|DECLARE"
)
"""Of what is not read: what changes no place by itself."""
RESETS: Final = re.compile(r"PLANE[ \t]+RESET|FUNCTION[ \t]+RESET|FUNCTION[ \t]+MODE[ \t]+MILL")
"""… and ends what this reader never begins."""


def cycle_call(m: Machine, statement: Statement) -> None:
    """CYCL CALL, PAT and POS."""
    mine = own(m)
    contour.flush(m)
    words, found = sorted_parts(m, statement), functions.numbers(m, statement.parts)
    if words is None or found is None:
        m.forget()
        return
    functions.at_start(m, found)
    if statement.name.endswith("PAT"):
        unread(m, statement, say("a table of points (CYCL CALL PAT)"))
        m.forget()
    elif statement.name.endswith("POS"):
        _call_at(m, statement, words)
    else:
        drilling.run(m, statement)
    mine.always = False
    functions.at_end(m, found)


def _call_at(m: Machine, statement: Statement, words: places.Parts) -> None:
    """CYCL CALL POS: to X and Y, and the cycle there, its surface moved by Z ("acts as an additional datum shift")."""
    mine = own(m)
    if not all(axis in words for axis in "XYZ"):
        report(m, "word-missing", statement, say("{name} needs {what}", name="CYCL CALL POS", what="X, Y, Z"),
               say("write the value"))  # fmt: skip
        m.forget()
        return
    feed = path.feed_of(m, words, statement, say("a straight cut"))
    kind = MoveKind.RAPID if feed == 0.0 else MoveKind.FEED
    x, y, _ = places.target(m, {k: words[k] for k in "XY"})
    shift = value_of(m, words["Z"])
    cycle = mine.cycle
    values = {} if cycle is None else cycle.values
    surface = values.get(203, NAN) + shift
    if m.here[2] < surface * m.scale:
        high = (surface + max(values.get(200, NAN), values.get(204, NAN))) * m.scale
        m.go(kind, (*m.here[:2], high), column=statement.column, feed=feed or 0.0)
    m.go(kind, (x, y, m.here[2]), column=statement.column, feed=feed or 0.0)
    drilling.run(m, statement, instead={203: surface} if known(surface) else None)


def not_read(m: Machine, statement: Statement) -> None:
    """What is recognised, and not interpreted: what it may have changed is unknown."""
    text = statement.name
    if statement.kind == "other fn":
        _other_fn(m, statement)
        return
    if re.match(r"PLANE[ \t]+RESET", text):
        own(m).transforms.unknown.discard("tilt")
    if RESETS.match(text):
        return
    unread(m, statement, " ".join(text.split()[:2]))
    if re.match(r"F(?:L|C|POL|SELECT)", text):
        m.forget()
    elif re.match(r"PLANE", text):
        own(m).transforms.unknown.add("tilt")
        m.forget()
    elif HARMLESS.match(text):
        return
    else:
        forget_all(m)


def _other_fn(m: Machine, statement: Statement) -> None:
    """FN 14 and on: error stop, output, reading and writing of the control's data."""
    number = int(re.findall(r"[0-9]+", statement.name)[0])
    if number == 14:
        m.event(EventKind.END, column=statement.column, text="FN 14")
        m.ended = True
    elif number not in (15, 16, 20):
        unread(m, statement, f"FN {number}")
        named = re.findall(r"Q[LR]?[0-9]+", statement.name)
        if number in (17, 25):
            forget_all(m)
        elif number in (18, 23, 24, 28) and named:
            own(m).q.lose(*named)
