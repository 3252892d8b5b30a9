"""Circular pockets, G12 and G13 (Mill Operator's Manual, "Circular Pocket Milling").

The manual says that the cut is made of circular motions of varying radius from the middle, which the tool reaches before, and
shows the path in a figure alone. Taken: a half circle out to the first circle, the circle, half circles out by Q and circles
up to K, and a half circle back to the middle; they begin on the side of X plus.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import g_name
from codegen.interpreter.haas.cycles import place, ready, repeats
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.motion import UNKNOWN_RADIUS, cutting_from_known, feed_rate
from codegen.messages import joined, say
from codegen.model.motion import MoveKind, Plane, Point2

MAX_CIRCLES: Final = 10_000
"""Of one pocket: beyond it Q is a slip."""


def run(m: Machine, block: Sorted, code: int, column: int) -> None:
    """One block of G12 (clockwise) or G13; afterwards the tool stands in the middle, at the depth."""
    words, count = block.words, repeats(m, block.words.get("L"))
    if not ready(m, code, column) or count is None or not _complete(m, block, code, column):
        m.forget()
        return
    radii = _radii(m, block, code, column)
    if radii is None:
        m.forget()
        return
    centre = place(m, block, (m.at[0], m.at[1]))
    if centre != m.at[:2]:
        m.move(MoveKind.RAPID, (*centre, m.at[2]), column=column)
    cutting_from_known(m, column)
    rate = feed_rate(m, {}, NAN, column, say("a {code} move", code=g_name(code)))
    feed = NAN if rate is None else rate
    for _ in range(count):
        if "Z" in words:
            value, origin = words["Z"].value * m.scale, m.origin[2]
            depth = value + origin if m.absolute else m.at[2] + value + 0.0 * origin
            if depth != m.at[2]:
                m.move(MoveKind.FEED, (*centre, depth), column=column, feed=feed)
        _circles(m, centre, radii, MoveKind.ARC_CW if code == 120 else MoveKind.ARC_CCW, feed, column)


def _complete(m: Machine, block: Sorted, code: int, column: int) -> bool:
    words = block.words
    missing = [letter for letter in "ID" if letter not in words]
    if ("K" in words) is not ("Q" in words):
        missing.append("Q" if "K" in words else "K")
    if missing:
        letters = joined(" and ", missing)
        message = say("{name} needs {letters}", name=g_name(code), letters=letters)
        m.report("word-missing", message, say("write {asked}", asked=letters), column=column)
        return False
    return True


def _radii(m: Machine, block: Sorted, code: int, column: int) -> list[float] | None:
    """Of the tool's circles, mm: programmed ones less the cutter's radius. None: they cannot be cut (reported)."""
    words = block.words
    d = round(words["D"].value)
    cutter = 0.0 if d == 0 else m.env.radii.get(d, NAN)
    first = words["I"].value * m.scale
    last = words["K"].value * m.scale if "K" in words else first
    step = words["Q"].value * m.scale if "Q" in words else 0.0
    if math.isnan(cutter):
        if UNKNOWN_RADIUS not in m.unset_told:
            m.unset_told.add(UNKNOWN_RADIUS)
            m.report(
                "position-unknown",
                say("the cutter's radius is not known, so the circles of {name} are not", name=g_name(code)),
                say("state the tool's diameter in the setup"),
                column=column,
                severity=Severity.WARNING,
            )
        return [NAN]
    if first <= cutter or last < first or (last > first and (step <= 0 or (last - first) / step > MAX_CIRCLES)):
        message = say(
            "{name}: from {first:g} mm to {last:g} mm by {step:g} mm with a cutter's radius of {cutter:g} mm is no pocket",
            name=g_name(code), first=first, last=last, step=step, cutter=cutter,
        )  # fmt: skip
        report(m, "arc-geometry", words["I"], message, say("check I, K, Q and the offset of D"))
        return None
    radii = [first - cutter]
    while step and last - cutter - radii[-1] > step + 1e-9:
        radii.append(radii[-1] + step)
    return radii if last == first else [*radii, last - cutter]


def _circles(m: Machine, centre: Point2, radii: list[float], kind: MoveKind, feed: float, column: int) -> None:
    x, y = centre

    def to(end: float, middle: float) -> None:
        around = (x + middle, y)
        m.move(kind, (x + end, y, m.at[2]), column=column, feed=feed, plane=Plane.XY, centre=around)

    side, before = 1.0, 0.0
    for radius in radii:
        to(side * radius, side * (radius - before) / 2)
        to(side * radius, 0.0)
        side, before = -side, radius
    # ``side`` is the opposite one by now
    m.move(kind, (x, y, m.at[2]), column=column, feed=feed, plane=Plane.XY, centre=(x - side * before / 2, y))
