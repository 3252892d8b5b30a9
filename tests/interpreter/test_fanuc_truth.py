"""Programs for a Fanuc control against moves and events that were worked out by hand from its manual.

Beside each program lies what it must do, with the section of the manual that says so; ``fanuc/bad`` holds programs that
name the finding they must get. Nothing here was made by the reader.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interpreter.fanuc_control import fanuc
from tests.interpreter.truth import check_bad, check_truth

HERE = Path(__file__).parent / "fanuc"
TRUTH = sorted(HERE.glob("*.nc"))
BAD = sorted((HERE / "bad").glob("*.nc"))


@pytest.mark.parametrize("path", TRUTH, ids=lambda p: p.stem)
def test_it_does_what_the_manual_says(path: Path) -> None:
    check_truth(path, fanuc(), "B-64604EN")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_what_is_wrong_is_found(path: Path) -> None:
    check_bad(path, fanuc())


def test_there_are_enough() -> None:
    assert len(TRUTH) >= 70
    assert len(BAD) >= 80
