"""What is named again, or named by a part of it: the slot of 槽宽, "槽在正中", the bore of a bush, the zero of "圆心为X0Y0"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import nums
from codegen.planner.offline.places import POSITION
from codegen.planner.offline.values import UNIT_SIZES, Fact, unread

if TYPE_CHECKING:
    from codegen.planner.offline.draft import Clause, Draft, Feature


def no_zero(draft: Draft, clause: Clause, items: Sequence[Node]) -> None:
    """Where nothing else says where zero is, "圆心为X0Y0" does: it is not the middle of a pattern."""
    for node in clause.nodes:
        if node.rule != "centre_at" or any(n.rule == "datum" for n in items):
            continue
        if all(not value.value for value in nums(node)):
            raise unread(draft.text, [node.span], say("where zero is, or the middle of a pattern?"))
    for node in clause.nodes:
        values = nums(node) if node.rule == "unit_note" else []
        if len({round(v.value * UNIT_SIZES.get(v.unit or "", math.nan), 9) for v in values}) > 1:
            raise unread(draft.text, [node.span], say("which unit?"))


def one_only(draft: Draft) -> None:
    """As in "只要把上面光一刀": one thing is to be done, and no other. Raises Refused where more is asked for."""
    said = [node.span for node in draft.whole if node.rule == "only_that"]
    if said and len(draft.features) != 1:
        raise unread(draft.text, said, say("only what?"))


def named_by_width(draft: Draft, nodes: list[Node]) -> list[Fact]:
    """The slot that only 槽宽, "the width of the slot", names."""
    known = any(feature.kind in ("slot", "pocket") for feature in draft.features)
    wide = next((t for n in nodes for t in n.tokens() if "WIDE" in t.types and t.text.startswith("槽")), None)
    if known or wide is None:
        return []
    return [Fact("head", "slot", (wide.start, wide.end), wide.text)]


_NAMES: Final = frozenset({"slot", "pocket", "face"})


def named_again(draft: Draft, clause: Clause, kind: object, facts: list[Fact]) -> Feature | None:
    """The one slot or pocket that was said before, where a clause only says more of it: "槽在正中", "the slot is in the middle".

    Of a face: "铣平面的程序:…, 上面铣掉1mm" names it, and says what it is.
    """
    before = [feature for feature in draft.features if feature.kind == kind]
    if kind not in _NAMES or len(before) != 1 or before[0].clashes(facts):
        return None
    if kind == "face":
        count = before[0].facts.get("count")
        if not before[0].facts.keys() <= {"head", "count"} or (count is not None and count.value.value != 1):
            return None
        before[0].facts.pop("count", None)  # "需要一个铣平面的程序" counts programs
        return before[0]
    makes = any(node.rule in ("verb", "count") for node in clause.nodes)
    own = {fact.slot for fact in facts} - {"round", "thru"}
    if own and own <= {"along", "open_ends"} and not makes:
        return before[0]  # "槽沿X方向从头通到尾": too little for one more
    placed = bool(before[0].facts.keys() & (POSITION - {"along"}))
    return before[0] if own and own <= POSITION and not makes and not placed else None


def bore_of_ring(draft: Draft) -> None:
    """The one hole of a ring, bush or tube that has no place of its own is its bore."""
    holes = [f for f in draft.features if f.kind == "hole"]
    ring = next((t for node in draft.body for t in node.tokens() if "RINGW" in t.types), None)
    wheel = next((node for node in draft.whole if node.rule == "form" and node.has("PULLEY")), None)
    if ring is None and wheel is not None:
        ring = next(iter(wheel.tokens()))
    if ring is None or len(holes) != 1 or any(f.kind not in ("hole", "chamfer", "fillet") for f in draft.features):
        return
    said = holes[0].facts.keys()
    if wheel is not None and "centre" in said and not said & {"inner", "thru", "depth", "blind", "bolt"}:  # 轮的内孔
        holes[0].facts["inner"] = Fact("inner", True, (ring.start, ring.end), ring.text)
        return
    if not holes[0].facts.keys() & (POSITION | {"count", "thread", "tap", "depth", "blind", "inner"}):
        holes[0].facts["inner"] = Fact("inner", True, (ring.start, ring.end), ring.text)
