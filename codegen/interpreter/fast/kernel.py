"""The kernel that runs plain moves: line after line of simple templates, as the slow way would. Compiled.

It takes a line only when nothing can be wrong with it; wherever there is something to report or to decide, it stops before
that line, and the slow way has it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from codegen.jit import entry, inlined

SLOW, NOTHING, REMARK, WORDS = range(4)
"""What a template's lines are: for the slow way; without effect; a remark; words that the kernel knows."""

T_KIND, T_MOTION, T_PLANE, T_DISTANCE, T_UNITS, T_COLUMN, T_AXES, T_OTHERS, T_WHOLE, T_LONG, T_X = range(11)
"""Columns of the table of templates: what it is; motion 0 to 3, plane 0 to 2, 1 for absolute, 1 for inch (-1: not said);
word whose column the move has; bits of the axes, of I, J, K and R; bits of the words without a decimal point; 1 where a
number has many decimals; then the words of X, Y, Z, I, J, K, R, F (-1: none)."""
T_Y, T_Z, T_I, T_J, T_K, T_R, T_F = range(T_X + 1, T_X + 8)
T_WIDTH = T_F + 1
RADIUS = 8
"""The bit of R in ``T_OTHERS``."""

R_X, R_Y, R_Z, R_FEED, R_SCALE, R_ARC, R_RELATIVE = range(7)
"""Registers: where the tool is, mm; feed, mm/min; mm in a unit; by how much an arc's radii may differ: mm, part of a radius."""
I_MOTION, I_PLANE, I_ABSOLUTE, I_UNITS, I_ARC_ABSOLUTE, I_TOLD, I_MOVED, I_LONG_TOLD = range(8)
"""Modes, as in the table (-1: not known); the units that the program said; axes told to be unknown, and axes that were moved,
as bits; whether many decimals were told."""

MOST = 1e9
SURE = 0.9
"""Of an arc's tolerance: what lies closer to it the slow way decides."""
CAP = 100.0
"""Times the absolute tolerance: what the relative one may be at most (``motion.ARC_TOLERANCE_CAP``)."""
LEAST_RADIUS = 1e-6


ONE = np.uint64(1)


@inlined
def word(values: Any, at: Any, table: Any, n: Any, divisors: Any, letter: int) -> float:
    """The number of a word; without a decimal point it counts the control's increments."""
    value: float = values[at + np.uint64(table[n, T_X + letter])]
    if table[n, T_WHOLE] & (1 << letter):
        value = value / divisors[letter]
    return value


@inlined
def moved_to(
    values: Any, at: Any, table: Any, n: Any, divisors: Any, scale: float, axis: int, absolute: int, where: float
) -> Any:
    """Where a move takes an axis, and whether its word is within bounds."""
    if not table[n, T_AXES] & (1 << axis):
        return where, True
    value = word(values, at, table, n, divisors, axis)
    return value * scale if absolute else where + value * scale, -MOST < value < MOST


@inlined
def centre_by_radius(
    radius: float, su: float, sv: float, eu: float, ev: float, clockwise: bool
) -> Any:
    """Centre of an arc with R, and whether there is nothing to report of it."""
    du, dv = eu - su, ev - sv
    chord = math.sqrt(du * du + dv * dv)
    half, size = chord / 2, abs(radius)
    if not (chord > LEAST_RADIUS and half <= size):
        return 0.0, 0.0, False
    rise = math.sqrt(max(0.0, size * size - half * half))
    side = (1.0 if clockwise else -1.0) * (1.0 if radius > 0 else -1.0)
    return su + du / 2 + side * rise * dv / chord, sv + dv / 2 - side * rise * du / chord, True


@inlined
def radii_agree(u: float, v: float, su: float, sv: float, eu: float, ev: float, real: Any) -> bool:
    """Whether start and end surely lie on one circle about the centre."""
    r1 = math.sqrt((su - u) * (su - u) + (sv - v) * (sv - v))
    r2 = math.sqrt((eu - u) * (eu - u) + (ev - v) * (ev - v))
    allowed = max(real[R_ARC], min(real[R_RELATIVE] * max(r1, r2), CAP * real[R_ARC]))
    return r1 > LEAST_RADIUS and r2 > LEAST_RADIUS and abs(r1 - r2) <= SURE * allowed


@inlined
def centre_of(
    values: Any, at: Any, table: Any, n: Any, divisors: Any, real: Any, arc_absolute: int, plane: int, clockwise: bool,
    x: float, y: float, z: float, a: float, b: float, c: float,
) -> Any:  # fmt: skip
    """Centre of an arc from x, y, z to a, b, c along the plane's two axes, and whether there is nothing to report of it."""
    su, sv, eu, ev, iu, iv = x, y, a, b, 0, 1
    if plane == 1:
        su, sv, eu, ev, iu, iv = z, x, c, a, 2, 0
    elif plane == 2:
        su, sv, eu, ev, iu, iv = y, z, b, c, 1, 2
    both, others = (1 << iu) | (1 << iv), np.int64(table[n, T_OTHERS])
    if others == RADIUS:
        radius = word(values, at, table, n, divisors, 6)
        if not (table[n, T_AXES] & both and -MOST < radius < MOST):
            return 0.0, 0.0, False
        return centre_by_radius(radius * real[R_SCALE], su, sv, eu, ev, clockwise)
    if others & ~both or others == 0 or arc_absolute < 0 or (arc_absolute and others != both):
        return 0.0, 0.0, False
    u = word(values, at, table, n, divisors, 3 + iu) if others & (1 << iu) else 0.0
    v = word(values, at, table, n, divisors, 3 + iv) if others & (1 << iv) else 0.0
    fine = -MOST < u < MOST and -MOST < v < MOST
    u, v = u * real[R_SCALE], v * real[R_SCALE]
    if not arc_absolute:
        u, v = su + u, sv + v
    return u, v, fine and radii_agree(u, v, su, sv, eu, ev, real)


