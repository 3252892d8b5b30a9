"""The controls whose readers are held against programs worked out by hand: one line for each.

The programs lie in ``tests/interpreter/NAME``, the bad ones in ``NAME/bad``; their form is in ``truth.py``. A new control gets a
line in ``HELD``; everything that all controls are tested for takes it from there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codegen import shop
from codegen.interpreter.dialect import DIALECTS
from codegen.model.shop import Controller

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Held:
    """``cites``: what each program's ``source`` names, the manual's number or the source's file. ``good`` and ``bad``: how many
    programs there are at least. ``changes``: figures of the control that its programs take for granted, where a later choice in
    the data must not change what they mean, or where two figures must be told from each other.
    """

    cites: str
    good: int
    bad: int
    changes: dict[str, Any] = field(default_factory=dict)


HELD = {
    # 5114 (G73) is 0.5 mm, 5115 (G83) 1.5 mm, 5148 +X, 3410 0.01 mm; nothing is known at power-on
    "fanuc": Held("B-64604EN", 70, 80, {"chip_break_retract": 0.5, "peck_clearance": 1.5, "bore_shift": "+X",
                                        "arc_tolerance": 0.01, "power_on": {}}),
    "grbl": Held(".c", 25, 25),
    "grblhal": Held(".c", 27, 20),
    # setting 22 is 1 mm
    "haas": Held("Haas Mill Operator's Manual", 40, 28, {"chip_break_retract": 1.0, "peck_clearance": 1.0}),
    "heidenhain": Held("670 38", 45, 40),
    # MD21000 is 0.01 mm; nothing is known at power-on
    "siemens": Held("6FC5398-", 25, 25, {"arc_tolerance": 0.01, "power_on": {}}),
}  # fmt: skip
"""By dialect. LinuxCNC is held against LinuxCNC's own interpreter instead (``test_differential.py``)."""

OTHERWISE = frozenset({"linuxcnc"})


def controller(dialect: str, **changes: object) -> Controller:
    """The control of that dialect as its programs take it."""
    known = HELD[dialect].changes if dialect in HELD else {}
    return of_dialect(dialect).model_copy(update=known | changes)


def of_dialect(dialect: str) -> Controller:
    """The first control of that dialect in the library."""
    found = [c for c in shop.controllers().values() if c.dialect == dialect]
    assert found, f"no control in codegen/shop/data/controllers.toml has dialect = {dialect!r}"
    return found[0]


def programs(dialect: str) -> tuple[list[Path], list[Path]]:
    """Good and bad programs of a control."""
    return tuple(  # type: ignore[return-value]
        sorted(p for p in folder.glob("*") if p.is_file() and p.suffix not in (".yaml", ".py"))
        for folder in (HERE / dialect, HERE / dialect / "bad")
    )


def unheld() -> list[str]:
    """Dialects that have a reader and no line in ``HELD``."""
    return [name for name in DIALECTS if name not in HELD and name not in OTHERWISE]
