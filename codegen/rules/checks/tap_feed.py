"""Rule tap-feed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from codegen.findings import Finding
from codegen.messages import say
from codegen.model.motion import Move, MoveKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group

ROUNDING = 0.5
"""mm/min: F is commonly written as a whole number."""
PITCH_TOLERANCE = 1e-3
"""mm: pitches are written with three or four decimals, inch ones rounded ("K1.27" for 20 per inch is exact)."""


class TapFeed(Rule):
    """A tap is not fed by its pitch at each turn.

    ## What it does

    For a synchronised tap (G33.1) the programmed pitch must be the tap's. For a tap that is fed by the minute (G84 on
    controls that do not synchronise it, or G1) the feed must be spindle speed × pitch, rounded to a whole mm/min.
    A synchronised stroke with a tool that is no tap, or one that goes up, is reported, too.

    ## Why is this bad

    A tap cuts its own pitch. Fed faster or slower it is pulled or pushed, and strips the thread or breaks; a tension
    holder bears a few percent at best.

    ## Example

        S500 M3
        G84 X10 Y10 Z-12 R5 F450   (M6: pitch 1 mm)

    ## Use instead

        S500 M3
        G84 X10 Y10 Z-12 R5 F500

    ## Which controllers

    All. Where a cycle has a word for the pitch (K of G33.1) it is that word, else F.
    """

    code = "tap-feed"
    group = Group.CYCLES

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        told: set[int] = set()
        top = context.setup.stock.box.high[2] if context.setup is not None else math.inf
        block = -1  # of the last stroke
        for move in context.pick(_candidates(context)):
            assembly = context.tools.get(move.state.tool or 0)
            if assembly is None or move.block in told:
                continue
            tap = assembly.tool
            problem: tuple[str, str] | None = None
            begins = move.block != block
            block = move.block
            if begins and move.kind is MoveKind.THREAD and move.end[2] >= move.start[2]:
                problem = (
                    say(
                        "the stroke of T{number} goes up, from Z{start:g} to Z{end:g}",
                        number=assembly.number,
                        start=move.start[2],
                        end=move.end[2],
                    ),
                    say("write the depth with its sign, and start above the hole"),
                )
            elif move.kind is MoveKind.THREAD:
                problem = self._synchronised(move, tap.pitch if tap.kind == "tap" else None, assembly.number)
            elif tap.kind == "tap" and tap.pitch is not None and _is_stroke(move, top):
                problem = _by_the_minute(move, tap.pitch)
            if problem is not None:
                told.add(move.block)
                yield self.finding(problem[0], context.at(move), problem[1])

    def _synchronised(self, move: Move, pitch: float | None, number: int) -> tuple[str, str] | None:
        if pitch is None:
            return (
                say("a synchronised stroke with T{number}, which is no tap with a pitch", number=number),
                say("call the tap, or check the setup"),
            )
        if move.pitch is not None and move.pitch <= 0:
            return (
                say("the stroke has K{pitch:g}: a pitch is more than 0", pitch=move.pitch),
                say("write K{pitch:g} (in mm), and M4 for a left thread", pitch=pitch),
            )
        if move.pitch is not None and abs(move.pitch - pitch) > PITCH_TOLERANCE:
            return (
                say("the stroke has a pitch of {pitch:g} mm, the tap {tap:g} mm", pitch=move.pitch, tap=pitch),
                say("write K{pitch:g} (in mm)", pitch=pitch) if move.cycle is None else _by_feed(move, pitch),
            )
        return None


def _candidates(context: Context) -> Iterator[int]:
    """Rows of the moves in blocks that tap, or that are made with a tap."""
    for run in context.runs():
        assembly = context.tools.get(run.state.tool or 0)
        if assembly is None:
            continue
        thread = run.moves.kind == MoveKind.THREAD
        if assembly.tool.kind == "tap" or thread.any():
            yield from range(run.first, run.last)


def _by_feed(move: Move, pitch: float) -> str:
    """Where the cycle has no word for the pitch: F says it, by the minute or by the turn."""
    if move.state.feed_mode == "G95":
        return say("write F{pitch:g} (mm per turn)", pitch=pitch)
    return (
        say("write F{feed:g} (mm/min)", feed=move.state.speed * pitch)
        if move.state.speed
        else say("write S, and F as S × pitch")
    )


def _is_stroke(move: Move, top: float) -> bool:
    """Whether it is a feed straight along Z that goes below ``top``, where the stock's is known, or comes from there.

    One in machine coordinates is a way home, and a finding of its own.
    """
    if move.end[2] >= top and not move.start[2] < top:
        return False
    upright = move.start[:2] == move.end[:2] and move.start[2] != move.end[2]
    return move.kind is MoveKind.FEED and upright and move.machine_end is None


def _by_the_minute(move: Move, pitch: float) -> tuple[str, str] | None:
    speed = move.state.speed
    if not speed:
        return say("a tap is fed while the spindle's speed is not known"), say("write S and M3 before it")
    wanted = speed * pitch
    if abs(move.feed - wanted) <= ROUNDING:
        return None
    return (
        say(
            "the tap is fed at {feed:g} mm/min; S{speed:g} × pitch {pitch:g} mm is {wanted:g}",
            feed=move.feed,
            speed=speed,
            pitch=pitch,
            wanted=wanted,
        ),
        say("write F{feed:g} (mm/min)", feed=wanted),
    )
