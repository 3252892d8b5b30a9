"""The kernel that runs plain moves: line after line of simple templates, as the slow way would. Compiled.

It takes a line only when nothing can be wrong with it; wherever there is something to report or to decide, it stops before
that line, and the slow way has it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from codegen.interpreter.fast.scan import DIGITS, WIDEST
from codegen.jit import entry, inlined

SLOW, NOTHING, REMARK, WORDS = range(4)
"""What a template's lines are: for the slow way; without effect; a remark; words that the kernel knows."""

T_KIND, T_MOTION, T_PLANE, T_DISTANCE, T_UNITS, T_COLUMN, T_AXES, T_OTHERS, T_WHOLE, T_LONG, T_COUNT, T_X = range(12)
"""Columns of the table of templates: what it is; motion 0 to 3, plane 0 to 2, 1 for absolute, 1 for inch (-1: not said);
word whose column the move has; bits of the axes, of I, J, K and R; bits of the words without a decimal point; 1 where a
number has many decimals; how many words the line has, N too; then the words of X, Y, Z, I, J, K, R, F (-1: none)."""
T_Y, T_Z, T_I, T_J, T_K, T_R, T_F = range(T_X + 1, T_X + 8)
T_WIDTH = T_F + 1
RADIUS = 8
"""The bit of R in ``T_OTHERS``."""

R_X, R_Y, R_Z, R_FEED, R_SCALE, R_ARC, R_RELATIVE = range(7)
"""Registers: where the tool is, mm; feed, mm/min; mm in a unit; by how much an arc's radii may differ: mm, part of a radius."""
I_MOTION, I_PLANE, I_ABSOLUTE, I_UNITS, I_ARC_ABSOLUTE, I_TOLD, I_MOVED, I_LONG_TOLD, I_ENDS_SAID = range(9)
"""Modes, as in the table (-1: not known); the units that the program said; axes told to be unknown, and axes that were moved,
as bits; whether many decimals were told; whether an arc must say where it ends in its plane."""

MOST = 1e10
SURE = 0.9
"""Of an arc's tolerance: what lies closer to it the slow way decides."""
CAP = 100.0
"""Times the absolute tolerance: what the relative one may be at most (``motion.ARC_TOLERANCE_CAP``)."""
LEAST_RADIUS = 1e-6


ONE = np.uint64(1)
POWERS = tuple(10.0**i for i in range(DIGITS + 1))


@inlined
def read_words(data: Any, at: Any, most: Any, powers: Any, values: Any, columns: Any) -> None:
    """The numbers of a line that has a template and at least ``most`` words, and their letters' columns."""
    start, count = at, np.uint64(0)
    while count < most:
        byte = data[at]
        if byte == 40:
            while data[at] != 41:
                at += ONE
        if byte < 65:
            at += ONE
            continue
        columns[count] = at - start + ONE
        at += ONE
        while data[at] in (32, 9):
            at += ONE
        sign = data[at]
        at += np.uint64(sign in (43, 45))
        whole: Any = 0
        digit = np.int64(data[at]) - 48
        while 0 <= digit <= 9:
            whole = whole * 10 + digit
            at += ONE
            digit = np.int64(data[at]) - 48
        value = np.float64(whole)
        if digit in (-2, -4):  # a point; a comma, where that is one
            at += ONE
            point = at
            digit = np.int64(data[at]) - 48
            while 0 <= digit <= 9:
                whole = whole * 10 + digit
                at += ONE
                digit = np.int64(data[at]) - 48
            value = whole / powers[at - point]
        values[count] = -value if sign == 45 else value
        count += ONE


@entry
def numbers_of(data: Any, at: int, most: int, powers: Any, values: Any, columns: Any) -> None:
    """``read_words``, for the table of templates."""
    read_words(data, np.uint64(at), np.uint64(most), powers, values, columns)


@inlined
def word(values: Any, table: Any, n: Any, divisors: Any, letter: int) -> float:
    """The number of a word; without a decimal point it counts the control's increments."""
    value: float = values[np.uint64(table[n, T_X + letter])]
    if table[n, T_WHOLE] & (1 << letter):
        value = value / divisors[letter]
    return value


@inlined
def moved_to(
    values: Any, table: Any, n: Any, divisors: Any, scale: float, axis: int, absolute: Any, where: float
) -> Any:
    """Where a move takes an axis, and whether its word is within bounds."""
    if not table[n, T_AXES] & (1 << axis):
        return where, True
    value = word(values, table, n, divisors, axis)
    return value * scale if absolute else where + value * scale, -MOST < value < MOST


@inlined
def centre_by_radius(radius: float, su: float, sv: float, eu: float, ev: float, clockwise: bool) -> Any:
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
    values: Any, table: Any, n: Any, divisors: Any, real: Any, modes: Any, plane: Any, clockwise: bool,
    x: float, y: float, z: float, a: float, b: float, c: float,
) -> Any:  # fmt: skip
    """Centre of an arc from x, y, z to a, b, c along the plane's two axes, and whether there is nothing to report of it."""
    su, sv, eu, ev, iu, iv = x, y, a, b, 0, 1
    if plane == 1:
        su, sv, eu, ev, iu, iv = z, x, c, a, 2, 0
    elif plane == 2:
        su, sv, eu, ev, iu, iv = y, z, b, c, 1, 2
    arc_absolute = modes[I_ARC_ABSOLUTE]
    both, others = (1 << iu) | (1 << iv), np.int64(table[n, T_OTHERS])
    if others == RADIUS:
        radius = word(values, table, n, divisors, 6)
        if not (table[n, T_AXES] & both and -MOST < radius < MOST):
            return 0.0, 0.0, False
        return centre_by_radius(radius * real[R_SCALE], su, sv, eu, ev, clockwise)
    if modes[I_ENDS_SAID] and not table[n, T_AXES] & both:
        return 0.0, 0.0, False
    if others & ~both or others == 0 or arc_absolute < 0 or (arc_absolute and others != both):
        return 0.0, 0.0, False
    u = word(values, table, n, divisors, 3 + iu) if others & (1 << iu) else 0.0
    v = word(values, table, n, divisors, 3 + iv) if others & (1 << iv) else 0.0
    fine = -MOST < u < MOST and -MOST < v < MOST
    u, v = u * real[R_SCALE], v * real[R_SCALE]
    if not arc_absolute:
        u, v = su + u, sv + v
    return u, v, fine and radii_agree(u, v, su, sv, eu, ev, real)


