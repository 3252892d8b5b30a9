"""Cycle time: trapezoids of speed.

Each axis has its top speed and acceleration; a path takes the least of what its axes allow along its direction, and on an
arc no more than its acceleration holds it on the circle: v² = a r. Two moves run on into each other at the speed at which
a circle that touches both, and passes the corner at the machine's junction deviation d, asks no more than the
acceleration: v² = a d s / (1 − s), s = sin(half the angle between them) (S. K. Jeon, "Improving Grbl: Cornering
Algorithm", 2011). Nothing runs on under exact stop, at a rapid, a thread, a dwell, a tool change, a start or stop of the
spindle. A feed that is not known is taken at the axes' top feed; turning up the spindle is not counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from codegen.messages import Message, say
from codegen.model.motion import Event, EventKind, Move, MoveKind, Plane, Point
from codegen.model.program import Reading
from codegen.model.shop import Machine
from codegen.simulate.trace import sweep_of

STRAIGHT = 1e-9
"""1 − sin(half the angle) below which two moves are one line."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds in all and by T number; lengths of path, mm. ``assumptions``: what the figure rests on."""

    seconds: float
    by_tool: tuple[tuple[int, float], ...]
    cutting_length: float
    rapid_length: float
    assumptions: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Leg:
    tool: int
    length: float
    speed: float  # mm/s
    acceleration: float
    enter: tuple[float, float, float]
    leave: tuple[float, float, float]
    runs_on: bool  # may be joined without a stop
    v0: float = 0.0


def _unit(d: tuple[float, float, float]) -> tuple[float, float, float]:
    n = math.sqrt(d[0] ** 2 + d[1] ** 2 + d[2] ** 2)
    return (d[0] / n, d[1] / n, d[2] / n) if n > 0 else (0.0, 0.0, 0.0)


def _finite(move: Move) -> tuple[Point, Point]:
    """Ends of a move with what is unknown left out: a coordinate unknown on either side does not move."""
    a, b = [], []
    for p, q in zip(move.start, move.end, strict=True):
        known = math.isfinite(p) and math.isfinite(q)
        a.append(p if known else 0.0)
        b.append(q if known else 0.0)
    return (a[0], a[1], a[2]), (b[0], b[1], b[2])


def _leg(move: Move, machine: Machine) -> _Leg | None:
    a, b = _finite(move)
    d = (b[0] - a[0], b[1] - a[1], b[2] - a[2])
    length, bend = math.dist(a, b), math.inf
    enter = leave = _unit(d)
    arc = move.kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW) and move.centre is not None
    if arc and move.centre is not None and all(map(math.isfinite, (*move.start, *move.end))):
        u, v, w = {Plane.XY: (0, 1, 2), Plane.XZ: (2, 0, 1), Plane.YZ: (1, 2, 0)}[move.plane]
        c = move.centre if move.plane is not Plane.XZ else (move.centre[1], move.centre[0])
        a0, sweep = sweep_of(move, (u, v), c)
        r = math.hypot(a[u] - c[0], a[v] - c[1])
        length, bend = math.hypot(r * sweep, d[w]), r
        directions = []
        for angle in (a0, a0 + sweep):
            t = [0.0, 0.0, 0.0]
            t[u], t[v], t[w] = -math.sin(angle) * r * sweep, math.cos(angle) * r * sweep, d[w]
            directions.append(_unit((t[0], t[1], t[2])))
        enter, leave = directions
    if length < 1e-9:
        return None
    rapid = move.kind is MoveKind.RAPID
    speed, acceleration = math.inf, math.inf
    share = (
        (1.0, 1.0, 0.0) if arc and move.plane is Plane.XY else (1.0, 1.0, 1.0) if arc else tuple(abs(x) for x in enter)
    )
    for part, axis in zip(share, (machine.x, machine.y, machine.z), strict=True):
        if part > 1e-9:
            speed = min(speed, (axis.rapid if rapid else axis.max_feed) / 60 / part)
            acceleration = min(acceleration, axis.acceleration / part)
    threading = move.kind is MoveKind.THREAD
    wanted = (move.pitch or math.nan) * (move.state.speed or math.nan) if threading else move.feed
    if not rapid and wanted > 0:
        speed = min(speed, wanted / 60)
    speed = min(speed, math.sqrt(acceleration * bend))
    runs_on = not rapid and not threading and move.state.exact_path not in ("G61", "G61.1")
    return _Leg(move.state.tool or 0, length, speed, acceleration, enter, leave, runs_on)


