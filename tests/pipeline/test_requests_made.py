"""Requests with independent ground truth, all the way: made, passed, the right volume, and LinuxCNC agrees."""

from typing import Any

import pytest

from codegen import Outcome, make
from codegen.planner.offline import OfflinePlanner
from tests.grader.grade import grade_record, records
from tests.pipeline.test_make import agree_with_linuxcnc

CATEGORIES = ("a", "b", "f")


def readable() -> list[dict[str, Any]]:
    planner = OfflinePlanner()
    return [
        r
        for r in records()
        if r["category"] in CATEGORIES
        and r.get("outcome") == "program"
        and r.get("request")
        and grade_record(r, planner).verdict == "right"
    ]


READABLE = readable()


def test_there_are_requests_to_make() -> None:
    assert len(READABLE) >= 13


@pytest.mark.parametrize("record", READABLE, ids=lambda r: r["id"])
def test_request_is_made(record: dict[str, Any]) -> None:
    made = make(record["request"])
    assert made.outcome is Outcome.PASSED, [f.message for f in made.record.findings]
    volume = next(m.value for m in made.record.measurements if m.name == "volume")
    tolerance = record.get("volume_tol_pct", 0.5) / 100
    assert volume == pytest.approx(record["part_volume_mm3"], rel=tolerance)
    for name, size in zip("XYZ", record["bbox_mm"], strict=True):
        measured = next(m.value for m in made.record.measurements if m.name == f"size {name}")
        assert measured == pytest.approx(size, abs=0.1)
    if made.record.controller == "linuxcnc":
        assert agree_with_linuxcnc(made) == []
