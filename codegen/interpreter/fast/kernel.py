"""The kernel that runs plain moves: line after line of simple templates, as the slow way would. Compiled.

It takes a line only when nothing can be wrong with it; wherever there is something to report or to decide, it stops before
that line, and the slow way has it.
"""

from __future__ import annotations

import math
from typing import Any

from codegen.jit import entry

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
LEAST_RADIUS = 1e-6


@entry
def run_lines(
    line: int, end: int, template: Any, first: Any, values: Any, columns: Any, table: Any, divisors: Any, real: Any, modes: Any,
    ran: Any, row: int, points: Any, kind: Any, feed: Any, state: Any, block: Any, column: Any, plane: Any, centre: Any,
    marks: Any, mark: int, base: int,
) -> Any:  # fmt: skip
    """Run lines from ``line`` on while they are simple, and never ran before.

    Moves are written from row ``row`` on (``points[:, row]`` is where the first starts, each move's end is the next column),
    remarks from ``mark`` on into ``marks``: place among the steps since ``base`` rows and remarks, block, state. States are
    numbered by the distance mode. Returns the line it stopped before, and the rows and remarks written so far.
    """
    x, y, z, rate, scale = real[R_X], real[R_Y], real[R_Z], real[R_FEED], real[R_SCALE]
    motion, level, absolute = modes[I_MOTION], modes[I_PLANE], modes[I_ABSOLUTE]
    told, moved = modes[I_TOLD], modes[I_MOVED]
    points[0, row], points[1, row], points[2, row] = x, y, z
    while line < end:
        number = template[line]
        if number < 0 or ran[line]:
            break
        t = table[number]
        what = t[T_KIND]
        if what != WORDS:
            if what == SLOW:
                break
            if what == REMARK:
                marks[0, mark], marks[1, mark], marks[2, mark] = row + mark - base, line, absolute
                mark += 1
            ran[line] = 1
            line += 1
            continue
        if t[T_LONG] and not modes[I_LONG_TOLD]:
            break
        if t[T_UNITS] >= 0 and t[T_UNITS] != modes[I_UNITS]:
            break
        at = first[line]
        way = t[T_DISTANCE] if t[T_DISTANCE] >= 0 else absolute
        in_plane = t[T_PLANE] if t[T_PLANE] >= 0 else level
        f = rate
        if t[T_F] >= 0:
            f = values[at + t[T_F]]
            if t[T_WHOLE] & 128:
                f = f / divisors[7]
            if not 0.0 <= f < MOST:
                break
            f = f * scale
        axes = t[T_AXES]
        if axes == 0:
            if t[T_MOTION] >= 0 or t[T_OTHERS]:
                break
            rate, absolute, level = f, way, in_plane
            ran[line] = 1
            line += 1
            continue
        go = t[T_MOTION] if t[T_MOTION] >= 0 else motion
        if go < 0 or (go > 0 and not 0.0 < f < MOST) or (go < 2 and t[T_OTHERS]) or way < 0:
            break
        a, b, c = x, y, z
        fine = True
        for axis in range(3):
            if not axes & (1 << axis):
                continue
            value = values[at + t[T_X + axis]]
            if t[T_WHOLE] & (1 << axis):
                value = value / divisors[axis]
            if not -MOST < value < MOST:
                fine = False
            value = value * scale
            if axis == 0:
                a = value if way else a + value
            elif axis == 1:
                b = value if way else b + value
            else:
                c = value if way else c + value
        if not fine:
            break
        if go > 0:
            unknown = int(math.isnan(x)) | (int(math.isnan(y)) << 1) | (int(math.isnan(z)) << 2)
            if unknown & ~told or (go > 1 and unknown):
                break
            if go > 1:
                u, v = 0.0, 0.0
                su, sv, eu, ev = x, y, a, b
                iu, iv, normal = 0, 1, 2
                if in_plane == 1:
                    su, sv, eu, ev = z, x, c, a
                    iu, iv, normal = 2, 0, 1
                elif in_plane == 2:
                    su, sv, eu, ev = y, z, b, c
                    iu, iv, normal = 1, 2, 0
                elif in_plane < 0:
                    break
                others = t[T_OTHERS]
                if others == RADIUS:
                    if not axes & ((1 << iu) | (1 << iv)):
                        break
                    radius = values[at + t[T_R]]
                    if t[T_WHOLE] & 64:
                        radius = radius / divisors[6]
                    if not -MOST < radius < MOST:
                        break
                    radius = radius * scale
                    du, dv = eu - su, ev - sv
                    chord = math.sqrt(du * du + dv * dv)
                    half, size = chord / 2, abs(radius)
                    if not (chord > LEAST_RADIUS and half <= size):
                        break
                    rise = math.sqrt(max(0.0, size * size - half * half))
                    side = (1.0 if go == 2 else -1.0) * (1.0 if radius > 0 else -1.0)
                    u = su + du / 2 + side * rise * dv / chord
                    v = sv + dv / 2 - side * rise * du / chord
                else:
                    if others & (RADIUS | (1 << normal)) or others == 0 or modes[I_ARC_ABSOLUTE] < 0:
                        break
                    if modes[I_ARC_ABSOLUTE] and others != (1 << iu) | (1 << iv):
                        break
                    if others & (1 << iu):
                        u = values[at + t[T_I + iu]]
                        if t[T_WHOLE] & (8 << iu):
                            u = u / divisors[3 + iu]
                    if others & (1 << iv):
                        v = values[at + t[T_I + iv]]
                        if t[T_WHOLE] & (8 << iv):
                            v = v / divisors[3 + iv]
                    if not (-MOST < u < MOST and -MOST < v < MOST):
                        break
                    u, v = u * scale, v * scale
                    if not modes[I_ARC_ABSOLUTE]:
                        u, v = su + u, sv + v
                    r1 = math.sqrt((su - u) * (su - u) + (sv - v) * (sv - v))
                    r2 = math.sqrt((eu - u) * (eu - u) + (ev - v) * (ev - v))
                    if not (r1 > LEAST_RADIUS and r2 > LEAST_RADIUS):
                        break
                    if not abs(r1 - r2) <= SURE * max(
                        real[R_ARC], min(real[R_RELATIVE] * max(r1, r2), 100.0 * real[R_ARC])
                    ):
                        break
                if in_plane == 1:
                    u, v = v, u
                centre[0, row], centre[1, row] = u, v
            told = unknown
        kind[row] = go
        feed[row] = f if go > 0 else 0.0
        state[row] = way
        block[row] = line
        column[row] = columns[at + t[T_COLUMN]]
        plane[row] = in_plane if go > 1 else 0
        if go < 2:
            centre[0, row] = math.nan
            centre[1, row] = math.nan
        x, y, z, rate = a, b, c, f
        motion, absolute, level = go, way, in_plane
        moved |= axes
        row += 1
        points[0, row], points[1, row], points[2, row] = x, y, z
        ran[line] = 1
        line += 1
    real[R_X], real[R_Y], real[R_Z], real[R_FEED] = x, y, z, rate
    modes[I_MOTION], modes[I_PLANE], modes[I_ABSOLUTE] = motion, level, absolute
    modes[I_TOLD], modes[I_MOVED] = told, moved
    return line, row, mark
