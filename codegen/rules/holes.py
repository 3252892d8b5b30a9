"""Holes that a program makes, seen from its motions: plunges of round tools, and circles that are milled."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from codegen.model.columns import Bools, Moves
from codegen.model.motion import Move, MoveKind, Plane
from codegen.model.shop import Tool, ToolAssembly
from codegen.rules.base import cuts

SAME_PLACE: Final = 0.05
"""mm: a hole and a tap this far apart are on one axis; more than any rounding of coordinates, less than any location fit."""

CLOSED: Final = 1e-3
"""mm: an arc that ends this close to its start is a circle."""

_PLUNGERS: Final = frozenset({"drill", "flat_end_mill", "bull_end_mill", "reamer", "counterbore", "boring_bar"})
"""Tools whose plunge leaves a hole of their own diameter. Spot drills and countersinks leave a cone."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """A round hole: its diameter (None: the tool is not known), where its full diameter and its tip end, the line."""

    diameter: float | None
    full: float
    tip: float
    line: int
    tool: int | None = None  # T number
    drilled: bool = False  # by a drill, not milled


def may_make_hole(moves: Moves) -> Bools:
    """The moves that ``Holes`` may make a hole of: feeds straight down, and closed circles."""
    way = moves.end - moves.start
    arc = (moves.kind == MoveKind.ARC_CW) | (moves.kind == MoveKind.ARC_CCW)
    closed = (np.hypot(way[:, 0], way[:, 1]) < 2 * CLOSED) | (moves.turns > 1)
    upright = (way[:, 0] == 0) & (way[:, 1] == 0) & (way[:, 2] < 0)
    mask: Bools = ((moves.kind == MoveKind.FEED) & upright) | (arc & closed)
    return mask


class Holes:
    """The holes of a program so far, found by their place."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, Drilled]]] = {}

    def add(self, move: Move, tools: Mapping[int, ToolAssembly]) -> None:
        """Note the hole that ``move`` makes, if it makes one."""
        if not cuts(move):
            return
        assembly = tools.get(move.state.tool or 0)
        tool = assembly.tool if assembly is not None else None
        if move.kind is MoveKind.FEED:
            self._plunge(move, tool)
        elif move.kind in (MoveKind.ARC_CW, MoveKind.ARC_CCW):
            self._circle(move, tool)

    def near(self, x: float, y: float) -> Iterator[Drilled]:
        """The holes on the axis at ``x``, ``y``."""
        column, row = _cell(x, y)
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for hx, hy, hole in self._cells.get((i, j), ()):
                    if math.hypot(hx - x, hy - y) <= SAME_PLACE:
                        yield hole

    def all(self) -> Iterator[tuple[float, float, Drilled]]:
        """Every place with its deepest drilled hole, in the program's order."""
        places: dict[tuple[float, float], Drilled] = {}
        for cell in self._cells.values():
            for x, y, hole in cell:
                key = (round(x, 2), round(y, 2))
                if hole.drilled and (key not in places or hole.tip < places[key].tip):
                    places[key] = hole
        for (x, y), hole in sorted(places.items(), key=lambda item: item[1].line):
            yield x, y, hole

    def _plunge(self, move: Move, tool: Tool | None) -> None:
        upright = move.start[:2] == move.end[:2] and move.end[2] < move.start[2]
        if not upright or (tool is not None and tool.kind not in _PLUNGERS):
            return
        tip = move.end[2]
        diameter = tool.diameter if tool is not None else None
        drilled = tool is not None and tool.kind == "drill"
        self._note(move.end[:2], Drilled(diameter, tip + _point(tool), tip, move.line, move.state.tool, drilled))

    def _circle(self, move: Move, tool: Tool | None) -> None:
        if tool is None or move.centre is None or move.plane is not Plane.XY:
            return
        closed = math.dist(move.start[:2], move.end[:2]) < CLOSED or move.turns > 1
        if closed:
            diameter = 2 * math.dist(move.start[:2], move.centre) + tool.diameter
            self._note(move.centre, Drilled(diameter, move.end[2], move.end[2], move.line))

    def _note(self, at: tuple[float, ...], hole: Drilled) -> None:
        if all(math.isfinite(v) for v in (*at, hole.tip)):
            self._cells.setdefault(_cell(at[0], at[1]), []).append((at[0], at[1], hole))


def _cell(x: float, y: float) -> tuple[int, int]:
    return (math.floor(x / SAME_PLACE), math.floor(y / SAME_PLACE))


def _point(tool: Tool | None) -> float:
    """Height of a drill's point, mm: from the tip to the full diameter."""
    if tool is None or tool.kind != "drill" or tool.point_angle_deg is None:
        return 0.0
    return tool.diameter / 2 / math.tan(math.radians(tool.point_angle_deg) / 2)


def minor_limits(diameter: float, pitch: float) -> tuple[float, float]:
    """Least and greatest minor diameter of an internal thread, mm.

    Least: d - 1.0825·P, the basic profile (ISO 68-1; the same for UN threads). Greatest: plus the tolerance T(D1) of grade
    6 (ISO 965-1: 433·P - 190·P^1.22 µm up to P 0.8 mm, 230·P^0.7 µm above).
    """
    least = diameter - 1.0825 * pitch
    microns = 433 * pitch - 190 * pitch**1.22 if pitch <= 0.8 else 230 * pitch**0.7
    return least, least + microns / 1000
