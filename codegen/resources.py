"""Data files that lie outside the package in a checkout and inside it in an installed wheel: read through here only."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent
    installed = package / "grammars"
    return installed if installed.is_dir() else package.parent / "grammars"


@cache
def grammar(name: str) -> str:
    """Text of ``grammars/<name>``, e.g. ``gcode/linuxcnc.read.lark``; UTF-8.

    Raises:
        FileNotFoundError: no such grammar: the installation is broken.
    """
    return (_root() / name).read_text(encoding="utf-8")


def grammar_path(name: str) -> Path:
    """Path of ``grammars/<name>``, for tables that a library opens itself."""
    return _root() / name
