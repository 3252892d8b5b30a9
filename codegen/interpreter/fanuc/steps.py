"""The steps of a Fanuc block's execution, beside those that controls have in common."""

from __future__ import annotations

import math
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import cutter, motion
from codegen.interpreter import execute as common
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import ARCS, NONMODAL, PLANES, g_name
from codegen.interpreter.fanuc import corners, cycles, offsets, radius, transforms
from codegen.interpreter.fanuc.codes import CYCLES, MACROS, TAPS
from codegen.interpreter.fanuc.numbers import has_point, written
from codegen.interpreter.fanuc.state import Call, Drilling, own
from codegen.interpreter.fanuc.state import remember as remember_plain
from codegen.interpreter.fanuc.words import modal_only
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.interpreter.unknown import forget_everything
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind, Spindle
from codegen.model.program import Word


def end_of_macro(m: Machine, block: Sorted) -> None:
    """G67: no macro follows the moves any more."""
    if "macro" in block.g:
        own(m).modal = None


def unknown_effects(m: Machine, block: Sorted) -> None:
    """What is not interpreted and may do more than move: macros, also behind G codes of the machine's own. Two M codes."""
    found = block.g.get("unmodelled")
    if found is not None and found[0] >= 0 and (found[0] in MACROS or found[0] not in m.dialect.codes.unmodelled):
        forget_everything(m)
    ms = sorted((word for _, word in block.m.values()), key=lambda word: word.column)
    if len(ms) > 1:
        message = say(
            "{first} and {second} in one block: the control takes one, unless parameter 3404 bit 7 is set",
            first=ms[0].text,
            second=ms[1].text,
        )
        report(m, "word-conflict", ms[1], message, say("write them in two blocks"), severity=Severity.WARNING)


def units(m: Machine, block: Sorted) -> None:
    """Plane and unit; a change of the unit leaves the feed's number without a meaning."""
    before = m.scale
    plane = block.g.get("plane")
    if plane is not None:
        if cutter.active(m) is not None and m.plane is not PLANES[plane[0]]:
            message = say("{word} while the cutter is compensated", word=plane[1].text)
            report(m, "compensation-conflict", plane[1], message, say("write G40 before it"))
        m.plane = PLANES[plane[0]]
    common.units(m, block)
    if m.scale != before and not math.isnan(before):
        m.feed = NAN
        m.unset_told.discard("feed")


def feed_and_speed(m: Machine, block: Sorted) -> None:
    """G93 to G95; F in their unit; G96, G97; S. They hold in the block that states them."""
    mode = block.g.get("feed mode")
    if mode is not None and g_name(mode[0]) != m.feed_mode:
        m.feed, m.feed_mode = NAN, g_name(mode[0])
        m.unset_told.discard("feed")
        m.set_state(feed_mode=m.feed_mode)
    surface = block.g.get("spindle mode")
    if surface is not None and own(m).surface is not (surface[0] == 960):
        own(m).surface = surface[0] == 960
        m.set_state(speed=None)
    word = block.words.get("F")
    if word is not None and m.feed_mode != "G93":
        m.feed = word.value * m.scale
        if math.isnan(word.value):
            m.unset_told.add("feed")  # not evaluated, and reported as that
        elif math.isnan(m.scale):
            m.unset(say("the unit (G20 or G21)"), say("begin the program with G21 or G20"), column=word.column)
            m.unset_told.add("feed")  # one cause
    speed = block.words.get("S")
    if speed is not None and block.g.get(NONMODAL, (0,))[0] == 920:
        return  # the spindle's fastest
    if speed is not None and own(m).surface:
        m.event(EventKind.SPINDLE, column=speed.column, value=NAN, text="G96")
        return
    if speed is not None and speed.value != m.state.speed:
        m.set_state(speed=None if math.isnan(speed.value) else speed.value)
        if "spindle" not in block.m and m.state.spindle in (Spindle.CW, Spindle.CCW):
            m.event(EventKind.SPINDLE, column=speed.column, value=speed.value)


def rigid_mode(m: Machine, block: Sorted) -> None:
    """M29: the next G84 or G74 taps in step with the spindle, which is stopped for it (B-64604EN-2, "Rigid tapping")."""
    found = block.m.get("rigid tapping")
    if found is None:
        return
    if m.controller.tapping != "M29":
        report(
            m,
            "unsupported-code",
            found[1],
            say("{controller} has no M29", controller=m.controller.name),
            say("tap as this machine does"),
            severity=Severity.ERROR,
        )
    own(m).rigid = True
    if m.state.spindle is not Spindle.OFF:
        m.set_state(spindle=Spindle.OFF)
        m.event(EventKind.SPINDLE, column=found[1].column, value=m.state.speed)


