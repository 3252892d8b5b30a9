"""Whatever the bytes are, the SINUMERIK reader never raises, never hangs, and every finding has a place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.interpreter import flow, read
from codegen.interpreter.flow import Limits
from tests.interpreter.siemens_control import siemens
from tests.interpreter.test_garbage import places

CONTROL = siemens()
STARTED = shop.controller("siemens-840d")
CODES = (
    "G0 G1 G2 G3 CIP CT G4 G33 G331 G332 G17 G18 G19 G40 G41 G42 G53 SUPA G54 G505 G500 G60 G64 G70 G71 G700 G710 G74 G75"
    " G90 G91 G93 G94 G95 G96 G97 G110 G111 G112 TRANS ATRANS ROT AROT SCALE ASCALE MIRROR AMIRROR G58 G59 G63 G81 G290 G291"
    " MCALL RET M2 M3 M4 M5 M6 M17 M19 M30 M99 TRAORI STOPRE CYCLE81(10,0,2,-5) CYCLE83(10,0,2,-20,,,5,1,0,0,1,1)"
    " CYCLE84(10,0,2,-5,,,3,6,,0,500) HOLES1(0,0,0,5,5,3) HOLES2(0,0,9,0,0,3) CYCLE800() POCKET3(1) MSG() L10 L10 AA AA(1)"
)
WORDS = (
    "X Y1 Z-2 X=AC(1) Y=IC(2) Z=DC(3) X=R1 R1=5 R1=R2 R[R1]=2 I1 J=AC(1) K0 I1=2 J1=3 CR=5 CR=-5 AR=90 AP=30 RP=5 TURN=2 RPL=45"
    " F100 F0 S500 S-1 T1 T=R1 D1 D0 H5 P3 N1 :2 X1=0 Z1=0 SPOS=0 F=1/0 X99999999999 RND=1 A10 B=IC(5) Q1"
)
LINES = (
    "IF R1==1 GOTOF AA|IF R1>1|ELSE|ENDIF|WHILE R1<5|ENDWHILE|FOR R1=1 TO 3|ENDFOR|LOOP|ENDLOOP|REPEAT|UNTIL R1>3|AA:|BB:|"
    "GOTOB AA|GOTOF BB|REPEAT AA|REPEATB AA P=2|REPEAT AA BB|ENDLABEL:|CASE R1 OF 1 GOTOF AA DEFAULT GOTOF BB|DEF REAL VA=1|"
    "DEF INT VB[3]|VA=VA+1|VB[1]=2|PROC AA(REAL VC)|%_N_MAIN_MPF|%_N_AA_SPF|%_N_L10_SPF|M17|R1=R1+1|GOTOS|MCALL AA|DEFINE A AS B"
)
tokens = st.sampled_from(
    [
        *CODES.split(), *WORDS.split(), *(f"\n{line}\n" for line in LINES.split("|")), *'%/();#[="<>\x00é0.- \n\n\n\n',
        "9" * 400, "EX5", "'HFF'",
    ]
)  # fmt: skip


def check(data: str | bytes) -> None:
    """Loops are followed for a while only: that they end is the runner's matter (``test_flow``)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "Limits", lambda seconds: Limits(repeated=500, seconds=seconds))
        for control in (CONTROL, STARTED):
            reading = read(data, control)
            places(reading)
            assert repr(read(data, control).findings) == repr(reading.findings)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_bytes(data: bytes) -> None:
    check(data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_text(data: str) -> None:
    check(data)


@settings(max_examples=600, deadline=None)
@given(st.lists(tokens, max_size=40).map(" ".join))
def test_scrambled_codes(data: str) -> None:
    check(data)


@pytest.mark.parametrize(
    "name", ["G", "M", "T=", "S", "P", "H", "N", "X", "X=", "R1=", "CR=", "TURN=", "D", "L", "VA="]
)
@pytest.mark.parametrize("digits", ["1" + "0" * 308, "9" * 400, "1EX400", "1" + "0" * 308 + "."])
def test_numbers_beyond_all_floats(name: str, digits: str) -> None:
    for other in ("", " S1.5", " X1", " X99999999999"):
        check(f"G0 G90 G71 G17\n{name}{digits}{other}\nX=R1 P3\nM30\n")


@pytest.mark.parametrize(
    "nested", ["(" * 300 + "1" + ")" * 300, "-" * 300 + "1", "ABS(" * 300 + "1" + ")" * 300, "1" + "+1" * 2000]
)
def test_deep_expressions(nested: str) -> None:
    check(f"R1={nested}\nG0 X=R1\nM30\n")


def test_damaged_programs() -> None:
    rng = random.Random(7)
    programs = sorted((Path(__file__).parent / "siemens").rglob("*.mpf"))
    assert len(programs) > 80
    for path in programs:
        text = list(path.read_text(encoding="utf-8"))
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(text))
            text[at] = rng.choice('GMXYZRFKPQO0123456789.-+ \n()%/;#=[]:,"\x00é')
        check("".join(text))
