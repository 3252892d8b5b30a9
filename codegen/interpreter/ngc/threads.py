"""Moves in step with the spindle (G33, G33.1, G76) and probing (G38.2 to G38.5), as LinuxCNC makes them."""

from __future__ import annotations

import math

from codegen.interpreter import rotary
from codegen.interpreter.check import Sorted
from codegen.interpreter.machine import AXES, Machine
from codegen.interpreter.motion import cutting_from_known, target
from codegen.interpreter.ngc.state import not_compensated, own, refuse
from codegen.messages import say
from codegen.model.motion import MoveKind, Point, Spindle
from codegen.model.program import Word

MAX_PASSES = 1000
"""Of a thread: beyond it J is a slip."""


def _turning(m: Machine, block: Sorted, name: str, column: int) -> bool:
    if m.state.spindle is not Spindle.OFF:
        return True
    m.report(
        "spindle-off-in-cut",
        say("{name} while the spindle stands", name=name),
        say("start the spindle with M3 or M4"),
        column=column,
    )
    block.refused = True
    return False


def _pitch(m: Machine, block: Sorted, word: Word, name: str) -> float | None:
    """K in mm; None: refused."""
    pitch = block.words.get("K")
    feed = block.words.get("F")
    if pitch is None:
        message = say("{name} needs K, the thread's pitch", name=name)
        refuse(m, block, word, message, say("write K with the pitch"), "word-missing")
        return None
    if feed is not None:
        refuse(m, block, feed, say("F with {name}: K sets the feed", name=name), say("remove F"))
        return None
    return pitch.value * m.scale


def _feed(m: Machine, pitch: float) -> float:
    return abs(pitch) * m.state.speed if m.state.speed is not None else math.nan


def spindle_synchronised(m: Machine, block: Sorted, word: Word) -> None:
    """G33: to the point in step with the spindle."""
    pitch = _pitch(m, block, word, "G33")
    if pitch is None or not _turning(m, block, "G33", word.column):
        return
    cutting_from_known(m, word.column)
    m.go(
        MoveKind.THREAD,
        target(m, block.words),
        column=word.column,
        feed=_feed(m, pitch),
        pitch=pitch,
        rotary=rotary.targets(m, block.words),
    )


def rigid_tap(m: Machine, block: Sorted, word: Word) -> None:
    """G33.1: to the point in step with the spindle, and back out the same way; I turns the spindle faster on the way out."""
    pitch = _pitch(m, block, word, "G33.1")
    if pitch is None or not _turning(m, block, "G33.1", word.column):
        return
    cutting_from_known(m, word.column)
    start, end = m.here, target(m, block.words)
    feed = _feed(m, pitch)
    faster = block.words.get("I")
    m.go(MoveKind.THREAD, end, column=word.column, feed=feed, pitch=pitch)
    out = feed * max(1.0, faster.value) if faster is not None else feed
    m.go(MoveKind.THREAD, start, column=word.column, feed=out, pitch=pitch)


def probe(m: Machine, block: Sorted, word: Word) -> None:
    """G38.2 to G38.5: toward the point, and stop where the probe says; so where it moves is unknown afterwards."""
    name = word.text
    if not not_compensated(m, block, word):
        return
    if m.feed == 0 or math.isnan(m.feed):
        message = say("{what}, but {said}", what=name, said=say("the feed is 0"))
        refuse(m, block, word, message, say("write an F word above 0"), "feed-missing")
        return
    if m.feed_mode == "G95":
        refuse(m, block, word, say("{name} with a feed for each turn (G95)", name=name), say("write G94"))
        return
    end, others = target(m, block.words), rotary.targets(m, block.words)
    away = any(a != b for a, b in zip(end, m.here, strict=True)) or rotary.length(m, others) > 0
    if not away and block.g["motion"][0] in (382, 384):
        refuse(m, block, word, say("{name} to where the probe is", name=name), say("name a point away from it"))
        return
    feed = m.feed if m.feed_mode == "G94" else math.nan
    start = m.at
    m.go(MoveKind.PROBE, end, column=word.column, feed=feed, rotary=others)
    moved = "".join(a for axis, a in enumerate(AXES) if m.at[axis] != start[axis])
    m.forget(moved + "".join(letter for letter, _ in others))


