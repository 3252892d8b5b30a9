"""Reading one JSON document from outside, strictly and without harm: size and nesting are looked at before the parser."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from codegen.errors import BadInput

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 32  # the intent's schema is 12 deep
MAX_DIGITS: Final = 18  # of an integer: beyond it a float64 is not exact anyway

_MARK: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A string, closed or not (so that a scan is linear), or a bracket."""


def parse(data: bytes | str) -> Any:
    """One JSON document, read strictly. Raises BadInput, with line and column where there is one."""
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise BadInput(f"the intent is {size} bytes; at most {MAX_BYTES} are read: split the work into parts")
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as e:
            raise BadInput(
                f"the intent is not UTF-8: byte {data[e.start]:#04x} at {e.start}: save it as UTF-8"
            ) from None
    else:
        text = data.removeprefix("\ufeff")
    _check_nesting(text)
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_float=_real, parse_int=_integer, parse_constant=_no_constant
        )
    except json.JSONDecodeError as e:
        raise BadInput(f"the intent is not JSON: line {e.lineno}, column {e.colno}: {e.msg}") from None


def _check_nesting(text: str) -> None:
    """Before the parser: it recurses, and the depth of its recursion is the input's choice."""
    depth = 0
    for match in _MARK.finditer(text):
        mark = match.group()[0]
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            raise BadInput(f"the intent is nested more than {MAX_DEPTH} deep at character {match.start()}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadInput(f"the intent has the key {twice[:60]!r} twice in one object: keep one")
    return out


def _real(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadInput(f"the intent holds the number {text[:40]}, which is beyond float64")
    return value


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS + 1:
        raise BadInput(
            f"the intent holds an integer of {len(text)} digits: {text[:20]}…; at most {MAX_DIGITS} are read"
        )
    return int(text)


def _no_constant(name: str) -> float:
    raise BadInput(f"the intent holds {name}, which is not a number in JSON: give the value, or leave the key out")
