"""A Fanuc control for tests: its parameters are the test's, so that each can be told from the other."""

from __future__ import annotations

from codegen import shop
from codegen.model.shop import Controller


def fanuc(**changes: object) -> Controller:
    """5114 (G73) is 0.5 mm, 5115 (G83) 1.5 mm, 5148 +X, 3410 0.01 mm, IS-B, DPI 0; nothing is known at power-on."""
    parameters: dict[str, object] = {
        "chip_break_retract": 0.5, "peck_clearance": 1.5, "bore_shift": "+X", "arc_tolerance": 0.01, "power_on": {},
    }  # fmt: skip
    return shop.controller("fanuc").model_copy(update=parameters | changes)
