"""Running LinuxCNC's interpreter on a program; ``lcnc.py`` compares.

Two programs of Debian's ``linuxcnc-uspace`` are run, because neither tells all: ``rs274`` tells feed, spindle, coolant
and every refusal, with four decimals; the compiled ``gcode`` module tells full doubles and line numbers. Both run the
same interpreter, so their moves pair off one to one.

The oracle's machine stands at machine (0, 0, 0) at the start; tool lengths, and offsets if any, are as the caller says.
``environment(lengths)`` says the same to our reader. Its positions are in the work frame (the work offset and the tool's
taken off), as a ``Move``'s are: machine = turned(programmed + G92) + work offset + tool offset.
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

from codegen.model.motion import Plane, Point, Point2, Spindle
from codegen.model.program import Environment
from tests.oracle.lcnc_server import SYSTEM_PYTHON, TIME_LIMIT, Server

INSTALL = "install Debian's linuxcnc-uspace"
_CALL = re.compile(r"N[ .\d]*?([A-Z_][A-Z_0-9]*)\((.*)\)\s*$")
ZERO: Point = (0.0, 0.0, 0.0)
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
    rate: float = 0.0  # mm/min; per turn: mm
    per_turn: bool = False  # G95
    pitch: float | None = None  # mm per turn while feed follows the spindle
    unit: float = 1.0  # mm in the program's unit
    tool: int = 0

    @property
    def feed(self) -> float:
        """Of a cutting move, mm/min."""
        return self.rate * self.speed if self.per_turn else self.rate


@dataclass(frozen=True)
class OracleMove:
    """One motion of the oracle's: mm, work frame (of G54 …, not turned, without G92). The last fields are an arc's."""

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
    rotary: tuple[float, float, float] = (0.0, 0.0, 0.0)  # A, B, C at the end, work frame, degrees


@dataclass(frozen=True)
class Ran:
    """What the oracle made of a program. ``error``: its own words, the refusal of a block; ``line`` is 1-based."""

    moves: tuple[OracleMove, ...] = ()
    events: tuple[tuple[str, float], ...] = ()  # dwell, tool_change, stop, in order
    error: str | None = None
    line: int | None = None
    calls: tuple[str, ...] = field(default=(), repr=False)  # rs274's output as it came


@dataclass(frozen=True)
class Setting:
    """What the oracle's machine is set to, mm: tool lengths and radii by number, work offsets by code (others 0), homes."""

    lengths: Mapping[int, float] = field(default_factory=dict)
    work_offsets: Mapping[str, Point] = field(default_factory=dict)
    home: Point = ZERO
    home2: Point = ZERO
    radii: Mapping[int, float] = field(default_factory=dict)

    def variables(self, unit: float) -> str:
        """The parameter file, for an interpreter that reads it in ``unit`` mm. Numbers: LinuxCNC, "Numbered Parameters"."""
        rows: dict[int, float] = {5220: 1}
        for first, point in [(5161, self.home), (5181, self.home2)] + [
            (5221 + 20 * i, self.work_offsets.get(code, ZERO)) for i, code in enumerate(_OFFSETS)
        ]:
            rows |= {first + axis: value / unit for axis, value in enumerate(point)}
        return "".join(f"{number}\t{rows[number]:.12f}\n" for number in sorted(rows))

    def numbers(self, text: str) -> list[int]:
        """Of the tools in the table: those given, and those that the program may name."""
        named = {int(n) for n in re.findall(r"[TtHhDdPpQq]\s*0*([1-9]\d{0,4})(?![\d.])", text)}
        return sorted(named | {n for n in (*self.lengths, *self.radii) if n > 0})

    def tools(self, text: str, unit: float) -> str:
        """The tool table: those given, and length 0 for others that the program names (else T and H would be refused)."""
        rows = [
            f"T{n} P{n} Z{self.lengths.get(n, 0.0) / unit:.12f} D{2 * self.radii.get(n, 0.0) / unit:.12f}\n"
            for n in self.numbers(text)
        ]
        return "".join(rows) or "T99999 P1 Z0 D0\n"


def environment(lengths: Mapping[int, float] | Setting | None = None) -> Environment:
    """The oracle's machine, for our reader: standing at machine 0, all else as set."""
    setting = _setting(lengths)
    return Environment(
        lengths=dict(setting.lengths),
        work_offsets={code: setting.work_offsets.get(code, ZERO) for code in _OFFSETS},
        home=setting.home,
        home2=setting.home2,
        start=ZERO,
        tool=0,
        radii=dict.fromkeys(range(100), 0.0) | dict(setting.radii),
        rotary={"A": 0.0, "B": 0.0, "C": 0.0},
    )


def _setting(lengths: Mapping[int, float] | Setting | None) -> Setting:
    return lengths if isinstance(lengths, Setting) else Setting(dict(lengths or {}))


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


