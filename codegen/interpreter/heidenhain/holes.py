"""Machining cycles 200 to 209, 240 and the old 1, 2, 17 as moves, from the set-up clearance on.

Source: HEIDENHAIN cycle programming manuals for iTNC 530 (670 388) and TNC 640 (892 905), "Fixed cycles: Drilling" and
"Fixed cycles: Tapping / Thread milling", numbered steps "Cycle run" of each. Heights: the set-up clearance Q200 above the surface
Q203, the depth Q201 below it (negative), the 2nd set-up clearance Q204 above it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.cycles import MAX_PECKS, too_many
from codegen.interpreter.heidenhain.state import Cycle, tool_radius
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind, Spindle

RAPID: Final = math.inf
"""Of a feed parameter: MAX or FMAX."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One hole: the cycle's figures in mm and mm/min; heights in programmed coordinates."""

    m: Machine
    cycle: Cycle
    column: int
    clear: float
    surface: float
    bottom: float
    up: float

    def length(self, q: int, default: float = 0.0) -> float:
        """A length parameter, mm."""
        return self.cycle.values.get(q, default / self.m.scale) * self.m.scale

    def plain(self, q: int, default: float = 0.0) -> float:
        """A parameter that is no length."""
        return self.cycle.values.get(q, default)

    def feed(self, q: int, instead: int = 206) -> float:
        """A feed parameter, mm/min (0: at rapid); the other one's where it is 0 ("If you enter Q208 = 0 …")."""
        value = self.cycle.values.get(q, 0.0) or self.cycle.values.get(instead, 0.0)
        if value == RAPID:
            return 0.0
        rate = value * self.m.scale * (0.1 if self.m.state.units == "inch" and self.m.feed_mode == "G94" else 1.0)
        if self.m.feed_mode == "G95":
            rate *= self.m.state.speed if self.m.state.speed is not None else NAN
        return rate

    def to(self, z: float, feed: float) -> None:
        """Along the tool axis to a programmed height; ``feed`` 0: at rapid. No move where the tool stands there."""
        m = self.m
        x, y, now = m.here
        if z != now:
            m.go(MoveKind.RAPID if feed == 0.0 else MoveKind.FEED, (x, y, z), column=self.column, feed=feed)

    def wait(self, q: int) -> None:
        """A dwell parameter, seconds."""
        seconds = self.cycle.values.get(q, 0.0)
        if seconds:
            self.m.event(EventKind.DWELL, column=self.column, value=seconds)

    def turn(self, way: Spindle) -> None:
        """The spindle turns the other way, or stops."""
        self.m.set_state(spindle=way)
        self.m.event(EventKind.SPINDLE, column=self.column, value=self.m.state.speed)


def _too_many(hole: Hole, step: float) -> bool:
    count = abs(hole.bottom - hole.surface) / step if step > 0 else math.inf
    if count <= MAX_PECKS and not too_many(hole.m, 4 * count):
        return False
    hole.m.report(
        "limit-exceeded",
        say("{pecks:.3g} pecks in a hole: more than {most} are not followed", pecks=count, most=MAX_PECKS),
        say("check the plunging depth"),
        column=hole.column,
    )
    hole.m.forget("Z")
    return True


def _drill(hole: Hole) -> None:
    """200: out to the set-up clearance after each plunge, and back to the set-up clearance above the last depth."""
    step = hole.length(202) or (hole.surface - hole.bottom)
    if _too_many(hole, step):
        return
    depth, feed = hole.surface - step, hole.feed(206)
    while depth > hole.bottom + 1e-9:
        hole.to(depth, feed)
        hole.to(hole.clear, 0.0)
        hole.wait(210)
        hole.to(min(hole.clear, depth + hole.length(200)), 0.0)
        depth -= step
    hole.to(hole.bottom, feed)
    hole.wait(211)


def _ream(hole: Hole) -> None:
    """201: to the depth, and back at Q208 (0: at Q206)."""
    hole.to(hole.bottom, hole.feed(206))
    hole.wait(211)
    hole.to(hole.clear, hole.feed(208))


AWAY: Final = {1: (-1.0, 0.0), 2: (0.0, -1.0), 3: (1.0, 0.0), 4: (0.0, 1.0)}
"""Q214 of 202: the direction in which the tool leaves the wall of the hole."""
CLEAR_OF_WALL: Final = 0.2
"""mm: how far ("Boring (cycle 202)", cycle run: a fixed value)."""


