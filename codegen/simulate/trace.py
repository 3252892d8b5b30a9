"""From a program's steps to paths in the work frame: lines and plane arcs with known ends.

A height that is not known but was reached by a rapid is the top of the machine: above everything. Everything else that
is not known becomes a finding, never a guess.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from codegen.findings import Finding, Location, Severity
from codegen.messages import say
from codegen.model.job import Setup
from codegen.model.motion import Move, MoveKind, Plane
from codegen.model.program import Reading
from codegen.model.shop import Machine
from codegen.simulate.layout import ARC, LINE
from codegen.simulate.shapes import Cutter

CHORD_ERROR = 0.002
"""mm: greatest distance between an arc and the chords that stand for it. Chords lie inside the arc."""
MOST_CHORDS = 100_000
"""Of one arc: a full circle of 4 km radius, or 800 turns of 100 mm radius. More is a slip, and would take for ever."""
ROUND_ENDS = 0.002
"""mm: arcs whose radii at start and end differ by no more are taken as circular with the mean radius."""
SAME_POINT = 1e-6
"""mm: an arc that ends this close to its start is a full turn."""

MANY = 2000
"""Plain feeds from which it pays to follow them all at once."""
PLAIN, PRISM, LOOK = 0, 1, 2
"""A path as it is; one whose box is checked too; one whose box is checked and which cuts nothing."""

Columns = tuple[Any, Any, Any, Any, Any]
Row = tuple[float, float, float, float, float, float, float, float, float, float, float]


@dataclass(slots=True)
class Paths:
    """Paths in program order, as they come. ``rows``: see ``layout``; ``box``: plan box of the centre line; ``step``: index."""

    kind: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    box: list[tuple[float, float, float, float]] = field(default_factory=list)
    step: list[int] = field(default_factory=list)
    prism: list[int] = field(default_factory=list)  # PLAIN, PRISM or LOOK
    findings: list[Finding] = field(default_factory=list)
    done: list[Columns] = field(default_factory=list)

    def line(self, step: int, a: tuple[float, float, float], b: tuple[float, float, float], prism: int) -> None:
        """Add a straight path."""
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = math.hypot(dx, dy)
        ux, uy = (dx / length, dy / length) if length >= 1e-9 else (1.0, 0.0)
        self.kind.append(LINE)
        self.rows.append((*a, *b, length, ux, uy, 0.0, 0.0))
        self.box.append((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))
        self.step.append(step)
        self.prism.append(prism)

    def lines(self, steps: Any, start: Any, end: Any) -> None:
        """Add straight paths, all known and plain: indices [n], and the ends [n, 3]."""
        self._flush()
        d = end[:, :2] - start[:, :2]
        length = np.hypot(d[:, 0], d[:, 1])
        runs = length >= 1e-9
        unit = np.divide(d, length[:, None], out=np.zeros_like(d), where=runs[:, None])
        unit[~runs, 0] = 1.0
        n = len(steps)
        rows = np.column_stack([start, end, length, unit, np.zeros((n, 2))])
        box = np.column_stack([np.minimum(start[:, :2], end[:, :2]), np.maximum(start[:, :2], end[:, :2])])
        self.done.append((np.full(n, LINE), rows, box, np.asarray(steps, np.int64), np.full(n, PLAIN)))

    def _flush(self) -> None:
        n = len(self.kind)
        if n:
            rows, box = np.array(self.rows, np.float64), np.array(self.box, np.float64)
            self.done.append((np.array(self.kind), rows, box, np.array(self.step, np.int64), np.array(self.prism)))
            for column in (self.kind, self.rows, self.box, self.step, self.prism):
                column.clear()

    def columns(self) -> Columns:
        """All paths: kind [n], rows [n, 11], box [n, 4], step [n], prism [n]."""
        self._flush()
        none = np.zeros(0, np.int64)
        empty = (none, np.zeros((0, 11)), np.zeros((0, 4)), none, none)
        kind, rows, box, step, prism = (np.concatenate(c) for c in zip(empty, *self.done, strict=True))
        return kind, rows, box, step, prism


def place(reading: Reading, move: Move, point: tuple[float, float, float] | None = None) -> Location:
    """Where in the text a move stands."""
    blocks = reading.program.blocks
    text = blocks[move.block].text if 0 <= move.block < len(blocks) else None
    return Location(file=reading.program.name, line=move.line, column=move.column, block=text, point=point)


def free_height(setup: Setup) -> float:
    """Height above which nothing can be touched: of the stock and of the fixture, mm."""
    return max([setup.stock.box.high[2], *(b.high[2] for b in setup.fixture.keep_out)])


def trace(reading: Reading, *, cutters: Mapping[int, Cutter], setup: Setup, machine: Machine) -> Paths:
    """Paths of all moves that can be followed, and findings about those that cannot."""
    paths = Paths()
    tracer = _Tracer(reading, cutters, setup, machine, paths)
    steps, moves = reading.steps, reading.steps.moves
    plain = _plain(reading, cutters, setup)
    if plain.sum() < MANY:
        for index, step in enumerate(steps):
            if isinstance(step, Move):
                tracer.move(index, step)
        return paths
    at = steps.step_of(np.arange(len(moves)))
    edges = [0, *(np.flatnonzero(plain[1:] != plain[:-1]) + 1).tolist(), len(moves)]
    for first, last in itertools.pairwise(edges):
        if plain[first]:
            paths.lines(at[first:last], moves.start[first:last], moves.end[first:last])
            continue
        for index in at[first:last].tolist():
            step = steps[index]
            if isinstance(step, Move):
                tracer.move(index, step)
    return paths


def _plain(reading: Reading, cutters: Mapping[int, Cutter], setup: Setup) -> Any:
    """Which moves (bool, by row) are straight feeds between known points with a tool and a zero that the setup has.

    None of them where a move turns an axis beside X, Y and Z: those are followed one by one.
    """
    moves = reading.steps.moves
    known = [
        s.tool is not None and s.tool in cutters and s.work_offset in (None, setup.work_offset) for s in moves.states
    ]
    if reading.steps.turning or not any(known):
        return np.zeros(len(moves), np.bool_)
    feeds = (moves.kind == MoveKind.FEED) & np.array(known, np.bool_)[moves.state]
    return feeds & np.isfinite(moves.start).all(axis=1) & np.isfinite(moves.end).all(axis=1)


class _Tracer:
    def __init__(
        self, reading: Reading, cutters: Mapping[int, Cutter], setup: Setup, machine: Machine, paths: Paths
    ) -> None:
        self.reading, self.cutters, self.setup, self.machine, self.paths = reading, cutters, setup, machine, paths
        self.free = free_height(setup)
        self.seen: set[tuple[str, object]] = set()
        self.box_rapids = machine.rapid != "linear"
        self.top = False  # the tool was brought to the top of Z in machine coordinates, and has not left it
        self.others: dict[str, float] = {}  # axes beside X, Y, Z that are not known to stand at their zero

    def find(self, code: str, key: object, move: Move, severity: Severity, message: str, remedy: str) -> None:
        """Report once for each code and key."""
        if (code, key) not in self.seen:
            self.seen.add((code, key))
            finding = Finding(code, message, severity, place(self.reading, move), remedy)
            self.paths.findings.append(finding)

    def lost(
        self,
        move: Move,
        why: str,
        severity: Severity = Severity.ERROR,
        remedy: str = say("give all three coordinates in the work frame before the tool goes down"),
    ) -> None:
        self.find(
            "not-simulated",
            move.line,
            move,
            severity,
            say("line {line} could not be simulated: {why}", line=move.line, why=why),
            remedy,
        )

    def _stands_turned(self, move: Move) -> bool:
        """Whether an axis beside X, Y, Z is away from its zero: then the part does not lie as the setup says."""
        for letter, value in move.rotary:
            if value == 0.0:
                self.others.pop(letter, None)
            else:
                self.others[letter] = value
        if not self.others:
            return False
        letters = ", ".join(sorted(self.others))
        self.find(
            "not-simulated",
            ("turned", letters),
            move,
            Severity.ERROR,
            say("line {line} moves {axes}: until it is back at 0 nothing is simulated", line=move.line, axes=letters),
            say("check what is cut there with the machine's own simulation"),
        )
        return True

    def move(self, index: int, move: Move) -> None:
        if (move.rotary or self.others) and self._stands_turned(move):
            return
        if move.kind is MoveKind.PROBE:
            return
        rapid = move.kind is MoveKind.RAPID
        x0, y0, z0 = move.start
        x1, y1, z1 = move.end
        if math.isnan(z0):
            z0 = math.inf
        self.top = self._at_top(move)
        if math.isnan(z1):
            if not rapid and not self.top:
                self.lost(move, say("the height at its end is not known"))
                return
            z1 = math.inf
            self._machine_height(move)
        if (rapid or self.top) and min(z0, z1) >= self.free:
            if math.isnan(x1 + y1) and move.machine_end is None:
                self.lost(move, say("its end in X and Y is not known"), Severity.WARNING)
            return
        if not self._known(move):
            return
        if math.isnan(x0 + y0 + x1 + y1):
            if min(z0, z1) < self.free or move.kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW):
                self.lost(move, say("where it starts or ends in X and Y is not known"))
            return
        if move.kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW):
            if math.isinf(z0):
                self.lost(move, say("an arc from an unknown height"))
                return
            self._arc(index, move)
            return
        self._straight(index, move, (x0, y0, z0), (x1, y1, z1))

    def _at_top(self, move: Move) -> bool:
        """Whether it ends at the top of Z, or stays there, though nobody knows how high that is over the work."""
        if move.machine_end is not None and not math.isnan(move.machine_end[2]):
            return move.machine_end[2] >= self.machine.z.high - 1.0
        return self.top and math.isnan(move.end[2])

    def _straight(self, index: int, move: Move, a: tuple[float, float, float], b: tuple[float, float, float]) -> None:
        rapid = move.kind is MoveKind.RAPID
        sideways = math.hypot(b[0] - a[0], b[1] - a[1]) > 1e-9
        prism = rapid and self.box_rapids and (a[0] != b[0]) + (a[1] != b[1]) + (a[2] != b[2]) > 1
        if math.isinf(a[2]) or math.isinf(b[2]):
            if sideways and not rapid:
                self.lost(move, say("it goes sideways and down from an unknown height"))
                return
            if sideways:  # neither the way nor the slope is known: all of it at its lowest
                z = min(a[2], b[2])
                self.paths.line(index, (a[0], a[1], z), (b[0], b[1], z), LOOK)
            high = self.free + 1.0
            a, b = ((b[0], b[1], high), b) if math.isinf(a[2]) else (a, (a[0], a[1], high))
            prism = False
        self.paths.line(index, a, b, PRISM if prism else PLAIN)

    def _machine_height(self, move: Move) -> None:
        """A retract in machine coordinates counts as the top only when it is the top."""
        z = move.machine_end[2] if move.machine_end else math.nan
        if z < self.machine.z.high - 1.0 and not math.isnan(move.start[2]):
            self.find(
                "not-simulated",
                move.line,
                move,
                Severity.WARNING,
                say(
                    "line {line} goes to machine Z{z:g}, {below:g} mm below the top of the travel: taken to be "
                    "above the stock, because the work zero is not known",
                    line=move.line,
                    z=z,
                    below=self.machine.z.high - z,
                ),
                say("retract to machine Z0, or state zero_in_machine in the setup"),
            )

    def _known(self, move: Move) -> bool:
        """Whether the tool and the work offset are ones the setup has."""
        offset = move.state.work_offset
        if offset is not None and offset != self.setup.work_offset:
            self.find(
                "not-simulated",
                offset,
                move,
                Severity.ERROR,
                say(
                    "moves in {offset} are not simulated: the setup knows only {work_offset}",
                    offset=offset,
                    work_offset=self.setup.work_offset,
                ),
                say(
                    "state the setup of {offset}, or run the program in {work_offset}",
                    offset=offset,
                    work_offset=self.setup.work_offset,
                ),
            )
            return False
        tool = move.state.tool
        if tool is not None and tool in self.cutters:
            return True
        what = (
            say("no tool is known to be in the spindle")
            if tool is None
            else say("the setup has no tool T{tool}", tool=tool)
        )
        self.find(
            "tool-not-in-setup",
            tool,
            move,
            Severity.ERROR,
            say("{what}: moves from line {line} on are not simulated", what=what, line=move.line),
            say("call a tool of the setup, or add the tool to it"),
        )
        return False

    def _arc(self, index: int, move: Move) -> None:
        if move.centre is None or not all(map(math.isfinite, (*move.start, *move.end, *move.centre))):
            self.lost(move, say("the arc's start, end or centre is not known"))
            return
        u, v, w = {Plane.XY: (0, 1, 2), Plane.XZ: (2, 0, 1), Plane.YZ: (1, 2, 0)}[move.plane]
        cu, cv = move.centre if move.plane is not Plane.XZ else (move.centre[1], move.centre[0])
        r0 = math.hypot(move.start[u] - cu, move.start[v] - cv)
        r1 = math.hypot(move.end[u] - cu, move.end[v] - cv)
        a0, sweep = sweep_of(move, (u, v), (cu, cv))
        n = chords(max(r0, r1), sweep)
        if n > MOST_CHORDS:
            self.lost(
                move,
                say(
                    "an arc of {radius:g} mm radius and {turns:.3g} turns is too long",
                    radius=max(r0, r1),
                    turns=abs(sweep) / (2 * math.pi),
                ),
            )
            return
        w0, w1 = move.start[w], move.end[w]
        cut = self.cutters[move.state.tool or 0]
        if move.plane is Plane.XY and abs(r0 - r1) <= ROUND_ENDS and (w0 == w1 or cut.flat):
            self._plane_arc(index, (cu, cv), (r0 + r1) / 2, a0, sweep, (w0, w1))
            return
        last = move.start
        for k in range(1, n + 1):
            f = k / n
            p = [0.0, 0.0, 0.0]
            r, a = r0 + (r1 - r0) * f, a0 + sweep * f
            p[u], p[v], p[w] = cu + r * math.cos(a), cv + r * math.sin(a), w0 + (w1 - w0) * f
            point = move.end if k == n else (p[0], p[1], p[2])
            self.paths.line(index, last, point, PLAIN)
            last = point

    def _plane_arc(
        self, index: int, c: tuple[float, float], r: float, a0: float, sweep: float, z: tuple[float, float]
    ) -> None:
        a1 = a0 + sweep
        sx, sy = c[0] + r * math.cos(a0), c[1] + r * math.sin(a0)
        ex, ey = c[0] + r * math.cos(a1), c[1] + r * math.sin(a1)
        xs, ys = [sx, ex], [sy, ey]
        lo, hi = min(a0, a1), max(a0, a1)
        for q in range(
            math.ceil(lo / (math.pi / 2)), min(math.floor(hi / (math.pi / 2)), math.ceil(lo / (math.pi / 2)) + 4) + 1
        ):
            xs.append(c[0] + r * math.cos(q * math.pi / 2))
            ys.append(c[1] + r * math.sin(q * math.pi / 2))
        self.paths.kind.append(ARC)
        self.paths.rows.append((c[0], c[1], z[0], r, a0, z[1], sweep, sx, sy, ex, ey))
        self.paths.box.append((min(xs), min(ys), max(xs), max(ys)))
        self.paths.step.append(index)
        self.paths.prism.append(PLAIN)


def sweep_of(move: Move, axes: tuple[int, int], centre: tuple[float, float]) -> tuple[float, float]:
    """Start angle and signed sweep of an arc, radians; ``axes`` right-handed about the plane's normal."""
    u, v = axes
    a0 = math.atan2(move.start[v] - centre[1], move.start[u] - centre[0])
    a1 = math.atan2(move.end[v] - centre[1], move.end[u] - centre[0])
    ccw = move.kind is MoveKind.ARC_CCW
    turn = (a1 - a0 if ccw else a0 - a1) % (2 * math.pi)
    if math.hypot(move.end[u] - move.start[u], move.end[v] - move.start[v]) < SAME_POINT:
        turn = 2 * math.pi
    turn += 2 * math.pi * (max(move.turns, 1) - 1)
    return a0, turn if ccw else -turn


def chords(radius: float, sweep: float) -> int:
    """Number of chords that keep within ``CHORD_ERROR`` of an arc."""
    if radius <= CHORD_ERROR:
        return max(4, math.ceil(abs(sweep) / (math.pi / 2)))
    return max(1, math.ceil(abs(sweep) / (2 * math.acos(1 - CHORD_ERROR / radius))))
