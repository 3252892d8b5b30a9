"""The operators of fault injection: each takes a program apart without loss, and changes what its name says, repeatably."""

from __future__ import annotations

import re

import pytest

from codegen import Options, UsageError, make
from codegen.pipeline.mutation import OPERATORS, chosen, listing, mutants
from codegen.pipeline.mutation.listing import tokens

PROGRAM = """\
%
O0001 (PART G43)
G21 G17 G90 G94 G54 G40 G80
T1 M6
G43 H1 Z50.
S2000 M3
M8
G0 X10. Y10.
Z5.
G99 G83 X10. Y10. Z-12.5 R2. Q3. F120.
X40.
G80
G91 G28 Z0.
G90
M5
M9
T2 M6
G43 H2 Z50.
S3000 M3
M8
G0 X0. Y0.
Z2.
G1 Z-1. F200.
G1 X20. F400.
G3 X30. Y10. I0. J10.
G98 G81 X5. Y5. Z-3. R1. F100.
G80
G95
G84 X10. Y10. Z-9. R3. F1.25
G80
G94
G41 D2 X50.
G40 X60.
G0 Z50.
G91 G28 Z0.
G90
M30
%
"""
ROWS = listing(PROGRAM, "fanuc")


def test_a_listing_is_the_text() -> None:
    assert ROWS.text == PROGRAM
    assert ROWS.changes == (3, 16)
    assert ROWS.lines[ROWS.end].text == "M30"
    crlf = PROGRAM.replace("\n", "\r\n")
    assert listing(crlf, "fanuc").text == crlf
    assert listing(PROGRAM.rstrip("\n"), "fanuc").text == PROGRAM.rstrip("\n")


def test_what_stands_in_a_remark_is_no_word() -> None:
    assert [t.key for t in ROWS.lines[1].words] == ["O1"]
    assert [t.key for t in tokens("G01X5.Y-.5(G43) ; M3", "iso") if t.address] == ["G1", "X5", "Y-0.5"]
    assert [t.key for t in tokens("12 L X+10 IZ-0.5 R0 FMAX M3 ; Z9", "klartext") if t.address] == [
        "X10",
        "IZ-0.5",
        "R0",
        "M3",
    ]
    assert [t.key for t in tokens("G1 X=10 CR=-5 ; Y3", "siemens") if t.address] == ["G1", "X10", "CR-5"]


def test_modes_and_places_are_followed() -> None:
    at = {line.text: line for line in ROWS.lines}
    assert at["X40."].cycle and at["X40."].motion is None
    assert at["G1 X20. F400."].at == (0.0, 0.0, -1.0)
    assert at["G3 X30. Y10. I0. J10."].motion == 3 and at["G3 X30. Y10. I0. J10."].at[:2] == (20.0, 0.0)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda o: o.name)
def test_every_operator_changes_something_and_repeats_itself(operator) -> None:
    made = mutants(ROWS, operator, 30, 7)
    assert made, "the program has a place for every fault"
    assert len({m.text for m in made}) == len(made) and PROGRAM not in {m.text for m in made}
    assert made == mutants(ROWS, operator, 30, 7)
    lines = PROGRAM.splitlines()
    for m in made:
        start = m.line - 1
        again = [*lines[:start], *m.after, *lines[start + len(m.before) :]]
        assert tuple(lines[start : start + len(m.before)]) == m.before
        assert m.text == "\n".join(again) + "\n"


def one(name: str, pattern: str) -> str:
    """The changed line of the first mutant whose old line matches."""
    (operator,) = chosen((name,))
    return next(" ".join(m.after) for m in mutants(ROWS, operator, 200, 1) if re.search(pattern, " ".join(m.before)))


