"""Typed loading of the library's tables. See ``codegen.shop``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from codegen.errors import InternalError, UnknownName
from codegen.model.shop import Controller, Machine, Material, Thread, Tool

DEFAULT_MACHINE: Final = "generic-mill"
"""The machine that is taken, and stated as an assumption, when none is named."""

_DATA: Final = Path(__file__).parent / "data"
_ALIASES: Final = "aliases"

T = TypeVar("T", Controller, Machine, Material)


@cache
def table(name: str) -> Mapping[str, Any]:
    """``data/<name>.toml`` as plain values.

    Raises:
        InternalError: the file is missing or is not TOML: the installation is broken.
    """
    try:
        return MappingProxyType(tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as e:
        raise InternalError(f"codegen's own table {name}.toml cannot be read: {e}") from e


def _rows(name: str, model: type[T]) -> Mapping[str, T]:
    out: dict[str, T] = {}
    for key, row in table(name).items():
        fields = {k: v for k, v in row.items() if k in model.model_fields}
        try:
            out[key] = model.model_validate({"id": key, **fields})
        except ValidationError as e:
            raise InternalError(f"codegen's own table {name}.toml, row {key!r}: {e}") from e
    return MappingProxyType(out)


def normalise(name: str) -> str:
    """A name as it is compared: NFKC (full-width digits become plain), lower case, no spaces, hyphens or underscores."""
    return re.sub(r"[\s\-_·.]+", "", unicodedata.normalize("NFKC", name)).casefold()


@cache
def _index(name: str) -> Mapping[str, str]:
    """Normalised name or alias → key of ``data/<name>.toml``."""
    out: dict[str, str] = {}
    for key, row in table(name).items():
        for alias in (key, *row.get(_ALIASES, ())):
            norm = normalise(alias)
            if out.setdefault(norm, key) != key:
                raise InternalError(f"codegen's own table {name}.toml: {alias!r} names both {out[norm]!r} and {key!r}")
    return MappingProxyType(out)


@cache
def machines() -> Mapping[str, Machine]:
    """Every machine, by id."""
    return _rows("machines", Machine)


@cache
def controllers() -> Mapping[str, Controller]:
    """Every controller, by id."""
    return _rows("controllers", Controller)


@cache
def materials() -> Mapping[str, Material]:
    """Every work material, by id."""
    return _rows("materials", Material)


@cache
def tools() -> Mapping[str, Tool]:
    """Every tool, by id, in the order of the tables."""
    from codegen.shop.toolroom import build

    return build()


@cache
def threads() -> Mapping[str, Thread]:
    """Every thread of the tables, by designation."""
    from codegen.shop.standards import thread_table

    return thread_table()


def machine(name: str) -> Machine:
    """The machine called ``name``. Raises UnknownName."""
    return machines()[_find("machine", name, "machines")]


def controller(name: str) -> Controller:
    """The controller called ``name``. Raises UnknownName."""
    return controllers()[_find("controller", name, "controllers")]


def material(name: str) -> Material:
    """The material called ``name`` (id or alias: "6061-T6", "6061铝", "黄铜"). Raises UnknownName."""
    return materials()[_find("material", name, "materials")]


def tool(name: str) -> Tool:
    """The tool with this id. Raises UnknownName."""
    if name not in tools():
        raise UnknownName("tool", name, tools())
    return tools()[name]


def thread(designation: str) -> Thread:
    """The thread called ``designation``: "M6", "M8x1", "M8×1.25", "1/4-20", "1/4-20 UNC", "#10-32". Raises UnknownName."""
    from codegen.shop.standards import thread_key

    found = threads().get(thread_key(designation))
    if found is None:
        raise UnknownName("thread", designation, threads())
    return found


def default_machine() -> Machine:
    """The machine that is taken when none is named."""
    return machines()[DEFAULT_MACHINE]


def machine_for(control: Controller) -> Machine:
    """The machine that is taken when only the control is named: the default one if it has it, else the first that has."""
    having = [m for m in (default_machine(), *machines().values()) if m.controller == control.id]
    return having[0] if having else default_machine()


def machine_under(made: Machine, control: Controller) -> Machine:
    """``made`` as it is under ``control``: how G0 moves is the control's doing, so under another one it is not known."""
    return made if made.controller == control.id else made.model_copy(update={"rapid": "unknown"})


def practice(rule: str, figure: str = "value") -> float:
    """A figure of ``data/practice.toml``, the rules of the shop.

    Raises:
        InternalError: no such rule or figure.
    """
    try:
        return float(table("practice")[rule][figure])
    except KeyError as e:
        raise InternalError(f"codegen's own practice.toml has no {figure!r} of {rule!r}") from e


def practice_source(rule: str) -> str:
    """Where the figures of a rule come from."""
    return str(table("practice")[rule]["source"])


def _find(kind: str, name: str, where: str) -> str:
    key = _index(where).get(normalise(name))
    if key is None:
        raise UnknownName(kind, name, table(where))
    return key
