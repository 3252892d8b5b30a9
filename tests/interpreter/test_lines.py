"""One line to words: the fast path against the grammar, spellings of numbers, and what a refusal says."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.interpreter import lines as reading
from codegen.interpreter.lines import PLAIN, Parsed
from codegen.interpreter.ngc.lines import SYNTAX

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


def parse_line(text: str) -> Parsed:
    return reading.parse_line(text, SYNTAX)


def parse_with_grammar(text: str) -> Parsed:
    return reading.parse_with_grammar(text, SYNTAX)


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
        ("X-[#2]", 1, 7),
        ("X [atan[1]/[2]] (c)", 1, 16),
    ],
)
def test_a_word_with_an_expression_waits_for_its_value(text: str, column: int, end: int) -> None:
    line = parse_line(text)
    assert line.faults == ()
    assert line.values is not None
    (index,) = line.values
    word = line.words[index]
    assert word.letter == "X"
    assert math.isnan(word.value)
    assert (word.column, word.column + len(word.text)) == (column, end)


@pytest.mark.parametrize(
    ("text", "name", "column", "end"),
    [("#100 = 5", "#", 1, 5), ("G0 #<My Depth>=[2 mod 3]", "mydepth", 4, 15), ("##2=1", "#", 1, 4)],
)
def test_parameters_are_set(text: str, name: str, column: int, end: int) -> None:
    (assignment,) = parse_line(text).assignments
    target = assignment.target
    assert (target.name, target.column, target.end_column) == (name, column, end)


@pytest.mark.parametrize(
    ("text", "kind", "label", "arguments"),
    [
        ("O100 sub", "sub", "100", 0),
        ("o<Na me> call [1] (c) [2] ; d", "call", "name", 2),
        ("/N5 o 1 e n d i f", "endif", "1", 0),
        ("o1 elseif [#1 lt 2]", "elseif", "1", 1),
        ("o1 repeat[3]", "repeat", "1", 1),
        ("O2000 (title)", "", "2000", 0),
        ("o100 return [#1 + 2]", "return", "100", 1),
        ("o1 do", "do", "1", 0),
    ],
)
def test_o_words(text: str, kind: str, label: str, arguments: int) -> None:
    line = parse_line(text)
    o = line.control
    assert line.faults == ()
    shown = o.label if isinstance(o.label, str) else f"{o.label.value:g}"
    assert (o.kind, shown, len(o.arguments)) == (kind, label, arguments)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("o1 if", 6, "lacks"),
        ("o1 sub [3]", 9, "nothing may follow"),
        ("o1 while [1] [2]", 15, "nothing may follow"),
        ("o1 call" + "[1]" * 31, 99, "at most 30"),
        ("o1 foo", 4, "not expected"),
        ("o1 if [1] G0", 11, "not expected"),
    ],
)
def test_o_words_that_are_wrong(text: str, column: int, says: str) -> None:
    (fault,) = parse_line(text).faults
    assert (fault.code, fault.column) == ("syntax", column)
    assert says in fault.message


@pytest.mark.parametrize("control", shop.controllers())
def test_a_file_that_was_converted_twice_is_read_with_one_warning(control: str) -> None:
    from codegen.interpreter import read

    text = (
        "0 BEGIN PGM A MM\n1 L X+1 FMAX\n2 M30\n3 END PGM A MM\n"
        if control == "heidenhain"
        else "G21 G90\nG0 X1.\nM30\n"
    )
    once, twice = (read(text.replace("\n", end).encode(), shop.controller(control)) for end in ("\r\n", "\r\r\n"))
    assert [repr(s) for s in once.steps] == [repr(s) for s in twice.steps]  # NaN is not equal to itself
    assert [f for f in twice.findings if "CR CR LF" not in f.message] == list(once.findings)
    assert [str(f.severity) for f in twice.findings if "CR CR LF" in f.message] == ["warning"]


@pytest.mark.parametrize("as_bytes", [True, False])
def test_a_line_without_end_is_refused_at_once(as_bytes: bool) -> None:
    from codegen.interpreter import read

    text = "G21\nG0 X1\n" + "X1 " * 400_000 + "\nM2\n"
    start = time.perf_counter()
    reading = read(text.encode() if as_bytes else text + "é", shop.controller("linuxcnc"))
    assert [(f.code, f.where.line) for f in reading.findings if f.severity == "error"] == [("limit-exceeded", 3)]
    assert time.perf_counter() - start < 5.0
    fine = read("G21\n" + "(" + "c" * 60_000 + ")\nM2\n", shop.controller("linuxcnc"))
    assert "limit-exceeded" not in {f.code for f in fine.findings}
