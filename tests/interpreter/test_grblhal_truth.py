"""Programs for grblHAL against moves and events that were worked out by hand from its own code; as ``test_grbl_truth``."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import shop
from tests.interpreter.truth import check_bad, check_truth

HERE = Path(__file__).parent / "grblhal"
TRUTH = sorted(HERE.glob("*.nc"))
BAD = sorted((HERE / "bad").glob("*.nc"))
HAL = shop.controller("grblhal")


@pytest.mark.parametrize("path", TRUTH, ids=lambda p: p.stem)
def test_it_does_what_the_code_says(path: Path) -> None:
    check_truth(path, HAL, ".c")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_what_is_wrong_is_found(path: Path) -> None:
    check_bad(path, HAL)


def test_there_are_some() -> None:
    assert len(TRUTH) >= 14
    assert len(BAD) >= 10
