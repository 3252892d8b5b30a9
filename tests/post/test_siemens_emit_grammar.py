"""SINUMERIK's strict grammar: one example with every form, what it refuses, llguidance loads it, the reader reads it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.lark import from_lark
from lark import Lark
from lark.exceptions import LarkError

from codegen import shop
from codegen.interpreter import read
from codegen.interpreter.lines import parse_line, parse_with_grammar
from codegen.interpreter.siemens import SYNTAX
from codegen.resources import grammar

EMIT = grammar("gcode/siemens.emit.lark")
EXAMPLE = """\
; bracket, op 1: 80 x 60 x 12
G710 G17 G40 G90 G94 G64
TRANS
G54
G0 SUPA Z0 D0
M5
M9
; T1: D8 end mill
T1
M6
S8000 M3
M8
G0 X0 Y0
G0 Z5 D1
G1 Z-1.5 F120
G1 X10.25 Y-3.125 F400
X12 Y0
G2 X12 Y0 I4 J0
G3 X20 Y8 Z-2 I0 J8 F300
G3 X20 Y-8 Z-6 I0 J-8 TURN=2
G4 F0.5
G0 Z10
F100
MCALL CYCLE81(10,2,0,-12.3)
G0 X5 Y5
X15
MCALL
MCALL CYCLE82(10,2,0,-3,,0.5)
G0 X5 Y15
MCALL
MCALL CYCLE83(10,2,0,-12.3,,,3,3,0,0,1,1)
G0 X5 Y25
MCALL
MCALL CYCLE83(10,2,0,-12.3,,,3,3,0,0,1,0)
G0 X5 Y35
MCALL
MCALL CYCLE85(10,2,0,-9,,0,60,60)
G0 X5 Y45
MCALL
MCALL CYCLE84(10,5,0,-8,,0,3,,1.25,0,500,500)
G0 X30 Y0
MCALL
MCALL CYCLE84(10,5,0,-8,,0,4,,-1.25,0,500,500,,1)
G0 X30 Y0
MCALL
G505
M1
G0 SUPA Z0 D0
M30
"""


@cache
def emit() -> Lark:
    return Lark(EMIT, parser="lalr")


def test_the_example_has_every_form_and_is_read_without_a_word() -> None:
    emit().parse(EXAMPLE)
    assert [(f.where.line, f.message) for f in read(EXAMPLE, shop.controller("siemens-840d")).findings] == []


@pytest.mark.parametrize(
    "line",
    [
        "g0 x1", "G0X1", "G0  X1", "G0 X1 ", "G0 Y1 X1", "G0 X.5", "G0 X1.", "G0 X=1", "G0 X=AC(1)", "G91", "G1 X1 F-5",
        "G2 X1 Y1 CR=5", "G2 X1 Y1 I=AC(5) J0", "T1 M6", 'T="MILL"', "T1 D1 M6", "D1", "D0", "G0 SUPA Z0", "G53 Z0", "SUPA",
        "G41", "G58", "G59", "G500", "G504", "G600", "G70", "G71", "G710", "ROT Z45", "TRANS X5", "MCALL CYCLE81(10,2,2,-5)",
        "CYCLE81(10,2,0,-5)", "MCALL CYCLE81(10,2,0,-5,)", "MCALL CYCLE83(10,2,0,-5,,,3,3,0,0,1,2)",
        "MCALL CYCLE84(10,5,0,-8,,0,5,,1,0,500,500)", "MCALL L10", "L10", "R1=5", "IF R1==5 GOTOF N10", "G4 S5", "G4 P0.5",
        "(remark)", ";no blank", "; ü", "N10 G0 X1", "/G0 X1", "M17", "M6 T1", "G33 Z-1 K1", "G331 Z-5 K1", "%",
    ],
)  # fmt: skip
def test_it_is_strict(line: str) -> None:
    emit().parse("M5\nM30\n")
    with pytest.raises(LarkError):
        emit().parse(f"{line}\nM30\n")


@pytest.mark.parametrize("text", ["", "M30", "G0 X1\n", "M30\nM30\n", "M30\nM5\n"])
def test_a_program_ends_once(text: str) -> None:
    with pytest.raises(LarkError):
        emit().parse(text)


def test_it_loads_in_llguidance() -> None:
    llguidance = pytest.importorskip("llguidance")
    made = llguidance.LLMatcher.grammar_from_lark(EMIT)
    assert llguidance.LLMatcher.validate_grammar(made, None) == ""


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(from_lark(Lark(EMIT, parser="lalr")))
def test_what_it_writes_the_read_grammar_reads(text: str) -> None:
    for line in text.split("\n"):
        parsed = parse_with_grammar(line, SYNTAX)
        assert parsed.faults == (), line
        assert parse_line(line, SYNTAX) == parsed
        assert len(line) <= 511
    codes = {f.code for f in read(text, shop.controller("siemens-840d")).findings}
    assert not codes & {"unsupported-code", "look-alike-character", "text-after-end", "no-program-end"}
