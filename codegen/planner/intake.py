"""The door for intents: whatever comes from a model, a file or a script passes here before anything believes it.

Text that is no JSON document raises ``BadInput``. A JSON document that is no intent gives findings, one for each error,
each with its JSON pointer. Size and nesting are looked at first, so that hostile input costs little.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from codegen.findings import Finding, Location
from codegen.model.intent import Intent
from codegen.planner.document import MAX_DEPTH, MAX_DIGITS, parse
from codegen.planner.schema import intent_schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

MAX_ITEMS: Final = 4_000  # the longest list that the schema allows (provenance)
MAX_VALUES: Final = 60_000
MAX_FINDINGS: Final = 100

_POINTER: Final = re.compile(r"(?:/(?:[^/~]|~[01])*)*\Z")
_REMEDY: Final = "codegen schema prints the JSON Schema that an intent must satisfy"


def intake(data: bytes | str | Mapping[str, Any]) -> tuple[Intent | None, tuple[Finding, ...]]:
    """The intent that ``data`` holds, or None and why not.

    Raises:
        BadInput: ``data`` is text or bytes but not one JSON document that can be read without harm: over 2 MB, not
            UTF-8, a syntax error, a key twice, NaN or Infinity, a number beyond float64, or nested too deeply.
    """
    value = parse(data) if isinstance(data, bytes | str) else data
    findings = tuple(_plain(value))
    if findings:
        return None, findings
    value = _lists(value)
    findings = _schema_findings(value)
    if findings:
        return None, findings
    intent, findings = _model(value)
    if intent is None:
        return None, findings
    findings = tuple(islice(_references(intent), MAX_FINDINGS))
    return (None, findings) if findings else (intent, ())


# -- data that did not come through ``parse`` ------------------------------------------------------------------------


def _plain(root: Any) -> Iterator[Finding]:
    """At most one finding: why ``root`` is not plain, finite JSON data of bearable size. Does not recurse."""
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(root, ())]
    seen = 0
    while stack:
        value, path = stack.pop()
        seen += 1
        problem = _problem(value)
        if seen > MAX_VALUES:
            problem = f"there are more than {MAX_VALUES} values"
        elif len(path) > MAX_DEPTH:
            problem = f"it is nested more than {MAX_DEPTH} deep"
        if problem:
            yield _finding(path, problem)
            return
        if isinstance(value, Mapping):
            stack.extend((sub, (*path, key)) for key, sub in value.items())
        elif isinstance(value, list | tuple):
            stack.extend((sub, (*path, i)) for i, sub in enumerate(value))


def _problem(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value!r} is not a finite number"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**MAX_DIGITS:
        return f"an integer of more than {MAX_DIGITS} digits"
    if isinstance(value, list | tuple) and len(value) > MAX_ITEMS:
        return f"a list of {len(value)} entries; at most {MAX_ITEMS} are read"
    if isinstance(value, Mapping) and not all(isinstance(key, str) and _encodable(key) for key in value):
        return "a key that is not plain text"
    if isinstance(value, str) and not _encodable(value):
        return f"the text {_short(value)} holds half a surrogate pair"
    if not isinstance(value, str | int | float | bool | Mapping | list | tuple | None):
        return f"a {type(value).__name__} is not JSON data"
    return ""


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _lists(value: Any) -> Any:
    """Plain dicts and lists all the way down: ``jsonschema`` takes nothing else for objects and arrays."""
    if isinstance(value, Mapping):
        return {key: _lists(sub) for key, sub in value.items()}
    if isinstance(value, list | tuple):
        return [_lists(item) for item in value]
    return value


# -- jsonschema ------------------------------------------------------------------------------------------------------


@cache
def validator() -> Validator:
    """Draft 2020-12, with unions decided by their ``kind`` or type: an error is then about the branch that was meant.

    It accepts exactly what the plain validator accepts; only the errors differ, and the time (one branch, not all).
    """
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    schema = intent_schema()
    Draft202012Validator.check_schema(schema)
    kinds = {
        name: sub["properties"]["kind"]["const"]
        for name, sub in schema["$defs"].items()
        if "const" in sub.get("properties", {}).get("kind", {})
    }
    made = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"oneOf": _tagged(kinds), "anyOf": _typed, "items": _items}
    )
    return made(schema)  # type: ignore[no-any-return]


Keyword = Callable[[Any, Any, Any, Any], "Iterable[ValidationError]"]


def _tagged(kinds: Mapping[str, str]) -> Keyword:
    """``oneOf`` over objects that state their ``kind``."""

    def check(validator: Any, branches: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        from jsonschema.exceptions import ValidationError

        by_kind = {kinds[branch["$ref"].rsplit("/", 1)[-1]]: branch for branch in branches}
        known = ", ".join(map(repr, by_kind))
        if not isinstance(instance, dict):
            yield ValidationError(f"{_short(instance)} is not an object with a 'kind', one of {known}")
        elif "kind" not in instance:
            yield ValidationError(f"'kind' is missing: one of {known}")
        elif not isinstance(instance["kind"], str) or instance["kind"] not in by_kind:
            yield ValidationError(f"{_short(instance['kind'])} is not one of {known}", path=("kind",))
        else:
            yield from validator.descend(instance, by_kind[instance["kind"]])

    return check


def _typed(validator: Any, branches: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """``anyOf`` over branches of different JSON types."""
    from jsonschema.exceptions import ValidationError

    flat = list(_leaves(branches))
    for branch in flat:
        if validator.is_type(instance, _type_of(branch)):
            yield from validator.descend(instance, branch)
            return
    yield ValidationError(f"{_short(instance)} is not {' or '.join(_WORDS[_type_of(branch)] for branch in flat)}")


_WORDS: Final = {
    "null": "null",
    "number": "a number",
    "string": "text",
    "object": "an object",
    "integer": "a whole number",
    "array": "a list",
    "boolean": "true or false",
}


def _leaves(branches: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for branch in branches:
        if "anyOf" in branch:
            yield from _leaves(branch["anyOf"])
        else:
            yield branch


def _type_of(branch: Mapping[str, Any]) -> str:
    return "object" if "$ref" in branch or "oneOf" in branch else str(branch["type"])


def _items(validator: Any, items: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """``items``, unless the list is too long anyway: then ``maxItems`` says so, once."""
    if not validator.is_type(instance, "array") or len(instance) > schema.get("maxItems", MAX_ITEMS):
        return
    for index, item in enumerate(instance):
        yield from validator.descend(item, items, path=index)


def _schema_findings(value: Any) -> tuple[Finding, ...]:
    """Every error of the schema, in the document's order, up to ``MAX_FINDINGS``."""
    errors = list(islice(validator().iter_errors(value), MAX_FINDINGS + 1))
    listed = {tuple(e.absolute_path) for e in errors if e.validator in ("enum", "const")}
    errors = [e for e in errors if e.validator != "type" or tuple(e.absolute_path) not in listed]  # one is enough
    findings = [_finding(tuple(e.absolute_path), _message(e)) for e in errors[:MAX_FINDINGS]]
    if len(errors) > MAX_FINDINGS:
        findings.append(_finding((), f"there are more than {MAX_FINDINGS} errors; the rest is not listed"))
    return tuple(findings)


