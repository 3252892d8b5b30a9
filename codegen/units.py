"""Lengths: millimetres inside, converted once at the edge; and how numbers are written for people.

Factors are exact: 1 in = 25.4 mm (ISO 80000-3 / the international inch of 1959); 1 丝 = 1 道 = 0.01 mm (Chinese shop usage).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

MM_PER_INCH: Final = 25.4


class Unit(StrEnum):
    """The two units that a program or an intent as a whole may be in."""

    MM = "mm"
    INCH = "inch"

    @property
    def mm(self) -> float:
        """Millimetres in one of this unit."""
        return 1.0 if self is Unit.MM else MM_PER_INCH


LENGTH_FACTORS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "mm": 1.0, "millimetre": 1.0, "millimetres": 1.0, "millimeter": 1.0, "millimeters": 1.0, "毫米": 1.0,
        "cm": 10.0, "centimetre": 10.0, "centimeter": 10.0, "厘米": 10.0, "公分": 10.0,
        "m": 1000.0, "米": 1000.0,
        "um": 0.001, "μm": 0.001, "µm": 0.001, "微米": 0.001,
        "in": MM_PER_INCH, "inch": MM_PER_INCH, "inches": MM_PER_INCH, '"': MM_PER_INCH, "″": MM_PER_INCH,
        "英寸": MM_PER_INCH, "寸": MM_PER_INCH,
        "thou": MM_PER_INCH / 1000, "mil": MM_PER_INCH / 1000, "mils": MM_PER_INCH / 1000,
        "丝": 0.01, "道": 0.01, "条": 0.01,
    }
)  # fmt: skip
"""Millimetres per unit name. ``寸`` alone is read as the inch, as machinists use it (the 市寸 is not a shop unit)."""


def number(value: float, places: int = 4) -> str:
    """``value`` rounded half-even to ``places`` decimals, without trailing zeros or a negative zero: ``-0.0 -> '0'``.

    Raises:
        ValueError: not finite: such a number must never reach a program or a report.
    """
    if not math.isfinite(value):
        raise ValueError(f"cannot write {value!r} as a number")
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def length(value_mm: float, unit: Unit = Unit.MM, places: int | None = None) -> str:
    """A length for people: ``12.5 mm`` or ``0.5 in``."""
    if unit is Unit.MM:
        return f"{number(value_mm, 3 if places is None else places)} mm"
    return f"{number(value_mm / MM_PER_INCH, 4 if places is None else places)} in"