def _corner(a: _Leg, b: _Leg, deviation: float) -> float:
    """Speed at which one leg may run into the next, mm/s."""
    if not (a.runs_on and b.runs_on):
        return 0.0
    cosine = sum(p * q for p, q in zip(a.leave, b.enter, strict=True))  # 1: straight on, -1: straight back
    sine = math.sqrt(min(max((1 + cosine) / 2, 0.0), 1.0))
    top = min(a.speed, b.speed)
    if 1 - sine < STRAIGHT:
        return top
    return min(top, math.sqrt(min(a.acceleration, b.acceleration) * deviation * sine / (1 - sine)))


def _trapezoid(leg: _Leg, v1: float) -> float:
    """Seconds for a leg from its entry speed to ``v1``, both reachable."""
    v0, v, a = leg.v0, leg.speed, leg.acceleration
    peak = min(v, math.sqrt(max(a * leg.length + (v0 * v0 + v1 * v1) / 2, 0.0)))
    peak = max(peak, v0, v1)
    ramps = (2 * peak * peak - v0 * v0 - v1 * v1) / (2 * a)
    return (2 * peak - v0 - v1) / a + max(0.0, leg.length - ramps) / peak


def _chain(legs: list[_Leg], deviation: float) -> list[float]:
    """Seconds of legs that follow each other without an event between: look ahead backwards, then forwards."""
    n = len(legs)
    for k in range(1, n):
        legs[k].v0 = _corner(legs[k - 1], legs[k], deviation)
    exit_speed = 0.0
    for k in range(n - 1, -1, -1):
        leg = legs[k]
        leg.v0 = min(leg.v0, math.sqrt(exit_speed**2 + 2 * leg.acceleration * leg.length))
        exit_speed = leg.v0
    for k in range(n - 1):
        leg = legs[k]
        legs[k + 1].v0 = min(legs[k + 1].v0, math.sqrt(leg.v0**2 + 2 * leg.acceleration * leg.length))
    return [_trapezoid(leg, legs[k + 1].v0 if k + 1 < n else 0.0) for k, leg in enumerate(legs)]


def cycle_time(reading: Reading, machine: Machine) -> Times:
    """Cycle time under the assumptions of this module."""
    by_tool: dict[int, float] = {}
    lengths = {True: 0.0, False: 0.0}
    legs: list[_Leg] = []

    def spend(tool: int | None, seconds: float) -> None:
        by_tool[tool or 0] = by_tool.get(tool or 0, 0.0) + seconds

    def flush() -> None:
        for leg, seconds in zip(legs, _chain(legs, machine.junction_deviation), strict=True):
            spend(leg.tool, seconds)
        legs.clear()

    for step in reading.steps:
        if isinstance(step, Move):
            leg = _leg(step, machine)
            if leg is not None:
                legs.append(leg)
                lengths[step.kind is MoveKind.RAPID] += leg.length
        elif isinstance(step, Event) and step.kind not in (EventKind.MARK, EventKind.COOLANT):
            flush()
            if step.kind is EventKind.DWELL and step.value is not None and math.isfinite(step.value):
                spend(step.state.tool, step.value)
            elif step.kind is EventKind.TOOL_CHANGE:
                spend(step.state.tool, machine.tool_change_seconds)
    flush()
    total, tools = math.fsum(by_tool.values()), tuple(sorted(by_tool.items()))
    return Times(total, tools, lengths[False], lengths[True], assumptions(machine))


def assumptions(machine: Machine) -> tuple[Message, ...]:
    """What the cycle time takes for granted."""
    accelerations = "/".join(f"{axis.acceleration:g}" for axis in (machine.x, machine.y, machine.z))
    return (
        say("trapezoids of speed; X/Y/Z speed up by {accelerations} mm/s²", accelerations=accelerations),
        say("corners as fast as {deviation:g} mm of junction deviation allows", deviation=machine.junction_deviation),
        say("{seconds:g} s for each tool change; dwells as programmed", seconds=machine.tool_change_seconds),
        say("overrides at 100 %; the spindle's run-up, program stops and loading are not counted"),
    )