def _message(error: Any) -> str:
    """One line of a ``ValidationError`` with the value, shortened: jsonschema's own messages quote the whole instance."""
    value, limit = _short(error.instance), error.validator_value
    match error.validator:
        case "type":
            wanted = limit if isinstance(limit, list) else [limit]
            return f"{value} is not {' or '.join(_WORDS.get(str(name), str(name)) for name in wanted)}"
        case "enum":
            return f"{value} is not one of {', '.join(map(repr, limit))}"
        case "const":
            return f"{value} is not {limit!r}"
        case "required":
            missing = next(key for key in limit if key not in error.instance and f"'{key}'" in error.message)
            return f"{missing!r} is missing"
        case "additionalProperties":
            known = error.schema.get("properties", {})
            extra = [key for key in error.instance if key not in known]
            return f"unknown {'key' if len(extra) == 1 else 'keys'} {', '.join(map(_short, extra[:5]))}"
        case "maxItems" | "minItems":
            word = "at most" if error.validator == "maxItems" else "at least"
            return f"a list of {len(error.instance)} entries; {word} {limit} may stand here"
        case "maxLength" | "minLength":
            word = "at most" if error.validator == "maxLength" else "at least"
            return f"{value} has {len(error.instance)} characters; {word} {limit} may stand here"
        case "minimum" | "exclusiveMinimum":
            return f"{value} is too small: {'at least' if error.validator == 'minimum' else 'more than'} {limit}"
        case "maximum" | "exclusiveMaximum":
            return f"{value} is too large: {'at most' if error.validator == 'maximum' else 'less than'} {limit}"
        case "pattern":
            return f"{value} does not have the form {limit}"
        case _:
            return str(error.message)[:300]


