"""Does the program, read back, do what was planned? Agreement only; truth comes from the simulation and the oracle tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from codegen.findings import Finding, Location
from codegen.messages import say
from codegen.model.motion import Arc, Command, Cycle, CycleKind, Feed, Move, MoveKind, Point, Rapid, Retract
from codegen.units import MM_PER_INCH

if TYPE_CHECKING:
    from codegen.model.program import Reading
    from codegen.model.shop import Controller

TAPPING = frozenset({"G74", "G84", "CYCL 206", "CYCL 207", "CYCLE84", "CYCLE840"})
"""Codes of cycles that tap."""

LAST_PLACE = 2.54e-4
"""mm: the fifth decimal of an inch, the coarsest last place that LinuxCNC's post writes."""


def last_place(controller: Controller, units: str) -> float:
    """The unit of the last decimal in a program's lengths, mm; never less than ``LAST_PLACE``."""
    unit = MM_PER_INCH * 10.0**-controller.decimals_inch if units == "inch" else 10.0**-controller.decimals_mm
    # Klartext gives no end of a helix: it lies where the angle leads from a start and about a pole that are both rounded
    return max(unit, LAST_PLACE) * (2.0 if controller.dialect == "heidenhain" else 1.0)


def _tolerance(place: float) -> float:
    """How far ends and centres may lie from the plan, mm: the post rounds them by half a unit in each axis."""
    return 0.75 * place


def _shortest(place: float) -> float:
    """A move shorter than this, mm, a post may round away: one unit in each axis together is 1.74 units."""
    return 2.0 * place


def compare(commands: Sequence[Command], reading: Reading, *, place: float = LAST_PLACE) -> tuple[Finding, ...]:
    """Compare plan and reading, move by move; the first difference is the finding. ``place``: see ``last_place``.

    Moves shorter than ``_shortest`` may stand on one side alone: whether rounding leaves anything of them is chance, and
    what follows is compared by its absolute end. A cycle is compared by what it does: the deepest point at each of its
    holes, in order.
    """
    planned = _without_tap_rapids(_planned(commands, _shortest(place)))
    read = _without_tap_rapids(_read(reading))
    i = j = 0
    while i < len(planned) and j < len(read):
        (want, short), (got, move) = planned[i], read[j]
        if _same(want, got, _tolerance(place)):
            i, j = i + 1, j + 1
        elif short:
            i += 1
        elif _short(move, _shortest(place)):
            j += 1
        else:
            block = reading.program.blocks[move.block]
            return (
                Finding(
                    "round-trip",
                    say(
                        "move {n}: planned {planned}, the program says {read}",
                        n=i + 1,
                        planned=_text(want),
                        read=_text(got),
                    ),
                    where=Location(line=move.line, column=move.column, block=block.text),
                    remedy=say("this is a defect of the post or the reader: please report it with the intent"),
                ),
            )
    if not all(short for _, short in planned[i:]) or not all(_short(move, _shortest(place)) for _, move in read[j:]):
        return (
            Finding(
                "round-trip",
                say("planned {planned} moves, the program has {read}", planned=len(planned), read=len(read)),
                remedy=say("this is a defect of the post or the reader: please report it with the intent"),
            ),
        )
    return ()


MoveT = TypeVar("MoveT")

Item = tuple[str, float, float, float, float, float]
"""Kind, end X Y Z, and for arcs the centre in its plane."""


def _planned(commands: Sequence[Command], shortest: float) -> list[tuple[Item, bool]]:
    """What is planned, each with whether it is too short to be sure of."""
    items: list[tuple[Item, bool]] = []
    last: Point | None = None
    for c in commands:
        if isinstance(c, Cycle):
            kind = "thread" if c.kind is CycleKind.TAP else "hole"
            items += [((kind, x, y, c.bottom, 0.0, 0.0), False) for x, y in c.points]
            last = (*c.points[-1], c.clearance)
        elif isinstance(c, Retract):
            last = None
        elif isinstance(c, Rapid | Feed | Arc):
            near = last is not None and math.dist(last, c.end) < shortest
            if isinstance(c, Arc):
                short = near and last is not None and _less_than_half(last, c)
                items.append((("ccw" if c.ccw else "cw", *c.end, *c.centre), short))
            else:
                items.append((("rapid" if isinstance(c, Rapid) else "feed", *c.end, 0.0, 0.0), near))
            last = c.end
    return items


