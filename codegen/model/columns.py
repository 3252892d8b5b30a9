"""Moves as columns of numbers, one row a move, and back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.model.motion import Event, Move, MoveKind, Plane, State, Step

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]

PLANES: Final = (Plane.XY, Plane.XZ, Plane.YZ)
"""By the number in ``Moves.plane``."""
CHUNK: Final = 4096
"""Rows that are turned into moves at once."""
_NUMBER: Final = {plane: number for number, plane in enumerate(PLANES)}
_KINDS: Final = tuple(MoveKind)


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves in program order. Lengths in mm, feeds in mm/min, NaN where unknown, as in ``Move``.

    ``step``: where each stands among the steps. ``kind``: of ``MoveKind``. ``start``, ``end``: n x 3, each axis contiguous.
    ``state``: index in ``states``. ``block``: index in ``Program.blocks``. ``plane``: index in ``PLANES``. ``centre``: n x 2,
    NaN without one. ``pitch``: NaN without one. ``cycle``: index in ``cycles``, of which the first is None; ``hole``: -1
    without one. ``in_machine``: programmed in machine coordinates. Columns of one value throughout may have stride 0; all
    are for reading alone.
    """

    step: Ints
    kind: Ints
    start: Floats
    end: Floats
    feed: Floats
    state: Ints
    block: Ints
    line: Ints
    column: Ints
    plane: Ints
    centre: Floats
    turns: Ints
    pitch: Floats
    cycle: Ints
    hole: Ints
    in_machine: Bools
    states: tuple[State, ...]
    cycles: tuple[str | None, ...] = (None,)

    def __len__(self) -> int:
        return len(self.kind)

    def __getitem__(self, rows: slice) -> Moves:
        columns = {name: getattr(self, name)[rows] for name in _COLUMNS}
        return Moves(**columns, states=self.states, cycles=self.cycles)

    @cached_property
    def cutting(self) -> Bools:
        """Which move at a feed: what may remove material (no rapids, no probing)."""
        mask: Bools = (self.kind != MoveKind.RAPID) & (self.kind != MoveKind.PROBE)
        return mask

    @cached_property
    def downward(self) -> Bools:
        """Which end lower than they start, or at a known height from an unknown one; in work coordinates."""
        start, end = self.start[:, 2], self.end[:, 2]
        mask: Bools = ((end < start) | (np.isnan(start) & ~np.isnan(end))) & ~self.in_machine
        return mask

    def in_cycle(self, *names: str) -> Bools:
        """Which belong to one of these canned cycles ("G84")."""
        wanted = np.array([name in names for name in self.cycles], np.bool_)
        mask: Bools = wanted[self.cycle] if wanted.any() else np.zeros(len(self), np.bool_)
        return mask

    def placed(self, first: int, marks: Sequence[int] | Ints) -> Moves:
        """The same moves standing among the steps from ``first`` on, where other steps stand at ``marks`` (ascending)."""
        step = np.arange(first, first + len(self), dtype=np.int32)
        if len(marks):
            before = np.asarray(marks) - np.arange(len(marks))
            step += np.cumsum(np.bincount(before, minlength=len(self) + 1)[: len(self)], dtype=np.int32)
        return replace(self, step=step)


_COLUMNS: Final = tuple(f.name for f in fields(Moves) if f.name not in ("states", "cycles"))
_TYPES: Final = {
    "step": "i4", "kind": "i1", "feed": "f8", "state": "i4", "block": "i4", "line": "i4", "column": "i4", "plane": "i1",
    "turns": "i4", "pitch": "f8", "cycle": "i2", "hole": "i4", "in_machine": "?",
}  # fmt: skip


def listed(moves: Moves, first: int, last: int, calls: tuple[int, ...]) -> Iterator[Move]:
    """Rows ``first`` to ``last`` - 1 as moves. Only for what columns can hold: no rotary words, no machine ends."""
    arcs = (MoveKind.ARC_CW, MoveKind.ARC_CCW)
    for begin in range(first, last, CHUNK):
        part = moves[begin : min(begin + CHUNK, last)]
        columns = [getattr(part, name).tolist() for name in _LISTED]
        for kind, start, end, state, block, line, column, feed, plane, centre, turns, pitch, cycle, hole in zip(
            *columns, strict=True
        ):
            yield Move(
                _KINDS[kind], tuple(start), tuple(end), moves.states[state], block, line, column, feed, PLANES[plane],
                tuple(centre) if kind in arcs else None, turns, None if math.isnan(pitch) else pitch,
                moves.cycles[cycle], None if hole < 0 else hole, calls=calls,
            )  # fmt: skip


