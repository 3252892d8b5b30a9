"""What a program's blocks mean, in values."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.findings import Finding
from codegen.messages import Message


@dataclass(frozen=True, slots=True)
class Explained:
    """One block. ``words``: each with its meaning. ``acts``: what the machine does, in order; ``more``: acts not told.

    ``under``: the modal state of its moves, where it is another than that of the moves before. ``runs``: how often it is run,
    as far as that can be told.
    """

    line: int
    text: str
    words: tuple[tuple[str, str], ...] = ()
    acts: tuple[Message, ...] = ()
    more: int = 0
    under: tuple[Message, ...] = ()
    runs: int = 1
    findings: tuple[Finding, ...] = ()
