"""The grader of designs: intents written by hand are right, and each wrong one is seen."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from codegen.model.request import Reply
from tests.grader import grade as grader
from tests.process.body_intents import ALL

RECORDS = {r["id"]: r for r in grader.records()}
RIGHT = {
    "en-c-01": "l_bracket", "en-c-04": "gasket", "en-c-06": "rounded_block", "en-c-08": "pulley", "zh-c-01": "l_bracket",
    "zh-c-03": "bushing", "zh-c-05": "octagon", "zh-c-06": "u_section", "en-b-08": "gusset",
}  # fmt: skip
"""Requests of the set, and the intents that answer them."""

Intent = dict[str, Any]


def verdict(record: str, intent: Intent) -> grader.Grade:
    return grader.grade(RECORDS[record], Reply(intent=intent))


@pytest.mark.parametrize(("record", "name"), RIGHT.items())
def test_a_right_intent_is_right(record: str, name: str) -> None:
    found = verdict(record, ALL[name]())
    assert found.verdict == "right", found.reason


def set_(*path: Any, to: Any) -> Callable[[Intent], None]:
    def change(intent: Intent) -> None:
        here: Any = intent
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = to

    return change


def drop(*path: Any) -> Callable[[Intent], None]:
    def change(intent: Intent) -> None:
        here: Any = intent
        for key in path[:-1]:
            here = here[key]
        del here[path[-1]]

    return change


WRONG = [
    ("en-c-01", "thinner", set_("part", "profile", "thickness", to=4.9)),
    ("en-c-01", "no fillet", set_("part", "profile", "inside_radius", to=0)),
    ("en-c-01", "wider", set_("part", "length", to=40.5)),
    ("en-c-01", "holes smaller", set_("features", 0, "diameter", to=6.4)),
    ("en-c-01", "holes nearer the corner", set_("features", 1, "at", 0, "at", "y", to=29.9)),
    ("en-c-01", "holes nearer each other", set_("features", 1, "at", 0, "column_spacing", to=19.9)),
    ("en-c-01", "holes in one leg alone", drop("features", 1)),
    ("en-c-01", "no STEP", set_("deliverables", to=["stl"])),
    ("en-c-04", "seven holes", set_("features", 1, "at", 0, "count", to=7)),
    ("en-c-04", "first hole beside the top", set_("features", 1, "at", 0, "start_angle", to=80)),
    ("en-c-04", "a smaller circle", set_("features", 1, "at", 0, "diameter", to=79)),
    ("en-c-04", "no opening", drop("features", 0)),
    ("en-c-06", "R2", set_("features", 0, "radius", to=2)),
    ("en-c-06", "the top alone", set_("features", 0, "edges", to="top-outer")),
    ("en-c-06", "lower", set_("part", "z", to=29.5)),
    ("en-c-08", "no groove", drop("part", "grooves")),
    ("en-c-08", "groove R3", set_("part", "grooves", 0, "radius", to=3)),
    ("en-c-08", "groove off the middle", set_("part", "grooves", 0, "at", to=1)),
    ("en-c-08", "a wide bore", set_("features", 0, "diameter", to=12.5)),
    ("zh-c-03", "one end chamfered", set_("features", 1, "edges", to="feature-top")),
    ("zh-c-03", "no root fillet", drop("features", 2)),
    ("zh-c-03", "longer", set_("part", "length", to=51)),
    ("zh-c-05", "a corner towards X", set_("part", "outline", "angle", to=0.0 + 22.5)),
    ("zh-c-05", "C2", set_("features", 1, "size", to=2)),
    ("zh-c-05", "a hexagon", set_("part", "outline", "sides", to=6)),
    ("zh-c-06", "outside corners rounded", set_("part", "profile", "outside_radius", to=7)),
    ("zh-c-06", "two holes", set_("features", 0, "at", 0, "rows", to=2)),
    ("zh-c-06", "holes off the middle", set_("features", 0, "at", 0, "at", "x", to=1)),
]


@pytest.mark.parametrize(("record", "change"), [(w[0], w[2]) for w in WRONG], ids=[f"{w[0]} {w[1]}" for w in WRONG])
def test_a_wrong_intent_is_wrong(record: str, change: Callable[[Intent], None]) -> None:
    intent = copy.deepcopy(ALL[RIGHT[record]]())
    change(intent)
    assert verdict(record, intent).verdict == "wrong"


def test_it_does_not_matter_which_way_round_a_bracket_lies() -> None:
    """Holes named from the other faces, rows counted from the other end: still the same bracket."""
    intent = ALL["l_bracket"]()
    intent["features"][1]["face"] = "right"
    intent["datum"] = {"of": "part", "across": "centre", "along": "centre", "height": "bottom"}
    found = verdict("en-c-01", intent)
    assert found.verdict == "right", found.reason
