"""One Fanuc line to words: the fast path against the grammar, and what a refusal says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.interpreter.fanuc import SYNTAX
from codegen.interpreter.lines import parse_line, parse_with_grammar

pieces = st.sampled_from(
    [*"GMXYZIJKRPQSTFHDNO", *"0123456789", *"0123456789", *"..+-- \t", "(c)", ";", "/", "#", "[", "]", ","]
)
lines = st.lists(pieces, max_size=24).map("".join)
words = st.builds(
    lambda letter, gap, sign, value, tail: letter + gap + sign + value + tail,
    st.sampled_from("XYZGMFSTIJKRPQLHD"),
    st.sampled_from(["", "", " ", "\t"]),
    st.sampled_from(["", "", "-", "+"]),
    st.one_of(st.integers(0, 99999).map(str), st.sampled_from(["1.", ".5", "00", "007.50"])),
    st.sampled_from(["", "", " "]),
)


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        lines,
        st.lists(words, max_size=8).map("".join),
        st.lists(words, max_size=6).map(lambda w: "N10 " + "".join(w) + ";"),
    )
)
def test_the_fast_path_reads_what_the_grammar_reads(line: str) -> None:
    by_grammar = parse_with_grammar(line, SYNTAX)
    if SYNTAX.plain.fullmatch(line) is not None:
        assert parse_line(line, SYNTAX) == by_grammar
        assert by_grammar.faults == ()


@given(st.lists(words, min_size=1, max_size=8).map("".join))
def test_plain_words_take_the_fast_path(line: str) -> None:
    assert SYNTAX.plain.fullmatch(line) is not None


@pytest.mark.parametrize(
    ("text", "program", "number", "deleted", "values", "comments"),
    [
        ("O1234", 1234, None, False, [], ()),
        ("O0012(BRACKET)", 12, None, False, [], ("BRACKET",)),
        (":7 ;", 7, None, False, [], ()),
        ("O 1 2", 12, None, False, [], ()),
        ("O5<BRACKET>", 5, None, False, [], ()),
        ("/N10G01X1.5", None, 10, True, [("G", 1), ("X", 1.5)], ()),
        ("/3 G0 Y-.5", None, None, True, [("G", 0), ("Y", -0.5)], ()),
        ("G 0 X 1 0 .", None, None, False, [("G", 0), ("X", 10)], ()),
        ("X1.(a)Y+2;", None, None, False, [("X", 1), ("Y", 2)], ("a",)),
        (";", None, None, False, [], ()),
    ],
)
def test_spellings(
    text: str, program: int | None, number: int | None, deleted: bool, values: object, comments: object
) -> None:
    line = parse_line(text, SYNTAX)
    assert line.faults == ()
    assert (line.program, line.number, line.deleted, line.comments) == (program, number, deleted, comments)
    assert [(w.letter, w.value) for w in line.words] == values


@pytest.mark.parametrize(
    ("text", "column", "code", "says"),
    [
        ("g0 X1.", 1, "lower-case-letters", "small letter"),
        ("G0 x1.", 4, "lower-case-letters", "small letter"),
        ("G0 X1. ; remark", 8, "syntax", "another block"),
        ("X--1", 3, "syntax", "does not continue"),
        ("G0 X1.2.3", 8, "syntax", "does not continue"),
        ("GO X1.", 2, "look-alike-character", "digit"),
        ("G0 Х1.", 4, "look-alike-character", "looks like"),
        ("G0 X1. O5", 8, "syntax", "begin its block"),
        ("X1. N5", 5, "syntax", "first in its block"),
        ("(a (b))", 1, "syntax", "comment"),
        ("(open", 1, "syntax", "comment"),
        ("G0 X", 5, "syntax", "ends where a number"),
        ("X1,5", 3, "syntax", "no part of a number"),
    ],
)
def test_a_refusal_points_at_the_place(text: str, column: int, code: str, says: str) -> None:
    (fault,) = parse_line(text, SYNTAX).faults
    assert (fault.code, fault.column) == (code, column), fault
    assert says in fault.message
    assert fault.remedy


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("#1=5", "assignment"),
        ("#[#1+2]=[3*SIN[#4]]", "assignment"),
        ("#1=ATAN[1]/[2]+3", "assignment"),
        ("X#1", "value"),
        ("X-[#1/2.]", "value"),
        ("YATAN[1.]/[2.]", "value"),
        ("ZPOW[2,#3]", "value"),
        ("G#1", "value"),
        ("IF[#1EQ0]GOTO10", "branch"),
        ("IF[#1EQ0]THEN#2=1", "choice"),
        ("WHILE [#1 LT 10] DO1", "loop"),
        ("DO 1", "loop"),
        ("END1 (COMMENT)", "end"),
        ("GOTO 100", "jump"),
        ("DPRNT[X#1[23]]", "print"),
    ],
)
def test_macro_statements(text: str, holds: str) -> None:
    line = parse_line(text, SYNTAX)
    assert line.faults == ()
    if holds == "assignment":
        assert len(line.assignments) == 1
    elif holds == "value":
        assert line.values is not None and list(line.values) == [0]
    else:
        assert line.control.kind == holds


def test_a_skip_within_a_block_is_said() -> None:
    line = parse_line("G0 X1. /Y2.", SYNTAX)
    assert not line.refused
    assert [(f.code, f.touches) for f in line.faults] == [("unsupported-code", "everything")]
