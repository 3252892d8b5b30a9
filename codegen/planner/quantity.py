"""What a quantity of a request is: its place in the text, its value and unit, and what kind of thing it measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from codegen.units import LENGTH_FACTORS

Kind = Literal[
    "number", "length", "angle", "count", "ordinal", "thread", "designation", "speed", "fit", "coordinate", "clock"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: ``text[start:end]`` of the original.

    ``value`` is in ``unit`` (None: no unit written beside it). ``prefix``: the sign before a number: Ø R C X Y Z S F.
    A thread's ``value`` is its nominal diameter (mm for M, inches otherwise), ``designation`` its usual spelling. ``nominal``
    is the number as written, unit and prefix apart (``3-1/2``).
    """

    start: int
    end: int
    text: str
    value: float | None
    unit: str | None
    kind: Kind
    prefix: str = ""
    pitch: float | None = None
    designation: str = ""
    nominal: str = ""

    @property
    def mm(self) -> float | None:
        """The value in millimetres, if a length unit was written beside it."""
        factor = LENGTH_FACTORS.get(self.unit) if self.unit else None
        return None if factor is None or self.value is None else self.value * factor

    @property
    def inch(self) -> bool:
        """Whether its unit is the inch or a part of it."""
        return self.unit in _INCH_UNITS


_INCH_UNITS: Final = frozenset({"in", "thou"})

UNIT_NAMES: Final = {
    "mm": "mm", "millimetres": "mm", "millimeters": "mm", "millimetre": "mm", "millimeter": "mm", "毫米": "mm",
    "mil": "thou", "mils": "thou", "thou": "thou", "thousandths": "thou",
    "cm": "cm", "centimetres": "cm", "centimeters": "cm", "centimetre": "cm", "centimeter": "cm", "厘米": "cm", "公分": "cm",
    "um": "um", "μm": "um", "微米": "um", "微米级": "um",
    "inches": "in", "inch": "in", "in": "in", "英寸": "in", "寸": "in", '"': "in", "''": "in",
    "丝": "丝", "个丝": "丝", "道": "丝", "条": "丝",
}  # fmt: skip
"""Units as written -> the name in ``codegen.units.LENGTH_FACTORS``."""
