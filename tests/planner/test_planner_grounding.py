"""Grounding: nothing invented, nothing swapped, nothing dropped, nothing used twice."""

from __future__ import annotations

import time
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner.grounding import ground

PLATE = "Plate 100x60x12 mm with four holes 10 mm diameter, 8 mm deep, 15 mm from each edge at the corners."
PLATE_SAYS = {
    "/part/x": "100",
    "/part/y": "60",
    "/part/z": "12 mm",
    "/features/0/diameter": "10 mm diameter",
    "/features/0/depth": "8 mm deep",
    "/features/0/at/0/inset_x": "15 mm from each edge",
    "/features/0/at/0/inset_y": "15 mm from each edge",
}


def plate(**hole: Any) -> dict[str, Any]:
    corners = {"kind": "corners", "inset_x": 15, "inset_y": 15}
    return {
        "units": "mm",
        "part": {"kind": "box", "x": 100, "y": 60, "z": 12},
        "features": [{"kind": "hole", "id": "h", "at": [corners], "diameter": 10, "depth": 8, **hole}],
    }


def found(
    data: dict[str, Any],
    text: str,
    says: dict[str, str],
    *,
    origin: str = "text",
    answers: tuple[tuple[str, str], ...] = (),
    origins: dict[str, str] | None = None,
) -> list[tuple[str, Any]]:
    """(code, pointer or quoted words) of every finding."""
    sources = [{"pointer": p, "origin": (origins or {}).get(p, origin), "text": t} for p, t in says.items()]
    intent = Intent.model_validate({**data, "provenance": sources})
    out: list[tuple[str, Any]] = []
    for f in ground(intent, Request(text=text, answers=answers)):
        where = f.where.pointer if f.where.pointer is not None else text[slice(*(f.where.span or (0, 0)))]
        assert f.severity == "error" and f.remedy
        out.append((f.code, where))
    return out


def test_an_honest_intent_has_no_findings() -> None:
    assert found(plate(), PLATE, PLATE_SAYS) == []


def test_exact_spans_serve_as_well_as_quotations() -> None:
    data = plate()
    data["provenance"] = [
        {"pointer": p, "origin": "text", "span": [PLATE.index(t), PLATE.index(t) + len(t)], "text": t}
        for p, t in PLATE_SAYS.items()
    ]
    assert ground(Intent.model_validate(data), Request(text=PLATE)) == ()


def test_a_false_span_does_not_hide_a_good_quotation_nor_help_a_bad_one() -> None:
    data = plate()
    data["provenance"] = [
        {"pointer": p, "origin": "text", "span": [10_000, 10_002], "text": t} for p, t in PLATE_SAYS.items()
    ]
    assert ground(Intent.model_validate(data), Request(text=PLATE)) == ()
    data["provenance"][0] |= {"text": "100 mm exactly"}
    codes = [(f.code, f.where.pointer) for f in ground(Intent.model_validate(data), Request(text=PLATE))]
    assert ("ungrounded-value", "/part/x") in codes


def test_an_invented_dimension_is_found() -> None:
    assert ("ungrounded-value", "/features/0/depth") in found(plate(depth=9), PLATE, PLATE_SAYS)
    says = {p: t for p, t in PLATE_SAYS.items() if p != "/features/0/depth"}
    assert ("ungrounded-value", "/features/0/depth") in found(plate(depth=9), PLATE, says)


def test_a_quotation_that_is_not_in_the_request_grounds_nothing() -> None:
    says = {**PLATE_SAYS, "/features/0/depth": "9 mm deep"}
    assert ("ungrounded-value", "/features/0/depth") in found(plate(depth=9), PLATE, says)


def test_a_diameter_does_not_ground_a_depth() -> None:
    text = "Plate 100x60x12 mm, corner holes of diameter 10, 15 from the edges"
    says = {**PLATE_SAYS, "/features/0/depth": "10", "/features/0/diameter": "diameter 10"}
    says |= {"/part/z": "12 mm", "/features/0/at/0/inset_x": "15", "/features/0/at/0/inset_y": "15"}
    assert found(plate(depth=10), text, says) == [("ungrounded-value", "/features/0/depth")]


@pytest.mark.parametrize("text", ["hole Ø10 in a corner, mm", "10 mm diameter hole at a corner", "直径10mm的孔,角上"])
def test_what_the_words_call_a_number_binds_even_if_it_is_used_once(text: str) -> None:
    hole = {"kind": "hole", "id": "h", "depth": 10, "at": [{"kind": "corners", "inset_x": 0, "inset_y": 0}]}
    codes = found({"units": "mm", "features": [hole]}, text, {"/features/0/depth": "10"})
    assert ("ungrounded-value", "/features/0/depth") in codes