@pytest.mark.parametrize(
    ("name", "of", "becomes"),
    [
        ("length-offset-lost", "G43 H1", r"^Z50\.$"),
        ("spindle-start-lost", "S2000", "^S2000$"),
        ("coolant-lost", "M8", "^$"),
        ("units-lost", "G21", "^G17 G90 G94 G54 G40 G80$"),
        ("inch-for-mm", "G21", "^G20 G17"),
        ("wrong-plane", "G17", "^G21 G1[89] "),
        ("wrong-work-offset", "G54", " G5[5-9] "),
        ("rapid-for-feed", "X20", r"^G0 X20\. F400\.$"),
        ("arc-reversed", "G3", r"^G2 X30\. Y10\. I0\. J10\.$"),
        ("spindle-reversed", "S3000", "^S3000 M4$"),
        ("pecks-lost", "G83", r"^G99 G81 X10\. Y10\. Z-12\.5 R2\. F120\.$"),
        ("feed-mode-wrong", "G95", "^G94$"),
        ("centre-sign-wrong", "J10", r"I0\. J-10\.$"),
        ("radius-sign-wrong", "J10", r"^G3 X30\. Y10\. R-10\.$"),  # a quarter turn: R is positive, R-10 goes the long way
        ("sign-wrong", r"^G1 Z-1\. F200", r"^G1 Z1\. F200\.$"),
        ("decimal-point-lost", r"^X40\.$", "^X40$"),
        ("wrong-length-offset", "H2", r"^G43 H(?!2\b)\d+ Z50\.$"),
        ("wrong-tool", "T2", r"^T(?!2\b)\d+ M6$"),
        ("compensation-left-on", "G40 X60", r"^X60\.$"),
        ("axes-swapped", r"G0 X10", r"^G0 Y10\. X10\.$"),
    ],
)
def test_a_fault_is_what_its_name_says(name: str, of: str, becomes: str) -> None:
    assert re.search(becomes, one(name, of))


def test_whole_operations() -> None:
    (lost,) = chosen(("operation-lost",))
    assert {m.before[0] for m in mutants(ROWS, lost, 10, 1)} == {"T1 M6", "T2 M6"}
    (merged,) = chosen(("operations-merged",))
    (only,) = mutants(ROWS, merged, 10, 1)
    assert only.before == ("T2 M6", "G43 H2 Z50.", "S3000 M3", "M8")
    (swapped,) = chosen(("operations-swapped",))
    (only,) = mutants(ROWS, swapped, 10, 1)
    text = only.text.splitlines()
    assert text.index("T2 M6") < text.index("T1 M6") < text.index("M30")


def test_numbers_keep_the_form_of_the_control() -> None:
    (operator,) = chosen(("height-wrong",))
    for m in mutants(ROWS, operator, 40, 3):
        assert re.search(r"Z-?\d+\.\d{0,3}\b", m.after[0]), m.after
        assert 0.05 - 1e-9 <= abs(float(re.search(r"Z(-?[\d.]+)", m.after[0])[1]) - _z(m.before[0])) <= 6.0  # type: ignore[index]


def _z(text: str) -> float:
    found = re.search(r"Z(-?[\d.]+)", text)
    assert found is not None
    return float(found[1])


@pytest.mark.parametrize("control", ["linuxcnc", "haas", "siemens-840d", "heidenhain", "grbl"])
def test_programs_of_other_controls_are_taken_apart(control: str) -> None:
    request = "Drill a 10 mm hole through a 120 x 60 x 20 mm aluminium block at (100, 25)"
    text = make(request, options=Options(controller=control)).record.program
    assert text is not None
    dialect = {"siemens-840d": "siemens"}.get(control, control)
    rows = listing(text, dialect)
    assert rows.text == text
    found = {o.name for o in OPERATORS if mutants(rows, o, 3, 1)}
    assert found >= {"block-lost", "height-wrong", "speed-wrong", "look-alike", "spindle-start-lost", "truncated"}


def test_an_unknown_operator_is_named() -> None:
    with pytest.raises(UsageError, match="there are block-lost, "):
        chosen(("blok-lost",))
