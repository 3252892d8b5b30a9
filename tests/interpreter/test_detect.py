"""Which control a text is for: the programs of the tests, by control; and how sure a mere habit makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.interpreter.detect import ORDER, detect
from tests.interpreter.held import HELD, programs

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("0 BEGIN PGM TEST MM\n1 BLK FORM 0.1 Z X+0 Y+0 Z-20\n5 L X+0 Y+0 R0 FMAX\n", "heidenhain"),
        ("BEGIN PGM A INCH\n", "heidenhain"),
        ("N10 G90 G54\nN20 T=\"MILL\" D1\nN30 M6\nN40 MCALL CYCLE81(5,0,2,-10)\n", "siemens"),
        ("N10 G0 X0 Y0\nN20 G2 X10 Y0 CR=5\n", "siemens"),
        ("o100 sub\nG0 X#1\no100 endsub\no100 call [5]\nM2\n", "linuxcnc"),
        ("#<depth> = 5\nG1 Z[-#<depth>] F100\nM2\n", "linuxcnc"),
        ("G21 G90\nG64 P0.01\nG33.1 Z-5 K1\nM2\n", "linuxcnc"),
        ("%\nO1000\nN10 G91 G28 Z0.\nIF [#1 EQ 0] GOTO 10\nM30\n%\n", "fanuc"),
        ("%\nO00001 (HAAS VF2)\nG154 P5\nM97 P100\nM30\n%\n", "haas"),
        ("(GRBL 1.1)\nG21\nG0 X1\nM30\n", "grbl"),
        ("$H\nG21 G90\nG0 X1\n", "grbl"),
        ("(for grblHAL)\nG21 G90\n", "grblhal"),
    ],
)  # fmt: skip
def test_what_is_peculiar_to_a_control_settles_it(text: str, control: str) -> None:
    found = detect(text)
    assert (found.controller, found.sure) == (control, "certain"), found
    assert found.because
    assert control not in found.others


def test_a_habit_makes_it_likely() -> None:
    found = detect("%\nO0001\nG21\nG0 X1.\nM30\n%\n")
    assert (found.controller, found.sure) == ("fanuc", "likely")


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("%\nO1001\n(T1 D=6. CR=0. - ZMIN=-5. - FLAT END MILL)\nN10 G90 G94 G17\nG53 G0 Z0.\nM30\n%\n", "haas"),
        ("G21 ; millimetres\nG90 ; absolute\nG0 X1\n", "grbl"),
    ],
)
def test_what_other_controls_have_too_is_not_taken_for_certain(text: str, control: str) -> None:
    found = detect(text)
    assert (found.controller, found.sure != "certain") == (control, True), found


@pytest.mark.parametrize("text", ["", "G0 X1\n", "T1 M6\nG81 X1 Y1 Z-1 R1\nM2\n", "\x00\x00", b"\xff\xfe"])
def test_nothing_peculiar_is_a_guess(text: str | bytes) -> None:
    assert detect(text).sure == "guess"
    assert "nothing in it" in detect(text).because[0]


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_it_never_fails(text: str | bytes) -> None:
    found = detect(text)
    assert found.controller in ORDER


def test_only_controls_that_are_known_are_named() -> None:
    assert detect("BEGIN PGM A MM\n", known=("linuxcnc", "fanuc")).controller == "linuxcnc"


def test_the_programs_of_a_control_are_not_taken_for_another_for_certain() -> None:
    for folder in HELD:
        for path in programs(folder)[0]:
            found = detect(path.read_bytes())
            # a Haas program without a word of Haas's own is a Fanuc program, too
            right = ("haas", "fanuc") if folder == "haas" else (folder,)
            assert found.controller in right or found.sure != "certain", (path.name, found)


def test_a_control_is_found_by_its_dialect() -> None:
    """The controls of the data have names of their own: siemens-840d reads the dialect siemens."""
    from codegen.pipeline.controls import control_of

    found = control_of(b"N10 MCALL CYCLE81(5,0,2,-10)\nN20 X10 Y10\nM30\n", "auto", name="a.mpf")
    assert found.controller.dialect == "siemens"
