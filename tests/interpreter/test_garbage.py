"""Whatever the bytes are: never an exception, always findings with a place, and the same again."""

from __future__ import annotations

import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.interpreter import read
from codegen.model.motion import Event, Move
from codegen.model.program import Reading
from tests.oracle.controls import POWER_ON, linuxcnc
from tests.oracle.programs import random_program

STARTED = linuxcnc(power_on=POWER_ON)
UNKNOWING = linuxcnc()

CODES = "G0 G1 G2 G3 G91 G90 G20 G81 G83 G84 G28 G53 G43 G92 G33.1 G93 G95 M3 M6 M30"
WORDS = (
    "X Y1 Z-2 R1 I1 J-1 K2 P1 Q0 Q1 L2 H1 T1 S100 F10 F0 N1 X1e9 G M X99999999999 G99999999999 M99999999999 L99999999"
)
tokens = st.sampled_from([*CODES.split(), *WORDS.split(), *"%/();#[O\x00é0.- \n\n\n", "9" * 400])


def check(data: str | bytes) -> None:
    for controller in (STARTED, UNKNOWING):
        reading = read(data, controller)
        places(reading)
        assert repr(read(data, controller)) == repr(reading)


def places(reading: Reading) -> None:
    lines = len(reading.program.blocks)
    for f in reading.findings:
        assert f.message
        assert f.remedy
        assert f.where.line is None or 1 <= f.where.line <= max(lines, 1)
    for s in reading.steps:
        assert isinstance(s, Move | Event)
        assert reading.program.blocks[s.block].line == s.line
        if isinstance(s, Move):
            assert not any(math.isinf(v) for v in (*s.start, *s.end))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_bytes(data: bytes) -> None:
    check(data)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_text(data: str) -> None:
    check(data)


@settings(max_examples=600, deadline=None)
@given(st.lists(tokens, max_size=40).map(" ".join))
def test_scrambled_codes(data: str) -> None:
    check(data)


def test_damaged_programs() -> None:
    rng = random.Random(5)
    for seed in range(60):
        text = list(random_program(seed, 15))
        for _ in range(rng.randrange(1, 8)):
            at = rng.randrange(len(text))
            text[at] = rng.choice("GMXYZRF0123456789.-+ \n()%/;#\x00é")
        check("".join(text))
