"""Heidenhain's strict grammar: one example with every form, what it refuses, llguidance loads it, the reader reads it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.lark import from_lark
from lark import Lark
from lark.exceptions import LarkError

from codegen import shop
from codegen.interpreter import read
from codegen.interpreter.heidenhain.lines import parse
from codegen.resources import grammar

EMIT = grammar("gcode/heidenhain.emit.lark")
CYCLES = """\
20 CYCL DEF 200 DRILLING ~
  Q200=+2 ;SET-UP CLEARANCE ~
  Q201=-15 ;DEPTH ~
  Q206=150 ;FEED RATE FOR PLNGNG ~
  Q202=+5 ;PLUNGING DEPTH ~
  Q210=0 ;DWELL TIME AT TOP ~
  Q203=+0 ;SURFACE COORDINATE ~
  Q204=+10 ;2ND SET-UP CLEARANCE ~
  Q211=0.5 ;DWELL TIME AT BOTTOM
21 L X+10 Y+10 FMAX M99
22 CYCL DEF 201 REAMING ~
  Q200=+2 ;SET-UP CLEARANCE ~
  Q201=-15 ;DEPTH ~
  Q206=100 ;FEED RATE FOR PLNGNG ~
  Q211=0 ;DWELL TIME AT BOTTOM ~
  Q208=100 ;RETRACTION FEED RATE ~
  Q203=+0 ;SURFACE COORDINATE ~
  Q204=+10 ;2ND SET-UP CLEARANCE
23 L X+20 FMAX M99
24 CYCL DEF 203 UNIVERSAL DRILLING ~
  Q200=+2 ;SET-UP CLEARANCE ~
  Q201=-15 ;DEPTH ~
  Q206=150 ;FEED RATE FOR PLNGNG ~
  Q202=+5 ;PLUNGING DEPTH ~
  Q210=0 ;DWELL TIME AT TOP ~
  Q203=+0 ;SURFACE COORDINATE ~
  Q204=+10 ;2ND SET-UP CLEARANCE ~
  Q212=0 ;DECREMENT ~
  Q213=99 ;NR OF BREAKS ~
  Q205=0 ;MIN. PLUNGING DEPTH ~
  Q211=0 ;DWELL TIME AT BOTTOM ~
  Q208=MAX ;RETRACTION FEED RATE ~
  Q256=+0.2 ;DIST FOR CHIP BRKNG
25 L X+30 FMAX M99
26 CYCL DEF 205 UNIVERSAL PECKING ~
  Q200=+2 ;SET-UP CLEARANCE ~
  Q201=-15 ;DEPTH ~
  Q206=150 ;FEED RATE FOR PLNGNG ~
  Q202=+5 ;PLUNGING DEPTH ~
  Q203=+0 ;SURFACE COORDINATE ~
  Q204=+10 ;2ND SET-UP CLEARANCE ~
  Q212=0 ;DECREMENT ~
  Q205=0 ;MIN. PLUNGING DEPTH ~
  Q258=+0.2 ;UPPER ADV STOP DIST ~
  Q259=+0.2 ;LOWER ADV STOP DIST ~
  Q257=0 ;DEPTH FOR CHIP BRKNG ~
  Q256=+0.2 ;DIST FOR CHIP BRKNG ~
  Q211=0 ;DWELL TIME AT BOTTOM ~
  Q208=MAX ;RETRACTION FEED RATE
27 L X+40 FMAX M99
28 CYCL DEF 207 RIGID TAPPING ~
  Q200=+5 ;SET-UP CLEARANCE ~
  Q201=-15 ;DEPTH ~
  Q239=-1.25 ;THREAD PITCH ~
  Q203=+0 ;SURFACE COORDINATE ~
  Q204=+10 ;2ND SET-UP CLEARANCE
