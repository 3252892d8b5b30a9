"""Cycle time: trapezoids of speed, with the corners that a control rounds.

Each axis has its top speed and acceleration; a path takes the least of what its axes allow along its direction, and an arc
no more than its axes can turn it round with: v² = a·r. Where two cutting moves meet the machine goes on at the speed at
which a circle that touches both, and passes the corner at the machine's junction deviation d, asks no more than the
acceleration: v² = a·d·s / (1 − s), s the sine of half the angle between them (S. K. Jeon, "Improving Grbl: Cornering
Algorithm", 2011). It stops before and behind rapids and threads, under G61 and G61.1, and where something else happens. A
feed that is not known is taken at the axes' top feed; turning up the spindle is not counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.messages import Message, say
from codegen.model.columns import PLANES, Moves
from codegen.model.motion import EventKind, MoveKind, Plane
from codegen.model.program import Reading
from codegen.model.shop import Machine
from codegen.simulate.trace import SAME_POINT

_AXES: Final = {Plane.XY: (0, 1, 2), Plane.XZ: (2, 0, 1), Plane.YZ: (1, 2, 0)}
"""In-plane axes, right-handed about the third."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds in all and by T number; lengths of path, mm. ``assumptions``: what the figure rests on."""

    seconds: float
    by_tool: tuple[tuple[int, float], ...]
    cutting_length: float
    rapid_length: float
    assumptions: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Legs:
    """One row a move: its length, mm, the direction it begins and ends in, and what the axes share of it."""

    length: Floats
    enter: Floats  # [n, 3]
    leave: Floats
    share: Floats  # [n, 3]
    bend: Floats  # mm: radius of an arc, infinite elsewhere


def cycle_time(reading: Reading, machine: Machine) -> Times:
    """Cycle time under the assumptions of this module."""
    moves = reading.steps.moves
    legs = _legs(moves)
    long = np.flatnonzero(legs.length >= 1e-9)
    seconds, at = np.zeros(len(moves)), reading.steps.step_of(np.arange(len(moves)))
    stops: list[int] = []
    by_tool: dict[int, float] = {}
    for index, event in reading.steps.events():
        if event.kind in (EventKind.MARK, EventKind.COOLANT):
            continue
        stops.append(index)
        extra = 0.0
        if event.kind is EventKind.DWELL and event.value is not None and math.isfinite(event.value):
            extra = event.value
        elif event.kind is EventKind.TOOL_CHANGE:
            extra = machine.tool_change_seconds
        tool = event.state.tool or 0
        if extra:
            by_tool[tool] = by_tool.get(tool, 0.0) + extra
    if len(long):
        chain = np.array(stops, np.int64).searchsorted(at[long])
        seconds[long] = _seconds(moves, legs, long, chain, machine)
    tools = np.array([state.tool or 0 for state in moves.states], np.int64)
    for tool in np.unique(tools[moves.state[long]]).tolist():
        mine = long[tools[moves.state[long]] == tool]
        by_tool[tool] = by_tool.get(tool, 0.0) + math.fsum(seconds[mine].tolist())
    rapid = moves.kind == MoveKind.RAPID
    cutting, rapids = (math.fsum(legs.length[long][rapid[long] == which].tolist()) for which in (False, True))
    return Times(math.fsum(by_tool.values()), tuple(sorted(by_tool.items())), cutting, rapids, assumptions(machine))


def assumptions(machine: Machine) -> tuple[Message, ...]:
    """What the cycle time takes for granted."""
    accelerations = "/".join(f"{axis.acceleration:g}" for axis in (machine.x, machine.y, machine.z))
    return (
        say("trapezoids of speed; X/Y/Z speed up by {accelerations} mm/s²", accelerations=accelerations),
        say("corners as fast as {deviation:g} mm of junction deviation allows", deviation=machine.junction_deviation),
        say("{seconds:g} s for each tool change; dwells as programmed", seconds=machine.tool_change_seconds),
        say("overrides at 100 %; the spindle's run-up, program stops and loading are not counted"),
    )


def _unit(d: Floats) -> Floats:
    n = np.sqrt((d * d).sum(axis=1))[:, None]
    unit: Floats = np.divide(d, n, out=np.zeros_like(d), where=n > 0)
    return unit


def _legs(moves: Moves) -> _Legs:
    """What is unknown is left out: a coordinate that is unknown on either side does not move."""
    known = np.isfinite(moves.start) & np.isfinite(moves.end)
    start = np.where(known, moves.start, 0.0)
    d = np.where(known, moves.end, 0.0) - start
    enter = _unit(d)
    legs = _Legs(np.sqrt((d * d).sum(axis=1)), enter, enter.copy(), np.abs(enter), np.full(len(d), math.inf))
    arcs = moves.arcs
    arcs = arcs[known[arcs].all(axis=1)]
    for number, plane in enumerate(PLANES):
        rows = arcs[moves.plane[arcs] == number]
        if len(rows):
            _bend(legs, moves, rows, start, d, plane)
    return legs


