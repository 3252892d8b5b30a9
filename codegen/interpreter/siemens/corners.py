"""Chamfers and roundings between two moves (Fundamentals, "Chamfer, rounding (CHF, CHR, RND, RNDM, FRC, FRCM)").

The move before the corner is held until the one behind it is known; both are then cut short, in work coordinates. CHF is the
length of the chamfer itself, CHR that of its legs; a rounding touches both moves. They are made at the feed of the move before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from codegen.interpreter import cutter
from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens.parts import Block
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import Move, MoveKind, Point, Point2
from codegen.model.program import Block as Line

SMALL: Final = 1e-9
"""mm."""
ARCS: Final = (MoveKind.ARC_CW, MoveKind.ARC_CCW)
CUTS: Final = (MoveKind.FEED, *ARCS)


@dataclass(frozen=True, slots=True)
class Corner:
    """What is asked for behind a move: its name, size in mm, and where it stands."""

    name: str
    size: float
    column: int
    line: Line


def asked(m: Machine, block: Block) -> Corner | None:
    """The corner behind the block's own move."""
    mine = own(m)
    modal = block.words.get("RNDM")
    if modal is not None:
        mine.rounding = modal.value * m.scale
    for name in ("CHF", "CHR", "RND"):
        given = block.words.get(name)
        if given is not None:
            return Corner(name, given.value * m.scale, given.column, m.block) if given.value else None
    return Corner("RNDM", mine.rounding, 1, m.block) if mine.rounding else None


def after(m: Machine, wanted: Corner | None) -> None:
    """A move was written: make the corner before it, and wait for the next one if a corner is wanted behind it."""
    mine = own(m)
    before, mine.corner = mine.corner, None
    if before is not None:
        _make(m, before)
    last = _last(m)
    if wanted is None or cutter.moving(m) is not None:
        if wanted is not None:
            _report(
                m,
                wanted,
                say("{name} under {code} is not interpreted", name=wanted.name, code=m.state.compensation or "G41"),
            )
        if cutter.moving(m) is None:
            m.release()
        return
    if last is None or last.kind not in CUTS:
        m.release()
        return
    mine.corner = wanted
    kept = m.held.pop()
    m.release()
    m.held.append(kept)


def flush(m: Machine) -> None:
    """No further move comes."""
    before, own(m).corner = own(m).corner, None
    if before is not None:
        m.release()
        if before.name != "RNDM":
            _report(m, before, say("no move follows {name}", name=before.name))


def _last(m: Machine) -> Move | None:
    step = m.held[-1] if m.held else None
    return step if isinstance(step, Move) else None


def _make(m: Machine, corner: Corner) -> None:
    places = [index for index, step in enumerate(m.held) if isinstance(step, Move)]
    if len(places) < 2:
        return
    at, behind = places[-2:]
    first, second = m.held[at], m.held[behind]
    assert isinstance(first, Move) and isinstance(second, Move)  # noqa: S101 - chosen so
    made = _cut(first, second, corner)
    if made is not None:
        m.held[at : at + 1] = made[:2]
        m.held[behind + 1] = made[2]
    elif not _smooth(first, second):
        _report(m, corner, say("{name} of {size:g} mm does not fit between its moves, or is none of lines and arcs in the plane",
                               name=corner.name, size=corner.size))  # fmt: skip


def _report(m: Machine, corner: Corner, message: str) -> None:
    here, m.block = m.block, corner.line
    m.report("unsupported-code", message, say("write the corner as moves of its own"), column=corner.column)
    m.block = here


def _flat(move: Move, point: Point) -> Point2:
    first, second, _ = PLANE_AXES[move.plane]
    return (point[first], point[second])


def _centre(move: Move) -> Point2 | None:
    """In the order of the plane's axes."""
    if move.centre is None:
        return None
    first, second, _ = PLANE_AXES[move.plane]
    return move.centre if first < second else (move.centre[1], move.centre[0])