@entry
def run_lines(
    begin: int, end: int, data: Any, starts: Any, template: Any, table: Any, divisors: Any, powers: Any, real: Any, modes: Any,
    numbers: Any, ran: Any, first_row: int, ends: Any, kind: Any, feed: Any, state: Any, block: Any, column: Any, plane: Any,
    first_arc: int, arc_row: Any, arc_centre: Any, first_mark: int, marks: Any,
) -> Any:  # fmt: skip
    """Run lines from ``begin`` on while they are simple, and never ran before.

    Moves are written from row ``first_row`` on, arcs' centres from ``first_arc`` on, remarks from ``first_mark`` on into
    ``marks``: place among the steps of this run, block, state. ``numbers``: of the states under G91, G90 and neither.
    Returns the line it stopped before, and the rows, arcs and remarks by then.
    """
    x, y, z, rate, scale = real[R_X], real[R_Y], real[R_Z], real[R_FEED], real[R_SCALE]
    values, columns = np.empty(WIDEST), np.empty(WIDEST, np.int64)
    base = first_row + first_mark
    motion, level, absolute, told, moved = (
        modes[I_MOTION],
        modes[I_PLANE],
        modes[I_ABSOLUTE],
        modes[I_TOLD],
        modes[I_MOVED],
    )
    line, stop = np.uint64(begin), np.uint64(end)
    row, arc, mark = np.uint64(first_row), np.uint64(first_arc), np.uint64(first_mark)
    while line < stop and not ran[line] and template[line] >= 0:
        n = np.uint64(template[line])
        what = table[n, T_KIND]
        if what != WORDS:
            if what == SLOW:
                break
            if what == REMARK:
                marks[0, mark], marks[1, mark], marks[2, mark] = np.int64(row + mark) - base, line, numbers[absolute]
                mark += ONE
            ran[line] = 1
            line += ONE
            continue
        if (table[n, T_LONG] and not modes[I_LONG_TOLD]) or (
            table[n, T_UNITS] >= 0 and table[n, T_UNITS] != modes[I_UNITS]
        ):
            break
        read_words(data, np.uint64(starts[line]), np.uint64(table[n, T_COUNT]), powers, values, columns)
        way = np.int64(table[n, T_DISTANCE]) if table[n, T_DISTANCE] >= 0 else absolute
        flat = np.int64(table[n, T_PLANE]) if table[n, T_PLANE] >= 0 else level
        go = np.int64(table[n, T_MOTION]) if table[n, T_MOTION] >= 0 else motion
        f = rate
        if table[n, T_F] >= 0:
            f = word(values, table, n, divisors, 7)
            if not 0.0 <= f < MOST:
                break
            f = f * scale
        if table[n, T_AXES]:
            if go < 0 or way < 0 or (go > 0 and not 0.0 < f < MOST) or (go < 2 and table[n, T_OTHERS]):
                break
            a, fine_x = moved_to(values, table, n, divisors, scale, 0, way, x)
            b, fine_y = moved_to(values, table, n, divisors, scale, 1, way, y)
            c, fine_z = moved_to(values, table, n, divisors, scale, 2, way, z)
            if not (fine_x and fine_y and fine_z):
                break
            if go > 0:
                unknown = np.int64(math.isnan(x)) | (np.int64(math.isnan(y)) << 1) | (np.int64(math.isnan(z)) << 2)
                if unknown & ~told:
                    break
                if go > 1:
                    if unknown or flat < 0:
                        break
                    u, v, fine = centre_of(values, table, n, divisors, real, modes, flat, go == 2, x, y, z, a, b, c)
                    if not fine:
                        break
                    # in the order of the axes X, Y, Z, which for G18 is not the order of its first and second axis
                    arc_centre[0, arc], arc_centre[1, arc] = (v, u) if flat == 1 else (u, v)
                    arc_row[arc] = row
                    arc += ONE
                told = unknown
            x, y, z, motion = a, b, c, go
            kind[row], feed[row], state[row], block[row] = go, f if go > 0 else 0.0, numbers[way], line
            column[row], plane[row] = columns[np.uint64(table[n, T_COLUMN])], flat if go > 1 else 0
            ends[0, row], ends[1, row], ends[2, row] = x, y, z
            moved |= np.int64(table[n, T_AXES])
            row += ONE
        elif table[n, T_MOTION] >= 0 or table[n, T_OTHERS]:
            break
        rate, absolute, level = f, way, flat
        ran[line] = 1
        line += ONE
    real[R_X], real[R_Y], real[R_Z], real[R_FEED] = x, y, z, rate
    modes[I_MOTION], modes[I_PLANE], modes[I_ABSOLUTE], modes[I_TOLD], modes[I_MOVED] = (
        motion,
        level,
        absolute,
        told,
        moved,
    )
    return np.int64(line), np.int64(row), np.int64(arc), np.int64(mark)
