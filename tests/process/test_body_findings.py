"""Bodies and features that cannot be are findings, missing sizes are questions, and what a mill cannot make is said."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.findings import Severity
from codegen.model.intent import Intent
from codegen.process import Resolution, resolve
from tests.process.body_intents import ALL, BORE, CENTRE

BOX = {"kind": "box", "x": 60, "y": 40, "z": 30}
ROD = {"kind": "cylinder", "diameter": 40, "height": 50}
STEPPED = {"kind": "turned", "sections": [{"diameter": 40, "length": 20}, {"diameter": 20, "length": 20}]}
L = {
    "kind": "section", "length": 40,
    "profile": {"kind": "section", "shape": "L", "width": 50, "height": 50, "thickness": 5, "inside_radius": 5},
}  # fmt: skip
MIDDLE = [{"kind": "at", "position": CENTRE}]
HOLE = {"kind": "hole", "id": "h", "diameter": 10, "through": True, "at": MIDDLE}


def resolved(part: dict[str, Any], *features: dict[str, Any], **more: Any) -> Resolution:
    data = {"units": "mm", "deliverables": ["step"], "part": part, "features": list(features), **more}
    return resolve(Intent.model_validate(data))


def errors(resolution: Resolution) -> list[str]:
    return [f.code for f in resolution.findings if f.severity is Severity.ERROR]


def groove(**more: Any) -> dict[str, Any]:
    return {"kind": "turned", "sections": [{"diameter": 40, "length": 20}], "grooves": [more]}


def shell(wall: float, **more: Any) -> dict[str, Any]:
    return {"kind": "shell", "id": "s", "wall": wall, "open": "top", **more}


def at(**position: Any) -> list[dict[str, Any]]:
    return [{"kind": "at", "position": position}]


IMPOSSIBLE: list[tuple[str, dict[str, Any], list[dict[str, Any]], str]] = [
    ("walls of half the width", BOX, [shell(20)], "contradiction"),
    ("a floor as high as the box", BOX, [shell(3, floor=30)], "contradiction"),
    ("a shell of a stepped body", STEPPED, [shell(3)], "unsupported-request"),
    ("legs thicker than the section", {**L, "profile": {**L["profile"], "thickness": 50}}, [], "bad-expression"),
    ("an inside radius that does not fit", {**L, "profile": {**L["profile"], "inside_radius": 46}}, [], "bad-expression"),
    ("a groove wider than the part", groove(shape="half-round", radius=11), [], "contradiction"),
    ("a groove beyond the end", groove(shape="rectangular", reference="top", at=-1, width=3, depth=2), [], "contradiction"),
    ("a groove to the axis", groove(shape="rectangular", width=3, depth=20), [], "contradiction"),
    ("a groove floor above the rim", groove(shape="rectangular", width=3, bottom_diameter=42), [], "contradiction"),
    ("a groove over a shoulder", {**STEPPED, "grooves": [{"shape": "half-round", "radius": 3}]}, [], "contradiction"),
    ("sections longer than the whole", {**STEPPED, "length": 35}, [], "contradiction"),
    ("no room for the rest",
     {"kind": "turned", "length": 20, "sections": [{"diameter": 40, "length": 20}, {"diameter": 20}]}, [], "contradiction"),
    ("a dome higher than half a sphere", {"kind": "turned", "sections": [{"diameter": 40, "length": 30, "shape": "dome-up"}]},
     [], "contradiction"),
    ("a dome in the middle",
     {"kind": "turned", "sections": [{"diameter": 40, "shape": "dome-up"}, {"diameter": 20, "length": 5}]}, [],
     "contradiction"),
    ("a rounding that meets itself", BOX, [{"kind": "fillet", "id": "f", "edges": "all", "radius": 15}], "contradiction"),
    ("chamfers that meet", {**BOX, "z": 6}, [
        {"kind": "chamfer", "id": "a", "edges": "top-outer", "size": 3},
        {"kind": "chamfer", "id": "b", "edges": "bottom-outer", "size": 3}], "contradiction"),
    ("steps on a plain block", BOX, [{"kind": "chamfer", "id": "a", "edges": "steps", "size": 1}], "contradiction"),
    ("the lower edge of a blind hole", BOX, [
        {**HOLE, "through": False, "depth": 10}, {"kind": "chamfer", "id": "a", "edges": "feature-both", "of": "h", "size": 1}],
     "contradiction"),
    ("a hole outside its side face", BOX, [{**HOLE, "face": "front", "at": at(anchor="centre", y=40)}],
     "feature-outside-stock"),
    ("a hole that breaks out of a side face", BOX, [{**HOLE, "face": "left", "at": at(anchor="front", y=3)}],
     "feature-outside-stock"),
    ("a side hole deeper than the part", BOX, [{**HOLE, "face": "left", "through": False, "depth": 70}],
     "feature-outside-stock"),
    ("a hole in the wall of an L", L, [{**HOLE, "at": at(anchor="left", x=8)}], "contradiction"),
    ("a hole beside the leg of an L, seen from the front", L, [{**HOLE, "face": "front"}], "feature-outside-stock"),
    ("a flange hole in the hub", STEPPED, [{**HOLE, "at": at(anchor="centre", x=12)}], "contradiction"),
    ("a side pocket larger than its face", BOX, [
        {"kind": "pocket", "id": "p", "face": "right", "depth": 6, "at": MIDDLE,
         "outline": {"kind": "rectangle", "x": 20, "y": 35}}], "feature-outside-stock"),
    ("a boss over the edge", BOX, [
        {"kind": "boss", "id": "b", "height": 5, "at": at(anchor="left"), "outline": {"kind": "circle", "diameter": 10}}],
     "feature-outside-stock"),
    ("a boss on a turned body", STEPPED, [
        {"kind": "boss", "id": "b", "height": 5, "at": MIDDLE, "outline": {"kind": "circle", "diameter": 10}}],
     "unsupported-request"),
    ("a keyway wider than its bore", ROD, [
        {**BORE, "diameter": 20}, {"kind": "keyway", "id": "k", "of": "bore", "width": 20, "depth": 3}], "contradiction"),
    ("a keyway of no bore", ROD, [{"kind": "keyway", "id": "k", "of": "bore", "width": 6, "depth": 3}], "contradiction"),
    ("a keyway over a shoulder", STEPPED, [{"kind": "keyway", "id": "k", "width": 6, "depth": 3}], "contradiction"),
    ("a keyway on a block", BOX, [{"kind": "keyway", "id": "k", "width": 6, "depth": 3}], "unsupported-request"),
    ("points that cross", {"kind": "extrusion", "height": 5, "outline": {"kind": "points", "points": [
        {"x": 0, "y": 0}, {"x": 10, "y": 0}, {"x": 0, "y": 10}, {"x": 12, "y": 10}]}}, [], "bad-expression"),
    ("a flat beyond the round", {"kind": "extrusion", "height": 5,
                                 "outline": {"kind": "d_shape", "diameter": 20, "across": 20}}, [], "bad-expression"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "features", "code"), [i[1:] for i in IMPOSSIBLE], ids=[i[0] for i in IMPOSSIBLE])
def test_what_cannot_be_is_a_finding(part: dict[str, Any], features: list[dict[str, Any]], code: str) -> None:
    resolution = resolved(part, *features)
    assert errors(resolution) == [code]
    assert resolution.part is None
    finding = next(f for f in resolution.findings if f.code == code)
    assert finding.remedy and finding.where.pointer


MISSING: list[tuple[str, dict[str, Any], list[dict[str, Any]], str]] = [
    ("two lengths", {"kind": "turned", "length": 50, "sections": [{"diameter": 40}, {"diameter": 20}]}, [], "length"),
    ("where a cone ends", {"kind": "turned", "sections": [{"diameter": 40, "length": 9, "shape": "cone"}]}, [], "diameter"),
    ("a groove's radius", groove(shape="half-round"), [], "corner_radius"),
    ("a groove's width", groove(shape="rectangular", depth=2), [], "width"),
    ("a groove's depth", groove(shape="rectangular", width=2), [], "depth"),
    ("a keyway's depth", ROD, [{"kind": "keyway", "id": "k", "width": 6}], "depth"),
    ("a side pocket's depth", BOX, [{"kind": "pocket", "id": "p", "face": "left", "at": MIDDLE,
                                     "outline": {"kind": "circle", "diameter": 5}}], "depth"),
    ("a flat outline's thickness", {"kind": "sheet", "outline": {"kind": "circle", "diameter": 50}}, [], "thickness"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "features", "slot"), [m[1:] for m in MISSING], ids=[m[0] for m in MISSING])
def test_what_is_missing_is_asked_for(part: dict[str, Any], features: list[dict[str, Any]], slot: str) -> None:
    resolution = resolved(part, *features)
    assert {q.slot for q in resolution.questions} == {slot}
    assert not errors(resolution)
    assert resolution.part is None


def program(name: str, stock: dict[str, Any], **more: Any) -> Resolution:
    data = {**ALL[name](), "deliverables": ["program", "step"], "material": "6061", "stock": stock, **more}
    return resolve(Intent.model_validate(data))


@pytest.mark.parametrize(
    ("name", "stock", "says"),
    [
        ("pulley", {"kind": "cylinder", "diameter": 60, "height": 20}, "turned"),
        ("bushing", {"kind": "cylinder", "diameter": 60, "height": 50}, "inside corner"),
        ("l_bracket", {"kind": "box", "x": 50, "y": 40, "z": 50}, "rounded corners"),
        ("shaft", {"kind": "cylinder", "diameter": 30, "height": 90}, "turned"),
        ("rounded_block", {"kind": "box", "x": 80, "y": 50, "z": 30}, "from above"),
    ],
)
def test_what_is_not_milled_from_above_has_no_program(name: str, stock: dict[str, Any], says: str) -> None:
    resolution = program(name, stock)
    assert resolution.job is None
    found = [f for f in resolution.findings if f.severity is Severity.ERROR]
    assert {f.code for f in found} == {"unsupported-request"}
    assert any(says in f.message and "design alone" in f.remedy for f in found)


def test_a_boss_is_milled_round_as_an_island() -> None:
    resolution = program("boss_plate", {"kind": "box", "x": 110, "y": 90, "z": 25})
    assert resolution.job is not None and not resolution.job.not_machined
    op = next(o for o in resolution.job.operations if o.kind == "pocket" and o.islands)
    assert (op.z_top, op.z_bottom) == (0.0, -15.0)
    assert [i.bounds for i in op.islands] == [pytest.approx((35, 25, 75, 65))]  # Ø40 about the stock's middle


def test_a_channel_is_milled_between_its_walls() -> None:
    section = {"kind": "section", "shape": "U", "width": 50, "height": 30, "thickness": 8}
    part = {"kind": "section", "length": 60, "profile": section}
    stock = {"kind": "box", "x": 50, "y": 60, "z": 30}
    resolution = resolved(part, deliverables=["program"], material="6061", stock=stock)
    assert resolution.job is not None
    (op,) = resolution.job.operations
    assert op.kind == "pocket" and op.z_bottom == pytest.approx(-22)
    assert [i.bounds for i in op.islands] == [pytest.approx((0, 0, 8, 60)), pytest.approx((42, 0, 50, 60))]


def test_side_holes_and_keyways_are_modelled_and_left_for_another_setup() -> None:
    features = [
        {**BORE, "diameter": 20},
        {"kind": "keyway", "id": "key", "of": "bore", "width": 6, "over": 22.8},
        {**HOLE, "id": "side", "face": "front", "diameter": 5, "at": at(anchor="centre")},
    ]
    stock = {"kind": "cylinder", "diameter": 40, "height": 50}
    resolution = resolved(ROD, *features, deliverables=["program"], material="6061", stock=stock)
    assert resolution.job is not None
    assert set(resolution.job.not_machined) == {"key", "side"}
    assert {f.feature for f in resolution.job.part.features} == {"bore", "key", "side"}
    notes = [f for f in resolution.findings if f.code == "unsupported-request"]
    assert {f.severity for f in notes} == {Severity.NOTE} and len(notes) == 2


def test_holes_start_where_the_body_is_met() -> None:
    resolution = resolve(Intent.model_validate(ALL["boss_plate"]()))
    assert resolution.part is not None
    tops = {f.feature: f.z_top for f in resolution.part.features if f.kind == "hole"}
    assert tops == {"bore": 0.0, "corners": -15.0}  # Z0 is the top of the boss


def test_positions_in_a_side_face_hang_on_that_face() -> None:
    hole = {**HOLE, "face": "right", "through": False, "depth": 5, "at": at(anchor="back-left", x=10, y=-8)}
    resolution = resolved(BOX, hole, datum={"of": "part", "height": "bottom"})
    assert resolution.part is not None
    (made,) = resolution.part.features
    assert made.kind == "hole"
    assert (made.x, made.y, made.z_top) == pytest.approx((10, 22, 60))  # 10 along Y, 8 below the top of 30; at X60


def test_a_polygon_by_points_lies_where_its_points_say() -> None:
    points = [{"x": x, "y": y} for x, y in ((-10, -5), (20, -5), (20, 15), (-10, 15))]
    resolution = resolved({"kind": "extrusion", "height": 4, "outline": {"kind": "points", "points": points}})
    assert resolution.part is not None
    assert resolution.part.body.outline.bounds == (-10, -5, 20, 15)
