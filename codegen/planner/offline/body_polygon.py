"""Polygons and right-angled triangles of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from codegen.messages import say
from codegen.planner.offline.body import Body
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Num, Units, Val, contradiction, millimetres

if TYPE_CHECKING:
    from codegen.planner.offline.body_forms import Sizes

SIDES: Final = {"TRI": 3, "HEX": 6, "OCT": 8, "PENT": 5}
_AXIAL: Final = ("standoff", "spacer", "nut", "螺母", "柱")
"""Polygons whose one hole runs along their axis."""


def _height(sizes: Sizes, units: Units, body: Body) -> Any:
    value = sizes.one("height", "thick", "long")
    if value is None:
        body.missing.append(("thickness", "/part"))
        return None
    return leaf(value, "height", units)


def polygon(sizes: Sizes, number: int, units: Units, body: Body, *, design: bool) -> None:
    """A regular polygon of ``number`` sides, by its flats, its corners or one side."""
    form = next(node for node in sizes.draft.whole if node.rule == "form")
    sides = Val(number, "sides", form.span, sizes.draft.text[slice(*form.span)], "table")
    outline: dict[str, Any] = {"kind": "polygon", "sides": sides}
    flats, corners = sizes.one("across_flats"), sizes.one("across_corners")
    size = flats or corners
    if flats is not None and corners is None and number % 2 == 0:
        outline["across_flats"] = leaf(flats, "across flats", units)
    elif corners is not None and flats is None:
        outline["circumscribed_diameter"] = leaf(corners, "diameter across corners", units)
    elif flats is None and corners is None and (side := _side(sizes, number)) is not None:
        outline["side"] = leaf(side, "side", units)
        size = side
    else:
        body.missing.append(("size", "/part"))
    radius = sizes.one("outside_r")
    if radius is not None:
        outline["corner_radius"] = leaf(radius, "corner radius", units)
    parallel = [node for node in sizes.draft.whole if node.rule == "flats_parallel"]
    if parallel:
        span = parallel[0].span
        outline["angle"] = Val(90.0, "direction", span, sizes.draft.text[slice(*span)], "table")
    elif not design:
        body.missing.append(("orientation", "/part"))
    else:
        body.notes.append(("/part/outline/angle", "orientation", ""))
    if sizes.draft.design == ["dxf"] and not sizes.known.keys() & {"height", "thick", "long"}:
        body.part, body.sheet = {"kind": "sheet", "outline": outline}, True
    else:
        body.part = {"kind": "extrusion", "outline": outline, "height": _height(sizes, units, body)}
    body.odd = number % 2 == 1
    body.round = True
    body.axial = any(name in str(sides.text).lower() for name in _AXIAL)
    if size is not None:
        body.size = (millimetres(size, units), millimetres(size, units))


def _side(sizes: Sizes, number: int) -> Num | None:
    """The length of one side of a polygon, as far as it was said; what "size 60" of a hexagon means is asked for."""
    said = sizes.many("poly_side") or sizes.many("legs") or (sizes.many("plan") if number == 3 else [])
    if not said:
        return None
    if any(v != said[0] for v in said):
        raise contradiction(say("the sides of a regular polygon are alike"), said[-1].span)
    return said[0]


def triangle(draft: Draft, sizes: Sizes, units: Units, body: Body) -> None:
    """A right-angled triangle with its legs along the axes."""
    from codegen.planner.offline.datum import corner_of

    legs = sizes.many("legs") or sizes.many("plan")
    height = _height(sizes, units, body)
    said = [node for node in draft.whole if node.rule == "right_angle"]
    if not legs:
        body.missing.append(("size", "/part"))
        return
    outline: dict[str, Any] = {"kind": "right_triangle"}
    outline |= {axis: leaf(v, f"leg along {axis}", units) for axis, v in zip("xy", (legs[0], legs[-1]), strict=True)}
    if said:
        across, along = corner_of(draft, said[0])
        outline["right_angle"] = f"{along}-{across}"
    elif draft.design is None or legs[0] != legs[-1]:
        body.missing.append(("orientation", "/part"))
    body.part = {"kind": "extrusion", "outline": outline, "height": height}
    body.size = (millimetres(legs[0], units), millimetres(legs[-1], units))