def test_swapped_roles_are_found() -> None:
    says = {**PLATE_SAYS, "/features/0/depth": "10 mm diameter", "/features/0/diameter": "8 mm deep"}
    codes = found(plate(depth=10, diameter=8), PLATE, says)
    assert ("ungrounded-value", "/features/0/depth") in codes
    assert ("ungrounded-value", "/features/0/diameter") in codes


def test_one_number_serves_one_role() -> None:
    text = "Pocket 20 by 30, 20 mm"
    pocket = {
        "kind": "pocket",
        "id": "p",
        "at": [{"kind": "at", "position": {}}],
        "outline": {"kind": "rectangle", "x": 20, "y": 30},
        "depth": 20,
    }
    says = {"/features/0/outline/x": "Pocket 20", "/features/0/outline/y": "30", "/features/0/depth": "20 mm"}
    assert found({"units": "mm", "features": [pocket]}, text, says) == []
    says["/features/0/depth"] = "Pocket 20"
    codes = found({"units": "mm", "features": [pocket]}, text, says)
    assert {code for code, _ in codes} == {"ungrounded-value", "quantity-ignored"}


def test_a_short_quotation_finds_its_own_place() -> None:
    text = "hole 10 mm diameter at x = 10 mm, 10 mm deep"
    hole = {
        "kind": "hole",
        "id": "h",
        "diameter": 10,
        "depth": 10,
        "at": [{"kind": "at", "position": {"x": 10}}],
    }
    says = {"/features/0/depth": "10", "/features/0/diameter": "10", "/features/0/at/0/position/x": "10"}
    assert found({"units": "mm", "features": [hole]}, text, says) == []


def test_a_dropped_quantity_is_found() -> None:
    assert found(plate(), PLATE + " Chamfer size 0.5.", PLATE_SAYS) == [
        ("quantity-ignored", "0.5"),
        ("quantity-ignored", "Chamfer"),
    ]
    dropped = plate()
    del dropped["features"][0]["depth"]
    dropped["features"][0]["through"] = True
    codes = found(dropped, PLATE, {p: t for p, t in PLATE_SAYS.items() if not p.endswith("depth")})
    assert ("quantity-ignored", "8 mm") in codes
    assert ("ungrounded-value", "/features/0/through") in codes


def test_a_count_that_is_not_kept_is_found() -> None:
    assert found(plate(), PLATE.replace("four", "six"), PLATE_SAYS) == [("quantity-ignored", "six")]
    assert found(plate(), PLATE.replace("four", "4"), PLATE_SAYS) == []


def test_a_restatement_is_not_a_dropped_quantity() -> None:
    assert found(plate(), PLATE + " (That is: all holes 8 mm deep.)", PLATE_SAYS) == []


@pytest.mark.parametrize(
    ("units", "value", "text"),
    [
        ("mm", 9.525, "3/8 in"),
        ("mm", "3/8 in", "3/8 in"),
        ("inch", 0.375, "3/8 in"),
        ("inch", 1.0, "25.4 mm"),
        ("mm", 50.8, "two inches"),
        ("mm", 10, "1 cm"),
        ("mm", 0.5, "50丝"),
    ],
)
def test_values_are_compared_after_conversion(units: str, value: Any, text: str) -> None:
    data = {"units": units, "features": [{"kind": "face", "id": "f", "depth": value}]}
    assert found(data, f"face off {text} deep, mm or inch", {"/features/0/depth": text}) == []
    assert found({**data, "features": [{"kind": "face", "id": "f", "depth": 7}]}, f"face off {text}", {})


def test_a_radius_grounds_a_diameter_of_twice_its_size_only() -> None:
    pocket = {"kind": "pocket", "id": "p", "at": [{"kind": "at", "position": {}}], "depth": 5}
    for diameter, good in ((20, True), (10, False), (5, False)):
        data = {"units": "mm", "features": [{**pocket, "outline": {"kind": "circle", "diameter": diameter}}]}
        says = {"/features/0/outline/diameter": "radius 10 mm", "/features/0/depth": "5 mm deep"}
        assert (found(data, "round pocket radius 10 mm, 5 mm deep", says) == []) is good, diameter


def test_numbers_in_expressions_need_a_source_too() -> None:
    text = "Plate 100 x 60 x 12 mm; slot 8 mm narrower than the plate"
    data = {
        "units": "mm",
        "part": {"kind": "box", "x": 100, "y": 60, "z": 12},
        "parameters": [{"name": "w", "value": 60}],
    }
    says = {"/part/x": "100", "/part/y": "60", "/part/z": "12 mm", "/parameters/0/value": "60"}
    good = {**data, "features": [{"kind": "face", "id": "f", "depth": "w/2 - 8"}]}
    assert found(good, text, {**says, "/features/0/depth": "8 mm narrower"}) == []
    bad = {**data, "features": [{"kind": "face", "id": "f", "depth": "w/2 - 9"}]}
    assert found(bad, text, {**says, "/features/0/depth": "8 mm narrower"}) == [
        ("ungrounded-value", "/features/0/depth"),
        ("quantity-ignored", "8 mm"),
    ]