def dwell(m: Machine, block: Sorted) -> None:
    """G4: P in milliseconds, or X in seconds (without a point in milliseconds; B-64604EN, "Dwell")."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] != 40:
        return
    given = [block.words[name] for name in "PX" if name in block.words]
    if len(given) != 1 or given[0].value < 0:
        m.report(
            "word-missing",
            say("G4 needs P (ms) or X (s), 0 or more, and one of them"),
            say("write P with the time"),
            column=code[1].column,
        )
        return
    word = given[0]
    seconds = cycles.seconds(m, written(word)) if word.letter == "P" or not has_point(word) else word.value
    m.event(EventKind.DWELL, column=code[1].column, value=seconds)


def compensation(m: Machine, block: Sorted) -> None:
    """G40 to G42, and the corner that waits: it is of the block before, under its modes."""
    if "compensation" not in block.g and "D" not in block.words:
        return
    radius.switch(m, block)


def corner(m: Machine, block: Sorted) -> None:
    """What waits for this block goes first."""
    corners.resolve(m, block)


def home(m: Machine, block: Sorted) -> None:
    """G28, G30: the named axes, by way of the point; a length offset of a moved Z is cancelled on arrival."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] not in (280, 300):
        return
    if not any(name in block.words for name in AXES):
        if block.loses_position:
            return  # a rotary axis, which is told of by itself
        report(
            m,
            "word-missing",
            code[1],
            say("{word} without an axis moves nothing", word=code[1].text),
            say("name the axes: G91 G28 Z0"),
        )
        return
    number = block.words.get("P")
    second = code[0] == 300 and (number is None or number.value == 2)  # P3, P4: positions that nothing describes
    motion.home(m, block.words, m.env.home if code[0] == 280 else m.env.home2 if second else None, code[1].column)
    if "Z" in block.words and "G28" in m.controller.length_offset_dropped:
        offsets.drop_length(m, code[1].column)


def machine_coordinates(m: Machine, block: Sorted) -> None:
    """G53: at rapid, whatever the motion mode (B-64604EN, "Machine coordinate system"); Z cancels the length offset."""
    code = block.g.get(NONMODAL)
    if code is None or code[0] != 530:
        return
    if not any(name in block.words for name in AXES):
        return
    if m.absolute is None and "distance" not in block.g:
        m.unset(say("the distance mode (G90 or G91)"), say("begin the program with G90"), column=code[1].column)
        m.forget("".join(name for name in AXES if name in block.words))
        return
    motion.straight(m, block.words, 0, code[1].column, machine_coordinates=True)
    if "Z" in block.words and "G53" in m.controller.length_offset_dropped:
        offsets.drop_length(m, code[1].column)


def move(m: Machine, block: Sorted) -> None:
    """The block's motion or canned cycle."""
    code, column = block.motion, block.motion_column
    modal_only(m, block)
    if code is None:
        if "unmodelled" in block.g and block.loses_position and block.g["unmodelled"][0] >= 0:
            m.motion = common.after_unmodelled(m, block.g["unmodelled"][0])
        return
    if own(m).rigid and code not in TAPS and any(name in block.words for name in AXES):
        m.report(
            "word-conflict",
            say("M29 and then {code}: the tapping cycle must follow (alarm PS0203)", code=g_name(code)),
            say("write M29 right before G84 or G74"),
            column=column,
            severity=Severity.WARNING,  # parameter 5210 says which M code it is
        )
        own(m).rigid = False
    transforms.polar(m, block)
    if code in CYCLES:
        cycles.run(m, block, code, column)
        return
    corner = corners.wanted(block)
    if corner is not None:
        corners.wait(m, block, corner)
    elif code == 310:
        _skip(m, block, column)
        return  # of its block alone: the motion mode before it stays
    elif code == 330:
        _thread(m, block, column)
    elif code in ARCS:
        motion.arc(m, _one_form(m, block), code, column)
    else:
        motion.straight(m, block.words, code, column)
    m.motion = code


