"""What a machine does under a program, act by act, and where two programs differ in it.

An act is a move that goes somewhere, a dwell, a tool change, a stop, or the end. How a program says it (numbering, spelling,
units, cycles or plain moves, subprograms) is no part of it. Two programs' acts are aligned by where they go, in time that
grows with their length (n log n); aligned acts are then compared by how they go there: feed, speed, tool, offsets, coolant.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.model.motion import Event, EventKind, Move, MoveKind, State
from codegen.model.program import Reading

TOLERANCE: Final = 1e-3
"""mm (and mm/min, rev/min, seconds): what lies nearer is the same. The coarsest last place a control reads is 0.001 mm."""
GAP: Final = 4000
"""Acts of a stretch without anything in common that are still aligned one by one; longer ones are told as a whole."""
_EVENTS: Final = (EventKind.DWELL, EventKind.TOOL_CHANGE, EventKind.STOP, EventKind.END)
_BASE: Final = 10  # above every MoveKind
TOOL_CHANGE: Final = _BASE + _EVENTS.index(EventKind.TOOL_CHANGE)
"""Kind of an act that is a tool change."""


@dataclass(frozen=True, slots=True)
class Acts:
    """A program's acts. ``table``: one row an act: its kind, then figures that say where it goes; NaN: unknown, or none.

    ``feed``: mm/min, 0 for what has none; ``pitch``: mm a turn of a synchronised move,
    else 0. ``state``: index in ``states``. ``block``: index of its block.
    """

    reading: Reading
    table: npt.NDArray[np.float64]
    feed: npt.NDArray[np.float64]
    pitch: npt.NDArray[np.float64]
    state: npt.NDArray[np.integer[Any]]
    block: npt.NDArray[np.integer[Any]]
    step: npt.NDArray[np.integer[Any]]
    states: tuple[State, ...]

    def __len__(self) -> int:
        return len(self.table)

    def line(self, row: int) -> int:
        """Line of the act, counted from 1."""
        return self.reading.program.blocks[int(self.block[row])].line

    def cuts(self) -> npt.NDArray[np.bool_]:
        """Which acts are moves at a feed."""
        made: npt.NDArray[np.bool_] = (self.table[:, 0] < _BASE) & (self.table[:, 0] != MoveKind.RAPID)
        return made

    def in_work(self) -> npt.NDArray[np.bool_]:
        """Which acts are moves in work coordinates."""
        made: npt.NDArray[np.bool_] = (self.table[:, 0] < _BASE) & (self.table[:, 9] == 0)
        return made

    def in_height(self) -> npt.NDArray[np.bool_]:
        """Which acts are cuts, or moves to another height than the act before, in work coordinates."""
        height = self.table[:, 3]
        made: npt.NDArray[np.bool_] = self.in_work() & (
            (self.table[:, 0] != MoveKind.RAPID) | (np.diff(height, prepend=math.nan) != 0)
        )
        return made

    def at(self, row: int) -> Move | Event:
        """The act itself."""
        return self.reading.steps[int(self.step[row])]


def acts_of(reading: Reading) -> Acts:
    """The acts of a program; moves of no length are none."""
    steps, moves = reading.steps, reading.steps.moves
    table = np.full((len(moves), 11), math.nan)
    table[:, 0] = moves.kind
    ends = _carried(np.concatenate((moves.start[:1], moves.end)))
    table[:, 1:4] = ends[1:]
    table[:, 4:6] = moves.centre
    table[:, 6] = np.where(np.isnan(moves.centre[:, 0]), 0, moves.plane)
    table[:, 7] = moves.turns
    table[:, 8] = 0.0
    table[:, 9] = moves.in_machine
    table[:, 10] = 0.0
    pitch = np.nan_to_num(moves.pitch)
    goes = ~np.all((ends[:-1] == ends[1:]) | (np.isnan(ends[:-1]) & np.isnan(ends[1:])), axis=1)
    goes |= ~np.isnan(moves.centre[:, 0]) | moves.in_machine
    feed = np.where((moves.kind == MoveKind.RAPID) | (pitch > 0), 0.0, moves.feed)
    for row in np.flatnonzero(moves.in_machine).tolist():
        step = steps[int(steps.step_of(row))]
        if isinstance(step, Move) and step.machine_end is not None:
            table[row, 1:4] = step.machine_end
    rows = np.flatnonzero(goes)
    events = list(steps.events(*_EVENTS))
    states = {state: index for index, state in enumerate(moves.states)}
    extra = np.full((len(events), 11), math.nan)
    for row, (_, event) in enumerate(events):
        value = event.value if event.value is not None else _number(event.text)
        extra[row] = 0.0
        extra[row, 0], extra[row, 1] = _BASE + _EVENTS.index(event.kind), value
        states.setdefault(event.state, len(states))
    step_of = np.concatenate((steps.step_of(rows), np.array([i for i, _ in events], np.int64)))
    order = np.argsort(step_of, kind="stable")

    def column(of_moves: npt.NDArray[Any], of_events: Sequence[float]) -> npt.NDArray[Any]:
        made: npt.NDArray[Any] = np.concatenate((of_moves, np.array(of_events, of_moves.dtype)))[order]
        return made

    return Acts(
        reading,
        np.concatenate((table[rows], extra))[order],
        column(feed[rows], [0.0] * len(events)),
        column(pitch[rows], [0.0] * len(events)),
        column(moves.state[rows], [states[e.state] for _, e in events]),
        column(moves.block[rows], [e.block for _, e in events]),
        step_of[order],
        tuple(states),
    )


def _carried(ends: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ends of moves; a coordinate that is not known (behind a tool change) is the one before: it is so in both programs."""
    known = ~np.isnan(ends)
    rows = np.maximum.accumulate(np.where(known, np.arange(len(ends))[:, None], 0), axis=0)
    carried: npt.NDArray[np.float64] = np.take_along_axis(ends, rows, axis=0)
    return carried


