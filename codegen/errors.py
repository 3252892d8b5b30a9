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

from codegen.messages import Message, joined, say


class CodegenError(Exception):
    """Base of everything codegen raises on purpose. ``str()`` is one line for the user: place, value, remedy."""

    @property
    def said(self) -> str:
        """The line as it was said, for translation: a ``Message`` where it was made by ``say``."""
        first = self.args[0] if self.args else ""
        return first if isinstance(first, Message) else str(self)


class UsageError(CodegenError, ValueError):
    """The caller asked for something that cannot be done as said."""


class BadInput(UsageError):
    """A file or text cannot be read as what it should be."""


class UnknownName(UsageError):
    """A name that the library does not hold. Never replaced by another one; near names are offered."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name.lower(), names, n=3, cutoff=0.5)
        hint = say("known: {names}", names=", ".join(names))
        if near:
            hint = say("did you mean {names}?", names=joined(" or ", near))
        super().__init__(
            say(
                "unknown {kind} {name!r}: {hint} ({command} lists them)",
                kind=kind,
                name=name[:80],
                hint=hint,
                command=f"codegen {kind}s",
            )
        )
        self.kind = kind
        self.name = name


class PlannerError(CodegenError):
    """The language model, or the server it runs on, failed; the message never holds a key."""


class OutputError(CodegenError, OSError):
    """The artifacts could not be written; an earlier output set is untouched."""


class InternalError(CodegenError):
    """codegen itself is wrong. A rule that crashes ends here and never becomes a pass."""
