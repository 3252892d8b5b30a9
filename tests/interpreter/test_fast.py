"""The fast way through long programs does what the slow way does: steps, findings, blocks, columns, everything."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.interpreter import fast, read
from codegen.model.program import Environment, Reading
from codegen.model.shop import Controller
from codegen.rules import Context, run
from tests.oracle import lcnc
from tests.oracle.programs import random_program

CONTROLS = ("linuxcnc", "fanuc", "haas", "grbl", "grblhal", "siemens")
HEAD = {
    "linuxcnc": "G21 G90 G17 G94 G40 G49 G91.1\nG54\nT1 M6\nS1000 M3\nG43 H1\nG0 X0 Y0 Z5\nG1 Z0 F500\n",
    "fanuc": "%\nO0001\nG21 G90 G17 G94 G40 G49\nG54\nT1 M6\nS1000 M3\nG43 H1 Z50.\nG0 X0. Y0. Z5.\nG1 Z0. F500.\n",
    "grbl": "G21 G90 G17 G94 G40 G49\nG54\nS1000 M3\nG0 X0 Y0 Z5\nG1 Z0 F500\n",
}
HEAD["siemens"] = "G71 G90 G17 G94 G40\nG54\nT1 M6\nD1\nS1000 M3\nG0 X0 Y0 Z5\nG1 Z0 F500\n"
HEAD["heidenhain"] = "0 BEGIN PGM A MM\n1 TOOL CALL 1 Z S1000\n2 L X+0 Y+0 Z+5 R0 FMAX M3\n3 L Z+0 R0 F500\n"
HEAD |= {"haas": HEAD["fanuc"], "grblhal": HEAD["grbl"]}


def both(text: str | bytes, controller: Controller, environment: Environment | None = None) -> tuple[Reading, Reading]:
    """The program read the fast way and the slow way."""
    before = fast.LONG
    try:
        fast.LONG = 0  # type: ignore[misc]
        quick = read(text, controller, environment=environment, name="p.nc")
        fast.LONG = 10**9  # type: ignore[misc]
        return quick, read(text, controller, environment=environment, name="p.nc")
    finally:
        fast.LONG = before  # type: ignore[misc]


def agree(text: str | bytes, controller: Controller, environment: Environment | None = None) -> tuple[Reading, Reading]:
    """Assert that both readings are the same."""
    quick, slow = both(text, controller, environment)
    for a, b in zip(quick.steps, slow.steps, strict=False):
        assert repr(a) == repr(b)
    assert len(quick.steps) == len(slow.steps)
    assert quick.findings == slow.findings
    assert (quick.ended, quick.program.newline, quick.program.text) == (
        slow.ended,
        slow.program.newline,
        slow.program.text,
    )
    assert len(quick.program.blocks) == len(slow.program.blocks)
    for i, block in enumerate(slow.program.blocks):
        assert repr(quick.program.blocks[i]) == repr(block)
    for letter in "GM":
        for wanted in (0.0, 1.0, 2.0, 30.0, 81.0, 90.0):
            found = quick.program.blocks_with(letter, wanted.__eq__)
            assert list(found) == list(slow.program.blocks_with(letter, wanted.__eq__))
    a, b = quick.steps.moves, slow.steps.moves
    assert list(map(quick.steps.step_of, range(len(a)))) == list(map(slow.steps.step_of, range(len(b))))
    for name in ("kind", "block", "column", "turns", "hole", "in_machine"):
        assert getattr(a, name).tolist() == getattr(b, name).tolist()
    assert [repr(a.states[i]) for i in a.state] == [repr(b.states[i]) for i in b.state]
    context = {
        "controller": controller,
        "machine": shop.machine("generic-mill"),
        "material": shop.material("aluminium"),
    }
    found_by_rules = run(Context(reading=quick, **context)), run(Context(reading=slow, **context))  # type: ignore[arg-type]
    assert repr(found_by_rules[0]) == repr(found_by_rules[1])
    return quick, slow


number = st.builds(
    lambda sign, whole, point, tail: f"{sign}{whole}{point}{tail if point else ''}",
    st.sampled_from(["", "-", "+"]), st.integers(0, 60), st.sampled_from([".", ".", ""]),
    st.sampled_from(["", "0", "5", "25", "125", "1234", "0004"]),
)  # fmt: skip
odd_number = st.sampled_from(["", ".", "1e3", "--1", "1.2.3", "123456789012345678", "1 2", "#1", "[1+2]", "9999999999"])
word = st.builds(
    lambda letter, blank, value: letter + blank + value,
    st.sampled_from("XYZXYZXYZIJKRFF"), st.sampled_from(["", "", "", " "]), number | number | number | odd_number,
)  # fmt: skip
code = st.sampled_from(
    [
        "G0",
        "G1",
        "G2",
        "G3",
        "G00",
        "G01",
        "G1",
        "G17",
        "G18",
        "G19",
        "G90",
        "G91",
        "G20",
        "G21",
        "G94",
        "G95",
        "G93",
        "G40",
        "G41",
        "G54",
        "G55",
        "G53",
        "G28",
        "G80",
        "G81",
        "G4",
        "M3",
        "M5",
        "M8",
        "M30",
        "M2",
        "M6",
        "T2",
        "S500",
        "H1",
        "G43",
        "G49",
        "G91.1",
        "G90.1",
        "P1",
        "A5",
        "N5",
        "Q1",
        "G52",
        "G92",
        "G68",
        "G10",
        "G43.1",
        "M98",
        "M99",
        "g1",
        "x5",
        "%",
        "/",
    ]
)
comment = st.sampled_from(
    [
        "(plain)",
        "(MSG, text)",
        "(py)",
        "( PYRUN )",
        "(abort, x)",
        "(a, b)",
        "(über)",
        "(",
        "(what? here)",
        "; 50 %!",
        "CT X5 Y5",
        "X=IC(3)",
        "CR=5",
        "RND=1",
        "R1=5",
        "X 5",
        "GOTOF N10",
        "REPEAT A",
        "A:",
        "I2 X3",
        "(a(b)",
        ";rest",
        "; G1 X1",
        "()",
        "\x00",
        "\t",
    ]
)
line = st.builds(
    lambda n, words, end: n + " ".join(words) + end,
    st.sampled_from(["", "", "N10 ", "N1234567 ", "N 20", "/", " "]),
    st.lists(word | word | code | comment, max_size=5),
    st.sampled_from(["", "", "", " ", "\r", ";", "(x)"]),
)
plain_line = st.builds(
    lambda go, words: (go + " " + " ".join(words)).strip(),
    st.sampled_from(["", "G1", "G0", "G1", "G2", "G3", "G91 G1", "G90 G0", "G18", "G17 G2", "G01"]),
    st.lists(st.builds(str.__add__, st.sampled_from("XYZXYZIJKRF"), number), max_size=4, unique_by=lambda w: w[0]),
)


@pytest.mark.parametrize("control", CONTROLS)
@settings(max_examples=150, deadline=None)
@given(
    lines=st.lists(line | plain_line | plain_line, max_size=25),
    newline=st.sampled_from(["\n", "\r\n"]),
    head=st.booleans(),
)
@example(lines=["G1 X1. Y2.", "(one)", "(two)", "X3.", "G2 X5. Y2. R1."], newline="\n", head=True)
@example(lines=["X1", "(x)", "A3", "X2", "M30", "X9", "G1 Y2"], newline="\r\n", head=True)
def test_programs_of_every_kind(control: str, lines: list[str], newline: str, head: bool) -> None:
    text = (HEAD[control] if head else "") + "\n".join(lines) + "\nM30\n"
    agree(text.replace("\n", newline), shop.controller(control))
    agree(text.replace("\n", newline).encode()[:-1], shop.controller(control))


@pytest.mark.parametrize("control", CONTROLS)
@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="GMXYZ0123456789.-+ ();%\nNIJRF/\r\té#", max_size=200) | st.binary(max_size=80))
def test_garbage(control: str, text: str | bytes) -> None:
    agree(text, shop.controller(control))


@pytest.mark.parametrize("seed", range(30))
def test_programs_that_the_control_accepts(seed: int) -> None:
    """The programs that are held against LinuxCNC itself, with and without an environment."""
    text = random_program(seed)
    controller = shop.controller("linuxcnc")
    agree(text, controller, lcnc.environment({1: 50.0, 2: 30.0}))
    agree(text, controller)


place = st.builds(
    "{}{}{}{}".format, st.sampled_from("XYZ"), st.sampled_from(["+", "-", "", " +", "+ "]), st.integers(0, 60),
    st.sampled_from(["", ".", ".5", ",25", ",", ".1234", "EX", " 5"]),
)  # fmt: skip
klartext_line = st.builds(
    lambda number, word, places, end: f"{number}{word} {' '.join(places)} {end}",
    st.sampled_from(["", "12 ", "7 ", "12", " 5 ", "123456789012 ", "/", "5 ;", "6 * - "]),
    st.sampled_from(["L", "L", "L", "L", "L", "L", "LN", "CC", "C", "LP", "l", "", "CT", "CALL LBL 1 REP"]),
    st.lists(place | place | place | st.sampled_from(["IX+1", "A+5", "X+Q1", "PR+5", "DR-"]), max_size=3),
    st.sampled_from(
        ["", "", "", "R0", "R0", "R0 FMAX", "FMAX", "F500", "R0 F9998", "F1,5", "RL", "FAUTO", "FMAXT", "M3", "R0 FMAX M89",
         "R5", "; text", ";a~", "~", "F0", "R0 F100 ; (x)", "F MAX"]
    ),
)  # fmt: skip
klartext_other = st.sampled_from(
    ["; remark", "* - part", "RND R2", "4 CHF 1", "5 RND R1 F100", "", "LBL 1", "LBL 0", "CYCL DEF 7.0 NULLPUNKT",
     "CYCL DEF 7.1 X+5", "Q1 = 5", "M5", "12", "12 ; x", "TOOL CALL 2 Z S500", "END PGM A MM", "; long ~", "* - a ~", "rest ~",
     "FN 12: IF +Q1 LT +3 GOTO LBL 1"]
)  # fmt: skip
klartext_plain = st.builds(
    lambda number, places, end: " ".join(filter(None, [str(number), "L", *places, end])),
    st.integers(1, 99),
    st.lists(st.builds("{}{:+.3f}".format, st.sampled_from("XYZ"), st.floats(-50, 50)), min_size=1, max_size=3,
             unique_by=lambda w: w[0]),
    st.sampled_from(["", "", "R0", "F500", "R0 FMAX", "R0 F900", "RL", "R0 FMAX M3"]),
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(
    lines=st.lists(klartext_plain | klartext_plain | klartext_plain | klartext_line | klartext_other, max_size=25),
    newline=st.sampled_from(["\n", "\r\n"]),
    head=st.booleans(),
)
@example(lines=["5 L X+1,5 Y+2 R0 F100", "; x", "6 RND R1", "7 L X+9 Y+9", "8 CT X+3 Y+3"], newline="\n", head=True)
def test_klartext(lines: list[str], newline: str, head: bool) -> None:
    text = (HEAD["heidenhain"] if head else "") + "\n".join(lines) + "\n99 END PGM A MM\n"
    agree(text.replace("\n", newline), shop.controller("heidenhain"))


@pytest.mark.parametrize("control", [*CONTROLS, "heidenhain"])
def test_programs_worked_by_hand(control: str) -> None:
    """Every program that the control's readers are tested with, good and bad."""
    folder = Path(__file__).parent / control
    files = [
        file for file in sorted(folder.rglob("*")) if file.is_file() and file.suffix not in (".yaml", ".py", ".pyc")
    ]
    assert files or control == "linuxcnc"
    for file in files:
        agree(file.read_bytes(), shop.controller(control))


