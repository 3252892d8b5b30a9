"""LinuxCNC as the oracle: how a ``Reading`` differs from what its own interpreter does with the same text.

lcnc.require()                                   # skips, or fails in CI, without rs274
reading = read(text, controller, environment=lcnc.environment({1: 50.0}))
assert lcnc.compare(reading, text, {1: 50.0}) == []
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from codegen.model.motion import Coolant, Event, EventKind, Move, MoveKind, Point, Spindle
from codegen.model.program import Reading
from tests.oracle.lcnc_run import (
    INSTALL,
    OracleMove,
    Ran,
    Setting,
    Status,
    available,
    environment,
    require,
    run,
    run_module,
    run_rs274,
)

__all__ = [
    "INSTALL",
    "OracleMove",
    "Ran",
    "Setting",
    "Status",
    "available",
    "compare",
    "environment",
    "require",
    "run",
    "run_module",
    "run_rs274",
]

LENGTH_TOLERANCE = 1e-4
"""mm. Both sides compute in doubles; what is left is the inch in the module's calls."""

_KINDS = {
    MoveKind.RAPID: "rapid",
    MoveKind.FEED: "feed",
    MoveKind.ARC_CW: "arc",
    MoveKind.ARC_CCW: "arc",
    MoveKind.THREAD: "tap",
    MoveKind.PROBE: "probe",
}


def _near(a: float, b: float, tolerance: float = LENGTH_TOLERANCE) -> bool:
    """Equal within the tolerance; NaN says "unknown", which nothing contradicts."""
    return math.isnan(a) or math.isnan(b) or abs(a - b) <= tolerance


def _ours(reading: Reading) -> list[Move]:
    """Our moves, with a tap's way in and out as one: the oracle's RIGID_TAP *means* in to the depth and back out."""
    out: list[Move] = []
    for step in reading.steps:
        if isinstance(step, Move) and not _way_out(out, step):
            out.append(step)
    return out


def _way_out(before: list[Move], move: Move) -> bool:
    """Whether a thread goes back to where the one before it began: G33.1's way out."""
    if move.kind is not MoveKind.THREAD or not before or before[-1].kind is not MoveKind.THREAD:
        return False
    last = before[-1]
    return last.block == move.block and all(_near(a, b) for a, b in zip(last.start, move.end, strict=True))


def _still(start: Point, end: Point) -> bool:
    """Whether a straight move goes nowhere, as far as is known."""
    return all(_near(a, b, 1e-6) for a, b in zip(start, end, strict=True))


def _pairs(ours: list[Move], theirs: list[OracleMove]) -> Iterator[tuple[Move | None, OracleMove | None]]:
    """Which moves to hold against each other; None: it has no counterpart.

    A straight move without length may stand on one side alone: both write down the place they stand at now and then (a bare
    G0, a cycle that is at its R plane already), no axis moves, and neither is wrong. Nothing else is passed over.
    """
    i = j = 0
    while i < len(ours) or j < len(theirs):
        a = ours[i] if i < len(ours) else None
        b = theirs[j] if j < len(theirs) else None
        if a is not None and b is not None:
            idle = b.kind not in ("arc", "tap") and _still(b.start, b.end)
            # where ours has unknown coordinates it fits an idle move as well as the one behind it, which it means
            behind = idle and any(map(math.isnan, a.end)) and j + 1 < len(theirs) and _fit(a, theirs[j + 1])
            if idle and (behind or not _fit(a, b)):
                j += 1
                continue
            if not _fit(a, b) and a.centre is None and a.kind is not MoveKind.THREAD and _still(a.start, a.end):
                i += 1
                continue
        i, j = i + (a is not None), j + (b is not None)
        yield a, b


def _kind(ours: Move, theirs: OracleMove) -> str:
    """Of ours in the oracle's words; a thread that does not come back (G33, G76) is a feed there, with a pitch."""
    if ours.kind is MoveKind.THREAD and theirs.kind == "feed" and theirs.status.pitch is not None:
        return "feed"
    return _KINDS[ours.kind]


def _fit(a: Move, b: OracleMove) -> bool:
    return _kind(a, b) == b.kind and a.line == b.line and all(_near(p, q) for p, q in zip(a.end, b.end, strict=True))


