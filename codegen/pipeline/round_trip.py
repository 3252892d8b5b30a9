"""Does the program, read back, do what was planned? Agreement only; truth comes from the simulation and the oracle tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from codegen.findings import Finding, Location
from codegen.model.motion import Arc, Command, Cycle, CycleKind, Feed, Move, MoveKind, Point, Rapid, Retract
from codegen.model.program import Reading

TOLERANCE = 2e-4
"""mm: the post rounds to 4 decimals in mm (5 in inch: 1.3e-4 mm), and so may differ by half a unit in each axis."""


def compare(commands: Sequence[Command], reading: Reading) -> tuple[Finding, ...]:
    """Compare plan and reading, move by move; the first difference is the finding.

    Moves without length are left out on both sides: a post drops them. A cycle is compared by what it does: the deepest
    point at each of its holes, in order.
    """
    planned = [item for item, _ in _without_tap_rapids([(item, None) for item in _planned(commands)])]
    read = _without_tap_rapids(_read(reading))
    for index, (want, (got, move)) in enumerate(zip(planned, read, strict=False)):
        if not _same(want, got):
            block = reading.program.blocks[move.block]
            return (
                Finding(
                    "round-trip",
                    f"move {index + 1}: planned {_text(want)}, the program says {_text(got)}",
                    where=Location(line=move.line, column=move.column, block=block.text),
                    remedy="this is a defect of the post or the reader: please report it with the intent",
                ),
            )
    if len(planned) != len(read):
        return (
            Finding(
                "round-trip",
                f"planned {len(planned)} moves, the program has {len(read)}",
                remedy="this is a defect of the post or the reader: please report it with the intent",
            ),
        )
    return ()


MoveT = TypeVar("MoveT")

Item = tuple[str, float, float, float, float, float]
"""Kind, end X Y Z, and for arcs the centre in its plane."""


def _planned(commands: Sequence[Command]) -> list[Item]:
    items: list[Item] = []
    last: Point | None = None
    for c in commands:
        if isinstance(c, Cycle):
            kind = "thread" if c.kind is CycleKind.TAP else "hole"
            items += [(kind, x, y, c.bottom, 0.0, 0.0) for x, y in c.points]
            last = (*c.points[-1], c.clearance)
        elif isinstance(c, Retract):
            last = None
        elif isinstance(c, Rapid | Feed | Arc):
            if not isinstance(c, Arc) and last is not None and math.dist(last, c.end) < TOLERANCE / 2:
                continue
            if isinstance(c, Arc):
                items.append(("ccw" if c.ccw else "cw", *c.end, *c.centre))
            else:
                items.append(("rapid" if isinstance(c, Rapid) else "feed", *c.end, 0.0, 0.0))
            last = c.end
    return items


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
        if move.cycle is not None:
            key = (move.cycle, move.cycle_hole, move.block)
            if key == hole:
                if move.end[2] < items[-1][0][3]:
                    items[-1] = (("hole", *move.end, 0.0, 0.0), move)
            else:
                items.append((("hole", *move.end, 0.0, 0.0), move))
                hole = key
            continue
        if hole is not None and _straight_up(move):
            continue  # the rapid to the clearance height that ends a cycle
        hole = None
        if move.kind is MoveKind.RAPID and any(math.isnan(v) for v in move.end):
            continue  # the approach after a tool change: X and Y first, while Z is not known yet
        arc = move.kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW)
        if not arc and _still(move):
            continue
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


def _still(move: Move) -> bool:
    known = all(math.isfinite(v) for v in (*move.start, *move.end))
    return known and math.dist(move.start, move.end) < TOLERANCE / 2


def _same(a: Item, b: Item) -> bool:
    return a[0] == b[0] and all(abs(x - y) <= TOLERANCE for x, y in zip(a[1:], b[1:], strict=True))


def _text(item: Item) -> str:
    return f"{item[0]} to ({item[1]:.4f}, {item[2]:.4f}, {item[3]:.4f})"
