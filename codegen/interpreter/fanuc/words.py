"""Which motion a block's axis words belong to, as a Fanuc control decides it."""

from __future__ import annotations

from codegen.findings import AFTERWARDS_UNKNOWN, Severity
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, MOTION
from codegen.interpreter.fanuc.codes import CYCLE, CYCLES, OWN_AXES
from codegen.interpreter.fanuc.state import own
from codegen.interpreter.machine import AXES, Machine
from codegen.messages import say
from codegen.model.program import Word


def find_motion(m: Machine, out: Sorted) -> None:
    """A cycle or a motion code of the block; else axis words alone, for the one in force (B-64604EN-2, "G function").

    Codes of group 01 and cycles (group 09) exclude each other in a block: the cycle would be cancelled ("Canned cycle for
    drilling", restrictions). After G80 axis words move by the code of group 01 that was in force before the cycle.
    """
    explicit, cycle = out.g.get(MOTION), out.g.get(CYCLE)
    axes = sorted((out.words[name] for name in AXES if name in out.words), key=lambda word: word.column)
    owner = next((found for found in out.g.values() if found[0] in OWN_AXES), None)
    if cycle is not None and (explicit is not None or out.cancel):
        other = explicit[1].text if explicit is not None else "G80"
        message = say(
            "{other} and {cycle} in one block: the cycle would be cancelled", other=other, cycle=cycle[1].text
        )
        report(m, "word-conflict", cycle[1], message, say("write them in two blocks"))
        out.refused = True
    elif owner is not None:
        _check_owner(m, out, owner, cycle or (explicit if explicit and explicit[0] in ARCS else None))
    elif out.g.get("unmodelled", (-1,))[0] >= 0 and explicit is None and cycle is None:
        pass  # axis words belong to what is not interpreted
    elif cycle is not None:
        out.motion, out.motion_column = cycle[0], cycle[1].column
    elif explicit is not None:
        if axes or explicit[0] in ARCS:
            out.motion, out.motion_column = explicit[0], explicit[1].column
    else:
        _modal(m, out, axes)


def _check_owner(m: Machine, out: Sorted, owner: tuple[int, Word], other: tuple[int, Word] | None) -> None:
    code, word = owner
    if other is not None:
        message = say("{first} and {second} both want the axis words", first=word.text, second=other[1].text)
        report(m, "word-conflict", other[1], message, say("write them in two blocks"))
        out.refused = True
    now = out.g.get("distance")
    if code == 530 and (m.absolute if now is None else now[0] == 900) is False:
        message = say("G53 under incremental programming (G91) is ignored by the control")
        m.report("word-conflict", message, say("write G90 before it"), column=word.column,
                 end_column=word.column + len(word.text), severity=Severity.WARNING, figures=(AFTERWARDS_UNKNOWN,))  # fmt: skip
        out.refused = True


def _modal(m: Machine, out: Sorted, axes: list[Word]) -> None:
    """Axis words without a code; in a cycle R alone drills too, and in an arc I, J, K or R alone is a circle."""
    mode = m.motion
    if out.cancel and mode in CYCLES:
        mode = own(m).drilling.under
    also = "R" if mode in CYCLES else "IJKR" if mode in ARCS else ""
    called = "call" in out.m  # its P and L are not the cycle's
    first = axes[0] if axes else next((out.words[n] for n in also if n in out.words and not called), None)
    if first is None:
        return
    if mode is None:
        m.unset(say("the motion mode (G0, G1 …)"), say("write a motion code with the axis words"), column=first.column)
        out.loses_position = True
    else:
        out.motion, out.motion_column = mode, first.column


def modal_only(m: Machine, block: Sorted) -> None:
    """A motion code without a motion (G0 alone, G0 G28 Z0) is in force from then on, and cancels a cycle."""
    explicit = block.g.get(MOTION)
    if explicit is not None and block.motion is None:
        m.motion = explicit[0]
    elif block.cancel and m.motion in CYCLES:
        m.motion = own(m).drilling.under