def _less_than_half(start: Point, c: Arc) -> bool:
    """Whether an arc whose ends all but meet is a short one, and not a full turn."""
    if math.dist(start[:2], c.end[:2]) < 1e-6:
        return False
    (x, y), sign = c.centre, 1.0 if c.ccw else -1.0
    a, b = (start[0] - x, start[1] - y), (c.end[0] - x, c.end[1] - y)
    return sign * (a[0] * b[1] - a[1] * b[0]) > 0


def _read(reading: Reading) -> list[tuple[Item, Move]]:
    items: list[tuple[Item, Move]] = []
    hole: tuple[str | None, int | None, int] | None = None
    names = {MoveKind.RAPID: "rapid", MoveKind.FEED: "feed", MoveKind.ARC_CW: "cw", MoveKind.ARC_CCW: "ccw"}
    moves = [s for s in reading.steps if isinstance(s, Move)]
    for move in moves:
        if move.machine_end is not None:
            hole = None
            continue
        if move.kind is MoveKind.THREAD:
            if not items or items[-1][0][:3] != ("thread", move.end[0], move.end[1]):
                items.append((("thread", *move.end, 0.0, 0.0), move))
            elif move.end[2] < items[-1][0][3]:
                items[-1] = (("thread", *move.end, 0.0, 0.0), move)
            hole = None
            continue
        if move.cycle in TAPPING and move.kind is MoveKind.RAPID:
            hole = None  # of a tap's cycle the strokes count
            continue
        if move.cycle is not None:
            key = (move.cycle, move.cycle_hole, move.block)
            if key == hole:
                if move.end[2] < items[-1][0][3]:
                    items[-1] = (("hole", *move.end, 0.0, 0.0), move)
            else:
                if (
                    items
                    and move.cycle.startswith("CYCL ")
                    and items[-1][0][0] == "rapid"
                    and items[-1][1].block == move.block
                ):
                    items.pop()  # Klartext: a block goes to the hole and then calls the cycle (M99)
                items.append((("hole", *move.end, 0.0, 0.0), move))
                hole = key
            continue
        if hole is not None and _straight_up(move):
            continue  # the rapid to the clearance height that ends a cycle
        hole = None
        if move.kind is MoveKind.RAPID and any(math.isnan(v) for v in move.end):
            continue  # the approach after a tool change: X and Y first, while Z is not known yet
        arc = move.kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW)
        centre = move.centre if arc and move.centre is not None else (0.0, 0.0)
        items.append(((names.get(move.kind, "other"), *move.end, *centre), move))
    return items


def _without_tap_rapids(items: Sequence[tuple[Item, MoveT]]) -> list[tuple[Item, MoveT]]:
    """Rapids next to a tap belong to its cycle where a control has none of its own (G33.1)."""
    drop: set[int] = set()
    for index, (item, _) in enumerate(items):
        if item[0] == "thread":
            for step in (1, -1):
                at = index + step
                while 0 <= at < len(items) and items[at][0][0] == "rapid":
                    drop.add(at)
                    at += step
    return [pair for index, pair in enumerate(items) if index not in drop]


def _straight_up(move: Move) -> bool:
    return move.kind is MoveKind.RAPID and move.start[:2] == move.end[:2] and move.end[2] >= move.start[2]


def _short(move: Move, shortest: float) -> bool:
    """Whether a move that was read goes (almost) nowhere; a full turn does not."""
    if not all(math.isfinite(v) for v in (*move.start, *move.end)) or math.dist(move.start, move.end) >= shortest:
        return False
    return move.kind not in (MoveKind.ARC_CW, MoveKind.ARC_CCW) or move.start[:2] != move.end[:2]


def _same(a: Item, b: Item, tolerance: float) -> bool:
    return a[0] == b[0] and all(abs(x - y) <= tolerance for x, y in zip(a[1:], b[1:], strict=True))


def _text(item: Item) -> str:
    return say("{kind} to ({x:.4f}, {y:.4f}, {z:.4f})", kind=item[0], x=item[1], y=item[2], z=item[3])
