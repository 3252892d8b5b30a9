"""The request set with independently computed ground truth: never wrong; how many are right is pinned as a floor."""

from __future__ import annotations

import pytest

from codegen.planner.offline import OfflinePlanner
from tests.grader import grade as grader

FLOOR = {"a": 7, "b": 6, "d": 8, "h": 6}
"""Requests of a category that were right when this was written; a loss is a regression."""


@pytest.mark.parametrize("record", grader.records(), ids=lambda r: r["id"])
def test_never_wrong(record: dict[str, object]) -> None:
    found = grader.grade_record(record, OfflinePlanner())
    assert found.verdict != "wrong", found.reason


def test_right_answers_do_not_get_lost() -> None:
    counts, _ = grader.table(OfflinePlanner())
    for category, floor in FLOOR.items():
        assert counts[category, "right"] >= floor


def test_the_grader_sees_a_wrong_part() -> None:
    """A grader that passes everything proves nothing: a diameter, a place, a depth off by 0.05 mm must be seen."""
    record = next(r for r in grader.records() if r["id"] == "en-a-01")
    for old, new in (("dia 8", "dia 8.05"), ("(90,50)", "(90,50.05)"), ("x10 mm", "x10.5 mm")):
        changed = record | {"request": record["request"].replace(old, new)}
        assert grader.grade_record(changed, OfflinePlanner()).verdict == "wrong"
