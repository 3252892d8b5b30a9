"""From contour elements to moves: straight lines and arcs, and the roundings (RND) and chamfers (CHF) between them.

Source: iTNC 530 user's manual, "Path contours - Cartesian coordinates": a rounding joins both elements tangentially, a chamfer
takes the same length from both; either needs an element before and behind it in the working plane.
"""

from __future__ import annotations

import math
from dataclasses import replace

from codegen.interpreter import cutter
from codegen.interpreter.heidenhain.state import Corner, Element, Rotary, own, position
from codegen.interpreter.machine import Machine
from codegen.messages import say
from codegen.model.motion import MoveKind, Plane, Point, Point2

SMALL = 1e-9
"""mm: what rounding leaves."""


def straight(m: Machine, end: Point, feed: float, column: int, rotary: Rotary = ()) -> None:
    """A straight line to ``end``; ``feed`` 0: at rapid."""
    push(m, Element(position(m), end, feed, column, m.block, m.state, rotary=rotary))


def turn(m: Machine, end: Point, centre: Point2, feed: float, column: int, *, ccw: bool, turns: int = 1) -> None:
    """An arc about ``centre`` to ``end``."""
    push(m, Element(position(m), end, feed, column, m.block, m.state, centre, ccw, turns))


def push(m: Machine, element: Element) -> None:
    """The next element of the contour. It waits when the next block rounds its end."""
    mine = own(m)
    if mine.pending is not None:
        if mine.corner is not None:
            element = _cut(m, mine.corner, mine.pending, element)
        else:
            emit(m, mine.pending, element)
    mine.pending, mine.corner = None, None
    mine.tangent = direction(element, at_end=True) or mine.tangent
    mine.was_rapid = element.feed == 0.0
    if mine.corner_next or (_entering(m) is not None and direction(element, at_end=True) is not None):
        mine.pending = element
    else:
        emit(m, element)


def flush(m: Machine) -> None:
    """No further element comes: what waited is made as it was programmed."""
    mine = own(m)
    pending, corner = mine.pending, mine.corner
    mine.pending, mine.corner = None, None
    if pending is not None:
        emit(m, pending)
    if corner is not None:
        _report(m, corner, say("no contour element follows {name}", name=corner.name))


def settle(m: Machine, column: int) -> None:
    """Before a stop or the end: nothing waits any more."""
    flush(m)
    cutter.settle(m, column)
    m.release()


def _entering(m: Machine) -> cutter.Cutter | None:
    """The compensation whose first move is still to come."""
    found = cutter.moving(m)
    return found if found is not None and not found.lost and found.work is not None and found.work.first else None


def emit(m: Machine, element: Element, following: Element | None = None) -> None:
    """Write the move down, under the block and state it was programmed in. ``following``: the element behind it."""
    block, state = m.block, m.state
    m.block, m.state = element.block, element.state
    compensated, entering = cutter.moving(m), _entering(m)
    along = direction(element, at_end=True)
    if entering is not None and along is not None and element.centre is None:
        along = (direction(following, at_end=False) if following is not None else None) or along
        cutter.enter(m, entering, element.end, along, rapid=element.feed == 0.0, feed=element.feed, rotary=element.rotary,
                     column=element.column)  # fmt: skip
    elif compensated is not None and (entering is None or element.centre is not None):
        _beside(m, compensated, element)
    elif element.centre is None:
        kind = MoveKind.RAPID if element.feed == 0.0 else MoveKind.FEED
        m.go(kind, element.end, column=element.column, feed=element.feed, rotary=element.rotary)
    else:
        kind = MoveKind.ARC_CCW if element.ccw else MoveKind.ARC_CW
        m.go(kind, element.end, column=element.column, feed=element.feed, plane=Plane.XY, centre=element.centre,
             turns=element.turns)  # fmt: skip
    m.block, m.state = block, state


