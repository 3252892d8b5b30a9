"""LinuxCNC's reader: its tables, and what belongs to no other control."""

from __future__ import annotations

from typing import Final

from codegen.interpreter import codes
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, AXIS_NONMODAL, MOTION, NONMODAL, g_name
from codegen.interpreter.dialect import Codes, Dialect
from codegen.interpreter.execute import ORDER
from codegen.interpreter.fast import Fast
from codegen.interpreter.lines import LINUXCNC
from codegen.interpreter.machine import AXES, Machine
from codegen.interpreter.motion import RELATIVE_ARC_TOLERANCE
from codegen.interpreter.reader import run
from codegen.messages import say
from codegen.model.program import Word


def find_motion(m: Machine, out: Sorted) -> None:
    """Which motion the block runs, as LinuxCNC decides it: a motion code; else axis words (or an arc's centre) alone."""
    explicit = out.g.get(MOTION)
    nonmodal = out.g.get(NONMODAL)
    own = nonmodal is not None and nonmodal[0] in AXIS_NONMODAL
    axes = sorted((out.words[name] for name in AXES if name in out.words), key=lambda word: word.column)
    foreign = out.g.get("unmodelled")
    if own and explicit is not None and nonmodal is not None:
        message = say("{first} and {second} both want the axis words", first=nonmodal[1].text, second=explicit[1].text)
        report(m, "word-conflict", explicit[1], message, say("write them in two blocks"))
        out.refused = True
    elif explicit is not None:
        out.motion, out.motion_column = explicit[0], explicit[1].column
    elif own or (foreign is not None and axes):
        pass
    elif out.cancel:
        if axes:
            report(
                m,
                "word-conflict",
                axes[0],
                say("axis words with G80"),
                say("write a motion code, or leave the axes out"),
            )
            out.refused = True
    elif axes or (m.motion in ARCS and any(n in out.words for n in "IJK")):
        _modal_motion(m, out, axes)
    if nonmodal is not None and nonmodal[0] == 530:
        _check_g53(m, out, nonmodal[1])


def _modal_motion(m: Machine, out: Sorted, axes: list[Word]) -> None:
    first = axes[0] if axes else next(out.words[n] for n in "IJK" if n in out.words)
    if m.motion is None:
        m.unset(say("the motion mode (G0, G1 …)"), say("write a motion code with the axis words"), column=first.column)
        out.loses_position = True
    elif m.motion == 800:
        report(
            m,
            "word-missing",
            first,
            say("axis words, and no motion code in force (G80)"),
            say("write G0, G1 or a cycle"),
        )
        out.refused = True
    else:
        out.motion, out.motion_column = m.motion, first.column


def _check_g53(m: Machine, out: Sorted, word: Word) -> None:
    if out.motion not in (0, 10):
        having = say("without a move") if out.motion is None else say("with {code}", code=g_name(out.motion))
        report(
            m,
            "word-conflict",
            word,
            say("G53 {having}: it needs G0 or G1", having=having),
            say("write G53 G0 and the axes"),
        )
        out.refused = True
    now = out.g.get("distance")
    absolute = now[0] == 900 if now is not None else m.absolute
    if absolute is False:
        report(m, "word-conflict", word, say("G53 under incremental distance mode (G91)"), say("write G90 before it"))
        out.refused = True


def _nothing(m: Machine, words: tuple[Word, ...] = ()) -> None:
    """LinuxCNC begins, and goes on after a block that it would refuse, with no more than every control does."""


CODES: Final = Codes(
    groups=codes.G_GROUPS,
    unmodelled=codes.G_UNMODELLED,
    m_groups=codes.M_GROUPS,
    m_unmodelled=codes.M_UNMODELLED,
    axis_nonmodal=codes.AXIS_NONMODAL,
    strays=codes.STRAYS,
    foreign_axes=codes.FOREIGN_AXES,
    offset_setters=frozenset((100, 520, 920, 921, 922, 923)),
    length_setters=frozenset((100,)),
    m_forgets=lambda code: code in (61, 98, 99) or code >= 70,
)

DIALECT: Final = Dialect(
    name="linuxcnc",
    syntax=LINUXCNC,
    codes=CODES,
    begin=_nothing,
    find_motion=find_motion,
    order=ORDER,
    run=run,
    refused=_nothing,
    relative_arc_tolerance=RELATIVE_ARC_TOLERANCE,
    fast=Fast(),
)
