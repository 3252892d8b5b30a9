"""Circles: centre, radius, opening angle, polar, by way of a point, tangential; with turns.

Fundamentals (6FC5398-1BP40-3BA1), "Motion commands": "Circular interpolation" (G2/G3, CR, AR, AP and RP, CIP, CT) and
"Helical interpolation" (TURN).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from codegen.interpreter import cutter
from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.motion import MAX_TURNS, cutting_from_known
from codegen.interpreter.siemens import moves, polar
from codegen.interpreter.siemens.parts import LINEAR, Block, Given, refuse
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import MoveKind, Plane, Point, Point2

CENTRES = "IJK"
SMALL = 1e-9
"""mm: nearer points are one."""


@dataclass(frozen=True, slots=True)
class Circle:
    """An arc in programmed coordinates: its end point, plane, centre in the plane's two axes (first, second), direction."""

    end: Point
    plane: Plane
    centre: Point2
    clockwise: bool


def run(m: Machine, block: Block, command: str, column: int) -> None:
    """One block of G2, G3, CIP or CT."""
    if moves.normal_axis(m, column) is None:
        lose(m, block)
        return
    turns = _turns(m, block)
    cutting_from_known(m, column)
    circle: Circle | Point | None
    if command == "CIP":
        circle = _by_point(m, block, column)
    elif command == "CT":
        circle = _tangential(m, block, column)
    else:
        circle = _circle(m, block, column, clockwise=command == "G2")
    if circle is None or turns is None:
        lose(m, block)
        return
    if not isinstance(circle, Circle):  # CT straight on
        start = m.here
        moves.keep(m, block, circle)
        feed = moves.feed_rate(m, math.dist(start, circle), column, say("a CT move"))
        under = cutter.moving(m)
        if under is not None:
            cutter.straight(m, under, circle, rapid=False, feed=feed, rotary=(), column=column)
            moves.heading(m, start, circle)
            return
        m.go(MoveKind.FEED, circle, column=column, feed=feed, rotary=moves.rotary(m, block), hold=moves.holds(m, block))
        moves.heading(m, start, circle)
        return
    _write(m, block, circle, turns, column, command)


def lose(m: Machine, block: Block) -> None:
    """After an arc that cannot be followed: the axes that it names."""
    named = "".join(n for n in LINEAR if n in block.words)
    whole = m.frame.matrix is not None or "AP" in block.words or "RP" in block.words or "AR" in block.words or not named
    m.forget("XYZ" if whole else named)
    own(m).heading = None
    if not whole:
        moves.keep(m, block, (NAN, NAN, NAN))
    else:
        own(m).programmed = [NAN, NAN, NAN]


def _turns(m: Machine, block: Block) -> int | None:
    """TURN: whole circles beside the arc itself."""
    given = block.words.get("TURN")
    if given is None:
        return 1
    if not 0 <= given.value <= 999 or given.value != round(given.value) or given.value >= MAX_TURNS:
        message = say("TURN={turns:g}: a whole number from 0 to 999 is wanted", turns=given.value)
        refuse(m, block, given, message, say("check TURN"))
        return None
    return round(given.value) + 1


def _circle(m: Machine, block: Block, column: int, *, clockwise: bool) -> Circle | None:
    assert m.plane is not None  # noqa: S101 - run asked for it
    plane = m.plane
    first, second, _ = PLANE_AXES[plane]
    start = m.here
    s = (start[first], start[second])
    if "AP" in block.words or "RP" in block.words:
        end = polar.target(m, block)
        if block.refused:
            return None
        if (clash := _clash(block, ("CR", "AR", *CENTRES))) is not None:
            message = say("{word} beside polar coordinates: the pole is the centre", word=clash.name)
            refuse(m, block, clash, message, say("keep one of them"), code="word-conflict")
            return None
        pole = own(m).pole or (NAN, NAN)
        return _checked(m, block, Circle(end, plane, pole, clockwise), s, column)
    end = moves.target(m, block)
    if block.refused:
        return None
    e = (end[first], end[second])
    if "CR" in block.words:
        centre = _by_radius(m, block, s, e, clockwise=clockwise)
        return None if centre is None else Circle(end, plane, centre, clockwise)
    if "AR" in block.words:
        return _by_angle(m, block, start, end, clockwise=clockwise)
    centre = _centre(m, block, s, column)
    return None if centre is None else _checked(m, block, Circle(end, plane, centre, clockwise), s, column)


