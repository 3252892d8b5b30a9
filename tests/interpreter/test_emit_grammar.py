"""The strict grammar: what we write and a model may write, inside what the control reads."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.lark import from_lark
from lark import Lark
from lark.exceptions import LarkError

from codegen.interpreter.lines import parse_line, parse_with_grammar
from codegen.interpreter.ngc.lines import SYNTAX
from codegen.resources import grammar
from tests.oracle import lcnc

EMIT = grammar("gcode/linuxcnc.emit.lark")
EXAMPLE = """\
(bracket, op 1: 80 x 60 x 12)
G21 G90 G17 G94 G40 G49 G80
G54
G64 P0.01
T1 M6
S8000 M3
G43 H1
M8
G0 X0 Y0
G0 Z5
G1 Z-1.5 F120
G1 X10.25 Y-3.125 F400
X12 Y0
G2 X12 Y0 I4 J0
G3 X20 Y8 Z-2 I0 J8 F300
G53 G0 Z0
G0 X5 Y5
G0 Z10
G98 G81 X5 Y5 Z-12.3 R2 F100
X15 Y5
G80
G99 G83 X5 Y15 Z-12.3 R2 Q3 F100
G80
G82 X5 Y25 Z-3 R2 P0.5 F100
G80
G73 X5 Y25 Z-3 R2 Q0.5 F100
G80
G85 X5 Y25 Z-3 R2 F100
G80
G0 X30 Y0
G33.1 Z-8 K1
G4 P0.5
G61
M5
M9
M1
M30
"""


@cache
def emit() -> Lark:
    return Lark(EMIT, parser="lalr")


def test_the_example_is_written_by_the_grammar_and_run_by_the_control() -> None:
    emit().parse(EXAMPLE)
    lcnc.require()
    assert lcnc.run(EXAMPLE, {1: 50.0}).error is None


@pytest.mark.parametrize(
    "text",
    [
        "%\nM30\n%\n", "g0 x1\nM30\n", "G0X1\nM30\n", "G0 X1\n", "G0 X1 \nM30\n", "G0  X1\nM30\n", "G91\nM30\n", "G0 X.5\nM30\n",
        "G0 X1.\nM30\n", "G0 Y1 X1\nM30\n", "M30", "G1 X1 F-5\nM30\n", "G2 X1 Y1 R5\nM30\n", "(ü)\nM30\n", "(a (b))\nM30\n",
        "G41 D1\nM30\n", "G28\nM30\n", "G0 X1 ;c\nM30\n", "O1 call\nM30\n", "M30\nM30\n", "G0 X123456\nM30\n",
    ],
)  # fmt: skip
def test_it_is_strict(text: str) -> None:
    with pytest.raises(LarkError):
        emit().parse(text)


def test_it_loads_in_llguidance() -> None:
    llguidance = pytest.importorskip("llguidance")
    made = llguidance.LLMatcher.grammar_from_lark(EMIT)
    assert llguidance.LLMatcher.validate_grammar(made, None) == ""


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(from_lark(Lark(EMIT, parser="lalr")))
def test_what_it_writes_the_read_grammar_reads(text: str) -> None:
    for line in text.split("\n"):
        read = parse_with_grammar(line, SYNTAX)
        assert read.faults == (), line
        assert parse_line(line, SYNTAX) == read
        assert len(line) <= 255