def _beside(m: Machine, found: cutter.Cutter, element: Element) -> None:
    """Along the compensated path."""
    if element.centre is None:
        cutter.straight(m, found, element.end, rapid=element.feed == 0.0, feed=element.feed, rotary=element.rotary,
                        column=element.column)  # fmt: skip
    else:
        turns = element.turns if element.ccw else -element.turns
        cutter.arc(m, found, element.end, element.centre, turns, feed=element.feed, rotary=element.rotary,
                   column=element.column)  # fmt: skip


def direction(element: Element, *, at_end: bool) -> Point2 | None:
    """Unit vector of travel in the plane at the beginning or end; None: it goes nowhere, or is not known."""
    if element.centre is None:
        dx, dy = element.end[0] - element.start[0], element.end[1] - element.start[1]
    else:
        x, y, _ = element.end if at_end else element.start
        sign = 1.0 if element.ccw else -1.0
        dx, dy = -sign * (y - element.centre[1]), sign * (x - element.centre[0])
    size = math.hypot(dx, dy)
    return (dx / size, dy / size) if size > SMALL else None


def _report(m: Machine, corner: Corner, message: str) -> None:
    block, m.block = m.block, corner.block
    m.report("arc-geometry", message, say("correct {name}, or leave it out", name=corner.name), column=corner.column)
    m.block = block


def _cut(m: Machine, corner: Corner, first: Element, second: Element) -> Element:
    """Make ``first`` as far as the corner, and the corner; returns ``second`` from there on."""
    size = corner.size
    cut = _chamfer(first, second, size) if corner.name == "CHF" else _rounding(first, second, size)
    if cut is None:
        emit(m, first, second)
        _report(m, corner, say("{name} of {size:g} mm does not fit between its elements", name=corner.name, size=size))
        return second
    start, end, centre, ccw = cut
    z = first.end[2]
    shortened = replace(first, end=(start[0], start[1], z))
    made = Element((start[0], start[1], z), (end[0], end[1], z), corner.feed, corner.column, corner.block, first.state, centre,
                   ccw)  # fmt: skip
    emit(m, shortened, made)
    emit(m, made, second)
    return replace(second, start=made.end)


Cut = tuple[Point2, Point2, Point2 | None, bool]
"""Where a corner begins and ends; the centre of its arc, and whether that turns counterclockwise."""


def _chamfer(first: Element, second: Element, size: float) -> Cut | None:
    t1, t2 = direction(first, at_end=True), direction(second, at_end=False)
    if t1 is None or t2 is None or first.centre is not None or second.centre is not None:
        return None
    x, y, _ = first.end
    lengths = (math.dist(first.start[:2], first.end[:2]), math.dist(second.start[:2], second.end[:2]))
    if not size <= min(lengths) + SMALL:
        return None
    return (x - size * t1[0], y - size * t1[1]), (x + size * t2[0], y + size * t2[1]), None, False


def _rounding(first: Element, second: Element, radius: float) -> Cut | None:
    """The arc of ``radius`` that touches both elements, on the inner side of the corner."""
    t1, t2 = direction(first, at_end=True), direction(second, at_end=False)
    if t1 is None or t2 is None or not radius > 0.0:
        return None
    cross = t1[0] * t2[1] - t1[1] * t2[0]
    if abs(cross) < 1e-9:
        return None  # no corner
    side = 1.0 if cross > 0.0 else -1.0  # the centre lies to the left of a left turn
    corner = (first.end[0], first.end[1])
    best: Cut | None = None
    for centre in _crossings(_offset(first, t1, side * radius), _offset(second, t2, side * radius)):
        a, b = _foot(first, centre), _foot(second, centre)
        if not (_on(first, a) and _on(second, b)):
            continue
        if best is None or best[2] is None or math.dist(centre, corner) < math.dist(best[2], corner):
            best = (a, b, centre, cross > 0.0)
    return best


Curve = tuple[Point2, Point2 | None, float]
"""A line (point, direction, 0) or a circle (centre, None, radius)."""


