"""One line to words: the fast path against the grammar, spellings of numbers, and what a refusal says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.interpreter.lines import PLAIN, parse_line, parse_with_grammar

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
pieces = st.sampled_from(
    [*LETTERS, *LETTERS.lower(), *"0123456789", *"0123456789", *"..+-- \t", "(c)", ";", "/", "#", "[", "]", "%"]
)
lines = st.lists(pieces, max_size=24).map("".join)
words = st.builds(
    lambda letter, gap, sign, number, tail: letter + gap + sign + number + tail,
    st.sampled_from("XYZGMFSTIJKRPQLHDxyzgm"),
    st.sampled_from(["", "", " ", "\t"]),
    st.sampled_from(["", "", "-", "+"]),
    st.one_of(
        st.integers(0, 99999).map(str),
        st.decimals(0, 9999, places=4).map(str),
        st.sampled_from(["1.", ".5", "00", "007.50"]),
    ),
    st.sampled_from(["", " ", "  "]),
)


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(
        lines, st.lists(words, max_size=8).map("".join), st.lists(words, max_size=6).map(lambda w: "N10 " + "".join(w))
    )
)
def test_the_fast_path_reads_what_the_grammar_reads(line: str) -> None:
    by_grammar = parse_with_grammar(line)
    if PLAIN.fullmatch(line) is not None:
        assert parse_line(line) == by_grammar
    assert (by_grammar.faults == ()) >= (PLAIN.fullmatch(line) is not None)


@given(st.lists(words, min_size=1, max_size=8).map("".join))
def test_plain_words_take_the_fast_path(line: str) -> None:
    assert PLAIN.fullmatch(line) is not None


@given(st.text(max_size=40))
def test_comment_lines_read_as_the_grammar_does(text: str) -> None:
    line = f"({text})"
    if "\n" not in text and "\r" not in text:
        assert parse_line(line) == parse_with_grammar(line)


@given(st.decimals(-99999, 99999, places=5))
def test_a_number_is_read_as_written(value: object) -> None:
    (word,) = parse_line(f"X{value:f}").words  # type: ignore[str-format]
    assert word.value == float(str(value))
    spaced = " ".join(f"X{value:f}")  # blanks are part of nothing: LinuxCNC deletes them first
    assert parse_line(spaced).words[0].value == word.value


@pytest.mark.parametrize(
    ("text", "letter", "value", "column"),
    [
        ("X1", "X", 1.0, 1),
        ("  x +1.", "X", 1.0, 3),
        ("G0 X 1 0", "X", 10.0, 4),
        ("X-.5", "X", -0.5, 1),
        ("X--1", "X", 1.0, 1),
        ("X+-1", "X", -1.0, 1),
        ("X---2", "X", -2.0, 1),
        ("N5 X00012.50", "X", 12.5, 4),
        ("/N5.1X1 . 5", "X", 1.5, 6),
        ("g0(a)x1(b)", "X", 1.0, 6),
        ("X1;(", "X", 1.0, 1),
    ],
)
def test_spellings(text: str, letter: str, value: float, column: int) -> None:
    word = parse_line(text).words[-1]
    assert (word.letter, word.value, word.column) == (letter, value, column)


def test_what_stands_around_the_words() -> None:
    line = parse_line("/N10.5 (first) G0 ; second (third")
    assert (line.deleted, line.number, line.comments) == (True, 10.5, ("first", " second (third"))


@pytest.mark.parametrize(
    ("text", "column", "code", "says"),
    [
        ("X1.2.3", 5, "syntax", "does not continue the number"),
        ("X1-2", 3, "syntax", "does not continue the number"),
        ("G0 X", 5, "syntax", "ends where a number should follow"),
        ("G0 X.", 5, "syntax", "does not continue"),
        ("G0 X1 N5", 7, "syntax", "first in its block"),
        ("N1. X1", 3, "syntax", "does not continue"),
        ("G0 X1,5", 6, "syntax", "no part of a number"),
        ("G0 (a (b) c) X1", 4, "syntax", "comment"),
        ("G0 (open", 4, "syntax", "comment"),
        ("G0 X1)", 6, "syntax", "closes no comment"),
        ("G0 X1 %", 7, "syntax", "stand alone"),
        ("X1 /", 4, "syntax", "first character"),
        ("GO X1", 2, "look-alike-character", "digit"),
        ("G0 Х1", 4, "look-alike-character", "looks like 'X'"),
        ("G0 X１", 5, "look-alike-character", "looks like '1'"),
        ("G1 X−5", 5, "look-alike-character", "looks like '-'"),
        ('X"', 2, "syntax", "not expected"),
        ("X1\x00", 3, "syntax", "character code 0x00"),
    ],
)
def test_a_refusal_points_at_the_place(text: str, column: int, code: str, says: str) -> None:
    (fault,) = parse_line(text).faults
    assert (fault.code, fault.column) == (code, column)
    assert says in fault.message
    assert fault.remedy
    assert fault.end_column > fault.column


@pytest.mark.parametrize(
    ("text", "column", "end"),
    [
        ("G1 X[1+2*3]", 4, 12),
        ("G1 X#5 Y1", 4, 7),
        ("X sin[30]", 1, 10),
        ("X-[2]", 1, 6),
        ("X[atan[1]/[2]]", 1, 15),
        ("#100 = 5", 1, 9),
        ("#<depth>=[2 mod 3]", 1, 19),
        ("O100 sub", 1, 9),
        ("o<name> call [1]", 1, 17),
    ],
)
def test_what_is_not_evaluated_is_said(text: str, column: int, end: int) -> None:
    fault = parse_line(text).faults[0]
    assert fault.code == "unsupported-code"
    assert fault.column == column
    assert fault.end_column <= end
    assert not parse_line(text).refused