def _bend(legs: _Legs, moves: Moves, rows: Any, start: Floats, d: Floats, plane: Plane) -> None:
    """Length, directions and radius of the arcs in a plane."""
    u, v, w = _AXES[plane]
    c = moves.centre[rows] if plane is not Plane.XZ else moves.centre[rows][:, ::-1]
    a, b = start[rows][:, (u, v)] - c, (start + d)[rows][:, (u, v)] - c
    a0, a1 = np.arctan2(a[:, 1], a[:, 0]), np.arctan2(b[:, 1], b[:, 0])
    ccw = moves.kind[rows] == MoveKind.ARC_CCW
    turn = np.mod(np.where(ccw, a1 - a0, a0 - a1), 2 * math.pi)
    turn[np.hypot(d[rows, u], d[rows, v]) < SAME_POINT] = 2 * math.pi
    turn += 2 * math.pi * (np.maximum(moves.turns[rows], 1) - 1)
    sweep = np.where(ccw, turn, -turn)
    r = np.hypot(a[:, 0], a[:, 1])
    legs.length[rows] = np.hypot(r * sweep, d[rows, w])
    legs.bend[rows] = r
    for out, angle in ((legs.enter, a0), (legs.leave, a0 + sweep)):
        t = np.zeros((len(rows), 3))
        t[:, u], t[:, v], t[:, w] = -np.sin(angle) * r * sweep, np.cos(angle) * r * sweep, d[rows, w]
        out[rows] = _unit(t)
    legs.share[rows] = 1.0
    legs.share[rows, w] = np.abs(legs.enter[rows, w])


def _limits(moves: Moves, legs: _Legs, rows: Any, machine: Machine) -> tuple[Floats, Floats]:
    """Speed, mm/s, and acceleration, mm/s², of each leg."""
    rapid = (moves.kind[rows] == MoveKind.RAPID)[:, None]
    axes = (machine.x, machine.y, machine.z)
    top = np.where(rapid, [axis.rapid for axis in axes], [axis.max_feed for axis in axes]) / 60
    with np.errstate(divide="ignore"):
        share = np.where(legs.share[rows] > 1e-9, legs.share[rows], 0.0)
        speed = (top / share).min(axis=1)
        acceleration = (np.array([axis.acceleration for axis in axes]) / share).min(axis=1)
    wanted = np.array(moves.feed[rows], np.float64)
    threads = moves.kind[rows] == MoveKind.THREAD
    if threads.any():
        turns = np.array([state.speed or math.nan for state in moves.states])
        wanted[threads] = (moves.pitch[rows] * turns[moves.state[rows]])[threads]
    with np.errstate(invalid="ignore"):
        speed = np.where(~rapid[:, 0] & (wanted > 0), np.minimum(speed, wanted / 60), speed)
    return np.minimum(speed, np.sqrt(acceleration * legs.bend[rows])), acceleration


def _seconds(moves: Moves, legs: _Legs, rows: Any, chain: Any, machine: Machine) -> Floats:
    """Seconds of each leg. ``chain``: legs with the same number follow each other without an event between."""
    speed, acceleration = _limits(moves, legs, rows, machine)
    exact = np.array([state.exact_path in ("G61", "G61.1") for state in moves.states])
    on = ~np.isin(moves.kind[rows], (MoveKind.RAPID, MoveKind.THREAD)) & ~exact[moves.state[rows]]
    entry = np.zeros(len(rows) + 1)  # square of the speed at which each leg may begin; the last is the end
    joined = on[1:] & on[:-1] & (chain[1:] == chain[:-1])
    cosine = (legs.leave[rows][:-1] * legs.enter[rows][1:]).sum(axis=1)
    half = np.sqrt(np.clip((1 + cosine) / 2, 0, 1))
    with np.errstate(divide="ignore"):
        corner = np.minimum(acceleration[1:], acceleration[:-1]) * machine.junction_deviation * half / (1 - half)
    entry[1:-1] = np.where(joined, np.minimum(corner, np.minimum(speed[1:], speed[:-1]) ** 2), 0.0)
    # what braking and speeding up allow: the least, over all corners, of its speed and what is gained on the way from it
    gained = np.concatenate([[0.0], np.cumsum(2 * acceleration * legs.length[rows])])
    entry = np.minimum.accumulate((entry + gained)[::-1])[::-1] - gained
    entry = np.minimum.accumulate(entry - gained) + gained
    return _trapezoid(legs.length[rows], speed, acceleration, np.maximum(entry, 0.0))


def _trapezoid(length: Floats, speed: Floats, a: Floats, entry: Floats) -> Floats:
    v0, v1 = np.sqrt(entry[:-1]), np.sqrt(entry[1:])
    reachable = np.sqrt(np.maximum(a * length + (v0 * v0 + v1 * v1) / 2, 0.0))
    peak = np.maximum(np.minimum(speed, reachable), np.maximum(v0, v1))
    ramps = (2 * peak * peak - v0 * v0 - v1 * v1) / (2 * a)
    seconds: Floats = (2 * peak - v0 - v1) / a + np.maximum(0.0, length - ramps) / peak
    return seconds
