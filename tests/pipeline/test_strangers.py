"""Ways in which real programs are written, each in its smallest form: what is right on its control is no error.

A warning says what could not be known. Beside them what the control would refuse: that stays an error.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.findings import AFTERWARDS_UNKNOWN, Finding, Severity
from codegen.model.verdict import Status
from codegen.pipeline.check import CheckOptions, check

MILL = "%\nO1\nG21 G90 G17 G94 G40 G49 G80\nG54\nT1 M6\nS1000 M3\nG0 X0. Y0.\nG43 H1 Z5.\n"
END = "G0 Z5.\nG91 G28 Z0.\nM30\n%\n"

RIGHT = [
    # subprograms by themselves: arguments, modes and feed are the caller's
    ("fanuc", "%\nO9001\nIF[#1EQ#0]GOTO90\nG1 X[#1]\nM99\nN90#3000=1(NO A)\n%\n"),
    ("fanuc", "%\nO9002\nG1 X10.\nM99\n%\n"),
    ("haas", "%\nO9810\nG65 P9724\nIF [ #9 EQ #0 ] GOTO1\nN1 #3000= 88 (NO FEED)\nM99\n%\n"),
    ("haas", "%\nO7()\nO9301 (CALIBRATION)\n#7= #180\nM99\n%\n"),  # a number that stands for nothing before it
    ("siemens-840d", "PROC L106(INT NUM) SAVE\nG1 X10\nM17\n"),
    # programs that are on the control, and common variables that something else sets
    ("fanuc", MILL + "M98 P9001\n" + END),
    ("fanuc", MILL + "G1 Z-1. F#501\n" + END),
    ("siemens-840d", "G71 G90 G17 G54\nL140(1)\nM30\n"),
    ("linuxcnc", "G21 G90\no<face> call [1] [2]\nM2\n"),
    # waiting for an input
    ("fanuc", MILL + "N1 IF[#1004EQ1]GOTO2\nG4 X1.\nGOTO1\nN2\n" + END),
    ("haas", MILL + "WH [ #11017 NE 0 ] DO1\nG4 P1.\nEND1\n" + END),
    # what parameters decide
    ("fanuc", MILL.replace("S1000 M3", "S1000 M3 M8") + END),
    ("fanuc", MILL + "G1 Z-1. F100\nX50\nY20.\n" + END),
    ("fanuc", MILL + "G91 G53 G0 Z0\nG90\n" + END),
    # words that no code of the block takes, M functions of the builder, G codes that a variable says
    ("fanuc", MILL + "G0 X1. I0. J-0.5\n" + END),
    ("fanuc", MILL + "M117\n" + END),
    ("fanuc", MILL + "#1=90\nG#1 X2.\n" + END),
    ("fanuc", MILL + "G#4003 X2.\n" + END),
    ("fanuc", "%\nO9100\n#1=#4001\nG91 G31 Z-5. F100\nG#1 M99\n%\n"),
    ("fanuc", MILL + "G91 G28 B0\nG90\n" + END),
    ("fanuc", MILL + "M29 S500\nG0 X5.\n" + END),
    # a leader of remarks; a byte order mark
    ("fanuc", "(MADE BY HAND)\n" + MILL + END),
    ("haas", "\ufeff" + MILL + END),
    # Haas: a condition before a block or a variable, no R, warming up, a first move at a feed before the length
    ("haas", MILL + "IF [#10001 EQ 0] M98 P9004\n" + END),
    ("haas", MILL + "IF [ #30003 GT 0 ] #26= 1\n" + END),
    ("haas", MILL + "G81 G98 Z-4. F80.\nG80\n" + END),
    ("haas", "%\nO2\nG21 G90 G17\nS1000 M3\nG4 P600.\nM5\nM30\n%\n"),
    ("haas", "%\nO3\nG21 G90 G17 G40 G49 G80\nG54\nT1 M6\nS1000 M3\nG1 X5. Y5. F5000.\nG0 G43 Z5. H1\nG53 G0 Z0.\n"
     "T2 M6\nS900 M3\nG1 X9. Y9. F5000.\nG0 G43 Z5. H2\nM30\n%\n"),
    # several conditions in a block: R1 is 2, so the second one jumps
    ("siemens-840d", "G71 G90 G17 G54\nR1=2\nIF R1==1 GOTOF AA IF R1==2 GOTOF BB\nAA: G0 X1\nM30\nBB: G0 X2\nM30\n"),
    # Klartext: remarks over several lines, the feed of M128, a rotary axis alone, functions that are not interpreted
    ("heidenhain", "0 BEGIN PGM A MM\n1 ;THIS GOES ON ~\n HERE AND ~\n HERE.\n2 M30\n3 END PGM A MM\n"),
    ("heidenhain", "0 BEGIN PGM A MM\n1 TOOL CALL 1 Z S1000\n2 L X+0 Y+0 Z+50 R0 FMAX M3\n3 L Z+40 R0 F3000 M128 F1000\n"
     "4 L Z+100 R0 FMAX M30\n5 END PGM A MM\n"),
    ("heidenhain", "0 BEGIN PGM A MM\n1 L A+0 R0 F10000\n2 M30\n3 END PGM A MM\n"),
    ("heidenhain", '0 BEGIN PGM A MM\n1 WRITE TO PLC KEY "X" =+1\n2 TCH PROBE 427 MEASURE ~\n  Q263=+0\n3 M30\n4 END PGM A MM\n'),
    # GRBL takes what it acts on out of the line; settings; grblHAL closes a circle without its end
    ("grbl", "G21 G90\n?  ; status\n$30=1000\nG0 X1\nM30\n"),
    ("grblhal", "G21 G90 G17 G94\nG0 X0 Y0 Z5\nG2 I5 F100\nM30\n"),
    ("grblhal", "G21 G90 G17 G94\n#1 = 5\nG0 X#1\nM30\n"),
    # an arc from where the machine stands
    ("linuxcnc", "G21 G90 G17 G94 G64 P0.01\nS1000 M3\nG2 X5 I2 F100\nM2\n"),
]  # fmt: skip

WRONG = [
    ("grbl", "G21 G90 G94\nG0 X0 Y0 Z5\nG81 X1 Y1 Z-1 R1 F100\nM30\n", "unsupported-code"),
    ("grbl", "G21 G90 G94\nG0 X[1+1]\nM30\n", "unsupported-code"),
    ("linuxcnc", "G21 G90 G94\nG12 I5 F100\nM2\n", "unsupported-code"),
    ("fanuc", MILL + "G78 X1.\n" + END, "unsupported-code"),
    ("siemens-840d", "G71 G90\nG81 X8 Y0\nM30\n", "unsupported-code"),
    ("fanuc", MILL + "G1 Z-1.\n" + END, "feed-missing"),
    ("fanuc", MILL + "#3000=1(STOP)\n" + END, "program-alarm"),
    ("fanuc", MILL + "N1 G4 X1.\nGOTO1\n" + END, "limit-exceeded"),
    ("haas", MILL + "M97 P77\n" + END, "unsupported-code"),
]


def _findings(folder: Path, controller: str, text: str) -> list[Finding]:
    program = folder / "program.nc"
    program.write_text(text, encoding="utf-8", newline="")
    return list(check(program, options=CheckOptions(controller=controller)).findings)


@pytest.mark.parametrize(("controller", "text"), RIGHT)
def test_what_is_right_is_no_error(tmp_path: Path, controller: str, text: str) -> None:
    errors = [f for f in _findings(tmp_path, controller, text) if f.severity is Severity.ERROR]
    assert [(f.code, f.where.line, f.message) for f in errors] == []


@pytest.mark.parametrize(("controller", "text", "code"), WRONG)
def test_what_the_control_refuses_is_an_error(tmp_path: Path, controller: str, text: str, code: str) -> None:
    errors = [f.code for f in _findings(tmp_path, controller, text) if f.severity is Severity.ERROR]
    assert code in errors


def test_what_could_not_be_followed_is_told_and_is_not_proven(tmp_path: Path) -> None:
    """The findings are warnings; the claim that every block is understood is not made all the same."""
    program = tmp_path / "program.nc"
    program.write_text(MILL + "M98 P9001\n" + END, encoding="utf-8")
    record = check(program, options=CheckOptions(controller="fanuc"))
    told = [f for f in record.findings if f.code == "unsupported-code"]
    assert [f.severity for f in told] == [Severity.WARNING]
    assert AFTERWARDS_UNKNOWN in told[0].figures
    assert record.verdict is not None
    assert {c.id: c.status for c in record.verdict.claims}["program-read"] is Status.OPERATOR
