"""LinuxCNC's order of execution, and which motion a block runs."""

from __future__ import annotations

from typing import Final

from codegen.interpreter import cutter, cycles, motion
from codegen.interpreter import execute as common
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, AXIS_NONMODAL, CYCLES, MOTION, NONMODAL, PROBES, g_name
from codegen.interpreter.machine import AXES, OTHER_AXES, Machine
from codegen.interpreter.ngc import offsets, splines, switches, threads
from codegen.interpreter.ngc.state import not_compensated, own, refuse
from codegen.messages import say
from codegen.model.program import Word

AXIS_LETTERS: Final = AXES + OTHER_AXES + "@^"
_BARE: Final = frozenset((0, 10, 20, 30, 52))
"""Motion codes that need no axis word."""


def find_motion(m: Machine, out: Sorted) -> None:
    """Which motion the block runs, as LinuxCNC decides it: a motion code; else axis words (or an arc's centre) alone."""
    explicit, nonmodal = out.g.get(MOTION), out.g.get(NONMODAL)
    own_axes = nonmodal is not None and nonmodal[0] in AXIS_NONMODAL
    axes = sorted((out.words[name] for name in AXIS_LETTERS if name in out.words), key=lambda word: word.column)
    length = out.g.get("length offset", (0,))[0]
    foreign = out.g.get("unmodelled")
    _check_axes(m, out, axes)
    if own_axes and explicit is not None and nonmodal is not None:
        message = say("{first} and {second} both want the axis words", first=nonmodal[1].text, second=explicit[1].text)
        report(m, "word-conflict", explicit[1], message, say("write them in two blocks"))
        out.refused = True
    elif explicit is not None:
        out.motion, out.motion_column = explicit[0], explicit[1].column
        if not axes and explicit[0] not in _BARE:
            message = say("{code} without an axis word", code=explicit[1].text)
            report(m, "word-missing", explicit[1], message, say("write X, Y or Z"))
            out.refused = True
    elif own_axes or (foreign is not None and axes) or length == 431:
        pass
    elif out.cancel:
        if axes:
            report(m, "word-conflict", axes[0], say("axis words with G80"),
                   say("write a motion code, or leave the axes out"))  # fmt: skip
            out.refused = True
    elif (axes or (m.motion in ARCS and any(n in out.words for n in "IJK"))) and not (
        length == 432 and m.motion in (None, 800)
    ):
        _modal_motion(m, out, axes)
    if nonmodal is not None and nonmodal[0] == 530:
        _check_g53(m, out, nonmodal[1])


def _check_axes(m: Machine, out: Sorted, axes: list[Word]) -> None:
    """Polar words, and codes that need an axis."""
    polar = [word for word in axes if word.letter in "@^"]
    if polar and ("X" in out.words or "Y" in out.words):
        report(m, "word-conflict", polar[0], say("{word} beside X or Y", word=polar[0].text), say("keep one of them"))
        out.refused = True
    nonmodal = out.g.get(NONMODAL)
    if nonmodal is not None and nonmodal[0] in (520, 920) and not any(word.letter not in "@^" for word in axes):
        message = say("{code} without an axis word", code=nonmodal[1].text)
        report(m, "word-missing", nonmodal[1], message, say("write X, Y or Z"))
        out.refused = True


def _modal_motion(m: Machine, out: Sorted, axes: list[Word]) -> None:
    first = axes[0] if axes else next(out.words[n] for n in "IJK" if n in out.words)
    if m.motion is None:
        m.unset(say("the motion mode (G0, G1 …)"), say("write a motion code with the axis words"), column=first.column)
        out.loses_position = True
    elif m.motion == 800:
        report(m, "word-missing", first, say("axis words, and no motion code in force (G80)"),
               say("write G0, G1 or a cycle"))  # fmt: skip
        out.refused = True
    else:
        out.motion, out.motion_column = m.motion, first.column


