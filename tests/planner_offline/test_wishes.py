"""Wishes in words, and requests that are read in part only: hand-written expectations."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.findings import Severity
from codegen.model.request import Reply, Request
from codegen.pipeline.partial import with_conflicts
from codegen.planner.offline import OfflinePlanner

BLOCK = "6061 block 100x60x20 mm, zero front left corner on top. Pocket 40x30 mm, R6 corners, 8 deep in the centre. "
ZH = "6061块100×60×20，原点中心顶面，中间铣40×30型腔，内角R6，深8。"


def read(text: str) -> Reply:
    return OfflinePlanner().plan(Request(text))


def intent(text: str) -> dict[str, Any]:
    reply = read(text)
    assert reply.intent is not None, [f.message for f in reply.findings]
    return dict(reply.intent)


@pytest.mark.parametrize(
    ("words", "tool"),
    [
        ("The only tool is a 6 mm end mill.", {"kind": "end_mill", "diameter": 6, "only": True}),
        ("8 mm carbide endmill, no other tool.", {"kind": "end_mill", "diameter": 8, "material": "carbide", "only": True}),
        ("8mm 3 flute end mill is loaded.", {"kind": "end_mill", "diameter": 8, "flutes": 3}),
        ("Use a 10 mm end mill, flute length 22, stick-out 35.",
         {"kind": "end_mill", "diameter": 10, "flute_length": 22, "stick_out": 35}),
        ("Only tool is a 6 mm end mill, it sticks out 25 from the ER32 nut (nut is 50 dia).",
         {"kind": "end_mill", "diameter": 6, "only": True, "stick_out": 25, "holder": "ER32", "holder_diameter": 50}),
    ],
)  # fmt: skip
def test_tools(words: str, tool: dict[str, Any]) -> None:
    assert intent(BLOCK + words)["tools"] == [tool]


@pytest.mark.parametrize(
    ("words", "tool"),
    [
        ("只有一把Φ6立铣刀，刃长18，装上以后露出ER20螺母22mm（螺母外径34），不换刀。",
         {"kind": "end_mill", "diameter": 6, "only": True, "flute_length": 18, "stick_out": 22, "holder": "ER20",
          "holder_diameter": 34}),
        ("铣刀就剩一把Φ10的。", {"kind": "end_mill", "diameter": 10, "only_kind": True}),
        ("用Φ12的刀。", {"kind": "end_mill", "diameter": 12}),
    ],
)  # fmt: skip
def test_tools_in_chinese(words: str, tool: dict[str, Any]) -> None:
    assert intent(ZH + words)["tools"] == [tool]


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        ("My router tops out at 3000 mm/min and 10000 rpm.", "limits", {"max_feed": 3000, "max_speed": 10000}),
        ("Travel 300x200x60.", "limits", {"travel_x": 300, "travel_y": 200, "travel_z": 60}),
        ("Smallest cutter in the magazine is 6 mm.", "limits", {"smallest_cutter": 6}),
        ("Run it at exactly S8000 F900.", "cutting", [{"speed": 8000, "feed": 900, "exact": True}]),
        ("Spindle 8000 rpm, feed 900 mm/min.", "cutting", [{"speed": 8000}, {"feed": 900}]),
        ("Stepdown 1 mm, stepover 3 mm, no coolant.", "cutting", [{"stepdown": 1, "stepover": 3, "coolant": "off"}]),
        ("In one clamping.", "single_clamping", True),
        ("My router.", "machine", "generic-router"),
    ],
)
def test_machine_and_cutting(words: str, key: str, value: Any) -> None:
    got = intent(BLOCK + words)[key]
    if key == "cutting":
        value = [{k: v for part in value for k, v in part.items()}]
    assert got == value


def test_machine_and_cutting_in_chinese() -> None:
    got = intent(
        ZH + "小雕刻机，行程X300 Y200 Z60，转速3000进给500，每刀1mm，开冷却液，一次装夹，不能铣穿，腔底至少留3mm。"
    )
    assert got["machine"] == "generic-router"
    assert got["limits"] == {"travel_x": 300, "travel_y": 200, "travel_z": 60}
    assert got["cutting"] == [{"speed": 3000, "feed": 500, "stepdown": 1, "coolant": "flood"}]
    assert got["single_clamping"] is True and got["features"][0]["floor"] == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Run at S8000. Run at S6000.", "contradiction"),
        ("Only tool is a 6 mm end mill. Use a 10 mm end mill.", "contradiction"),
        ("No other tool.", "unread-words"),  # than which?
        ("Flute length 20.", "unread-words"),
        ("Run at 20 m/min.", "unread-words"),  # a surface speed
        ("Feed 20 ipm.", "unread-words"),  # in a request in mm
    ],
)
def test_wishes_that_cannot_be_taken(words: str, code: str) -> None:
    reply = read(BLOCK + words)
    assert reply.intent is None and code in {f.code for f in reply.findings}


# -- read in part


def verdict(text: str) -> tuple[set[str], set[str], set[str]]:
    """Codes of errors and of warnings, and the slots asked for."""
    reply = with_conflicts(read(text))
    assert reply.intent is None
    by = {s: {f.code for f in reply.findings if f.severity is s} for s in Severity}
    return by[Severity.ERROR], by[Severity.WARNING], {q.slot for q in reply.questions}


def test_a_conflict_is_named_beside_the_unread_words() -> None:
    text = "100x60x10 mm plate in 6061, zero front left corner on top. Drill an Ø8 hole thru at X{} Y30. Frobnicate nicely."
    assert verdict(text.format(120)) == ({"unread-words", "feature-outside-stock"}, set(), set())
    assert verdict(text.format(50)) == ({"unread-words"}, set(), set())
    message = next(f.message for f in with_conflicts(read(text.format(120))).findings if f.code != "unread-words")
    assert message.startswith("as far as it was read: ") and "X120" in message


@pytest.mark.parametrize(
    "text",
    [
        "100x60x10 mm plate in 6061, frobnicate zero back right corner on top. Drill an Ø8 hole thru at X120 Y30.",
        "100x60x10 mm plate in 6061, zero front left corner on top. Drill an Ø8 hole thru at X120 Y30 frobnicate.",
        "100x60x10 mm plate in 6061, zero front left corner on top. Drill an Ø8 hole thru at X120 Y30, frobnicate.",
        "100x60x10 frobnicate plate in 6061, zero front left corner on top. Drill an Ø8 hole thru at X120 Y30.",
        "100x60x10 mm plate in 6061. Drill an Ø8 hole thru at X120 Y30. Frobnicate nicely.",  # zero may be unread
    ],
)
def test_no_conflict_where_unread_words_may_change_it(text: str) -> None:
    assert verdict(text) == ({"unread-words"}, set(), set())


def test_what_is_missing_is_asked_with_the_unread_words_as_a_warning() -> None:
    text = "100x60x10 mm plate in 6061, zero front left corner on top. Drill an Ø8 hole at X20 Y30. Frobnicate nicely."
    assert verdict(text) == (set(), {"unread-words"}, {"depth"})
    reply = OfflinePlanner().plan(Request(text, answers=(("depth", "through"),)))
    assert reply.intent is None and reply.questions == ()
    assert {f.code for f in reply.findings if f.severity is Severity.ERROR} == {"unread-words"}  # never made


@pytest.mark.parametrize(
    "rest", ["Drill an Ø8 hole at X20 Y30, frobnicate.", "Drill an Ø8 hole at X20 Y30. Frobnicate 7."]
)
def test_nothing_is_asked_that_unread_words_may_answer(rest: str) -> None:
    assert verdict("100x60x10 mm plate in 6061, zero front left corner on top. " + rest) == (
        {"unread-words"},
        set(),
        set(),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pocket 80 x 50 R5, 10 deep, in the middle of a 70 x 40 x 20 block. Zero centre top. 6061", "feature-outside-stock"),
        ("100x60x20 mm plate, Ø8 hole 30 deep at X20 Y20, Ø6 hole at X50 Y30, zero front left top", "feature-outside-stock"),
    ],
)  # fmt: skip
def test_a_conflict_is_named_before_anything_is_asked(text: str, code: str) -> None:
    reply = with_conflicts(read(text))
    assert not reply.questions
    assert code in {f.code for f in reply.findings}


def test_a_size_that_fits_is_asked_for_and_not_refused() -> None:
    reply = with_conflicts(
        read("Pocket 50 x 30 R5, 10 deep, in the middle of a 70 x 40 x 20 block. Zero centre top. 6061")
    )
    assert [q.slot for q in reply.questions] == ["unit"]
    assert not reply.findings
