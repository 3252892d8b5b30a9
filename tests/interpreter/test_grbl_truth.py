"""Programs for GRBL against moves and events that were worked out by hand from its source. See ``tests/interpreter/truth.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import shop
from tests.interpreter.truth import check_bad, check_truth

HERE = Path(__file__).parent / "grbl"
TRUTH = sorted(HERE.glob("*.nc"))
BAD = sorted((HERE / "bad").glob("*.nc"))
GRBL = shop.controller("grbl")


@pytest.mark.parametrize("path", TRUTH, ids=lambda p: p.stem)
def test_it_does_what_the_source_says(path: Path) -> None:
    check_truth(path, GRBL, ".c")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_what_is_wrong_is_found(path: Path) -> None:
    check_bad(path, GRBL)


def test_there_are_enough() -> None:
    assert len(TRUTH) >= 25
    assert len(BAD) >= 25
