"""Reading one JSON document from outside, strictly and without harm: size and nesting are looked at before the parser."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from codegen.errors import BadInput
from codegen.messages import say

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 32  # the intent's schema is 12 deep
MAX_DIGITS: Final = 18  # of an integer: beyond it a float64 is not exact anyway

_MARK: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A string, closed or not (so that a scan is linear), or a bracket."""


def parse(data: bytes | str) -> Any:
    """One JSON document, read strictly. Raises BadInput, with line and column where there is one."""
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise BadInput(
            say(
                "the intent is {size} bytes; at most {limit} are read: split the work into parts",
                size=size,
                limit=MAX_BYTES,
            )
        )
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as e:
            raise BadInput(
                say(
                    "the intent is not UTF-8: byte {byte:#04x} at {place}: save it as UTF-8",
                    byte=data[e.start],
                    place=e.start,
                )
            ) from None
    else:
        text = data.removeprefix("\ufeff")
    _check_nesting(text)
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_float=_real, parse_int=_integer, parse_constant=_no_constant
        )
    except json.JSONDecodeError as e:
        raise BadInput(
            say(
                "the intent is not JSON: line {line}, column {column}: {reason}",
                line=e.lineno,
                column=e.colno,
                reason=e.msg,
            )
        ) from None


def _check_nesting(text: str) -> None:
    """Before the parser: it recurses, and the depth of its recursion is the input's choice."""
    depth = 0
    for match in _MARK.finditer(text):
        mark = match.group()[0]
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            raise BadInput(
                say(
                    "the intent is nested more than {depth} deep at character {place}",
                    depth=MAX_DEPTH,
                    place=match.start(),
                )
            )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadInput(say("the intent has the key {key!r} twice in one object: keep one", key=twice[:60]))
    return out


def _real(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadInput(say("the intent holds the number {text}, which is beyond float64", text=text[:40]))
    return value


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS + 1:
        raise BadInput(
            say(
                "the intent holds an integer of {digits} digits: {text}…; at most {limit} are read",
                digits=len(text),
                text=text[:20],
                limit=MAX_DIGITS,
            )
        )
    return int(text)


def _no_constant(name: str) -> float:
    raise BadInput(
        say("the intent holds {value}, which is not a number in JSON: give the value, or leave the key out", value=name)
    )
