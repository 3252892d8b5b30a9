"""Whatever a file for GRBL holds, the reader answers with findings, and the plain lines' short way agrees with the grammar."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.interpreter import read
from codegen.interpreter.grbl import SYNTAX
from codegen.interpreter.grbl.lines import PLAIN
from codegen.interpreter.lines import parse_line, parse_with_grammar

GRBL = shop.controller("grbl")
CODES = "G0 G1 G2 G3 G4 G10 G17 G18 G20 G21 G28 G38.2 G43.1 G53 G55 G80 G81 G90 G91 G92 G93 G94 M0 M3 M5 M6 M30"
OTHERS = "N7 X1 Y-2.5 Z.5 I3 J-3 K1 R5 F100 S900 P1 L2 T3 H1 A5 ( ) ; / % $H $J=X1 #1 [ ] ! ~ é Ｘ"
WORDS = st.sampled_from(f"{CODES} {OTHERS}".split())
LINES = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=12).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=120), LINES, st.binary(max_size=120)))
def test_nothing_escapes(text: str | bytes) -> None:
    reading = read(text, GRBL)
    assert all(f.message and f.remedy for f in reading.findings)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text("GXYZFNM0123456789.-+ /()", max_size=30), st.lists(WORDS, max_size=5).map("".join)))
def test_the_short_way_reads_what_the_grammar_reads(line: str) -> None:
    if PLAIN.fullmatch(line):
        assert parse_line(line, SYNTAX) == parse_with_grammar(line, SYNTAX)
