"""The offline planner's intents are grounded; changed in any number, or with a number more in the request, they are not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner import planner
from codegen.planner.grounding import ground
from codegen.planner.intake import intake
from codegen.planner.leaves import numbers
from codegen.planner.schema import from_strict

REQUESTS = [
    "Aluminium plate 100x60x12 mm. Drill four 6.6 mm through holes at the corners, 8 mm from the edges.",
    "Plate 100x60x12 mm, four tapped M6 through holes at the corners, 10 mm in from the edges. Rectangular pocket 40x30 mm, "
    "5 mm deep, in the centre, corner radius 4 mm.",
    "Block 60x60x20 mm. Round pocket 30 mm diameter, 8 mm deep in the centre.",
    "Plate 100 x 60 x 10 mm. Mill a slot 8 mm wide, 40 mm long and 4 mm deep along X in the centre.",
    "Plate 4 x 3 x 0.5 inch with four 1/4-20 through holes, 3/8 in from the edges at the corners.",
    "铝板100x60x12毫米。四角钻4个直径6毫米的通孔,距边10毫米。",
]


def read(text: str) -> dict[str, Any]:
    reply = planner("offline").plan(Request(text=text))
    assert reply.findings == () and reply.questions == () and reply.intent is not None
    return copy.deepcopy(dict(reply.intent))


@pytest.mark.parametrize("text", REQUESTS)
def test_what_the_offline_planner_reads_is_grounded(text: str) -> None:
    intent, findings = intake(read(text))
    assert intent is not None and findings == ()
    assert ground(intent, Request(text=text)) == ()


@pytest.mark.parametrize("text", REQUESTS)
def test_any_number_changed_is_found(text: str) -> None:
    good = read(text)
    for leaf in numbers(Intent.model_validate(good)):
        changed = copy.deepcopy(good)
        node: Any = changed
        *steps, last = [int(s) if s.isdigit() else s for s in leaf.pointer[1:].split("/")]
        for step in steps:
            node = node[step]
        node[last] = leaf.value + 1 if leaf.whole and not isinstance(leaf.value, str) else 12.3456
        intent, findings = intake(changed)
        assert intent is not None, findings
        codes = {(f.code, f.where.pointer) for f in ground(intent, Request(text=text))}
        assert ("ungrounded-value", leaf.pointer) in codes, leaf


@pytest.mark.parametrize("text", REQUESTS)
def test_any_feature_dropped_is_found(text: str) -> None:
    good = read(text)
    for i in range(len(good["features"])):
        less = copy.deepcopy(good)
        del less["features"][i]
        less["provenance"] = [p for p in less["provenance"] if not p["pointer"].startswith("/features")]
        less["assumptions"] = [a for a in less.get("assumptions", []) if not a["about"].startswith("/features")]
        intent, findings = intake(less)
        assert intent is not None, findings
        assert "quantity-ignored" in {f.code for f in ground(intent, Request(text=text))}


@pytest.mark.parametrize("text", REQUESTS)
def test_a_number_more_in_the_request_is_found(text: str) -> None:
    intent, _ = intake(read(text))
    assert intent is not None
    longer = f"{text} Break all edges 0.3 mm."
    assert {f.code for f in ground(intent, Request(text=longer))} == {"quantity-ignored"}


@pytest.mark.parametrize("text", REQUESTS)
def test_quotations_without_offsets_serve_as_well(text: str) -> None:
    intent, findings = intake(from_strict(read(text)))
    assert intent is not None, findings
    assert all(p.span is None for p in intent.provenance)
    assert ground(intent, Request(text=text)) == ()
