"""Polar coordinates: the pole (G110, G111, G112), AP and RP (Fundamentals, "Motion commands with polar coordinates")."""

from __future__ import annotations

import math

from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens import moves
from codegen.interpreter.siemens.parts import LINEAR, Block, refuse
from codegen.interpreter.siemens.state import own
from codegen.messages import say
from codegen.model.motion import Point, Point2


def set_pole(m: Machine, block: Block, command: str, column: int) -> None:
    """A new pole: G110 from where the tool is, G111 from the zero, G112 from the last pole. Nothing moves."""
    if moves.normal_axis(m, column) is None or m.plane is None:
        own(m).pole = None
        return
    first, second, _ = PLANE_AXES[m.plane]
    at = m.here
    nowhere = (math.nan, math.nan)
    base = {"G110": (at[first], at[second]), "G111": (0.0, 0.0), "G112": own(m).pole or nowhere}[command]
    words = block.words
    if "RP" in words or "AP" in words:
        radius = moves.scaled(m, words["RP"]) if "RP" in words else 0.0
        angle = math.radians(words["AP"].value) if "AP" in words else 0.0
        step: Point2 = (radius * math.cos(angle), radius * math.sin(angle))
    else:
        a, b = (moves.scaled(m, words[n]) if (n := LINEAR[axis]) in words else 0.0 for axis in (first, second))
        step = (a, b)
    own(m).pole = (base[0] + step[0], base[1] + step[1])


def target(m: Machine, block: Block) -> Point:
    """The end point by AP and RP, programmed coordinates; what is left out stays as it is now; the third axis as written."""
    end = list(moves.target(m, block))
    if m.plane is None:
        return (math.nan, math.nan, math.nan)
    first, second, _ = PLANE_AXES[m.plane]
    clash = next((block.words[LINEAR[axis]] for axis in (first, second) if LINEAR[axis] in block.words), None)
    if clash is not None:
        message = say("{word} beside polar coordinates in the same plane", word=clash.name)
        refuse(m, block, clash, message, say("write AP and RP, or X and Y"), code="word-conflict")
        return (math.nan, math.nan, math.nan)
    mine = own(m)
    pole = mine.pole or (math.nan, math.nan)
    at = m.here
    dx, dy = at[first] - pole[0], at[second] - pole[1]
    radius, angle = math.hypot(dx, dy), math.atan2(dy, dx)
    rp, ap = block.words.get("RP"), block.words.get("AP")
    if rp is not None:
        value = moves.scaled(m, rp)
        radius = radius + value if rp.mode == "IC" else value
    if ap is not None:
        value = math.radians(ap.value)
        angle = angle + value if ap.mode == "IC" else value
    if radius < 0:
        word = rp or ap
        assert word is not None  # noqa: S101 - one of them brought us here
        refuse(m, block, word, say("a polar radius of {radius:g} mm", radius=radius), say("check RP"))
    end[first], end[second] = pole[0] + radius * math.cos(angle), pole[1] + radius * math.sin(angle)
    mine.programmed[first], mine.programmed[second] = end[first], end[second]
    return (end[0], end[1], end[2])
