"""Programs for a Haas control against moves and events that were worked out by hand from its manual.

Beside each program lies what it must do, with the section of the manual that says so; ``haas/bad`` holds programs that name
the finding they must get. Nothing here was made by the reader. Setting 22 is 1 mm.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import shop
from codegen.model.shop import Controller
from tests.interpreter.truth import check_bad, check_truth

HERE = Path(__file__).parent / "haas"
TRUTH = sorted(HERE.glob("*.nc"))
BAD = sorted((HERE / "bad").glob("*.nc"))


def haas() -> Controller:
    return shop.controller("haas").model_copy(update={"peck_clearance": 1.0, "chip_break_retract": 1.0})


@pytest.mark.parametrize("path", TRUTH, ids=lambda p: p.stem)
def test_it_does_what_the_manual_says(path: Path) -> None:
    check_truth(path, haas(), "Haas Mill Operator's Manual")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_what_is_wrong_is_found(path: Path) -> None:
    check_bad(path, haas())


def test_there_are_enough() -> None:
    assert len(TRUTH) >= 40
    assert len(BAD) >= 28
