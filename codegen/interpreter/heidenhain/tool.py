"""TOOL CALL and TOOL DEF.

Source: iTNC 530 user's manual 670 387 and TNC 640 user's manual 892 903, "Calling tool data": the length and the oversizes DL
and DR apply from the TOOL CALL on; without a tool number it changes speed, feed and oversizes alone.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter import cutter
from codegen.interpreter.heidenhain.lines import Statement
from codegen.interpreter.heidenhain.parameters import worth
from codegen.interpreter.heidenhain.path import compensation_off, scaled_feed
from codegen.interpreter.heidenhain.state import own, report, sorted_parts, unread, value_of
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import say
from codegen.model.motion import EventKind, Spindle

BY_NAME: Final = -1
"""Length offset of a tool that was called by its name: in force, and its number is not known."""


def call(m: Machine, statement: Statement) -> None:
    """TOOL CALL: speed, feed, oversizes; with a number or name, the tool and its length."""
    if statement.label is not None and cutter.active(m) is not None:
        report(m, "compensation-conflict", statement, say("a tool is called while the path is compensated (RL, RR)"),
               say("write R0, or DEP, before it"))  # fmt: skip
    compensation_off(m, statement.column)
    mine = own(m)
    mine.tangent = None
    words = sorted_parts(m, statement)
    if words is None:
        m.set_state(tool=None, length_offset=None, length=None, speed=None)
        m.shift(length=NAN)
        return
    for axis in ("X", "Y", "U", "V", "W"):
        if axis in words:
            unread(m, words[axis], say("another tool axis than Z"))
            m.forget()
    speed, feed = words.get("S"), words.get("feed")
    if statement.label is None and not words:
        report(
            m, "word-missing", statement, say("TOOL CALL names no tool and no speed"), say("write the tool's number")
        )
    changes = statement.label is not None
    if changes and m.state.spindle is not Spindle.OFF:  # it stands for the change
        m.set_state(spindle=Spindle.OFF)
        m.event(EventKind.SPINDLE, column=statement.column, value=m.state.speed)
    if feed is not None and feed.key == "F":
        m.feed = mine.call_feed = scaled_feed(m, value_of(m, feed))
    elif feed is not None:
        unread(m, feed, feed.text)
        m.feed = NAN
    if speed is not None:
        value = value_of(m, speed)
        if value < 0:
            report(m, "syntax", speed, say("{word}: {letter} cannot be negative", word=speed.text, letter="S"),
                   say("write {letter} without a sign", letter="S"))  # fmt: skip
            value = NAN
        if value != m.state.speed:
            m.set_state(speed=None if math.isnan(value) else value)
            if m.state.spindle in (Spindle.CW, Spindle.CCW):
                m.event(EventKind.SPINDLE, column=speed.column, value=value)
    delta = value_of(m, words["DL"]) * m.scale if "DL" in words else 0.0 if changes else mine.delta_length
    if changes or "DR" in words:
        mine.delta_radius = value_of(m, words["DR"]) * m.scale if "DR" in words else 0.0
    mine.oversize = ("DR" in words or "DR2" in words) if changes or "DR" in words else mine.oversize
    if changes:
        _change(m, statement, delta)
    elif delta != mine.delta_length:
        _length(m, m.length - mine.delta_length + delta, m.state.length_offset)
    mine.delta_length = delta


def _change(m: Machine, statement: Statement, delta: float) -> None:
    label = statement.label
    value = NAN if label is None or isinstance(label, str) else worth(m, label)
    number = None if math.isnan(value) else int(value)
    if value < 0:
        report(m, "syntax", statement, say("T{number:g} is no tool number", number=value), say("check the number"))
        number = None
    m.selected = number
    length = 0.0 if number == 0 else NAN
    if number is not None and value == number:
        length = own(m).lengths.get(number, m.env.lengths.get(number, length))
    _length(m, length + delta, BY_NAME if number is None else number)
    m.set_state(tool=number)
    m.event(EventKind.TOOL_CHANGE, column=statement.column, value=NAN if number is None else float(number))
    m.event(EventKind.LENGTH_OFFSET, column=statement.column, value=NAN if number is None else float(number))


def _length(m: Machine, length: float, number: int | None) -> None:
    m.shift(length=length)
    m.set_state(length_offset=number, length=None if math.isnan(length) else length)


def define(m: Machine, statement: Statement) -> None:
    """TOOL DEF: with L, the length of a tool; without, the tool to be made ready."""
    label = statement.label
    value = NAN if label is None or isinstance(label, str) else worth(m, label)
    if math.isnan(value):
        return
    for part in statement.parts:
        table = own(m).lengths if part.key == "L" else own(m).radii
        table[int(value)] = value_of(m, part) * m.scale
