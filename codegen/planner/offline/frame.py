"""Where a feature lies: the frame of the body, and the placements of an intent under construction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codegen.planner.offline.numbers import Point
from codegen.planner.offline.values import Fact, Num, Units, Val, length


@dataclass
class Frame:
    """What placing needs to know of the body: unit of the intent, box sizes in mm if known, whether it is round."""

    units: Units
    size: tuple[float, float] | None = None
    round: bool = False
    height: Num | None = None
    datum: dict[str, Any] | None = None
    alone: bool = True  # part and stock are one body: its sides are the datum's
    section: str = ""  # shape of a section, which runs along Y
    axial: bool = False  # a hole without a place runs along the body's axis
    diameters: tuple[float, ...] = ()  # of a turned body, mm
    legs: tuple[Num, ...] = ()  # of an angle: the lying one, the standing one
    ends: tuple[Num, Num] | None = None  # length and width of a plate with round ends


@dataclass
class Placed:
    """Placements (with Val leaves), what is missing (slots of questions), the facts that were used, and notes."""

    at: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    count: int = 1


def leaf(num: Num, role: str, units: Units) -> Val:
    """A length of the intent."""
    return Val(length(num, units), role, num.span, num.text, num.origin)


def position(frame: Frame, where: Point | None, anchor: str = "origin") -> dict[str, Any]:
    """A Position; ``where`` None: the anchor itself."""
    if where is None:
        return {"anchor": anchor, "x": 0.0, "y": 0.0}
    return {"anchor": anchor, "x": leaf(where[0], "x", frame.units), "y": leaf(where[1], "y", frame.units)}


def at_point(frame: Frame, where: Point | None, anchor: str = "origin") -> dict[str, Any]:
    """An ``At``."""
    return {"kind": "at", "position": position(frame, where, anchor)}


def axis(fact: Fact, frame: Frame) -> str | None:
    """X or y of "along X", "along the long side"; None: the body's sides are not known or equal."""
    if fact.value in ("x", "y"):
        return str(fact.value)
    if frame.section == "L":
        return "y" if fact.value == "short" else None
    if frame.section:
        return "y" if fact.value == "long" else "x"
    if frame.size is None or frame.size[0] == frame.size[1]:
        return None
    return "x" if (frame.size[0] > frame.size[1]) == (fact.value == "long") else "y"
