"""What a GRBL block does, beside the steps that controls have in common: its checks, T, and the order (gcode.c)."""

from __future__ import annotations

from typing import Final

from codegen.interpreter import execute as common
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, MOTION, NONMODAL, PLANE_AXES, PLANES, PROBES, g_name
from codegen.interpreter.machine import AXES, Machine
from codegen.interpreter.ngc import offsets, switches, threads
from codegen.interpreter.ngc.steps import nonmodal
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Word

MAX_TOOL: Final = 255
MAX_SYSTEM: Final = 6
"""G54 to G59; P0 is the one in force (gcode.c, G10)."""
MAX_LINE_NUMBER: Final = 10_000_000


def find_motion(m: Machine, out: Sorted) -> None:
    """Which motion the block runs, and what GRBL refuses: a block with any error changes nothing (gcode.c, step 3)."""
    explicit = out.g.get(MOTION)
    nonmodal = out.g.get(NONMODAL)
    own = nonmodal is not None and nonmodal[0] in m.dialect.codes.axis_nonmodal
    length = out.g.get("length offset", (0,))[0] in (431, 432)
    axes = sorted((out.words[name] for name in AXES if name in out.words), key=lambda word: word.column)
    foreign = out.g.get("unmodelled")
    if foreign is not None and (foreign[0] < 0 or foreign[0] not in m.dialect.codes.unmodelled):
        out.refused = True
        return
    if own and nonmodal is not None and explicit is not None:
        message = say("{first} and {second} both want the axis words", first=nonmodal[1].text, second=explicit[1].text)
        report(m, "word-conflict", explicit[1], message, say("write them in two blocks"))
        out.refused = True
    elif explicit is not None:
        out.motion, out.motion_column = explicit[0], explicit[1].column
    elif own or length or (foreign is not None and axes):
        pass
    elif out.cancel or (m.motion == 800 and axes):
        if axes:
            report(m, "word-conflict", axes[0], say("axis words with G80"),
                   say("write a motion code, or leave the axes out"))  # fmt: skip
            out.refused = True
    elif axes:
        if m.motion is None:
            m.unset(say("the motion mode (G0, G1 …)"), say("write a motion code with the axis words"),
                    column=axes[0].column)  # fmt: skip
            out.loses_position = True
        else:
            out.motion, out.motion_column = m.motion, axes[0].column
    _check(m, out, axes)
    _check_offsets(m, out, axes)


def _check(m: Machine, out: Sorted, axes: list[Word]) -> None:
    nonmodal = out.g.get(NONMODAL)
    if (
        nonmodal is not None
        and nonmodal[0] == 530
        and (out.motion if out.motion is not None else m.motion) not in (0, 10)
    ):
        report(m, "word-conflict", nonmodal[1], say("G53 needs G0 or G1 in force"), say("write G53 G0 and the axes"))
        out.refused = True
    if out.motion in ARCS:
        _check_arc(m, out, axes)
    tool = out.words.get("T")
    if tool is not None and tool.value > MAX_TOOL and m.dialect.name == "grbl":
        report(m, "syntax", tool, say("{word}: GRBL takes T0 to T{most}", word=tool.text, most=MAX_TOOL),
               say("choose a smaller number"))  # fmt: skip
        out.refused = True


def _check_offsets(m: Machine, out: Sorted, axes: list[Word]) -> None:
    """G10, G92, G43.1 and probing have words that they need, and no others (gcode.c, "error-check")."""
    found, length = out.g.get(NONMODAL), out.g.get("length offset", (0, None))
    for code, word in (*([found] if found else []), *([out.g[MOTION]] if MOTION in out.g else [])):
        if (code in (100, 920) or code in PROBES) and not axes:
            report(m, "word-missing", word, say("{code} without an axis word", code=word.text), say("write X, Y or Z"))
            out.refused = True
    if found is not None and found[0] == 100:
        kind, number = out.words.get("L"), out.words.get("P")
        most = MAX_SYSTEM if m.dialect.name == "grbl" else 9
        if kind is None or kind.value not in (2, 20) or number is None or not 0 <= number.value <= most:
            report(m, "word-missing", found[1], say("GRBL's G10 needs L2 or L20, and P0 to P{most}", most=most),
                   say("write G10 L20 P1 and the axes"))  # fmt: skip
            out.refused = True
    if (
        m.dialect.name == "grbl"
        and length[0] == 431
        and length[1] is not None
        and [word.letter for word in axes] != ["Z"]
    ):
        report(m, "word-conflict", length[1], say("G43.1 needs Z, and no other axis"), say("write G43.1 Z"))
        out.refused = True


def _check_arc(m: Machine, out: Sorted, axes: list[Word]) -> None:
    """An end point in the plane must be said, also of a full circle; to grblHAL beside R alone (gcode.c, "Arc Radius Mode")."""
    if m.dialect.name == "grblhal" and "R" not in out.words:
        return
    code = out.g.get("plane")
    plane = PLANES[code[0]] if code is not None else m.plane
    if plane is None:
        return  # reported where it is used
    first, second, _ = PLANE_AXES[plane]
    if not {AXES[first], AXES[second]} & {word.letter for word in axes}:
        column = out.motion_column
        m.report(
            "word-missing",
            say("{code} without an end point in its plane", code=g_name(out.motion or 0)),
            say("write {x} or {y}, for a full circle too", x=AXES[first], y=AXES[second]),
            column=column,
        )
        out.refused = True


def tool(m: Machine, block: Sorted) -> None:
    """T is only remembered; a tool is put in by hand. The number is taken for the tool in the spindle."""
    word = block.words.get("T")
    if word is None or round(word.value) == m.state.tool:
        return
    m.selected = round(word.value)
    m.set_state(tool=m.selected)
    m.event(EventKind.TOOL_CHANGE, column=word.column, value=float(m.selected))


def move(m: Machine, block: Sorted) -> None:
    """The block's motion or probing."""
    if block.motion in PROBES:
        code = block.motion or 0
        implied = Word("G", code / 10, block.motion_column, g_name(code))
        threads.probe(m, block, block.g.setdefault(MOTION, (code, implied))[1])
        m.motion = code
    else:
        common.move(m, block)


ORDER: Final = (
    common.modes, common.feed_and_speed, tool, common.spindle_and_coolant, common.dwell, offsets.length, offsets.work_offset,
    switches.path, common.distance_and_retract, common.lose_position, nonmodal, offsets.unshift, move, common.stop,
    switches.remember,
)  # fmt: skip
"""As LinuxCNC's, but a feed is in the unit of its own block (gcode.c, "Set feed rate")."""
