"""Whatever the bytes are, the Fanuc reader never raises, and every finding has a place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.interpreter import read
from tests.interpreter.fanuc_control import fanuc
from tests.interpreter.test_garbage import places

CONTROL = fanuc()
STARTED = fanuc(
    power_on={"plane": "G17", "distance": "G90", "units": "G21", "feed_mode": "G94", "retract": "G98", "motion": "G0"}
)
CODES = (
    "G0 G1 G2 G3 G4 G10 G16 G15 G17 G18 G20 G21 G28 G30 G31 G41 G43 G44 G49 G50.1 G51.1 G52 G53 G54 G54.1 G61 G65 G68 G69 G73"
    " G74 G76 G80 G81 G82 G83 G84 G85 G86 G87 G88 G89 G90 G91 G92 G94 G95 G98 G99 M3 M4 M6 M19 M29 M30 M98 M99 M7777"
)
WORDS = "X Y1 Z-2 Z-2. R1. R-1. I1. J-1. K0 K2 P1 P31 Q0 Q1. Q-1. L2 H1 H0 T1 S100 F10 F0 N1 O1 O2 :3 X1e9 M X99999999999 P.5"
tokens = st.sampled_from(
    [*CODES.split(), *WORDS.split(), *"%/();#[O<\x00é0.- \n\n\n\n", "9" * 400, "IF", "GOTO1", "#1="]
)
MACRO = (
    "#1=5", "#1=#2", "#100=#1+1", "#[#1+1]=2.", "#3000=1", "#3006=1",
    "#5221=1.", "#500=#5021", "#0=1", "#1=#1*1E9", "#2=SQRT[#1]", "#2=ATAN[#1]/[#2]",
    "#4=1/#3", "IF[#1EQ#0]GOTO10", "IF[#1GT3]THEN#2=1", "GOTO10", "GOTO#1", "GOTO[#1+9]",
    "WHILE[#1LT9]DO1", "DO1", "END1", "DO2", "END2", "#1=#1+1",
    "N10", "N20", "M99 P10", "M99", "G65 P2 A1. I1. I2.", "G66 P2 X1.",
    "G67", "G1 X#1 F100", "X#1 Y-#2", "G#1", "G91 G0 X[#1*2]", "G41 D1",
    "G42 D2", "G40", "G2 X5. I2.", "Y5.", ",R1.", "X5. ,R1.",
    "X9. ,C2.", "G68 X1. R30.", "G69", "G51 P500", "G50", "G51.1 X1.",
    "G50.1", "G16", "G15", "G92 X0.", "G92.1 X0.", "G10 L2 P1 X1.",
    "G10 L12 P1 R2.", "G10 L13 P1 R0", "G10 L50", "G11", "G31 Z1.", "G33 Z1. F1.",
    "G93", "G94", "G96 S100", "G97 S10", "M98 P2", "G28 X0.",
    "G53 X0.", "G54", "G81 Z-1. R1.", "G80", "G17", "G18",
    "M0", "O2", "M30", "DPRNT[A]", "/#1=2", "G43 H1 Z5.",
    "G10 L10 P1 R9.", "G52 X1.",
)  # fmt: skip
blocks = st.lists(st.sampled_from(MACRO), max_size=25).map("\n".join)


def check(data: str | bytes) -> None:
    for control in (CONTROL, STARTED):
        reading = read(data, control)
        places(reading)
        assert repr(read(data, control)) == repr(reading)


@settings(max_examples=200, deadline=None)
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


@settings(max_examples=100, deadline=None)
@given(blocks)
def test_scrambled_statements(data: str) -> None:
    check("O1\n" + data)
    check(
        "O1\nG21 G17 G90 G40 G49 G80 G94 G98 G54 S500 M3\nG0 X0. Y0. Z9. F100\n"
        + data
        + "\nM30\nO2\n#1=#1+1\nG0 X#1\nM99\n"
    )


@pytest.mark.parametrize("letter", "GMTSPHNX")
@pytest.mark.parametrize("digits", ["1" + "0" * 308, "9" * 400, "1" + "0" * 308 + "."])
def test_numbers_beyond_all_floats(letter: str, digits: str) -> None:
    for other in ("", " S1.5", " X1.", " X99999999999"):
        check(f"%\nO0001\n{letter}{digits}{other}\nM30\n%\n")


def test_damaged_programs() -> None:
    rng = random.Random(7)
    programs = sorted((Path(__file__).parent / "fanuc").rglob("*.nc"))
    assert len(programs) > 40
    for path in programs:
        text = list(path.read_text(encoding="utf-8"))
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(text))
            text[at] = rng.choice("GMXYZRFKPQO0123456789.-+ \n()%/;#\x00é")
        check("".join(text))


def test_endless_calls_are_cut() -> None:
    reading = read("O1\nM98 P99990002\nM30\nO2\nM98 P99990003\nM99\nO3\nM98 P99990004\nM99\nO4\nN1\nM99\n", CONTROL)
    assert reading.findings[0].code == "limit-exceeded"
    assert not reading.ended


def test_ten_levels_and_no_more() -> None:
    def nested(levels: int) -> list[str]:
        subs = [f"O{n}\nM98 P{n + 1}\nM99\n" for n in range(2, levels + 1)]
        text = "O1\nM98 P2\nM30\n" + "".join(subs) + f"O{levels + 1}\nG4 P1\nM99\n%\n"
        return [f.code for f in read(text, CONTROL).findings]

    assert nested(10) == []
    assert nested(11)[0] == "limit-exceeded"
