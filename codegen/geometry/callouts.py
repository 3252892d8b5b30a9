"""What a drawing says of its holes: equal ones together, in the short form of a workshop drawing. No kernel, no ezdxf."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codegen.geometry.frames import modelled_diameter
from codegen.model.part import Cut, Groove, Hole, Part, Pocket
from codegen.units import number


@dataclass(frozen=True, slots=True)
class Callout:
    """Equal holes of one feature and the words for them."""

    text: str
    holes: tuple[Hole, ...]


def callouts(part: Part) -> tuple[Callout, ...]:
    """One call-out for each set of equal holes, in the part's order."""
    groups: dict[tuple[str, str, str], list[Hole]] = {}
    for hole in part.features:
        if isinstance(hole, Hole):
            groups.setdefault((hole.feature, hole.face, words(hole)), []).append(hole)
    out = []
    for (_, face, text), holes in groups.items():
        count = f"{len(holes)}x " if len(holes) > 1 else ""
        side = "" if face == "top" else f" ({face.upper()})"
        out.append(Callout(text=f"{count}{text}{side}", holes=tuple(holes)))
    return tuple(out)


def words(hole: Hole) -> str:
    """One hole: ``M6 THRU, DRILL Ø5``, ``Ø6.6 THRU, CBORE Ø11 x 6``."""
    return ", ".join(_pieces(hole))


def pocket_words(pocket: Pocket) -> str:
    """A pocket: ``Ø40 H7 THRU``, ``40 x 30, R5, 5 DEEP``, ``30 x 8 SLOT, 3 DEEP``."""
    depth = "THRU" if pocket.through else f"{number(pocket.z_top - pocket.z_bottom, 3)} DEEP"
    left, low, right, high = pocket.outline.bounds
    if pocket.shape == "circle":
        size = number(pocket.diameter.nominal if pocket.diameter else right - left, 3)
        fit = f" {pocket.diameter.fit}" if pocket.diameter and pocket.diameter.fit else ""
        return f"Ø{size}{fit} {depth}"
    words = f"{number(right - left, 3)} x {number(high - low, 3)}"
    if pocket.shape == "rectangle":
        radius = pocket.outline.min_inner_radius
        return f"{words}, R{number(radius, 3)}, {depth}" if radius > 0 else f"{words}, {depth}"
    return f"{words} {pocket.shape.upper()}, {depth}"


def cut_words(feature: Cut | Groove) -> str:
    """What is cut from a side or turned in: ``KEYWAY 8 x 25, 4 DEEP (BACK)``, ``HALF-ROUND R4, TO Ø52``."""
    if isinstance(feature, Cut):
        left, low, right, high = feature.outline.bounds
        depth = "THRU" if feature.depth is None else f"{number(feature.depth, 3)} DEEP"
        size = f"{number(right - left, 3)} x {number(high - low, 3)}"
        return f"{feature.what.upper()} {size}, {depth} ({feature.face.upper()})"
    inner, low, _, high = feature.section.bounds
    size = f"R{number((high - low) / 2, 3)}" if feature.shape == "half-round" else number(high - low, 3)
    return f"{feature.shape.upper()} {size}, TO Ø{number(2 * inner, 3)}"


def _pieces(hole: Hole) -> Iterable[str]:
    drilled = "THRU" if hole.depth is None else f"x {number(hole.depth, 3)} DEEP"
    if hole.thread:
        hand = " LH" if hole.thread.hand == "left" else ""
        depth = "THRU" if hole.thread.depth is None else f"x {number(hole.thread.depth, 3)} DEEP"
        yield f"{hole.thread.designation}{hand} {depth}"
        yield f"DRILL Ø{number(modelled_diameter(hole), 3)} {drilled}"
    else:
        fit = f" {hole.diameter.fit}" if hole.diameter.fit else ""
        yield f"Ø{number(hole.diameter.nominal, 3)}{fit} {drilled}"
    if hole.counterbore:
        yield f"CBORE Ø{number(hole.counterbore.diameter, 3)} x {number(hole.counterbore.depth, 3)}"
    if hole.countersink:
        angle = number(hole.countersink.angle_deg, 2)
        yield f"CSK Ø{number(hole.countersink.diameter, 3)} x {angle}°"
