"""Strangers' STEP files: one clear error, whatever is wrong."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from codegen.artifacts import step_bytes
from codegen.errors import BadInput
from codegen.geometry import Solid, build, load_step, step_in
from codegen.model.curve import circle, rectangle
from codegen.model.part import Body, Part


def box(width: float = 30) -> Solid:
    body = Body(outline=rectangle((0, 0), width, 20), z_bottom=0, z_top=10)
    made, _ = build(Part(name="b", body=body, features=()))
    assert made is not None
    return made


STEP = step_bytes(box(), "b")


def test_reads_back_the_same_solid(tmp_path: Path) -> None:
    path = tmp_path / "plate.step"
    path.write_bytes(STEP)
    assert load_step(path).volume == pytest.approx(6000, rel=1e-9)
    assert load_step(STEP).box == box().box


def test_inches_become_millimetres() -> None:
    metre = STEP.replace(b"SI_UNIT(.MILLI.,.METRE.)", b"SI_UNIT(.CENTI.,.METRE.)")
    assert metre != STEP
    assert load_step(metre).volume == pytest.approx(6000 * 1000, rel=1e-6)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "does not begin"),
        (b"solid x\nendsolid x\n", "does not begin"),
        (STEP[: len(STEP) // 2], "cut short"),
        (b"ISO-10303-21;\nEND-ISO-10303-21;\n", "STEP"),
        (b"ISO-10303-21;HEADER;ENDSEC;DATA;ENDSEC;END-ISO-10303-21;", "no solid|STEP"),
        (STEP.replace(b"MANIFOLD_SOLID_BREP", b"MANIFOLD_SOLID_PREB"), "no solid|STEP"),
        (STEP.replace(b"CLOSED_SHELL", b"CLOSED_SHELF"), "no solid|STEP"),
    ],
)
def test_what_is_not_a_solid(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as error:
        load_step(data)
    assert "\n" not in str(error.value)


def test_two_solids_are_refused_by_number() -> None:
    from OCP.BRep import BRep_Builder
    from OCP.TopoDS import TopoDS_Compound

    both = TopoDS_Compound()
    builder = BRep_Builder()
    builder.MakeCompound(both)
    body = Body(outline=circle((100, 0), 20), z_bottom=0, z_top=5, shape="cylinder")
    other, _ = build(Part(name="c", body=body, features=()))
    assert other is not None
    builder.Add(both, box().shape)
    builder.Add(both, other.shape)
    with pytest.raises(BadInput, match="2 solids"):
        load_step(step_bytes(Solid(both), "two"))


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.step"):
        load_step(tmp_path / "none.step")
    with pytest.raises(BadInput):
        load_step(tmp_path)


def test_the_kernel_says_nothing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    load_step(STEP)
    with pytest.raises(BadInput):
        load_step(STEP.replace(b"CLOSED_SHELL", b"CLOSED_SHELF"))
    out, err = capfd.readouterr()
    assert out == ""
    assert err == ""


def test_a_file_that_crashes_the_reader_is_one_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    crash = tmp_path / "step_child.py"
    crash.write_text("import os; os.abort()", encoding="utf-8")
    monkeypatch.setattr(step_in, "__file__", str(tmp_path / "step_in.py"))
    with pytest.raises(BadInput, match="damaged"):
        load_step(STEP)


def test_a_reader_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "step_child.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setattr(step_in, "__file__", str(tmp_path / "step_in.py"))
    monkeypatch.setattr(step_in, "SECONDS", 0.2)
    with pytest.raises(BadInput, match="took more than"):
        load_step(STEP)


@pytest.mark.parametrize("seed", range(3))
def test_damaged_files_give_a_solid_or_one_error(seed: int) -> None:
    random = Random(seed)
    damaged = bytearray(STEP)
    for _ in range(3):
        at = random.randrange(200, len(damaged) - 200)
        damaged[at : at + random.randrange(20)] = random.randbytes(random.randrange(8))
    try:
        assert load_step(bytes(damaged)).valid
    except BadInput as e:
        assert "\n" not in str(e)
