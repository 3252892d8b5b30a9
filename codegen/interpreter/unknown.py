"""Forgetting: what a block that was refused, or not interpreted, may have changed is no longer known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from codegen.interpreter.codes import MOTION
from codegen.interpreter.machine import NAN, UNKNOWN, Machine
from codegen.model.motion import Coolant, Spindle
from codegen.model.program import Word

_G_IN_TEXT: Final = re.compile(r"[Gg][ \t]*([0-9]{1,3}(?:[ \t]*\.[ \t]*[0-9])?)")


def forget_groups(m: Machine, groups: Iterable[str]) -> None:
    """Forget modal groups of G codes, and let their use be reported anew."""
    for group in groups:
        m.unset_told.clear()
        match group:
            case "distance":
                m.absolute = None
                m.set_state(absolute=None)
            case "arc distance":
                m.arc_absolute = None
            case "units":
                m.scale = NAN
                m.set_state(units=None)
            case "plane":
                m.plane = None
            case "retract":
                m.retract = None
            case "feed mode":
                m.feed_mode, m.feed = None, NAN
                m.set_state(feed_mode=None)
            case "compensation":
                m.set_state(compensation=None)
            case "path":
                m.set_state(exact_path=None)
            case "work offset":
                m.shift(offset=UNKNOWN)
                m.set_state(work_offset=None)
            case "length offset":
                forget_length(m)
            case _ if group == MOTION:
                m.motion = None


def forget_length(m: Machine) -> None:
    """The tool length in force is not known any more."""
    m.shift(length=NAN)
    m.set_state(length_offset=None, length=None)


def forget_offsets(m: Machine) -> None:
    """After G10, G52 or G92: neither the offset in force nor what the environment says of the others holds."""
    m.offsets.clear()
    m.shift(offset=UNKNOWN)
    m.forget()


def forget_words(m: Machine, words: Iterable[Word]) -> None:
    """What the words of a block would have set: feed, speed, tool, spindle, coolant. Positions are the caller's."""
    for word in words:
        match word.letter:
            case "F":
                m.feed = NAN
                m.unset_told.add("feed")  # its finding is the block's
            case "S":
                m.set_state(speed=None)
            case "T":
                m.selected = None
            case "M" if word.value in (3, 4, 5):
                m.set_state(spindle=Spindle.UNKNOWN)
            case "M" if word.value in (7, 8, 9):
                m.set_state(coolant=Coolant.UNKNOWN)
            case "M" if word.value == 6:
                m.set_state(tool=None)


def forget_everything(m: Machine) -> None:
    """After what may do anything: a subroutine, a code that stands in a parameter."""
    forget_groups(m, set(m.dialect.codes.groups.values()))
    m.set_state(spindle=Spindle.UNKNOWN, coolant=Coolant.UNKNOWN, tool=None, speed=None)
    m.feed, m.selected = NAN, None
    forget_offsets(m)


def forget_line(m: Machine, line: str) -> None:
    """After a line that could not be read: the position, and the groups of the G codes that seem to stand in it."""
    m.forget()
    codes = (round(float(re.sub(r"[ \t]", "", number)) * 10) for number in _G_IN_TEXT.findall(line))
    groups = m.dialect.codes.groups
    forget_groups(m, {groups[code] for code in codes if code in groups})
