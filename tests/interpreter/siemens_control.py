"""A SINUMERIK control for tests: the machine data are the test's."""

from __future__ import annotations

from codegen import shop
from codegen.model.shop import Controller


def siemens(**changes: object) -> Controller:
    """MD21000 is 0.01 mm; nothing is known at power-on."""
    parameters: dict[str, object] = {"arc_tolerance": 0.01, "power_on": {}}
    return shop.controller("siemens-840d").model_copy(update=parameters | changes)
