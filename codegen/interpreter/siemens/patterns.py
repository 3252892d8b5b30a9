"""Rows, circles and grids of holes: HOLES1, HOLES2, CYCLE801 (Cycles, "Drill pattern cycles"). They call what MCALL named."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import MoveKind, Point2

PARAMETERS: Final[dict[str, tuple[int, str]]] = {
    "HOLES1": (6, "SPCA SPCO STA1 FDIS DBH NUM _VARI _UMODE _HIDE _NSP _DMODE"),
    "HOLES2": (6, "CPA CPO RAD STA1 INDA NUM _VARI _UMODE _HIDE _NSP _DMODE"),
    "CYCLE801": (7, "SPCA SPCO STA DIS1 DIS2 NUM1 NUM2 _VARI _UMODE _ANG1 _ANG2 _HIDE _NSP _DMODE"),
}
"""How many parameters a pattern needs, and their names."""
MAX_HOLES: Final = 10_000


def holes(m: Machine, name: str, arguments: list[float | None], column: int, end_column: int) -> list[Point2] | None:
    """Centres of the pattern in the plane, in the order in which they are drilled, mm; None: they cannot be known."""
    need, _ = PARAMETERS[name]
    given = [a if a is not None else 0.0 for a in arguments]
    given += [0.0] * (need - len(given))

    def wrong(message: str, remedy: str, code: str = "word-missing") -> None:
        m.report(code, message, remedy, column=column, end_column=end_column)

    if any(math.isnan(a) for a in given):
        return None
    odd = given[need:]
    if any(odd[:2]) or (name == "CYCLE801" and any(odd[2:4])):
        wrong(say("{name}: frames, arcs between holes and left-out holes are not interpreted", name=name),
              say("write the positions"), "unsupported-code")  # fmt: skip
        return None
    counts = given[5:6] if name != "CYCLE801" else given[5:7]
    if any(c < 1 or c != round(c) for c in counts) or math.prod(counts) > MAX_HOLES:
        wrong(say("{name} with {count:g} holes", name=name, count=math.prod(counts)), say("check the number of holes"))
        return None
    if math.isnan(m.scale):
        m.unset(say("the unit (G70 or G71)"), say("begin the program with G71 or G70"), column=column)
        return None
    s = m.scale
    a, b = given[0] * s, given[1] * s
    if name == "HOLES1":
        return _row(m, (a, b), math.radians(given[2]), given[3] * s, given[4] * s, int(given[5]))
    if name == "HOLES2":
        step = given[4] or 360.0 / given[5]
        angles = [math.radians(given[3] + i * step) for i in range(int(given[5]))]
        return [(a + given[2] * s * math.cos(w), b + given[2] * s * math.sin(w)) for w in angles]
    return _grid(m, (a, b), math.radians(given[2]), (given[3] * s, given[4] * s), (int(given[5]), int(given[6])))


def _grid(m: Machine, start: Point2, angle: float, steps: Point2, counts: tuple[int, int]) -> list[Point2]:
    """CYCLE801: to and fro along the side with the smaller distances, from the corner that is nearer to where the tool is."""
    c, d = math.cos(angle), math.sin(angle)
    inner = 0 if steps[0] <= steps[1] else 1
    orders = []
    for side, here in enumerate(_within(m, start, angle)):
        up = not (counts[side] - 1) * steps[side] / 2 < here
        orders.append([*range(counts[side])] if up else [*reversed(range(counts[side]))])
    out = []
    for turn, row in enumerate(orders[1 - inner]):
        for at in orders[inner] if turn % 2 == 0 else reversed(orders[inner]):
            u, v = (at * steps[0], row * steps[1]) if inner == 0 else (row * steps[0], at * steps[1])
            out.append((start[0] + u * c - v * d, start[1] + u * d + v * c))
    return out


def _within(m: Machine, start: Point2, angle: float) -> Point2:
    """Where the tool is along the grid's sides, mm from its first hole."""
    if m.plane is None:
        return (math.nan, math.nan)
    a, b, _ = PLANE_AXES[m.plane]
    x, y = m.here[a] - start[0], m.here[b] - start[1]
    return (x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle))


def _row(m: Machine, start: Point2, angle: float, first: float, step: float, count: int) -> list[Point2]:
    """HOLES1: from whichever end of the row is nearer to where the tool is."""
    row = [
        (start[0] + (first + i * step) * math.cos(angle), start[1] + (first + i * step) * math.sin(angle))
        for i in range(count)
    ]
    if m.plane is None:
        return row
    a, b, _ = PLANE_AXES[m.plane]
    at = m.here
    here = (at[a], at[b])
    return row[::-1] if math.dist(here, row[-1]) < math.dist(here, row[0]) else row


def go(m: Machine, centre: Point2, column: int) -> None:
    """At rapid over a hole."""
    assert m.plane is not None  # noqa: S101 - the caller asked for it
    first, second, _ = PLANE_AXES[m.plane]
    at = list(m.here)
    at[first], at[second] = centre
    own(m).programmed[first], own(m).programmed[second] = centre
    m.go(MoveKind.RAPID, (at[0], at[1], at[2]), column=column)