@pytest.mark.parametrize(
    ("expression", "good"),
    [
        ("w/2", True), ("1/2 * w", True), ("w / 3", True), ("w * 0.37", False), ("w - 3", False), ("(w - 2*9) / 2", True),
        ("w - 9 mm", True), ("w - 9 in", False), ("w - 1 1/2 in", False), ("w - 2", False),
    ],
)  # fmt: skip
def test_factors_of_an_expression(expression: str, good: bool) -> None:
    text = "60 mm wide, three slots, 9 mm walls"
    data = {
        "units": "mm",
        "parameters": [{"name": "w", "value": 60}],
        "features": [{"kind": "face", "id": "f", "depth": expression}],
    }
    says = {"/parameters/0/value": "60 mm wide", "/features/0/depth": "three slots, 9 mm"}
    assert (("ungrounded-value", "/features/0/depth") not in found(data, text, says)) is good


def test_a_computed_number_must_follow_from_what_it_quotes() -> None:
    text = "100 mm long bar, a hole every 20 mm, slot 40 mm"
    for value, good in ((-20, True), (13, False)):
        data = {
            "units": "mm",
            "features": [{"kind": "hole", "id": "h", "at": [{"kind": "at", "position": {"x": value}}], "depth": 20}],
        }
        says = {"/features/0/at/0/position/x": "slot 40 mm", "/features/0/depth": "20 mm"}
        codes = found(data, text, says, origins={"/features/0/at/0/position/x": "expression"})
        assert (("ungrounded-value", "/features/0/at/0/position/x") not in codes) is good


def test_answers_ground_values() -> None:
    says = {**PLATE_SAYS, "/features/0/depth": "8"}
    text = PLATE.replace(", 8 mm deep", "")
    asked = {"/features/0/depth": "answer"}
    assert found(plate(), text, says, origins=asked, answers=(("depth", "8 mm"),)) == []
    assert found(plate(), text, says, origins=asked, answers=(("depth", "9 mm"),)) == [
        ("ungrounded-value", "/features/0/depth")
    ]
    assert found(plate(), text, says, origins=asked) == [("ungrounded-value", "/features/0/depth")]


def test_a_listed_assumption_grounds_a_value_and_the_whole_intent_cannot_be_assumed() -> None:
    text = PLATE.replace(", 8 mm deep", "")
    says = {p: t for p, t in PLATE_SAYS.items() if not p.endswith("depth")}
    for about, good in (("/features/0/depth", True), ("/features/0", True), ("", False), ("/features/1", False)):
        data = {**plate(), "assumptions": [{"about": about, "text": "8 mm, as the sample"}]}
        assert (found(data, text, says) == []) is good, about


def test_a_table_must_be_looked_up_by_something_that_was_said() -> None:
    hole = {
        "kind": "hole",
        "id": "h",
        "diameter": 5,
        "through": True,
        "thread": {"designation": "M6"},
        "at": [{"kind": "at", "position": {}}],
    }
    data = {"units": "mm", "features": [hole]}
    table = {"/features/0/diameter": "table"}
    assert found(data, "M6 through hole, metric", {"/features/0/diameter": "M6"}, origins=table) == []
    codes = found(data, "M6 through hole, metric", {"/features/0/diameter": "M8"}, origins=table)
    assert codes == [("ungrounded-value", "/features/0/diameter")]


@pytest.mark.parametrize(
    ("field", "said", "unsaid"),
    [
        ({"through": True, "depth": None}, "through", "blind"),
        ({"counterbore": {"diameter": 18, "depth": 4}}, "counterbored 18 mm dia, 4 mm deep", "18 mm 4 mm"),
        ({"countersink": {"diameter": 18}}, "csk 18 mm dia", "18 mm"),
        ({"fit": "H7"}, "to H7", "to size"),
        ({"thread": {"designation": "M12"}}, "M12", "big"),
    ],
)
def test_words_need_grounds_too(field: dict[str, Any], said: str, unsaid: str) -> None:
    says = {
        **PLATE_SAYS,
        "/features/0/counterbore/diameter": "18 mm",
        "/features/0/counterbore/depth": "4 mm",
        "/features/0/countersink/diameter": "18 mm",
    }
    text = PLATE if "through" not in field else PLATE.replace(", 8 mm deep", "")
    assert found(plate(**field), f"{text} {said}", says) == []
    assert "ungrounded-value" in {code for code, _ in found(plate(**field), f"{text} {unsaid}", says)}