def _bore(hole: Hole) -> None:
    """202: to the depth, oriented stop, off the wall by Q214, out at Q208, back to the middle; the spindle as before."""
    m = hole.m
    before = m.state.spindle
    hole.to(hole.bottom, hole.feed(206))
    hole.wait(211)
    hole.turn(Spindle.OFF)
    x, y, z = m.here
    way = AWAY.get(int(hole.plain(214)), (0.0, 0.0))
    if way != (0.0, 0.0):
        m.go(MoveKind.FEED, (x + CLEAR_OF_WALL * way[0], y + CLEAR_OF_WALL * way[1], z), column=hole.column,
             feed=hole.feed(206))  # fmt: skip
    hole.to(hole.clear, hole.feed(208))
    hole.to(hole.up, 0.0)
    if way != (0.0, 0.0):
        m.go(MoveKind.RAPID, (x, y, m.here[2]), column=hole.column)
    if before is not Spindle.OFF:
        hole.turn(before)


def _universal(hole: Hole) -> None:
    """203: chips are broken Q213 times before the tool goes out; each plunge is less by Q212, never less than Q205."""
    step, least = hole.length(202) or (hole.surface - hole.bottom), hole.length(205)
    feed, out = hole.feed(206), hole.feed(208)
    breaks, done = int(hole.plain(213)), 0
    if _too_many(hole, max(least, step) if hole.length(212) == 0 else least or step / 100):
        return
    depth = hole.surface - step
    while depth > hole.bottom + 1e-9:
        hole.to(depth, feed)
        if done < breaks:
            done += 1
            hole.to(depth + hole.length(256), out)
        else:
            done = 0
            hole.to(hole.clear, out)
            hole.wait(210)
            hole.to(min(hole.clear, depth + hole.length(200)), 0.0)
        step = max(step - hole.length(212), least or 1e-3)
        depth -= step
    hole.to(hole.bottom, feed)
    hole.wait(211)
    hole.to(hole.clear, out)


def _deep(hole: Hole) -> None:
    """205: out to the set-up clearance after each plunge, back to Q258 … Q259 above the last depth; chips broken each Q257."""
    step, least = hole.length(202) or (hole.surface - hole.bottom), hole.length(205)
    if _too_many(hole, least or step if hole.length(212) == 0 else least or step / 100):
        return
    depths = []
    depth = hole.surface
    while depth > hole.bottom + 1e-9:
        depth = max(hole.bottom, depth - step)
        depths.append(depth)
        step = max(step - hole.length(212), least or 1e-3)
    feed, first, last = hole.feed(206), hole.length(258), hole.length(259)
    above = hole.surface
    for k, depth in enumerate(depths):
        _broken(hole, above, depth, feed)
        if k + 1 < len(depths):
            hole.to(hole.clear, 0.0)
            share = k / (len(depths) - 2) if len(depths) > 2 else 0.0
            hole.to(min(hole.clear, depth + first + share * (last - first)), 0.0)
        above = depth
    hole.wait(211)
    hole.to(hole.clear, hole.feed(208))


def _broken(hole: Hole, above: float, depth: float, feed: float) -> None:
    """One plunge of 205, from the depth ``above``: back by Q256 after each Q257."""
    every = hole.length(257)
    at = above - every
    while every > 0 and at > depth + 1e-9:
        hole.to(at, feed)
        hole.to(at + hole.length(256), 0.0)
        at -= every
    hole.to(depth, feed)


def _bore_mill(hole: Hole) -> None:
    """208: a helix of Q334 a turn from the set-up clearance down to the depth, a full circle there, and back to the middle.

    How the tool comes from the middle to the circle is left open; it does so above the surface: here by half a circle.
    """
    m = hole.m
    radius = tool_radius(m)
    way, step = hole.length(335) / 2 - radius, hole.length(334)
    if math.isnan(way):
        m.report("position-unknown", say("the tool's radius is not known, so the path of cycle 208 is not"),
                 say("state the tool's diameter in the setup"), column=hole.column, severity=Severity.WARNING)  # fmt: skip
        m.forget()
        return
    if way < 0 or step <= 0:
        m.report("word-conflict", say("cycle 208: a bore of {size:g} mm, a tool of {tool:g} mm, {step:g} mm a turn",
                 size=hole.length(335), tool=2 * radius, step=step), say("check Q335 and Q334"), column=hole.column)  # fmt: skip
        m.forget()
        return
    feed = hole.feed(206)
    if way == 0:
        hole.to(hole.bottom, feed)
        return
    ccw = hole.plain(351, 1.0) >= 0  # climb milling with M3
    kind, sign = (MoveKind.ARC_CCW, 1.0) if ccw else (MoveKind.ARC_CW, -1.0)
    x, y, z = m.here
    turned = (z - hole.bottom) / step
    if turned > MAX_PECKS:
        _too_many(hole, step)
        return
    angle = sign * 2 * math.pi * turned
    end = (x + way * math.cos(angle), y + way * math.sin(angle))
    if abs(turned - round(turned)) < 1e-9:
        end = (x + way, y)
    m.go(kind, (x + way, y, z), column=hole.column, feed=feed, centre=(x + way / 2, y))
    m.go(
        kind, (*end, hole.bottom), column=hole.column, feed=feed, centre=(x, y), turns=max(1, math.ceil(turned - 1e-9))
    )
    m.go(kind, (*end, hole.bottom), column=hole.column, feed=feed, centre=(x, y))
    middle = ((end[0] + x) / 2, (end[1] + y) / 2)
    m.go(kind, (x, y, hole.bottom), column=hole.column, feed=feed, centre=middle)


