"""What two programs do differently: ``diff``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.errors import UsageError
from codegen.findings import Finding, loses
from codegen.messages import Message, say
from codegen.model.difference import Aspect, Change, Difference
from codegen.model.motion import Event, Move, MoveKind, Spindle, State
from codegen.model.program import Environment, Reading
from codegen.model.shop import Controller, Machine
from codegen.pipeline.acts import TOLERANCE, TOOL_CHANGE, Acts, Pair, acts_of, align
from codegen.pipeline.check import MAX_PROGRAM_BYTES, read_bytes
from codegen.pipeline.controls import Control, control_of
from codegen.units import number

Rows = npt.NDArray[np.integer[Any]]

UNREAD: Final = frozenset({"syntax", "unsupported-code", "look-alike-character", "limit-exceeded", "word-conflict",
                           "word-missing", "arc-geometry"})  # fmt: skip
"""Findings behind which what the control does is not known: nothing can be proven of such a program."""
LOST: Final = frozenset({"position-unknown", "compensation-conflict", "value-unset", "value-unknown", "modal-unset"})
"""Findings that say why the end of a move is not known."""


def diff(a: Path, b: Path, *, controllers: tuple[str, str], machine: str | None = None) -> Difference:
    """What machine ``machine`` does differently under the two programs, each read for its control.

    Raises:
        UsageError: a file that cannot be read, an unknown control or machine.
    """
    from codegen import shop
    from codegen.interpreter import read

    if str(a) == str(b) == "-":
        raise UsageError(say("only one of the two programs can be standard input (-)"))
    data = [read_bytes(path, MAX_PROGRAM_BYTES) for path in (a, b)]
    made = [control_of(d, c, name=p.name) for d, c, p in zip(data, controllers, (a, b), strict=True)]
    judge = shop.machine(machine) if machine else shop.machine_for(made[0].controller)
    notes: tuple[str, ...] = tuple(
        f"{path.name}: {c.note}" for path, c in zip((a, b), made, strict=True) if c.note is not None
    )
    for environment in (ALIKE, OTHER_RADII):
        readings = [
            read(text, alike(control.controller), environment=environment, name=path.name)
            for text, control, path in zip(data, made, (a, b), strict=True)
        ]
        found = difference(readings[0], readings[1], judge)
        if found.changes or not any(map(_compensates, readings)):
            break
    if data[0] == data[1] and controllers[0] == controllers[1]:
        return replace(found, unread=())
    notes += tuple(_unsaid(zip((a, b), data, made, strict=True)))
    if any(map(_compensates, readings)):
        notes += (
            say("cutter radii are not known: both were followed with the same small ones, for each number its own"),
        )
    return replace(found, notes=notes)


def _unsaid(programs: Iterable[tuple[Path, bytes, Control]]) -> Iterator[Message]:
    """The modes that a program leaves unsaid, and which were taken alike for both."""
    from codegen.interpreter import read

    for path, data, control in programs:
        for finding in read(data, control.controller, environment=ALIKE, name=path.name).findings:
            if finding.code == "modal-unset":
                yield say(
                    "{name}:{line}: {message}; the same was taken for both",
                    name=path.name,
                    line=finding.where.line,
                    message=finding.message,
                )


def _compensates(reading: Reading) -> bool:
    return any(state.compensation not in (None, "G40") for state in reading.steps.moves.states)


_OFFSETS: Final = (*(f"G{n}" for n in (*range(54, 60), *range(500, 600))), "G59.1", "G59.2", "G59.3", "preset",
                   *(f"G54.1 P{n}" for n in range(1, 301)), *(f"G154 P{n}" for n in range(1, 100)))  # fmt: skip


class _Radii(Mapping[int, float]):
    """mm: a small cutter radius for every number, another for each, so that another number is another path."""

    def __init__(self, least: float) -> None:
        self.least = least

    def __getitem__(self, number: int) -> float:
        return self.least + 0.002 * (number % 1000)

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, 1000))

    def __len__(self) -> int:
        return 999


ALIKE: Final = Environment(
    radii=_Radii(0.1),
    lengths=dict.fromkeys(range(1, 1000), 0.0),
    work_offsets=dict.fromkeys(_OFFSETS, (0.0, 0.0, 0.0)),
    home=(0.0, 0.0, 0.0),
    home2=(0.0, 0.0, 0.0),
    start=(0.0, 0.0, 0.0),
)
"""Offsets, lengths and places of a machine on which two programs are compared: any will do, as they are the same for both."""
OTHER_RADII: Final = replace(ALIKE, radii=_Radii(0.15))
"""What goes alike with these radii, too, goes alike with any: a path that is spelled out beside a contour is not one of them."""

_MODES: Final = {
    "plane": "G17", "distance": "G90", "arc_distance": "G91.1", "units": "G21", "feed_mode": "G94", "retract": "G98",
    "motion": "G0", "spindle": "M5", "coolant": "M9", "compensation": "G40", "length_offset": "G49", "work_offset": "G54",
}  # fmt: skip


def alike(controller: Controller) -> Controller:
    """The control with every mode set that a program may leave unsaid: two programs are compared from the same state."""
    return controller.model_copy(update={"power_on": _MODES | controller.power_on})


def difference(a: Reading, b: Reading, machine: Machine, *, tolerance: float = TOLERANCE) -> Difference:
    """As ``diff``, of programs that have been read."""
    from codegen.simulate.timing import cycle_time

    unread = (*_unread(a), *_unread(b))
    seconds = (cycle_time(a, machine).seconds, cycle_time(b, machine).seconds)
    return Difference(tuple(changes(acts_of(a), acts_of(b), tolerance=tolerance)), unread, seconds)


def _unread(reading: Reading) -> list[Finding]:
    """Why nothing is proven of a program: what is not understood, or else why the end of a move is not known."""
    unread = [f for f in reading.findings if f.code in UNREAD and loses(f)]
    if unread or not np.isnan(reading.steps.moves.end).any():
        return unread
    return [f for f in reading.findings if f.code in LOST]


def changes(a: Acts, b: Acts, *, tolerance: float = TOLERANCE, in_cuts: bool = False) -> list[Change]:
    """Every difference, in order; ``in_cuts``: of the spindle only where it cuts."""
    pairs = align(a, b, tolerance=tolerance)
    found: list[tuple[int, int, Change]] = [(p.a0, 0, _moved(a, b, p)) for p in pairs if not p.same]
    same = [p for p in pairs if p.same]
    rows_a, rows_b = _rows((p.a0, p.a1) for p in same), _rows((p.b0, p.b1) for p in same)
    found += _manners(a, b, rows_a, rows_b, tolerance, in_cuts=in_cuts)
    return [change for _, _, change in sorted(found, key=lambda item: item[:2])]


def _rows(spans: Iterable[tuple[int, int]]) -> Rows:
    return np.concatenate([np.zeros(0, np.int64), *(np.arange(first, last) for first, last in spans)])


# -- acts of one program alone


def _moved(a: Acts, b: Acts, pair: Pair) -> Change:
    rows_a, rows_b = range(pair.a0, pair.a1), range(pair.b0, pair.b1)
    ends = [acts.at(row) for acts, rows in ((a, rows_a), (b, rows_b)) for row in (*rows[:1], *rows[-1:])]
    kinds = {_aspect(act) for act in ends}
    return Change(
        kinds.pop() if len(kinds) == 1 else Aspect.MOTION,
        _lines(a, rows_a),
        _lines(b, rows_b),
        _told(a, rows_a),
        _told(b, rows_b),
        max(len(rows_a), len(rows_b)),
        _tools(a, rows_a) | _tools(b, rows_b),
    )


def _aspect(act: Move | Event) -> Aspect:
    if isinstance(act, Move):
        return Aspect.MOTION
    return {"dwell": Aspect.DWELL, "tool_change": Aspect.TOOL}.get(str(act.kind), Aspect.STOP)


def _lines(acts: Acts, rows: range) -> tuple[int, int] | None:
    if not rows:
        return None
    lines = [acts.line(rows[0]), acts.line(rows[-1])]
    return min(lines), max(lines)


def _tools(acts: Acts, rows: range) -> frozenset[int | None]:
    numbers = np.unique(acts.state[rows.start : rows.stop]).tolist()
    return frozenset(acts.states[n].tool for n in numbers)


def _told(acts: Acts, rows: range) -> Message | str:
    if not rows:
        return ""
    first = told(acts.at(rows[0]))
    if len(rows) == 1:
        return first
    return say("{first} … {last} ({count} acts)", first=first, last=told(acts.at(rows[-1])), count=len(rows))


def told(act: Move | Event) -> Message:
    """What the machine does, in words."""
    if isinstance(act, Event):
        match str(act.kind):
            case "dwell":
                return say("dwell of {seconds} s", seconds=figure(act.value))
            case "tool_change":
                return say("change to T{tool}", tool=figure(act.value))
            case "end":
                return say("end of the program")
            case _:
                return say("stop ({code})", code=act.text)
    place = _place(act.machine_end or act.end)
    if act.machine_end is not None:
        return say("to machine {place}", place=place)
    centre = "" if act.centre is None else f"({figure(act.centre[0])}, {figure(act.centre[1])})"
    if act.kind is MoveKind.FEED:
        return say("cut to {place}", place=place)
    if act.kind is MoveKind.RAPID:
        return say("rapid to {place}", place=place)
    if act.kind is MoveKind.ARC_CW:
        return say("clockwise arc to {place} about {centre}", place=place, centre=centre)
    if act.kind is MoveKind.ARC_CCW:
        return say("counter-clockwise arc to {place} about {centre}", place=place, centre=centre)
    if act.kind is MoveKind.THREAD:
        return say("threading to {place}, pitch {pitch}", place=place, pitch=figure(act.pitch))
    return say("probing to {place}", place=place)


def _place(point: Sequence[float]) -> str:
    return f"({', '.join(map(figure, point))})"


def figure(value: float | None) -> str:
    """A figure, or a question mark where it is not known."""
    return "?" if value is None or math.isnan(value) else number(value, 4)


# -- acts that both have


def _manners(
    a: Acts, b: Acts, rows_a: Rows, rows_b: Rows, tolerance: float, *, in_cuts: bool
) -> Iterator[tuple[int, int, Change]]:
    """Differences in how acts are done that go alike: row by row of ``rows_a`` and ``rows_b``."""
    cuts = a.cuts()[rows_a]
    changes_tool = a.table[rows_a, 0] == TOOL_CHANGE
    differ, keys = _feeds(a, b, rows_a, rows_b, tolerance)
    yield from _grouped(a, b, Aspect.FEED, (rows_a, rows_b), np.flatnonzero(differ), keys, cuts | changes_tool)
    for aspect, value in _ATTRIBUTES.items():
        codes: dict[str, int] = {}
        by_a, by_b = (
            np.array([codes.setdefault(value(s), len(codes)) for s in acts.states] or [0])[acts.state[rows]]
            for acts, rows in ((a, rows_a), (b, rows_b))
        )
        differ = by_a != by_b
        matters = np.ones(len(rows_a), np.bool_)
        if aspect in (Aspect.SPINDLE, Aspect.SPEED) and in_cuts:
            matters = cuts
        elif aspect is Aspect.SPEED:
            matters = (by_a != codes.get("-", -1)) | (by_b != codes.get("-", -1))
        elif aspect is Aspect.WORK_OFFSET:
            matters = a.in_work()[rows_a] & b.in_work()[rows_b]
        elif aspect is Aspect.LENGTH_OFFSET:  # it acts where Z moves in work coordinates, and in every cut
            matters = a.in_height()[rows_a] | b.in_height()[rows_b]
        differ &= matters
        names = list(codes)
        keys = [(names[i], names[j]) for i, j in zip(by_a[differ].tolist(), by_b[differ].tolist(), strict=True)]
        yield from _grouped(a, b, aspect, (rows_a, rows_b), np.flatnonzero(differ), keys, matters | changes_tool)


Key = tuple[Message | str, Message | str]


def _feeds(a: Acts, b: Acts, rows_a: Rows, rows_b: Rows, tolerance: float) -> tuple[npt.NDArray[np.bool_], list[Key]]:
    """Which acts are fed otherwise, and how: by the minute, or by the turn where the feed is tied to the spindle."""
    pairs = [(a.feed[rows_a], b.feed[rows_b]), (a.pitch[rows_a], b.pitch[rows_b])]
    by_minute, by_turn = (~((np.abs(x - y) <= tolerance) | (np.isnan(x) & np.isnan(y))) for x, y in pairs)
    differ = by_minute | by_turn
    keys: list[Key] = []
    for row in np.flatnonzero(differ).tolist():
        x, y = (float(of[row]) for of in pairs[1 if by_turn[row] else 0])
        keys.append(
            (say("{pitch} mm a turn", pitch=figure(x)), say("{pitch} mm a turn", pitch=figure(y)))
            if by_turn[row]
            else (f"{figure(x)} mm/min", f"{figure(y)} mm/min")
        )
    return differ, keys


def _grouped(
    a: Acts, b: Acts, aspect: Aspect, rows: tuple[Rows, Rows], at: Rows, keys: Sequence[Key],
    matters: npt.NDArray[np.bool_],
) -> Iterator[tuple[int, int, Change]]:  # fmt: skip
    """One change for acts with the same before and after, as long as none between them for which it ``matters`` is as it was.

    Rapids do not part what is said of a feed; tool changes part everything.
    """
    rank = list(Aspect).index(aspect)
    places = at.tolist()
    before_it = np.concatenate(([0], np.cumsum(matters))).tolist()  # how many before each row
    start = 0
    for k in range(1, len(keys) + 1):
        if k < len(keys) and keys[k] == keys[start] and before_it[places[k]] == before_it[places[k - 1] + 1]:
            continue
        first, last = places[start], places[k - 1]
        in_a, in_b = (range(int(r[first]), int(r[last]) + 1) for r in rows)
        tools = _tools(a, in_a) | _tools(b, in_b)
        before, after = keys[start]
        yield in_a.start, rank, Change(aspect, _lines(a, in_a), _lines(b, in_b), before, after, k - start, tools)
        start = k


def _speed(state: State) -> str:
    return "-" if state.spindle is Spindle.OFF else figure(state.speed)


_ATTRIBUTES: Final[dict[Aspect, Callable[[State], str]]] = {
    Aspect.TOOL: lambda s: "?" if s.tool is None else f"T{s.tool}",
    Aspect.SPEED: _speed,
    Aspect.SPINDLE: lambda s: str(s.spindle),
    Aspect.COOLANT: lambda s: str(s.coolant),
    Aspect.LENGTH_OFFSET: lambda s: "?" if s.length_offset is None else f"H{s.length_offset}",
    Aspect.WORK_OFFSET: lambda s: s.work_offset or "?",
    Aspect.PATH: lambda s: s.exact_path or "?",
}
