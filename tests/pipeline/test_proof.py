"""What a verdict says of each claim: by which method, to which resolution, and what each feature measures."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import pytest

from codegen.model.verdict import Claim, Record, Status
from codegen.pipeline.check import CheckOptions, check
from codegen.pipeline.make import Made, Options, make, save
from codegen.report import to_json, to_markdown
from tests.pipeline.plate import REQUEST


@cache
def plate(language: str = "en") -> Made:
    return make(REQUEST, options=Options(language=language))


def claims(record: Record) -> dict[str, Claim]:
    assert record.verdict is not None
    return {c.id: c for c in record.verdict.claims}


def test_each_claim_of_the_shape_states_method_and_resolution() -> None:
    found = claims(plate().record)
    for name in ("no-gouge", "no-leftover", "feature:pocket1", "feature:hole1[1]"):
        assert found[name].status is Status.PROVEN
        assert "slices" in found[name].method
        assert "height map" in found[name].method
        assert found[name].resolution == "walls 0.01 mm (slices), heights δ = 0.05 mm (cell 0.025 mm)"
    assert "not proven here, in setup-1" in found["underside"].text


def test_each_feature_has_its_own_line() -> None:
    found = claims(plate().record)
    pocket = found["feature:pocket1"]
    assert "length 40 (40), width 30 (30), depth 5 (5)" in pocket.figure
    assert "walls +0 −0 mm" in pocket.figure
    assert pocket.lines
    for k in range(1, 5):
        hole = found[f"feature:hole1[{k}]"]
        assert "Ø5 (5)" in hole.figure  # tap drill of M6, ISO 2306
        assert hole.lines


def test_the_report_carries_it_as_data_and_in_chinese() -> None:
    data = to_json(plate().record)
    assert data["simulation"]["slices"]["applies"] is True
    assert data["simulation"]["slices"]["resolution_mm"] == 0.01
    features = {f["feature"]: f for f in data["simulation"]["features"]}
    sizes = {m["name"]: (m["mm"], m["nominal_mm"]) for m in features["pocket1"]["measured"]}
    for name, size in (("length", 40.0), ("width", 30.0), ("depth", 5.0)):
        assert sizes[name] == pytest.approx((size, size), abs=0.01)
    chinese = to_markdown(dataclasses.replace(plate().record, language="zh"))
    assert "侧壁 0.01 mm（切片），高度 δ = 0.05 mm（网格 0.025 mm）" in chinese
    assert "长 40 (40), 宽 30 (30), 深 5 (5)" in chinese
    assert "在 setup-1 中未证明" in chinese


def test_a_program_checked_against_its_part_says_what_is_not_proven(tmp_path: Path) -> None:
    save(plate(), tmp_path / "out")
    out = tmp_path / "out"
    program = next(p for p in out.iterdir() if p.name.startswith("program."))
    record = check(program, options=CheckOptions(setup=out / "setup.toml", part=out / "part.step"))
    found = claims(record)
    assert found["underside"].status is Status.OPERATOR
    assert "slices" in found["feature:pocket1"].method
    assert "depth 5 (5)" in found["feature:pocket1"].figure


def test_a_wall_that_is_off_is_told_in_mm_off_the_wall(tmp_path: Path) -> None:
    """A 1/4 in mill (6.35 mm) in the place of the 8 mm one leaves (8 − 6.35) / 2 = 0.825 mm on every wall of the pocket."""
    save(plate(), tmp_path / "out")
    out = tmp_path / "out"
    program = next(p for p in out.iterdir() if p.name.startswith("program."))
    job = plate().record.job
    assert job is not None
    mill = next(t for t in job.tools if t.tool.kind == "flat_end_mill")
    assert mill.tool.diameter == 8.0
    tools = ((mill.number, "endmill-1_4"),)
    record = check(program, options=CheckOptions(setup=out / "setup.toml", part=out / "part.step", tools=tools))
    told = [f.message for f in record.findings if f.code == "leftover"]
    assert any(m.startswith("0.825 mm left on the wall of pocket1") for m in told), told
    assert claims(record)["feature:pocket1"].status is Status.FAILED
