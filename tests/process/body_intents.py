"""Intents of parts beyond plain prisms, as a planner fills them in; every number is one that its request says."""

from __future__ import annotations

from typing import Any

Intent = dict[str, Any]

CENTRE = {"anchor": "centre"}
DESIGN = ["step", "stl", "dxf"]


def _intent(part: Intent, *features: Intent, **more: Any) -> Intent:
    return {"units": "mm", "deliverables": DESIGN, "part": part, "features": list(features), **more}


def _at(**position: Any) -> list[Intent]:
    return [{"kind": "at", "position": position}]


BORE = {"kind": "hole", "id": "bore", "at": _at(anchor="centre"), "through": True}


def l_bracket() -> Intent:
    """Legs 50 long outside, 40 wide, 5 thick, inside R5; two Ø6.5 through holes in each leg, 20 apart, 30 from the corner."""
    lying = {"anchor": "left", "x": 30}  # the middle of the left edge, seen from above
    standing = {"anchor": "front", "y": 30}  # the middle of the left face's lower edge
    return _intent(
        {
            "kind": "section", "length": 40,
            "profile": {"kind": "section", "shape": "L", "width": 50, "height": 50, "thickness": 5, "inside_radius": 5},
        },
        {
            "kind": "hole", "id": "lying", "diameter": 6.5, "through": True,
            "at": [{"kind": "grid", "at": lying, "reference": "centre", "columns": 1, "rows": 2, "row_spacing": 20}],
        },
        {
            "kind": "hole", "id": "standing", "face": "left", "diameter": 6.5, "through": True,
            "at": [{"kind": "grid", "at": standing, "reference": "centre", "columns": 2, "rows": 1, "column_spacing": 20}],
        },
    )  # fmt: skip


def u_section() -> Intent:
    """Outside width 60, height 40, length 80, wall 4, inside R3; 3 Ø8 in a row along the length, pitch 25, symmetric."""
    row = {"kind": "grid", "at": CENTRE, "reference": "centre", "columns": 1, "rows": 3, "row_spacing": 25}
    return _intent(
        {
            "kind": "section", "length": 80,
            "profile": {"kind": "section", "shape": "U", "width": 60, "height": 40, "thickness": 4, "inside_radius": 3},
        },
        {"kind": "hole", "id": "holes", "diameter": 8, "through": True, "at": [row]},
    )  # fmt: skip


def gasket() -> Intent:
    """OD 100, ID 60, 8 × Ø7 on 80 PCD, first at the top; flat, DXF."""
    circle = {"kind": "bolt_circle", "centre": CENTRE, "diameter": 80, "count": 8, "start_angle": 90}
    return _intent(
        {"kind": "sheet", "outline": {"kind": "circle", "diameter": 100}},
        {**BORE, "diameter": 60},
        {"kind": "hole", "id": "holes", "diameter": 7, "through": True, "at": [circle]},
        deliverables=["dxf"],
    )


def rounded_block() -> Intent:
    """80 x 50 x 30 with R3 on all 12 edges."""
    return _intent(
        {"kind": "box", "x": 80, "y": 50, "z": 30}, {"kind": "fillet", "id": "edges", "edges": "all", "radius": 3}
    )


def pulley() -> Intent:
    """OD 60, 20 wide, 12 bore, half-round groove R4 in the middle of the rim."""
    return _intent(
        {
            "kind": "turned", "sections": [{"diameter": 60, "length": 20}],
            "grooves": [{"shape": "half-round", "reference": "middle", "radius": 4}],
        },
        {**BORE, "diameter": 12},
    )  # fmt: skip


def bushing() -> Intent:
    """Total length 50, flange Ø60 x 8, rest Ø40, bore Ø25 through, C1.5 at both ends of the bore, R2 at the flange's root."""
    return _intent(
        {"kind": "turned", "length": 50, "sections": [{"diameter": 60, "length": 8}, {"diameter": 40}]},
        {**BORE, "diameter": 25},
        {"kind": "chamfer", "id": "mouths", "edges": "feature-both", "of": "bore", "size": 1.5},
        {"kind": "fillet", "id": "root", "edges": "root", "radius": 2},
    )