@pytest.mark.parametrize("text", ["through holes", "thru", "通孔", "holes through the plate"])
def test_through_must_be_answered_to_unless_denied(text: str) -> None:
    assert ("quantity-ignored") in {code for code, _ in found(plate(), f"{PLATE} {text}", PLATE_SAYS)}
    assert found(plate(), f"{PLATE} not through", PLATE_SAYS) == []
    assert found(plate(), f"{PLATE} 不通孔", PLATE_SAYS) == []


def test_a_denied_word_grounds_nothing() -> None:
    data = plate(through=True, depth=None)
    text = PLATE.replace("8 mm deep", "do not go through")
    assert ("ungrounded-value", "/features/0/through") in found(data, text, PLATE_SAYS)


def test_centred_must_be_answered_to() -> None:
    assert ("quantity-ignored", "centred") in found(plate(), PLATE + " and centred", PLATE_SAYS)


def test_the_unit_is_never_a_guess() -> None:
    text = "face off 2"
    data = {"units": "mm", "features": [{"kind": "face", "id": "f", "depth": 2}]}
    assert found(data, text, {"/features/0/depth": "2"}) == [("ungrounded-value", "/units")]
    assert found(data, text, {"/features/0/depth": "2"}, answers=(("unit", "mm"),)) == []
    assumed = {**data, "assumptions": [{"about": "/units", "text": "mm, as on the last drawing"}]}
    assert found(assumed, text, {"/features/0/depth": "2"}) == []


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("face off 2, G21 output", "mm"),
        ("M6 holes; face off 2", "mm"),
        ("1/4-20 holes; face off 2", "inch"),
        ("铣平面,深2", "mm"),
        ("face off 2 thou, imperial", "inch"),
    ],
)
def test_what_speaks_for_a_unit(text: str, units: str) -> None:
    for claimed in ("mm", "inch"):
        data = {"units": claimed, "features": [{"kind": "face", "id": "f", "depth": 2}]}
        codes = found(data, text, {"/features/0/depth": "2"})
        assert (("ungrounded-value", "/units") in codes) is (claimed != units)


def test_the_unit_behind_a_product_is_every_factor_s() -> None:
    part = {"kind": "box", "x": 100, "y": 60, "z": 12}
    says = {"/part/x": "100", "/part/y": "60", "/part/z": "12 mm"}
    text = "Plate 100 x 60 x 12 mm, and a 1/4-20 thread"
    assert not {"/part/x", "/part/y", "/units"} & {w for _, w in found({"units": "mm", "part": part}, text, says)}
    assert {"/part/x", "/part/y", "/part/z"} <= {w for _, w in found({"units": "inch", "part": part}, text, says)}
    inches = {"kind": "box", "x": "4 in", "y": "2 in", "z": "0.5 in"}
    says = {"/part/x": "4", "/part/y": "2", "/part/z": "0.5"}
    assert found({"units": "mm", "part": inches}, "Plate 4 x 2 x 0.5 inch", says) == []


def test_material_and_machine_numbers_are_no_dimensions() -> None:
    text = "From 6061-T6 aluminium on a Haas VF2: " + PLATE
    data = {**plate(), "material": "6061-T6 aluminium", "machine": "Haas VF2"}
    assert found(data, text, PLATE_SAYS) == []
    assert {code for code, _ in found(plate(), text, PLATE_SAYS)} == {"quantity-ignored"}
    assert ("ungrounded-value", "/material") in found({**plate(), "material": "titanium"}, PLATE, PLATE_SAYS)


def test_a_chinese_request_is_grounded_alike() -> None:
    text = "铝板100x60x12毫米,四角钻4个直径10的孔,深8,距边15"
    says = {
        **PLATE_SAYS,
        "/part/z": "12毫米",
        "/features/0/diameter": "直径10",
        "/features/0/depth": "深8",
        "/features/0/at/0/inset_x": "距边15",
        "/features/0/at/0/inset_y": "距边15",
    }
    assert found(plate(), text, says) == []
    assert ("ungrounded-value", "/features/0/depth") in found(
        plate(depth=10), text, {**says, "/features/0/depth": "直径10"}
    )


def test_a_large_intent_is_grounded_quickly() -> None:
    text = " ".join(f"hole {i} mm diameter, {i + 1} mm deep, x {i} y {i};" for i in range(2, 202))
    features, says = [], {}
    for k, i in enumerate(range(2, 202)):
        place = {"kind": "at", "position": {"x": i, "y": i}}
        features.append({"kind": "hole", "id": f"h{i}", "at": [place], "diameter": i, "depth": i + 1})
        says |= {f"/features/{k}/diameter": f"{i} mm diameter", f"/features/{k}/depth": f"{i + 1} mm deep"}
        says |= {f"/features/{k}/at/0/position/x": str(i), f"/features/{k}/at/0/position/y": str(i)}
    start = time.perf_counter()
    found({"units": "mm", "features": features}, text, says)
    assert time.perf_counter() - start < 5.0