def run_rs274(text: str, lengths: Mapping[int, float] | Setting | None = None) -> tuple[list[str], str | None]:
    """The canonical calls that ``rs274`` writes for ``text``, and its error message or None.

    Raises:
        subprocess.TimeoutExpired: it did not end.
    """
    setting = _setting(lengths)
    with tempfile.TemporaryDirectory(prefix="rs274-") as folder:
        home = Path(folder)
        (home / "program.ngc").write_bytes(text.encode("utf-8"))
        # tool table and parameters are read as inches, whatever the program's units
        (home / "variables").write_text(setting.variables(25.4), encoding="ascii")
        (home / "tools.tbl").write_text(setting.tools(text, 25.4), encoding="ascii")
        command = ["rs274", "-g", "-n", "2", "-v", "variables", "-t", "tools.tbl", "program.ngc"]
        done = _run(command, home)
    complaint = "\n".join(line for line in done.stderr.splitlines() if line != "executing").strip()
    return done.stdout.splitlines(), (complaint or f"exit code {done.returncode}") if done.returncode else None


@cache
def _servers() -> list[Server]:
    return [Server()]


def run_module(
    text: str, lengths: Mapping[int, float] | Setting | None = None
) -> tuple[list[list[object]], str | None, int]:
    """The calls of the ``gcode`` module for ``text``: ``[line, call, args…]``, its error or None, and the last line."""
    setting = _setting(lengths)
    servers = _servers()
    for _ in range(2):  # the interpreter has lost its way in a program before: once more, with a new one
        home = servers[0].home
        (home / "program.ngc").write_bytes(text.encode("utf-8"))
        (home / "variables").write_text(setting.variables(1.0), encoding="ascii")
        (home / "tools.tbl").write_text(setting.tools(text, 1.0), encoding="ascii")
        try:
            lines = servers[0].ask()
        except subprocess.TimeoutExpired:
            servers[0] = Server()
            raise
        if lines and lines[-1].startswith("{"):
            last = json.loads(lines[-1])
            return [json.loads(line) for line in lines[:-1] if line.startswith("[")], last["error"], last["line"]
        servers[0] = Server()
    raise RuntimeError("the gcode module failed")


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
    "ORIENT_SPINDLE": Spindle.OFF,  # M19: it stands, turned to an angle
}


def _statuses(calls: list[str], numbers: list[int]) -> tuple[list[tuple[str, Status]], list[tuple[str, float]]]:
    """Of rs274's calls: the status at each motion, and the events between. ``numbers``: the tools, in the table's order."""
    status = Status()
    unit = 1.0
    motions: list[tuple[str, Status]] = []
    events: list[tuple[str, float]] = []
    for line in calls:
        match = _CALL.search(line)
        if match is None:
            continue
        name, args = match[1], [a.strip() for a in match[2].split(",")]
        if name == "NURBS_FEED":
            motions.append(("nurbs", status))
        elif name in _MOTION:
            motions.append((_MOTION[name], status))
        elif name in _SPINDLE:
            status = replace(status, spindle=_SPINDLE[name])
        elif name == "SET_SPINDLE_SPEED":
            status = replace(status, speed=float(args[-1]))
        elif name == "SET_FEED_RATE":
            status = replace(status, rate=float(args[0]) * unit)
        elif name == "SET_FEED_MODE":
            status = replace(status, per_turn=args[-1] == "1")
        elif name == "USE_LENGTH_UNITS":
            unit = 25.4 if "INCHES" in args[0] else 1.0
            status = replace(status, unit=unit)
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
        elif name in ("CHANGE_TOOL", "CHANGE_TOOL_NUMBER"):
            status = replace(status, tool=numbers[int(args[0]) - 1] if int(args[0]) else 0)
            if name == "CHANGE_TOOL":
                events.append(("tool_change", float(status.tool)))
        elif name in ("PROGRAM_STOP", "OPTIONAL_PROGRAM_STOP"):
            events.append(("stop", float(name == "OPTIONAL_PROGRAM_STOP")))
    return motions, events


_PLANES = {1: (Plane.XY, 0, 1, 2), 2: (Plane.YZ, 1, 2, 0), 3: (Plane.XZ, 2, 0, 1)}
"""By the module's number: the plane, and its first, second and normal axis as LinuxCNC orders them (XZ is Z, X)."""


