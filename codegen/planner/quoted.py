"""Whether the words that a thread or a material is said to come from name another one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from codegen.errors import UnknownName
from codegen.planner.folding import fold
from codegen.planner.quantities import quantities

_FINE: Final = re.compile(r"fine|unf|unef|细|精", re.IGNORECASE)


def contradicted(field: str, value: str, quotes: Iterable[str]) -> bool:
    """Whether the quotations name a thread or a material, and ``value`` is none of those they name."""
    if field == "designation":
        return _other_thread(value, tuple(quotes))
    return field == "material" and _other_material(value, tuple(quotes))


def _other_thread(value: str, quotes: tuple[str, ...]) -> bool:
    from codegen import shop

    named = [(q.designation, quote) for quote in quotes for q in quantities(quote) if q.kind == "thread"]
    if not named:
        return False
    try:
        wanted = shop.thread(value)
    except UnknownName:
        return False  # planning says so
    for designation, quote in named:
        try:
            said = shop.thread(designation)
        except UnknownName:
            return False
        if said.designation == wanted.designation:
            return False
        if abs(said.diameter - wanted.diameter) < 1e-6 and _FINE.search(quote):
            return False
    return True


def _other_material(value: str, quotes: tuple[str, ...]) -> bool:
    from codegen import shop

    try:
        wanted = shop.material(value)
    except UnknownName:
        return False
    named = [found for quote in quotes for found in _materials(quote)]
    for ident, alias in named:
        kin = shop.materials()[ident].group == wanted.group and not re.search(r"\d", alias)
        if ident == wanted.id or kin:  # "stainless" stands for every stainless steel
            return False
    return bool(named)


def _materials(quote: str) -> list[tuple[str, str]]:
    """Materials whose longest name stands in the words: id and that name."""
    text = fold(quote).casefold()
    found = [(len(alias), ident, alias) for ident, alias, pattern in _names() if pattern.search(text)]
    longest = max((length for length, _, _ in found), default=0)
    return [(ident, alias) for length, ident, alias in found if length == longest]


@cache
def _names() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    from codegen import shop

    out = []
    for ident, material in shop.materials().items():
        for alias in {ident, material.name, *material.aliases}:
            bare = fold(str(alias)).casefold()
            out.append((ident, bare, re.compile(rf"(?<![0-9a-z]){re.escape(bare)}(?![0-9a-z])")))
    return tuple(out)
