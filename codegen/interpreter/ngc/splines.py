"""Splines: G5 (cubic), G5.1 (quadratic), G5.2 and G5.3 (NURBS), as chords.

LinuxCNC cuts them as pairs of arcs and previews them as chords; here they are the chords of its preview, fifteen for each
control point. Source: its manual, G5 to G5.3, and the preview's own moves.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import cutter
from codegen.interpreter.check import Sorted
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.motion import cutting_from_known, feed_rate, target
from codegen.interpreter.ngc.state import Curve, own, refuse
from codegen.messages import say
from codegen.model.motion import MoveKind, Plane, Point2
from codegen.model.program import Word

CHORDS: Final = 15
"""For each control point."""
MAX_POINTS: Final = 500
"""Of one curve: each of its chords asks all of them."""


def spline(m: Machine, block: Sorted, word: Word, code: int) -> None:
    """G5 and G5.1: I and J from the start to the first control point; G5's P and Q from the end to the second."""
    words = block.words
    name = word.text
    if cutter.active(m) is not None:
        refuse(m, block, word, say("{word} while the cutter is compensated", word=name), say("write G40 before it"),
               "compensation-conflict")  # fmt: skip
        return
    if m.plane is not Plane.XY:
        refuse(m, block, word, say("{name} outside the XY plane", name=name), say("write G17"))
        return
    if other := [letter for letter in "ZABC" if letter in words]:
        message = say("{word} in a spline: it lies in X and Y", word=words[other[0]].text)
        refuse(m, block, words[other[0]], message, say("remove {letter}", letter=other[0]))
        return
    i, j = words.get("I"), words.get("J")
    if (i is None or j is None) and (code == 51 or (i is None) != (j is None)):
        refuse(m, block, word, say("{name} needs I and J", name=name), say("write both"), "word-missing")
        return
    end = target(m, words)
    here = m.here
    mine = own(m)
    reach = mine.tangent if i is None or j is None else (i.value * m.scale, j.value * m.scale)
    points: list[Point2] = [(here[0], here[1]), (here[0] + reach[0], here[1] + reach[1])]
    if code == 50:
        p, q = words.get("P"), words.get("Q")
        if p is None or q is None:
            refuse(m, block, word, say("{name} needs P and Q", name=name), say("write both"), "word-missing")
            return
        away = (p.value * m.scale, q.value * m.scale)
        points.append((end[0] + away[0], end[1] + away[1]))
        mine.tangent = (-away[0], -away[1])
    points.append((end[0], end[1]))
    _cut(m, block, word, [(point, 1.0) for point in points], len(points))


def control_point(m: Machine, block: Sorted, column: int) -> None:
    """G5.2: one more control point, with its weight P; the first block may hold the start's weight alone, and L the order."""
    words, mine = block.words, own(m)
    if m.motion != 52:
        mine.curve = None
    weight = words.get("P")
    x, y = "X" in words, "Y" in words
    begun = mine.curve is not None
    where = weight or next(iter(words.values()), Word("G", 5.2, column, "G5.2"))
    if x != y:
        refuse(m, block, where, say("a control point needs X and Y"), say("write both"), "word-missing")
    elif begun and weight is not None and weight.value > 0 and not x:
        refuse(m, block, where, say("P without X and Y weighs the first control point alone"), say("write X and Y"))
    elif begun and (weight is None or weight.value <= 0):
        refuse(m, block, where, say("a control point needs its weight P, above 0"), say("write P"), "word-missing")
    elif m.feed == 0 and m.feed_mode == "G94":
        refuse(m, block, where, say("{what}, but {said}", what=say("a G5.2 curve"), said=say("the feed is 0")),
               say("write an F word above 0"), "feed-missing")  # fmt: skip
    if block.refused:
        return
    here = m.here
    if mine.curve is None:
        alone = weight is not None and weight.value > 0 and not x
        mine.curve = Curve([((here[0], here[1]), weight.value if alone and weight is not None else 1.0)])
    order = words.get("L")
    if order is not None and order.value > 3:
        mine.curve.order = int(order.value)
    if x:
        end = target(m, words)
        if weight is None:
            m.report("word-missing", say("a control point without its weight P: the control takes -1"), say("write P"),
                     column=column, severity=Severity.WARNING)  # fmt: skip
        mine.curve.points.append(((end[0], end[1]), -1.0 if weight is None else weight.value))


def end_of_curve(m: Machine, block: Sorted, word: Word) -> None:
    """G5.3: the curve that G5.2 began is cut."""
    curve = own(m).curve
    own(m).curve = None
    if m.motion != 52 or curve is None:
        refuse(m, block, word, say("G5.3 without G5.2"), say("begin the curve with G5.2"))
        return
    if len(curve.points) < curve.order:
        message = say("{count} control points for a curve of order {order}", count=len(curve.points), order=curve.order)
        refuse(m, block, word, message, say("write as many points as the order, or more"), "word-missing")
        return
    _cut(m, block, word, curve.points, curve.order)
    m.motion = 800


def _cut(m: Machine, block: Sorted, word: Word, points: list[tuple[Point2, float]], order: int) -> None:
    cutting_from_known(m, word.column)
    if len(points) > MAX_POINTS:
        m.report("limit-exceeded", say("a curve of more than {most} control points is not followed", most=MAX_POINTS),
                 say("split it"), column=word.column)  # fmt: skip
        m.forget("XY")
        return
    if m.feed_mode == "G93" and "F" in block.words:
        feed: float | None = NAN  # its length is not known to the control either
    elif m.feed_mode == "G95" and m.feed == 0:  # the control looks at the feed under G94 alone
        feed = NAN
        m.report("feed-missing", say("{what}, but {said}", what=say("a spline"), said=say("the feed is 0")),
                 say("write an F word above 0"), column=word.column, severity=Severity.WARNING)  # fmt: skip
    else:
        feed = feed_rate(m, block.words, NAN, word.column, say("a spline"))
    if feed is None:
        block.refused = True
        return
    z, count = m.here[2], CHORDS * len(points)
    top = len(points) - order + 1.0
    for index in range(1, count):
        x, y = nurbs_point(points, order, top * index / count)
        m.go(MoveKind.FEED, (x, y, z), column=word.column, feed=feed)
    last = points[-1][0]
    m.go(MoveKind.FEED, (last[0], last[1], z), column=word.column, feed=feed)


def nurbs_point(points: list[tuple[Point2, float]], order: int, u: float) -> Point2:
    """A point of the curve with a clamped uniform knot vector (de Boor's recursion for the basis)."""
    n = len(points) - 1
    knots = [0.0 if i < order else float(min(i, n + 1) - order + 1) for i in range(n + order + 1)]
    span = next(i for i in range(order - 1, n + 1) if u <= knots[i + 1] or i == n)
    basis = [0.0] * (n + 2)
    basis[span] = 1.0
    for degree in range(1, order):
        for i in range(max(0, span - degree), span + 1):
            left, right = knots[i + degree] - knots[i], knots[i + degree + 1] - knots[i + 1]
            basis[i] = (u - knots[i]) / left * basis[i] if left else 0.0
            if right:
                basis[i] += (knots[i + degree + 1] - u) / right * basis[i + 1]
    weights = [basis[i] * points[i][1] for i in range(n + 1)]
    whole = math.fsum(weights)
    x = math.fsum(w * p[0][0] for w, p in zip(weights, points, strict=True)) / whole if whole else NAN
    y = math.fsum(w * p[0][1] for w, p in zip(weights, points, strict=True)) / whole if whole else NAN
    return (x, y)
