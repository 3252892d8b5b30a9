"""What is said of several features at once, and of the body's axes: facts that a clause shares out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.places import POSITION
from codegen.planner.offline.values import Fact, contradiction, unread

if TYPE_CHECKING:
    from codegen.planner.offline.draft import Draft, Feature

_SUBJECTS: Final = {
    "WINDOW": "pocket", "POCKET": "pocket", "ROUNDPOCKET": "pocket", "SLOT": "slot", "HOLES": "hole", "HOLE": "hole",
    "INNERHOLE": "hole",
}  # fmt: skip


_HOLDERS: Final = frozenset({"hole", "pocket", "slot"})
_PLACED: Final = POSITION - {
    "spacing", "spacing2", "sx", "sy", "gn", "gx", "gy", "bolt", "equally", "start", "angles", "along", "row",
    "row_count", "per_row", "grid",
}  # fmt: skip
"""What places a feature, rather than its members among each other."""


def together(draft: Draft, nodes: Sequence[Node], facts: Sequence[Fact]) -> bool:
    """As in "window and holes both centred on the plate": each feature of those kinds is in the middle. Raises Refused.

    Refused unless it speaks of all features there are, each kind once. "Everything centred" is of those that have no place yet.
    """
    said = [node for node in nodes if node.rule == "together"]
    if not said:
        return False
    node = said[0]
    centred = Fact("centre", True, node.span, draft.text[slice(*node.span)])
    if node.has("ALLTHINGS"):
        waiting = [f for f in draft.features if f.kind in _HOLDERS and not f.facts.keys() & _PLACED]
        if not waiting and not any("centre" in f.facts for f in draft.features):
            raise unread(draft.text, [node.span], say("which of them?"))
        for feature in waiting:
            feature.add([centred])
        return True
    kinds = [next(_SUBJECTS[k] for t in s.tokens() for k in _SUBJECTS if k in t.types) for s in node.nodes("subject")]
    if len(facts) > 1 or sorted(kinds) != sorted(feature.kind for feature in draft.features):
        raise unread(draft.text, [node.span], say("which of them?"))
    for feature in draft.features:
        feature.add([centred])
    return True


def tapped(nodes: Sequence[Node], facts: list[Fact]) -> list[Fact]:
    """The tapping of "drill and tap 4 holes", "drill and tap M6"."""
    slots = {fact.slot for fact in facts}
    said = [n for n in nodes if n.rule == "drill_for_tap" and n.has("TAP")]
    if not said or not ({"head", "count"} <= slots or "thread" in slots) or "tap" in slots:
        return facts
    span = said[0].span
    return [*facts, Fact("tap", True, span, "")]


def along_axes(draft: Draft, facts: list[Fact]) -> list[Fact]:
    """The axes of the body's own sizes, "100 long (X) by 60 wide (Y)": the length lies along X. Raises Refused."""
    for fact in facts:
        if fact.slot in ("long_along", "wide_along") and fact.value != ("x" if fact.slot == "long_along" else "y"):
            raise unread(draft.text, [fact.span or (0, 0)], say("the length of a body lies along X"))
    return [fact for fact in facts if fact.slot not in ("long_along", "wide_along")]


def agreed_grid(features: Sequence[Feature]) -> None:
    """A grid that is said twice: "in a 5 by 3 pattern: 5 in X with a pitch of 20, 3 in Y with a pitch of 25"."""
    for feature in features:
        said, along, across = (feature.facts.get(slot) for slot in ("gn", "gx", "gy"))
        if said is None or along is None or across is None:
            continue
        if [v.value for v in said.value] != [along.value[0].value, across.value[0].value]:
            raise contradiction(say("two numbers of rows or columns are said"), said.span)
        del feature.facts["gn"]
