"""Bad programs, each with the finding it must get; LinuxCNC must refuse them, too, where the table says so."""

from __future__ import annotations

import pytest

from codegen.findings import Severity
from codegen.interpreter import read
from codegen.model.shop import Controller
from tests.oracle import lcnc

HEAD = "G21 G90 G17 G94 G40 G49 G80 G91.1 G99\nG54\nS1000 M3\nG0 X0 Y0 Z10 F100\n"

REFUSED = [
    ("G0 X1 X2", "word-conflict", 7),
    ("G0 G1 X1", "word-conflict", 4),
    ("M3 M5", "word-conflict", 4),
    ("M8 M9", "word-conflict", 4),
    ("M7 M8", "word-conflict", 4),
    ("M0 M30", "word-conflict", 4),
    ("G54 G55", "word-conflict", 5),
    ("G43 G49", "word-conflict", 5),
    ("G0 G28 X0", "word-conflict", 1),
    ("G4 P1 G53 G0 X1", "word-conflict", 7),
    ("G80 X5", "word-conflict", 5),
    ("G80\nX5", "word-missing", 1),
    ("G53", "word-conflict", 1),
    ("G53 G2 X1 I1", "word-conflict", 1),
    ("G91 G53 G0 X1", "word-conflict", 5),
    ("G1 X1 I5", "word-conflict", 7),
    ("G0 X1 R5", "word-conflict", 7),
    ("G1 X1 P2", "word-conflict", 7),
    ("G0 X1 L2", "word-conflict", 7),
    ("G0 X1 H1", "word-conflict", 7),
    ("G0 X1 D1", "word-conflict", 7),
    ("G0 X1 Q1", "word-conflict", 7),
    ("G61 P1", "word-conflict", 5),
    ("G4", "word-missing", 1),
    ("G4 P-1", "word-missing", 1),
    ("G81 X5 Y5 Z-6", "word-missing", 1),
    ("G81 X5 Y5 R2", "word-missing", 1),
    ("G82 X5 Y5 Z-6 R2", "word-missing", 1),
    ("G83 X5 Y5 Z-6 R2", "word-missing", 1),
    ("G73 X5 Y5 Z-6 R2", "word-missing", 1),
    ("G83 X5 Z-6 R2 Q0", "syntax", 1),
    ("G83 X5 Z-6 R2 Q3 P0.2", "word-conflict", 18),
    ("G81 Z-6 R2\nG80\nG81 X1", "word-missing", 1),
    ("G81 Z-6 R2\nR3", "word-conflict", 1),
    ("G81 Z-6 R2 X1\nG81", "word-missing", 1),
    ("G81 Z-6 R-8", "word-conflict", 1),
    ("G81 X1 Z-1 R2 L0", "syntax", 15),
    ("G93 G81 X1 Z-1 R2 F10", "word-conflict", 5),
    ("G33.1 Z-5", "word-missing", 1),
    ("G33.1 K1", "word-missing", 1),
    ("M5\nG33.1 Z-5 K1", "spindle-off-in-cut", 1),
    ("M5\nG84 Z-5 R2", "spindle-off-in-cut", 1),
    ("M4\nG84 Z-5 R2", "spindle-reversed", 1),
    ("G2 X5", "word-missing", 1),
    ("G2 R3", "word-missing", 4),
    ("G2 Z5 R3", "word-missing", 7),
    ("G90.1 G2 X5 Y5 I5", "word-missing", 1),
    ("G2 X5 Y5 R1", "arc-geometry", 10),
    ("G2 X0 Y0 R5", "arc-geometry", 10),
    ("G2 X5 Y5 I5 J0.3", "arc-geometry", 1),
    ("G2 X0 Y0 I0 J0", "arc-geometry", 1),
    ("G2 X5 Y5 I5 K0", "word-conflict", 13),
    ("G2 X5 Y5 I5 R5", "word-conflict", 13),
    ("G2 X5 Y0 I2.5 P0", "syntax", 15),
    ("G2 X5 Y0 I2.5 P1.5", "syntax", 15),
    ("G1 X5 F0", "feed-missing", 1),
    ("G93 G1 X5", "feed-missing", 5),
    ("G93 G1 X5 F2\nG94 X0", "feed-missing", 5),
    ("F-5", "syntax", 1),
    ("S-5", "syntax", 1),
    ("T1.5 M6", "syntax", 1),
    ("G43 H1.5", "syntax", 5),
    ("M3.5", "syntax", 1),
    ("G1.05 X1", "syntax", 1),
    ("G100", "syntax", 1),
    ("G68 R30", "unsupported-code", 1),
    ("G54.1 P1", "unsupported-code", 1),
    ("G65 P1", "unsupported-code", 1),
    ("M29", "unsupported-code", 1),
    ("U5 G0", "unsupported-code", 1),
    ("X1.2.3", "syntax", 5),
    ("X1-2", "syntax", 3),
    ("(open", "syntax", 1),
    ("%", "syntax", 1),
    ("X1,5", "syntax", 3),
]
"""Program after the head; finding; its column. Refused by LinuxCNC as well."""

ACCEPTED = [
    ("G17.1", "unsupported-code"),
    ("#5221=5", "unsupported-code"),
    ("G0 X#5061", "value-unknown"),
    (";py,this = 1", "unsupported-code"),
    ("G18\nG84 X5 Y-4 Z1 R2", "unsupported-code"),
]
"""LinuxCNC takes these; this reader does not, and says so."""


