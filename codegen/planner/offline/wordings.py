"""Words of ``vocabulary_zh_free.toml`` that are written as patterns: "{四,4}个{外,}角" stands for four forms.

A pattern can stand for thousands of forms, so none is spelt out: patterns are matched where a word may begin. A form that a
table spells out has the meaning it has there.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Final

from codegen.planner.folding import fold
from codegen.resources import grammar

_PART: Final = re.compile(r"\{([^{}]*)\}|([^{}]+)")


@cache
def _patterns() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """First character -> patterns that may begin with it, each with its terminal."""
    words = tomllib.loads(grammar("request/vocabulary_zh_free.toml"))["words"]
    out: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for terminal, forms in words.items():
        for form in (fold(form).lower() for form in forms if "{" in form):
            parts = [tuple((m[1] if m[2] is None else m[2]).split(",")) for m in _PART.finditer(form)]
            pattern = re.compile("".join(f"(?:{'|'.join(sorted(map(re.escape, p), key=_longest))})" for p in parts))
            for first in _firsts(parts):
                out.setdefault(first, []).append((pattern, terminal))
    return {first: tuple(found) for first, found in out.items()}


def _longest(choice: str) -> int:
    return -len(choice)


def _firsts(parts: list[tuple[str, ...]]) -> set[str]:
    """The characters that what ``parts`` stand for may begin with."""
    out: set[str] = set()
    for choices in parts:
        out |= {choice[0] for choice in choices if choice}
        if "" not in choices:
            break
    return out


def _matches(text: str, start: int) -> list[tuple[str, str]]:
    """(form, terminal) of each pattern that fits at ``start``; a form has two characters at least."""
    found = ((pattern.match(text, start), terminal) for pattern, terminal in _patterns().get(text[start], ()))
    forms = ((_whole(match[0], text[match.end() :]), terminal) for match, terminal in found if match is not None)
    return [(form, terminal) for form, terminal in forms if len(form) > 1]


def _whole(form: str, after: str) -> str:
    """``form`` without the 上 of a word that begins there: "板中心上面"."""
    return form[:-1] if form.endswith("上") and after[:1] in tuple("面表端边方部顶") else form


def wording(text: str, start: int) -> str:
    """The longest form of a pattern at ``start`` of ``text``, which is folded and in lower case; empty: there is none."""
    return max((form for form, _ in _matches(text, start)), key=len, default="")


def wordings(form: str) -> frozenset[str]:
    """The terminals of ``form``."""
    return frozenset(terminal for found, terminal in _matches(form, 0) if found == form)
