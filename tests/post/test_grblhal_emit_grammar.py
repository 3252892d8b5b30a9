"""grblHAL's strict grammar: one example with every form, what it refuses, llguidance loads it, the reader reads it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.lark import from_lark
from lark import Lark
from lark.exceptions import LarkError

from codegen import shop
from codegen.interpreter import read
from codegen.interpreter.grbl import SYNTAX
from codegen.interpreter.grbl.lines import bare
from codegen.interpreter.lines import parse_line, parse_with_grammar
from codegen.resources import grammar

EMIT = grammar("gcode/grblhal.emit.lark")
PARSER = Lark(EMIT, parser="lalr")
EXAMPLE = """\
(bracket, op 1: 80 x 60 x 12)
G21 G90 G17 G94 G40 G49 G80
G54
T1 M6
S8000 M3
M8
G0 X0 Y0
G0 Z5
G1 Z-1.5 F120
G1 X10.25 Y-3.125 F400
X12 Y0
G2 X12 Y0 I4 J0
G3 X20 Y8 Z-2 I0 J8 F300
G53 G0 Z-1
G0 X5 Y5
G0 Z10
G4 P0.5
M5
M9
T2 M6
M0
G61
M30
"""


def test_the_example_has_every_form_and_is_read_without_a_word() -> None:
    PARSER.parse(EXAMPLE)
    assert read(EXAMPLE, shop.controller("grblhal")).findings == ()


@pytest.mark.parametrize(
    "line",
    [
        "g0 x1", "G0X1", "G0  X1", "G0 X1 ", "G0 X.5", "G0 X1.", "G0 Y1 X1", "G1 X1 F-5", "G2 X1 Y1 R5", "G2 I5", "%", "G91",
        "T1", "T100", "G43 H1", "G41 D1", "G81 X1 Y1 Z-1 R1", "G64 P0.01", "G59.1", "M7", "$H", "(hold!)", "(a (b))", "(a)b",
        ";c", "/G0 X1", "G0 X123456", "G0 X1.12345", "G93", "G53 G1 Z-1", "G28",
    ],
)  # fmt: skip
def test_it_is_strict(line: str) -> None:
    with pytest.raises(LarkError):
        PARSER.parse(f"{line}\nM30\n")


def test_it_loads_in_llguidance() -> None:
    llguidance = pytest.importorskip("llguidance")
    made = llguidance.LLMatcher.grammar_from_lark(EMIT)
    assert llguidance.LLMatcher.validate_grammar(made, None) == ""


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(from_lark(PARSER))
def test_what_it_writes_the_read_grammar_reads(text: str) -> None:
    for line in text.split("\n"):
        parsed = parse_with_grammar(line, SYNTAX)
        assert parsed.faults == (), line
        assert parse_line(line, SYNTAX) == parsed
        assert line.startswith("(") or len(bare(line)) <= 79 or line.count("G") > 1
    codes = {f.code for f in read(text, shop.controller("grblhal")).findings}
    assert not codes & {
        "unsupported-code",
        "look-alike-character",
        "text-after-end",
        "no-program-end",
        "realtime-character",
    }
