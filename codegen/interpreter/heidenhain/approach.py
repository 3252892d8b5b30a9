"""APPR and DEP: the ways to a contour and from it. They are not interpreted yet: where they end is known, not how they go."""

from __future__ import annotations

from codegen.interpreter.heidenhain import contour, functions, path
from codegen.interpreter.heidenhain.lines import Statement
from codegen.interpreter.heidenhain.state import own, sorted_parts, unread
from codegen.interpreter.machine import Machine


def run(m: Machine, statement: Statement) -> None:
    """One block of APPR or DEP."""
    contour.flush(m)
    words, found = sorted_parts(m, statement), functions.numbers(m, statement.parts)
    unread(m, statement, statement.name)
    m.forget()
    own(m).tangent = None
    if words is None or found is None:
        return
    functions.at_start(m, found)
    path.compensation(m, words.get("radius"))
    if statement.name.startswith("DEP"):
        m.set_state(compensation="G40")
    functions.at_end(m, found)
