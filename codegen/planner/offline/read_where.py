"""Phrases about places that are given from sides, corners and the middle → facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.lex import Token
from codegen.planner.offline.numbers import num, nums, shared
from codegen.planner.offline.read_holes import modifiers, sized
from codegen.planner.offline.said import Said, head
from codegen.planner.offline.values import Num

SIDES: Final = {
    "LEFTEND": "left", "RIGHTEND": "right", "FRONTEND": "front", "BACKEND": "back", "LEFT": "left", "RIGHT": "right",
    "FRONT": "front", "BACK": "back", "BOTTOM": "front", "LOWER": "front", "TOP": "back", "UPPER": "back",
}  # fmt: skip
"""Terminals that name a side of the body, seen from above: the lower side of the plan is the front."""

_X: Final = ("left", "right")


def side(token: Token) -> str:
    """The side of the body that a token names; empty: none."""
    return next((name for kind, name in SIDES.items() if kind in token.types), "")


def sides(node: Node) -> list[str]:
    """The sides that a phrase names, in order."""
    return [name for token in node.tokens() if (name := side(token))]


def from_side(node: Node) -> Said:
    """A distance from one side."""
    ends = next((name for kind, name in SIDES.items() if kind.endswith("END") and node.has(kind)), "")
    return _distance(ends or sides(node)[0], nums(node)[0])  # "right of the left edge" is from the left edge


def _distance(name: str, value: Num) -> Said:
    return {"side_x" if name in _X else "side_y": (name, value)}


def _from_pair(node: Node) -> Said:
    first, second = sides(node)[0], sides(node)[-1]
    values = nums(node)
    return _distance(first, values[0]) | _distance(second, values[1])


def _from_two(node: Node) -> Said:
    named, value = sides(node), nums(node)[0]
    if set(named) == {"left", "right"}:
        return {"inset_x": value}
    if set(named) == {"front", "back"}:
        return {"inset_y": value}
    if len(named) != 2 or (named[0] in _X) == (named[1] in _X):
        return {"unclear": say("which sides?")}
    return _distance(named[0], value) | _distance(named[1], value)


def corner(node: Node) -> tuple[str, str] | None:
    """(front or back, left or right) of a corner; None: it is none."""
    named = [side(t) for s in node.nodes("side") for t in s.tokens()]
    across = [n for n in named if n in _X]
    along = [n for n in named if n and n not in _X]
    return (along[0], across[0]) if len(across) == len(along) == 1 else None


def _corner_xy(node: Node) -> Said:
    found = corner(node)
    if found is None:
        return {"unclear": say("which corner?")}
    x, y = shared(nums(node))
    return _distance(found[1], x) | _distance(found[0], y)


def _one_corner(node: Node) -> Said:
    found = corner(node)
    return {"corner_set": (found,)} if found else {"unclear": say("which corner?")}


def _corner_pair(node: Node) -> Said:
    named = [next(side(t) for t in s.tokens()) for s in node.nodes("side")]
    found: list[tuple[str, str]] = []
    for one, two in zip(named[::2], named[1::2], strict=True):
        pair = (two, one) if one in _X else (one, two)
        if pair[1] not in _X or pair[0] in _X:
            return {"unclear": say("which corners?")}
        found.append(pair)
    return {"corner_set": tuple(found)}


# -- from the middle


def _steps(node: Node) -> Iterator[tuple[str, Num]]:
    """Each distance of a phrase with the direction that goes with it: left, right, front, back."""
    pending: list[Num] = []
    waiting: list[str] = []
    for token in node.tokens():
        names = {"PLUSX": "right", "PLUSY": "back", "UPW": "back", "DOWNW": "front"}
        name = side(token) or next((v for k, v in names.items() if k in token.types), "")
        if token.types & {"NUM", "LEN"}:
            pending.append(num(token))
        elif name:
            waiting.append(name)
        if pending and waiting:
            yield waiting.pop(0), pending.pop(0)


def _off_centre(node: Node) -> Said:
    out: dict[str, Num] = {}
    for name, value in _steps(node):
        axis = "x" if name in _X else "y"
        if axis in out:
            return {"unclear": say("which way from the middle?")}
        out[axis] = -value if name in ("left", "front") else value
    return {"off_centre": (out.get("x"), out.get("y"))} if out else {"unclear": say("which way from the middle?")}


def _pair_off(node: Node) -> Said:
    axis = "x" if node.has("LEFTRIGHT", "LEFT", "XLETTER") or node.node("xdir") is not None else None
    axis = "y" if node.has("FRONTBACK", "YLETTER") or node.node("ydir") is not None else axis
    return {"pair_off": (axis, nums(node)[0])}


def _across(node: Node) -> Said:
    if node.has("WIDE", "LONG"):
        size = {"wide" if node.has("WIDE") else "long": nums(node)[0]} if nums(node) else {}
        return {"across_short" if node.has("WIDE") else "across_long": True} | size
    if node.has("MIDWAY", "BETWEEN"):
        named = set(sides(node))
        if named not in ({"left", "right"}, {"front", "back"}):
            return {"unclear": say("the middle of what?")}
        return {"across_x" if named == {"left", "right"} else "across_y": True}
    axis = "x" if node.has("LEFTRIGHT") or node.node("xdir") is not None else "y"
    if not node.has("CENTRED", "CENTRE"):
        return {"unclear": say("which way?")}
    return {f"across_{axis}": True}


# -- insets


def _inset_one(node: Node) -> Said:
    value = nums(node)[0]
    if node.has("LONGSIDE", "SHORTSIDE"):
        words = node.token("LONGSIDE", "SHORTSIDE").text.lower()
        if not any(word in words for word in ("side", "edge", "边")):
            return {"unclear": say("from which edge?")}
        return {"inset_long" if node.has("LONGSIDE") else "inset_short": value}
    x = node.has("LEFTRIGHT") or node.node("xdir") is not None
    return {"inset_x" if x else "inset_y": value}


def _end_inset(node: Node) -> Said:
    orders = [t.quantity.value for t in node.tokens() if "ORD" in t.types and t.quantity is not None]
    if orders not in ([], [1.0, -1.0]):
        return {"unclear": say("only the first and the last can be placed so")}
    return {"end_inset": nums(node)[0]}


def _inset_xy(node: Node) -> Said:
    values = shared(nums(node))
    return {"inset_x": values[0], "inset_y": values[1]}


# -- rows, grids and circles


def _row_gap(node: Node) -> Said:
    """Between rows, which lie along X; between columns, and between the holes of a row."""
    return {"sy" if node.has("ROWGAP", "ROW") else "sx": nums(node)[0]}


def _first_axis(node: Node) -> Said:
    order = node.first("ORD")
    if order is not None and (order.quantity is None or order.quantity.value != 1):
        return {"unclear": say("only the first of a pattern can be placed")}
    x = node.has("XN", "XLETTER")
    return {"first_x" if x else "first_y": nums(node)[0]}


def _first_side(node: Node) -> Said:
    order = node.first("ORD")
    if order is not None and (order.quantity is None or order.quantity.value != 1):
        return {"unclear": say("only the first of a pattern can be placed")}
    inner = node.node("from_side")
    found = from_side(inner) if inner is not None else {}
    return {"starting": next(iter(found.values()))}


def _bolt_of(node: Node) -> Said:
    values = nums(node)
    count = nums(next(node.nodes("cnt")))[0]
    return head("hole") | modifiers(node) | sized(node) | {"bolt": values[0], "count": count}


def _step(node: Node) -> Said:
    return {"step": num(node.token("ANG", "PLAIN")).value}


def _xy_list(node: Node) -> Said:
    *xs, y = nums(node)
    return {"xs": tuple(xs), "ys": (y,)}


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "from_side": from_side,
    "from_pair": _from_pair,
    "from_two": _from_two,
    "corner_xy": _corner_xy,
    "one_corner": _one_corner,
    "corner_pair": _corner_pair,
    "off_centre": _off_centre,
    "pair_off": _pair_off,
    "across": _across,
    "inset_one": _inset_one,
    "inset_xy": _inset_xy,
    "corner_in": lambda node: {"mids" if node.has("MIDPOINTS") else "corners": True, "inset": nums(node)[0]},
    "corner_holes": lambda node: (
        head("hole") | {"corners": True} | ({"count": nums(node)[0]} if node.node("cnt") is not None else {})
    ),
    "ring": lambda node: (
        head("hole") | modifiers(node) | sized(node) | {"count": nums(next(node.nodes("cnt")))[0], "ring": True}
    ),
    "end_inset": _end_inset,
    "end_arcs": lambda _: {"at_ends": True, "same_axis": True, "one_each": True},
    "at_ends": lambda _: {"at_ends": True, "one_each": True},
    "same_axis": lambda _: {"same_axis": True},
    "in_feature": lambda node: {"centre_of": "slot" if node.has("SLOT") else "pocket"},
    "row_gap": _row_gap,
    "first_axis": _first_axis,
    "first_side": _first_side,
    "bolt_of": _bolt_of,
    "step": _step,
    "xy_list": _xy_list,
}