def _check_g53(m: Machine, out: Sorted, word: Word) -> None:
    if out.motion not in (0, 10):
        having = say("without a move") if out.motion is None else say("with {code}", code=g_name(out.motion))
        report(m, "word-conflict", word, say("G53 {having}: it needs G0 or G1", having=having),
               say("write G53 G0 and the axes"))  # fmt: skip
        out.refused = True
    now = out.g.get("distance")
    absolute = now[0] == 900 if now is not None else m.absolute
    if absolute is False:
        report(m, "word-conflict", word, say("G53 under incremental distance mode (G91)"), say("write G90 before it"))
        out.refused = True


def nonmodal(m: Machine, block: Sorted) -> None:
    """G10, G28, G28.1, G30, G30.1, G52, G92, G5.3."""
    found = block.g.get(NONMODAL)
    if found is None:
        return
    code, word = found
    if code == 100:
        offsets.set_data(m, block, word)
    elif code in (280, 300):
        if not_compensated(m, block, word):
            common.home(m, block)
    elif code in (281, 301):
        offsets.save_home(m, block, code, word)
    elif code in (520, 920):
        offsets.shift(m, block, code, word)
    elif code == 53:
        splines.end_of_curve(m, block, word)


def move(m: Machine, block: Sorted) -> None:
    """The block's motion, spline, thread, probing or canned cycle."""
    code, column = block.motion, block.motion_column
    if code is None:
        if block.cancel:
            m.motion = 800
        elif "unmodelled" in block.g and block.loses_position and block.g["unmodelled"][0] >= 0:
            m.motion = common.after_unmodelled(m, block.g["unmodelled"][0])
        return
    mine, words = own(m), block.words
    word = block.g.get(MOTION, (0, Word("G", code / 10, column, g_name(code))))[1]
    if code in (50, 51):  # the motion mode stays as it was
        splines.spline(m, block, word, code)
        return
    if code in (0, 10, 330, 331, 760):
        mine.after_compensation = False
    if code in (0, 10):
        _straight(m, block, code)
    elif code in ARCS:
        if mine.after_compensation:
            refuse(m, block, word, say("an arc right after the cutter's compensation"), say("write a straight move first"),
                   "compensation-conflict")  # fmt: skip
        else:
            motion.arc(m, words, code, column)
    elif code in CYCLES:
        if not_compensated(m, block, word):
            _cycle(m, block, code)
    elif code == 52:
        splines.control_point(m, block, column)
    elif code in PROBES:
        threads.probe(m, block, word)
    else:
        {330: threads.spindle_synchronised, 331: threads.rigid_tap, 760: threads.threading}[code](m, block, word)
    if not block.refused:
        m.motion = code


def _straight(m: Machine, block: Sorted, code: int) -> None:
    found = block.g.get(NONMODAL)
    in_machine = found is not None and found[0] == 530
    if in_machine and cutter.moving(m) is not None:
        assert found is not None  # noqa: S101 - said by in_machine
        not_compensated(m, block, found[1])
        return
    motion.straight(m, block.words, code, block.motion_column, machine_coordinates=in_machine)


def _cycle(m: Machine, block: Sorted, code: int) -> None:
    contiguous = m.motion in CYCLES
    if m.motion != code:
        m.cycle.code = -1  # a series that was interrupted remembers nothing
    cycles.run(m, block, code, block.motion_column, contiguous=contiguous)


ORDER: Final = (
    switches.spindle_mode, switches.feed_and_speed, switches.inputs_and_outputs, switches.tool, switches.spindle_and_coolant,
    switches.overrides, common.dwell, switches.modes, switches.compensation, offsets.length, offsets.work_offset,
    switches.path, switches.distance_and_retract, common.lose_position, nonmodal, offsets.unshift, move, switches.stop,
    switches.remember,
)  # fmt: skip
"""LinuxCNC's order of execution (G-code overview, "G-Code Order of Execution")."""