@entry
def run_lines(
    begin: int, end: int, template: Any, first: Any, values: Any, columns: Any, table: Any, divisors: Any, real: Any,
    modes: Any, ran: Any, first_row: int, points: Any, kind: Any, feed: Any, state: Any, block: Any, column: Any, plane: Any,
    centre: Any, marks: Any, first_mark: int, base: int,
) -> Any:  # fmt: skip
    """Run lines from ``begin`` on while they are simple, and never ran before.

    Moves are written from row ``first_row`` on (``points[:, row]`` is where the first starts, each move's end is the next
    column), remarks from ``first_mark`` on into ``marks``: place among the steps since ``base`` rows and remarks, block,
    state. States are numbered by the distance mode. Returns the line it stopped before, and the rows and remarks by then.
    """
    x, y, z, rate, scale = real[R_X], real[R_Y], real[R_Z], real[R_FEED], real[R_SCALE]
    motion, level, absolute, told, moved = modes[I_MOTION], modes[I_PLANE], modes[I_ABSOLUTE], modes[I_TOLD], modes[I_MOVED]
    line, row, mark, stop = np.uint64(begin), np.uint64(first_row), np.uint64(first_mark), np.uint64(end)
    points[0, row], points[1, row], points[2, row] = x, y, z
    while line < stop and not ran[line] and template[line] >= 0:
        n = np.uint64(template[line])
        what = table[n, T_KIND]
        if what != WORDS:
            if what == SLOW:
                break
            if what == REMARK:
                marks[0, mark], marks[1, mark], marks[2, mark] = np.int64(row + mark) - base, line, absolute
                mark += ONE
            ran[line] = 1
            line += ONE
            continue
        if (table[n, T_LONG] and not modes[I_LONG_TOLD]) or (table[n, T_UNITS] >= 0 and table[n, T_UNITS] != modes[I_UNITS]):
            break
        at = np.uint64(first[line])
        way = np.int64(table[n, T_DISTANCE]) if table[n, T_DISTANCE] >= 0 else absolute
        flat = np.int64(table[n, T_PLANE]) if table[n, T_PLANE] >= 0 else level
        go = np.int64(table[n, T_MOTION]) if table[n, T_MOTION] >= 0 else motion
        f = rate
        if table[n, T_F] >= 0:
            f = word(values, at, table, n, divisors, 7)
            if not 0.0 <= f < MOST:
                break
            f = f * scale
        if table[n, T_AXES]:
            if go < 0 or way < 0 or (go > 0 and not 0.0 < f < MOST) or (go < 2 and table[n, T_OTHERS]):
                break
            a, fine_x = moved_to(values, at, table, n, divisors, scale, 0, way, x)
            b, fine_y = moved_to(values, at, table, n, divisors, scale, 1, way, y)
            c, fine_z = moved_to(values, at, table, n, divisors, scale, 2, way, z)
            if not (fine_x and fine_y and fine_z):
                break
            u, v = math.nan, math.nan
            if go > 0:
                unknown = np.int64(math.isnan(x)) | (np.int64(math.isnan(y)) << 1) | (np.int64(math.isnan(z)) << 2)
                if unknown & ~told:
                    break
                if go > 1:
                    if unknown or flat < 0:
                        break
                    u, v, fine = centre_of(
                        values, at, table, n, divisors, real, modes[I_ARC_ABSOLUTE], flat, go == 2, x, y, z, a, b, c
                    )
                    if not fine:
                        break
                told = unknown
            x, y, z, motion = a, b, c, go
            kind[row], feed[row], state[row], block[row] = go, f if go > 0 else 0.0, way, line
            column[row] = columns[at + np.uint64(table[n, T_COLUMN])]
            plane[row] = flat if go > 1 else 0
            # in the order of the axes X, Y, Z, which for G18 is not the order of its first and second axis
            centre[0, row], centre[1, row] = (v, u) if flat == 1 else (u, v)
            moved |= np.int64(table[n, T_AXES])
            row += ONE
            points[0, row], points[1, row], points[2, row] = x, y, z
        elif table[n, T_MOTION] >= 0 or table[n, T_OTHERS]:
            break
        rate, absolute, level = f, way, flat
        ran[line] = 1
        line += ONE
    real[R_X], real[R_Y], real[R_Z], real[R_FEED] = x, y, z, rate
    modes[I_MOTION], modes[I_PLANE], modes[I_ABSOLUTE], modes[I_TOLD], modes[I_MOVED] = motion, level, absolute, told, moved
    return np.int64(line), np.int64(row), np.int64(mark)
