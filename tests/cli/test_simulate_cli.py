"""``codegen simulate``: the files it leaves, and what it says of a part of a program."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli.run import codegen

SLOT = """G21 G90 G17 G40 G49 G80 G54
G64 P0.01
T1 M6
S3000 M3
G43 H1
G0 X30 Y20
Z5
G1 Z-4 F100
X70 F300
G0 Z5
X30 Y40
G1 Z-2 F100
X70 F300
G0 Z20
M30
"""
"""Two slots of an end mill of 6 mm: 46 mm long with their round ends, 4 and 2 mm deep."""
AREA = 40 * 6 + np.pi * 9


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "two slots.ngc"
    path.write_text(SLOT, encoding="utf-8")
    return path


def simulate(program: Path, *more: str) -> dict[str, object]:
    done = codegen("simulate", program, "--stock", "100x60x10", "--zero", "front-left-top", "--tool", "1=endmill-6",
                   "--controller", "linuxcnc", "-o", "cut", "--json", *more, cwd=program.parent)  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1), done.stderr
    data: dict[str, object] = json.loads(done.stdout)
    return data


def triangles(path: Path) -> np.ndarray:
    data = path.read_bytes()
    record = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    found = np.frombuffer(data[84:], record)
    assert len(found) == int.from_bytes(data[80:84], "little")
    return found["corners"].astype(float)


def volume(t: np.ndarray) -> float:
    return float(np.einsum("ij,ij->i", t[:, 0], np.cross(t[:, 1], t[:, 2])).sum() / 6)


def test_the_files_say_what_is_left(program: Path) -> None:
    data = simulate(program)
    cut = program.parent / "cut"
    assert sorted(p.name for p in cut.iterdir()) == [
        "isometric.png", "manifest.json", "simulation.json", "stock.stl", "top.png",
    ]  # fmt: skip
    figures = json.loads((cut / "simulation.json").read_text(encoding="utf-8"))["simulation"]
    assert figures == data["simulation"]
    assert figures["removed_mm3"] == pytest.approx(6 * AREA, rel=1e-3)
    surface = triangles(cut / "stock.stl")
    assert surface.reshape(-1, 3).min(axis=0) == pytest.approx([0, 0, -10], abs=0.2)
    assert surface.reshape(-1, 3).max(axis=0) == pytest.approx([100, 60, 0], abs=0.2)
    edges = (80 + 6 * np.pi) * (4 + 2)  # mm² of wall, each within a cell of 0.175 mm
    assert volume(surface) == pytest.approx(60000 - 6 * AREA, abs=edges * 0.175 + 60 * 10 * 0.35)
    for name in ("top.png", "isometric.png"):
        with Image.open(cut / name) as image:
            assert image.size == (1200, 900) and len(image.convert("RGB").getcolors(1 << 24) or []) > 20


@pytest.mark.parametrize(("line", "removed"), [(8, 4 * np.pi * 9), (9, 4 * AREA), (10, 4 * AREA), (13, 6 * AREA)])
def test_up_to_a_line_and_with_it(program: Path, line: int, removed: float) -> None:
    """The plunge alone leaves a round hole; the line in force at a rapid adds nothing."""
    data = simulate(program, "--until", str(line))
    assert data["simulation"]["removed_mm3"] == pytest.approx(removed, rel=2e-3)  # type: ignore[index]
    assert "not-simulated" in [f["code"] for f in data["findings"]]  # type: ignore[union-attr]
    assert not [c for c in data["claims"] if c["status"] == "proven" and "left" in c["text"]]  # type: ignore[union-attr]


def test_a_subprogram_belongs_to_the_line_that_calls_it(tmp_path: Path) -> None:
    program = tmp_path / "sub.ngc"
    body = SLOT.replace("G1 Z-4 F100\nX70 F300\n", "o100 call [4]\n").replace("M30\n", "")
    program.write_text(f"o100 sub\nG1 Z[0 - #1] F100\nX70 F300\no100 endsub\n{body}M30\n", encoding="utf-8")
    call = program.read_text(encoding="utf-8").split("\n").index("o100 call [4]") + 1
    for line, removed in ((call, 4 * AREA), (2, 4 * np.pi * 9), (call - 1, 0.0)):
        data = simulate(program, "--until", str(line))
        assert data["simulation"]["removed_mm3"] == pytest.approx(removed, rel=2e-3, abs=1e-6)  # type: ignore[index]


def test_findings_with_a_place_get_a_picture(program: Path) -> None:
    program.write_text(SLOT.replace("G0 Z5\nX30", "G0 X30"), encoding="utf-8")
    data = simulate(program)
    assert "rapid-into-stock" in [f["code"] for f in data["findings"]]  # type: ignore[union-attr]
    assert (program.parent / "cut" / "findings.png").is_file()


@pytest.mark.parametrize(
    ("more", "said"),
    [((), "needs the stock"), (("--stock", "100x60x10", "--until", "400"), "lines 1 to"),
     (("--stock", "100x60x10", "--until", "0"), "lines 1 to")],
)  # fmt: skip
def test_what_cannot_be_done_is_said(program: Path, more: tuple[str, ...], said: str) -> None:
    done = codegen("simulate", program, *more, "-o", "cut", cwd=program.parent)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert not (program.parent / "cut").exists()
