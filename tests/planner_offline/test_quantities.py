"""Quantities of a request: every one found, none cut in two, spans into the original text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.planner.folding import fold
from codegen.planner.quantities import quantities


def said(text: str) -> list[tuple[str, str, float | None, str | None]]:
    return [(q.text, q.kind, q.value, q.unit) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100x60x10 mm", [("100", "number", 100, None), ("60", "number", 60, None), ("10 mm", "length", 10, "mm")]),
        ("100×60×10mm", [("100", "number", 100, None), ("60", "number", 60, None), ("10mm", "length", 10, "mm")]),
        ("１００＊６０", [("１００", "number", 100, None), ("６０", "number", 60, None)]),
        ("6 x 4 x 3/8 in", [("6", "number", 6, None), ("4", "number", 4, None), ("3/8 in", "length", 0.375, "in")]),
        ('a 3-1/2" bolt circle', [('3-1/2"', "length", 3.5, "in")]),
        ("13/32 thru", [("13/32", "number", 0.40625, None)]),
        ("at 45/135/315°", [("45", "number", 45, None), ("135", "number", 135, None), ("315°", "angle", 315, "°")]),
        ("45 deg", [("45 deg", "angle", 45, "°")]),
        ("Φ8通孔", [("Φ8", "length", 8, None)]),
        ("⌀ 12.5", [("⌀ 12.5", "length", 12.5, None)]),
        ("R5 corners", [("R5", "length", 5, None)]),
        ("倒角C1.5", [("C1.5", "length", 1.5, None)]),
        ("X0 Y0", [("X0", "coordinate", 0, None), ("Y0", "coordinate", 0, None)]),
        ("X-5 Y12.5", [("X-5", "coordinate", -5, None), ("Y12.5", "coordinate", 12.5, None)]),
        ("10 in from both edges", [("10", "number", 10, None)]),
        ("60 in X by 40 in Y", [("60", "number", 60, None), ("40", "number", 40, None)]),
        ("铣掉50丝", [("50丝", "length", 50, "丝")]),
        ("40 thou", [("40 thou", "length", 40, "thou")]),
        ("四个孔", [("四", "count", 4, None)]),
        ("十二个", [("十二", "count", 12, None)]),
        ("两排", [("两", "count", 2, None)]),
        ("eight holes", [("eight", "count", 8, None)]),
        ("a dozen holes", [("dozen", "count", 12, None)]),
        ("第一个", [("第一", "ordinal", 1, None)]),
        ("S24000 F9000", [("S24000", "speed", 24000, None), ("F9000", "speed", 9000, None)]),
        ("3000 mm/min", [("3000 mm/min", "speed", 3000, "mm/min")]),
        ("12 o'clock", [("12 o'clock", "clock", 12, "o'clock")]),
    ],
)  # fmt: skip
def test_quantities(text: str, expected: list[tuple[str, str, float | None, str | None]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "designation", "pitch"),
    [
        ("M6", "M6", None), ("M8×1.25", "M8x1.25", 1.25), ("M20x1.5", "M20x1.5", 1.5), ("M6 x 12 deep", "M6", None),
        ("1/4-20", "1/4-20", None), ("#10-32", "#10-32", None), ("3/8-16UNC通孔", "3/8-16 UNC", None),
        ("10-32 UNF", "#10-32 UNF", None),
    ],
)  # fmt: skip
def test_threads(text: str, designation: str, pitch: float | None) -> None:
    first = quantities(text)[0]
    assert (first.kind, first.designation, first.pitch) == ("thread", designation, pitch)


@pytest.mark.parametrize(
    "text", ["6061", "45钢", "Q235", "304不锈钢", "S275", "S355. Four", "H59", "840D", "G54", "G20", "ER32", "7075-T6"]
)
def test_designations(text: str) -> None:
    first = quantities(text)[0]
    assert first.kind == "designation"
    assert first.value is None


def test_a_grade_with_a_unit_is_a_length() -> None:
    assert said("a 304 mm bar") == [("304 mm", "length", 304, "mm")]
    assert said("304x20")[0][:3] == ("304", "number", 304)


def test_fit_and_count() -> None:
    assert [(q.text, q.kind) for q in quantities("47H7 bore")] == [("47", "number"), ("H7", "fit")]
    assert [(q.text, q.kind) for q in quantities("4-M6")] == [("4", "count"), ("M6", "thread")]


def test_words_that_hold_number_signs_are_no_numbers() -> None:
    assert quantities("统一 一起 四周 零点 内六角 十字") == ()


@given(st.text(alphabet='0123456789 .x×mM"/-ΦR°四个XYinch,()', max_size=60))
def test_spans_point_into_the_text_and_never_overlap(text: str) -> None:
    last = 0
    for q in quantities(text):
        assert q.start >= last
        assert q.text == text[q.start : q.end]
        assert q.text
        last = q.end


@given(st.text(max_size=80))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    quantities(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a hundred and twenty by sixty by ten", [(120, "number"), (60, "number"), (10, "number")]),
        ("two and a half by one and a quarter", [(2.5, "number"), (1.25, "number")]),
        ("three eighths deep", [(0.375, "number")]),
        ("a millimetre and a half", [(1.5, "length")]),
        ("seventy-five wide", [(75, "number")]),
        ("ten thick, eight deep.", [(10, "number"), (8, "number")]),
        ("four holes", [(4, "count")]),
        ("two deep pockets", [(2, "count")]),  # how many, not how deep
        ("thirty five holes", [(35, "count")]),
        ("four long slots", [(4, "count")]),
        ("five along X", [(5, "count")]),
    ],
)
def test_numbers_in_words(text: str, values: list[tuple[float, str]]) -> None:
    assert [(q.value, q.kind) for q in quantities(text)] == values


@pytest.mark.parametrize(
    ("text", "unit"), [("18 in diameter", None), ("18 in outside diameter", None), ("3 in wide", "in")]
)
def test_in_before_a_noun_is_a_preposition_where_nothing_is_in_inches(text: str, unit: str | None) -> None:
    assert [q.unit for q in quantities(text)] == [unit]
