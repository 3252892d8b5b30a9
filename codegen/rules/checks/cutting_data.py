"""Rule cutting-data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from codegen import shop
from codegen.findings import Finding, Severity
from codegen.messages import joined, say
from codegen.model.columns import Bools, Moves
from codegen.model.motion import Move, MoveKind, State
from codegen.model.shop import CuttingData, Tool
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import firsts

_PER_TOOTH = ("flat_end_mill", "ball_end_mill", "bull_end_mill", "face_mill", "chamfer_mill")


@dataclass(frozen=True, slots=True)
class _Cut:
    """What the table says of a tool, and what a move does."""

    tool: Tool
    row: CuttingData
    chip: float  # of the table: mm per tooth, or per turn
    teeth: int
    speed: float  # rev/min


class CuttingFigures(Rule):
    """A speed or feed is far from what tool and material bear.

    ## What it does

    Where the material is known, it compares each cut with the material's table: surface speed, and feed per tooth (per
    turn for drills). More than 2.5 times the table's figure is a warning, more than 5 times an error; less than 0.15 of
    the feed is a warning. A plunge with an end mill is held against the feed for plunging. With a simulation only moves
    that remove material count. Reported once for each tool, speed and feed.

    ## Why is this bad

    A slip of a digit in S or F breaks the tool, or burns its edge in seconds. Fed too slowly the edge rubs.

    ## Example

        S800 M3                  (meant: S8000)
        G1 X50 F840

    ## Use instead

        S8000 M3
        G1 X50 F840

    ## Which controllers

    All.
    """

    code = "cutting-data"
    group = Group.LIMITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.material is None:
            return
        told: set[tuple[object, ...]] = set()
        working, plunging = context.working, _plunging(context.moves)
        for run in context.runs():
            cut = _known(context, run.state)
            if cut is not None:
                mask, moves = working[run.first : run.last], run.moves
                rows = firsts(mask, moves.feed, plunging[run.first : run.last], moves.kind == MoveKind.THREAD)
                for step in context.pick(run.first + row for row in rows):
                    yield from self._cut(context, step, cut, told)

    def _cut(self, context: Context, step: Move, cut: _Cut, told: set[tuple[object, ...]]) -> Iterator[Finding]:
        key = (step.state.tool, cut.speed)
        if key not in told:
            told.add(key)
            yield from self._speed(context, step, cut)
        feed = (*key, step.feed, _plunges(step))
        if step.kind is not MoveKind.THREAD and cut.chip > 0 and step.feed > 0 and feed not in told:
            told.add(feed)
            yield from self._feed(context, step, cut)

    def _speed(self, context: Context, move: Move, cut: _Cut) -> Iterator[Finding]:
        surface = cut.speed * math.pi * cut.tool.diameter / 1000
        ratio = surface / cut.row.speed
        if ratio <= shop.practice("far_off", "warning"):
            return
        usual = cut.row.speed * 1000 / (math.pi * cut.tool.diameter)
        yield self.finding(
            say(
                "T{tool} ({name}) cuts at S{speed:g}: {surface:.0f} m/min, {ratio:.1f} times the {table:g} "
                "m/min of the table for {material}",
                tool=move.state.tool,
                name=cut.tool.name,
                speed=cut.speed,
                surface=surface,
                ratio=ratio,
                table=cut.row.speed,
                material=_name(context),
            ),
            context.at(move),
            say("S{usual:.0f} is usual; check the digits of S", usual=usual),
            severity=Severity.ERROR if ratio > shop.practice("far_off", "error") else Severity.WARNING,
            figures=(("surface_speed", surface), ("table", cut.row.speed)),
        )

    def _feed(self, context: Context, move: Move, cut: _Cut) -> Iterator[Finding]:
        chip = move.feed / (cut.speed * cut.teeth)
        ratio = chip / cut.chip
        part = 1.0
        if cut.tool.kind in _PER_TOOTH and _plunges(move):
            part = shop.practice("plunge", "fraction")
        rubs = ratio < shop.practice("far_off", "rubbing") * part
        if ratio / part <= shop.practice("far_off", "warning") and not rubs:
            return
        each = say("tooth") if cut.tool.kind in _PER_TOOTH else say("turn")
        way = say(" straight down") if part < 1 else ""
        usual = cut.speed * cut.teeth * cut.chip * part
        yield self.finding(
            say(
                "T{tool} ({name}) is fed{way} at {feed:g} mm/min and S{speed:g}: {chip:.3g} mm per {each}, "
                "{ratio:.2g} times the {table:.3g} mm of the table for {material}",
                tool=move.state.tool,
                name=cut.tool.name,
                way=way,
                feed=move.feed,
                speed=cut.speed,
                chip=chip,
                each=each,
                ratio=ratio / part,
                table=cut.chip * part,
                material=_name(context),
            ),
            context.at(move),
            joined(
                "",
                [
                    say(
                        "F{usual:.0f} is usual at S{speed:g}; check the digits of F and S", usual=usual, speed=cut.speed
                    ),
                    (say(": the edge rubs") if rubs else ""),
                ],
            ),
            severity=Severity.ERROR if ratio > shop.practice("far_off", "error") else Severity.WARNING,
            figures=(("chip_load", chip), ("table", cut.chip * part)),
        )


def _known(context: Context, state: State) -> _Cut | None:
    """The table's row for the tool in the spindle; None: not known, or the table is silent."""
    assembly = context.tools.get(state.tool or 0)
    if assembly is None or context.material is None or not state.speed:
        return None
    tool = assembly.tool
    row = shop.cutting_data(context.material, tool)
    if row is None:
        return None
    chip = next((feed for upto, feed in row.chip_load if tool.diameter <= upto + 1e-9), 0.0)
    return _Cut(tool, row, chip, max(tool.flutes, 1) if tool.kind in _PER_TOOTH else 1, state.speed)


def _plunges(move: Move) -> bool:
    return math.dist(move.start[:2], move.end[:2]) < 1e-6 and move.kind is MoveKind.FEED and move.end[2] < move.start[2]


def _plunging(moves: Moves) -> Bools:
    """``_plunges`` for every move."""
    way = moves.end - moves.start
    mask: Bools = (np.hypot(way[:, 0], way[:, 1]) < 1e-6) & (moves.kind == MoveKind.FEED) & (way[:, 2] < 0)
    return mask


def _name(context: Context) -> str:
    return context.material.name if context.material is not None else say("the material")
