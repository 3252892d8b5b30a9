"""Motion commands to program text, for each controller. Knows nothing of the interpreter.

A dialect is a module with a function ``write`` of the same signature; ``DIALECTS`` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from codegen.errors import UnknownName
from codegen.model.job import Job
from codegen.model.motion import Command
from codegen.model.shop import Controller, Machine

__all__ = ["DIALECTS", "write"]

DIALECTS: Final[dict[str, str]] = {
    "linuxcnc": "codegen.post.linuxcnc",
    "fanuc": "codegen.post.fanuc",
    "haas": "codegen.post.haas",
    "grbl": "codegen.post.grbl",
    "grblhal": "codegen.post.grblhal",
    "heidenhain": "codegen.post.heidenhain",
    "siemens": "codegen.post.siemens",
}
"""Dialect of a controller → module that writes it."""


def write(
    job: Job, commands: Sequence[Command], controller: Controller, machine: Machine, *, header: Sequence[str] = ()
) -> str:
    """The program as text, in the controller's dialect and the job's program units.

    ``header``: lines for comments at the top; anything in them that could be more than a comment is taken out.

    Raises:
        UnknownName: no post for the controller's dialect.
        UsageError: the job asks for something that this control or machine does not have (tapping, a work offset).
        InternalError: a number that is not finite, an impossible arc, or a line too long for the control.
    """
    if controller.dialect not in DIALECTS:
        raise UnknownName("dialect", controller.dialect, DIALECTS)
    writer: Callable[..., str] = import_module(DIALECTS[controller.dialect]).write
    return writer(job, commands, controller, machine, header=header)
