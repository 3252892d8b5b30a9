"""What a reader found, step by step: a sequence of moves and events that may hold a million moves as columns.

Iteration and indexing give ``Move`` and ``Event``, made when asked for. What goes over every move of a program takes the
columns instead (``Steps.moves``), or the runs of moves under one state (``Steps.parts``): thousands of times faster.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, overload

import numpy as np

from codegen.model.columns import Ints, Moves, MoveTable, tabulated
from codegen.model.motion import Event, EventKind, Move, State, Step

__all__ = ["Moves", "Run", "Steps", "StepsBuilder", "Stretch"]


def _nothing() -> Ints:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A segment of moves in columns, rows ``first`` to ``last`` - 1 of ``table``, with remarks (``MARK``) among them.

    ``mark_at``: where in the segment each remark stands, ascending; ``mark_block``, ``mark_state``: its block, and the
    number of its state in the table. ``text``: gives the remark of a block. ``calls``: as in ``Move``, for all of them.
    """

    table: MoveTable
    first: int
    last: int
    mark_at: Ints = field(default_factory=_nothing)
    mark_block: Ints = field(default_factory=_nothing)
    mark_state: Ints = field(default_factory=_nothing)
    text: Callable[[int], str] = str
    calls: tuple[int, ...] = ()

    def __len__(self) -> int:
        return self.last - self.first + len(self.mark_at)

    def step(self, index: int) -> Step:
        """The step at ``index`` of this segment."""
        at = int(self.mark_at.searchsorted(index))
        if at < len(self.mark_at) and self.mark_at[at] == index:
            return self.mark(at)
        row = self.first + index - at
        return next(self.table.moves.listed(row, row + 1, self.calls))

    def prefix(self, count: int) -> Stretch:
        """The first ``count`` steps of this segment."""
        marks = int(self.mark_at.searchsorted(count))
        return replace(
            self,
            last=self.first + count - marks,
            mark_at=self.mark_at[:marks],
            mark_block=self.mark_block[:marks],
            mark_state=self.mark_state[:marks],
        )

    def mark(self, at: int) -> Event:
        """The remark of that number."""
        block, state = int(self.mark_block[at]), self.table.states[self.mark_state[at]]
        return Event(EventKind.MARK, state, block, block + 1, 1, text=self.text(block), calls=self.calls)

    def steps(self) -> Iterator[Step]:
        """All of them."""
        row, moves = self.first, self.table.moves
        for k in range(len(self.mark_at)):
            upto = self.first + int(self.mark_at[k]) - k
            yield from moves.listed(row, upto, self.calls)
            yield self.mark(k)
            row = upto
        yield from moves.listed(row, self.last, self.calls)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Moves under one state, without an event between them other than a remark: rows ``first`` to ``last`` - 1 of ``of``."""

    state: State
    of: Moves
    first: int
    last: int

    @property
    def moves(self) -> Moves:
        """Their columns (views: nothing is copied)."""
        return self.of[self.first : self.last]


Segment = tuple[Step, ...] | Stretch


class Steps(Sequence[Step]):
    """A program's moves and events in its order; compares by value, as a tuple of them would.

    ``table``: columns of *all* its moves, where there are any yet.
    """

    def __init__(
        self, segments: Iterable[Segment] = (), table: MoveTable | None = None, *, moves: Moves | None = None
    ) -> None:
        self._known = moves
        self._segments: list[Segment] = [segment for segment in segments if len(segment)]
        self._table = table
        self._starts: list[int] = []
        self._count = 0
        for segment in self._segments:
            self._starts.append(self._count)
            self._count += len(segment)

    @classmethod
    def of(cls, steps: Iterable[Step]) -> Steps:
        """From steps that are there already."""
        return steps if isinstance(steps, Steps) else cls((tuple(steps),))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Step, ...]: ...
    def __getitem__(self, index: int | slice) -> Step | tuple[Step, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self._count)))
        if not -self._count <= index < self._count:
            raise IndexError(f"step {index} of {self._count}")
        index %= self._count
        k = bisect_right(self._starts, index) - 1
        segment, at = self._segments[k], index - self._starts[k]
        return segment[at] if isinstance(segment, tuple) else segment.step(at)

    def __iter__(self) -> Iterator[Step]:
        for segment in self._segments:
            yield from segment if isinstance(segment, tuple) else segment.steps()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Steps | tuple):
            return NotImplemented
        return len(self) == len(other) and all(a is b or a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(repr(step) for _, step in zip(range(3), self, strict=False))
        return f"Steps({shown}{', …' if self._count > 3 else ''}; {self._count} in all)"

    @cached_property
    def moves(self) -> Moves:
        """All moves as columns; ``step_of`` says where each stands among the steps."""
        if self._known is not None:
            return self._known
        if self._table is not None:
            return self._table.moves
        return tabulated(step for step in self if isinstance(step, Move))

    @cached_property
    def turning(self) -> bool:
        """Whether a move turns an axis beside X, Y and Z. What a kernel wrote down does not."""
        listed = (segment for segment in self._segments if isinstance(segment, tuple))
        return any(isinstance(step, Move) and bool(step.rotary) for segment in listed for step in segment)

    def prefix(self, count: int) -> Steps:
        """The first ``count`` of them; the moves' columns are shared."""
        segments: list[Segment] = []
        for start, segment in zip(self._starts, self._segments, strict=True):
            wanted = min(count - start, len(segment))
            if wanted > 0:
                segments.append(segment[:wanted] if isinstance(segment, tuple) else segment.prefix(wanted))
        rows = int(self.step_of(np.arange(len(self.moves))).searchsorted(count))
        return Steps(segments, moves=self.moves[:rows])

    @cached_property
    def _others(self) -> Ints:
        """How many moves stand before each step that is none."""
        before: list[Any] = []
        for start, segment in zip(self._starts, self._segments, strict=True):
            if isinstance(segment, tuple):
                before.append([start + at for at, step in enumerate(segment) if isinstance(step, Event)])
            else:
                before.append(segment.mark_at + start)
        others = np.concatenate([np.zeros(0, np.int64), *(np.array(part, np.int64) for part in before)])
        return others - np.arange(len(others))

    def step_of(self, rows: Any) -> Any:
        """Where moves stand among the steps, by their rows (a number or an array)."""
        return rows + self._others.searchsorted(rows, side="right")

    def events(self, *kinds: EventKind) -> Iterator[tuple[int, Event]]:
        """The events of these kinds, each with its index; without kinds all but remarks. Costs nothing for the moves."""
        wanted = frozenset(kinds) if kinds else _NO_MARKS
        for start, segment in zip(self._starts, self._segments, strict=True):
            if isinstance(segment, tuple):
                for at, step in enumerate(segment):
                    if isinstance(step, Event) and step.kind in wanted:
                        yield start + at, step
            elif EventKind.MARK in wanted:
                for k in range(len(segment.mark_at)):
                    yield start + int(segment.mark_at[k]), segment.mark(k)

    def parts(self) -> Iterator[Event | Run]:
        """The program as a few parts: its events, without remarks, and the runs of moves between them under one state."""
        return iter(self._parts)

    @cached_property
    def _parts(self) -> list[Event | Run]:
        moves = self.moves
        events = list(self.events())
        # an event's row is that of the next move: its index less the steps before it that are none
        others = self._others + np.arange(len(self._others))
        indices = np.array([index for index, _ in events], np.int64)
        places = (indices - others.searchsorted(indices)).tolist()
        cuts = (np.flatnonzero(moves.state[1:] != moves.state[:-1]) + 1).tolist()
        out: list[Event | Run] = []
        at, done = 0, 0
        for edge in sorted({*cuts, *places, len(moves)}):
            if edge > done:
                out.append(Run(moves.states[moves.state[done]], moves, done, edge))
                done = edge
            while at < len(events) and places[at] == edge:
                out.append(events[at][1])
                at += 1
        return out


