"""The canonical spelling: what it looks like, that it means the same, that it is its own spelling."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.errors import UsageError
from codegen.interpreter import read
from codegen.model.motion import Move
from codegen.pipeline import spell as proving
from codegen.pipeline.convert import NotProven
from codegen.pipeline.diff import ALIKE, alike
from codegen.pipeline.spell import format_program, spelled
from codegen.pipeline.spelling import CONTROLS, renumbered, spell
from tests.cli.run import codegen


def formatted(text: str | bytes, control: str, numbers: tuple[int, int] | None = None) -> str:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return spelled(data, shop.controller(control), name="a.nc", numbers=numbers).data.decode("latin-1")


@pytest.mark.parametrize(
    ("control", "line", "wanted"),
    [
        ("linuxcnc", "x+01.500g01 f0100", "G1 X1.5 F100"),
        ("linuxcnc", "  g 0 1   Z10.  ", "G1 Z10"),
        ("linuxcnc", "n0010 m06 t01 (Mill  6)", "N10 T1 M6 (Mill  6)"),
        ("linuxcnc", "/G1X-.50", "/G1 X-0.5"),
        ("linuxcnc", "G0 X-0.0", "G0 X0"),
        ("linuxcnc", "(before) G1 (between) X1 (after)", "(before) G1 X1 (between) (after)"),
        ("linuxcnc", "G10 X0 P1 L2", "G10 L2 P1 X0"),
        ("linuxcnc", "m98 p100 l3", "M98 P100 L3"),
        ("linuxcnc", "G1  X[1  +  2]  F0100.0", "G1 X[1 + 2] F100"),
        ("fanuc", "G01 X010 Y10. Z-.50 F100.;", "G1 X10 Y10. Z-0.5 F100."),
        ("fanuc", "O0007 (PART)", "O0007 (PART)"),
        ("fanuc", "H01 G43 Z010.", "G43 H1 Z10."),
        ("fanuc", "G65 P9010 X1. A2. B.5", "G65 P9010 X1. A2. B0.5"),
        ("grbl", "g1x.5y+3f100;end", "G1 X0.5 Y3 F100 ;end"),
        ("grbl", "$H", "$H"),
        ("haas", "G04 P01. (WAIT)", "G4 P1. (WAIT)"),
        ("haas", "G154 P02", "G154 P2"),
        ("grblhal", "g81x.5z-1r2f100 ; hole", "G81 X0.5 Z-1 R2 F100 ; hole"),
        ("siemens", "N0010 G01X10.0  Y=IC(5)  ; a  remark", "N10 G1 X10 Y=IC(5) ; a  remark"),
        ("siemens", 'MSG("two  blanks")  M30', 'MSG("two  blanks") M30'),
        ("heidenhain", "12  L  X10,50 Y-.5  R0 FMAX  M3 ;a  remark", "12 L X+10,5 Y-0.5 R0 FMAX M3 ;a  remark"),
        ("heidenhain", "   Q201=-020.0 ;DEPTH ~", "  Q201=-20 ;DEPTH ~"),
    ],
)
def test_a_line_is_spelled_as_its_control_spells_it(control: str, line: str, wanted: str) -> None:
    assert spell(line, control) == wanted
    assert spell(wanted, control) == wanted


def test_a_point_that_a_fanuc_needs_stays_and_none_comes() -> None:
    """Fanuc: X10 is 10 least increments, 0.010 mm; X10. is 10 mm (B-64604EN, "Decimal point programming")."""
    out = formatted("G21 G90 G94\nG0 X010 Y010.00\nM30\n", "fanuc")
    assert "G0 X10 Y10.\n" in out


def test_line_ends_and_comments_in_any_code_page_stay() -> None:
    data = b"g21 g90\r\ng00 x01.0 (\xd6\xd0\xce\xc4)\r\nm02\r\n"
    assert formatted(data, "linuxcnc").encode("latin-1") == b"G21 G90\r\nG0 X1 (\xd6\xd0\xce\xc4)\r\nM2\r\n"


def test_a_guess_is_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "a.nc"
    path.write_text("G21 G90\nG0 X1\nM30\n", encoding="utf-8")
    with pytest.raises(UsageError, match="guess"):
        format_program(path)


@pytest.mark.parametrize("bad", ["G1 X", "G77 X1", "G2 X1 Y1 I5 J5 F10", "G1 X1 Q\x00"])
def test_what_is_not_understood_is_not_rewritten(bad: str) -> None:
    with pytest.raises(UsageError, match="line 2"):
        formatted(f"G21 G90 G94 G17 G40 G49\n{bad}\nM2\n", "linuxcnc")


def test_a_spelling_that_means_something_else_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "G21 G90 G94 G17\nG0 X1 Y1 Z1\nG1 X2 F100 (slow)\nM2\n"
    for change in (("X2", "X3"), ("F100", "F200"), ("G1 X2", "G0 X2"), ("(slow)", "(fast)"), ("M2", "M0")):
        monkeypatch.setattr(proving, "spell", lambda line, _, c=change: line.replace(*c))
        with pytest.raises(NotProven):
            formatted(program, "linuxcnc")


def test_skipped_blocks_are_proven_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "spell", lambda line, _: line.removeprefix("/"))
    with pytest.raises(NotProven):
        formatted("G21 G90 G94 G17\nG0 X1 Y1 Z1\n/G0 X2\nM2\n", "linuxcnc")


def test_numbers_anew() -> None:
    out = formatted("%\n(head)\nG21 G90\nn7 g0 x1\n\n/m8\nM2\n%\n", "linuxcnc", (10, 10))
    assert out == "%\n(head)\nN10 G21 G90\nN20 G0 X1\n\n/N30 M8\nN40 M2\n%\n"


def test_jumps_follow_their_blocks() -> None:
    lines = ["O0001", "N5 G0 X1.", "IF [#1 GT 3] GOTO 9", "GOTO5 (GOTO 7)", "N9 M30"]
    assert renumbered(lines, "fanuc", 100, 10) == [
        "O0001", "N100 G0 X1.", "N110 IF [#1 GT 3] GOTO 130", "N120 GOTO100 (GOTO 7)", "N130 M30",
    ]  # fmt: skip
    out = formatted("N1 G17 G90 G71 G94 R1=0\nN3 R1=R1+1\nN5 IF R1<3 GOTOB N3\nN7 M30\n", "siemens", (10, 5))
    assert out == "N10 G17 G90 G71 G94 R1=0\nN15 R1=R1+1\nN20 IF R1<3 GOTOB N15\nN25 M30\n"


def test_a_haas_calls_blocks_of_its_program_by_number() -> None:
    """M97 P goes to N (Mill Operator's Manual, M97), and comes back with M99."""
    head = "%\nO00001 (A)\nG21 G90 G94 G17 G40 G49 G80\nG54\n"
    out = formatted(f"{head}G0 X1. Y1.\nM97 P50 L2\nM30\nN50 G91 G0 X1.\nG90\nM99\n%\n", "haas", (10, 10))
    assert "N40 M97 P60 L2\nN50 M30\nN60 G91 G0 X1.\n" in out
    with pytest.raises(UsageError, match="does not tell"):
        renumbered(["M97 P#1", "N1 M30"], "haas", 10, 10)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["GOTO #1", "N1 M30"], "does not tell"),
        (["GOTO [#1+1]", "N1 M30"], "does not tell"),
        (["GOTO 3", "N1 M30"], "no block N3"),
        (["N1 G0", "N1 G1", "GOTO 1"], "twice"),
        (["O1", "GOTO 1", "N1 M99", "O2", "N1 M30"], "several programs"),
        (["M99 P10", "N10 M30"], "does not tell"),
    ],
)
def test_jumps_that_cannot_be_followed_are_refused(lines: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        renumbered(lines, "fanuc", 10, 10)


def test_numbers_that_no_control_takes_are_refused() -> None:
    with pytest.raises(UsageError, match="smaller step"):
        renumbered(["G0 X1", "G0 X2"], "linuxcnc", 99_999, 10)


def test_klartext_is_numbered_by_block() -> None:
    text = "0 BEGIN PGM A MM\n1 TOOL CALL 1 Z S2000\n5 CYCL DEF 200 DRILLING ~\n Q200=2 ;A ~\n Q201=-20 ;B\n9 END PGM A MM\n"
    lines = [spell(line, "heidenhain") for line in text.splitlines()]
    assert renumbered(lines, "heidenhain", 0, 1)[2:] == [
        "2 CYCL DEF 200 DRILLING ~", "  Q200=2 ;A ~", "  Q201=-20 ;B", "3 END PGM A MM",
    ]  # fmt: skip


# -- of drawn programs

figures = st.tuples(st.sampled_from(["", "+", "-"]), st.sampled_from(["", "0", "00"]), st.integers(0, 99),
                    st.sampled_from(["", ".", ".0", ".5", ".250", ".00"])).map(lambda p: f"{p[0]}{p[1]}{p[2]}{p[3]}")  # fmt: skip
blanks = st.sampled_from(["", " ", "  ", "\t"])


@st.composite
def blocks(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from("XYZ"), min_size=1, max_size=3, unique=True))
    parts = [draw(st.sampled_from(["G0", "G00", "G1", "G01", ""]))]
    parts += [f"{axis}{draw(blanks)}{draw(figures)}" for axis in words]
    parts += draw(st.sampled_from([[], ["F0100."], ["(a  remark)"], ["M8"], ["M09", "F50."]]))
    parts = list(draw(st.permutations(parts)))
    return draw(st.sampled_from(["", "/", "N7 ", "N007"])) + draw(blanks).join(parts)


