"""Every example is made and passes; a program for LinuxCNC agrees with its interpreter."""

from pathlib import Path

import pytest

from codegen import Outcome, make
from tests.pipeline.test_make import agree_with_linuxcnc

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/intent.json")), ids=lambda p: p.parent.name)
def test_intent(path: Path) -> None:
    made = make(path.read_bytes())
    assert made.outcome is Outcome.PASSED, [f.message for f in made.record.findings]
    if made.record.controller == "linuxcnc":
        assert agree_with_linuxcnc(made) == []
