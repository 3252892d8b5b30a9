"""What a program's end does on a control."""

from __future__ import annotations

from typing import Final

STOPPED_BY_END: Final = frozenset({"linuxcnc", "grbl", "grblhal", "haas", "siemens", "heidenhain"})
"""Dialects whose M2 and M30 are documented to stop spindle and coolant. On a Fanuc the machine's builder decides.

LinuxCNC, M-codes, M2 and M30; grbl 1.1, gcode.c, "program flow"; Haas, Mill Operator's Manual, M30; Sinumerik, programming
manual, M30; Heidenhain, TNC manual, M30.
"""
