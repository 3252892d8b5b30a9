"""Moves as columns of numbers, one row a move, and back.

What every move has is a column; what few have (a centre, a pitch, a cycle; a start that is not where the move before ended) is
kept by row, and becomes a column when it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.model.motion import Move, MoveKind, Plane, Point, State

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]

PLANES: Final = (Plane.XY, Plane.XZ, Plane.YZ)
"""By the number in ``Moves.plane``."""
CHUNK: Final = 4096
"""Rows that are turned into moves at once."""
PART: Final = 16_384
"""Rows that are looked at together: what is made of them in between stays in the processor's cache."""
NO_POINT: Final[Point] = (math.nan, math.nan, math.nan)
_NUMBER: Final = {plane: number for number, plane in enumerate(PLANES)}
_KINDS: Final = tuple(MoveKind)
_RARE: Final[dict[str, tuple[str, Any]]] = {
    "turns": ("i4", 1), "pitch": ("f8", math.nan), "cycle": ("i2", 0), "hole": ("i4", -1), "in_machine": ("?", False),
}  # fmt: skip
"""Columns that hold the same value for most moves, which it is."""
COMMON: Final = {
    "kind": np.int8, "feed": np.float64, "state": np.int32, "block": np.int32, "column": np.int32, "plane": np.int8,
}  # fmt: skip
"""Columns that differ from move to move, beside ``end``."""


