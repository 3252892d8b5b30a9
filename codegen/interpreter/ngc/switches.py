"""Modes and switches of LinuxCNC: feed and speed, spindle, overrides, inputs and outputs, units, compensation, paths."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter import cutter
from codegen.interpreter import execute as common
from codegen.interpreter.check import Sorted
from codegen.interpreter.codes import PLANES, g_name
from codegen.interpreter.compensation import Side, Style
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.ngc.state import not_compensated, own, refuse, tool_radius
from codegen.messages import say
from codegen.model.motion import EventKind, Plane, Point2, Spindle
from codegen.model.program import Word

SPINDLES: Final = 1
"""Of the machine; a further one is a finding."""
MOST_ORIENTATION: Final = 9
_ORIENTATIONS: Final[dict[int, tuple[int, int]]] = {
    1: (1, -1), 2: (-1, -1), 3: (-1, 1), 4: (1, 1), 5: (1, 0), 6: (0, -1), 7: (-1, 0), 8: (0, 1),
}  # fmt: skip
"""A lathe tool's control point from its nose's centre, in radii along Z and X (its manual's "Tool orientation")."""


def spindle_mode(m: Machine, block: Sorted) -> None:
    """G96: S is a surface speed, and how fast the spindle turns depends on where the tool is. G97: S is in rev/min."""
    found = block.g.get("spindle mode")
    if found is None or not _one_spindle(m, block):
        return
    code, word = found
    if code == 960 and "S" not in block.words:
        refuse(m, block, word, say("G96 needs S, the surface speed"), say("write S"), "word-missing")
        return
    mine = own(m)
    if mine.surface and code == 970 and "S" not in block.words:
        m.set_state(speed=None)
    mine.surface = code == 960
    if mine.surface:
        m.set_state(speed=None)


def feed_and_speed(m: Machine, block: Sorted) -> None:
    """G93, G94, G95; F; S. Each statement of G94 or G95 drops the feed, also that of the mode in force."""
    mode = block.g.get("feed mode")
    if mode is not None:
        name = g_name(mode[0])
        if not _one_spindle(m, block):
            return
        if name != "G93" and not math.isnan(m.feed):
            m.feed = 0.0
        elif m.feed_mode is not None and name != m.feed_mode:
            m.feed = 0.0 if name != "G93" else m.feed
        m.feed_mode = name
        if m.state.feed_mode != name:
            m.set_state(feed_mode=name)
    common.feed_word(m, block)
    speed = block.words.get("S")
    if speed is None or not _one_spindle(m, block):
        return
    if own(m).surface:
        m.event(EventKind.SPINDLE, column=speed.column, value=NAN, text="G96")
    elif speed.value != m.state.speed:
        m.set_state(speed=None if math.isnan(speed.value) else speed.value)
        if "spindle" not in block.m and m.state.spindle in (Spindle.CW, Spindle.CCW):
            m.event(EventKind.SPINDLE, column=speed.column, value=speed.value)


def _one_spindle(m: Machine, block: Sorted) -> bool:
    """Whether $ names the spindle that there is."""
    word = block.words.get("$")
    if word is None or -1 <= word.value < SPINDLES:
        return True
    refuse(m, block, word, say("{word}: another spindle than the first is not followed", word=word.text),
           say("remove $"), "unsupported-code")  # fmt: skip
    return False


def inputs_and_outputs(m: Machine, block: Sorted) -> None:
    """M62 to M68: outputs with P or E; M66 waits for an input, whose value is not known."""
    found = block.m.get("input and output")
    if found is None:
        return
    code, word = found
    words = block.words
    if code == 66:
        p, e = words.get("P"), words.get("E")
        wait, timeout = words.get("L"), words.get("Q")
        if (p is None) == (e is None) or (p or e or word).value < 0:
            refuse(
                m, block, word, say("M66 needs P or E, the input's number"), say("write one of them"), "word-missing"
            )
        elif wait is not None and wait.value > 0 and (timeout is None or timeout.value <= 0):
            refuse(m, block, word, say("M66 that waits (L) needs Q, how long"), say("write Q above 0"), "word-missing")
        elif wait is not None and wait.value != 0 and e is not None:
            refuse(m, block, wait, say("M66 does not wait for an analog input"), say("remove L"))
    else:
        letter = "E" if code in (67, 68) else "P"
        index = words.get(letter)
        if index is None or (letter == "E" and index.value < 0):
            message = say("{word} needs {letter}, the output's number", word=word.text, letter=letter)
            refuse(m, block, word, message, say("write {asked}", asked=letter), "word-missing")
    if not block.refused and not_compensated(m, block, word):
        m.event(EventKind.OUTPUT, column=word.column, text=f"M{code}")


def tool(m: Machine, block: Sorted) -> None:
    """T, M6; M61 says which tool is in the spindle, and changes none."""
    found = block.m.get("tool change")
    own(m).before = m.state.tool
    if found is not None and found[0] == 61:
        word = block.words.get("Q")
        if word is None or round(word.value) < 0:
            refuse(m, block, found[1], say("M61 needs Q, the tool's number"), say("write Q"), "word-missing")
            return
        t = block.words.get("T")
        m.selected = m.selected if t is None else round(t.value)
        m.set_state(tool=round(word.value))
        m.event(EventKind.TOOL_CHANGE, column=found[1].column, value=float(round(word.value)), text="M61")
        return
    if found is None or not_compensated(m, block, found[1]):
        common.tool(m, block)


def spindle_and_coolant(m: Machine, block: Sorted) -> None:
    """M3 to M5, M19; M7 to M9."""
    turn = block.m.get("spindle")
    if turn is not None and not _one_spindle(m, block):
        return
    if turn is not None and turn[0] == 19 and not _orients(m, block):
        return
    common.spindle_and_coolant(m, block)


def _orients(m: Machine, block: Sorted) -> bool:
    angle, way, wait = (block.words.get(letter) for letter in "RPQ")
    if angle is not None and not 0 <= angle.value <= 360:
        refuse(m, block, angle, say("M19 {word}: 0 to 360 degrees", word=angle.text), say("check R"), "syntax")
    elif way is not None and way.value not in (0, 1, 2):
        refuse(m, block, way, say("M19 {word}: 0, 1 or 2", word=way.text), say("check P"), "syntax")
    elif wait is not None and wait.value <= 0:
        refuse(m, block, wait, say("M19 {word}: a time above 0", word=wait.text), say("check Q"), "syntax")
    return not block.refused


def overrides(m: Machine, block: Sorted) -> None:
    """M48 to M53 decide who may turn the feed and speed dials; nothing of it is in a move."""
    found = block.m.get("override")
    if found is None:
        return
    spindle = block.words.get("$")
    if found[0] == 51 and spindle is not None and not 0 < spindle.value < SPINDLES:
        refuse(m, block, spindle, say("{word}: no spindle of M51", word=spindle.text), say("remove $"))
        return
    not_compensated(m, block, found[1])


def modes(m: Machine, block: Sorted) -> None:
    """The plane, the unit, diameters."""
    plane = block.g.get("plane")
    if plane is not None:
        under = cutter.active(m)
        if under is not None and PLANES[plane[0]] is not under.plane:
            not_compensated(m, block, plane[1])
            return
        m.plane = PLANES[plane[0]]
    common.units(m, block)
    found = block.g.get("diameter")
    if found is not None:
        own(m).diameter = found[0] == 70
    x = block.words.get("X")
    if own(m).diameter and x is not None:
        block.words["X"] = Word(x.letter, x.value / 2, x.column, x.text)


def compensation(m: Machine, block: Sorted) -> None:
    """G40; G41 and G42 with a tool of the table, G41.1 and G42.1 with a diameter."""
    found = block.g.get("compensation")
    if found is None:
        return
    code, word = found
    if code == 400:
        if cutter.off(m, word.column):
            own(m).after_compensation = True
        if m.state.compensation != "G40":
            m.set_state(compensation="G40")
        return
    if m.plane not in (Plane.XY, Plane.XZ):
        refuse(m, block, word, say("{word} outside the XY and XZ planes", word=word.text), say("write G17"))
        return
    if not not_compensated(m, block, word):
        return
    chosen = _cutter(m, block, word, dynamic=code in (411, 421))
    if chosen is None:
        return
    radius, orientation = chosen
    if math.isnan(radius):
        m.report(
            "position-unknown",
            say("the cutter's radius is not known, so no position in the plane is, until G40"),
            say("state the tool's diameter in the setup"),
            column=word.column,
        )
    steps = _ORIENTATIONS.get(orientation, (0, 0)) if m.plane is Plane.XZ else (0, 0)
    shift: Point2 = (steps[0] * abs(radius), steps[1] * abs(radius))
    style = Style(sweep_slack=0.0254 if m.scale == 1.0 else 0.001)
    cutter.on(m, Side.LEFT if code in (410, 411) else Side.RIGHT, radius, m.plane, style=style, shift=shift)
    m.set_state(compensation=f"G{code // 10}")


def _cutter(m: Machine, block: Sorted, word: Word, *, dynamic: bool) -> tuple[float, int] | None:
    """Radius, mm (NaN: not known) and a lathe tool's orientation; None: refused."""
    d, way = block.words.get("D"), block.words.get("L")
    if dynamic:
        if d is None:
            refuse(m, block, word, say("{word} needs D, the diameter", word=word.text), say("write D"), "word-missing")
            return None
        if way is not None and m.plane is not Plane.XZ:
            refuse(m, block, way, say("{word}: a lathe tool's orientation, outside the XZ plane", word=way.text),
                   say("write G18, or remove L"))  # fmt: skip
            return None
        return d.value * m.scale / 2, 0 if way is None else round(way.value)
    if d is None or d.value == 0:
        # a tool that this very block puts in is in the table's place of the spindle only after it
        number = own(m).before if "tool change" in block.m else m.state.tool
        if number is None:
            m.unset(
                say("the tool in the spindle ({word} without D)", word=word.text), say("write D"), column=word.column
            )
            return NAN, 0
        return tool_radius(m, number), 0
    if d.value < 0 or abs(d.value - round(d.value)) > 1e-4:
        refuse(m, block, d, say("{word}: D is a tool's number", word=d.text), say("write a whole number"), "syntax")
        return None
    return tool_radius(m, round(d.value)), 0


def path(m: Machine, block: Sorted) -> None:
    """G61, G61.1, G64."""
    found = block.g.get("path")
    if found is None or not not_compensated(m, block, found[1]):
        return
    if m.state.exact_path != g_name(found[0]):
        m.set_state(exact_path=g_name(found[0]))


def distance_and_retract(m: Machine, block: Sorted) -> None:
    """G90, G91; G90.1, G91.1; G98, G99."""
    retract = block.g.get("retract")
    if retract is None or not_compensated(m, block, retract[1]):
        common.distance_and_retract(m, block)


def stop(m: Machine, block: Sorted) -> None:
    """M0, M1, M60; M2, M30. What compensation holds stands then."""
    found = block.m.get("stop")
    if found is None:
        return
    cutter.settle(m, found[1].column)
    common.stop(m, block)
    if m.ended:
        m.release()


def remember(m: Machine, _block: Sorted) -> None:
    """Whether plain words are what they seem for the next block."""
    mine = own(m)
    m.special = (
        m.frame.shift != (0.0, 0.0, 0.0)
        or m.frame.matrix is not None
        or m.compensator is not None
        or m.meant is not None
        or mine.diameter
        or mine.after_compensation
    )