def _clash(block: Block, names: tuple[str, ...]) -> Given | None:
    return next((block.words[name] for name in names if name in block.words), None)


def _centre(m: Machine, block: Block, s: Point2, column: int) -> Point2 | None:
    """By I, J, K: distances from the start, or coordinates with AC()."""
    assert m.plane is not None  # noqa: S101 - run asked for it
    first, second, normal = PLANE_AXES[m.plane]
    odd = block.words.get(CENTRES[normal])
    if odd is not None:
        message = say("{word} is no centre word in the {plane} plane", word=odd.name, plane=m.plane.upper())
        names = sorted((CENTRES[first], CENTRES[second]))
        remedy = say("use {first} and {second}, or choose another plane", first=names[0], second=names[1])
        refuse(m, block, odd, message, remedy, code="word-conflict")
        return None
    given = [block.words.get(CENTRES[axis]) for axis in (first, second)]
    if given == [None, None]:
        names = sorted((CENTRES[first], CENTRES[second]))
        asked = say("{first} and {second}, CR, AR", first=names[0], second=names[1])
        m.report(
            "word-missing",
            say("an arc needs its centre or radius: {asked}", asked=asked),
            say("write it"),
            column=column,
        )
        return None
    out = []
    for word, at in zip(given, s, strict=True):
        value = 0.0 if word is None else moves.scaled(m, word)
        out.append(value if word is not None and word.mode == "AC" else at + value)
    return (out[0], out[1])


def _by_radius(m: Machine, block: Block, s: Point2, e: Point2, *, clockwise: bool) -> Point2 | None:
    """CR: positive for arcs up to half a circle, negative beyond."""
    word = block.words["CR"]
    if (clash := _clash(block, ("AR", *CENTRES))) is not None:
        message = say("CR and {clash} in one arc exclude each other", clash=clash.name)
        refuse(m, block, word, message, say("keep one of them"), code="word-conflict")
        return None
    radius = moves.scaled(m, word)
    dx, dy = e[0] - s[0], e[1] - s[1]
    chord = math.hypot(dx, dy)
    if math.isnan(chord) or math.isnan(radius):
        return (NAN, NAN)
    if chord < SMALL:
        message = say("an arc with CR cannot end where it starts")
        refuse(m, block, word, message, say("use I and J for full circles"), code="arc-geometry")
        return None
    half, size = chord / 2, abs(radius)
    if half - size > m.controller.arc_tolerance:
        m.report(
            "arc-geometry",
            say(
                "the radius {radius:.4f} mm is too small for end points {chord:.4f} mm apart", radius=size, chord=chord
            ),
            say("correct CR or the end point"),
            column=word.column,
            end_column=word.end_column,
            figures=(("radius_mm", size), ("chord_mm", chord)),
        )
        return None
    rise = math.sqrt(max(0.0, size * size - half * half))
    side = (1 if clockwise else -1) * (
        1 if radius > 0 else -1
    )  # right of the way for a clockwise arc of up to half a circle
    return (s[0] + dx / 2 + side * rise * dy / chord, s[1] + dy / 2 - side * rise * dx / chord)


def _by_angle(m: Machine, block: Block, start: Point, end: Point, *, clockwise: bool) -> Circle | None:
    """AR, the opening angle: with the end point, or with the centre."""
    assert m.plane is not None  # noqa: S101 - run asked for it
    first, second, _ = PLANE_AXES[m.plane]
    word = block.words["AR"]
    if not 0.0 < word.value < 360.0:
        message = say("AR={angle:g}: an opening angle lies between 0 and 360 degrees", angle=word.value)
        refuse(m, block, word, message, say("check AR"))
        return None
    angle = math.radians(word.value)
    s, e = (start[first], start[second]), (end[first], end[second])
    if LINEAR[first] in block.words or LINEAR[second] in block.words:
        if (clash := _clash(block, tuple(CENTRES))) is not None:
            message = say("AR with an end point and {clash}", clash=clash.name)
            refuse(m, block, clash, message, say("keep one of them"), code="word-conflict")
            return None
        dx, dy = e[0] - s[0], e[1] - s[1]
        if math.hypot(dx, dy) < SMALL:
            refuse(m, block, word, say("an arc with AR cannot end where it starts"), say("use I and J for full circles"),
                   code="arc-geometry")  # fmt: skip
            return None
        # the centre lies on the middle normal, at half the chord times the cotangent of half the angle
        rise = 0.5 / math.tan(angle / 2) * (1 if clockwise else -1)
        return Circle(end, m.plane, (s[0] + dx / 2 + rise * dy, s[1] + dy / 2 - rise * dx), clockwise)
    centre = _centre(m, block, s, word.column)
    if centre is None:
        return None
    turned = -angle if clockwise else angle
    x, y = s[0] - centre[0], s[1] - centre[1]
    point = list(end)
    point[first] = centre[0] + x * math.cos(turned) - y * math.sin(turned)
    point[second] = centre[1] + x * math.sin(turned) + y * math.cos(turned)
    own(m).programmed[first], own(m).programmed[second] = point[first], point[second]
    return Circle((point[0], point[1], point[2]), m.plane, centre, clockwise)