_NO_MARKS: Final = frozenset(EventKind) - {EventKind.MARK}


class StepsBuilder:
    """Steps being written down: one after the other, or a stretch of moves at once.

    With a ``table`` (``attach``) all moves go into its columns, too; a stretch's moves are there when it is added.
    """

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._tail: list[Step] = []
        self._count = 0
        self._table: MoveTable | None = None
        self.append = self._tail.append  # of the list itself: this runs for every move

    def __len__(self) -> int:
        return self._count + len(self._tail)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.build())

    def attach(self, table: MoveTable) -> None:
        """Have all moves written into ``table``, which is empty yet."""
        table.extend([step for step in self.build() if isinstance(step, Move)])
        self._table = table

    def add(self, stretch: Stretch) -> None:
        """Append a whole stretch; ``close`` has been called before its moves were written."""
        if len(stretch):
            self._segments.append(stretch)
            self._count += len(stretch)

    def close(self) -> None:
        """What was appended one by one is a segment now, and in the table."""
        if self._tail:
            self._count += len(self._tail)
            self._segments.append(tuple(self._tail))
            if self._table is not None:
                self._table.extend([step for step in self._tail if isinstance(step, Move)])
            self._tail.clear()

    def build(self) -> Steps:
        """What was written down so far."""
        self.close()
        return Steps(self._segments, self._table)
