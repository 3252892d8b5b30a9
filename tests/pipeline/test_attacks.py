"""Programs and setups that once passed, or ran for ever, and must not: each is refused by name, in bounded time."""

from pathlib import Path

import pytest

from codegen import CheckOptions, Outcome, Record, check, make, save
from codegen.errors import BadInput
from codegen.pipeline.check import read_bytes

ROOT = Path(__file__).parents[2]
HEAD = "G21 G90 G17 G94 G64 P0.01\nT1 M6\nG43 H1\nS3000 M3\nG0 X10 Y10 Z5\n"


@pytest.fixture(scope="module")
def bracket(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made part with pockets and four tapped holes (M5)."""
    directory = tmp_path_factory.mktemp("bracket") / "out"
    save(make((ROOT / "examples" / "bracket" / "intent.json").read_bytes()), directory)
    return directory


def judge(bracket: Path, program: Path) -> Record:
    return check(program, options=CheckOptions(setup=bracket / "setup.toml", part=bracket / "part.step"))


def changed(bracket: Path, tmp_path: Path, old: str, new: str) -> Record:
    text = (bracket / "program.ngc").read_text(encoding="ascii")
    assert old in text
    program = tmp_path / "program.ngc"
    program.write_text(text.replace(old, new, 1), encoding="ascii")
    return judge(bracket, program)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("S2120 M3", "M3", "spindle-off-in-cut"),  # no speed was ever set
        ("S8000 M3", "S0 M3", "spindle-off-in-cut"),
        ("S760 M3", "S760 M4", "spindle-reversed"),  # a tap backwards
        ("Z5\nG33.1", "Z-5\nG33.1", "rapid-into-stock"),  # a tap rapids into its drilled hole
        ("K0.8", "K-0.8", "tap-feed"),
        ("G33.1 Z-10", "G33.1 Z10", "tap-feed"),
        ("S8000 M3", "S800 M3", "cutting-data"),
        ("F378", "F3780", "cutting-data"),
        ("S760 M3", "S7600 M3", "cutting-data"),
        ("G64 P0.01", "G64 P1", "path-tolerance"),
        ("G64 P0.01", "G64", "path-tolerance"),
        ("(tap-corner: Tap 4 x M5)", "M2", "text-after-end"),
    ],
)
def test_a_fault_is_an_error_of_its_name(bracket: Path, tmp_path: Path, old: str, new: str, code: str) -> None:
    assert judge(bracket, bracket / "program.ngc").outcome is Outcome.PASSED
    record = changed(bracket, tmp_path, old, new)
    assert record.outcome is Outcome.FAILED
    assert code in {f.code for f in record.findings if f.severity == "error"}, [f.message for f in record.findings]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("S8000 M3\nM8", "S8000 M3", "no-coolant"),
        ("G0 Z10\n(drill-corner: Drill 4 x D4.2)\nG53 G0 Z0", "G0 Z10", "tool-change-in-cut"),
        ("G0 Y22\nG33.1 Z-10 K0.8", "G0 Y22", "tap-hole"),
        ("T5 M6", "M30", "tool-not-used"),
        ("F378", "F37.8", "cutting-data"),
    ],
)
def test_a_doubtful_place_is_a_warning(bracket: Path, tmp_path: Path, old: str, new: str, code: str) -> None:
    found = changed(bracket, tmp_path, old, new).findings
    assert code in {f.code for f in found if f.severity == "warning"}, [f.message for f in found]


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (HEAD + "G91 G99 G83 X0.001 Y0 Z-10 R-2 Q0.01 L9999 F100\nG80 G90\nM30\n", "limit-exceeded"),
        (HEAD + "G1 Z-1 F100\nG2 X10 Y10 I5 J0 P1000000\nM30\n", "limit-exceeded"),
        (HEAD + "G1 Z-1 F100\nG18 G3 X10 Z-1 I900000000 K0\nM30\n", "not-simulated"),
        (HEAD + "G1 X" + "[" * 50_000 + "1" + "]" * 50_000 + "\nM30\n", "limit-exceeded"),
    ],
    ids=["pecks", "turns", "radius", "brackets"],
)
def test_a_program_without_bounds_is_a_finding(tmp_path: Path, program: str, code: str) -> None:
    path = tmp_path / "program.ngc"
    path.write_text(program, encoding="ascii")
    record = check(path, options=CheckOptions(stock="50x50x20", tools=((1, "endmill-6"),)))
    assert code in {f.code for f in record.findings}, [f.message for f in record.findings]


def test_what_could_not_be_read_is_not_proven(bracket: Path, tmp_path: Path) -> None:
    record = changed(bracket, tmp_path, "G0 X20 Y20.3", "G0 X2O Y20.3")
    assert record.verdict is not None
    status = {c.id: str(c.status) for c in record.verdict.claims}
    assert status["no-rapid-in-material"] == "operator"
    assert "proven" not in {status["no-gouge"], status["no-leftover"], status["no-contact"]}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("high = [45.0, -30.0, -10.5]", "high = [45.0, -80.0, -10.5]", r"fixture\.keep_out\[0\]"),
        ("holder = [[50.0,", "holder = [[-50.0,", r"tools\[0\]\.holder\[0\]"),
        ("stick_out = 26.0", "stick_out = -26.0", r"tools\[0\]\.stick_out"),
        ('shape = "box"', 'shape = "cylinder"', "round bar"),
    ],
)
def test_a_setup_turned_inside_out_is_refused(bracket: Path, tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (bracket / "setup.toml").read_text(encoding="utf-8")
    assert old in text
    setup = tmp_path / "setup.toml"
    setup.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        check(bracket / "program.ngc", options=CheckOptions(setup=setup))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(BadInput, match="more bytes than the limit"):
        read_bytes(Path("/dev/zero"), 1000)
