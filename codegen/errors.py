"""Exceptions: failures of the caller, of a model server, of this machine, or of codegen itself.

    CodegenError
     ├── UsageError            (also ValueError)  the caller asked for something impossible; exit 2
     │    ├── UnknownName                         a machine, controller, tool, material or rule we do not have
     │    └── BadInput                            a file or text that cannot be read as what it should be
     ├── PlannerError                             the language model or its server failed us; exit 2
     ├── OutputError           (also OSError)     the artifacts could not be written; nothing was; exit 2
     └── InternalError                            a bug in codegen: a rule crashed, an invariant broke; exit 2

What is wrong with the *work* is never an exception: that is a ``Finding`` (see ``codegen.findings``).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CodegenError(Exception):
    """Base of everything codegen raises on purpose. ``str()`` is one line for the user: place, value, remedy."""


class UsageError(CodegenError, ValueError):
    """The caller asked for something that cannot be done as said."""


class BadInput(UsageError):
    """A file or text cannot be read as what it should be."""


class UnknownName(UsageError):
    """A name that the library does not hold. Never replaced by another one; near names are offered."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name.lower(), names, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names)}"
        super().__init__(f"unknown {kind} {name[:80]!r}: {hint} (codegen {kind}s lists them)")
        self.kind = kind
        self.name = name


class PlannerError(CodegenError):
    """The language model, or the server it runs on, failed; the message never holds a key."""


class OutputError(CodegenError, OSError):
    """The artifacts could not be written; an earlier output set is untouched."""


class InternalError(CodegenError):
    """codegen itself is wrong. A rule that crashes ends here and never becomes a pass."""
