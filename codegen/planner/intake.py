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
from codegen.messages import joined, say
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
_REMEDY: Final = say("codegen schema prints the JSON Schema that an intent must satisfy")


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
            problem = say("there are more than {limit} values", limit=MAX_VALUES)
        elif len(path) > MAX_DEPTH:
            problem = say("it is nested more than {depth} deep", depth=MAX_DEPTH)
        if problem:
            yield _finding(path, problem)
            return
        if isinstance(value, Mapping):
            stack.extend((sub, (*path, key)) for key, sub in value.items())
        elif isinstance(value, list | tuple):
            stack.extend((sub, (*path, i)) for i, sub in enumerate(value))


def _problem(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return say("{value!r} is not a finite number", value=value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**MAX_DIGITS:
        return say("an integer of more than {digits} digits", digits=MAX_DIGITS)
    if isinstance(value, list | tuple) and len(value) > MAX_ITEMS:
        return say("a list of {n} entries; at most {limit} are read", n=len(value), limit=MAX_ITEMS)
    if isinstance(value, Mapping) and not all(isinstance(key, str) and _encodable(key) for key in value):
        return say("a key that is not plain text")
    if isinstance(value, str) and not _encodable(value):
        return say("the text {text} holds half a surrogate pair", text=_short(value))
    if not isinstance(value, str | int | float | bool | Mapping | list | tuple | None):
        return say("a {kind} is not JSON data", kind=type(value).__name__)
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
            yield ValidationError(
                say("{value} is not an object with a 'kind', one of {known}", value=_short(instance), known=known)
            )
        elif "kind" not in instance:
            yield ValidationError(say("'kind' is missing: one of {known}", known=known))
        elif not isinstance(instance["kind"], str) or instance["kind"] not in by_kind:
            yield ValidationError(
                say("{value} is not one of {known}", value=_short(instance["kind"]), known=known), path=("kind",)
            )
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
    yield ValidationError(
        say(
            "{grade} is not {name}",
            grade=_short(instance),
            name=joined(" or ", (_WORDS[_type_of(branch)] for branch in flat)),
        )
    )


_WORDS: Final = {
    "null": "null",
    "number": "a number",
    "string": "text",
    "object": say("an object"),
    "integer": say("a whole number"),
    "array": "a list",
    "boolean": say("true or false"),
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
        findings.append(
            _finding((), say("there are more than {most} errors; the rest is not listed", most=MAX_FINDINGS))
        )
    return tuple(findings)


def _message(error: Any) -> str:
    """One line of a ``ValidationError`` with the value, shortened: jsonschema's own messages quote the whole instance."""
    value, limit = _short(error.instance), error.validator_value
    match error.validator:
        case "type":
            wanted = limit if isinstance(limit, list) else [limit]
            return say(
                "{grade} is not {name}",
                grade=value,
                name=joined(" or ", (_WORDS.get(str(name), str(name)) for name in wanted)),
            )
        case "enum":
            return say("{value} is not one of {known}", value=value, known=", ".join(map(repr, limit)))
        case "const":
            return say("{value} is not {wanted!r}", value=value, wanted=limit)
        case "required":
            missing = next(key for key in limit if key not in error.instance and f"'{key}'" in error.message)
            return say("{name!r} is missing", name=missing)
        case "additionalProperties":
            known = error.schema.get("properties", {})
            extra = [key for key in error.instance if key not in known]
            return say(
                "unknown {what} {names}",
                what="key" if len(extra) == 1 else "keys",
                names=", ".join(map(_short, extra[:5])),
            )
        case "maxItems" | "minItems":
            word = say("at most") if error.validator == "maxItems" else say("at least")
            return say(
                "a list of {n} entries; {word} {limit} may stand here",
                n=len(error.instance),
                word=word,
                limit=limit,
            )
        case "maxLength" | "minLength":
            word = say("at most") if error.validator == "maxLength" else say("at least")
            return say(
                "{value} has {n} characters; {word} {limit} may stand here",
                value=value,
                n=len(error.instance),
                word=word,
                limit=limit,
            )
        case "minimum" | "exclusiveMinimum":
            return say(
                "{value} is too small: {word} {limit}",
                value=value,
                word=(say("at least") if error.validator == "minimum" else say("more than")),
                limit=limit,
            )
        case "maximum" | "exclusiveMaximum":
            return say(
                "{value} is too large: {word} {limit}",
                value=value,
                word=(say("at most") if error.validator == "maximum" else say("less than")),
                limit=limit,
            )
        case "pattern":
            return say("{value} does not have the form {form}", value=value, form=limit)
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
    yield from _twice(ids, "features", "id", say("feature id"))
    yield from _twice([q.id for q in intent.questions], "questions", "id", say("question id"))
    yield from _twice([p.name for p in intent.parameters], "parameters", "name", "parameter")
    for i, feature in enumerate(intent.features):
        yield from _exists(getattr(feature, "of", None), ids, ("features", i, "of"))
        if getattr(feature, "edges", None) == "feature-top" and getattr(feature, "of", None) is None:
            yield _finding(("features", i), say("'of' is missing: with edges 'feature-top' it names the feature"))
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
            yield _finding(
                (table, i, field), say("{text} is not a JSON pointer, such as '/features/0/depth'", text=_short(text))
            )


def _twice(names: list[str], table: str, field: str, what: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for i, name in enumerate(names):
        if name in first:
            yield _finding(
                (table, i, field),
                say(
                    "the {what} {name!r} is taken by /{table}/{place}: choose another",
                    what=what,
                    name=name,
                    table=table,
                    place=first[name],
                ),
            )
        first.setdefault(name, i)


def _exists(name: str | None, ids: list[str], path: tuple[str | int, ...]) -> Iterator[Finding]:
    if name is not None and name not in ids:
        yield _finding(
            path,
            say(
                "there is no feature {name!r}; the features are {known}",
                name=name,
                known=", ".join(map(repr, ids)) or "none",
            ),
        )


def _finding(path: tuple[str | int, ...], problem: str) -> Finding:
    return Finding(
        code="intent-schema",
        message=say("{where}: {what}", where=pointer(path) or say("the intent"), what=problem),
        where=Location(pointer=pointer(path)),
        remedy=_REMEDY,
    )


def pointer(path: Iterable[str | int]) -> str:
    """RFC 6901 pointer of a path; steps longer than 80 characters are cut."""
    return "".join("/" + str(step)[:80].replace("~", "~0").replace("/", "~1") for step in path)


def _short(value: Any) -> str:
    """``value`` for a message: at most about 60 characters, on one line, and printable."""
    if isinstance(value, dict):
        return say("an object with {n} keys", n=len(value)) if value else say("an empty object")
    if isinstance(value, list | tuple):
        return say("a list of {n} entries", n=len(value))
    if isinstance(value, str) and len(value) > 60:
        return repr(value[:57]) + "…"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return repr(value)