def _tangent(move: Move, *, at_end: bool) -> Point2 | None:
    start, end, centre = _flat(move, move.start), _flat(move, move.end), _centre(move)
    if centre is None:
        x, y = end[0] - start[0], end[1] - start[1]
    else:
        px, py = end if at_end else start
        sign = 1.0 if move.kind is MoveKind.ARC_CCW else -1.0
        x, y = -sign * (py - centre[1]), sign * (px - centre[0])
    size = math.hypot(x, y)
    return (x / size, y / size) if size > SMALL else None


def _smooth(first: Move, second: Move) -> bool:
    """Whether there is no corner between them: they go on in the same direction."""
    a, b = _tangent(first, at_end=True), _tangent(second, at_end=False)
    return a is not None and b is not None and abs(a[0] * b[1] - a[1] * b[0]) < SMALL and a[0] * b[0] + a[1] * b[1] > 0


def _cut(first: Move, second: Move, corner: Corner) -> tuple[Move, Move, Move] | None:
    """The first move, the corner, the second move; None: there is no such corner."""
    second = replace(second, plane=first.plane) if second.centre is None else second
    first = replace(first, plane=second.plane) if first.centre is None else first
    normal = PLANE_AXES[first.plane][2]
    known = all(math.isfinite(v) for v in (*first.start, *first.end, *second.end))
    if not known or first.plane is not second.plane or second.kind not in CUTS or first.turns > 1 or second.turns > 1:
        return None
    a, b = _tangent(first, at_end=True), _tangent(second, at_end=False)
    if a is None or b is None:
        return None
    found = (
        _rounding(first, second, a, b, corner.size)
        if corner.name in ("RND", "RNDM")
        else _chamfer(first, second, a, b, corner)
    )
    if found is None:
        return None
    p, q, centre, ccw = found
    start, end = _placed(first, p, first.end[normal]), _placed(first, q, first.end[normal])
    kind = MoveKind.FEED if centre is None else MoveKind.ARC_CCW if ccw else MoveKind.ARC_CW
    u, v, _ = PLANE_AXES[first.plane]
    shown = centre if centre is None or u < v else (centre[1], centre[0])
    piece = replace(first, kind=kind, start=start, end=end, centre=shown, turns=1)
    return replace(first, end=start), piece, replace(second, start=end)


def _placed(move: Move, point: Point2, height: float) -> Point:
    first, second, normal = PLANE_AXES[move.plane]
    out = [0.0, 0.0, 0.0]
    out[first], out[second], out[normal] = point[0], point[1], height
    return (out[0], out[1], out[2])


Cut = tuple[Point2, Point2, Point2 | None, bool]


def _chamfer(first: Move, second: Move, a: Point2, b: Point2, corner: Corner) -> Cut | None:
    if first.centre is not None or second.centre is not None:
        return None
    x, y = _flat(first, first.end)
    half = math.sqrt(
        max(0.0, (1 + a[0] * b[0] + a[1] * b[1]) / 2)
    )  # cosine of half the turn: sine of half the inner angle
    if half < SMALL or _smooth(first, second):
        return None
    leg = corner.size if corner.name == "CHR" else corner.size / (2 * half)
    room = min(math.dist(_flat(first, first.start), (x, y)), math.dist((x, y), _flat(second, second.end)))
    if leg > room + SMALL:
        return None
    return (x - leg * a[0], y - leg * a[1]), (x + leg * b[0], y + leg * b[1]), None, False


def _rounding(first: Move, second: Move, a: Point2, b: Point2, radius: float) -> Cut | None:
    cross = a[0] * b[1] - a[1] * b[0]
    if abs(cross) < SMALL:
        return None
    side = math.copysign(radius, cross)
    corner = _flat(first, first.end)
    best: Cut | None = None
    nearest = math.inf
    for centre in _meet(_beside(first, a, side), _beside(second, b, side)):
        p, q = _foot(first, a, centre), _foot(second, b, centre)
        if _on(first, p) and _on(second, q) and math.dist(centre, corner) < nearest:
            best, nearest = (p, q, centre, cross > 0), math.dist(centre, corner)
    return best


