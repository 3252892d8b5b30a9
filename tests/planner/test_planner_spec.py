"""Naming a planner, and the scripted one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.errors import BadInput, PlannerError, UsageError
from codegen.model.request import Reply, Request
from codegen.planner import planner
from codegen.planner.openai import OpenAIPlanner
from codegen.planner.scripted import ScriptedPlanner
from tests.planner.intents import plate


def test_openai_by_name() -> None:
    made = planner("openai:gpt-5")
    assert isinstance(made, OpenAIPlanner)
    assert (made.model, made.base_url, made.sent_to, made.name) == ("gpt-5", None, "api.openai.com", "openai:gpt-5")


def test_any_server_by_url() -> None:
    made = planner("http://localhost:11434/v1#qwen3:8b")
    assert isinstance(made, OpenAIPlanner)
    assert (made.model, made.base_url, made.sent_to) == ("qwen3:8b", "http://localhost:11434/v1", "localhost:11434")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("gpt-5", "unknown planner 'gpt-5'"),
        ("", "unknown planner ''"),
        ("offline:x", "unknown planner"),
        ("openai:", "no model"),
        ("openai", "no model"),
        ("http://localhost:11434/v1", "no model"),
        ("http://localhost:port/v1#m", "address"),
        ("http://#m", "address"),
        ("https://me:pw@llm.example/v1#m", "CODEGEN_API_KEY"),
        ("https://llm.example/v1?key=1#m", "CODEGEN_API_KEY"),
        ("scripted:", "unknown planner"),
    ],
)
def test_a_spec_that_names_nothing_is_refused(spec: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        planner(spec)
    assert "pw" not in str(caught.value)


def test_scripted_answers_come_in_order_and_end() -> None:
    given = Reply(intent=None, sent_to="nowhere")
    script = ScriptedPlanner([plate(), given, PlannerError("down")])
    assert script.plan(Request(text="a")).intent == plate()
    assert script.plan(Request(text="b")) is given
    with pytest.raises(PlannerError, match="down"):
        script.plan(Request(text="c"))
    with pytest.raises(PlannerError, match="no answer is left for request 4"):
        script.plan(Request(text="d"))
    assert [r.text for r in script.requests] == ["a", "b", "c", "d"]


def test_scripted_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps([plate()]), encoding="utf-8")
    assert planner(f"scripted:{path}").plan(Request(text="a")).intent == plate()
    for bad in ("{}", "[1]", "[", ""):
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(BadInput):
            planner(f"scripted:{path}")
    with pytest.raises(BadInput, match="cannot read"):
        planner(f"scripted:{tmp_path / 'none.json'}")
    with pytest.raises(BadInput, match="cannot read"):
        planner(f"scripted:{tmp_path}")


def test_importing_the_room_loads_no_heavy_library() -> None:
    code = (
        "import sys, codegen.planner, codegen.planner.openai, codegen.planner.scripted, codegen.planner.intake;"
        "print(sorted({'openai', 'cadquery', 'numba', 'ezdxf', 'jsonschema', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
