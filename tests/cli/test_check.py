"""``codegen check`` on a stranger's program."""

import json
from pathlib import Path

import pytest

from tests.cli.run import codegen

RAPID_IN_STOCK = """%
G21 G90 G17 G40 G49 G80 G98
T1 M6
S3000 M3
G43 H1
G0 X10 Y10 Z5
G1 Z-3 F100
G0 X50
G1 X60 F200
G0 Z20
M30
%
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "hand.ngc"
    path.write_bytes(RAPID_IN_STOCK.replace("\n", "\r\n").encode("ascii"))
    return path


def findings(*arguments: str | Path) -> dict[str, dict[str, object]]:
    done = codegen("check", *arguments, "--json")
    assert "Traceback" not in done.stderr
    return {f["code"]: f for f in json.loads(done.stdout)["findings"]}


def test_a_rapid_through_stock_points_at_its_block(program: Path) -> None:
    done = codegen("check", program, "--stock", "120x60x20", "--tool", "1=endmill-6")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "[rapid-into-stock]" in line)
    assert f"{program.name}:8:" in lines[at]
    assert "G0 X50" in lines[at + 1]
    assert "^" in lines[at + 2]
    assert "remedy" in lines[at + 3]


def test_without_tools_the_tips_are_followed_and_nothing_is_called_proven(program: Path) -> None:
    found = findings(program, "--stock", "120x60x20", "--zero", "front-left-top")
    assert found["rapid-into-stock"]["where"]["line"] == 8  # type: ignore[index]
    assert found["not-simulated"]["severity"] == "warning"
    done = codegen("check", program, "--stock", "120x60x20", "--json")
    assert not [c for c in json.loads(done.stdout)["claims"] if c["status"] == "proven"]


def test_without_stock_nothing_is_cut_and_it_says_so(program: Path) -> None:
    found = findings(program)
    assert "rapid-into-stock" not in found
    assert found["not-simulated"]["severity"] == "warning"


def test_a_part_that_is_no_step_file_is_one_error(program: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.step"
    part.write_text("not a STEP file", encoding="ascii")
    done = codegen("check", program, "--part", part)
    assert done.returncode == 2
    assert "STEP" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--stock", "big"], "120x60x20"),
        (["--zero", "front-left-top"], "--stock"),
        (["--stock", "10x10x10", "--zero", "nowhere"], "nowhere"),
        (["--tool", "one"], "T=ID"),
        (["--tool", "1=vorpal-blade"], "vorpal-blade"),
        (["--machine", "moon"], "moon"),
        (["--controller", "moon"], "moon"),
        (["--setup", "missing.toml"], "missing.toml"),
    ],
)
def test_bad_options_are_one_clear_error(program: Path, arguments: list[str], word: str) -> None:
    done = codegen("check", program, *arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_made_program_is_checked_without_the_kernel(tmp_path: Path) -> None:
    """In its own process, so that nothing loaded earlier can hide an import."""
    import subprocess
    import sys

    from tests.pipeline.plate import EXAMPLE_EN

    assert codegen("make", EXAMPLE_EN, "-o", tmp_path / "out").returncode == 0
    out = tmp_path / "out"
    code = (
        "import sys; from pathlib import Path; from codegen import CheckOptions, check\n"
        f"out = Path({str(out)!r})\n"
        "record = check(out / 'program.ngc', options=CheckOptions(setup=out / 'setup.toml', part=out / 'part.step'))\n"
        "print(record.outcome, record.simulation.compared, [m for m in ('cadquery', 'OCP', 'openai') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "passed True []"
