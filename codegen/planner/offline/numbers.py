"""Numbers of phrases: values as said, with sign, unit and place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codegen.planner.offline.chart import Node
from codegen.planner.offline.lex import Token
from codegen.planner.offline.values import Num

_NUMERIC: Final = ("NUM", "LEN", "DIA", "RAD", "CHA", "XN", "YN", "ZN", "ANG", "CW", "ONE", "RPM", "FEEDRATE")
Point = tuple[Num, Num]


def num(item: Node | Token) -> Num:
    """The number of a token, or of a node that holds exactly one (with its sign)."""
    if isinstance(item, Node):
        token = item.token(*_NUMERIC)
        return -num(token) if item.rule in ("sn", "pn") and item.has("DASH") else num(token)
    quantity = item.quantity
    if quantity is None or quantity.value is None:  # "个" alone, or the article in "one at each"
        return Num(1.0, None, "1", (item.start, item.end), item.text)
    return Num(quantity.value, quantity.unit, quantity.nominal, (item.start, item.end), item.text)


def nums(node: Node) -> list[Num]:
    """All numbers of a node, in order."""
    return [num(child) for child in _numeric(node)]


def _numeric(node: Node) -> Iterator[Node | Token]:
    for child in node.children:
        if isinstance(child, Token):
            if child.types & set(_NUMERIC):
                yield child
        elif child.rule in ("sn", "pn"):
            yield child
        else:
            yield from _numeric(child)


def shared(values: list[Num]) -> list[Num]:
    """Numbers joined by ×: a unit that only some carry is that of all (``6 x 4 x 3/8 in``)."""
    units = {v.unit for v in values if v.unit}
    return [v.with_unit(next(iter(units))) for v in values] if len(units) == 1 else values


def whole(value: Num) -> int | None:
    """A count, or None if it is none."""
    return (
        int(value.value)
        if value.value == int(value.value) and 1 <= value.value <= 2000 and value.unit is None
        else None
    )


def point(node: Node) -> Point:
    """X and y of a ``pt``."""
    x, y = nums(node)
    return x, y
