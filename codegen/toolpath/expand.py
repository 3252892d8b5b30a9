"""Canned cycles said as plain moves, for controls that have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.motion import Command, Cycle, CycleKind, Dwell, Feed, Point, Point2, Rapid

TAPS: Final = say("tapping needs a control that ties the feed to the spindle: tap by hand, or choose another control")


def without_cycles(commands: Sequence[Command], *, clearance: float) -> tuple[Command, ...]:
    """``commands`` with each drilling cycle written out: to the hole, to R, in, out.

    Args:
        commands: motions of a job, cycles among them.
        clearance: how far above the last depth a peck goes back in at rapid, and how far a chip-breaking peck backs off, mm.

    Raises:
        UsageError: a tapping cycle, which plain moves cannot say.
    """
    out: list[Command] = []
    for command in commands:
        if isinstance(command, Cycle):
            out += _cycle(command, clearance)
        else:
            out.append(command)
    return tuple(out)


def _cycle(c: Cycle, clearance: float) -> Iterator[Command]:
    if c.kind is CycleKind.TAP:
        raise UsageError(TAPS)
    between = c.retract if c.between == "retract" else c.clearance
    for index, (x, y) in enumerate(c.points):
        yield Rapid((x, y, c.clearance if index == 0 else between))
        yield Rapid((x, y, c.retract))
        yield from _in_and_out(c, (x, y), clearance)
        if index < len(c.points) - 1 and between != c.retract:
            yield Rapid((x, y, between))
    yield Rapid((*c.points[-1], c.clearance))


def _in_and_out(c: Cycle, hole: Point2, clearance: float) -> Iterator[Command]:
    """From R to the bottom and back to R."""

    def at(z: float) -> Point:
        return (*hole, z)

    depth = c.retract
    peck = c.peck if c.kind in (CycleKind.PECK, CycleKind.CHIP_BREAK) and c.peck else c.retract - c.bottom
    while depth > c.bottom:
        if depth < c.retract:  # the hole has been begun
            back = min(depth + clearance, c.retract)
            if c.kind is CycleKind.PECK:
                yield Rapid(at(c.retract))
            yield Rapid(at(back))
        depth = max(depth - peck, c.bottom)
        if depth - c.bottom < 1e-6:
            depth = c.bottom
        yield Feed(at(depth), c.feed)
    if c.kind is CycleKind.DWELL and c.dwell:
        yield Dwell(c.dwell)
    yield Feed(at(c.retract), c.feed) if c.kind is CycleKind.BORE else Rapid(at(c.retract))
