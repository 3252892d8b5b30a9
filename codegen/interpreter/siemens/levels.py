"""Program levels: what a called program, or a repeated section, has of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codegen.interpreter.expression import Variable
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens import text
from codegen.interpreter.siemens.state import own


@dataclass(slots=True)
class Level:
    """What a called program has of its own: where it ends (a repeated section), its parameters by reference, what it saves."""

    section: text.Section
    stops_at: int | None = None
    references: list[tuple[str, Variable]] = field(default_factory=list)
    saved: dict[str, Any] | None = None
    subprogram: bool = False
    modal: Any = None


def modes(m: Machine) -> dict[str, Any]:
    """What SAVE keeps: the modal G commands and the frame."""
    mine = own(m)
    return {
        "plane": m.plane, "absolute": m.absolute, "feed_mode": m.feed_mode, "feed": m.feed, "scale": m.scale,
        "state": m.state, "motion": mine.motion, "frame": m.frame, "coarse": mine.coarse, "fine": mine.fine,
    }  # fmt: skip


def restore(m: Machine, kept: dict[str, Any]) -> None:
    """Put back what ``modes`` kept."""
    mine = own(m)
    m.plane, m.absolute, m.feed_mode = kept["plane"], kept["absolute"], kept["feed_mode"]
    m.feed, m.scale = kept["feed"], kept["scale"]
    m.frame, mine.motion, mine.coarse, mine.fine = kept["frame"], kept["motion"], kept["coarse"], kept["fine"]
    before = kept["state"]
    m.set_state(
        absolute=before.absolute, feed_mode=before.feed_mode, units=before.units, compensation=before.compensation,
        exact_path=before.exact_path,
    )  # fmt: skip
    if before.work_offset != m.state.work_offset:
        m.shift(offset=m.offset_of(before.work_offset or ""))
        m.set_state(work_offset=before.work_offset)
