"""What only a Haas control remembers, beside what a Fanuc does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from codegen.interpreter.fanuc import state as fanuc
from codegen.interpreter.machine import ZERO, Machine


@dataclass(slots=True)
class Drilling(fanuc.Drilling):
    """With I, J, K of the cycle in force, mm: first peck, its decrease, least peck; in G76 the shift in X and Y."""

    i: float | None = None
    j: float | None = None
    k: float | None = None


def begin(m: Machine) -> None:
    """The state at a program's start. G28 goes to machine zero (Mill Operator's Manual, G28)."""
    fanuc.begin(m)
    fanuc.own(m).pointed = frozenset("GPSE")  # P with a point is a time in seconds
    fanuc.own(m).drilling = Drilling()
    m.home = m.env.home or ZERO


def drilling(m: Machine) -> Drilling:
    """The data of the cycle in force."""
    return cast("Drilling", fanuc.own(m).drilling)
