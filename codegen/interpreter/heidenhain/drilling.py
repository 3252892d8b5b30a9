"""What calls a machining cycle: CYCL CALL, M99, M89, and the patterns; and the heights of a hole by the cycle's parameters."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.interpreter import cutter
from codegen.interpreter.heidenhain import contour, patterns
from codegen.interpreter.heidenhain.holes import RUNS, Hole
from codegen.interpreter.heidenhain.lines import Part, Statement
from codegen.interpreter.heidenhain.state import Cycle, own, report
from codegen.interpreter.machine import Machine
from codegen.interpreter.motion import cutting_from_known
from codegen.messages import joined, say


def called(m: Machine, statement: Statement, codes: Mapping[int, Part], *, moved: bool) -> None:
    """M99 calls the cycle after the block's move, M89 after each positioning block from now on until M99 or CYCL CALL."""
    mine = own(m)
    if 99 in codes:
        run(m, codes[99])
        mine.always = False
    elif mine.always and moved and statement.kind == "path" and 91 not in codes and 92 not in codes:
        run(m, statement)


def run(m: Machine, where: Part | Statement, *, instead: Mapping[int, float] | None = None, low: bool = False) -> None:
    """Make one hole where the tool stands.

    ``instead``: parameters instead of the cycle's (CYCL CALL POS, patterns). ``low``: stay at the set-up clearance after it.
    """
    contour.flush(m)
    mine = own(m)
    mine.tangent = None
    cycle = mine.cycle
    compensated = cutter.active(m)
    if compensated is not None:
        report(m, "compensation-conflict", where, say("a cycle under radius compensation"), say("write R0 before it"))
        cutter.lose(m, compensated)
    if cycle is None:
        report(m, "word-missing", where, say("a cycle is called, and none is defined"), say("write CYCL DEF before it"))
        m.forget()
        return
    if cycle.broken or m.scale != m.scale:
        m.forget()
        return
    old = cycle.number in patterns.OLD
    hole = _old_hole(m, cycle, where) if old else _hole(m, cycle, where, instead or {}, low=low)
    if hole is None:
        m.forget()
        return
    cycle.holes += 1
    m.cycle_name, m.hole = f"CYCL {cycle.number}", cycle.holes
    try:
        hole.to(hole.clear, 0.0)
        cutting_from_known(m, where.column)
        RUNS[cycle.number](hole)
        hole.to(hole.up, 0.0)
    finally:
        m.cycle_name, m.hole = None, None


def _hole(m: Machine, cycle: Cycle, where: Part | Statement, instead: Mapping[int, float], *, low: bool) -> Hole | None:
    scale = m.scale
    v = {q: value * scale for q, value in {**cycle.values, **instead}.items()}
    top = v[203]
    depth, clear, second = v[201], v[200], v[204]
    if depth > 0:
        report(m, "word-conflict", where, say("Q201 = {depth:g}: a depth has a minus sign", depth=cycle.values[201]),
               say("write Q201 with a minus sign"))  # fmt: skip
        return None
    if depth == 0:
        report(
            m, "word-conflict", where, say("Q201 = 0: the control does not execute the cycle"), say("write the depth")
        )
        return None
    if clear < 0:
        report(m, "word-conflict", where, say("Q200 is negative: the set-up clearance lies above the surface"),
               say("write Q200 without a sign"))  # fmt: skip
        return None
    return Hole(m, cycle, where.column, top + clear, top, top + depth, top + (clear if low else max(clear, second)))


def _old_hole(m: Machine, cycle: Cycle, where: Part | Statement) -> Hole | None:
    """Cycles 1, 2, 17 begin and end where the tool stands, the set-up clearance above the surface."""
    missing = [k for k, q in patterns.OLD_LINES[cycle.number].items() if q not in cycle.values and q != 211]
    if missing:
        lines = joined(", ", (f"CYCL DEF {cycle.number}.{k}" for k in missing))
        report(m, "word-missing", where, say("cycle {number} lacks {names}", number=cycle.number, names=lines),
               say("write {asked}", asked=lines))  # fmt: skip
        return None
    clear, depth = abs(cycle.values[1]) * m.scale, cycle.values[2] * m.scale
    if not depth < 0:
        report(m, "word-conflict", where, say("the depth of cycle {number} is not below the surface", number=cycle.number),
               say("write the depth with a minus sign"))  # fmt: skip
        return None
    z = m.here[2]
    return Hole(m, cycle, where.column, z, z - clear, z - clear + depth, z)
