"""Rule thread-not-cut."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from codegen.findings import Finding, Location
from codegen.messages import say
from codegen.model.motion import Move, MoveKind
from codegen.model.shop import Tool
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group
from codegen.rules.rows import rows

if TYPE_CHECKING:
    from codegen.model.part_field import RegionThread

PLACE = 0.05
"""mm: how far from its hole a tap may go in; the same figure as the simulation's."""
DEPTH = 0.05
"""mm: how much less deep full thread may end."""


class ThreadNotCut(Rule):
    """A thread of the part is not tapped, not deep enough, or tapped with another pitch.

    ## What it does

    For each thread that the part asks for it looks for the stroke of a tap at its place. The tap must be of the thread's
    pitch, and its full thread (the tip less the tap's lead) must reach the depth that was asked for. Needs the stored
    field of the part: a STEP file alone does not hold threads.

    ## Why is this bad

    A thread leaves no trace in the model or in a height map, so nothing else sees that one is missing.

    ## Example

        (M6, 12 deep; the tap's lead is 2.5 mm)
        T2 M6            (tap M6)
        G33.1 Z-12 K1

    ## Use instead

        T2 M6            (tap M6)
        G33.1 Z-14.5 K1

    ## Which controllers

    All.
    """

    code = "thread-not-cut"
    group = Group.CYCLES

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if not context.threads or context.reading is None:
            return
        moves = context.moves
        down = np.isfinite(moves.end).all(axis=1) & (moves.end[:, 2] < moves.start[:, 2])
        may = rows(down & ((moves.kind == MoveKind.THREAD) | (moves.kind == MoveKind.FEED)))
        strokes = [m for m in context.pick(may) if _taps(context, m)]
        for thread in context.threads:
            here = [m for m in strokes if math.hypot(m.end[0] - thread.x, m.end[1] - thread.y) <= PLACE]
            if here:
                yield from self._stroke(context, thread, min(here, key=lambda m: m.end[2]))
            else:
                last = max(0, len(context.reading.program.blocks) - 1)
                yield self.finding(
                    say(
                        "{designation} of {feature} at X{x:g} Y{y:g} is not tapped",
                        designation=thread.designation,
                        feature=thread.feature,
                        x=thread.x,
                        y=thread.y,
                    ),
                    _of(thread, context.line(last)),
                    say("add the stroke of the tap; this is where the program ends"),
                )

    def _stroke(self, context: Context, thread: RegionThread, move: Move) -> Iterator[Finding]:
        tap = _tool(context, move)
        pitch = move.pitch if move.pitch is not None else tap.pitch if tap is not None else None
        where = _of(thread, context.at(move))
        if pitch is not None and abs(abs(pitch) - thread.pitch) > 1e-3:
            yield self.finding(
                say(
                    "{feature} wants {designation}, pitch {pitch:g}; the stroke's is {stroke:g}",
                    feature=thread.feature,
                    designation=thread.designation,
                    pitch=thread.pitch,
                    stroke=abs(pitch),
                ),
                where,
                say("call the right tap, and feed at its pitch"),
            )
        full = move.end[2] + (tap.lead if tap is not None else 0.0)
        if full > thread.z_full + DEPTH:
            yield self.finding(
                say(
                    "full thread of {designation} in {feature} ends at Z{full:.3g}; asked for is Z{wanted:.3g}",
                    designation=thread.designation,
                    feature=thread.feature,
                    full=full,
                    wanted=thread.z_full,
                ),
                where,
                say("tap to Z{z:.4g}", z=move.end[2] - (full - thread.z_full)),
                figures=(("missing_mm", full - thread.z_full),),
            )


def _of(thread: RegionThread, where: Location) -> Location:
    return Location(
        file=where.file, line=where.line, column=where.column, end_column=where.end_column, block=where.block,
        point=(thread.x, thread.y, thread.z_full), feature=thread.feature,
    )  # fmt: skip


def _tool(context: Context, move: Move) -> Tool | None:
    assembly = context.tools.get(move.state.tool) if move.state.tool is not None else None
    return assembly.tool if assembly is not None and assembly.tool.kind == "tap" else None


def _taps(context: Context, move: Move) -> bool:
    """A stroke down: synchronised, by G84, or a tap fed downwards."""
    if not all(math.isfinite(v) for v in move.end) or not move.end[2] < move.start[2]:
        return False
    if move.kind is MoveKind.THREAD:
        return True
    return move.kind is MoveKind.FEED and (move.cycle in ("G84", "G74") or _tool(context, move) is not None)
