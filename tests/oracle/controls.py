"""LinuxCNC as a ``Controller``, for tests of the reader: the figures are rs274's own, not the shop's."""

from __future__ import annotations

from codegen.model.shop import Controller

POWER_ON = {
    "plane": "G17", "distance": "G90", "arc_distance": "G91.1", "units": "G21", "work_offset": "G54", "feed_mode": "G94",
    "length_offset": "G49", "compensation": "G40", "motion": "G80", "retract": "G99", "spindle": "M5", "coolant": "M9",
}  # fmt: skip
"""What ``rs274`` starts with."""


def linuxcnc(**changes: object) -> Controller:
    """LinuxCNC as ``rs274`` behaves: arc tolerance measured there (0.0011 in), see ``test_arc_tolerance_is_rs274s``."""
    values: dict[str, object] = {
        "id": "linuxcnc",
        "name": "LinuxCNC",
        "dialect": "linuxcnc",
        "suffix": ".ngc",
        "max_line": 252,  # more and rs274 says "Command too long", whatever the manual says (256)
        "safe_retract": "G53 G0 Z0",
        "peck_clearance": 0.254,
        "tapping": "G33.1",
        "arc_tolerance": 0.0011 * 25.4,
        "axes": "XYZABC",
    }
    return Controller.model_validate(values | changes)
