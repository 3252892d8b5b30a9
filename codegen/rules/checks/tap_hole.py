"""Rule tap-hole."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.columns import Bools
from codegen.model.motion import Move, MoveKind, State
from codegen.model.shop import Tool
from codegen.model.steps import Run
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.holes import Drilled, Holes, may_make_hole, minor_limits
from codegen.rules.rows import rows

ROUNDING = 0.02
"""mm: half of the steps in which drills are made and tables are rounded."""


class TapHole(Rule):
    """A tap goes where there is no hole for it, or one of the wrong size or depth.

    ## What it does

    For each stroke of a tap it looks for the hole that the program made at the same place before: drilled, reamed, plunged
    or milled round. Its diameter must lie within the thread's minor diameter limits (ISO 965-1, grade 6), or be the
    table's drill; its full diameter must reach as deep as the tap's tip, or through the stock. Where the part is known, it
    must have a thread of that pitch at the place. A hole of the same drill that is not tapped is a warning. Without a
    setup a missing hole is a warning: it may be there already.

    ## Why is this bad

    A tap in solid material, in too small a hole or on the bottom breaks. In too large a hole it leaves no thread.

    ## Example

        T1 M6            (drill 4.2)
        G81 X10 Y10 Z-15 R2 F100
        T2 M6            (tap M6)
        G33.1 Z-12 K1

    ## Use instead

        T1 M6            (drill 5.0)
        G81 X10 Y10 Z-15 R2 F100
        T2 M6            (tap M6)
        G33.1 Z-12 K1

    ## Which controllers

    All.
    """

    code = "tap-hole"
    group = Group.CYCLES

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        tapping = np.concatenate([np.zeros(0, np.bool_), *(_tapping(context, run) for run in context.runs())])
        if not tapping.any():
            return
        holes = Holes()
        told: set[tuple[int, int | None]] = set()
        tapped: list[Move] = []
        for move in context.pick(rows(may_make_hole(context.moves) | tapping)):
            if not _is_tapping(context, move):
                holes.add(move, context.tools)
            elif (move.block, move.cycle_hole) not in told and all(math.isfinite(v) for v in move.end):
                told.add((move.block, move.cycle_hole))
                tapped.append(move)
                yield from self._stroke(context, move, holes)
        yield from self._forgotten(context, holes, tapped)

    def _forgotten(self, context: Context, holes: Holes, tapped: list[Move]) -> Iterator[Finding]:
        """Holes of the drill that made the tapped ones, with no stroke of the tap."""
        reached = [hole for move in tapped for hole in holes.near(move.end[0], move.end[1])]
        drills = {hole.tool for hole in reached if hole.drilled}
        for x, y, hole in holes.all():
            if (
                hole.drilled
                and hole.tool in drills
                and not any(math.hypot(m.end[0] - x, m.end[1] - y) < 0.05 for m in tapped)
            ):
                yield self._say(
                    context,
                    tapped[-1],
                    say(
                        "the hole of line {line} at X{x:g} Y{y:g} is drilled with T{tool} as the tapped ones "
                        "are, and is not tapped",
                        line=hole.line,
                        x=x,
                        y=y,
                        tool=hole.tool,
                    ),
                    say("add the stroke, unless it is to stay plain"),
                    sure=False,
                )

    def _stroke(self, context: Context, move: Move, holes: Holes) -> Iterator[Finding]:
        x, y, tip = move.end
        tap = _tap(context, move.state)
        yield from self._part(context, move, tap)
        found = list(holes.near(x, y))
        place = f"X{x:g} Y{y:g}"
        if not found:
            yield self._say(
                context,
                move,
                say("no hole at {place} when the tap goes in", place=place),
                say("drill it first"),
                sure=context.setup is not None,
            )
            return
        low, high = _limits(tap) if tap is not None else (0.0, math.inf)
        fitting = [h for h in found if h.diameter is None or low <= h.diameter <= high]
        spoilt = [h for h in found if h.diameter is not None and h.diameter > high and h.tip <= tip]
        if spoilt or not fitting:
            wrong = spoilt[0] if spoilt else max(found, key=lambda h: h.diameter or 0.0)
            yield self._size(context, move, wrong, tap, (low, high))
            return
        deepest = min(fitting, key=lambda h: h.full)
        # below the stock there is nothing to tap
        needed = tip if context.setup is None else max(tip, context.setup.stock.box.low[2])
        if deepest.full > needed + 1e-6:
            yield self._say(
                context,
                move,
                say(
                    "the hole of line {line} at {place} has its full diameter down to Z{full:.3f}; the tap's "
                    "tip goes to Z{tip:g}",
                    line=deepest.line,
                    place=place,
                    full=deepest.full,
                    tip=tip,
                ),
                say("drill deeper, or tap less deep"),
                # with the tip in the drill's cone it is a matter of how the tap is ground
                sure=deepest.tip > needed + 1e-6 and context.setup is not None,
                figures=(("hole", deepest.full), ("tap", tip)),
            )

    def _size(
        self, context: Context, move: Move, hole: Drilled, tap: Tool | None, limits: tuple[float, float]
    ) -> Finding:
        name = tap.thread or tap.name if tap is not None else say("the thread")
        diameter = hole.diameter or 0.0
        word = say("large") if diameter > limits[1] else say("small")
        return self._say(
            context,
            move,
            say(
                "the hole of line {line} is Ø{diameter:g}: too {word} for {name} ({least:.2f} to {greatest:.2f} mm)",
                line=hole.line,
                diameter=diameter,
                word=word,
                name=name,
                least=limits[0],
                greatest=limits[1],
            ),
            say("drill it with the thread's tap drill"),
            sure=True,
            figures=(("diameter", diameter), ("least", limits[0]), ("greatest", limits[1])),
        )

    def _part(self, context: Context, move: Move, tap: Tool | None) -> Iterator[Finding]:
        """What the part says of the place, where there is one."""
        if context.job is None:
            return
        x, y, _ = move.end
        for feature in context.job.part.features:
            if (
                feature.kind == "hole"
                and math.hypot(feature.x - x, feature.y - y) < ROUNDING
                and feature.thread is not None
            ):
                wanted = feature.thread.pitch
                if tap is not None and tap.pitch is not None and abs(tap.pitch - wanted) > 1e-3:
                    message = say(
                        "{feature} wants {designation} (pitch {wanted:g}); the tap's is {pitch:g}",
                        feature=feature.id,
                        designation=feature.thread.designation,
                        wanted=wanted,
                        pitch=tap.pitch,
                    )
                    yield self._say(context, move, message, say("call the right tap"), sure=True)
                return
        yield self._say(
            context, move, say("the part has no thread at X{x:g} Y{y:g}", x=x, y=y), say("remove the stroke"), sure=True
        )

    def _say(
        self,
        context: Context,
        move: Move,
        message: str,
        remedy: str,
        *,
        sure: bool,
        figures: tuple[tuple[str, float | str], ...] = (),
    ) -> Finding:
        severity = Severity.ERROR if sure else Severity.WARNING
        return self.finding(message, context.at(move), remedy, severity=severity, figures=figures)


def _tap(context: Context, state: State) -> Tool | None:
    assembly = context.tools.get(state.tool or 0)
    return assembly.tool if assembly is not None and assembly.tool.kind == "tap" else None


def _is_tapping(context: Context, move: Move) -> bool:
    """Whether it is the stroke of a tap into the work: synchronised, by G84, or a tap fed downwards."""
    down = move.end[2] < move.start[2]
    tapping = move.kind is MoveKind.THREAD or (
        move.kind is MoveKind.FEED and (move.cycle in ("G84", "G74") or _tap(context, move.state) is not None)
    )
    return down and tapping


def _tapping(context: Context, run: Run) -> Bools:
    """``_is_tapping`` for every move of a run."""
    moves = run.moves
    fed: Bools = moves.kind == MoveKind.FEED
    if _tap(context, run.state) is None:
        fed &= moves.in_cycle("G84", "G74")
    if not fed.any() and not (moves.kind == MoveKind.THREAD).any():
        return fed
    down: Bools = (fed | (moves.kind == MoveKind.THREAD)) & (moves.end[:, 2] < moves.start[:, 2])
    return down


def _limits(tap: Tool) -> tuple[float, float]:
    """Least and greatest hole for a tap, mm: by the standard, widened to hold the table's drill; a form tap's by its drill."""
    from codegen import shop

    if tap.pitch is None:
        return 0.0, tap.diameter
    row = shop.threads().get(tap.thread or "")
    low, high = minor_limits(tap.diameter, tap.pitch)
    drill = None if row is None else row.form_drill if tap.tap_type == "form" else row.tap_drill
    if tap.tap_type == "form":
        # a form tap needs a larger hole, whose limits its maker states: the table's drill, give or take its steps
        if drill is None:
            return low, tap.diameter
        return drill - 2 * ROUNDING, drill + 2 * ROUNDING
    return (low, high) if drill is None else (min(low, drill - ROUNDING), max(high, drill + ROUNDING))