def _checked(m: Machine, block: Block, circle: Circle, s: Point2, column: int) -> Circle | None:
    """Start and end must lie on one circle (alarm 14040): within MD21000, or MD21010 times the radius if that is more."""
    first, second, _ = PLANE_AXES[circle.plane]
    r1, r2 = math.dist(s, circle.centre), math.dist((circle.end[first], circle.end[second]), circle.centre)
    if math.isnan(r1) or math.isnan(r2):
        return circle
    if r1 < SMALL and r2 < SMALL:
        m.report("arc-geometry", say("the arc's radius is 0"), say("check I, J and the end point"), column=column,
                 figures=(("radius_mm", r1),))  # fmt: skip
        block.refused = True
        return None
    tolerance = max(m.controller.arc_tolerance, m.dialect.relative_arc_tolerance * r1)
    if abs(r1 - r2) > tolerance:
        m.report(
            "arc-geometry",
            say("the arc's end is {end:.4f} mm from its centre and its start {start:.4f} mm", end=r2, start=r1),
            say("write the centre and the end with more decimals, or correct them"),
            column=column,
            figures=(("radius_start_mm", r1), ("radius_end_mm", r2), ("tolerance_mm", tolerance)),
        )
        block.refused = True
        return None
    return circle


def _by_point(m: Machine, block: Block, column: int) -> Circle | None:
    """CIP: through I1, J1, K1; the direction follows from the three points, in whatever plane they lie."""
    start, end = m.here, moves.target(m, block)
    if block.refused:
        return None
    middle = list(start)
    if not any(name + "1" in block.words for name in CENTRES):
        m.report("word-missing", say("CIP needs the intermediate point: I1=, J1=, K1="), say("write it"), column=column)
        block.refused = True
        return None
    for axis, name in enumerate(CENTRES):
        given = block.words.get(name + "1")
        if given is not None:
            absolute = m.absolute if given.mode is None else given.mode == "AC"
            value = moves.scaled(m, given)
            middle[axis] = NAN if absolute is None else value if absolute else start[axis] + value
    points = (start, (middle[0], middle[1], middle[2]), end)
    if any(math.isnan(v) for point in points for v in point):
        assert m.plane is not None  # noqa: S101 - run asked for it
        return Circle(end, m.plane, (NAN, NAN), clockwise=True)
    for plane in (m.plane, Plane.XY, Plane.XZ, Plane.YZ):
        assert plane is not None  # noqa: S101 - run asked for it
        normal = PLANE_AXES[plane][2]
        if max(p[normal] for p in points) - min(p[normal] for p in points) < SMALL:
            return _through(m, block, points, plane, column)
    m.report("unsupported-code", say("CIP aslant in space is not interpreted"),
             say("write the arc in a plane of two axes"), column=column)  # fmt: skip
    return None