Curve = tuple[Point2, Point2 | None, float]
"""A line (a point of it, its direction, 0) or a circle (centre, None, radius)."""


def _beside(move: Move, tangent: Point2, by: float) -> Curve:
    centre = _centre(move)
    if centre is None:
        x, y = _flat(move, move.start)
        return (x - by * tangent[1], y + by * tangent[0]), tangent, 0.0
    size = math.dist(_flat(move, move.start), centre)
    return centre, None, size - by if move.kind is MoveKind.ARC_CCW else size + by


def _meet(a: Curve, b: Curve) -> list[Point2]:
    if a[1] is not None and b[1] is not None:
        cross = a[1][0] * b[1][1] - a[1][1] * b[1][0]
        along = ((b[0][0] - a[0][0]) * b[1][1] - (b[0][1] - a[0][1]) * b[1][0]) / cross
        return [(a[0][0] + along * a[1][0], a[0][1] + along * a[1][1])]
    if a[1] is None and b[1] is None:
        return _circles(a, b)
    line, circle = (a, b) if a[1] is not None else (b, a)
    t = line[1] or (1.0, 0.0)
    dx, dy = circle[0][0] - line[0][0], circle[0][1] - line[0][1]
    along, off = dx * t[0] + dy * t[1], dx * t[1] - dy * t[0]
    under = circle[2] ** 2 - off * off
    if circle[2] <= 0 or under < 0:
        return []
    return [
        (line[0][0] + s * t[0], line[0][1] + s * t[1]) for s in (along - math.sqrt(under), along + math.sqrt(under))
    ]


def _circles(a: Curve, b: Curve) -> list[Point2]:
    apart = math.dist(a[0], b[0])
    if a[2] <= 0 or b[2] <= 0 or apart < SMALL:
        return []
    along = (apart * apart + a[2] ** 2 - b[2] ** 2) / (2 * apart)
    under = a[2] ** 2 - along * along
    if under < 0:
        return []
    u = ((b[0][0] - a[0][0]) / apart, (b[0][1] - a[0][1]) / apart)
    h = math.sqrt(under)
    return [(a[0][0] + along * u[0] - s * h * u[1], a[0][1] + along * u[1] + s * h * u[0]) for s in (1.0, -1.0)]


def _foot(move: Move, tangent: Point2, point: Point2) -> Point2:
    """Where a circle about ``point`` touches the move's line or circle."""
    start, centre = _flat(move, move.start), _centre(move)
    if centre is None:
        along = (point[0] - start[0]) * tangent[0] + (point[1] - start[1]) * tangent[1]
        return (start[0] + along * tangent[0], start[1] + along * tangent[1])
    gap = math.dist(point, centre)
    part = math.dist(start, centre) / gap if gap > SMALL else 0.0
    return (centre[0] + part * (point[0] - centre[0]), centre[1] + part * (point[1] - centre[1]))


def _on(move: Move, point: Point2) -> bool:
    """Whether a point of the move's line or circle lies between its ends."""
    start, end, centre = _flat(move, move.start), _flat(move, move.end), _centre(move)
    if centre is None:
        length = math.dist(start, end)
        along = ((point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])) / length
        return -SMALL <= along <= length + SMALL
    sign = 1.0 if move.kind is MoveKind.ARC_CCW else -1.0

    def turned(to: Point2) -> float:
        a0 = math.atan2(start[1] - centre[1], start[0] - centre[0])
        a1 = math.atan2(to[1] - centre[1], to[0] - centre[0])
        angle = (sign * (a1 - a0)) % (2 * math.pi)
        return angle if angle > SMALL else 0.0

    whole = turned(end) or 2 * math.pi
    return turned(point) <= whole + SMALL
