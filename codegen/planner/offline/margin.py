"""Where the part lies in its stock: "5 mm of stock on all sides", "part centred in the stock"."""

from __future__ import annotations

from typing import Any

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.numbers import nums
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Num, Units, Val, contradiction, millimetres, unread

_SIZES = {"left": "x", "front": "y"}


def margins(draft: Draft, stock: dict[str, Any] | None, part: dict[str, Any] | None, units: Units) -> None:
    """Write what was said into ``stock``. Raises Refused where the sizes say something else, or where there is no part."""
    said = [node for node in draft.whole if node.rule == "margin"]
    centred = [node for node in draft.whole if node.rule == "part_centred"]
    if not said and not centred:
        return
    node = (said or centred)[0]
    one = stock is not None and part is not None and stock["kind"] == "box" and len(said) + len(centred) == 1
    if stock is None or part is None or not one or (part["kind"] != "box" and not _stands_left(node, part)):
        raise unread(draft.text, [node.span], say("which part in which stock?"))
    if centred:
        stock["margin"] = {side: _half(draft, node, stock[axis], part[axis]) for side, axis in _SIZES.items()}
        return
    value = nums(node)[0]
    if not node.has("BOTHLEGS", "EACHLEG") and not (node.has("LEFT", "LEFTEND") and node.has("FRONT", "FRONTEND")):
        if not node.has("ALLSIDES"):
            raise unread(draft.text, [node.span], say("say how much stock stands out on the left and in front"))
        _check(draft, node, value, stock, part, units)
    stock["margin"] = {side: leaf(value, "stock beyond the part", units) for side in _SIZES}


def _stands_left(node: Node, part: dict[str, Any]) -> bool:
    """Whether the legs of a right triangle are its left and its front side."""
    outline = part.get("outline", {})
    return node.has("BOTHLEGS", "EACHLEG") and outline.get("right_angle") == "front-left"


def _number(item: Any) -> Any:
    return item.value if isinstance(item, Val) else item


def _check(draft: Draft, node: Node, value: Num, stock: dict[str, Any], part: dict[str, Any], units: Units) -> None:
    factor = 1.0 if units.name == "mm" else 25.4
    for axis in "xy":
        sizes = [_number(body[axis]) for body in (stock, part)]
        if not all(isinstance(size, float | int) for size in sizes):
            raise unread(draft.text, [node.span], say("say the sizes in one unit"))
        if abs((sizes[0] - sizes[1]) / 2 * factor - millimetres(value, units)) > 1e-6:
            raise contradiction(
                say("the sizes of stock and part leave no {text!r} on all sides", text=value.text), node.span
            )


def _half(draft: Draft, node: Node, stock: Any, part: Any) -> Val:
    """Half the difference, written out: the words of both sizes are its source."""
    spans = [v.span for v in (stock, part) if isinstance(v, Val) and v.span is not None]
    if len(spans) != 2 or not all(isinstance(_number(v), float | int) for v in (stock, part)):
        raise unread(draft.text, [node.span], say("say the sizes of stock and part first"))
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    text = f"({_number(stock):g} - {_number(part):g})/2"
    return Val(text, "stock beyond the part", (start, end), draft.text[start:end], "expression")
