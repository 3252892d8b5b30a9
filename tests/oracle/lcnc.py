"""LinuxCNC as the oracle: what its own interpreter does with a program, and how a ``Reading`` differs from that.

Two programs of Debian's ``linuxcnc-uspace`` are run, because neither tells all: ``rs274`` tells feed, spindle, coolant
and every refusal, with four decimals; the compiled ``gcode`` module tells full doubles and line numbers. Both run the
same interpreter, so their moves pair off one to one.

The oracle's machine: every offset 0, at (0, 0, 0) at the start, tool lengths as the caller says.
``environment(lengths)`` says the same to our reader. Its positions are in the program's frame (offsets and tool length
taken off), as a ``Move``'s are.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from codegen.model.motion import Coolant, Event, EventKind, Move, MoveKind, Plane, Point, Point2, Spindle
from codegen.model.program import Environment, Reading

INSTALL = "install Debian's linuxcnc-uspace"
SYSTEM_PYTHON = "/usr/bin/python3"
MODULE = Path(__file__).with_name("gcode_module.py")
TIME_LIMIT = 20.0
"""Seconds: some lathe cycles never end in this interpreter."""

LENGTH_TOLERANCE = 1e-4
"""mm. Both sides compute in doubles; what is left is the inch in the module's calls."""

_CALL = re.compile(r"N[ .\d]*?([A-Z_][A-Z_0-9]*)\((.*)\)\s*$")
_OFFSETS = ("G54", "G55", "G56", "G57", "G58", "G59", "G59.1", "G59.2", "G59.3")


@cache
def available() -> bool:
    """Whether the oracle is installed."""
    if shutil.which("rs274") is None or not Path(SYSTEM_PYTHON).exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import gcode"], capture_output=True, check=False).returncode == 0


def require() -> None:
    """Skip the test without the oracle; in CI (``CI=true``) fail it: a skipped oracle proves nothing."""
    if available():
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"the oracle rs274 is missing in CI: {INSTALL}")
    pytest.skip(INSTALL)


@dataclass(frozen=True)
class Status:
    """What the machine is told besides positions."""

    spindle: Spindle = Spindle.OFF
    speed: float = 0.0
    flood: bool = False
    mist: bool = False
    feed: float = 0.0  # mm/min
    pitch: float | None = None  # mm per turn while feed follows the spindle


@dataclass(frozen=True)
class OracleMove:
    """One motion of the oracle's: mm, program frame. ``centre``, ``ccw`` and ``turns`` are an arc's."""

    line: int
    kind: str  # rapid, feed, arc, tap, probe
    start: Point
    end: Point
    status: Status
    tool: int
    length: float
    work_offset: str
    plane: Plane = Plane.XY
    centre: Point2 | None = None
    ccw: bool = False
    turns: int = 1


@dataclass(frozen=True)
class Ran:
    """What the oracle made of a program. ``error``: its own words, the refusal of a block; ``line`` is 1-based."""

    moves: tuple[OracleMove, ...] = ()
    events: tuple[tuple[str, float], ...] = ()  # dwell, tool_change, stop, in order
    error: str | None = None
    line: int | None = None
    calls: tuple[str, ...] = field(default=(), repr=False)  # rs274's output as it came


def environment(lengths: Mapping[int, float] | None = None) -> Environment:
    """The oracle's machine, for our reader: all offsets and homes 0, standing at 0, tool lengths known."""
    zero = (0.0, 0.0, 0.0)
    return Environment(
        lengths=dict(lengths or {}),
        work_offsets=dict.fromkeys(_OFFSETS, zero),
        home=zero,
        home2=zero,
        start=zero,
        tool=0,
    )


def _tools(text: str, lengths: Mapping[int, float]) -> dict[int, float]:
    """Tool lengths by number: those given, and 0 for others that the program names (else T and H would be refused)."""
    named = {int(n) for n in re.findall(r"[TtHh]\s*0*([1-9]\d{0,4})(?![\d.])", text)}
    return {n: lengths.get(n, 0.0) for n in sorted(named | {n for n in lengths if n > 0})}


def _run(command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, "HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=TIME_LIMIT,
        check=False,
    )


def run_rs274(text: str, lengths: Mapping[int, float] | None = None) -> tuple[list[str], str | None]:
    """The canonical calls that ``rs274`` writes for ``text``, and its error message or None.

    Raises:
        subprocess.TimeoutExpired: it did not end.
    """
    with tempfile.TemporaryDirectory(prefix="rs274-") as folder:
        home = Path(folder)
        (home / "program.ngc").write_bytes(text.encode("utf-8"))
        (home / "variables").touch()
        # the tool table is read as inches, whatever the program's units
        rows = [f"T{n} P{n} Z{z / 25.4:.12f} D0\n" for n, z in _tools(text, lengths or {}).items()]
        (home / "tools.tbl").write_text("".join(rows) or "T99999 P1 Z0 D0\n", encoding="ascii")
        command = ["rs274", "-g", "-n", "2", "-v", "variables", "-t", "tools.tbl", "program.ngc"]
        done = _run(command, home)
    complaint = "\n".join(line for line in done.stderr.splitlines() if line != "executing").strip()
    return done.stdout.splitlines(), (complaint or f"exit code {done.returncode}") if done.returncode else None


