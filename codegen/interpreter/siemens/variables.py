"""What the program assigns: variables of its own, and system variables that mean something to the machine."""

from __future__ import annotations

from codegen.interpreter.expression import Assignment, assign, evaluate
from codegen.interpreter.faults import Fault
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens.parts import Block, fault
from codegen.interpreter.siemens.state import own
from codegen.interpreter.unknown import forget_length, forget_offsets
from codegen.messages import say

OFFSETS = (
    "$P_UIFR",
    "$P_UBFR",
    "$P_CHBFR",
    "$P_NCBFR",
    "$P_PFRAME",
    "$P_IFRAME",
    "$P_BFRAME",
    "$P_ACTFRAME",
    "$P_SETFR",
)
"""Frames: settable, basic and programmable."""
LENGTHS = ("$TC_DP", "$TC_SCP", "$TC_ECP")
"""Data of tools' edges."""
QUIET = (
    "$A_OUT",
    "$A_OUTA",
    "$A_DBB",
    "$A_DBW",
    "$A_DBD",
    "$A_DBR",
    "$AC_MARKER",
    "$AC_PARAM",
    "$AC_TIMER",
    "$AN_",
    "$TC_MPP",
)
"""Outputs, markers and timers: no state of the reader's."""


def set_variable(m: Machine, out: Block, assignment: Assignment) -> None:
    """Make one assignment; a frame or tool datum that is set makes what the reader knows of it void."""
    if out.refused:
        return
    name = assignment.target.name
    store = own(m).store
    if name.startswith(OFFSETS):
        _unread(m, assignment, say("{name}: a frame that the program sets", name=name))
        forget_offsets(m)
        own(m).programmed = [float("nan")] * 3
        return
    if name.startswith(LENGTHS):
        _unread(m, assignment, say("{name}: tool data that the program sets", name=name))
        forget_length(m)
        return
    if name in ("POS", "POSA"):
        _unread(m, assignment, say("{name}: a positioning axis", name=name))
        out.lost = True
        return
    if name in ("FA", "FGREF", "ACC", "VELOLIM", "JERKLIM", "OVRA", "OVR"):
        return
    value = evaluate(assignment.value, store)
    if isinstance(value, Fault):
        fault(m, out, value)
        return
    problem = assign(assignment, value, store)
    if problem is not None:
        fault(m, out, problem)
    elif name.startswith("$") and not name.startswith(QUIET):
        _unread(m, assignment, say("{name}: a system variable that the program sets", name=name))


def _unread(m: Machine, assignment: Assignment, what: str) -> None:
    target = assignment.target
    m.report(
        "unsupported-code",
        say("{what} is not interpreted", what=what),
        say("set it on the control, and not in the program"),
        column=target.column,
        end_column=max(target.end_column, assignment.value.end_column),
    )
