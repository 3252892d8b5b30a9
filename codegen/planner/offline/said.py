"""What a phrase says: slots and values, and the readers that many phrases share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import nums, shared

Said = dict[str, Any]


def one(slot: str) -> Callable[[Node], Said]:
    """Reads the one number of a phrase as ``slot``."""

    def read(node: Node) -> Said:
        return {slot: nums(node)[0]}

    return read


def head(kind: str) -> Said:
    """A feature of this kind begins."""
    return {"head": kind}


def pair(slot: str) -> Callable[[Node], Said]:
    """Reads the first and the last number of a phrase as ``slot``, the unit shared."""

    def read(node: Node) -> Said:
        values = shared(nums(node))
        return {slot: (values[0], values[-1])}

    return read