def run_module(text: str, lengths: Mapping[int, float] | None = None) -> tuple[list[list[object]], str | None, int]:
    """The calls of the ``gcode`` module for ``text``: ``[line, call, args…]``, its error or None, and the last line."""
    with tempfile.TemporaryDirectory(prefix="gcode-") as folder:
        home = Path(folder)
        (home / "program.ngc").write_bytes(text.encode("utf-8"))
        (home / "variables").touch()
        rows = [f"T{n} P{n} Z{z:.12f} D0\n" for n, z in _tools(text, lengths or {}).items()]
        (home / "tools.tbl").write_text("".join(rows) or "T99999 P1 Z0 D0\n", encoding="ascii")
        done = _run([SYSTEM_PYTHON, str(MODULE), "program.ngc", "tools.tbl", "variables"], home)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise RuntimeError(f"the gcode module failed ({done.returncode}): {done.stderr[-500:]}")
    last = json.loads(lines[-1])
    return [json.loads(line) for line in lines[:-1]], last["error"], last["line"]


_MOTION = {
    "STRAIGHT_TRAVERSE": "rapid",
    "STRAIGHT_FEED": "feed",
    "ARC_FEED": "arc",
    "RIGID_TAP": "tap",
    "STRAIGHT_PROBE": "probe",
}
_SPINDLE = {
    "START_SPINDLE_CLOCKWISE": Spindle.CW,
    "START_SPINDLE_COUNTERCLOCKWISE": Spindle.CCW,
    "STOP_SPINDLE_TURNING": Spindle.OFF,
}


def _statuses(calls: list[str]) -> tuple[list[tuple[str, Status]], list[tuple[str, float]]]:
    """Of rs274's calls: the status at each motion, and the events between them."""
    status = Status()
    unit = 1.0
    motions: list[tuple[str, Status]] = []
    events: list[tuple[str, float]] = []
    for line in calls:
        match = _CALL.search(line)
        if match is None:
            continue
        name, args = match[1], [a.strip() for a in match[2].split(",")]
        if name in _MOTION:
            motions.append((_MOTION[name], status))
        elif name in _SPINDLE:
            status = replace(status, spindle=_SPINDLE[name])
        elif name == "SET_SPINDLE_SPEED":
            status = replace(status, speed=float(args[-1]))
        elif name == "SET_FEED_RATE":
            status = replace(status, feed=float(args[0]) * unit)
        elif name == "USE_LENGTH_UNITS":
            unit = 25.4 if "INCHES" in args[0] else 1.0
        elif name == "START_SPEED_FEED_SYNC":
            status = replace(status, pitch=float(args[0]) * unit)
        elif name == "STOP_SPEED_FEED_SYNCH":
            status = replace(status, pitch=None)
        elif name in ("FLOOD_ON", "FLOOD_OFF"):
            status = replace(status, flood=name == "FLOOD_ON")
        elif name in ("MIST_ON", "MIST_OFF"):
            status = replace(status, mist=name == "MIST_ON")
        elif name == "DWELL":
            events.append(("dwell", float(args[0])))
        elif name == "CHANGE_TOOL":
            events.append(("tool_change", float(args[0])))
        elif name in ("PROGRAM_STOP", "OPTIONAL_PROGRAM_STOP"):
            events.append(("stop", float(name == "OPTIONAL_PROGRAM_STOP")))
    return motions, events


_PLANES = {1: (Plane.XY, 0, 1, 2), 2: (Plane.YZ, 1, 2, 0), 3: (Plane.XZ, 2, 0, 1)}
"""By the module's number: the plane, and its first, second and normal axis as LinuxCNC orders them (XZ is Z, X)."""


def _moves(calls: list[list[object]], statuses: list[tuple[str, Status]]) -> Iterator[OracleMove]:
    at: Point = (0.0, 0.0, 0.0)
    plane, tool, length, offset = 1, 0, 0.0, "G54"
    origin: Point = (0.0, 0.0, 0.0)
    pairs = iter(statuses)
    for line, name, *args in calls:
        values: list[float] = args  # type: ignore[assignment]
        shift: Point | None = None
        if name == "plane":
            plane = int(values[0])
        elif name == "tool_change":
            tool = int(values[0])
        elif name == "length_offset":
            shift = (0.0, 0.0, length - values[2])
            length = values[2]
        elif name == "work_offset":
            new = (values[1], values[2], values[3])
            shift = (origin[0] - new[0], origin[1] - new[1], origin[2] - new[2])
            origin, offset = new, _OFFSETS[int(values[0]) - 1]
        if shift is not None:  # the program's frame moved below the standing machine
            at = (at[0] + shift[0], at[1] + shift[1], at[2] + shift[2])
        if name not in _MOTION.values():
            continue
        told, status = next(pairs)
        if told != name:
            raise RuntimeError(f"the oracles disagree: rs274 has {told}, the module {name} in line {line}")
        which, first, second, normal = _PLANES[plane]
        centre: Point2 | None = None
        turns, ccw = 1, False
        if name == "arc":
            e = [0.0, 0.0, 0.0]
            e[first], e[second], e[normal] = values[0], values[1], values[4]
            end: Point = (e[0], e[1], e[2])
            # ours gives the centre in the order of the axes X, Y, Z
            centre = (values[2], values[3]) if first < second else (values[3], values[2])
            ccw, turns = values[5] > 0, int(abs(values[5]))
        else:
            end = (values[0], values[1], values[2])
        common = {"tool": tool, "length": length, "work_offset": offset, "plane": which, "status": status}
        yield OracleMove(int(line), name, at, end, centre=centre, ccw=ccw, turns=turns, **common)  # type: ignore[call-overload, arg-type]
        if name != "tap":  # a rigid tap comes back to where it began
            at = end