def _skip(m: Machine, block: Sorted, column: int) -> None:
    """G31: toward the point, until the signal comes: so where it moves is not known afterwards."""
    if cutter.active(m) is not None:
        m.report("compensation-conflict", say("G31 while the cutter is compensated (alarm PS0036)"),
                 say("write G40 before it"), column=column)  # fmt: skip
        m.forget()
        return
    end, start = motion.target(m, block.words), m.at
    feed = motion.feed_rate(m, block.words, math.dist(m.here, end), column, say("a G31 move"))
    m.go(MoveKind.PROBE, end, column=column, feed=NAN if feed is None else feed)
    m.forget("".join(name for axis, name in enumerate(AXES) if m.at[axis] != start[axis]))


def _thread(m: Machine, block: Sorted, column: int) -> None:
    """G33: to the point in step with the spindle; F is the lead (B-64604EN, "Threading (G33)")."""
    lead = block.words.get("F")
    if lead is None or cutter.active(m) is not None:
        m.report(
            "word-missing", say("G33 needs F, the lead, and no cutter compensation"), say("write F"), column=column
        )
        m.forget("".join(name for name in AXES if name in block.words))
        return
    pitch = lead.value * m.scale
    speed = m.state.speed
    m.go(MoveKind.THREAD, motion.target(m, block.words), column=column, pitch=pitch,
         feed=NAN if speed is None else pitch * speed)  # fmt: skip
    m.feed = NAN  # whether F stays for G1, and as what, is not known


def _one_form(m: Machine, block: Sorted) -> dict[str, Word]:
    """An arc's words: with R, the control ignores I, J and K (B-64604EN, "Circular interpolation")."""
    if "R" not in block.words or not any(name in block.words for name in "IJK"):
        return block.words
    m.report("word-conflict", say("R beside I, J or K: the control takes R alone"), say("keep one of them"),
             column=block.words["R"].column, severity=Severity.WARNING)  # fmt: skip
    return {name: word for name, word in block.words.items() if name not in "IJK"}


def calls(m: Machine, block: Sorted) -> None:
    """M98, M99: what the program does next (B-64604EN, "Subprogram (M98, M99)")."""
    found = block.m.get("call")
    if found is None:
        return
    code, word = found
    p, count = block.words.get("P"), block.words.get("L")
    if code == 99:
        own(m).return_to = None if p is None else round(p.value)
        own(m).returns = True
    elif p is None or not p.value >= 1:
        report(m, "word-missing", word, say("M98 needs P, the subprogram's number"), say("write P with the number"))
        forget_everything(m)
    else:
        number, times = round(p.value), 1
        if count is not None:
            times = round(count.value)
        elif number > 9999:  # the count before the last four digits
            times, number = divmod(number, 10_000)
        own(m).call = Call(number, times, p)


def stop(m: Machine, block: Sorted) -> None:
    """M0 to M2, M30: what compensation holds stands then."""
    found = block.m.get("stop")
    if found is None:
        return
    cutter.settle(m, found[1].column)
    common.stop(m, block)
    if m.ended:
        m.release()


def remember(m: Machine, _block: Sorted) -> None:
    """Whether the next block may take the short way."""
    remember_plain(m)


def refused(m: Machine, words: tuple[Word, ...]) -> None:
    """After a refused block that would have called, returned, or run a macro of the builder's, anything may have happened."""
    g = {word.value for word in words if word.letter == "G"}
    calls_or_returns = any(word.letter == "M" and word.value in (98, 99) for word in words)
    if calls_or_returns or any(value >= 100 or value * 10 in MACROS for value in g):
        forget_everything(m)
    if any(value * 10 in CYCLES for value in g):
        m.motion = None
    elif m.motion in CYCLES and any(word.letter in "ZRQP" for word in words):
        own(m).drilling = Drilling(under=own(m).drilling.under)


ORDER: Final = (
    corner, end_of_macro, unknown_effects, units, common.distance_and_retract, rigid_mode, feed_and_speed, common.tool,
    common.spindle_and_coolant, dwell, transforms.switch, offsets.local, offsets.preset, offsets.set_data, offsets.work,
    offsets.length, offsets.path, common.lose_position, compensation, home, machine_coordinates, move, calls, stop, remember,
)  # fmt: skip
"""Modes first, then what the machine does, then the motion. The manual leaves to the machine's builder whether M3, M5, M8
and M9 come before or after the motion of their block; here they come before it."""
