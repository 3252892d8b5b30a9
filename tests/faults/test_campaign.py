"""A slice of the campaign in every run: some faults of a made program, judged by another interpreter and exact sweeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.findings import Severity
from codegen.model.faults import wilson
from tests.faults import campaign
from tests.faults.answers import OPERATORS as ANSWERS
from tests.faults.answers import trials
from tests.oracle import lcnc

SLICE = ("length-offset-lost", "spindle-start-lost", "rapid-for-feed", "pitch-wrong", "height-wrong", "look-alike", "wrong-tool")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lcnc.require()
    return tmp_path_factory.mktemp("faults")


def test_the_good_program_has_no_error(folder: Path) -> None:
    for record in campaign.opened("plate-linuxcnc", folder)[1:]:
        assert not [f.code for f in record.findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize("operator", SLICE)
def test_no_harmful_fault_is_missed(operator: str, folder: Path) -> None:
    rows = campaign.rows_of("plate-linuxcnc", operator, 3, 11, folder)
    assert rows and campaign.missed(rows) == [] and campaign.missed(rows, alarms=True) == []
    assert rows == campaign.rows_of("plate-linuxcnc", operator, 3, 11, folder)  # kept, not done again


def test_the_table_counts(folder: Path) -> None:
    row = {"operator": "pitch-wrong", "grade": "harmful", "codes": ["tap-feed"], "named": True, "codes_alone": [],
           "warnings": [], "warnings_alone": [], "program": "p", "line": 3, "diff": ["-a", "+b"], "why": "w"}  # fmt: skip
    rows = [row, row | {"codes": [], "named": False}, row | {"grade": "harmless"}, row | {"codes": ["gouge"], "named": False}]
    line = campaign.line("pitch-wrong", rows)
    assert line == "| pitch-wrong | 4 | 3 | 66.7 (20.8–93.9) | 50.0 (9.5–90.5) | 1 | 0.0 (0.0–56.1) | – | 1 | 1 |"
    assert campaign.missed(rows)[0] == "p pitch-wrong line 3: missed: w; warnings []"
    assert campaign.missed(rows, alarms=True)[0] == "p pitch-wrong line 3: alarm tap-feed"


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    """Figures: Newcombe, Statist. Med. 17 (1998) 857, method 3, by its formula."""
    assert wilson(hits, of) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@pytest.mark.parametrize("operator", ANSWERS)
def test_a_faulty_answer_of_a_model_is_stopped(operator: str) -> None:
    found = trials(operator, 2, 5)
    assert found and any(t.harmful for t in found)
    assert [(t.request, t.answer["features"]) for t in found if t.harmful and not t.by] == []
