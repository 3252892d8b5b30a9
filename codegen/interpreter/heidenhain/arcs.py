"""Arcs: C, CR, CT, CP, CTP.

Source: iTNC 530 user's manual 670 387, "Path contours - Cartesian coordinates" and "- polar coordinates".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from codegen.interpreter.heidenhain.lines import Part, Statement
from codegen.interpreter.heidenhain.state import known, own, report, value_of
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import say
from codegen.model.motion import Point, Point2

Parts = Mapping[str, Part]

MAX_TURNS: Final = 1000


def direction(m: Machine, statement: Statement, words: Parts) -> bool | None:
    """Whether the arc turns counterclockwise, as programmed. None: missing."""
    if statement.name in ("CT", "CTP"):
        return False  # by the tangent
    if ("DR+" in words) == ("DR-" in words):
        report(m, "word-missing", statement, say("{name} needs DR+ or DR-, the direction", name=statement.name),
               say("write DR+ (counterclockwise) or DR- (clockwise)"))  # fmt: skip
        return None
    ccw = "DR+" in words
    if statement.name == "CP" and "IPA" in words:
        by = value_of(m, words["IPA"])
        if by and (by > 0) != ccw and known(by):
            message = say("DR and IPA have different signs")
            report(m, "word-conflict", words["IPA"], message, say("give both the same sign"))
            return None
    return ccw


def centre_by_radius(
    m: Machine, statement: Statement, words: Parts, start: Point, end: Point, *, ccw: bool
) -> Point2 | None:
    """Centre of CR; None: there is no such arc (reported)."""
    part = words.get("R")
    if part is None:
        report(m, "word-missing", statement, say("{name} needs R, the radius", name="CR"), say("write R"))
        return None
    radius = value_of(m, part) * m.scale
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    if not known(chord, radius):
        return (NAN, NAN)
    if chord < 1e-9:
        report(m, "arc-geometry", part, say("an arc with R cannot end where it starts"),
               say("write a full circle with CC and C, or as two arcs"))  # fmt: skip
        return None
    half, size = chord / 2, abs(radius)
    if half - size > m.controller.arc_tolerance:
        message = say(
            "the radius {radius:.4f} mm is too small for end points {chord:.4f} mm apart", radius=size, chord=chord
        )
        m.report("arc-geometry", message, say("correct R or the end point"), column=part.column,
                 end_column=part.end_column, figures=(("radius_mm", size), ("chord_mm", chord)))  # fmt: skip
        return None
    rise = math.sqrt(max(0.0, size * size - half * half))
    # the centre lies left of the way for a short arc to the left; a negative R asks for the long one
    side = (1 if ccw else -1) * (1 if radius > 0 else -1)
    return (start[0] + dx / 2 - side * rise * dy / chord, start[1] + dy / 2 + side * rise * dx / chord)


def tangential(m: Machine, statement: Statement, start: Point, end: Point) -> tuple[Point2, bool] | None:
    """Centre and direction of an arc that goes on from the last element without a corner."""
    tangent = own(m).tangent
    if tangent is None:
        report(m, "position-unknown", statement,
               say("{name} needs an element before it, and its direction is not known", name=statement.name),
               say("write a path block before it"))  # fmt: skip
        return None
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    off = tangent[0] * dy - tangent[1] * dx  # how far the end lies to the left
    if not known(chord):
        return (NAN, NAN), False
    if chord < 1e-9 or abs(off) < 1e-9 * max(1.0, chord):
        report(m, "arc-geometry", statement, say("the end of {name} lies straight ahead: there is no arc", name=statement.name),
               say("check the end point"))  # fmt: skip
        return None
    radius = chord * chord / (2 * off)  # to the left
    return (start[0] - radius * tangent[1], start[1] + radius * tangent[0]), off > 0


def on_one_circle(m: Machine, statement: Statement, start: Point, end: Point, centre: Point2) -> bool:
    """Whether both ends lie on one circle, within the control's tolerance; not known passes."""
    r1, r2 = math.dist(start[:2], centre), math.dist(end[:2], centre)
    if not known(r1, r2):
        return True
    if r1 < 1e-9:
        report(m, "arc-geometry", statement, say("the arc's radius is 0"), say("check CC and the end point"))
        return False
    if abs(r1 - r2) <= m.controller.arc_tolerance:
        return True
    message = say("the arc's end is {end:.4f} mm from its centre and its start {start:.4f} mm", end=r2, start=r1)
    m.report("arc-geometry", message, say("write the centre and the end with more decimals, or correct them"),
             column=statement.column, end_column=statement.end_column,
             figures=(("radius_start_mm", r1), ("radius_end_mm", r2), ("tolerance_mm", m.controller.arc_tolerance)))  # fmt: skip
    return False