_LISTED: Final = (
    "kind", "start", "end", "state", "block", "line", "column", "feed", "plane", "centre", "turns", "pitch", "cycle", "hole",
)  # fmt: skip


def tabulate(steps: Sequence[Step], first: int) -> Moves:
    """The moves among ``steps``, of which the first stands at ``first``, as columns."""
    moves = [step for step in steps if isinstance(step, Move)]
    states: dict[State, int] = {}
    by_id: dict[int, int] = {}  # most moves share the very object with the move before
    numbers = []
    for move in moves:
        key = id(move.state)
        number = by_id.get(key)
        if number is None:
            number = by_id[key] = states.setdefault(move.state, len(states))
        numbers.append(number)
    cycles: dict[str | None, int] = {None: 0}
    places = [(p, q if q is not None else _NO_CENTRE) for p, q in ((m.start, m.centre) for m in moves)]
    rows: dict[str, Any] = {
        "step": [first + i for i, step in enumerate(steps) if not isinstance(step, Event)],
        "kind": [m.kind for m in moves],
        "feed": [m.feed for m in moves],
        "state": numbers,
        "block": [m.block for m in moves],
        "line": [m.line for m in moves],
        "column": [m.column for m in moves],
        "plane": [_NUMBER[m.plane] for m in moves],
        "turns": [m.turns for m in moves],
        "pitch": [math.nan if m.pitch is None else m.pitch for m in moves],
        "cycle": [cycles.setdefault(m.cycle, len(cycles)) for m in moves],
        "hole": [-1 if m.cycle_hole is None else m.cycle_hole for m in moves],
        "in_machine": [m.machine_end is not None for m in moves],
    }
    columns = {name: np.array(values, _TYPES[name]) for name, values in rows.items()}
    return Moves(
        **columns,
        start=_by_axis([p for p, _ in places], 3),
        end=_by_axis([m.end for m in moves], 3),
        centre=_by_axis([c for _, c in places], 2),
        states=tuple(states),
        cycles=tuple(cycles),
    )


_NO_CENTRE: Final = (math.nan, math.nan)


def _by_axis(points: Sequence[Sequence[float]], width: int) -> Floats:
    """Points as n x width, with each axis in one piece of memory."""
    return np.ascontiguousarray(np.array(points, np.float64).reshape(-1, width).T).T


def joined(tables: Sequence[Moves]) -> Moves:
    """All of them as one, with one list of states."""
    if not tables:
        return tabulate((), 0)
    if len(tables) == 1:
        return tables[0]
    states: dict[State, int] = {}
    cycles: dict[str | None, int] = {None: 0}
    renumbered: dict[str, list[Any]] = {"state": [], "cycle": []}
    for table in tables:
        by_state = np.array([states.setdefault(s, len(states)) for s in table.states] or [0], np.int32)
        by_cycle = np.array([cycles.setdefault(c, len(cycles)) for c in table.cycles], np.int16)
        renumbered["state"].append(by_state[table.state])
        renumbered["cycle"].append(by_cycle[table.cycle] if len(table.cycles) > 1 else table.cycle)
    columns = {
        name: _stacked(renumbered[name] if name in renumbered else [getattr(t, name) for t in tables])
        for name in _COLUMNS
    }
    return Moves(**columns, states=tuple(states), cycles=tuple(cycles))


def _stacked(parts: list[Any]) -> Any:
    """One column of many; of one value throughout, one number stands for all."""
    length = sum(len(part) for part in parts)
    filled = [part for part in parts if len(part)]
    if parts[0].ndim == 2:
        out = np.empty((parts[0].shape[1], length), np.float64)
        return np.concatenate([part.T for part in parts], axis=1, out=out).T
    if filled and all(part.strides == (0,) or len(part) == 1 for part in filled):
        first = filled[0][0]
        if all(part[0] == first or (math.isnan(part[0]) and math.isnan(first)) for part in filled):
            return np.broadcast_to(first, (length,))
    return np.concatenate(parts)
