"""Programs for a SINUMERIK 840D sl against moves and events that were worked out by hand from its manuals.

Beside each program lies what it must do, with the section of the manual that says so; ``siemens/bad`` holds programs that
name the finding they must get. Nothing here was made by the reader.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interpreter.siemens_control import siemens
from tests.interpreter.truth import check_bad, check_truth

HERE = Path(__file__).parent / "siemens"
TRUTH = sorted(HERE.glob("*.mpf"))
BAD = sorted((HERE / "bad").glob("*.mpf"))


@pytest.mark.parametrize("path", TRUTH, ids=lambda p: p.stem)
def test_it_does_what_the_manual_says(path: Path) -> None:
    check_truth(path, siemens(), "6FC5398-")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_what_is_wrong_is_found(path: Path) -> None:
    check_bad(path, siemens())


def test_there_are_enough() -> None:
    assert len(TRUTH) >= 25
    assert len(BAD) >= 25
