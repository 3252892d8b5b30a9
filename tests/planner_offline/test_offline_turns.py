"""Turns of English requests: each reads as the part that a reader works out by hand, or is refused."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.model.request import Request
from codegen.planner.offline import OfflinePlanner

PLATE = "Aluminium plate 200 x 60 x 10 mm, zero front left top. "


def read(text: str) -> dict[str, Any]:
    reply = OfflinePlanner().plan(Request(text))
    assert reply.intent is not None, [f.message for f in reply.findings] + [q.text for q in reply.questions]
    return reply.intent if isinstance(reply.intent, dict) else reply.intent.model_dump()


def places(text: str) -> list[tuple[float, float]]:
    return [(p["position"]["x"], p["position"]["y"]) for p in read(text)["features"][0]["at"]]


def test_a_row_is_listed_and_repeated() -> None:
    text = PLATE + "Six M5 tapped holes through: three along X (20, 100, 180) in each of two rows, Y = 15 and Y = 45"
    assert sorted(places(text)) == [(x, y) for x in (20.0, 100.0, 180.0) for y in (15.0, 45.0)]


def test_the_middle_of_the_width_is_checked() -> None:
    holes = PLATE + "2 thru holes, 6 mm, all at Y{} (middle of the width), X = 20 and 60"
    assert places(holes.format(30)) == [(20.0, 30.0), (60.0, 30.0)]
    reply = OfflinePlanner().plan(Request(holes.format(20)))
    assert reply.intent is None and {f.code for f in reply.findings} == {"contradiction"}


@pytest.mark.parametrize(("size", "along", "across"), [("200 x 60", 90.0, 30.0), ("60 x 200", 30.0, 90.0)])
def test_lengthwise_is_along_the_longer_side(size: str, along: float, across: float) -> None:
    text = f"Plate {size} x 10 mm, zero centre top. 4 through holes 7 mm dia, 90 mm apart lengthwise, 30 mm crosswise"
    text = text.replace("30 mm crosswise", "30 mm apart crosswise, centred")
    grid = read(text)["features"][0]["at"][0]
    assert (grid["column_spacing"], grid["row_spacing"]) == (along, across)


@pytest.mark.parametrize("words", ["Four 8 dia holes through", "4 x 8 dia holes through"])
def test_a_bare_diameter_behind_a_count(words: str) -> None:
    hole = read(PLATE + words + ", 70 x 40 pattern, centred")["features"][0]
    assert hole["diameter"] == 8.0 and (hole["at"][0]["columns"], hole["at"][0]["rows"]) == (2, 2)


def test_the_drill_of_a_thread_is_said_before_its_reach() -> None:
    text = "Brass block 60x60x25 mm, zero front left top. "
    for tail in (
        "At X30 Y30: drill 6.8 mm, 20 deep, then tap M8x1.25 with 15 of usable thread.",
        "One M8x1.25 tapped hole at X30 Y30. Drill 6.8 dia to a depth of 20, then 15 of usable thread.",
    ):
        hole = read(text + tail)["features"]
        assert len(hole) == 1
        assert (hole[0]["diameter"], hole[0]["depth"], hole[0]["thread"]["depth"]) == (6.8, 20.0, 15.0)


def test_what_the_flange_takes_up() -> None:
    text = "STEP: flanged bush, overall length 40 mm, of which the flange takes up 6 (flange dia 50); rest of the body is 30 OD"
    part = read(text)["part"]
    assert [s["diameter"] for s in part["sections"]] == [50.0, 30.0]
    assert part["sections"][0]["length"] == 6.0 and part["length"] == 40.0


def test_travels_with_their_axes() -> None:
    text = "Travels are 300 in X, 200 in Y and 60 in Z. " + PLATE + "10 mm hole through bang in the middle"
    limits = read(text)["limits"]
    assert (limits["travel_x"], limits["travel_y"], limits["travel_z"]) == (300.0, 200.0, 60.0)


def test_the_same_corner_is_the_one_named_before() -> None:
    text = "Plate 80 x 50 x 8 mm. 2 holes 5 mm through. Centres from the front left corner: 10/10, 70/10. That corner is X0 Y0"
    datum = read(text)["datum"]
    assert places(text) == [(10.0, 10.0), (70.0, 10.0)]
    assert (datum["across"], datum["along"]) == ("left", "front")