class Moves:
    """Moves in program order. Lengths in mm, feeds in mm/min, NaN where unknown, as in ``Move``. For reading alone.

    ``kind``: of ``MoveKind``. ``start``, ``end``: n x 3, each axis contiguous. ``state``: index in ``states`` (of which some
    may have no move). ``block``: index in ``Program.blocks``. ``plane``: index in ``PLANES``. ``centre``: n x 2, NaN without
    one; ``arcs`` are the rows that have one. ``pitch``: NaN without one. ``cycle``: index in ``cycles``, of which the first is
    None; ``hole``: -1 without one. ``in_machine``: programmed in machine coordinates.

    A slice of it shares everything; slices of a million rows cost nothing.
    """

    def __init__(
        self,
        common: Mapping[str, Any],
        end: Floats,
        arcs: tuple[Ints, Floats],
        rare: Mapping[str, Mapping[int, Any]],
        states: Sequence[State],
        cycles: Sequence[str | None],
        *,
        part: tuple[Moves, slice] | None = None,
    ) -> None:
        self.kind: Ints = common["kind"]
        self.feed: Floats = common["feed"]
        self.state: Ints = common["state"]
        self.block: Ints = common["block"]
        self.column: Ints = common["column"]
        self.plane: Ints = common["plane"]
        self.end = end
        self._arcs = arcs
        self.states, self.cycles = states, cycles
        self._rare, self._part = rare, part

    def __len__(self) -> int:
        return len(self.kind)

    def __getitem__(self, rows: slice) -> Moves:
        common = {name: getattr(self, name)[rows] for name in COMMON}
        return Moves(common, self.end[rows], self._arcs, {}, self.states, self.cycles, part=(self, rows))

    @cached_property
    def start(self) -> Floats:
        """Where each starts: where the one before ended, unless something came between. ``where`` saves the column."""
        return self._starts(0, len(self))

    def _starts(self, first: int, last: int) -> Floats:
        """Where rows ``first`` to ``last`` - 1 start."""
        if self._part is not None:
            begin = self._part[1].indices(len(self._part[0]))[0]
            return self._part[0]._starts(begin + first, begin + last)
        out = np.empty((3, last - first))
        if not first:
            out[:, :1] = math.nan
        out[:, int(not first) :] = self.end.T[:, max(0, first - 1) : max(0, last - 1)]
        rows, points = self._odd_starts
        low, high = rows.searchsorted((first, last))
        out[:, rows[low:high] - first] = points[low:high].T
        return out.T

    def starts_of(self, rows: Ints) -> Floats:
        """Where these rows start, k x 3."""
        if self._part is not None:
            return self._part[0].starts_of(rows + self._part[1].indices(len(self._part[0]))[0])
        out = self.end[np.maximum(rows - 1, 0)]
        out[rows == 0] = math.nan
        odd, points = self._odd_starts
        found = np.flatnonzero(np.isin(rows, odd))
        out[found] = points[odd.searchsorted(rows[found])]
        return out

    def centres_of(self, rows: Ints) -> Floats:
        """In-plane centres of these rows, k x 2; NaN without one."""
        if self._part is not None:
            return self._part[0].centres_of(rows + self._part[1].indices(len(self._part[0]))[0])
        arcs, centres = self._arcs
        out = np.full((len(rows), 2), math.nan)
        found = np.flatnonzero(np.isin(rows, arcs))
        out[found] = centres[:, arcs.searchsorted(rows[found])].T
        return out

    @cached_property
    def _odd_starts(self) -> tuple[Ints, Floats]:
        """The rows that do not start where the one before ended, ascending, and where they start."""
        odd = sorted(self._rare.get("start", {}).items())
        return np.array([row for row, _ in odd], np.int64), np.array([point for _, point in odd]).reshape(-1, 3)

    def where(self, test: Callable[[Floats, Floats], Bools]) -> Bools:
        """Of which moves ``test`` holds, which is given starts and ends (k x 3) of one part of the moves after the other."""
        out = np.zeros(len(self), np.bool_)
        for first in range(0, len(self), PART):
            last = min(first + PART, len(self))
            out[first:last] = test(self._starts(first, last), self.end[first:last])
        return out

    @cached_property
    def arcs(self) -> Ints:
        """The rows that have a centre, ascending."""
        if self._part is not None:
            first, last, _ = self._part[1].indices(len(self._part[0]))
            low, high = self._part[0].arcs.searchsorted((first, last))
            return self._part[0].arcs[low:high] - first
        return self._arcs[0]

    @cached_property
    def centre(self) -> Floats:
        """In-plane centres."""
        if self._part is not None:
            return self._part[0].centre[self._part[1]]
        out = np.full((2, len(self)), math.nan)
        out[:, self._arcs[0]] = self._arcs[1]
        return out.T

    def _column(self, name: str) -> Any:
        if self._part is not None:
            return getattr(self._part[0], name)[self._part[1]]
        kind, usual = _RARE[name]
        found = self._rare.get(name)
        if not found:
            return np.broadcast_to(np.array(usual, kind), len(self))
        out = np.full(len(self), usual, kind)
        out[list(found)] = list(found.values())
        return out

    @cached_property
    def turns(self) -> Ints:
        """Turns of each arc, as in ``Move``."""
        column: Ints = self._column("turns")
        return column

    @cached_property
    def pitch(self) -> Floats:
        """Pitch of threads."""
        column: Floats = self._column("pitch")
        return column

    @cached_property
    def cycle(self) -> Ints:
        """Number of the canned cycle in ``cycles``."""
        column: Ints = self._column("cycle")
        return column

    @cached_property
    def hole(self) -> Ints:
        """Number of the cycle's hole."""
        column: Ints = self._column("hole")
        return column

    @cached_property
    def in_machine(self) -> Bools:
        """Whether the move was programmed in machine coordinates."""
        column: Bools = self._column("in_machine")
        return column

    @property
    def line(self) -> Ints:
        """Line in the text, from 1."""
        return self.block + 1

    @cached_property
    def cutting(self) -> Bools:
        """Which move at a feed: what may remove material (no rapids, no probing)."""
        if self._part is not None:
            return self._part[0].cutting[self._part[1]]
        mask: Bools = (self.kind != MoveKind.RAPID) & (self.kind != MoveKind.PROBE)
        return mask

    @cached_property
    def downward(self) -> Bools:
        """Which end lower than they start, or at a known height from an unknown one; in work coordinates."""
        if self._part is not None:
            return self._part[0].downward[self._part[1]]
        return self.where(_down) & ~self.in_machine

    @cached_property
    def level(self) -> Bools:
        """Which end at the very height where they start."""
        return self.where(lambda start, end: end[:, 2] == start[:, 2])

    def in_cycle(self, *names: str) -> Bools:
        """Which belong to one of these canned cycles ("G84")."""
        wanted = np.array([name in names for name in self.cycles], np.bool_)
        mask: Bools = wanted[self.cycle] if wanted.any() else np.zeros(len(self), np.bool_)
        return mask

    def listed(self, first: int, last: int, calls: tuple[int, ...]) -> Iterator[Move]:
        """Rows ``first`` to ``last`` - 1 as moves. Only of what the kernel wrote: no rotary words, no machine ends."""
        starts, (arcs, centres) = self._rare.get("start", {}), self._arcs
        before = tuple(self.end[first - 1].tolist()) if first else NO_POINT
        for begin in range(first, last, CHUNK):
            part = slice(begin, min(begin + CHUNK, last))
            columns = [getattr(self, name)[part].tolist() for name in COMMON]
            ends = [tuple(point) for point in self.end[part].tolist()]
            low, high = arcs.searchsorted((part.start, part.stop))
            centre = dict(zip(arcs[low:high].tolist(), zip(*centres[:, low:high].tolist(), strict=True), strict=True))
            for row, end, kind, feed, state, block, column, plane in zip(
                range(part.start, part.stop), ends, *columns, strict=True
            ):
                start, before = starts.get(row, before), end
                yield Move(
                    _KINDS[kind], start, end, self.states[state], block, block + 1, column, feed, PLANES[plane], centre.get(row),
                    calls=calls,
                )  # fmt: skip


