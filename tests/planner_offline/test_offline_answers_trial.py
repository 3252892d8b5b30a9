"""Answers as users give them: a choice that is offered is understood, and no question comes back without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.model.request import Reply, Request
from codegen.planner.offline import OfflinePlanner

HERE = Path(__file__).parent
TAPPED = (
    "Tap four M6 holes 12 mm deep at the corners, 10 mm from the edges, in a 100 x 80 x 20 mm aluminium block",
    "6 holes M5 through on a 60 mm pitch circle in a round steel disc 90 mm diameter 12 mm thick",
)
THREAD = "thread|the thread|threads|thread depth|full thread|tapped|螺纹|螺纹深度"
DRILLED = "hole|drilled hole|the drilled hole|drilled|drill depth|hole depth|孔|底孔|钻孔深度"


def plan(text: str, *answers: tuple[str, str]) -> Reply:
    return OfflinePlanner().plan(Request(text, answers))


def feature(reply: Reply) -> dict[str, Any]:
    assert reply.intent is not None, (reply.findings, reply.questions)
    found: dict[str, Any] = reply.intent["features"][0]
    return found


@pytest.mark.parametrize("answer", THREAD.split("|"))
def test_depth_of_the_thread(answer: str) -> None:
    hole = feature(plan(TAPPED[0], ("hole1_depth_meaning", answer)))
    assert hole["thread"] == {"designation": "M6", "depth": 12}
    assert "depth" not in hole


@pytest.mark.parametrize("answer", DRILLED.split("|"))
def test_depth_of_the_drilled_hole(answer: str) -> None:
    first = ("hole1_depth_meaning", answer)
    assert [q.id for q in plan(TAPPED[0], first).questions] == ["hole1_thread_depth"]
    hole = feature(plan(TAPPED[0], first, ("hole1_thread_depth", "9 mm")))
    assert (hole["depth"], hole["thread"]["depth"]) == (12, 9)


def test_an_earlier_depth_is_not_taken_for_the_thread() -> None:
    text = "Tap four M6 blind holes at the corners, 10 mm from the edges, in a 100 x 80 x 20 mm aluminium block"
    reply = plan(text, ("depth", "12"), ("depth_meaning", "hole"))
    assert [q.id for q in reply.questions] == ["hole1_thread_depth"]


@pytest.mark.parametrize("answer", ["foo", "12 mm deep", "thread or hole", "not the thread", ""])
def test_a_question_put_again_says_why(answer: str) -> None:
    (question,) = plan(TAPPED[0], ("hole1_depth_meaning", answer)).questions
    assert question.text.startswith(f"The answer {answer!r} was not understood. ")


def test_clearance_hole() -> None:
    reply = plan(TAPPED[1], ("thread", "clearance hole"))
    assert [(q.id, q.slot) for q in reply.questions] == [("hole1_diameter", "diameter")]
    both = feature(plan(TAPPED[1], ("thread", "clearance hole"), ("diameter", "5.5")))
    for answer in ("clearance hole 5.5 mm", "5.5", "clearance, dia 5.5 mm"):
        assert feature(plan(TAPPED[1], ("thread", answer))) == both
    assert (both["diameter"], both["through"], "thread" in both) == (5.5, True, False)


def test_a_clearance_hole_clears_its_screw() -> None:
    reply = plan(TAPPED[1], ("thread", "clearance hole 4 mm"))
    assert reply.intent is None
    assert reply.findings[0].code == "contradiction"


def texts() -> list[str]:
    found = [*TAPPED, *(HERE / "data" / "requests.txt").read_text(encoding="utf-8").splitlines()]
    lines = (HERE.parent / "grader" / "data" / "dev_abd.jsonl").read_text(encoding="utf-8").splitlines()
    for record in map(json.loads, lines):
        found += record.get("turns", [])[:1] or [record["request"]]
    return [*found, "在100x80x20毫米的铝块四角攻4个M6螺纹孔，深12，离边10"]


def test_every_choice_offered_is_understood() -> None:
    seen: set[tuple[str, str]] = set()
    for text in filter(str.strip, texts()):
        for question in plan(text).questions:
            for choice in question.choices:
                seen.add((question.slot, choice))
                reply = plan(text, (question.id, choice))
                assert not reply.findings, (text, choice, reply.findings)
                assert question.id not in {q.id for q in reply.questions}, (text, choice)
    assert {("thread", "clearance hole"), ("depth_meaning", "drilled hole")} <= seen
