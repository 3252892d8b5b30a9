"""Klartext programs against moves and events that were worked out by hand from HEIDENHAIN's manuals.

``heidenhain/bad`` holds programs that name the finding they must get. Nothing here was made by the reader.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import shop
from tests.interpreter.truth import check_bad, check_truth

HERE = Path(__file__).parent / "heidenhain"
TRUTH = sorted(HERE.glob("*.h"))
BAD = sorted((HERE / "bad").glob("*.h"))


@pytest.mark.parametrize("path", TRUTH, ids=lambda p: p.stem)
def test_it_does_what_the_manual_says(path: Path) -> None:
    check_truth(path, shop.controller("heidenhain"), "670 38")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_what_is_wrong_is_found(path: Path) -> None:
    check_bad(path, shop.controller("heidenhain"))


def test_there_are_enough() -> None:
    assert len(TRUTH) >= 45
    assert len(BAD) >= 40
