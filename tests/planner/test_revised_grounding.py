"""Grounding of revisions: whatever changes without being said is found; what was replaced needs its old words no more."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner.grounding import ground
from codegen.planner.offline import OfflinePlanner
from codegen.planner.prompt import messages

TEXT = (
    "120x80x12 mm 6061 plate, 4 x M6 tapped thru holes in the corners 10 from the edges, Ø30 bore thru in the centre, "
    "a Ø8 hole 5 deep at (20,40), zero front left top"
)


def start() -> dict[str, Any]:
    reply = OfflinePlanner().plan(Request(TEXT))
    assert reply.intent is not None, (reply.findings, reply.questions)
    return Intent.model_validate(reply.intent).model_dump(mode="json")


BASE = start()


def codes(words: str, change: Callable[[dict[str, Any]], None], *, honest: bool = True) -> list[str]:
    """Findings about what a planner gives for ``words`` after someone has tampered with it."""
    request = Request(words, history=(TEXT,), base=BASE)
    reply = OfflinePlanner().plan(request)
    assert reply.intent is not None, reply.findings
    data = Intent.model_validate(copy.deepcopy(dict(reply.intent))).model_dump(mode="json")
    if honest:
        assert ground(Intent.model_validate(data), request) == ()
    change(data)
    return sorted({f.code for f in ground(Intent.model_validate(data), request)})


def put(pointer: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        *path, name = pointer.split("/")
        owner: Any = data
        for token in path:
            owner = owner[int(token)] if token.isdigit() else owner[token]
        owner[name] = value

    return change


@pytest.mark.parametrize(
    ("words", "tampering"),
    [
        ("open the bore up to 32", put("features/1/diameter", 33.0)),
        ("open the bore up to 32", put("features/2/diameter", 9.0)),
        ("open the bore up to 32", put("features/2/depth", 6.0)),
        ("open the bore up to 32", put("features/2/at/0/position/x", 21.0)),
        ("open the bore up to 32", put("features/2/at/0/position/x", 32.0)),
        ("open the bore up to 32", put("stock/z", 13.0)),
        ("open the bore up to 32", put("material", "brass")),
        ("open the bore up to 32", put("features/0/thread/designation", "M8")),
        ("open the bore up to 32", put("features/0/thread", None)),
        ("open the bore up to 32", put("features/0/at/0/inset_x", 12.0)),
        ("open the bore up to 32", put("datum/across", "right")),
        ("open the bore up to 32", put("features/0/countersink", {"diameter": 9.0, "angle": 90.0})),
        ("open the bore up to 32", lambda d: d["features"].pop()),
        ("open the bore up to 32", lambda d: d["features"].append(copy.deepcopy(d["features"][2]) | {"id": "hole9"})),
        ("make it 15 thick", put("stock/z", 12.0)),
        ("make it 15 thick", put("stock/x", 15.0)),
        ("make the bore 2 mm bigger", put("features/1/diameter", 33.0)),
        ("move the bore 5 mm to the left", put("features/1/at/0/position/x", 6.0)),
        ("move the bore 5 mm to the left", put("features/2/at/0/position/x", 15.0)),
        ("drop the bore", put("features/0/thread/designation", "M5")),
        ("same but in brass", put("material", "steel")),
    ],
)
def test_what_was_not_said_is_found(words: str, tampering: Callable[[dict[str, Any]], None]) -> None:
    assert codes(words, tampering) != []


def test_a_number_of_the_revision_that_went_nowhere_is_found() -> None:
    request = Request("open the bore up to 32 and make it 15 thick", history=(TEXT,), base=BASE)
    reply = OfflinePlanner().plan(request)
    assert reply.intent is not None
    data = Intent.model_validate(reply.intent).model_dump(mode="json")
    data["stock"]["z"] = 12.0
    assert "quantity-ignored" in {f.code for f in ground(Intent.model_validate(data), request)}


def test_what_was_replaced_needs_its_old_words_no_more() -> None:
    """The 30 of the first message is in no intent any more, and that is no fault."""
    assert codes("open the bore up to 32", lambda _: None) == []
    assert codes("drop the bore", lambda _: None) == []


def test_a_language_model_gets_the_intent_that_it_changes() -> None:
    told = messages(Request("Ø32 instead", history=(TEXT,), base=BASE))
    assert [m["role"] for m in told] == ["system", "system", "user", "user"]
    assert '"previous"' in told[2]["content"]
    assert "Ø32 instead" in told[3]["content"]
