"""Which motion a block's axis words belong to, as a Haas control decides it."""

from __future__ import annotations

from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, MOTION, NONMODAL
from codegen.interpreter.haas.codes import CYCLE, CYCLES, OWN_AXES, PATTERNS
from codegen.interpreter.haas.state import drilling
from codegen.interpreter.machine import AXES, OTHER_AXES, Machine
from codegen.messages import say


def find_motion(m: Machine, out: Sorted) -> None:
    """A cycle or a motion code of the block; else axis words alone, for the one in force (Mill Operator's Manual, G codes).

    A bolt pattern (G70 to G72) takes the axis words, and the cycle of its block or the one in force for each hole.
    """
    explicit, cycle = out.g.get(MOTION), out.g.get(CYCLE)
    axes = sorted((out.words[n] for n in (*AXES, *OTHER_AXES) if n in out.words), key=lambda word: word.column)
    owner = next((found for found in out.g.values() if found[0] in OWN_AXES), None)
    pattern = owner is not None and owner[0] in PATTERNS
    clash = explicit is not None or out.cancel
    if cycle is not None and clash:
        other = explicit[1].text if explicit is not None else "G80"
        message = say(
            "{other} and {cycle} in one block: the cycle would be cancelled", other=other, cycle=cycle[1].text
        )
        report(m, "word-conflict", cycle[1], message, say("write them in two blocks"))
        out.refused = True
    elif owner is not None:
        rival = None if pattern else cycle or (explicit if explicit and explicit[0] in ARCS else None)
        if rival is not None:
            message = say("{first} and {second} both want the axis words", first=owner[1].text, second=rival[1].text)
            report(m, "word-conflict", rival[1], message, say("write them in two blocks"))
            out.refused = True
    elif out.g.get("unmodelled", (-1,))[0] >= 0 and explicit is None and cycle is None:
        pass  # axis words belong to what is not interpreted
    elif cycle is not None:
        out.motion, out.motion_column = cycle[0], cycle[1].column
    elif explicit is not None:
        if axes or explicit[0] in ARCS:
            out.motion, out.motion_column = explicit[0], explicit[1].column
    else:
        _modal(m, out)


def _modal(m: Machine, out: Sorted) -> None:
    """Words without a code: X and Y drill in a cycle, its other words are stored; in an arc I, J, K or R alone is a circle."""
    mode = drilling(m).under if out.cancel and m.motion in CYCLES else m.motion
    also = "RQIJK" if mode in CYCLES else "IJKR" if mode in ARCS else ""
    if "call" in out.m or NONMODAL in out.g:
        also = ""
    first = next((out.words[name] for name in (*AXES, *OTHER_AXES, *also) if name in out.words), None)
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
        m.motion = drilling(m).under
