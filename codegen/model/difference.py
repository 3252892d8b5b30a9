"""What two programs do differently, in values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from codegen.errors import UsageError
from codegen.findings import Finding
from codegen.messages import Message, say


class Aspect(StrEnum):
    """What of an act may differ. ``MOTION``: the act itself; an act that only one program has differs in it."""

    MOTION = "motion"
    DWELL = "dwell"
    STOP = "stop"
    TOOL = "tool"
    FEED = "feed"
    SPEED = "speed"
    SPINDLE = "spindle"
    COOLANT = "coolant"
    LENGTH_OFFSET = "length-offset"
    WORK_OFFSET = "work-offset"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``a`` and ``b``: first and last line in either program; None: not there. ``tools``: under which it is.

    ``count``: how many acts it concerns; ``before``, ``after``: what it was and is, in words.
    """

    aspect: Aspect
    a: tuple[int, int] | None
    b: tuple[int, int] | None
    before: Message | str
    after: Message | str
    count: int
    tools: frozenset[int | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """``changes`` in the program's order; ``unread``: why nothing can be proven; ``seconds``: cycle time of each.

    ``notes``: what was taken for granted.
    """

    changes: tuple[Change, ...]
    unread: tuple[Finding, ...]
    seconds: tuple[float, float]
    notes: tuple[str, ...] = ()

    def within(self, claims: Sequence[str]) -> bool:
        """Whether every change is one that the claims allow: ``feed``, ``tool=3``, … (several: any of them)."""
        tests = [_claim(claim) for claim in claims]
        return all(any(test(change) for test in tests) for change in self.changes)


def _claim(text: str) -> Callable[[Change], bool]:
    """``feed``: an aspect; ``tool=3``: whatever changed under that tool.

    Raises:
        UsageError: neither.
    """
    name, sign, value = text.strip().lower().partition("=")
    if sign and name == "tool" and value.removeprefix("t").isdigit():
        wanted = int(value.removeprefix("t"))
        return lambda change: change.tools == {wanted}
    names = [str(a) for a in Aspect]
    if sign or name not in names:
        raise UsageError(
            say("--only takes one of {names}, or tool=N, not {text!r}", names=", ".join(names), text=text[:60])
        )
    return lambda change: change.aspect == name