# -- what the schema cannot say -----------------------------------------------------------------------------------------


def _model(value: Any) -> tuple[Intent | None, tuple[Finding, ...]]:
    r"""The typed intent. The schema has spoken, so an error here is a corner where the two differ (``"a\n"`` as an id)."""
    from pydantic import ValidationError

    try:
        return Intent.model_validate(value), ()
    except ValidationError as e:
        return None, tuple(_finding(_real_path(value, err["loc"]), err["msg"]) for err in e.errors()[:MAX_FINDINGS])


def _real_path(value: Any, loc: Iterable[str | int]) -> tuple[str | int, ...]:
    """The location of pydantic less the names of union branches that it puts in between."""
    path: list[str | int] = []
    for step in loc:
        known = isinstance(value, dict) and step in value
        if known or (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            value = value[step]
            path.append(step)
    return tuple(path)


def _references(intent: Intent) -> Iterator[Finding]:
    """Names that must be unique or must exist, and the syntax of pointers."""
    ids = [feature.id for feature in intent.features]
    yield from _twice(ids, "features", "id", "feature id")
    yield from _twice([q.id for q in intent.questions], "questions", "id", "question id")
    yield from _twice([p.name for p in intent.parameters], "parameters", "name", "parameter")
    for i, feature in enumerate(intent.features):
        yield from _exists(getattr(feature, "of", None), ids, ("features", i, "of"))
        if getattr(feature, "edges", None) == "feature-top" and getattr(feature, "of", None) is None:
            yield _finding(("features", i), "'of' is missing: with edges 'feature-top' it names the feature")
    for i, tool in enumerate(intent.tools):
        yield from _exists(tool.feature, ids, ("tools", i, "feature"))
    for i, wish in enumerate(intent.cutting):
        yield from _exists(wish.feature, ids, ("cutting", i, "feature"))
    pointers: list[tuple[str, int, str, str]] = [
        ("assumptions", i, "about", a.about) for i, a in enumerate(intent.assumptions)
    ]
    pointers += [("questions", i, "about", q.about) for i, q in enumerate(intent.questions)]
    pointers += [("provenance", i, "pointer", p.pointer) for i, p in enumerate(intent.provenance)]
    for table, i, field, text in pointers:
        if not _POINTER.match(text):
            yield _finding((table, i, field), f"{_short(text)} is not a JSON pointer, such as '/features/0/depth'")


def _twice(names: list[str], table: str, field: str, what: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for i, name in enumerate(names):
        if name in first:
            yield _finding((table, i, field), f"the {what} {name!r} is taken by /{table}/{first[name]}: choose another")
        first.setdefault(name, i)


def _exists(name: str | None, ids: list[str], path: tuple[str | int, ...]) -> Iterator[Finding]:
    if name is not None and name not in ids:
        yield _finding(path, f"there is no feature {name!r}; the features are {', '.join(map(repr, ids)) or 'none'}")


def _finding(path: tuple[str | int, ...], problem: str) -> Finding:
    return Finding(
        code="intent-schema",
        message=f"{pointer(path) or 'the intent'}: {problem}",
        where=Location(pointer=pointer(path)),
        remedy=_REMEDY,
    )


def pointer(path: Iterable[str | int]) -> str:
    """RFC 6901 pointer of a path; steps longer than 80 characters are cut."""
    return "".join("/" + str(step)[:80].replace("~", "~0").replace("/", "~1") for step in path)


def _short(value: Any) -> str:
    """``value`` for a message: at most about 60 characters, on one line, and printable."""
    if isinstance(value, dict):
        return f"an object with {len(value)} keys" if value else "an empty object"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)} entries"
    if isinstance(value, str) and len(value) > 60:
        return repr(value[:57]) + "…"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return repr(value)