29 L X+50 FMAX M99
"""
EXAMPLE = f"""\
0 BEGIN PGM BRACKET_1 MM
1 BLK FORM 0.1 Z X+0 Y+0 Z-20
2 BLK FORM 0.2 X+100 Y+60.5 Z+0
3 ; op 1: 80 x 60 (bracket), +/-0.1 = 3/8*2
4 L Z+0 R0 FMAX M91
5 M5
6 M9
7 TOOL CALL 1 Z S8000
8 M3
9 M8
10 L X-10 Y+5 R0 FMAX
11 L Z+2 FMAX
12 L Z-1.5 F120
13 L X+10 F400.5
14 CC X+10 Y+10
15 C X+15 Y+10 DR+
16 CC X+10 Y+10
17 CP IPA-360 IZ-1 DR- F300
18 CYCL DEF 9.0 DWELL TIME
19 CYCL DEF 9.1 DWELL 0.5
{CYCLES}30 TOOL CALL S3000
31 M4
32 STOP
33 M1
34 M30
35 END PGM BRACKET_1 MM
"""


@cache
def emit() -> Lark:
    return Lark(EMIT, parser="lalr")


def test_the_example_has_every_form_and_is_read_without_a_word() -> None:
    emit().parse(EXAMPLE)
    assert read(EXAMPLE, shop.controller("heidenhain")).findings == ()


def program(*lines: str) -> str:
    head = "0 BEGIN PGM T MM\n1 BLK FORM 0.1 Z X+0 Y+0 Z-1\n2 BLK FORM 0.2 X+1 Y+1 Z+0\n"
    return head + "".join(f"3 {line}\n" for line in lines) + "4 M30\n5 END PGM T MM\n"


@pytest.mark.parametrize(
    "line",
    [
        "L X1 FMAX", "L X+.5 FMAX", "L X+1. FMAX", "L X+1,5 FMAX", "L Y+1 X+1 FMAX", "L FMAX", "L IX+1 FMAX",
        "L X+1 RL F100", "L X+1 F-5", "l X+1 FMAX", "L  X+1 FMAX", "L X+1 FMAX ", "L X+1FMAX", "L X+1 FMAX M3",
        "L X+1 F100 M99", "LP PR+1 PA+1 FMAX", "CC", "CC X+1", "CR X+1 Y+1 R+5 DR+", "CT X+1 Y+1", "RND R2", "CHF 2",
        "APPR LT X+1 Y+1 LEN5 RL", "TOOL CALL 1 X S100", 'TOOL CALL "A" Z', "TOOL CALL 1 Z S100 DL+1", "M7", "M13",
        "M99", "M91", "L Z+1 R0 FMAX M91", "CYCL CALL", "CYCL DEF 9.1 DWELL 1", "CYCL DEF 7.0 DATUM SHIFT",
        "CYCL DEF 200 DRILLING ~", "LBL 1", "CALL LBL 1", "CALL PGM A", "Q1 = 5", "FN 0: Q1 = +5", "; \u00fc", ";",
        "; a ; b", "; a ~", "M30", "L X+123456 FMAX", "L X+1.234567 FMAX", "C X+1 Y+1 DR+",
    ],
)  # fmt: skip
def test_it_is_strict(line: str) -> None:
    emit().parse(program("M3"))
    with pytest.raises(LarkError):
        emit().parse(program(line))


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("0 BEGIN PGM T MM\n", ""),
        ("4 M30\n", ""),
        ("5 END PGM T MM\n", ""),
        (" MM\n", "\n"),
        ("PGM T", "PGM t"),
        ("1 BLK", "BLK"),
    ],
)
def test_the_frame_of_a_program_is_whole(part: str, other: str) -> None:
    with pytest.raises(LarkError):
        emit().parse(program().replace(part, other))


@pytest.mark.parametrize("line", [line for line in CYCLES.splitlines() if line.startswith("  Q")])
def test_a_cycle_has_all_its_parameters(line: str) -> None:
    with pytest.raises(LarkError):
        emit().parse(EXAMPLE.replace(line + "\n", "", 1))


def test_it_loads_in_llguidance() -> None:
    llguidance = pytest.importorskip("llguidance")
    made = llguidance.LLMatcher.grammar_from_lark(EMIT)
    assert llguidance.LLMatcher.validate_grammar(made, None) == ""


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(from_lark(Lark(EMIT, parser="lalr")))
def test_what_it_writes_the_read_grammar_reads(text: str) -> None:
    for line in text.splitlines():
        assert parse(line).faults == (), line
        assert len(line) <= 254
    codes = {f.code for f in read(text, shop.controller("heidenhain")).findings}
    assert not codes & {"syntax", "unsupported-code", "look-alike-character", "text-after-end", "no-program-end"}
