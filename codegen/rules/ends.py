"""What a program's end does on a control."""

from __future__ import annotations

from typing import Final

STOPPED_BY_END: Final = frozenset({"linuxcnc", "grbl", "grblhal", "haas", "siemens", "heidenhain"})
"""Dialects whose M2 and M30 are documented to stop spindle and coolant.

LinuxCNC, M-codes, M2 and M30; grbl 1.1, gcode.c, "program flow"; Haas, Mill Operator's Manual, M30; Sinumerik, programming
manual, M30; Heidenhain, TNC manual, M30.
"""

LEFT_TO_BUILDER: Final = frozenset({"fanuc"})
"""Dialects on which the machine's builder, or an owner's setting, decides that."""