def surfacing(control: str, count: int, seed: int = 1) -> Iterator[str]:
    """A raster over a wavy surface, with arcs, feeds, remarks, and a rare block that the kernel cannot take."""
    rnd = random.Random(seed)
    yield from HEAD[control].splitlines()
    if control == "heidenhain":
        odd = ["; row", "* - part", "M8", "L IX+1", "CC X+1 Y+1", "RND R0.1", "CYCL DEF 9.0 VERWEILZEIT"]
        for i in range(count):
            plain = f"L X{i % 80 * 0.5:+.3f} Y{i // 80 * 0.5:+.3f} Z{rnd.uniform(-2, 0):+.4f}" + (
                " F600" if i % 50 == 0 else ""
            )
            yield f"{i + 4} " + (plain if i % 97 else rnd.choice(odd))
        yield from ("L Z+50 R0 FMAX M30", "END PGM A MM")
        return
    x, y, way = 0.0, 0.0, 1
    for i in range(count):
        x = round(x + way * 0.5, 3)
        if i % 97 == 0:
            yield rnd.choice(
                ["(row)", "M8", "G4 P1", "S1100", "G91", "G90", "G41 D1", "G40", "G80", "G18", "G17", "X1. A2."]
            )
        elif i % 40 == 0:
            way = -way
            yield f"{'G3' if way < 0 else 'G2'} X{x:.3f} Y{y + 0.5:.3f} I0. J0.25"
            y += 0.5
        else:
            yield f"G1 X{x:.3f} Y{y:.3f} Z{rnd.uniform(-2, 0):.4f}" + (" F600." if i % 50 == 0 else "")
    yield "G0 Z50."
    yield "M30"