def octagon() -> Intent:
    """Across flats 60, 8 thick, C1 on the top outer edge, Ø16 through, two flats parallel to X."""
    return _intent(
        {"kind": "extrusion", "height": 8, "outline": {"kind": "polygon", "sides": 8, "across_flats": 60, "angle": 90}},
        {**BORE, "diameter": 16},
        {"kind": "chamfer", "id": "edge", "edges": "top-outer", "size": 1},
    )


def disc() -> Intent:
    """Disc OD 3.5 in, 10 thick, 4-M6 on a 2.5 in PCD, 1 in bore."""
    circle = {"kind": "bolt_circle", "centre": CENTRE, "diameter": "2.5 in", "count": 4}
    return _intent(
        {"kind": "cylinder", "diameter": "3.5 in", "height": 10},
        {**BORE, "diameter": "1 in"},
        {"kind": "hole", "id": "holes", "through": True, "thread": {"designation": "M6"}, "at": [circle]},
    )


def gusset() -> Intent:
    """Right triangle with legs of 100 from 110 x 110 x 8 stock, 5 outside both legs, zero at the right angle; three Ø9."""
    places = [{"kind": "at", "position": {"x": x, "y": y}} for x, y in ((15, 15), (70, 15), (15, 70))]
    return _intent(
        {"kind": "extrusion", "height": 8, "outline": {"kind": "right_triangle", "x": 100, "y": 100}},
        {"kind": "hole", "id": "holes", "diameter": 9, "through": True, "at": places},
        deliverables=["program", "step"],
        stock={"kind": "box", "x": 110, "y": 110, "z": 8, "margin": {"left": 5, "front": 5}},
        datum={"of": "part"},
        material="S275",
    )


def enclosure() -> Intent:
    """Box 100 x 60 x 40, walls 3, floor 4, open at the top, outside corners R8."""
    return _intent(
        {"kind": "box", "x": 100, "y": 60, "z": 40, "corner_radius": 8},
        {"kind": "shell", "id": "inside", "wall": 3, "floor": 4, "open": "top"},
    )


def boss_plate() -> Intent:
    """Plate 100 x 80 x 10 with a boss Ø40 x 15 in the middle, bored Ø20 through, and M6 through in the corners 10 in."""
    return _intent(
        {"kind": "box", "x": 100, "y": 80, "z": 10},
        {
            "kind": "boss", "id": "boss", "height": 15, "outline": {"kind": "circle", "diameter": 40},
            "at": _at(anchor="centre"),
        },
        {**BORE, "diameter": 20},
        {
            "kind": "hole", "id": "corners", "thread": {"designation": "M6"}, "through": True,
            "at": [{"kind": "corners", "inset_x": 10, "inset_y": 10}],
        },
    )  # fmt: skip


def shaft() -> Intent:
    """Ø20 x 30, Ø30 x 40, cone Ø30 to Ø16 over 20; C1 both ends, circlip groove 1.6 wide to Ø18.5 5 from the lower end,
    keyway 8 wide 4 deep 25 long, 5 above the first shoulder, cross hole Ø5 15 from the lower end."""
    return _intent(
        {
            "kind": "turned",
            "sections": [
                {"diameter": 20, "length": 30}, {"diameter": 30, "length": 40},
                {"shape": "cone", "diameter": 30, "end_diameter": 16, "length": 20},
            ],
            "grooves": [
                {
                    "shape": "rectangular", "reference": "bottom", "at": 5, "to": "near-edge", "width": 1.6,
                    "bottom_diameter": 18.5,
                }
            ],
        },
        {"kind": "chamfer", "id": "ends", "edges": "both-outer", "size": 1},
        {
            "kind": "keyway", "id": "key", "width": 8, "depth": 4, "length": 25, "reference": "bottom",
            "start": "30 + 5", "ends": "round",
        },
        {
            "kind": "hole", "id": "pin", "face": "front", "diameter": 5, "through": True,
            "at": _at(anchor="front", y=15),
        },
    )  # fmt: skip


ALL = {
    f.__name__: f
    for f in (
        l_bracket, u_section, gasket, rounded_block, pulley, bushing, octagon, disc, gusset, enclosure, boss_plate, shaft,
    )
}  # fmt: skip
"""By name."""
