"""What single controls' strict grammars are held to beside ``test_emit_grammars.py``."""

from __future__ import annotations

import pytest
from lark.exceptions import LarkError

from tests.oracle import lcnc
from tests.post.test_emit_grammars import case, emit


def test_linuxcnc_runs_the_example() -> None:
    lcnc.require()
    assert lcnc.run(case("linuxcnc")["example"], {1: 50.0}).error is None


@pytest.mark.parametrize(
    "line", [line for line in case("heidenhain")["example"].splitlines() if line.startswith("  Q")]
)
def test_a_klartext_cycle_has_all_its_parameters(line: str) -> None:
    example = case("heidenhain")["example"]
    assert line + "\n" in example
    with pytest.raises(LarkError):
        emit("heidenhain").parse(example.replace(line + "\n", "", 1))