def run(text: str, lengths: Mapping[int, float] | None = None) -> Ran:
    """Both oracles over ``text``. On a refusal the moves before it are given, and the message."""
    calls, complaint = run_rs274(text, lengths)
    told, error, line = run_module(text, lengths)
    statuses, events = _statuses(calls)
    if complaint is not None:
        return Ran(error=error or complaint, line=line, calls=tuple(calls))
    return Ran(tuple(_moves(told, statuses)), tuple(events), None, None, tuple(calls))


# -- comparison ----------------------------------------------------------------------------------------------------

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


def _still(start: Point, end: Point) -> bool:
    return all(abs(a - b) <= 1e-6 for a, b in zip(start, end, strict=True))


def _ours(reading: Reading) -> list[Move]:
    """Our moves, without those that go nowhere, and with a tap's way in and out as the oracle's one call.

    Both are justified: the oracle repeats the position it stands at (a bare G0, a cycle at its own R plane) where no
    axis moves, and so does a reader; and RIGID_TAP *means* in to the depth and back out.
    """
    out: list[Move] = []
    moves = [s for s in reading.steps if isinstance(s, Move)]
    skip = False
    for i, move in enumerate(moves):
        if skip:
            skip = False
            continue
        if move.kind is MoveKind.THREAD:
            skip = i + 1 < len(moves) and moves[i + 1].kind is MoveKind.THREAD and moves[i + 1].block == move.block
        elif move.centre is None and _still(move.start, move.end):
            continue
        out.append(move)
    return out


def _differences(ours: Move, theirs: OracleMove) -> Iterator[str]:
    if _KINDS[ours.kind] != theirs.kind:
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
    yield from _status_differences(ours, theirs)


def _status_differences(ours: Move, theirs: OracleMove) -> Iterator[str]:
    state, status = ours.state, theirs.status
    if theirs.kind in ("feed", "arc") and status.pitch is None and not _near(ours.feed, status.feed, 1e-3):
        yield f"feed {ours.feed} instead of {status.feed}"
    if theirs.kind == "tap" and (ours.pitch is None or not _near(ours.pitch, status.pitch or 0.0, 1e-3)):
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
        elif step.kind is EventKind.TOOL_CHANGE:
            out.append(("tool_change", step.value or 0.0))
        elif step.kind is EventKind.STOP:
            out.append(("stop", float(step.text == "M1")))
    return out


def compare(reading: Reading, text: str, lengths: Mapping[int, float] | None = None, *, limit: int = 20) -> list[str]:
    """How ``reading`` differs from what LinuxCNC does with ``text``: one line a difference, at most ``limit``; [] is agreement.

    What the reading leaves unknown (NaN, None) is not compared; read with ``environment(lengths)`` for everything to be
    known. Moves without length are left out on both sides (see ``_ours``); dwells of no time too, which LinuxCNC puts
    into its G84. A finding of severity error must meet a refusal, and the other way round, is *not* asked here.
    """
    ran = run(text, lengths)
    if ran.error is not None:
        return [f"line {ran.line}: LinuxCNC refuses the program: {ran.error}"]
    ours = _ours(reading)
    theirs = [m for m in ran.moves if m.kind in ("arc", "tap") or not _still(m.start, m.end)]
    out: list[str] = []
    for i, (a, b) in enumerate(zip(ours, theirs, strict=False)):
        found = list(_differences(a, b))
        if found:
            block = reading.program.blocks[a.block].text
            out.append(f"move {i}, line {a.line} {block!r}: " + "; ".join(found))
    if len(ours) != len(theirs):
        out.append(f"{len(ours)} moves instead of {len(theirs)}")
    mine = [e for e in _our_events(reading) if e != ("dwell", 0.0)]
    wanted = [e for e in ran.events if e != ("dwell", 0.0)]
    if len(mine) != len(wanted) or any(a[0] != b[0] or not _near(a[1], b[1], 1e-3) for a, b in zip(mine, wanted, strict=False)):
        out.append(f"events {mine} instead of {wanted}")
    return out[:limit]