@pytest.mark.parametrize("control", [*CONTROLS, "heidenhain"])
def test_a_long_program(control: str) -> None:
    quick, _ = agree("\n".join(surfacing(control, 6000)) + "\n", shop.controller(control))
    assert len(quick.steps.moves) > 5000


def test_the_kernel_does_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most lines of a surfacing program never see the grammar."""
    from codegen.interpreter.flow import Tape
    from codegen.interpreter.heidenhain.program import KlartextTape

    parsed: list[str] = []
    for tape in (Tape, KlartextTape):
        real = tape.read
        monkeypatch.setattr(tape, "read", lambda self, line, real=real: parsed.append(line) or real(self, line))
    for control in (*CONTROLS, "heidenhain"):
        parsed.clear()
        first, last = ("L X+{}.5 Y+{} R0", "L Z+5 R0 FMAX M30") if control == "heidenhain" else ("G1 X{}.5 Y{}.", "M30")
        text = "\n".join([*HEAD[control].splitlines(), *(first.format(i, i % 7) for i in range(6000)), last, ""])
        assert len(read(text, shop.controller(control)).steps.moves) > 6000
        assert 0 < len(parsed) < 40


def test_a_collision_cannot_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a hash that is the same for every template their texts tell them apart."""
    from codegen.interpreter.fast import scan

    monkeypatch.setattr(scan, "MIXER", 0)
    agree("\n".join(surfacing("linuxcnc", 500)) + "\n", shop.controller("linuxcnc"))


def test_short_programs_load_no_compiler() -> None:
    code = (
        "import sys; from codegen.interpreter import read; from codegen import shop;"
        "r = read('G21 G90\\nG0 X1\\n' * 200 + 'M30\\n', shop.controller('linuxcnc'));"
        "assert len(r.steps.moves) == 200; assert 'numba' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