def _offset(element: Element, tangent: Point2, by: float) -> Curve:
    """The element's line or circle moved ``by`` mm to the left of its way."""
    if element.centre is None:
        x, y, _ = element.start
        return (x - by * tangent[1], y + by * tangent[0]), tangent, 0.0
    radius = math.dist(element.start[:2], element.centre)
    return element.centre, None, radius - by if element.ccw else radius + by


def _crossings(a: Curve, b: Curve) -> list[Point2]:
    if a[1] is not None and b[1] is not None:
        (ax, ay), (bx, by) = a[1], b[1]
        cross = ax * by - ay * bx
        along = ((b[0][0] - a[0][0]) * by - (b[0][1] - a[0][1]) * bx) / cross
        return [(a[0][0] + along * ax, a[0][1] + along * ay)]
    if a[1] is None and b[1] is None:
        return _circles(a, b)
    line, circle = (a, b) if a[1] is not None else (b, a)
    tx, ty = line[1] or (1.0, 0.0)
    dx, dy = circle[0][0] - line[0][0], circle[0][1] - line[0][1]
    along, off = dx * tx + dy * ty, dx * ty - dy * tx
    under = circle[2] ** 2 - off * off
    if circle[2] <= 0.0 or under < 0.0:
        return []
    reach = math.sqrt(under)
    return [(line[0][0] + s * tx, line[0][1] + s * ty) for s in (along - reach, along + reach)]


def _circles(a: Curve, b: Curve) -> list[Point2]:
    (ax, ay), (bx, by), ra, rb = a[0], b[0], a[2], b[2]
    apart = math.dist(a[0], b[0])
    if ra <= 0.0 or rb <= 0.0 or apart < SMALL:
        return []
    along = (apart * apart + ra * ra - rb * rb) / (2 * apart)
    under = ra * ra - along * along
    if under < 0.0:
        return []
    ux, uy, reach = (bx - ax) / apart, (by - ay) / apart, math.sqrt(under)
    return [(ax + along * ux - s * reach * uy, ay + along * uy + s * reach * ux) for s in (1.0, -1.0)]


def _foot(element: Element, centre: Point2) -> Point2:
    """Where a circle about ``centre`` touches the element's line or circle."""
    if element.centre is None:
        tangent = direction(element, at_end=True) or (1.0, 0.0)
        dx, dy = centre[0] - element.start[0], centre[1] - element.start[1]
        along = dx * tangent[0] + dy * tangent[1]
        return element.start[0] + along * tangent[0], element.start[1] + along * tangent[1]
    radius, gap = math.dist(element.start[:2], element.centre), math.dist(centre, element.centre)
    if gap < SMALL:
        return element.start[0], element.start[1]
    part = radius / gap
    (cx, cy) = element.centre
    return cx + part * (centre[0] - cx), cy + part * (centre[1] - cy)


def _on(element: Element, point: Point2) -> bool:
    """Whether a point of the element's line or circle lies between its ends."""
    if element.centre is None:
        tangent = direction(element, at_end=True) or (1.0, 0.0)
        along = (point[0] - element.start[0]) * tangent[0] + (point[1] - element.start[1]) * tangent[1]
        return -SMALL <= along <= math.dist(element.start[:2], element.end[:2]) + SMALL
    whole = swept(element.start[:2], element.end[:2], element.centre, ccw=element.ccw)
    part = swept(element.start[:2], point, element.centre, ccw=element.ccw)
    return part <= whole + 1e-9 or part >= 2 * math.pi - 1e-9


def swept(start: tuple[float, ...], end: tuple[float, ...], centre: Point2, *, ccw: bool) -> float:
    """Angle of an arc, radians, in (0, 2 pi]."""
    a0 = math.atan2(start[1] - centre[1], start[0] - centre[0])
    a1 = math.atan2(end[1] - centre[1], end[0] - centre[0])
    angle = (a1 - a0 if ccw else a0 - a1) % (2 * math.pi)
    return angle if angle > SMALL else 2 * math.pi
