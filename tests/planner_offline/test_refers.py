"""English that refers to what was said before: expected places and sizes are worked out by hand from the words."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.model.request import Request
from codegen.planner.offline import OfflinePlanner

PLATE = "6061 plate 150x60x10 mm, zero front left top. "


def features(text: str) -> list[dict[str, Any]]:
    reply = OfflinePlanner().plan(Request(text=text))
    assert reply.intent is not None, (reply.findings, reply.questions)
    return list(reply.intent["features"])


def points(feature: dict[str, Any]) -> set[tuple[float, float]]:
    return {(p["position"]["x"], p["position"]["y"]) for p in feature["at"]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Two 6 mm holes through, one at X20 Y20 and the other at X90 Y40.", {(20, 20), (90, 40)}),
        ("Two 6 mm holes through at 20/30 and 50/30.", {(20, 30), (50, 30)}),
        ("Three 6 mm holes through at Y20, X15, 55, 85.", {(15, 20), (55, 20), (85, 20)}),
        (
            "Four 6 mm through, one row at Y10 and the other at Y50, X20, 130.",
            {(20, 10), (130, 10), (20, 50), (130, 50)},
        ),
        ("Four 6 mm through, row 1 at Y10, row 2 at Y50, X20, 130.", {(20, 10), (130, 10), (20, 50), (130, 50)}),
    ],
)
def test_lists_of_places(words: str, expected: set[tuple[float, float]]) -> None:
    (hole,) = features(PLATE + words)
    assert points(hole) == expected


@pytest.mark.parametrize(
    "words",
    [
        "Drill 6 mm through at X15, 55, 4 deep.",  # a depth beside through
        "Three 6 mm holes through, one at X20 Y20, the other at X90 Y20.",
        "Two 6 mm holes through, row 1 at Y10, row 3 at Y30, X20.",
        "Slot 10 wide, 40 long, 5 deep along X in the centre, round ends. Two 5 mm holes through on its centreline.",
        "Pocket 60 long in X by 40 wide in X, 5 deep, R6, centred.",
        "One pocket, 8 mm, in the centre.",
    ],
)
def test_what_refers_to_two_things_or_none_is_not_read(words: str) -> None:
    assert OfflinePlanner().plan(Request(text=PLATE + words)).intent is None


@pytest.mark.parametrize(
    ("words", "x", "y"),
    [
        ("60 long in Y by 40 wide in X", 40, 60),
        ("60 long in X by 40 wide in Y", 60, 40),
        ("60 x 40 (40 along X)", 40, 60),
    ],
)
def test_sizes_with_an_axis(words: str, x: float, y: float) -> None:
    block = "6082 block 100x80x20 mm, zero centre top. Pocket "
    (pocket,) = features(f"{block}{words}, 8 deep, R6, centred.")
    assert (pocket["outline"]["x"], pocket["outline"]["y"]) == (x, y)


def test_a_size_by_itself_is_that_of_the_hole_before_it() -> None:
    (hole,) = features(PLATE + "One hole, 8 mm, 5 mm deep at X20 Y20.")
    assert (hole["diameter"], hole["depth"]) == (8, 5)


def test_both_outer_edges_of_a_spacer_are_not_those_of_its_bore() -> None:
    made = features(
        "STEP of a spacer: outside diameter 30 mm, bore 16 mm, length 45 mm, 1 mm chamfer on both outer edges"
    )
    assert [f.get("edges") for f in made if f["kind"] == "chamfer"] == ["both-outer"]
