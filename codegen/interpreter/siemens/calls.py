"""What a block calls: drilling cycles, patterns, what is accepted silently, what is not interpreted; MCALL."""

from __future__ import annotations

import math
import re
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.expression import Value, evaluate
from codegen.interpreter.faults import Fault
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.siemens import cycles, moves, patterns
from codegen.interpreter.siemens.codes import QUIET_CALLS
from codegen.interpreter.siemens.lines import Called
from codegen.interpreter.siemens.parts import Block, fault
from codegen.interpreter.siemens.state import forget_all, lose_frame, own
from codegen.messages import say

MACHINING: Final = re.compile(
    r"CYCLE(?:[0-9]+|_[A-Z]+)|POCKET[0-9]|SLOT[0-9]|LONGHOLE|HOLES[0-9]|CONTPRON|CONTDCON|EXECUTE|E_[A-Z_]+|F_[A-Z_]+|S_[A-Z_]+"
)
"""Siemens's own cycles. One that is not interpreted moves the tool, and leaves modes, frames and variables as they were."""

UNREAD: Final = frozenset({"TRAORI", "TRANSMIT", "TRACYL", "TRAANG", "TRACON", "TRAILON", "COUPDEF", "COUPON"})
"""Transformations and couplings, with parameters."""

QUIET_TRANSFORM: Final = 9
"""CYCLE800: its shifts and angles are the 5th to the 13th parameter; all 0: nothing is swivelled."""


def arguments(m: Machine, block: Block, call: Called) -> list[Value] | None:
    """The values of a call's parameters, None where one was left out; None in all: one has no value (reported)."""
    out: list[Value] = []
    for expression in call.arguments:
        value = None if expression is None else evaluate(expression, own(m).store)
        if isinstance(value, Fault):
            fault(m, block, value)
            return None
        out.append(value)
    return out


def numbers(values: list[Value]) -> list[float | None]:
    """The numbers among them; a text is not known as a number."""
    return [math.nan if isinstance(v, str) else v for v in values]


def run(m: Machine, block: Block, call: Called) -> bool:
    """Run a call that the control itself has an answer for. False: it is a subprogram's name."""
    name = call.name
    if name in QUIET_CALLS:
        return True
    if name == "SETAL":
        m.report("unsupported-code", say("the program raises an alarm of its own here (SETAL)"),
                 say("see why it does"), column=call.column, end_column=call.end_column, severity=Severity.WARNING)  # fmt: skip
        return True
    if name == "CYCLE800":
        _swivel(m, block, call)
        return True
    if name in cycles.PARAMETERS or name in patterns.PARAMETERS:
        values = arguments(m, block, call)
        if values is None:
            m.forget()
        elif name in cycles.PARAMETERS:
            cycles.run(m, name, numbers(values), call.column, call.end_column)
        else:
            _pattern(m, block, call, numbers(values))
        return True
    if name in UNREAD:
        _unread(m, call)
        forget_all(m)
        return True
    if MACHINING.fullmatch(name):
        _unread(m, call)
        m.forget()
        own(m).programmed = [NAN, NAN, NAN]
        return True
    return False


def _unread(m: Machine, call: Called) -> None:
    m.report(
        "unsupported-code",
        say("{name} is not interpreted: what follows is unproven", name=call.name),
        say("write the program without {name}", name=call.name),
        column=call.column,
        end_column=call.end_column,
    )


def _swivel(m: Machine, block: Block, call: Called) -> None:
    """CYCLE800 turns the plane. Without parameters, or with none but zeros, it turns it back; it may retract the axes."""
    values = arguments(m, block, call)
    turned = values is None or any(values[4 : 4 + QUIET_TRANSFORM])
    m.forget()
    own(m).programmed = [NAN, NAN, NAN]
    if turned:
        _unread(m, call)
        lose_frame(m)


def _pattern(m: Machine, block: Block, call: Called, values: list[float | None]) -> None:
    modal = own(m).modal
    if moves.normal_axis(m, call.column) is None:
        m.forget()
        return
    found = patterns.holes(m, call.name, values, call.column, call.end_column)
    if found is None or (modal is not None and modal.name not in cycles.PARAMETERS):
        if found is not None:
            _unread(m, call)  # a subprogram at each hole
            forget_all(m)
        m.forget()
        own(m).programmed = [NAN, NAN, NAN]
        return
    for number, centre in enumerate(found, start=1):
        m.hole = number
        m.cycle_name = None if modal is None else modal.name
        patterns.go(m, centre, call.column)
        m.cycle_name = None
        if modal is not None and not run(m, block, modal):
            break
    m.hole = None