def _through(m: Machine, block: Block, points: tuple[Point, Point, Point], plane: Plane, column: int) -> Circle | None:
    first, second, _ = PLANE_AXES[plane]
    (ax, ay), (bx, by), (cx, cy) = ((p[first], p[second]) for p in points)
    d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if abs(d) < SMALL:
        m.report("arc-geometry", say("the three points of CIP lie on a line, or two are one"),
                 say("check the intermediate point"), column=column)  # fmt: skip
        block.refused = True
        return None
    a, b, c = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
    centre = ((a * (by - cy) + b * (cy - ay) + c * (ay - by)) / d, (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / d)
    return Circle(points[2], plane, centre, clockwise=d < 0)


def _tangential(m: Machine, block: Block, column: int) -> Circle | Point | None:
    """CT: tangential to the path before it, in the plane in force."""
    assert m.plane is not None  # noqa: S101 - run asked for it
    first, second, _ = PLANE_AXES[m.plane]
    mine = own(m)
    start, end = m.here, moves.target(m, block)
    if block.refused:
        return None
    if mine.heading is None:
        m.report("position-unknown", say("CT, and the direction of the path before it is not known"),
                 say("cut a straight move or an arc before it"), column=column)  # fmt: skip
        return None
    t = (mine.heading[first], mine.heading[second])
    size = math.hypot(*t)
    if size < SMALL:
        m.report("arc-geometry", say("CT: the path before it stands on the plane"),
                 say("cut a move in the plane before it"), column=column)  # fmt: skip
        block.refused = True
        return None
    left = (-t[1] / size, t[0] / size)
    c = (end[first] - start[first], end[second] - start[second])
    across = left[0] * c[0] + left[1] * c[1]
    if abs(across) < SMALL:
        return end
    radius = (c[0] * c[0] + c[1] * c[1]) / (2 * across)  # negative: on the right
    centre = (start[first] + left[0] * radius, start[second] + left[1] * radius)
    return Circle(end, m.plane, centre, clockwise=radius < 0)


def _write(m: Machine, block: Block, circle: Circle, turns: int, column: int, command: str) -> None:
    """The arc, through the frame in force."""
    if m.frame.arc(circle.plane) is None:
        m.report("unsupported-code", say("an arc under a frame that turns its plane aslant, or stretches it, is not interpreted"),
                 say("write the program without the frame"), column=column)  # fmt: skip
    first, second, normal = PLANE_AXES[circle.plane]
    start, end, centre = m.here, circle.end, circle.centre
    s, e = (start[first], start[second]), (end[first], end[second])
    sweep = _sweep(s, e, centre, clockwise=circle.clockwise) + 2 * math.pi * (turns - 1)
    length = math.hypot(sweep * math.dist(s, centre), end[normal] - start[normal])
    feed = moves.feed_rate(m, length, column, say("a {code} move", code=command))
    shown = centre if first < second else (centre[1], centre[0])
    moves.keep(m, block, end)
    under = cutter.moving(m)
    if under is not None and under.plane is circle.plane:
        signed = -turns if circle.clockwise else turns
        others = moves.rotary(m, block)
        cutter.arc(m, under, end, centre, signed, feed=feed, rotary=others, column=column)
        _heading(m, e, centre, circle.plane, clockwise=circle.clockwise)
        return
    moves.uncompensated(m, command, column)
    kind = MoveKind.ARC_CW if circle.clockwise else MoveKind.ARC_CCW
    m.go(
        kind,
        end,
        column=column,
        feed=feed,
        plane=circle.plane,
        centre=shown,
        turns=turns,
        rotary=moves.rotary(m, block),
        hold=moves.holds(m, block),
    )
    _heading(m, e, centre, circle.plane, clockwise=circle.clockwise)


def _heading(m: Machine, e: Point2, centre: Point2, plane: Plane, *, clockwise: bool) -> None:
    first, second, _ = PLANE_AXES[plane]
    x, y = e[0] - centre[0], e[1] - centre[1]
    size = math.hypot(x, y)
    if math.isnan(size) or size == 0:
        own(m).heading = None
        return
    along = [0.0, 0.0, 0.0]
    along[first], along[second] = (y / size, -x / size) if clockwise else (-y / size, x / size)
    own(m).heading = (along[0], along[1], along[2])


def _sweep(s: Point2, e: Point2, centre: Point2, *, clockwise: bool) -> float:
    """Angle of the arc without whole turns, radians, in (0, 2π]."""
    if math.dist(s, e) < SMALL:
        return 2 * math.pi
    a0 = math.atan2(s[1] - centre[1], s[0] - centre[0])
    a1 = math.atan2(e[1] - centre[1], e[0] - centre[0])
    angle = (a0 - a1 if clockwise else a1 - a0) % (2 * math.pi)
    return angle if angle > SMALL else 2 * math.pi
