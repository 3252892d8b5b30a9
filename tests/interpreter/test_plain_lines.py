"""Plain lines take a short way around the grammar: for every control it must read them as the grammar does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.interpreter.dialect import DIALECTS, find
from codegen.interpreter.lines import parse_line, parse_with_grammar
from tests.fuzz.programs import WORDS, seeds

characters = st.text("GXYZFNMO0123456789.-+ /()", max_size=30)
words = st.lists(st.sampled_from(WORDS), max_size=5)
lines = st.one_of(characters, words.map("".join), words.map(" ".join))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(line=lines)
@settings(max_examples=300, deadline=None)
def test_the_short_way_reads_what_the_grammar_reads(dialect: str, line: str) -> None:
    syntax = find(dialect).syntax
    if syntax.plain.fullmatch(line):
        assert parse_line(line, syntax) == parse_with_grammar(line, syntax)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_does_so_with_the_programs_by_hand(dialect: str) -> None:
    syntax = find(dialect).syntax
    for line in {line for text in seeds(dialect) for line in text.splitlines()}:
        if syntax.plain.fullmatch(line):
            assert parse_line(line, syntax) == parse_with_grammar(line, syntax), line