class _Frame:
    """Where the oracle's machine stands, and what lies between its coordinates and the program's."""

    def __init__(self, origin: Point) -> None:
        self.origin, self.tool, self.shift, self.turn = origin, ZERO, ZERO, 0.0
        self.machine: Point = ZERO

    def work(self) -> Point:
        """The place in the work frame."""
        x, y, z = (m - o - t for m, o, t in zip(self.machine, self.origin, self.tool, strict=True))
        return (x, y, z)

    def turned(self, x: float, y: float) -> Point2:
        """Work coordinates in the plane, of programmed ones."""
        x, y = x + self.shift[0], y + self.shift[1]
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return (x * cos - y * sin, x * sin + y * cos)

    def to_work(self, p: Point) -> Point:
        """A programmed point."""
        x, y = self.turned(p[0], p[1])
        return (x, y, p[2] + self.shift[2])

    def go(self, work: Point) -> None:
        """Stand there."""
        x, y, z = (w + o + t for w, o, t in zip(work, self.origin, self.tool, strict=True))
        self.machine = (x, y, z)


class _Statuses:
    """The statuses at the moves, one for each; a NURBS has one for all its chords."""

    def __init__(self, told: list[tuple[str, Status]]) -> None:
        self.told = iter(told)
        self.curve: tuple[int, Status] | None = None

    def next(self, name: str, line: int) -> Status:
        """Of the next move."""
        if self.curve is not None and self.curve[0] == line and name == "feed":
            return self.curve[1]
        self.curve = None
        told, status = next(self.told)
        if told == "nurbs" and name == "feed":
            self.curve = (line, status)
        elif told != name:
            raise RuntimeError(f"the oracles disagree: rs274 has {told}, the module {name} in line {line}")
        return status


def _moves(calls: list[list[object]], statuses: list[tuple[str, Status]], origin: Point) -> Iterator[OracleMove]:
    frame, told = _Frame(origin), _Statuses(statuses)
    plane, offset = 1, "G54"
    others: tuple[float, ...] = ZERO
    for line, name, *args in calls:
        values: list[float] = args  # type: ignore[assignment]
        if name == "plane":
            plane = int(values[0])
        elif name == "length_offset":
            frame.tool = (values[0], values[1], values[2])
        elif name == "work_offset":
            frame.origin, offset = (values[1], values[2], values[3]), _OFFSETS[int(values[0]) - 1]
        elif name == "g92":
            frame.shift, others = (values[0], values[1], values[2]), tuple(values[3:6])
        elif name == "rotation":
            frame.turn = math.radians(values[0])
        if name not in _MOTION.values():
            continue
        status = told.next(str(name), int(line))  # type: ignore[call-overload]
        start = frame.work()
        which, first, second, normal = _PLANES[plane]
        centre: Point2 | None = None
        turns, ccw = 1, False
        if name == "arc":
            e, c = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
            e[first], e[second], e[normal] = values[0], values[1], values[4]
            c[first], c[second] = values[2], values[3]
            end = frame.to_work((e[0], e[1], e[2]))
            middle = frame.to_work((c[0], c[1], c[2]))
            # ours gives the centre in the order of the axes X, Y, Z
            centre = (middle[min(first, second)], middle[max(first, second)])
            ccw, turns, angles = values[5] > 0, int(abs(values[5])), values[6:9]
        else:
            end, angles = frame.to_work((values[0], values[1], values[2])), values[3:6]
        rotary = tuple(a + b for a, b in zip(angles, others, strict=False)) or ZERO
        common = {"tool": status.tool, "length": frame.tool[2], "work_offset": offset, "plane": which, "status": status}
        yield OracleMove(
            int(line), name, start, end, centre=centre, ccw=ccw, turns=turns, rotary=rotary, **common  # type: ignore[call-overload, arg-type]
        )  # fmt: skip
        if name != "tap":  # a rigid tap comes back to where it began
            frame.go(end)


def _line(text: str, line: int, complaint: str) -> int:
    """The line of an error: of one in reading the module gives the next; rs274 tells the line's text."""
    lines = text.splitlines()
    said = complaint.splitlines()[-1].strip()
    if said and (line > len(lines) or said not in (lines[line - 1].strip(), lines[line - 2].strip())):
        # the module saw no error: its feed after G20 and G21 is not the control's
        return next((number for number, other in enumerate(lines, 1) if other.strip() == said), line)
    return line - 1 if 1 < line <= len(lines) + 1 and lines[line - 2].strip() == said else line


def run(text: str, lengths: Mapping[int, float] | Setting | None = None) -> Ran:
    """Both oracles over ``text``. On a refusal the moves before it are given, and the message."""
    calls, complaint = run_rs274(text, lengths)
    told, error, line = run_module(text, lengths)
    statuses, events = _statuses(calls, _setting(lengths).numbers(text))
    if complaint is not None:
        return Ran(error=error or complaint, line=_line(text, line, complaint), calls=tuple(calls))
    return Ran(
        tuple(_moves(told, statuses, _setting(lengths).work_offsets.get("G54", ZERO))),
        tuple(events),
        None,
        None,
        tuple(calls),
    )
