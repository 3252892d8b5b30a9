"""The table of the catalogue: each name is a file in ``checks`` or ``found``, with dashes for underscores."""

from __future__ import annotations

from typing import Final

CHECKS: Final = (
    "missing-length-offset", "wrong-length-offset", "speed-limit", "feed-limit", "cutting-data", "drill-without-pecks",
    "dwell-out-of-scale", "tap-feed", "tap-not-synchronised", "tap-hole", "thread-not-cut", "tool-change-in-cut",
    "retract-low", "units-not-stated", "units-mismatch", "work-offset-not-stated", "cycle-not-cancelled",
    "compensation-left-on", "no-coolant", "path-tolerance", "tool-not-used", "spindle-not-started",
    "spindle-without-speed", "spindle-left-on", "coolant-left-on", "coolant-on-in-tool-change", "spindle-wait-missing",
    "stale-speed", "stale-feed", "tool-never-changed", "tool-changed-for-itself", "tool-staged-in-vain",
    "length-offset-cancelled-low",
)  # fmt: skip
"""The rules, in the order in which they run."""

FOUND: Final = (
    "syntax", "word-missing", "word-conflict", "look-alike-character", "modal-unset", "feed-missing", "arc-geometry", "gouge",
    "leftover", "uncalled-removal", "feature-not-cut", "position-unknown", "rapid-into-stock", "plunge-not-centre-cutting",
    "holder-contact", "fixture-contact", "travel-limit", "deeper-than-flutes", "spindle-off-in-cut", "tool-not-in-setup",
    "no-program-end", "text-after-end", "limit-exceeded", "not-simulated", "unsupported-code",
)  # fmt: skip
"""What the reader and the simulation find: pages, and no code of their own."""
