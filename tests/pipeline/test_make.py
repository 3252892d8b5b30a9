"""The main job, end to end."""

import json
from pathlib import Path

import pytest

from codegen import Made, Outcome, Status, make, save
from codegen.interpreter import read
from codegen.model.program import Environment
from codegen.shop import controller
from tests.oracle.lcnc import compare
from tests.pipeline.plate import EXAMPLE_EN, EXAMPLE_ZH, INCOMPLETE_ZH, VOLUME


def agree_with_linuxcnc(made: Made) -> list[str]:
    """Differences between our reading of a made program and LinuxCNC's own."""
    text, job = made.record.program, made.record.job
    assert text is not None
    assert job is not None
    lengths = {t.length_offset: 40.0 + t.number for t in job.tools}
    reading = read(text, controller("linuxcnc"), environment=Environment(lengths=lengths))
    return compare(reading, text, lengths)


def test_plate_passes(plate: Made) -> None:
    assert plate.outcome is Outcome.PASSED, [f.message for f in plate.record.findings]
    volume = next(m.value for m in plate.record.measurements if m.name == "volume")
    assert volume == pytest.approx(VOLUME, rel=1e-6)


def test_plate_has_neither_gouge_nor_leftover(plate: Made) -> None:
    simulation = plate.record.simulation
    assert simulation is not None
    assert simulation.delta == 0.05
    assert simulation.cell <= 0.025
    assert simulation.compared
    assert simulation.max_gouge == 0
    assert simulation.max_leftover == 0
    # removed volume agrees with the hand calculation but for the break-through below the plate: nothing to cut there
    assert simulation.left == pytest.approx(VOLUME, rel=2e-4)


def test_each_feature_is_listed_with_the_lines_that_cut_it(plate: Made) -> None:
    assert plate.record.verdict is not None
    claims = [c for c in plate.record.verdict.claims if c.id.startswith("feature:")]
    assert len(claims) == 5
    program = (plate.record.program or "").splitlines()
    for claim in claims:
        assert claim.status is Status.PROVEN
        assert claim.lines
        for first, last in claim.lines:
            assert 1 <= first <= last <= len(program)
    assert sum("M6" in c.text for c in claims) == 4


def test_plate_agrees_with_linuxcnc(plate: Made) -> None:
    assert agree_with_linuxcnc(plate) == []


def test_artifacts_of_the_plate(plate_dir: Path) -> None:
    manifest = json.loads((plate_dir / "manifest.json").read_text(encoding="utf-8"))
    names = {f["name"] for f in manifest["files"]}
    assert names == {
        "intent.json", "job.json", "setup.toml", "part.step", "part.stl", "part.dxf", "part.field.npz", "program.ngc",
        "report.json", "report.md", "preview.png",
    }  # fmt: skip
    assert {p.name for p in plate_dir.iterdir()} == names | {"manifest.json"}


def test_both_languages_give_the_same_intent_and_program() -> None:
    english, chinese = make(EXAMPLE_EN), make(EXAMPLE_ZH)
    assert english.outcome is Outcome.PASSED
    assert english.record.intent is not None
    assert chinese.record.intent is not None
    assert english.record.intent.without_provenance() == chinese.record.intent.without_provenance()
    assert english.record.program == chinese.record.program
    assert agree_with_linuxcnc(english) == []


def test_the_default_datum_is_a_listed_assumption() -> None:
    made = make(EXAMPLE_EN)
    assert made.record.verdict is not None
    assert any("front-left" in a and "top" in a for a in made.record.verdict.assumptions)


def test_an_incomplete_request_asks_for_stock_and_depth() -> None:
    made = make(INCOMPLETE_ZH)
    assert made.outcome is Outcome.QUESTION
    assert {q.slot for q in made.record.questions} == {"stock_size", "depth"}
    assert made.artifacts == ()


def test_an_intent_makes_the_same_artifacts_byte_for_byte(plate: Made, tmp_path: Path) -> None:
    files = {a.name: a.data for a in plate.artifacts}
    again = make(files["intent.json"])
    assert again.outcome is Outcome.PASSED
    for artifact in again.artifacts:
        if not artifact.name.startswith("report"):  # the report quotes the request, which an intent does not have
            assert artifact.data == files[artifact.name], artifact.name
    save(again, tmp_path / "a")
    save(again, tmp_path / "b")
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_provenance_reaches_the_report(plate: Made) -> None:
    report = json.loads(next(a.data for a in plate.artifacts if a.name == "report.json"))
    sources = {line["source"] for line in report["understood"]}
    assert any("M6" in s for s in sources)
    assert report["defaults"], "every default is listed with its source"
    assert all(d["source"] for d in report["defaults"])
    assert report["sent_to"] is None
