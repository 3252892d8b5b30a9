"""OpenAI's documented restrictions on a strict schema, as a check (guide "Structured Outputs", "Supported schemas").

Every object closed and all its keys required; the root an object and no anyOf; allOf, oneOf, not, if/then/else,
dependent* not known; at most 5000 properties, 10 levels, 1000 enum values, 120 000 characters of names and values.
"default" and a "$ref" with company are refused by the server, though the guide does not list them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

KNOWN = {
    "type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const", "description", "$ref",
    "$defs", "pattern", "format", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
    "minItems", "maxItems",
}  # fmt: skip


def problems(schema: dict[str, Any]) -> list[str]:
    """Everything about ``schema`` that a strict server would refuse."""
    found = [] if schema.get("type") == "object" and "anyOf" not in schema else ["the root must be an object"]
    nodes = list(_nodes(schema, "#"))
    for where, node in nodes:
        found += [f"{where}: {key}" for key in node if key not in KNOWN]
        if "$ref" in node:
            found += [f"{where}: $ref with company"] if len(node) > 1 else []
            if node["$ref"].removeprefix("#/$defs/") not in schema["$defs"]:
                found.append(f"{where}: {node['$ref']} does not exist")
        if node.get("type") == "object":
            found += [f"{where}: additionalProperties"] if node.get("additionalProperties") is not False else []
            found += [f"{where}: required"] if set(node.get("required", ())) != set(node["properties"]) else []
        if isinstance(node.get("anyOf"), list):
            found += [f"{where}: anyOf in anyOf"] if any("anyOf" in branch for branch in node["anyOf"]) else []
            found += _alike(schema, where, node["anyOf"])
    names = [name for _, node in nodes for name in node.get("properties", {})]
    values = [value for _, node in nodes for value in node.get("enum", [])]
    text = sum(map(len, names)) + sum(len(str(v)) for v in values) + sum(map(len, schema.get("$defs", {})))
    found += [f"{len(names)} properties"] if len(names) > 5000 else []
    found += [f"{len(values)} enum values"] if len(values) > 1000 else []
    found += [f"{text} characters"] if text > 120_000 else []
    if not found and (depth := _depth(schema, schema)) > 10:
        found.append(f"{depth} levels")
    return found


def _alike(schema: dict[str, Any], where: str, branches: list[dict[str, Any]]) -> Iterator[str]:
    """Objects in an anyOf must differ by their first key: a discriminator with a value of its own."""
    objects = [schema["$defs"].get(b["$ref"].rsplit("/", 1)[-1], {}) for b in branches if "$ref" in b]
    first = [next(iter(o.get("properties", {}).items()), None) for o in objects]
    if len({str(f) for f in first}) != len(first):
        yield f"{where}: branches of anyOf begin alike"


def _nodes(node: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield where, node
    for key in ("properties", "$defs"):
        for name, sub in node.get(key, {}).items():
            yield from _nodes(sub, f"{where}/{key}/{name}")
    for i, sub in enumerate(node.get("anyOf", ())):
        yield from _nodes(sub, f"{where}/anyOf/{i}")
    if "items" in node:
        yield from _nodes(node["items"], f"{where}/items")


def _depth(schema: dict[str, Any], node: dict[str, Any]) -> int:
    """Nested objects and lists, through references."""
    if "$ref" in node:
        return _depth(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[-1]])
    inner = [
        *node.get("properties", {}).values(),
        *node.get("anyOf", ()),
        *([node["items"]] if "items" in node else []),
    ]
    deepest = max((_depth(schema, sub) for sub in inner), default=0)
    return deepest + (node.get("type") in ("object", "array"))
