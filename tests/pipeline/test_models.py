"""The model path through the whole spine: held to schema and words, one repair round, and it says where a request went."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from codegen import Outcome, PlannerError, make
from codegen.planner.scripted import ScriptedPlanner
from tests.cli.run import codegen
from tests.pipeline.plate import EXAMPLE_EN, REQUEST
from tests.planner.server import Server, completion

GOOD: dict[str, Any] = {
    "units": "mm",
    "material": "aluminium",
    "stock": {"kind": "box", "x": 120, "y": 60, "z": 20},
    "features": [
        {
            "kind": "hole",
            "id": "hole1",
            "at": [{"kind": "at", "position": {"x": 100, "y": 25}}],
            "diameter": 10,
            "through": True,
        }
    ],
    "provenance": [
        {"pointer": "/material", "origin": "text", "role": "material", "text": "aluminium"},
        {"pointer": "/stock/x", "origin": "text", "role": "x", "text": "120"},
        {"pointer": "/stock/y", "origin": "text", "role": "y", "text": "60"},
        {"pointer": "/stock/z", "origin": "text", "role": "z", "text": "20 mm"},
        {"pointer": "/features/0/diameter", "origin": "text", "role": "diameter", "text": "10 mm hole"},
        {"pointer": "/features/0/through", "origin": "text", "role": "through", "text": "through"},
        {"pointer": "/features/0/at/0/position/x", "origin": "text", "role": "x", "text": "100"},
        {"pointer": "/features/0/at/0/position/y", "origin": "text", "role": "y", "text": "25"},
    ],
}


def changed(pointer: str, value: object) -> dict[str, Any]:
    data = deepcopy(GOOD)
    at: Any = data
    *parents, last = pointer.strip("/").split("/")
    for part in parents:
        at = at[int(part)] if part.isdigit() else at[part]
    at[last] = value
    return data


def test_a_good_answer_makes_what_the_offline_interpreter_makes() -> None:
    made = make(EXAMPLE_EN, planner=ScriptedPlanner([GOOD]))
    assert made.outcome is Outcome.PASSED, [f.message for f in made.record.findings]
    assert made.record.program == make(EXAMPLE_EN).record.program


def test_an_invented_dimension_goes_back_once_and_is_corrected() -> None:
    planner = ScriptedPlanner([changed("/features/0/diameter", 12), GOOD])
    made = make(EXAMPLE_EN, planner=planner)
    assert made.outcome is Outcome.PASSED
    assert len(planner.requests) == 2
    assert planner.requests[1].previous is not None
    assert {"ungrounded-value"} <= {f.code for f in planner.requests[1].findings}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("/features/0/diameter", 12), ("/stock/z", 25), ("/features/0/at/0/position/x", 90)],
)
def test_an_invention_that_is_not_corrected_makes_nothing(pointer: str, value: object) -> None:
    bad = changed(pointer, value)
    made = make(EXAMPLE_EN, planner=ScriptedPlanner([bad, bad]))
    assert made.outcome is Outcome.REFUSED
    assert made.artifacts == ()
    assert any(f.code == "ungrounded-value" and f.where.pointer == pointer for f in made.record.findings)


def test_a_dropped_feature_is_a_quantity_ignored() -> None:
    made = make(REQUEST, planner=ScriptedPlanner([GOOD, GOOD]))
    assert made.outcome is Outcome.REFUSED
    assert {"quantity-ignored", "ungrounded-value"} & {f.code for f in made.record.findings}


def test_swapped_numbers_are_found_by_their_roles() -> None:
    swapped = changed("/features/0/at/0/position/x", 25)
    swapped["features"][0]["at"][0]["position"]["y"] = 100
    made = make(EXAMPLE_EN, planner=ScriptedPlanner([swapped, swapped]))
    assert made.outcome is Outcome.REFUSED


def test_an_answer_outside_the_schema_is_refused_with_pointers() -> None:
    bad = {**GOOD, "gcode": "G0 Z-80"}
    made = make(EXAMPLE_EN, planner=ScriptedPlanner([bad, bad]))
    assert made.outcome is Outcome.REFUSED
    assert any(f.code == "intent-schema" for f in made.record.findings)


def test_a_failing_server_is_an_error_of_its_own() -> None:
    with pytest.raises(PlannerError):
        make(EXAMPLE_EN, planner=ScriptedPlanner([PlannerError("the server is down")]))


def test_the_command_line_says_where_the_request_went(server: Server, tmp_path: Path) -> None:
    server.queue = [(200, completion(json.dumps(GOOD)), {})]
    done = codegen("make", EXAMPLE_EN, "--model", f"{server.url}#m1", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    host = server.url.split("/")[2]
    assert f"sent to {host}" in done.stdout
    assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["sent_to"] == host


def test_nothing_is_sent_without_a_key(tmp_path: Path) -> None:
    done = codegen("make", EXAMPLE_EN, "--model", "openai:m", "-o", tmp_path / "out", env={"OPENAI_API_KEY": ""})
    assert done.returncode == 2
    assert "OPENAI_API_KEY" in done.stderr
    assert done.stderr.count("\n") == 1