def _down(start: Floats, end: Floats) -> Bools:
    mask: Bools = (end[:, 2] < start[:, 2]) | (np.isnan(start[:, 2]) & ~np.isnan(end[:, 2]))
    return mask


class MoveTable:
    """Columns being written: rows from ``count`` on are free. A reader's kernel writes them directly."""

    def __init__(self, room: int) -> None:
        self.common: dict[str, Any] = {name: np.empty(room, kind) for name, kind in COMMON.items()}
        self.end = np.empty((3, room))
        self.arc_row, self.arc_centre, self.arcs = np.empty(room, np.int32), np.empty((2, room)), 0
        self.rare: dict[str, dict[int, Any]] = {name: {} for name in ("start", *_RARE)}
        self.states: list[State] = []
        self.cycles: list[str | None] = [None]
        self.count = 0
        self._state_numbers: dict[State, int] = {}
        self._last: tuple[State, int] | None = None

    def number(self, state: State) -> int:
        """The state's number."""
        if self._last is None or self._last[0] is not state:  # most moves share the very object with the move before
            number = self._state_numbers.setdefault(state, len(self.states))
            if number == len(self.states):
                self.states.append(state)
            self._last = (state, number)
        return self._last[1]

    def reserve(self, rows: int) -> None:
        """See that there is room for so many rows more."""
        room = len(self.common["kind"])
        if self.count + rows > room:
            room = max(2 * room, self.count + rows)
            self.common = {name: _grown(column, room, self.count) for name, column in self.common.items()}
            self.end = _grown(self.end, room, self.count)
            self.arc_row, self.arc_centre = (
                _grown(self.arc_row, room, self.arcs),
                _grown(self.arc_centre, room, self.arcs),
            )

    def starts_at(self, point: Point) -> None:
        """The next row's move starts there."""
        before = self.end[:, self.count - 1].tolist() if self.count else NO_POINT
        same = (a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(before, point, strict=True))
        if not all(same):
            self.rare["start"][self.count] = point

    def extend(self, moves: Sequence[Move]) -> None:
        """Write down these moves."""
        self.reserve(len(moves))
        first, rows = self.count, slice(self.count, self.count + len(moves))
        columns: dict[str, list[Any]] = {
            "kind": [m.kind for m in moves], "feed": [m.feed for m in moves], "state": [self.number(m.state) for m in moves],
            "block": [m.block for m in moves], "column": [m.column for m in moves],
            "plane": [_NUMBER[m.plane] for m in moves],
        }  # fmt: skip
        for name, values in columns.items():
            self.common[name][rows] = values
        if moves:
            self.end[:, rows] = np.array([m.end for m in moves]).T
        for row, move in enumerate(moves, first):
            self.count = row
            self.starts_at(move.start)
            self._rarities(row, move)
        self.count = first + len(moves)

    def _rarities(self, row: int, move: Move) -> None:
        rare = self.rare
        if move.centre is not None:
            self.arc_row[self.arcs] = row
            self.arc_centre[:, self.arcs] = move.centre
            self.arcs += 1
        if move.turns != 1:
            rare["turns"][row] = move.turns
        if move.pitch is not None:
            rare["pitch"][row] = move.pitch
        if move.machine_end is not None:
            rare["in_machine"][row] = True
        if move.cycle is not None:
            if move.cycle not in self.cycles:
                self.cycles.append(move.cycle)
            rare["cycle"][row] = self.cycles.index(move.cycle)
        if move.cycle_hole is not None:
            rare["hole"][row] = move.cycle_hole

    @property
    def moves(self) -> Moves:
        """What was written so far."""
        rows = slice(0, self.count)
        common = {name: column[rows] for name, column in self.common.items()}
        arcs = (self.arc_row[: self.arcs], self.arc_centre[:, : self.arcs])
        return Moves(common, self.end[:, rows].T, arcs, self.rare, self.states, self.cycles)


def _grown(column: Any, room: int, count: int) -> Any:
    out = np.empty((*column.shape[:-1], room), column.dtype)
    out[..., :count] = column[..., :count]
    return out


def tabulated(moves: Iterable[Move]) -> Moves:
    """These moves as columns."""
    listed = list(moves)
    table = MoveTable(len(listed))
    table.extend(listed)
    return table.moves
