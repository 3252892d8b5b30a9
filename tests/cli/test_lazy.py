"""What must be quick stays light: no CAD kernel and no model client for help, nor for checking a program."""

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
sys.argv = ["codegen", *{arguments!r}]
from codegen.cli.app import main
try:
    main()
except SystemExit as done:
    pass
print("LOADED", sorted(m for m in ("cadquery", "OCP", "ezdxf", "openai", "numba") if m in sys.modules))
"""


def loaded(*arguments: str) -> str:
    code = CODE.format(arguments=list(arguments))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout.strip().splitlines()[-1]


def test_help() -> None:
    assert loaded("--help") == "LOADED []"


def test_lists() -> None:
    assert loaded("machines") == "LOADED []"
    assert loaded("rules") == "LOADED []"


def test_check_without_a_step_file(tmp_path: Path) -> None:
    program = tmp_path / "p.ngc"
    program.write_text("G21 G90\nG0 X1\nM30\n", encoding="ascii")
    assert loaded("check", str(program)) == "LOADED []"
