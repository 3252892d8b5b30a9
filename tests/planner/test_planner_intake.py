"""The door: every error with its place, no traceback, and little time for hostile input."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from codegen.errors import BadInput
from codegen.planner.intake import intake, validator
from codegen.planner.schema import intent_schema
from tests.planner.intents import plate


def pointers(data: Any) -> list[str | None]:
    intent, findings = intake(data)
    assert intent is None and findings
    assert {f.code for f in findings} == {"intent-schema"}
    assert all(f.remedy and "\n" not in f.message and len(f.message) < 400 for f in findings)
    return [f.where.pointer for f in findings]


def changed(path: str, value: Any) -> dict[str, Any]:
    data: Any = plate()
    node = data
    *steps, last = [int(s) if s.isdigit() else s for s in path.strip("/").split("/")]
    for step in steps:
        node = node[step]
    node[last] = value
    return data


@pytest.mark.parametrize("form", [lambda d: d, json.dumps, lambda d: json.dumps(d).encode()])
def test_a_good_intent_passes_in_each_form(form: Any) -> None:
    intent, findings = intake(form(plate()))
    assert findings == ()
    assert intent is not None and [f.id for f in intent.features] == ["holes", "pocket", "edge"]


def test_a_byte_order_mark_is_no_error() -> None:
    assert intake(b"\xef\xbb\xbf" + json.dumps(plate()).encode())[0] is not None


@pytest.mark.parametrize(
    ("path", "value", "at", "said"),
    [
        ("/units", "furlong", "/units", "'furlong' is not one of 'mm', 'inch'"),
        ("/part/z", None, "/part/z", "null is not a number or text"),
        ("/part/z", [1], "/part/z", "a list of 1 entries"),
        ("/part/kind", "sphere", "/part/kind", "'sphere' is not one of 'box', 'cylinder', 'extrusion'"),
        ("/part", {"x": 1}, "/part", "'kind' is missing"),
        ("/part", "a box", "/part", "'a box' is not an object or null"),
        ("/features/1/outline/radius", 4, "/features/1/outline", "unknown key 'radius'"),
        ("/features/0/at", [], "/features/0/at", "at least 1"),
        ("/features/0/id", "two words", "/features/0/id", "'two words'"),
        ("/features/0/id", "a\n", "/features/0/id", "pattern"),
        ("/features/0/through", 1, "/features/0/through", "1 is not true or false"),
        ("/features/0", {"kind": "hole", "id": "h"}, "/features/0", "'at' is missing"),
        ("/name", "x" * 500, "/name", "500 characters"),
        ("/features/2/of", "nobody", "/features/2/of", "no feature 'nobody'"),
        ("/features/2/id", "holes", "/features/2/id", "taken by /features/0"),
        ("/provenance", [{"pointer": "units", "origin": "text"}], "/provenance/0/pointer", "not a JSON pointer"),
        ("/provenance", [{"pointer": "/a~2", "origin": "text"}], "/provenance/0/pointer", "not a JSON pointer"),
        ("/__class__", {"a": 1}, "", "unknown key '__class__'"),
        ("/part/x", float("nan"), "/part/x", "nan is not a finite number"),
        ("/part/x", 10**30, "/part/x", "digits"),
        ("/name", "\ud800", "/name", "surrogate"),
        ("/part/x", b"10", "/part/x", "bytes is not JSON data"),
    ],
)
def test_an_error_names_its_place_value_and_reason(path: str, value: Any, at: str, said: str) -> None:
    intent, findings = intake(changed(path, value))
    assert intent is None
    assert [f.where.pointer for f in findings] == [at]
    assert said in findings[0].message


def test_all_errors_are_told_at_once() -> None:
    data = changed("/part/z", None)
    data["units"] = 7
    data["features"][0]["face"] = "inside"
    data["features"][1]["depth"] = {}
    assert sorted(map(str, pointers(data))) == ["/features/0/face", "/features/1/depth", "/part/z", "/units"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff\xfe{}", "not UTF-8"),
        ('{"units": "mm"', "line 1, column 15"),
        ("", "not JSON"),
        ('{"units": NaN}', "NaN"),
        ('{"units": -Infinity}', "-Infinity"),
        ('{"units": 1e309}', "1e309"),
        ('{"units": ' + "9" * 5000 + "}", "5000 digits"),
        ('{"units": "mm", "units": "inch"}', "'units' twice"),
        ("[" * 100_000, "nested more than 32"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "nested more than 32"),
        (" " * 2_000_001, "2000001 bytes"),
    ],
)
def test_text_that_is_no_json_document_is_refused_in_one_line(text: bytes | str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        intake(text)
    assert said in str(caught.value) and "\n" not in str(caught.value) and len(str(caught.value)) < 250


@pytest.mark.parametrize("text", ["[]", "null", "3", '"text"', "{}", '{"features": {}}', '{"units": "mm", "part": []}'])
def test_a_document_that_is_no_intent_gives_findings(text: str) -> None:
    assert pointers(text)


def test_a_deep_mapping_gives_a_finding_and_no_recursion_error() -> None:
    node: dict[str, Any] = {}
    for _ in range(100_000):
        node = {"a": node}
    assert len(pointers(node)) == 1
    loop: dict[str, Any] = {}
    loop["loop"] = loop
    assert len(pointers(loop)) == 1


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({**plate(), "features": [plate()["features"][0]] * 10_000}),
        json.dumps({**plate(), "features": [{"kind": "hole"}] * 3_900}),
        '{"units":[' + ",".join(["{}"] * 600_000) + "]}",
        '{"features":[' + ",".join(["{}"] * 390) + "]}",
        '"' + '\\"' * 900_000,
        '{"units": "' + "x" * 1_900_000 + '"}',
        "{" + ",".join(f'"k{i}":0' for i in range(100_000)) + "}",
        json.dumps({"units": "mm", "provenance": [{"pointer": "x", "origin": "text"}] * 4000}),
        "{" + ",".join(f'"k{i}":0' for i in range(59_000)) + "}",
    ],
    ids=[
        "10000-features",
        "3900-bad",
        "600k-objects",
        "390-bad",
        "escapes",
        "long",
        "100k-keys",
        "4000-bad",
        "59k-keys",
    ],
)
def test_hostile_sizes_are_judged_quickly(text: str) -> None:
    validator()
    start = time.perf_counter()
    try:
        intent, findings = intake(text)
    except BadInput:
        intent, findings = None, ()
    assert time.perf_counter() - start < 3.0
    assert intent is None and len(findings) <= 101


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "id", "x", "at"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A good intent with some of its values replaced or taken away."""
    data: Any = plate()
    for _ in range(draw(st.integers(1, 3))):
        node = data
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and draw(st.booleans()):
                node = node[key]
                continue
            if draw(st.booleans()):
                node[key] = draw(json_values)
            else:
                del node[key]
            break
    return data


PLAIN = Draft202012Validator(intent_schema())


@settings(max_examples=300, deadline=None)
@given(damaged())
def test_our_validator_accepts_what_the_plain_one_accepts(data: Any) -> None:
    assert validator().is_valid(data) == PLAIN.is_valid(data)
    before = copy.deepcopy(data)
    intent, findings = intake(data)
    assert (intent is None) == bool(findings)
    assert data == before


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | json_values.map(json.dumps).map(str.encode))
def test_any_bytes_give_findings_or_bad_input(data: bytes) -> None:
    try:
        intent, findings = intake(data)
    except BadInput as e:
        assert str(e)
    else:
        assert intent is None and findings
