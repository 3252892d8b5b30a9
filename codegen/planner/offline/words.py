"""The words of requests: ``grammars/request/vocabulary*.toml``, materials and things, as one table; and what a token is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from codegen.planner.folding import fold
from codegen.planner.quantities import Quantity
from codegen.resources import grammar

VOCABULARIES: Final = (
    "vocabulary", "vocabulary_shapes", "vocabulary_wishes", "vocabulary_workshop", "vocabulary_shop", "vocabulary_zh",
    "vocabulary_zh_talk", "vocabulary_zh_more", "vocabulary_zh_free", "vocabulary_en", "vocabulary_en_talk",
    "vocabulary_en_more", "vocabulary_en_turns",
)  # fmt: skip
UNREAD: Final = frozenset({"UNREAD"})
FILLER: Final = frozenset({"FILLER"})


@dataclass(frozen=True, slots=True)
class Token:
    """``text[start:end]`` of the request, what it may be, and its value: a quantity, or the canonical name of a thing."""

    types: frozenset[str]
    start: int
    end: int
    text: str
    quantity: Quantity | None = None
    name: str = ""
    corrected: str = ""  # the known word that a misspelling was read as


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables, turned over: form -> terminals; form -> canonical name."""

    forms: dict[str, frozenset[str]]
    names: dict[str, str]
    typos: dict[str, str]
    never: frozenset[str]
    correctable: tuple[str, ...]
    longest: int
    starts: frozenset[str]
    terminals: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of requests. Raises ValueError when a table is malformed."""
    tables = [tomllib.loads(grammar(f"request/{name}.toml")) for name in VOCABULARIES]
    materials = tomllib.loads(grammar("request/materials.toml"))
    things = tomllib.loads(grammar("request/things.toml"))
    forms: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for form in (form for one in tables for form in one["FILLER"]):
        forms.setdefault(fold(form).lower(), set()).add("FILLER")
    for form in (
        form for group in tomllib.loads(grammar("request/talk_zh.toml"))["anywhere"].values() for form in group.split()
    ):
        forms.setdefault(fold(form).lower(), set()).add("FILLER")
    for terminal, words in (pair for one in tables for pair in one["words"].items()):
        for form in (word for word in words if "{" not in word):  # patterns: see wordings.py
            forms.setdefault(fold(form).lower(), set()).add(terminal)
    for form in (*things["en"], *things["zh"]):
        forms.setdefault(fold(form).lower(), set()).add("THING")
    for terminal, section in (
        *(("CTRL", one["controllers"]) for one in tables if "controllers" in one),
        *(("MACH", one["machines"]) for one in tables if "machines" in one),
        ("MAT", materials["names"]),
    ):
        for name, words in section.items():
            for form in words:
                forms.setdefault(fold(form).lower(), set()).add(terminal)
                names[fold(form).lower()] = name
    correctable = tuple(f for f in forms if f.isascii() and f.isalpha() and len(f) >= 4)
    for form in tomllib.loads(grammar("request/talk_en.toml"))["words"]:
        if "FILLER" not in forms.get(form, ()):
            forms.setdefault(form, set()).add("TALK")
    return Vocabulary(
        forms={form: frozenset(types) for form, types in forms.items()},
        names=names,
        typos={fold(k).lower(): fold(v).lower() for one in tables for k, v in one.get("typos", {}).items()},
        never=frozenset(word for one in tables for word in one.get("no_typos", {}).get("words", ())),
        correctable=correctable,
        longest=max(map(len, forms)),
        starts=frozenset(form[0] for form in forms),
        terminals=frozenset(name for one in tables for name in one["words"]) | {"CTRL", "MACH", "MAT", "THING"},
    )
