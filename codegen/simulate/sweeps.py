"""From paths and tools to the primitives of the kernels: one that cuts, and checks before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from codegen.model.motion import MoveKind
from codegen.model.program import Reading
from codegen.simulate.layout import (
    ARC,
    AZ0,
    AZ1,
    BOX,
    BX0,
    BX1,
    BY0,
    BY1,
    CHECK,
    CUT,
    EX,
    EY,
    FOLLOW,
    GEO_WIDTH,
    LEN,
    LINE,
    R_OUT,
    X0,
    X1,
    Y0,
    Y1,
    Z0,
    Z1,
    ZMIN,
)  # fmt: skip
from codegen.simulate.shapes import SIDEWAYS, Body, Cutter, Tag
from codegen.simulate.trace import LOOK, PLAIN, ROUND_ENDS, Paths

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SAME = 1e-9
"""mm: lines that join within this are one path."""
DEAD_CENTRE = 0.1
"""Part of the radius about the axis that a tool which does not cut at its centre leaves standing, at least a cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweeps:
    """Primitives in program order, with the step each belongs to, its purpose and its body's index."""

    geo: Floats
    kind: Ints
    mode: Ints
    shape: Floats
    core: Floats
    step: Ints
    tag: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Paths as arrays. ``tool``: T number of each path's move."""

    geo: Floats
    kind: Ints
    step: Ints
    prism: Ints
    tool: Ints
    rapid: npt.NDArray[np.bool_]

    @property
    def z_columns(self) -> tuple[Floats, Floats]:
        """Heights of the tip at start and end."""
        arc = self.kind == ARC
        return np.where(arc, self.geo[:, AZ0], self.geo[:, Z0]), np.where(arc, self.geo[:, AZ1], self.geo[:, Z1])


def tabulate(paths: Paths, reading: Reading) -> Table:
    """The paths as arrays."""
    kind, rows, box, step, prism = paths.columns()
    geo = np.zeros((len(kind), GEO_WIDTH))
    geo[:, :11] = rows
    geo[:, BX0 : BY1 + 1] = box
    moves = reading.steps.moves
    row = reading.steps.step_of(np.arange(len(moves))).searchsorted(step)
    tools = np.array([state.tool or 0 for state in moves.states], np.int64)
    rapid = moves.kind[row] == MoveKind.RAPID
    return Table(geo, kind, step, prism, tools[moves.state[row]] if len(row) else row, rapid)


def _clip(geo: Floats, kind: Ints, top: float) -> Floats:
    """Cut off the parts of lines that lie above ``top``; set the lowest height. Changes ``geo``."""
    line = kind == LINE
    z0, z1 = geo[:, Z0].copy(), geo[:, Z1].copy()
    for end, za, zb in ((0, z0, z1), (1, z1, z0)):
        out = line & (za > top) & (zb < top)
        if out.any():
            g = geo[out]
            f = (top - za[out]) / (zb[out] - za[out])
            a, b = (X0, X1) if end == 0 else (X1, X0)
            for c in (0, 1):
                g[:, a + c] += f * (g[:, b + c] - g[:, a + c])
            g[:, a + 2] = top
            g[:, LEN] = np.hypot(g[:, X1] - g[:, X0], g[:, Y1] - g[:, Y0])
            g[:, BX0], g[:, BX1] = np.minimum(g[:, X0], g[:, X1]), np.maximum(g[:, X0], g[:, X1])
            g[:, BY0], g[:, BY1] = np.minimum(g[:, Y0], g[:, Y1]), np.maximum(g[:, Y0], g[:, Y1])
            geo[out] = g
    geo[:, ZMIN] = np.where(line, np.minimum(geo[:, Z0], geo[:, Z1]), np.minimum(geo[:, AZ0], geo[:, AZ1]))
    return geo


