"""Whatever the bytes are, the Klartext reader never raises, never hangs, and every finding has a place."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.interpreter import read
from codegen.interpreter.heidenhain.lines import parse, parse_in_full
from codegen.model.program import Environment
from tests.interpreter.test_garbage import places

CONTROL = shop.controller("heidenhain")
START = "0 BEGIN PGM T MM\n1 TOOL DEF 1 L+0 R+2\n2 TOOL CALL 1 Z S1000 F100\n3 L X+0 Y+0 Z+10 R0 FMAX M3\n"
STATEMENTS = (
    "L LN LP CC C CR CT CP CTP RND CHF APPR@LT APPR@LN APPR@CT APPR@LCT APPR@PLCT DEP@LT DEP@LN DEP@CT DEP@LCT "
    "TOOL@CALL TOOL@DEF CYCL@DEF@200 CYCL@DEF@203 CYCL@DEF@205 CYCL@DEF@207 CYCL@DEF@220 CYCL@DEF@252 CYCL@DEF@7.0 "
    "CYCL@DEF@7.1 CYCL@DEF@8.1 CYCL@DEF@10.1@ROT CYCL@DEF@11.1@SCL CYCL@DEF@1.0 CYCL@DEF@1.2 CYCL@DEF@9.1 CYCL@CALL "
    "CYCL@CALL@PAT CYCL@CALL@POS LBL CALL@LBL STOP FN@0: FN@9:@IF FN@4: FN@18: PLANE FL TCH@PROBE BEGIN@PGM@X@MM "
    "END@PGM CALL@PGM BLK@FORM Q1@= Q5"
)
WORDS = (
    "X+1 Y-2 Z+3 IX+4 IY-5 IZ-1 PR+5 PA+30 IPA-90 IPR+1 R0 RL RR R+5 R-5 R0,5 DR+ DR- F100 FMAX FAUTO F MAX FU0.1 M3 M5 M30 M89 "
    "M99 M91 M140 MB@MAX LEN10 CCA90 A+10 X+Q1 -Q2 Q200=2 Q201=-5 Q206=100 Q202=2 Q203=0 Q204=9 Q239=1 REP3 REP@2/2 EQU GOTO "
    'LBL 1 0 9 +5 * DIV SIN ( ) ^ = , . ~ ; " S1000 T1 DL+1 MAX PREDEF #5 99999999999 1e9 é \x00 %'
)
tokens = st.sampled_from([w.replace("@", " ") for w in (STATEMENTS + " " + WORDS).split()] + ["\n"] * 40 + ["9" * 400])


def check(data: str | bytes) -> None:
    began = time.monotonic()
    reading = read(data, CONTROL, environment=Environment(radii={1: 2.0}))
    places(reading)
    assert time.monotonic() - began < 5.0


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes(data: bytes) -> None:
    check(data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_text(data: str) -> None:
    check(data)


@settings(max_examples=600, deadline=None)
@given(st.lists(tokens, max_size=60).map(" ".join))
def test_scrambled_words(data: str) -> None:
    check(START + data)


LINES = [
    line
    for path in sorted((Path(__file__).parent / "heidenhain").rglob("*.h"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if "PGM" not in line
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=40).map("\n".join))
def test_shuffled_lines(data: str) -> None:
    check(START + data + "\nEND PGM T MM\n")


def test_damaged_programs() -> None:
    rng = random.Random(7)
    programs = sorted((Path(__file__).parent / "heidenhain").rglob("*.h"))
    assert len(programs) > 100
    for path in programs:
        text = list(path.read_text(encoding="utf-8"))
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(text))
            text[at] = rng.choice("LCXYZRFMQI0123456789.,-+ \n()~;=\x00é")
        check("".join(text))


@pytest.mark.parametrize(
    "word",
    ["X+", "F", "M", "IPA+", "PR+", "S", "Q1 = ", "CYCL DEF 9.1 DWELL ", "LBL ", "CALL LBL 1 REP ", "TOOL CALL "],
)
def test_numbers_beyond_all_floats(word: str) -> None:
    for digits in ("1" + "0" * 308, "9" * 400, "1" + "0" * 308 + "."):
        check(f"{START}LBL 1\nL {word}{digits}\n{word}{digits}\nL X+1 Y+1 FMAX\nEND PGM T MM\n")


def test_loops_without_end_are_cut() -> None:
    for text in (
        "LBL 1\nL IX+1 FMAX\nFN 1: Q1 = +Q2 + +1\nFN 9: IF +1 EQU +1 GOTO LBL 1\n",
        "FN 0: Q1 = +0\nLBL 1\nFN 1: Q1 = +Q1 + +1\nFN 11: IF +Q1 GT +0 GOTO LBL 1\n",
        "LBL 1\nCALL LBL 1 REP 99999999\n",
        "LBL 1\nLBL 2\nL IX+1 FMAX\nCALL LBL 2 REP 65534\nCALL LBL 1 REP 65534\n",
    ):
        reading = read(START + text + "END PGM T MM\n", CONTROL)
        assert "limit-exceeded" in {f.code for f in reading.findings}, text
        assert not reading.ended


NUMBERS = st.from_regex(r"[+-]?[0-9]{1,4}(\.[0-9]{0,3})?", fullmatch=True)
WORDED = st.lists(
    st.one_of(
        st.builds("{}{}".format, st.sampled_from("XYZFR"), NUMBERS), st.sampled_from(["R0", "FMAX", "F100", "RL", "M3"])
    ),
    max_size=6,
)


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(["", "5 ", " 12  ", "7"]),
    st.sampled_from(["L ", "L", "LN ", "L  "]),
    WORDED,
    st.sampled_from([" ", "", "  "]),
)
def test_the_short_way_agrees_with_the_grammar(number: str, head: str, words: list[str], blank: str) -> None:
    line = number + head + blank.join(words)
    assert parse(line) == parse_in_full(line)
