"""Phrases (nodes of ``phrases.lark``) → facts. One function for each phrase that says more than its words do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegen.planner.offline import read_edges, read_holes, read_places, read_shapes, read_where, refers
from codegen.planner.offline.chart import Node
from codegen.planner.offline.said import Said
from codegen.planner.offline.values import Fact


def facts(node: Node, text: str) -> list[Fact]:
    """What ``node`` says, as facts with its place in ``text``."""
    start, end = node.span
    made = _READERS[node.rule](node) if node.rule in _READERS else {node.rule: True}
    return [Fact(slot, value, (start, end), text[start:end]) for slot, value in made.items()]


_READERS: Final[dict[str, Callable[[Node], Said]]] = {
    **read_holes.READERS,
    **read_places.READERS,
    **read_shapes.READERS,
    **read_edges.READERS,
    **read_where.READERS,
    **refers.READERS,
}