def _centre(hole: Hole) -> None:
    """240, by depth (Q343 = 0)."""
    hole.to(hole.bottom, hole.feed(206))
    hole.wait(211)


def _floating(hole: Hole) -> None:
    """206 and 2: in at the feed, the spindle reversed, out at the feed, the spindle as before."""
    m = hole.m
    before = m.state.spindle
    back = {Spindle.CW: Spindle.CCW, Spindle.CCW: Spindle.CW}.get(before, Spindle.UNKNOWN)
    hole.to(hole.bottom, hole.feed(206))
    hole.turn(back)
    hole.wait(211)
    hole.to(hole.clear, hole.feed(206))
    hole.turn(before)


def _rigid(hole: Hole) -> None:
    """207 and 17: in step with the spindle, in and out; it stands afterwards."""
    _threads(hole, [hole.bottom])


def _chip_breaking(hole: Hole) -> None:
    """209: after each Q257 back by Q256 pitches, or out of the hole where Q256 is 0."""
    every, depths = hole.length(257), []
    at = hole.surface - every
    if every > 0 and _too_many(hole, every):
        return
    while every > 0 and at > hole.bottom + 1e-9:
        depths.append(at)
        at -= every
    _threads(hole, [*depths, hole.bottom])


def _threads(hole: Hole, depths: list[float]) -> None:
    m, pitch = hole.m, hole.length(239)
    if not m.state.speed:
        m.unset(say("the spindle's speed (tapping)"), say("write S in the TOOL CALL"), column=hole.column)
    if pitch == 0:
        m.report(
            "word-missing", say("Q239 = 0: a thread has a pitch"), say("write Q239 with the pitch"), column=hole.column
        )
        m.forget("Z")
        return
    feed = abs(pitch) * m.state.speed if m.state.speed is not None else NAN
    m.set_state(spindle=Spindle.CW if pitch > 0 else Spindle.CCW)

    def stroke(z: float) -> None:
        x, y, _ = m.here
        m.go(MoveKind.THREAD, (x, y, z), column=hole.column, feed=feed, pitch=abs(pitch))

    for depth in depths:
        stroke(depth)
        if depth != depths[-1]:
            back = hole.plain(256) * abs(pitch)
            stroke(hole.clear if back == 0 else depth + back)
    stroke(hole.clear)
    hole.turn(Spindle.OFF)


def _pecks(hole: Hole) -> None:
    """1: out to the starting point after each peck, and back to t above the last depth.

    t is 0.6 mm up to 30 mm of depth, else a fiftieth of the depth, 7 mm at most ("Pecking (cycle 1)").
    """
    deep = hole.surface - hole.bottom
    ahead = 0.6 if deep <= 30 else min(deep / 50, 7.0)
    step = abs(hole.cycle.values.get(3, 0.0)) * hole.m.scale or deep
    if _too_many(hole, step):
        return
    depth, feed = hole.surface - step, hole.feed(206)
    while depth > hole.bottom + 1e-9:
        hole.to(depth, feed)
        hole.to(hole.clear, 0.0)
        hole.to(min(hole.clear, depth + ahead), 0.0)
        depth -= step
    hole.to(hole.bottom, feed)
    hole.wait(211)


RUNS: Final[dict[int, Callable[[Hole], None]]] = {
    200: _drill, 201: _ream, 202: _bore, 203: _universal, 205: _deep, 206: _floating, 207: _rigid, 208: _bore_mill,
    209: _chip_breaking,
    240: _centre, 1: _pecks, 2: _floating, 17: _rigid,
}  # fmt: skip
"""What each cycle does from the set-up clearance on; ``run`` brings the tool there, and to the 2nd set-up clearance after it."""
