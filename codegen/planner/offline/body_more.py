"""Further bodies: tubes with a wall, wedges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codegen.messages import say
from codegen.planner.offline.body import Body
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.numbers import nums
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Num, Units, Val, contradiction, millimetres, unread

if TYPE_CHECKING:
    from codegen.planner.offline.body_forms import Sizes


def computed(draft: Draft, units: Units, value: float, role: str, inputs: Sequence[Num]) -> Val:
    """``value`` (mm) that follows from ``inputs``: its source is the words of all of them."""
    number = round(value / (1.0 if units.name == "mm" else 25.4), 9)
    spans = [v.span for v in inputs if v.span is not None]
    if len(spans) < len(inputs):
        return Val(number, role, origin="answer")
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    return Val(number, role, (start, end), draft.text[start:end], "expression")


# -- round tubes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tube:
    """The wall of a round body."""

    wall: Num

    def make(self, body: Body, units: Units) -> None:
        """Make a cylinder hollow, from end to end. Raises Refused where its wall leaves nothing."""
        part = body.part
        if part is None:  # its size is asked for first
            return
        if part["kind"] != "cylinder":
            raise contradiction(say("a wall is given for a body that is no tube"), self.wall.span)
        body.features.append({"kind": "shell", "id": "inside", "wall": leaf(self.wall, "wall", units), "open": "both"})


def hollow(draft: Draft) -> Tube | None:
    """The wall of a tube, where a round body has one and no inside diameter. Raises Refused for two different ones."""
    said = [nums(node)[0] for node in draft.whole if node.rule == "walls"]
    if not said or not any(node.has("ROUND", "ROUNDN") for node in draft.body):
        return None
    if any(value != said[0] for value in said):
        raise contradiction(say("two different walls are given for the tube"), said[-1].span)
    if any(f.kind == "hole" and f.facts.keys() & {"inner", "bore"} for f in draft.features):
        raise unread(draft.text, [said[0].span or (0, 0)], say("a wall and an inside diameter"))
    return Tube(said[0])


def spared(node: Node, tube: Tube | None) -> bool:
    """Whether a phrase about forms goes with any body: "no chamfers"; the wall of a tube."""
    return node.rule == "no_feature" or (node.rule == "walls" and tube is not None)


# -- wedges --------------------------------------------------------------------------------------------------------------


def wedge(sizes: Sizes, units: Units, body: Body) -> None:
    """A block whose height falls from one end to the other, seen from the front; the thick end is at the left."""
    ends, length, width = sizes.many("thick_ends"), sizes.one("long", "overall"), sizes.one("wide")
    if "plan" in sizes.known and length is None and width is None:
        length, width = sizes.many("plan")
    if length is None or width is None or len(ends) != 2:
        body.missing.append(("size", "/part"))
        return
    low, high = sorted(ends, key=lambda v: millimetres(v, units))
    if millimetres(low, units) == millimetres(high, units):
        raise contradiction(say("both ends of the wedge are equally high"), high.span)

    def corner(x: Num | None, y: Num | None) -> dict[str, Any]:
        return {
            "anchor": "origin",
            "x": 0.0 if x is None else leaf(x, "length", units),
            "y": 0.0 if y is None else leaf(y, "height", units),
        }

    points = [corner(None, None), corner(length, None)]
    points += [corner(length, low)] if millimetres(low, units) > 0 else []
    points.append(corner(None, high))
    outline = {"kind": "points", "points": points}
    body.part = {"kind": "section", "profile": outline, "length": leaf(width, "width", units)}
    body.size = (millimetres(length, units), millimetres(width, units))
    body.section = "wedge"
