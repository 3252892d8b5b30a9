"""How long a program that repeats itself is followed: what whoever reads programs may choose, and what holds unless they do."""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import Final

LOOP_SECONDS: Final = 1.2
"""Seconds of computing time for what repeats itself: some 200 000 blocks. With the rest of the work a damaged program, whose
loops have lost their end, is answered within two."""

_SECONDS: Final[ContextVar[float]] = ContextVar("loop_seconds", default=LOOP_SECONDS)


def loop_seconds() -> float:
    """What holds now."""
    return _SECONDS.get()


def follow_loops(seconds: float) -> None:
    """From here on programs are followed for ``seconds``, unless ``read`` is told otherwise."""
    _SECONDS.set(seconds)


class Clock:
    """Computing time of this thread, counted from the first time that it is asked: another program's load costs nothing."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end: float | None = None

    def late(self) -> bool:
        """Whether the time is up."""
        now = time.thread_time()
        if self._end is None:
            self._end = now + self.seconds
        return now > self._end