@pytest.mark.parametrize(("body", "code", "column"), REFUSED)
def test_what_the_control_refuses(started: Controller, body: str, code: str, column: int) -> None:
    reading = read(f"{HEAD}{body}\nM2\n", started, environment=lcnc.environment())
    finding = reading.findings[0]
    block = body.rsplit("\n", maxsplit=1)[-1]
    assert (finding.code, finding.severity) == (code, Severity.ERROR)
    where = finding.where
    assert (where.column, where.block, where.line) == (column, block, 5 + body.count("\n"))
    assert where.end_column is not None
    assert column < where.end_column <= len(block) + 1
    assert finding.remedy


@pytest.mark.parametrize("body", [body for body, _, _ in REFUSED])
def test_the_control_refuses_it(body: str) -> None:
    lcnc.require()
    assert lcnc.run_rs274(f"{HEAD}{body}\nM2\n")[1] is not None


@pytest.mark.parametrize(("body", "code"), ACCEPTED)
def test_what_is_not_interpreted(started: Controller, body: str, code: str) -> None:
    reading = read(f"{HEAD}{body}\nM2\n", started, environment=lcnc.environment())
    assert [f.code for f in reading.findings] == [code]


@pytest.mark.parametrize("body", [body for body, _ in ACCEPTED])
def test_the_control_takes_it(body: str) -> None:
    lcnc.require()
    assert lcnc.run_rs274(f"{HEAD}{body}\nM2\n")[1] is None


@pytest.mark.parametrize(
    ("text", "codes", "ended"),
    [
        ("", ["no-program-end"], False),
        ("\n \n", ["no-program-end"], False),
        ("G21\n", ["no-program-end"], False),
        ("%\nG21\n", ["no-program-end"], False),
        ("%\nG21\n%\n", [], True),
        ("\n%\nG21\n%\n", [], True),
        ("%\nG21\nM30\n%\n", [], True),
        ("G21\nM2", [], True),
        ("(c)\n%\nM2\n", ["syntax"], True),
        ("M2\nG0 X1\n", ["text-after-end"], True),
        ("M30\n\n%\n", [], True),
        ("\ufeffG21\nM2\n", ["syntax"], True),
    ],
)
def test_beginning_and_end(started: Controller, text: str, codes: list[str], ended: bool) -> None:
    reading = read(text, started)
    assert ([f.code for f in reading.findings], reading.ended) == (codes, ended)


@pytest.mark.parametrize(("comment", "newline"), [("x" * 250, "\n"), ("x" * 249, "\r\n"), ("ü" * 125, "\n")])
def test_the_longest_line(started: Controller, comment: str, newline: str) -> None:
    """Counted in bytes, with the CR: one more and the control refuses it."""
    lcnc.require()
    for more, codes in (("", []), ("x", ["syntax"])):
        text = f"({comment}{more}){newline}M2{newline}"
        assert [f.code for f in read(text, started).findings] == codes
        assert (lcnc.run_rs274(text)[1] is None) == (codes == [])


def test_too_many_blocks(started: Controller) -> None:
    reading = read("G21\n" * 11 + "M2\n", started, max_blocks=10)
    assert [f.code for f in reading.findings] == ["limit-exceeded"]
    assert (len(reading.program.blocks), reading.ended) == (10, False)


def test_pecks_without_number(started: Controller) -> None:
    reading = read("G21\nG0 X0 Y0 Z5 F10\nG99 G83 Z-500 R2 Q0.0001\nM2\n", started)
    assert [f.code for f in reading.findings] == ["limit-exceeded"]


def test_many_findings_are_cut_short_and_that_is_said(started: Controller) -> None:
    reading = read("M199\n" * 2000 + "M2\n", started)
    assert [f.code for f in reading.findings].count("unsupported-code") == 500
    assert reading.findings[-1].code == "limit-exceeded"


@pytest.mark.parametrize(
    ("data", "comment", "finding"),
    [
        ("(Fräser)\nM2\n".encode(), "Fräser", []),
        ("(平底铣刀)\nM2\n".encode("gb18030"), "平底铣刀", ["syntax"]),
        (b"(\xff\xff)\nM2\n", "ÿÿ", ["syntax"]),
        (b"(a)\r\nM2\r\n", "a", []),
    ],
)
def test_encodings(started: Controller, data: bytes, comment: str, finding: list[str]) -> None:
    reading = read(data, started)
    assert reading.program.blocks[0].comments == (comment,)
    assert [f.code for f in reading.findings] == finding
    assert all(f.severity is Severity.WARNING for f in reading.findings)


def test_lone_carriage_returns(started: Controller) -> None:
    text = "G21\rG0 X1\rG1 X2 F10\rM2\r"
    reading = read(text, started, environment=lcnc.environment())
    assert [f.code for f in reading.findings] == ["syntax"]
    assert len(reading.program.blocks) == 4
    lcnc.require()  # to the control it is one block, with two motion codes
    assert "modal group" in (lcnc.run_rs274(text)[1] or "")


def test_arc_tolerance_is_rs274s(started: Controller) -> None:
    """The two rules that the tolerance has, on either side of their limits, measured by ``rs274``."""
    lcnc.require()
    for radius, off in [
        (1.0, 0.027),
        (1.0, 0.029),
        (20.0, 0.0279),
        (50.0, 0.049),
        (50.0, 0.051),
        (3000.0, 2.7),
        (3000.0, 2.9),
    ]:
        text = f"{HEAD}G2 X{radius:.4f} Y{radius - off:.4f} I{radius:.4f} J0\nM2\n"
        ours = [f.code for f in read(text, started).findings]
        assert (ours == []) == (lcnc.run_rs274(text)[1] is None), (radius, off, ours)
