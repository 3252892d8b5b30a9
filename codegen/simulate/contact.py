"""Tool, shank and holder against clamps, table and the machine's travel: analytic, conservative by the tool's radius."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from codegen.findings import Finding, Location, Severity
from codegen.messages import joined, say
from codegen.model.job import Setup
from codegen.model.motion import Move
from codegen.model.part import Box
from codegen.model.program import Reading
from codegen.model.shop import Machine
from codegen.simulate.layout import A0, ARC, AZ0, BX0, BX1, BY0, BY1, CX, CY, LEN, RAD, SWEEP, X0, Y0, Z0
from codegen.simulate.shapes import Cutter
from codegen.simulate.sweeps import Floats, Ints, Table
from codegen.simulate.trace import PLAIN, chords, place

Keep = Callable[[int, float, tuple[float, float, float], str], None]

TOUCH = 1e-6
"""mm: bodies that only touch do not collide."""


def _segments(table: Table) -> tuple[Floats, Floats, Ints]:
    """Start and end points of straight pieces (arcs as chords), and the path each belongs to."""
    line = np.flatnonzero(table.kind != ARC)
    starts, ends, owner = [table.geo[line, X0 : Z0 + 1]], [table.geo[line, 3:6]], [line]
    for k in np.flatnonzero(table.kind == ARC).tolist():
        g = table.geo[k]
        n = chords(float(g[RAD]), float(g[SWEEP]))
        f = np.linspace(0.0, 1.0, n + 1)
        a = g[A0] + g[SWEEP] * f
        p = np.column_stack((g[CX] + g[RAD] * np.cos(a), g[CY] + g[RAD] * np.sin(a), g[AZ0] + (g[5] - g[AZ0]) * f))
        starts.append(p[:-1])
        ends.append(p[1:])
        owner.append(np.full(n, k))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(owner)


def _enters(a: Floats, b: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """First and last parameter for which the point between a and b is inside the box; first ≥ last: never (slabs)."""
    d = b - a
    with np.errstate(divide="ignore", invalid="ignore"):
        t0, t1 = (low - a) / d, (high - a) / d
    near, far = np.minimum(t0, t1), np.maximum(t0, t1)
    flat = np.abs(d) < 1e-12
    within = (a > low) & (a < high)
    near = np.where(flat, np.where(within, -np.inf, np.inf), near)
    far = np.where(flat, np.where(within, np.inf, -np.inf), far)
    return np.maximum(near.max(axis=1), 0.0), np.minimum(far.min(axis=1), 1.0)


def fixture_contacts(table: Table, reading: Reading, cutters: Mapping[int, Cutter], setup: Setup) -> list[Finding]:
    """Sweeps of every body of every tool against every keep-out box, and the tip against what lies below the stock."""
    if not len(table.kind):
        return []
    start, end, owner = _segments(table)
    found: dict[int, tuple[float, int, tuple[float, float, float], str]] = {}

    def keep(k: int, depth: float, point: tuple[float, float, float], what: str) -> None:
        step = int(table.step[k])
        if step not in found or depth > found[step][0]:
            found[step] = (depth, k, point, what)

    for number in sorted(set(table.tool.tolist())):
        c = cutters.get(number)
        if c is None:
            continue
        mine = table.tool[owner] == number
        a, b, own = start[mine], end[mine], owner[mine]
        prism = table.prism[own] != PLAIN
        tops = c.bodies[0].z_from if c.bodies else c.assembly.stick_out
        bodies = [(say("the cutter"), c.shape[0], 0.0, max(tops, 0.0))]
        bodies += [(say("the {body}", body=x.tag.name.lower()), x.radius, x.z_from, x.z_to) for x in c.bodies]
        for what, radius, z_from, z_to in bodies:
            for n, box in enumerate(setup.fixture.keep_out, 1):
                name = say("{what} enters keep-out box {n}", what=what, n=n)
                for k, depth, point in _box_contacts(a, b, prism, box, (radius, z_from, z_to)):
                    keep(int(own[k]), depth, point, name)
        _below(table, np.flatnonzero(table.tool == number), c.shape[0], setup, keep)
    deepest: dict[tuple[int, str], int] = {}  # of each block: a hole that is pecked is told once
    for step in sorted(found):
        key = (reading.steps[step].block, found[step][3])
        if key not in deepest or found[step][0] > found[deepest[key]][0]:
            deepest[key] = step
    return [_finding(reading, table, cutters, *found[s]) for s in sorted(deepest.values())]


def _box_contacts(
    a: Floats, b: Floats, prism: npt.NDArray[np.bool_], box: Box, body: tuple[float, float, float]
) -> list[tuple[int, float, tuple[float, float, float]]]:
    """Pieces whose body meets the box: index, how far below the box's top, and where."""
    radius, z_from, z_to = body
    low = np.array(box.low) - np.array([radius, radius, z_to]) + TOUCH
    high = np.array(box.high) + np.array([radius, radius, -z_from]) - TOUCH
    t0, t1 = _enters(a, b, low, high)
    lo, hi = np.minimum(a, b), np.maximum(a, b)
    hit = np.where(prism, ((lo < high) & (hi > low)).all(axis=1), t0 < t1)
    still = (np.abs(b - a) < 1e-12).all(axis=1)
    begins_inside = ((a > low) & (a < high)).all(axis=1)
    hit |= still & begins_inside
    up = (np.abs(b - a)[:, :2] < 1e-12).all(axis=1) & (b[:, 2] > a[:, 2])
    hit &= ~(up & begins_inside)  # a way out: the move that led in is the one to name
    out = []
    for k in np.flatnonzero(hit).tolist():
        if prism[k]:
            p = np.clip((lo[k] + hi[k]) / 2, np.maximum(lo[k], low), np.minimum(hi[k], high))
            p[2] = max(lo[k][2], low[2])
        else:
            ends = [a[k] + t * (b[k] - a[k]) for t in (min(t0[k], 1.0), max(t1[k], 0.0))]
            p = min(ends, key=lambda q: float(q[2]))
        out.append((k, float(high[2] - p[2]), (float(p[0]), float(p[1]), float(p[2]))))
    return out


