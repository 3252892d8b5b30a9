"""What ``check`` says to someone at the machine: programs as they are written, and one slip in each."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.findings import Finding, Severity
from codegen.pipeline.check import CheckOptions, check
from codegen.pipeline.controls import control_of

SIEMENS = """\
; BRACKET
N10 G17 G90 G71 G94 G40
N20 T1 D1
N30 M6
N40 S3000 M3
N50 G54
N60 G0 X-20 Y-20
N70 G0 Z50
N80 Z2
N90 G1 Z-5 F200
N100 G41 X0 Y0
N110 Y50
N120 X80
N130 Y0
N140 X-20
N150 G40 X-40
N160 G0 Z100 M5
N170 T2 D1
N180 M6
N190 S1200 M3 F150
N200 G0 X10 Y10
N210 MCALL CYCLE83(50,0,2,-25,,-8,,3,0.5,,1,0)
N220 X20 Y10
N250 MCALL
N260 G0 Z100 M5
N290 M30
"""


def found(tmp_path: Path, text: str, control: str = "auto", **more: object) -> list[Finding]:
    path = tmp_path / "part.nc"
    path.write_text(text, encoding="utf-8")
    options = CheckOptions(controller=control, **more)  # type: ignore[arg-type]
    return [
        f for f in check(path, options=options).findings if not (f.code == "not-simulated" and f.where.line is None)
    ]


def grave(findings: list[Finding]) -> list[tuple[str, int | None]]:
    return [(f.code, f.where.line) for f in findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("text", "controller"),
    [
        (SIEMENS, "siemens-840d"),
        ('N10 G17 G90\nN20 T="DRILL"\nM30\n', "siemens-840d"),
        ("%\nO1000\nM98 P2000\nM30\n%\n", "fanuc"),
        ("0 BEGIN PGM A MM\n1 TOOL CALL 1 Z S100\n2 END PGM A MM\n", "heidenhain"),
        ("$H\nG0 X1\n", "grbl"),
        ("o100 call\nM2\n", "linuxcnc"),
    ],
)
def test_the_control_that_a_text_is_written_for_is_found(text: str, controller: str) -> None:
    assert control_of(text, None, name="a").controller.id == controller


def test_a_good_siemens_program_whose_cutter_nobody_described_has_no_error(tmp_path: Path) -> None:
    """The radius is told once, as a warning; nothing is said of the moves that come of it, nor of MCALL after a change."""
    told = found(tmp_path, SIEMENS)
    assert grave(told) == []
    assert [(f.code, f.where.line) for f in told if f.code == "position-unknown"] == [("position-unknown", 11)]


def test_a_tool_called_under_compensation_is_an_error(tmp_path: Path) -> None:
    text = """\
0 BEGIN PGM A MM
1 TOOL CALL 1 Z S3000
2 L X+10 Y+10 R0 FMAX M3
3 L Z+5 R0 FMAX
4 L Z-5 R0 F100
5 L X+50 RL F200
6 L Z+50 FMAX
7 TOOL CALL 2 Z S1000
8 L Z+60 R0 FMAX M30
9 END PGM A MM
"""
    assert ("compensation-conflict", 8) in grave(found(tmp_path, text))
    assert "compensation-conflict" not in {
        f.code for f in found(tmp_path, text.replace("6 L Z+50 FMAX", "6 L Z+50 R0 FMAX"))
    }
    assert "compensation-conflict" not in {f.code for f in found(tmp_path, text.replace("CALL 2 Z S", "CALL S"))}


THROUGH = """\
%
O0001
G21 G17 G90 G40 G49 G80 G94
T1 M6
G54 G0 X15. Y15. S1800 M3
G43 H1 Z50.
G99 G83 Z-22. R3. Q4. F250.
G98 X65.
G80
M5
G91 G28 Z0.
G90
M30
%
"""


def test_holes_through_a_stock_of_which_no_more_is_known_are_one_warning(tmp_path: Path) -> None:
    """20 mm thick, drilled to Z-22: 2 mm below it. Two holes, two pecks of each below the underside."""
    told = found(tmp_path, THROUGH, "fanuc", stock="80x50x20", tools=((1, "drill-6.8"),))
    below = [f for f in told if f.code == "fixture-contact"]
    assert [(f.severity, dict(f.figures)["amount_mm"]) for f in below] == [(Severity.WARNING, pytest.approx(2.0))]
    assert "2.00 mm below the stock" in below[0].message
    assert grave(told) == []


DRILLED = """\
%
O0001
G21 G17 G90 G40 G49 G80 G94
T1 M6
G54 G0 X15. Y15. S1800 M3
G43 H1 Z50.
G99 G83 Z-22. R3. Q4. F250.
X65.
G98 Y35.
G80
M5
T3 M6
G54 G0 X15. Y15. S400 M3
G43 H3 Z50.
M29 S400
G98 G84 Z-18. R5. F600.
X65.
Y35.
G80
M5
G91 G28 Z0.
G90
M30
%
"""


def test_a_cycle_that_lacks_a_word_is_told_where_it_stands(tmp_path: Path) -> None:
    """Three holes that are not drilled, and then tapped: the one cause is Q."""
    told = [f for f in found(tmp_path, DRILLED.replace(" Q4.", ""), "fanuc") if f.severity is not Severity.NOTE]
    assert [(f.code, f.where.line) for f in told] == [("word-missing", 7)]
    assert "and so at 2 more places, the last in line 9" in told[0].message


def test_a_slip_in_a_place_is_not_told_again_of_the_taps(tmp_path: Path) -> None:
    told = [
        f for f in found(tmp_path, DRILLED.replace("X65.\nG98", "X65\nG98"), "fanuc") if f.severity is not Severity.NOTE
    ]
    assert [(f.code, f.where.line) for f in told] == [("decimal-point-missing", 8)]


def test_a_wrong_pitch_is_told_once_and_an_unsynchronised_tap_is_used(tmp_path: Path) -> None:
    """F600 at S400 is 1.5 mm a turn; an M8 tap has 1.25. Without M29 the feed is not tied, and the tap works all the same."""
    tools = ((1, "drill-6.8"), (3, "tap-m8"))
    told = found(tmp_path, DRILLED, "fanuc", stock="80x50x25", tools=tools)
    assert [f.where.line for f in told if f.code == "tap-feed"] == [16]
    loose = found(
        tmp_path, DRILLED.replace("M29 S400\n", "").replace("F600.", "F500."), "fanuc", stock="80x50x25", tools=tools
    )
    assert "tool-not-used" not in {f.code for f in loose}