@pytest.mark.parametrize("control", [c for c in CONTROLS if c not in ("siemens", "heidenhain")])
@given(lines=st.lists(blocks(), max_size=12), end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60, deadline=None)
def test_a_drawn_program_means_the_same_and_is_its_own_spelling(control: str, lines: list[str], end: str) -> None:
    if control.startswith("grbl"):
        lines = [line.replace("/", "") for line in lines]
    program = end.join(["G21 G90 G94 G17 G40 G49", "G1 F80.", *lines, "M30", ""])
    made = formatted(program, control)
    assert formatted(made, control) == made
    assert made.count(end) == program.count(end)
    environment, controller = ALIKE, alike(shop.controller(control))
    told = []
    for text in (program, made):
        steps = read(text, controller, environment=environment).steps
        told.append([(s.kind, s.end, s.feed) if isinstance(s, Move) else (s.kind, s.text) for s in steps])
    assert told[0] == told[1]


def test_the_command_writes_whole_or_not_at_all(tmp_path: Path) -> None:
    path, out = tmp_path / "a.nc", tmp_path / "b.nc"
    path.write_bytes(b"g21 g90\r\ng00 x01.0\r\nm02\r\n")
    done = codegen("format", path, "--controller", "linuxcnc", "-o", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_bytes() == b"G21 G90\r\nG0 X1\r\nM2\r\n"
    assert codegen("format", path, "--controller", "linuxcnc", "-o", out).returncode == 2, "it exists"
    shown = codegen("format", path, "--controller", "linuxcnc")
    assert shown.stdout.replace("\r\n", "\n") == "G21 G90\nG0 X1\nM2\n"
    path.write_bytes(b"g21 g90\ng77 x1\nm02\n")
    again = codegen("format", path, "--controller", "linuxcnc", "-o", tmp_path / "c.nc", "--lang", "zh")
    assert again.returncode == 2
    assert "不能证明含义不变" in again.stderr
    assert not (tmp_path / "c.nc").exists()
