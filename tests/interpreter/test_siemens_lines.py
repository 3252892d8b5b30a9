"""One block of a SINUMERIK program: the short way agrees with the grammar, and every part keeps its columns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.interpreter.expression import Variable
from codegen.interpreter.lines import parse_line, parse_with_grammar
from codegen.interpreter.siemens import SYNTAX
from codegen.interpreter.siemens.lines import rest_of


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*"GXYZFSTDRNeExX019.-+ =[;:/", "10", "G1", "X5", "EX"]), max_size=12).map("".join))
def test_the_short_way_agrees_with_the_grammar(text: str) -> None:
    assert parse_line(text, SYNTAX) == parse_with_grammar(text, SYNTAX)


@pytest.mark.parametrize("text", ["N10 G1 X10 Y-5.5 F100", "G0X1Y2", "  T1 D1 M6 ", "X.5", "X-.5Z+3."])
def test_plain_lines_need_no_grammar(text: str) -> None:
    assert SYNTAX.plain.fullmatch(text)


@pytest.mark.parametrize("text", ["R1=5", "X1=10", "S1=500 M1=3", "R [1]=5", "X1EX3", "N10.5 G1", "G1 X10 ; r", "CR=5"])
def test_others_do(text: str) -> None:
    assert SYNTAX.plain.fullmatch(text) is None


def test_a_word_is_its_text() -> None:
    text = 'N5 G1 X=AC(10)  Y = IC( -R1 ) CR=-7.5 T="MILL 10"'
    for word in parse_line(text, SYNTAX).words:
        assert text[word.column - 1 :].startswith(word.text)
    assert [w.text for w in parse_line(text, SYNTAX).words] == [
        "G1",
        "X=AC(10)",
        "Y = IC( -R1 )",
        "CR=-7.5",
        'T="MILL 10"',
    ]
    assert rest_of(parse_line(text, SYNTAX)).modes == {1: "AC", 2: "IC"}


def test_variables_and_addresses_are_told_apart() -> None:
    parsed = parse_line("R1=5 LEN=3 X1=4 S1=5 $A_OUT[1]=1 F=2", SYNTAX)
    assert [a.target.name for a in parsed.assignments] == ["R", "LEN", "$A_OUT"]
    assert [(w.letter, w.value) for w in parsed.words] == [("X1", 4.0), ("S1", 5.0), ("F", 2.0)]


def test_a_call_keeps_the_gaps_between_its_parameters() -> None:
    (call,) = rest_of(parse_line("MCALL CYCLE83(10,0,2,,,-5,,)", SYNTAX)).calls
    assert [a is None for a in call.arguments] == [False, False, False, True, True, False, True, True]
    assert (call.column, call.end_column) == (7, 29)


def test_small_letters_mean_the_same() -> None:
    small, large = (parse_line(t, SYNTAX) for t in ("if r1==5 gotof ende", "IF R1==5 GOTOF ENDE"))
    assert small.control == large.control
    assert isinstance(rest_of(small).statement.jumps[0][1], Variable)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "label", "number", "skip"),
    [
        ("/3 N10 LAB: X1", "LAB", 10.0, True),
        ("LAB_2:", "LAB_2", None, False),
        (":20 X1", None, None, False),
        ("/X1", None, None, True),
    ],
)
def test_the_front_of_a_block(text: str, label: str | None, number: float | None, skip: bool) -> None:
    parsed = parse_line(text, SYNTAX)
    assert parsed.faults == ()
    assert (rest_of(parsed).label, parsed.number, parsed.deleted) == (label, number, skip)


def test_remarks_are_kept() -> None:
    assert parse_line('MSG("a;b") ; (c) "d"', SYNTAX).comments == (' (c) "d"',)
