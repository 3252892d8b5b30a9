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
    "length-offset-cancelled-low", "home-sideways-low", "home-through-part", "rapid-at-cutting-depth",
    "rapid-below-zero", "diagonal-approach", "feed-in-machine-coordinates", "probe-with-spindle-on",
    "stop-with-spindle-on", "ending-in-cut", "work-offset-changed-low", "travel-limit", "plunge-at-cutting-feed",
    "odd-feed", "g92-left-on", "incremental-after-tool-change", "feed-mode-left-on", "transform-left-on",
    "override-left-off", "distance-not-stated", "plane-not-stated", "compensation-without-d", "compensation-on-arc",
    "compensation-without-lead-in", "compensation-on-retract", "machine-move-under-compensation",
    "wrong-diameter-offset", "spindle-reversed", "hole-drilled-twice", "cycle-retract-above-start", "cycle-not-along-z",
    "arc-radius-sensitive", "near-full-circle", "decimal-point-missing", "decimals-beyond-increment",
    "comment-not-ascii", "home-without-axes", "length-offset-without-h", "block-number-repeated",
    "block-numbers-out-of-order", "missing-percent", "missing-program-number", "tool-list-mismatch", "optional-block",
    "work-offset-written", "final-newline-missing", "mixed-line-ends", "idle-move",
)  # fmt: skip
"""The rules, in the order in which they run."""

FOUND: Final = (
    "syntax", "word-missing", "word-conflict", "look-alike-character", "lower-case-letters", "modal-unset", "feed-missing",
    "arc-geometry", "gouge",
    "leftover", "uncalled-removal", "feature-not-cut", "position-unknown", "rapid-into-stock", "plunge-not-centre-cutting",
    "holder-contact", "fixture-contact", "deeper-than-flutes", "spindle-off-in-cut", "tool-not-in-setup",
    "no-program-end", "text-after-end", "limit-exceeded", "not-simulated", "unsupported-code",
    "compensation-conflict", "value-unset", "value-unknown", "realtime-character",
    "unexplained-allowance", "idle-allowance",
)  # fmt: skip
"""What the reader and the simulation find: pages, and no code of their own."""
