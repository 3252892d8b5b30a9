"""Whatever the text is, the readers for Haas and grblHAL never raise, and every finding has a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.interpreter import read
from tests.interpreter.test_garbage import places

MODES = {"plane": "G17", "distance": "G90", "units": "G21", "feed_mode": "G94", "retract": "G98", "motion": "G0"}
CONTROLS = {name: shop.controller(name).model_copy(update={"power_on": MODES}) for name in ("haas", "grblhal")}
BLOCKS = (
    "G0 X1.", "X2. Y1.", "G1 Z-1. F100.", "G2 X5. I2.", "G81 Z-1. R2.", "G83 Z-9. R2. Q1.",
    "G83 Z-9. R2. I4. J1. K2.", "G73 Z-9. R2. Q2. K4.", "X5.", "Z-4.", "G80", "G84 Z-1. R2.", "G76 Z-1. R2. I1.",
    "G74 Z-1. R1.", "G86 Z-1. R2. P1", "G89 Z-1. R2. P1", "L0", "G70 I5. J0. L4", "G71 I-5. J0. K9. L4",
    "G72 I5. J1. L4", "G12 D0 I5. F9.", "G13 D1 I5. K9. Q1. Z-1.", "G91", "G90", "G154 P1", "G154", "G110", "G28",
    "G28 Z0.", "G53 G0 Z0.", "G43 H1 Z5.", "G43 H1", "G43.1 Z1.", "G49", "T2 M6", "M5", "M97 P10", "N10", "M98 P2",
    "O2", "M99", "M99 P10", "G65 P2 A1.", "#1=#2+1", "X#1", "IF[#1EQ1]GOTO10", "G68 R30.", "G69", "G101 X0.",
    "G100", "G150", "G187 P1", "G41 D1", "G40", "M30", "G10 L20 P1 X0", "G92 X1", "G92.1", "G38.2 Z-1", "G28.1",
    "G59.3", "G5 I1 J1 P1 Q1 X3", "G99", "G98", "G18", "G17", "G20", "G95", "G93", "S500 M3", "G4 P1.", "G52 X1.",
    "M1000", "G1000",
)  # fmt: skip


@pytest.mark.parametrize("name", CONTROLS)
@settings(max_examples=300, deadline=None)
@given(blocks=st.lists(st.sampled_from(BLOCKS), max_size=25), raw=st.text(max_size=20))
def test_nothing_raises(name: str, blocks: list[str], raw: str) -> None:
    reading = read("\n".join([*blocks, raw]), CONTROLS[name])
    places(reading)
