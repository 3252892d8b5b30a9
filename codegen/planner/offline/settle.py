"""Bare places of a draft are given to the feature before or after them: to the one reading that is whole."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from codegen.messages import say
from codegen.planner.offline.places import complete
from codegen.planner.offline.values import Fact, refusal, unread

if TYPE_CHECKING:
    from codegen.planner.offline.draft import Draft, Feature, Floating


def settle(draft: Draft) -> None:
    """Give every bare place to the feature before or after it."""
    for floating in draft.floating:
        after = _after(draft, floating)
        floating.after = after if after is not None and after.sentence == floating.sentence else None
        if floating.before is None and floating.after is None:
            raise unread(draft.text, [f.span for f in floating.facts if f.span], say("a place without a feature"))
    if len(draft.floating) > 8:
        raise refusal("unread-words", say("too many places that stand apart from their features"))
    whole: list[tuple[Feature, ...]] = []
    partial: list[tuple[Feature, ...]] = []
    for choice in product(*[[f for f in (p.before, p.after) if f is not None] for p in draft.floating]):
        trial = _trial(draft, choice)
        if trial is None:
            continue
        (whole if all(complete(kind, facts) for kind, facts in trial) else partial).append(choice)
    found = whole or partial
    if len(found) != 1:
        spans = [f.span for p in draft.floating for f in p.facts if f.span]
        why = (
            say("it is not clear which feature this place belongs to")
            if found
            else say("this place contradicts another")
        )
        raise unread(draft.text, spans, why)
    for place, feature in zip(draft.floating, found[0], strict=True):
        feature.add(place.facts)


def _after(draft: Draft, floating: Floating) -> Feature | None:
    if floating.before is None:
        return draft.features[0] if draft.features else None
    index = next(i for i, f in enumerate(draft.features) if f is floating.before) + 1
    return draft.features[index] if index < len(draft.features) else None


def _trial(draft: Draft, choice: tuple[Feature, ...]) -> list[tuple[str, dict[str, Fact]]] | None:
    """The features with the floating places given out; None: two places contradict."""
    known = {id(feature): dict(feature.facts) for feature in draft.features}
    for place, feature in zip(draft.floating, choice, strict=True):
        target = known[id(feature)]
        if feature.kind in ("face", "chamfer", "fillet"):
            return None
        for fact in place.facts:
            if fact.slot in target and target[fact.slot].value != fact.value:
                return None
            target[fact.slot] = fact
    return [(feature.kind, known[id(feature)]) for feature in draft.features]
