"""Rule travel-limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.columns import Floats
from codegen.model.shop import Axis
from codegen.model.steps import Run
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import first_row, rows

ROUNDING = 1e-3
"""mm: what an inch program's numbers may be off."""


class TravelLimit(Rule):
    """A move leaves the machine's travel.

    ## What it does

    The extent of all moves is held against the travel, without stock or simulation: where the setup says where the work
    zero lies on the machine, each place; else a program that is wider than the travel under one work offset. Moves in
    machine coordinates are compared with the travel directly. Reported once an axis; with stock the simulation tells,
    too, between which places of zero the program fits.

    ## Why is this bad

    The control stops with an alarm in mid-cut, or the axis runs onto its stop.

    ## Example

        G0 X900      (travel 500 mm)

    ## Use instead

        G0 X400

    ## Which controllers

    All; the travel is the machine's. Where nobody named the machine it is a warning.
    """

    code = "travel-limit"
    group = Group.LIMITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        machine = context.machine
        if machine is None or context.told("travel-limit"):
            return
        moves, program = context.moves, context.program
        severity = None if context.machine_said else Severity.WARNING
        zero = context.setup.zero_in_machine if context.setup is not None else None
        for n, (name, axis) in enumerate((("X", machine.x), ("Y", machine.y), ("Z", machine.z))):
            found = _in_machine(context, n, axis) or _in_work(context, n, axis, None if zero is None else zero[n])
            if found is not None and program is not None:
                row, over = found
                yield self.finding(
                    say(
                        "line {line} goes {over:.2f} mm beyond the travel of {axis}",
                        line=int(moves.line[row]),
                        over=over,
                        axis=name,
                    ),
                    context.line(int(moves.block[row]), column=int(moves.column[row])),
                    say("move the work zero or the stock, or use a larger machine"),
                    severity=severity,
                    figures=(("amount_mm", over), ("axis", name)),
                )


def _in_machine(context: Context, n: int, axis: Axis) -> tuple[int, float] | None:
    """The first move in machine coordinates that goes beyond the axis, and by how much, mm."""
    for row in rows(context.moves.in_machine):
        end = context.move(row).machine_end
        if end is not None:
            over = max(axis.low - end[n], end[n] - axis.high)
            if over > ROUNDING:
                return row, over
    return None


def _in_work(context: Context, n: int, axis: Axis, zero: float | None) -> tuple[int, float] | None:
    """The same for moves in work coordinates: by the zero's place, or by the extent of the moves under one state's offsets."""
    moves = context.moves
    if not len(moves):
        return None
    ends = moves.end[:, n]
    if bool(moves.in_machine.any()):
        ends = np.where(moves.in_machine, np.nan, ends)
    if zero is not None:
        if n == 2:  # the tool's length stands between the work's Z and the machine's
            lengths = np.array([np.nan if s.length is None else s.length for s in moves.states])
            ends = ends + lengths[moves.state]
        over = np.maximum(axis.low - (ends + zero), ends + zero - axis.high)
        row = first_row(over > ROUNDING)
        return None if row is None else (row, float(over[row]))
    for runs in _by_frame(context):
        parts = [ends[run.first : run.last] for run in runs]
        lows, highs = [float(np.fmin.reduce(part)) for part in parts], [float(np.fmax.reduce(part)) for part in parts]
        low, high = float(np.fmin.reduce(lows)), float(np.fmax.reduce(highs))
        if high - low - (axis.high - axis.low) > ROUNDING:
            row = max(_first(runs, parts, lows, low), _first(runs, parts, highs, high))
            return row, high - low - (axis.high - axis.low)
    return None


def _by_frame(context: Context) -> Iterable[list[Run]]:
    """The runs of moves, those together that have the same work offset, tool and tool's offset."""
    frames: dict[tuple[object, ...], list[Run]] = {}
    for run in context.runs():
        s = run.state
        frames.setdefault((s.work_offset, s.length_offset, s.tool), []).append(run)
    return frames.values()


def _first(runs: list[Run], parts: list[Floats], extremes: list[float], wanted: float) -> int:
    """The row where ``wanted`` stands first: it is one of the runs' ``extremes``."""
    run = extremes.index(wanted)
    return runs[run].first + int((parts[run] == wanted).argmax())
