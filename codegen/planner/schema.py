"""The intent's JSON Schema, from the model in ``codegen.model.intent``; and its conversion to a strict subset.

Language-model servers take only a part of JSON Schema. ``strict_schema`` stays inside what OpenAI documents for
structured outputs (guide "Structured Outputs", section "Supported schemas": every key required, ``anyOf`` but no
``oneOf``/``allOf``, objects closed, at most 10 levels and 5000 properties) and leaves number and length limits out as well,
because compatible servers differ in them. What is left out is said in the description; the full schema still decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any, Final

from codegen.model.intent import Intent

Schema = dict[str, Any]

SCHEMA_ID: Final = "urn:codegen:intent:1"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_CONSTRAINTS: Final = {
    "pattern": "form {}",
    "format": "format {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
}
"""Keywords that the strict schema says in words, and the words."""

_NOT_ASKED: Final = frozenset({"span"})
"""Fields that a language model is not asked for: it cannot count characters, so spans are found from the quoted text."""


@cache
def _full() -> Schema:
    raw = Intent.model_json_schema()
    tagged: set[str] = set()
    body = _clean(raw, tagged)
    for name in tagged:  # pydantic asks for the tag of a union's member; its schema does not say so
        body["$defs"][name].setdefault("required", []).insert(0, "kind")
    body["title"] = "codegen intent"
    return {"$schema": DIALECT, "$id": SCHEMA_ID, **body}


def _clean(node: Any, tagged: set[str]) -> Any:
    """``node`` without generated titles and the OpenAPI keyword ``discriminator``; collects the tagged unions' members."""
    if isinstance(node, list):
        return [_clean(item, tagged) for item in node]
    if not isinstance(node, dict):
        return node
    out: Schema = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            out[key] = {name: _clean(sub, tagged) for name, sub in value.items()}
        elif key == "discriminator":
            tagged.update(ref.rsplit("/", 1)[-1] for ref in value["mapping"].values())
        elif key in ("default", "enum", "const"):
            out[key] = value
        elif key != "title":
            out[key] = _clean(value, tagged)
    return out


def intent_schema() -> Schema:
    """The full schema of an intent, draft 2020-12. A fresh copy: the caller may change it."""
    return deepcopy(_full())


def schema_text() -> str:
    """The schema as committed in ``grammars/intent.schema.json``: the same bytes on every run; ends with a newline."""
    return json.dumps(_full(), indent=2, ensure_ascii=False) + "\n"


def strict_schema() -> Schema:
    """The intent's schema inside the strict subset; an answer to it goes back through ``from_strict``."""
    full = _full()
    out = _strict_object(full)
    out["$defs"] = {name: _strict(sub) for name, sub in full["$defs"].items()}
    return out


def from_strict(data: Mapping[str, Any]) -> dict[str, Any]:
    """An answer to the strict schema as data for the full one: a null key means "not said", so it is left out.

    Keys that a model is not asked for, and gave all the same (``span``), are left out too: we find them ourselves.
    Recursion is bounded by the caller having parsed ``data`` with a nesting limit.
    """
    out = {key: _from_strict(value) for key, value in data.items() if value is not None}
    provenance = out.get("provenance")
    if isinstance(provenance, list):
        out["provenance"] = [
            {key: value for key, value in entry.items() if key not in _NOT_ASKED} if isinstance(entry, dict) else entry
            for entry in provenance
        ]
    return out


def _from_strict(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _from_strict(sub) for key, sub in value.items() if sub is not None}
    if isinstance(value, list | tuple):
        return [_from_strict(item) for item in value]
    return value


def _strict(node: Schema) -> Schema:
    """One node of the full schema in the strict subset."""
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    branches = node.get("oneOf") or node.get("anyOf")
    said = _said(node)
    if branches:
        flat: list[Schema] = []
        for branch in map(_strict, branches):
            flat += branch.get("anyOf", [branch])
        inner = next((b["description"] for b in map(_strict, branches) if "anyOf" in b and "description" in b), "")
        return _described({"anyOf": flat}, said or inner)
    if node.get("type") == "object":
        return _strict_object(node)
    out: Schema = {"type": node["type"]}
    if "const" in node:
        out["enum"] = [node["const"]]
    elif "enum" in node:
        out["enum"] = list(node["enum"])
    if "items" in node:
        out["items"] = _strict(node["items"])
    return _described(out, said)


def _strict_object(node: Schema) -> Schema:
    required = set(node.get("required", ()))
    properties: Schema = {}
    for name, sub in node["properties"].items():
        constant = "const" in sub and name not in required
        if constant or name in _NOT_ASKED:
            continue
        converted = _strict(sub)
        properties[name] = converted if name in required else _nullable(converted, sub)
    out: Schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return _described(out, _said(node))


def _nullable(converted: Schema, full: Schema) -> Schema:
    """``converted`` or null; a default worth knowing is said in the description."""
    default = full.get("default")
    note = "" if default in (None, [], {}) or isinstance(default, dict) else f"null: {json.dumps(default)}"
    description = "; ".join(part for part in (converted.get("description", ""), note) if part)
    bare = {key: value for key, value in converted.items() if key != "description"}
    branches = list(bare["anyOf"]) if "anyOf" in bare else [bare]
    if {"type": "null"} not in branches:
        branches.append({"type": "null"})
    return _described({"anyOf": branches}, description)


def _said(node: Schema) -> str:
    """The description, with the constraints that the strict subset does not hold in words."""
    words = [text.format(node[key]) for key, text in _CONSTRAINTS.items() if key in node]
    return "; ".join(part for part in (" ".join(node.get("description", "").split()), ", ".join(words)) if part)


def _described(node: Schema, description: str) -> Schema:
    return {**node, "description": description} if description else node
