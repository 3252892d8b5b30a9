"""Every control's strict grammar: an example with every form, what it refuses, llguidance loads it, and the reader reads it.

``emit/NAME.yaml`` holds, for each dialect that has a post:

    head, foot    what makes a program of lines
    taken         a line that the grammar has
    refused       lines that it has not, each put between head and foot
    broken        whole programs that it refuses: an end, a head that lacks
    example       a program with every form, which the reader reads without a finding
    longest       characters of a line, where that is less than the control takes
    never         further findings that no program of the grammar gets from the reader
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark
from lark.exceptions import LarkError

from codegen.interpreter import read
from codegen.interpreter.dialect import find
from codegen.interpreter.lines import parse_line, parse_with_grammar
from codegen.post import DIALECTS
from codegen.resources import grammar
from tests.interpreter.held import of_dialect

HERE = Path(__file__).parent / "emit"
NEVER = frozenset(
    {"unsupported-code", "look-alike-character", "text-after-end", "no-program-end", "realtime-character"}
)
"""Findings that no program of a grammar gets from the reader. Others it may get: a grammar has no memory and knows no sizes."""
MISSING = [name for name in DIALECTS if not (HERE / f"{name}.yaml").is_file()]
THERE = [name for name in DIALECTS if name not in MISSING]


@cache
def case(name: str) -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return held


@cache
def emit(name: str) -> Lark:
    return Lark(grammar(f"gcode/{name}.emit.lark"), parser="lalr")


def program(name: str, line: str) -> str:
    return f"{case(name)['head']}{line}\n{case(name)['foot']}"


def cases(key: str) -> list[Any]:
    return [pytest.param(name, text, id=f"{name}-{text!r}") for name in THERE for text in case(name)[key]]


def test_every_post_has_its_case() -> None:
    assert not MISSING, f"{MISSING}: a file tests/post/emit/NAME.yaml each, as tests/post/emit/grbl.yaml is"


@pytest.mark.parametrize("name", THERE)
def test_the_example_has_every_form_and_is_read_without_a_word(name: str) -> None:
    emit(name).parse(case(name)["example"])
    assert [(f.where.line, f.code, f.message) for f in read(case(name)["example"], of_dialect(name)).findings] == []


@pytest.mark.parametrize(("name", "line"), cases("refused"))
def test_it_is_strict(name: str, line: str) -> None:
    emit(name).parse(program(name, case(name)["taken"]))
    with pytest.raises(LarkError):
        emit(name).parse(program(name, line))


@pytest.mark.parametrize(("name", "text"), cases("broken"))
def test_a_program_is_whole(name: str, text: str) -> None:
    with pytest.raises(LarkError):
        emit(name).parse(text)


@pytest.mark.parametrize("name", THERE)
def test_it_loads_in_llguidance(name: str) -> None:
    llguidance = pytest.importorskip("llguidance")
    made = llguidance.LLMatcher.grammar_from_lark(grammar(f"gcode/{name}.emit.lark"))
    assert llguidance.LLMatcher.validate_grammar(made, None) == ""


@cache
def texts(name: str) -> st.SearchStrategy[str]:
    return from_lark(emit(name))


@pytest.mark.parametrize("name", THERE)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_it_writes_the_read_grammar_reads(name: str, data: st.DataObject) -> None:
    text = data.draw(texts(name))
    syntax, control = find(name).syntax, of_dialect(name)
    most, never = case(name).get("longest", control.max_line), NEVER | set(case(name).get("never", ()))
    for line in text.split("\n"):
        if line == "%":
            continue  # it belongs to the file, not to a block
        parsed = parse_with_grammar(line, syntax)
        assert parsed.faults == (), line
        assert parse_line(line, syntax) == parsed
        assert len(line) <= most or line.startswith("(") or line.count("G") > 1, line
    found = [(f.where.line, f.code, f.message) for f in read(text, control).findings if f.code in never]
    assert found == []