class _Builder:
    def __init__(self, table: Table, top: float, follows: npt.NDArray[np.bool_]) -> None:
        self.table, self.top, self.follows = table, top, follows
        self.parts: list[tuple[Any, ...]] = []

    def add(
        self, rows: Ints, rank: int, tag: Tag, shape: tuple[float, float, float, float], core: float, lift: float
    ) -> None:
        """Primitives for the paths ``rows``: a tool of ``shape`` (its outside, if not a cut) ``lift`` above the tip."""
        geo = self.table.geo[rows].copy()
        kind = self.table.kind[rows].copy()
        geo[:, Z0] += lift
        geo[:, 5] += lift  # Z1 of a line, AZ1 of an arc
        geo = _clip(geo, kind, self.top)
        if tag is Tag.BOX:
            whole = self.table.geo[rows, BX0 : BY1 + 1]
            kind[:] = BOX
            geo[:, BX0 : BY1 + 1] = whole
            geo[:, X0], geo[:, Y0], geo[:, X1], geo[:, Y1] = whole.T
        geo[:, BX0 : BY0 + 1] -= shape[R_OUT]
        geo[:, BX1 : BY1 + 1] += shape[R_OUT]
        use = geo[:, ZMIN] < self.top
        n = int(use.sum())
        if n:
            order = rows[use] * 16 + rank
            mode = np.full(n, CHECK, np.int64)
            if tag is Tag.CUT:
                mode[:] = np.where(self.follows[rows[use]], FOLLOW, CUT)
            tags = np.full(n, int(tag), np.int64)
            self.parts.append((order, geo[use], kind[use], mode, np.tile(shape, (n, 1)), np.full(n, core), tags))

    def build(self) -> Sweeps:
        """All primitives in program order."""
        if not self.parts:
            none, ints = np.zeros(0), np.zeros(0, np.int64)
            return Sweeps(np.zeros((0, GEO_WIDTH)), ints, ints, np.zeros((0, 4)), none, ints, ints)
        order, geo, kind, mode, shape, core, tags = (np.concatenate(c) for c in zip(*self.parts, strict=True))
        i = np.argsort(order, kind="stable")
        step = self.table.step[order[i] // 16]
        return Sweeps(geo[i], kind[i], mode[i], np.ascontiguousarray(shape[i]), core[i], step, tags[i])


def expand(table: Table, *, cutters: Mapping[int, Cutter], top: float, delta: float, cell: float) -> Sweeps:
    """Primitives of all paths.

    A contact counts within the tool's radius less δ/2: a retract along a finished wall, or an end point rounded to the
    program's last decimal, is not a collision. Bodies above the flutes are checked before the cut, when the material
    ahead still stands; in a plunge after it, when the cutter has made its hole.
    """
    z0, z1 = table.z_columns
    still = (table.kind == LINE) & (table.geo[:, LEN] < 1e-9)
    retracts = still & (z1 > z0) & _follows(table, ROUND_ENDS)
    on = _follows(table, SAME)
    on[1:] &= ~retracts[:-1]  # a retract is not cut itself
    builder = _Builder(table, top, on)
    for number in sorted(set(table.tool.tolist())):
        c = cutters.get(number)
        if c is None:
            continue
        mine = table.tool == number
        radius = c.shape[0]
        disc = (radius, radius, 0.0, 0.0)
        cuts = np.flatnonzero(mine & (table.prism != LOOK) & ~retracts)
        builder.add(np.flatnonzero(mine & (table.prism != PLAIN)), 0, Tag.BOX, disc, radius, 0.0)
        if c.cuts:
            if not c.assembly.tool.centre_cutting:
                r = max(DEAD_CENTRE * radius, 0.71 * cell)
                plunge = np.flatnonzero(mine & still & (z1 < z0) & ~table.rapid)
                builder.add(plunge, 1, Tag.CENTRE, (r, r, 0.0, 0.0), r, 0.0)
            builder.add(cuts, 8, Tag.CUT, c.shape, radius - min(delta, radius) / 2, 0.0)
        else:
            r = radius - min(delta, radius) / 2
            tag = Tag.SIDE if c.assembly.tool.kind in SIDEWAYS else Tag.TAP
            builder.add(np.flatnonzero(mine & (table.prism != LOOK)), 1, tag, (r, r, 0.0, 0.0), r, 0.0)
        for k, body in enumerate(c.bodies[:6]):
            for rank, rows in _body_rows(mine & (table.prism != LOOK), still, z1 > z0, z1 < z0):
                _add_body(builder, rows, rank + k, body)
    return builder.build()


def _follows(table: Table, within: float) -> npt.NDArray[np.bool_]:
    """Lines that start where the path before them, with the same tool, ended: a retract then finds nothing to cut."""
    arc = table.kind == ARC
    end_x, end_y = np.where(arc, table.geo[:, EX], table.geo[:, X1]), np.where(arc, table.geo[:, EY], table.geo[:, Y1])
    z0, z1 = table.z_columns
    gap = np.hypot(table.geo[1:, X0] - end_x[:-1], table.geo[1:, Y0] - end_y[:-1]) + np.abs(z0[1:] - z1[:-1])
    same = (gap < within) & (table.tool[1:] == table.tool[:-1]) & (table.prism[:-1] != LOOK) & ~arc[1:]
    return np.concatenate((np.zeros(min(1, len(arc)), np.bool_), same))


def _body_rows(
    mine: npt.NDArray[np.bool_], still: npt.NDArray[np.bool_], up: npt.NDArray[np.bool_], down: npt.NDArray[np.bool_]
) -> tuple[tuple[int, Ints], tuple[int, Ints]]:
    """Paths whose bodies are checked before the cut and after it, with the first rank of each."""
    return (2, np.flatnonzero(mine & ~still & ~(still & up))), (9, np.flatnonzero(mine & still & down))


def _add_body(builder: _Builder, rows: Ints, rank: int, body: Body) -> None:
    r = body.radius
    builder.add(rows, rank, body.tag, (r, r, 0.0, 0.0), r, body.z_from)