def _number(text: str) -> float:
    """M0 and M1 differ; M2 and M30 end a program alike."""
    return {"M1": 1.0}.get(text, 0.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Acts ``a0`` to ``a1`` - 1 of one program stand where ``b0`` to ``b1`` - 1 of the other do; ``same``: and go alike."""

    same: bool
    a0: int
    a1: int
    b0: int
    b1: int


def align(a: Acts, b: Acts, *, tolerance: float = TOLERANCE) -> list[Pair]:
    """Which acts of the two belong together."""
    short = min(len(a), len(b))
    head = _like(a.table[:short], b.table[:short], tolerance)
    first = short if head.all() else int(np.argmin(head))
    rest = short - first
    tail = _like(a.table[len(a) - rest :][::-1], b.table[len(b) - rest :][::-1], tolerance)
    last = rest if tail.all() else int(np.argmin(tail))
    out = [Pair(True, 0, first, 0, first)] if first else []
    a1, b1 = len(a) - last, len(b) - last
    if first < a1 or first < b1:
        ids_a, ids_b = _ids(a.table[first:a1], b.table[first:b1], tolerance)
        out += [Pair(p.same, p.a0 + first, p.a1 + first, p.b0 + first, p.b1 + first) for p in _aligned(ids_a, ids_b)]
    if last:
        out.append(Pair(True, a1, len(a), b1, len(b)))
    return out


def _like(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], tolerance: float) -> npt.NDArray[np.bool_]:
    made: npt.NDArray[np.bool_] = np.all((np.abs(a - b) <= tolerance) | (np.isnan(a) & np.isnan(b)), axis=1)
    return made


def _ids(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], tolerance: float) -> tuple[list[int], list[int]]:
    """A number for each act, the same for acts that go alike: by cells of a grid, so two near a border may differ."""
    both = np.concatenate((a, b))
    grid = np.round(np.nan_to_num(both, nan=-1e12) / (2 * tolerance)).astype(np.int64)
    _, numbers = np.unique(grid, axis=0, return_inverse=True)
    numbers = numbers.reshape(-1)
    return numbers[: len(a)].tolist(), numbers[len(a) :].tolist()


def _aligned(a: list[int], b: list[int]) -> Iterator[Pair]:
    """By acts that stand once in each (the longest rising chain of them), and between those one by one."""
    done_a = done_b = 0
    for i, j in [*_anchors(a, b), (len(a), len(b))]:
        yield from _between(a, b, done_a, i, done_b, j)
        if i < len(a):
            yield Pair(True, i, i + 1, j, j + 1)
        done_a, done_b = i + 1, j + 1


def _anchors(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Places of acts that stand once in each, in the same order in both."""
    once_a, once_b = _once(a), _once(b)
    places = sorted((i, once_b[number]) for number, i in once_a.items() if number in once_b)
    tops: list[int] = []  # lowest end of a chain of each length
    at: list[int] = []
    before: list[int] = []
    for k, (_, j) in enumerate(places):
        n = bisect_left(tops, j)
        if n == len(tops):
            tops.append(j)
            at.append(k)
        else:
            tops[n], at[n] = j, k
        before.append(at[n - 1] if n else -1)
    chain: list[tuple[int, int]] = []
    k = at[-1] if at else -1
    while k >= 0:
        chain.append(places[k])
        k = before[k]
    return chain[::-1]


def _once(numbers: list[int]) -> dict[int, int]:
    seen: dict[int, int] = {}
    for i, number in enumerate(numbers):
        seen[number] = -1 if number in seen else i
    return {number: i for number, i in seen.items() if i >= 0}


def _between(a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int) -> Iterator[Pair]:
    if a0 == a1 and b0 == b1:
        return
    if a0 == a1 or b0 == b1 or max(a1 - a0, b1 - b0) > GAP:
        yield Pair(False, a0, a1, b0, b1)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False).get_opcodes():
        yield Pair(tag == "equal", a0 + i1, a0 + i2, b0 + j1, b0 + j2)
