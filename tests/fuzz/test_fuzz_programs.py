"""Every control's reader on damaged programs: 20 000 in all, none raises, none hangs. ``programs.py`` runs any number."""

from __future__ import annotations

import pytest

from codegen.interpreter.dialect import DIALECTS
from tests.fuzz.programs import run

INPUTS = 20_000
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_raises_and_nothing_hangs(dialect: str, part: int) -> None:
    # on a machine that is busy with other tests an input may take longer than the documented run's two seconds
    run(dialect, INPUTS // len(DIALECTS) // PARTS, seed=part, limit=20.0)
