"""The built wheel works outside the checkout: grammars, data and prompts are inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pipeline.plate import EXAMPLE_EN

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(directory),
        str(ROOT),
    ]
    subprocess.run(command, check=True, timeout=300)
    return next(directory.glob("cnc_codegen-*.whl"))


def test_the_wheel_holds_grammars_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in [*(ROOT / "grammars").rglob("*.*"), *(ROOT / "codegen").rglob("*.toml")]:
        inside = path.relative_to(ROOT).as_posix()
        assert inside in names or f"codegen/{inside}" in names, inside
    assert not any(n.startswith("tests/") for n in names)


def test_the_wheel_makes_a_part_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, timeout=300)
    code = "import codegen; print(codegen.__file__)"
    env = {**os.environ, "PYTHONPATH": str(site), "PYTHONUTF8": "1"}
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert str(site) in where.stdout
    command = [sys.executable, "-m", "codegen", "make", EXAMPLE_EN, "-o", "out"]
    done = subprocess.run(
        command, check=False, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out" / "program.ngc").is_file()
