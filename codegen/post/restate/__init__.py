"""A program's steps in another control's words: ``restate``. Nothing is planned anew: each move and switch is said again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from codegen.errors import UnknownName
from codegen.model.motion import Step
from codegen.model.shop import Controller

__all__ = ["DIALECTS", "restate"]

DIALECTS: Final[dict[str, str]] = {
    "linuxcnc": "iso", "fanuc": "iso", "haas": "iso", "grbl": "iso", "grblhal": "iso", "siemens": "siemens",
    "heidenhain": "heidenhain",
}  # fmt: skip
"""Dialect of a controller → module of this package."""


def restate(
    steps: Sequence[Step],
    controller: Controller,
    *,
    inch: bool,
    name: str,
    header: Sequence[str] = (),
    cycles: bool = True,
) -> str:
    """The steps as a program for ``controller``.

    Args:
        steps: as a reader found them; lengths mm, unknown coordinates NaN.
        controller: whose words are written.
        inch: write lengths in inches.
        name: the program's name, for controls that have one.
        header: lines for comments at the top.
        cycles: write drilled holes as canned cycles where the control has them, instead of plain moves.

    Raises:
        UnknownName: no words for the controller's dialect.
        CannotSay: the control has no words for a step.
    """
    if controller.dialect not in DIALECTS:
        raise UnknownName("dialect", controller.dialect, DIALECTS)
    write: Callable[..., str] = import_module(f"codegen.post.restate.{DIALECTS[controller.dialect]}").write
    return write(steps, controller, inch=inch, name=name, header=header, cycles=cycles)