def threading(m: Machine, block: Sorted, word: Word) -> None:
    """G76: passes along Z at growing depths, from a drive line that is here (its manual's "G76 Threading Cycle")."""
    if not not_compensated(m, block, word) or not _turning(m, block, "G76", word.column):
        return
    words = block.words
    scale = m.scale * (0.5 if own(m).diameter else 1.0)
    if missing := [name for name in "PIJK" if name not in words]:
        message = say("G76 needs {letters}", letters=missing[0])
        refuse(m, block, word, message, say("write {asked}", asked=missing[0]), "word-missing")
        return
    offset, first, height = (words[name].value * scale for name in "IJK")
    if offset == 0 or first <= 0 or height <= first:
        message = say("G76 needs I other than 0, J above 0 and K above J")
        refuse(m, block, word, message, say("check I, J and K"), "syntax")
        return
    start, end = m.here, target(m, words)
    cutting_from_known(m, word.column)
    angle = math.radians(words["Q"].value if "Q" in words else 0.0)
    taper = max(words["E"].value * m.scale if "E" in words else 0.0, 0.0)
    if end[2] > start[2]:
        angle = -angle
    flags = int(words["L"].value) if "L" in words else 0
    pitch = words["P"].value * m.scale
    thread = _Thread(
        m, word.column, start, end, outward=offset > 0, peak=abs(offset), height=height, slope=math.tan(angle),
        taper=-taper if end[2] > start[2] else taper, entry=bool(flags & 1), exit=bool(flags & 2), pitch=pitch,
        taper_pitch=pitch * math.hypot(taper, height) / taper if taper else pitch,
    )  # fmt: skip
    degression = max(words["R"].value, 1.0) if "R" in words else 1.0
    springs = int(words["H"].value) if "H" in words else 0
    if (height / first) ** degression > MAX_PASSES or springs > MAX_PASSES:
        m.report(
            "limit-exceeded",
            say("a thread of more than {most} passes is not followed", most=MAX_PASSES),
            say("check J, K, R and H"),
            column=word.column,
        )
        m.forget()
        return
    depth, count = first, 1
    while depth < height:
        thread.cut(depth)
        count += 1
        depth = first * count ** (1 / degression)
    for _ in range(springs + 1):
        thread.cut(height)
    m.go(MoveKind.RAPID, end, column=word.column)


class _Thread:
    """One thread's passes. ``depth`` of a pass is counted from the peak; outside threads are cut towards less X."""

    def __init__(
        self, m: Machine, column: int, start: Point, end: Point, *, outward: bool, peak: float, height: float, slope: float,
        taper: float, entry: bool, exit: bool, pitch: float, taper_pitch: float,
    ) -> None:  # fmt: skip
        self.m, self.column = m, column
        self.start, self.sign = start, 1.0 if outward else -1.0
        self.peak, self.height, self.slope = peak, height, slope
        self.taper, self.entry, self.exit = taper, entry and taper != 0, exit and taper != 0
        self.pitch, self.taper_pitch = pitch, taper_pitch
        self.target_z = end[2] + height * slope

    def _go(self, kind: MoveKind, inward: float, z: float, pitch: float | None = None) -> None:
        end = (self.start[0] + self.sign * inward, self.start[1], z)
        feed = 0.0 if pitch is None else _feed(self.m, pitch)
        self.m.go(kind, end, column=self.column, feed=feed, pitch=pitch)

    def cut(self, depth: float) -> None:
        """One pass: out to the drive line's side, in, along, out, each taper with a pitch of its own."""
        shift = depth * self.slope
        first, last = self.start[2] - shift, self.target_z - shift
        full = self.peak + depth
        self._go(MoveKind.RAPID, depth - self.height, first)
        if self.entry:
            self._go(MoveKind.THREAD, full - self.height, first, self.taper_pitch)
            self._go(MoveKind.THREAD, full, first - self.taper, self.taper_pitch)
        else:
            self._go(MoveKind.RAPID, full, first)
        if self.exit:
            self._go(MoveKind.THREAD, full, last + self.taper, self.pitch)
            self._go(MoveKind.THREAD, full - self.height, last, self.taper_pitch)
        else:
            self._go(MoveKind.THREAD, full, last, self.pitch)
        self._go(MoveKind.RAPID, depth - self.height, last)
