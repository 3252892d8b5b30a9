"""The schema: current, valid, and inside the strict subset where it must be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from codegen import resources
from codegen.model.intent import Intent
from codegen.planner.schema import from_strict, intent_schema, schema_text, strict_schema
from tests.planner.intents import plate
from tests.planner.strictness import problems


def test_the_committed_schema_is_current() -> None:
    committed = resources.grammar("intent.schema.json")
    assert committed == schema_text(), "regenerate it: codegen schema > grammars/intent.schema.json"


def test_the_schema_is_a_valid_schema_with_id_and_title() -> None:
    schema = intent_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] and schema["title"]
    assert json.loads(schema_text()) == schema


def test_a_copy_can_be_changed_without_harm() -> None:
    intent_schema()["properties"].clear()
    strict_schema()["properties"].clear()
    assert intent_schema()["properties"] and strict_schema()["properties"]


def test_a_member_of_a_union_must_state_its_kind() -> None:
    schema = intent_schema()
    for name, sub in schema["$defs"].items():
        if "const" in sub.get("properties", {}).get("kind", {}):
            assert "kind" in sub["required"], name


def test_the_strict_schema_is_in_the_documented_subset() -> None:
    assert problems(strict_schema()) == []


@pytest.mark.parametrize(
    ("break_it", "what"),
    [
        (lambda s: s.update(additionalProperties=True), "additionalProperties"),
        (lambda s: s["required"].pop(), "required"),
        (lambda s: s["properties"]["name"].update(default="x"), "default"),
        (lambda s: s["properties"].update(name={"oneOf": []}), "oneOf"),
        (lambda s: s["properties"].update(name={"$ref": "#/$defs/Nowhere"}), "Nowhere"),
    ],
)
def test_the_checker_of_the_subset_sees_a_breach(break_it: Any, what: str) -> None:
    schema = strict_schema()
    break_it(schema)
    assert any(what in problem for problem in problems(schema))


def test_null_means_not_said_everywhere() -> None:
    """``from_strict`` drops nulls: right only while every nullable key of the full schema defaults to null."""
    schema = intent_schema()
    for owner in (schema, *schema["$defs"].values()):
        for name, sub in owner.get("properties", {}).items():
            if any(branch.get("type") == "null" for branch in sub.get("anyOf", ())):
                assert "default" in sub and sub["default"] is None, name


def _filled(data: Any, node: dict[str, Any], schema: dict[str, Any]) -> Any:
    """``data`` as a strict server would answer: every key there, null where nothing is said."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in node:
        branches = [b for b in node["anyOf"] if b.get("type") != "null"]
        if isinstance(data, dict):
            members = [schema["$defs"][b["$ref"].rsplit("/", 1)[-1]] for b in branches]
            kind = data.get("kind")
            chosen = next(m for m in members if kind is None or m["properties"]["kind"]["enum"] == [kind])
            return _filled(data, chosen, schema)
        return _filled(data, branches[0], schema) if isinstance(data, list) else data
    if isinstance(data, dict):
        return {
            key: _filled(data[key], sub, schema) if key in data else None for key, sub in node["properties"].items()
        }
    if isinstance(data, list):
        return [_filled(item, node["items"], schema) for item in data]
    return data


def test_a_strict_answer_comes_back_as_the_same_intent() -> None:
    strict = strict_schema()
    answer = _filled(plate(), strict, strict)
    assert list(Draft202012Validator(strict).iter_errors(answer)) == []
    back = from_strict(answer)
    assert list(Draft202012Validator(intent_schema()).iter_errors(back)) == []
    assert Intent.model_validate(back) == Intent.model_validate(plate())


def test_spans_of_a_model_are_not_taken() -> None:
    entry = {"pointer": "/units", "origin": "text", "role": "unit", "span": [0, 2], "text": "mm", "note": None}
    back = from_strict({"units": "mm", "provenance": [entry]})
    assert back["provenance"] == [{"pointer": "/units", "origin": "text", "role": "unit", "text": "mm"}]
    assert '"span"' not in json.dumps(strict_schema())


def test_a_grammar_engine_of_local_servers_takes_the_strict_schema() -> None:
    """llguidance drives structured output in several local servers: it refuses keywords that it cannot enforce."""
    from llguidance import LLMatcher

    assert LLMatcher.validate_grammar(LLMatcher.grammar_from_json_schema(strict_schema())) == ""
