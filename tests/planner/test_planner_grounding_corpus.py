"""Every request that the offline planner reads: its intent is grounded; any change to intent or request is found."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner import planner
from codegen.planner.grounding import ground
from codegen.planner.intake import intake
from codegen.planner.leaves import Leaf, defaults, numbers
from codegen.planner.quantities import quantities
from codegen.planner.schema import from_strict

TESTS = Path(__file__).parent.parent
OTHERS = [
    "Part 100 x 60 x 12 mm, stock 100 x 60 x 12 mm, drill a 10 mm hole thru in the centre. zero centre top",
    "100x60x12 mm plate, drill 6 mm holes thru at (0,0), (20,0) and (0,20). zero centre top",
    "100x60x12 mm plate, drill 6 mm holes thru at X0 Y0, X20 Y0 and X0 Y20. zero centre top",
    "100x60x12 mm plate, hole centres 10 mm from both edges in all four corners, 6 mm dia thru. zero front left top",
]


@cache
def corpus() -> tuple[tuple[str, str], ...]:
    """(request, intent as JSON) of every request that the offline planner reads without a question."""
    lines = (TESTS / "grader/data/dev_abd.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines if line.strip()]
    texts = [text for item in items for text in item.get("turns", [item.get("request", "")])[:1]]
    texts += (TESTS / "planner_offline/data/requests.txt").read_text(encoding="utf-8").splitlines()
    out = []
    for text in filter(str.strip, [*texts, *OTHERS]):
        reply = planner("offline").plan(Request(text=text))
        if reply.intent is not None and not (reply.findings or reply.questions):
            out.append((text, json.dumps(reply.intent)))
    assert len(out) > 100
    return tuple(out)


def each() -> Iterator[tuple[str, dict[str, Any], Intent]]:
    for text, data in corpus():
        raw = json.loads(data)
        yield text, raw, Intent.model_validate(raw)


def changed(raw: dict[str, Any], pointer: str, value: float) -> Intent:
    new = copy.deepcopy(raw)
    node: Any = new
    *steps, last = [int(s) if s.isdigit() else s for s in pointer[1:].split("/")]
    for step in steps:
        node = node[step] if isinstance(node, list) else node.setdefault(step, {})
    node[last] = value
    return Intent.model_validate(new)


def missed(leaves: Callable[[Intent], Iterator[Leaf]], value: Callable[[Leaf], float | None]) -> list[tuple[str, str]]:
    """Leaves whose change to ``value(leaf)`` is not found, neither by the schema nor by grounding."""
    out = []
    for text, raw, intent in each():
        for leaf in leaves(intent):
            new = value(leaf)
            try:
                other_intent = None if new is None else changed(raw, leaf.pointer, new)
            except ValidationError:
                continue
            if other_intent is not None and not ground(other_intent, Request(text=text)):
                out.append((text, leaf.pointer))
    return out


def other(leaf: Leaf) -> float:
    """A value that no request of the corpus says."""
    return leaf.value + 1 if leaf.whole and not isinstance(leaf.value, str) else 12.3456


def test_what_is_read_is_grounded_with_and_without_offsets() -> None:
    for text, raw, _ in each():
        for form in (raw, from_strict(copy.deepcopy(raw))):
            intent, findings = intake(form)
            assert intent is not None and findings == (), text
            assert ground(intent, Request(text=text)) == (), text


def test_make_refuses_none_of_them_for_want_of_grounds() -> None:
    make = import_module("codegen.pipeline.make")
    for text, _, _ in each():
        understood = make.understand(Request(text=text), planner("offline"), make.Options())
        assert understood.intent is not None, text
        assert [f.message for f in understood.findings if f.severity == "error"] == [], text


def test_any_number_changed_is_found() -> None:
    assert missed(numbers, other) == []


def test_any_number_that_became_zero_is_found() -> None:
    assert missed(numbers, lambda leaf: None if leaf.whole else 0.0) == []


def test_any_default_changed_is_found() -> None:
    assert missed(defaults, other) == []


@pytest.mark.parametrize("kept", [True, False], ids=["sources kept", "sources dropped"])
def test_any_feature_dropped_is_found(kept: bool) -> None:
    for text, raw, intent in each():
        for i, feature in enumerate(intent.features):
            less = copy.deepcopy(raw)
            del less["features"][i]
            less["assumptions"] = [a for a in less["assumptions"] if not a["about"].startswith("/features")]
            if not kept:
                less["provenance"] = [p for p in less["provenance"] if not p["pointer"].startswith("/features")]
            assert ground(Intent.model_validate(less), Request(text=text)), (text, feature.id)


@pytest.mark.parametrize("more", [" Break all edges 0.3 mm.", " Another at X17 Y23.", " 再铣深7.7。"])
def test_a_number_more_is_found(more: str) -> None:
    for text, _, intent in each():
        assert ground(intent, Request(text=text + more)), text


def test_any_number_of_the_request_written_otherwise_is_found() -> None:
    """Also those that the intent holds no number for: X0, 0°, G54, all 12 edges, M5 socket screws, grades."""
    for text, _, intent in each():
        for q in quantities(text):
            wrong = re.sub(r"\d", lambda m: str((int(m[0]) + 3) % 10 or 7), q.text)
            if wrong == q.text or q.kind in ("ordinal", "fit"):
                continue  # a number word; a fit is not a number
            altered = text[: q.start] + wrong + text[q.end :]
            assert ground(intent, Request(text=altered)), (q.text, wrong, text)
