"""The table of ``grammars/request/unsafe.toml``, compiled: what is set aside, what is refused, how names are given."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from codegen.findings import Severity
from codegen.resources import grammar


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of wish that is not followed, or (in ``scope``) of work that is not done. ``says``: the reason."""

    key: str
    says: str
    patterns: tuple[re.Pattern[str], ...]
    allows: tuple[re.Pattern[str], ...] = ()
    extend: bool = True
    quiet: bool = False
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Cues:
    """How a name is given: patterns that stand before it. ``weak``: only before what is plainly a path."""

    says: str
    patterns: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unsafe:
    """The table, but for the work of other kinds."""

    aside: tuple[Kind, ...]
    name: Cues
    file: Cues
    suffix: re.Pattern[str]
    own: frozenset[str]
    guard: tuple[str, ...]
    harmless: re.Pattern[str]
    talk: re.Pattern[str]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(grammar("request/unsafe.toml"))


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    for name, text in _table()["macros"].items():
        patterns = [p.replace("{" + name + "}", text) for p in patterns]
    return tuple(re.compile(p) for p in patterns)


def _kind(entry: dict[str, Any]) -> Kind:
    return Kind(
        entry["key"],
        entry.get("says", ""),
        _compiled([*entry["patterns"], *entry.get("topics", ())]),
        _compiled(entry.get("allows", [])),
        entry.get("extend", True),
        entry.get("quiet", False),
        Severity(entry.get("severity", "warning")),
    )


@cache
def scope_kinds() -> tuple[Kind, ...]:
    """Work of another kind. Compiled apart: most requests never need it."""
    return tuple(map(_kind, _table()["scope"]))


@cache
def unsafe() -> Unsafe:
    """The table. Raises ValueError or re.error when it is malformed."""
    table = _table()
    name, file, talk = table["name"], table["file"], table["talk"]
    harmless = [rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in table["guard"]["harmless"]]
    return Unsafe(
        aside=tuple(map(_kind, table["aside"])),
        name=Cues(name["says"], _compiled(name["cues"])),
        file=Cues(file["says"], _compiled(file["cues"]), _compiled(file["weak"])),
        suffix=re.compile(rf"\.(?:{file['suffixes']})$"),
        own=frozenset(file["own"]),
        guard=tuple(table["guard"]["words"]),
        harmless=re.compile("|".join(sorted(harmless, key=len, reverse=True))),
        talk=re.compile(rf"\s*(?:{talk['en']}|{talk['zh']})"),
    )
