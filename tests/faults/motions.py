"""A program's motions as the judge takes them: paths of the tool's true tip over the stock, with the state they run under.

For LinuxCNC they are ``rs274``'s; for other controls the reader's, which is held to programs worked out by hand. Each tool has
a length of its own, each work offset a place of its own: so a wrong H, or a wrong G54, moves the tip as it would on a machine.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from codegen.findings import Severity
from codegen.interpreter import read
from codegen.model.motion import Coolant, Event, EventKind, Move, MoveKind, Plane, Point, Spindle
from codegen.model.program import Environment
from codegen.model.shop import Controller
from tests.oracle import lcnc

SAGITTA = 0.004
"""mm by which the chords of an arc may leave it."""
_OFFSETS = (
    *(f"G{n}" for n in range(54, 60)),
    "G59.1",
    "G59.2",
    "G59.3",
    *(f"G{n}" for n in range(505, 520)),
    "G500",
    "preset",
)
ORIGINS: dict[str, Point] = {
    code: (31.0 + 47.0 * i, 23.0 + 29.0 * i, -191.0 - 3.0 * i) for i, code in enumerate(_OFFSETS)
}
LENGTHS = {n: 60.0 + 7.0 * n for n in range(1, 100)} | {0: 0.0}

OTHER_STATES = {
    "plane": "G18", "distance": "G91", "units": "G20", "feed_mode": "G95", "retract": "G98", "work_offset": "G55",
    "motion": "G1", "spindle": "M5", "coolant": "M9", "compensation": "G40", "length_offset": "G49",
}  # fmt: skip
"""What the program before may have left a control in: everything otherwise than ours want it."""
USUAL_STATES = OTHER_STATES | {
    "plane": "G17", "distance": "G90", "arc_distance": "G91.1", "units": "G21", "feed_mode": "G94", "work_offset": "G54",
}  # fmt: skip


class Refused(Exception):
    """The control stops in a block. ``args``: its line (from 1), and why."""


@dataclass(frozen=True, slots=True)
class Motion:
    """``path``: places of the tip over the stock, mm. ``pitch``: of a thread. ``way``: of a tap, "in" only.

    ``changed``: the tool was changed just before, where the tip of the old one stood at that height.
    """

    kind: str  # rapid, feed, tap
    path: tuple[Point, ...]
    tool: int
    spindle: Spindle
    speed: float
    feed: float
    coolant: Coolant
    line: int
    pitch: float | None = None
    length: float = 0.0  # that is in force
    changed: float | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What is cut by it, in thousandths."""
        kind = "tap" if self.kind == "tap" else "cut"
        return (kind, self.tool, tuple(tuple(round(v, 3) for v in p) for p in self.path))


def chords(
    start: Point, end: Point, centre: tuple[float, float], plane: Plane, *, ccw: bool, turns: int
) -> list[Point]:
    """Places on an arc or helix, both ends among them."""
    a, b, c = {Plane.XY: (0, 1, 2), Plane.XZ: (0, 2, 1), Plane.YZ: (1, 2, 0)}[plane]
    if plane is Plane.XZ:
        ccw = not ccw  # seen from +Y, X runs to the left of Z
    radius = math.dist((start[a], start[b]), centre)
    first = math.atan2(start[b] - centre[1], start[a] - centre[0])
    last = math.atan2(end[b] - centre[1], end[a] - centre[0])
    turn = (last - first) % (2 * math.pi) if ccw else -((first - last) % (2 * math.pi))
    if abs(turn) < 1e-6 or 2 * math.pi - abs(turn) < 1e-6:
        turn = 2 * math.pi if ccw else -2 * math.pi
    turn += math.copysign(2 * math.pi * (abs(turns) - 1), turn)
    each = 2 * math.acos(max(-1.0, 1 - SAGITTA / radius)) if radius > SAGITTA else math.pi / 2
    count = max(1, math.ceil(abs(turn) / each))
    out: list[Point] = []
    for k in range(count + 1):
        t = k / count
        point = [0.0, 0.0, 0.0]
        point[a] = centre[0] + radius * math.cos(first + turn * t)
        point[b] = centre[1] + radius * math.sin(first + turn * t)
        point[c] = start[c] + t * (end[c] - start[c])
        out.append((point[0], point[1], point[2]))
    out[0], out[-1] = start, end
    return out


def _shifted(point: Point, offset: str | None, active: float, tool: int) -> Point:
    """A place in the work frame in force, with the length in force, as that of the true tip in the frame of G54."""
    home = "preset" if offset == "preset" else "G54"
    here, base = ORIGINS[offset or "G54"], ORIGINS[home]
    x, y, z = (p + h - b for p, h, b in zip(point, here, base, strict=True))
    return (x, y, z + active - LENGTHS.get(tool, 0.0))