def _differences(ours: Move, theirs: OracleMove) -> Iterator[str]:
    if _kind(ours, theirs) != theirs.kind:
        yield f"kind {_KINDS[ours.kind]} instead of {theirs.kind}"
        return
    if ours.line != theirs.line:
        yield f"line {ours.line} instead of {theirs.line}"
    if not all(_near(a, b) for a, b in zip(ours.end, theirs.end, strict=True)):
        yield f"end {ours.end} instead of {theirs.end}"
    if not all(_near(a, b) for a, b in zip(ours.start, theirs.start, strict=True)):
        yield f"start {ours.start} instead of {theirs.start}"
    if theirs.kind == "arc":
        if ours.centre is None or not all(_near(a, b) for a, b in zip(ours.centre, theirs.centre or (), strict=True)):
            yield f"centre {ours.centre} instead of {theirs.centre}"
        if (ours.kind is MoveKind.ARC_CCW) != theirs.ccw:
            yield f"ccw {not theirs.ccw} instead of {theirs.ccw}"
        if ours.turns != theirs.turns:
            yield f"turns {ours.turns} instead of {theirs.turns}"
        if ours.plane != theirs.plane:
            yield f"plane {ours.plane} instead of {theirs.plane}"
    at = dict(zip("ABC", theirs.rotary, strict=True))
    if any(name in at and not _near(value, at[name]) for name, value in ours.rotary):
        yield f"rotary {ours.rotary} instead of {theirs.rotary}"
    yield from _status_differences(ours, theirs)


def _feed(ours: Move, status: Status) -> float:
    """Of the oracle, which scales the feed of angles as if it were one of lengths."""
    still = all(_near(a, b, 1e-7) for a, b in zip(ours.start, ours.end, strict=True))
    return status.feed / status.unit if ours.rotary and still else status.feed


def _status_differences(ours: Move, theirs: OracleMove) -> Iterator[str]:
    state, status = ours.state, theirs.status
    if theirs.kind in ("feed", "arc") and status.pitch is None and not _near(ours.feed, _feed(ours, status), 2e-3):
        yield f"feed {ours.feed} instead of {_feed(ours, status)}"
    pitch = math.nan if ours.pitch is None else ours.pitch
    if theirs.kind == "tap" and ours.pitch is None:
        yield "no pitch"
    if (theirs.kind == "tap" or status.pitch is not None) and not _near(pitch, status.pitch or 0.0, 1e-3):
        yield f"pitch {ours.pitch} instead of {status.pitch}"
    if state.spindle is not Spindle.UNKNOWN and state.spindle is not status.spindle:
        yield f"spindle {state.spindle} instead of {status.spindle}"
    if state.speed is not None and not _near(state.speed, status.speed, 1e-3):
        yield f"speed {state.speed} instead of {status.speed}"
    coolant = Coolant.FLOOD if status.flood else Coolant.MIST if status.mist else Coolant.OFF
    if state.coolant is not Coolant.UNKNOWN and state.coolant is not coolant:
        yield f"coolant {state.coolant} instead of {coolant}"
    if state.tool is not None and state.tool != theirs.tool:
        yield f"tool {state.tool} instead of {theirs.tool}"
    if state.length is not None and not _near(state.length, theirs.length):
        yield f"length {state.length} instead of {theirs.length}"
    if state.work_offset is not None and state.work_offset != theirs.work_offset:
        yield f"work offset {state.work_offset} instead of {theirs.work_offset}"


def _our_events(reading: Reading) -> list[tuple[str, float]]:
    out: list[tuple[str, float]] = []
    for step in reading.steps:
        if not isinstance(step, Event):
            continue
        if step.kind is EventKind.DWELL:
            out.append(("dwell", step.value or 0.0))
        elif step.kind is EventKind.TOOL_CHANGE and step.text != "M61":
            out.append(("tool_change", step.value or 0.0))
        elif step.kind is EventKind.STOP:
            out.append(("stop", float(step.text == "M1")))
    return out


def compare(
    reading: Reading, text: str, lengths: Mapping[int, float] | Setting | None = None, *, limit: int = 20
) -> list[str]:
    """How ``reading`` differs from what LinuxCNC does with ``text``: one line a difference, at most ``limit``; [] is agreement.

    What the reading leaves unknown (NaN, None) is not compared; read with ``environment(lengths)`` for everything to be
    known. Straight moves without length may stand on one side alone (see ``_pairs``), dwells of no time too, which LinuxCNC puts
    into its G84. A finding of severity error must meet a refusal, and the other way round, is *not* asked here.
    """
    ran = run(text, lengths)
    if ran.error is not None:
        return [f"line {ran.line}: LinuxCNC refuses the program: {ran.error}"]
    out: list[str] = []
    for a, b in _pairs(_ours(reading), list(ran.moves)):
        if a is None or b is None:
            if not _still(*((a.start, a.end) if a is not None else (b.start, b.end))):  # type: ignore[union-attr]
                out.append(f"only we have {a}" if a is not None else f"only LinuxCNC has {b}")
        elif found := list(_differences(a, b)):
            out.append(f"line {a.line} {reading.program.blocks[a.block].text!r}: " + "; ".join(found))
    mine = [e for e in _our_events(reading) if e != ("dwell", 0.0)]
    wanted = [e for e in ran.events if e != ("dwell", 0.0)]
    if len(mine) != len(wanted) or any(
        a[0] != b[0] or not _near(a[1], b[1], 1e-3) for a, b in zip(mine, wanted, strict=False)
    ):
        out.append(f"events {mine} instead of {wanted}")
    return out[:limit]