def _below(table: Table, rows: Ints, radius: float, setup: Setup, keep: Keep) -> None:
    """The tip below the stock's underside, deeper than the fixture leaves free."""
    box, fixture = setup.stock.box, setup.fixture
    limit = box.low[2] - fixture.clear_below
    z0, z1 = table.z_columns
    low = np.minimum(z0, z1)
    for k in rows[low[rows] < limit - TOUCH].tolist():
        g = table.geo[k]
        if table.kind[k] != ARC and g[LEN] < 1e-9 and z1[k] > z0[k]:
            continue  # a way out
        over_stock = (
            g[BX1] + radius > box.low[0] and g[BX0] - radius < box.high[0]
            and g[BY1] + radius > box.low[1] and g[BY0] - radius < box.high[1]
        )  # fmt: skip
        if over_stock or fixture.kind != "none":
            x, y = (g[X0], g[Y0]) if z0[k] <= z1[k] else (g[3], g[4])
            if table.kind[k] == ARC:
                x, y = g[9], g[10]
            keep(
                int(k),
                float(limit - low[k]),
                (float(x), float(y), float(low[k])),
                say("the tip goes below the free space"),
            )


def _finding(
    reading: Reading, table: Table, cutters: Mapping[int, Cutter],
    depth: float, k: int, point: tuple[float, float, float], what: str,
) -> Finding:  # fmt: skip
    move = reading.steps[int(table.step[k])]
    number = int(table.tool[k])
    where = place(reading, move, point) if isinstance(move, Move) else Location(point=point)
    return Finding(
        "fixture-contact",
        say(
            "line {line}: {what} by {depth:.2f} mm at X{x:.2f} Y{y:.2f}, {name}",
            line=where.line,
            what=what,
            depth=depth,
            x=point[0],
            y=point[1],
            name=cutters[number].name,
        ),
        where=where,
        remedy=say("raise the move, move the clamp, leave more free below the stock, or use a longer tool"),
        figures=(("amount_mm", depth), ("tool", number)),
    )


def travel(table: Table, reading: Reading, setup: Setup, machine: Machine) -> list[Finding]:
    """The moves against the machine's travel: at the stated zero, or the interval of zeros for which they fit."""
    if not len(table.kind):
        return []
    z0, z1 = table.z_columns
    moves = reading.steps.moves
    row = reading.steps.step_of(np.arange(len(moves))).searchsorted(table.step)
    lengths = np.array([math.nan if state.length is None else state.length for state in moves.states])
    length = lengths[moves.state[row]]
    columns = {
        "X": (table.geo[:, BX0], table.geo[:, BX1], machine.x, 0),
        "Y": (table.geo[:, BY0], table.geo[:, BY1], machine.y, 1),
        "Z": (np.minimum(z0, z1) + length, np.maximum(z0, z1) + length, machine.z, 2),
    }
    out = []
    fits = []
    for name, (low, high, axis, n) in columns.items():
        if np.isnan(low).all():
            fits.append(say("{name}: not known, the tools' lengths are not", name=name))
            continue
        k0, k1 = int(np.nanargmin(low)), int(np.nanargmax(high))
        least, most = axis.low - float(low[k0]), axis.high - float(high[k1])
        zero = None if setup.zero_in_machine is None else setup.zero_in_machine[n]
        for k, over in (
            (k0, (least - zero) if zero is not None else 0.0),
            (k1, (zero - most) if zero is not None else 0.0),
        ):
            if over > TOUCH:
                out.append(_beyond(reading, table, k, name, over))
        if zero is None and least > most + TOUCH:
            out.append(_beyond(reading, table, k1, name, least - most))
        elif zero is None:
            fits.append(say("{name} from {least:.2f} to {most:.2f}", name=name, least=least, most=most))
    if setup.zero_in_machine is None and fits:
        message = joined(
            "",
            [
                say(
                    "the moves fit the travel when the zero of {work_offset} lies, in machine mm, at ",
                    work_offset=setup.work_offset,
                ),
                joined(", ", fits),
            ],
        )
        out.append(
            Finding("travel-limit", message, Severity.NOTE, remedy=say("state zero_in_machine to have it checked"))
        )
    return out


def _beyond(reading: Reading, table: Table, k: int, axis: str, over: float) -> Finding:
    move = reading.steps[int(table.step[k])]
    where = place(reading, move) if isinstance(move, Move) else Location()
    return Finding(
        "travel-limit",
        say("line {line} goes {over:.2f} mm beyond the travel of {axis}", line=where.line, over=over, axis=axis),
        where=where,
        remedy=say("move the work zero or the stock, or use a larger machine"),
        figures=(("amount_mm", over), ("axis", axis)),
    )
