"""The groups of the catalogue: what a finding is about. A group can be selected or ignored like a rule."""

from __future__ import annotations

from enum import StrEnum


class Group(StrEnum):
    """What a rule is about."""

    SYNTAX = "syntax"  # what the control cannot take
    MODAL = "modal-state"  # modes that are not said, stale, or left on
    UNITS = "units"
    GEOMETRY = "geometry"  # arcs and paths
    MOTION = "motion-safety"  # what hits something
    LIMITS = "limits"  # of machine, control and tool
    TOOLS = "tool-life-cycle"  # change, length, spindle, coolant, compensation
    CYCLES = "cycles"
    STRUCTURE = "program-structure"
    PORTABILITY = "portability"
    STYLE = "style"


SAFETY = frozenset({Group.MOTION, Group.LIMITS, Group.TOOLS, Group.UNITS})
"""An error of these groups is put aside by its own name only, never with its group."""

TITLES: dict[Group, str] = {
    Group.SYNTAX: "Syntax",
    Group.MODAL: "Modal state",
    Group.UNITS: "Units",
    Group.GEOMETRY: "Geometry",
    Group.MOTION: "Motion safety",
    Group.LIMITS: "Limits",
    Group.TOOLS: "Tool life cycle",
    Group.CYCLES: "Cycles",
    Group.STRUCTURE: "Program structure",
    Group.PORTABILITY: "Portability",
    Group.STYLE: "Style",
}
"""Headings of the catalogue."""