HOME = "G21 G90 G53 G0 X0 Y0 Z0"
"""Where the machine stands before: ``rs274`` takes itself to stand at the zero of the work."""


def of_linuxcnc(text: str, *, before: str = "G80") -> list[Motion]:
    """By ``rs274``. ``before``: a line that is run first, at home.

    Raises:
        Refused: it refuses the program.
    """
    setting = lcnc.Setting(LENGTHS, {code: ORIGINS[code] for code in _OFFSETS[:9]})
    try:
        ran = lcnc.run(f"{HOME}\n{before}\n{text}", setting)
    except Exception as error:  # the oracle is lost: no judgement
        raise Refused(0, f"the oracle failed: {error!r}") from error
    skip = 2
    if ran.error is not None:
        raise Refused((ran.line or 0) - skip, ran.error)
    out: list[Motion] = []
    for m in ran.moves:
        if m.line <= skip:
            continue
        path = [m.start, m.end]
        if m.kind == "arc" and m.centre is not None:
            path = chords(m.start, m.end, m.centre, m.plane, ccw=m.ccw, turns=m.turns)
        status = m.status
        coolant = Coolant.FLOOD if status.flood else Coolant.MIST if status.mist else Coolant.OFF
        kind = {"arc": "feed", "probe": "feed"}.get(m.kind, m.kind)
        pitch = status.pitch
        tip = tuple(_shifted(p, m.work_offset, m.length, m.tool) for p in path)
        out.append(
            Motion(
                kind, tip, m.tool, status.spindle, status.speed, status.feed, coolant, m.line - skip, pitch, m.length
            )
        )
    return _with_changes(out)


def _with_changes(motions: list[Motion]) -> list[Motion]:
    def marked(before: Motion, m: Motion) -> Motion:
        return replace(m, changed=before.path[-1][2]) if before.tool and before.tool != m.tool else m

    return [*motions[:1], *(marked(before, m) for before, m in itertools.pairwise(motions))]


STOPS = frozenset({"syntax", "unsupported-code", "word-conflict", "word-missing", "look-alike-character", "value-unset",
                   "arc-geometry", "compensation-conflict", "limit-exceeded"})  # fmt: skip
"""Errors of the reader after which a control stands still with an alarm."""


def of_reader(text: str, controller: Controller, *, usual: bool = True) -> list[Motion]:
    """By the reader. ``usual``: the state the control is in before; else ``OTHER_STATES``.

    Raises:
        Refused: the control would stop, or what it does is not known.
    """
    states = controller.power_on | (USUAL_STATES if usual else OTHER_STATES)
    environment = Environment(
        lengths={n: v for n, v in LENGTHS.items() if n},
        work_offsets=ORIGINS,
        home=(0.0, 0.0, 0.0),
        home2=(0.0, 0.0, 0.0),
        start=(0.0, 0.0, 0.0),
        tool=0,
        radii=dict.fromkeys(range(100), 0.0),
    )
    known = {k: v for k, v in states.items() if not (controller.dialect == "heidenhain" and k != "compensation")}
    if controller.dialect == "heidenhain":
        known["work_offset"] = "preset"
    reading = read(text, controller.model_copy(update={"power_on": known}), environment=environment)
    for f in reading.findings:
        if f.code in STOPS and f.severity is Severity.ERROR:
            raise Refused(f.where.line or 0, f.message)
    return _with_changes(list(_of_steps(reading.steps, by_h=controller.dialect in ("linuxcnc", "fanuc", "haas"))))


def _of_steps(steps: object, *, by_h: bool) -> Iterator[Motion]:
    """``by_h``: lengths are called by G43 H; else the tool brings its own, or each tool's zero is set anew."""
    for step in steps:  # type: ignore[attr-defined]
        if isinstance(step, Event):
            if step.kind is EventKind.END:
                return
            continue
        assert isinstance(step, Move)
        state = step.state
        if any(map(math.isnan, (*step.start, *step.end))):
            raise Refused(step.line, "a place that is not known")
        if step.kind is MoveKind.THREAD and step.end[2] > step.start[2]:
            continue  # the way out of a tap
        path = [step.start, step.end]
        if step.centre is not None:
            ccw = step.kind is MoveKind.ARC_CCW
            path = chords(step.start, step.end, step.centre, step.plane, ccw=ccw, turns=step.turns)
        kind = {MoveKind.RAPID: "rapid", MoveKind.THREAD: "tap"}.get(step.kind, "feed")
        if kind == "feed" and not step.feed > 0:
            raise Refused(step.line, "a feed that was never set")
        tool = state.tool or 0
        active = state.length or 0.0 if by_h else LENGTHS.get(tool, 0.0)
        tip = tuple(_shifted(p, state.work_offset, active, tool) for p in path)
        yield Motion(
            kind, tip, tool, state.spindle, state.speed or 0.0, step.feed, state.coolant, step.line, step.pitch,
            active,
        )  # fmt: skip
