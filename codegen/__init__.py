"""codegen: plain words in; a proven part, drawing and CNC program out.

The public surface is small and loads lazily: ``make``, ``save``, ``check`` and the types they take and return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codegen.errors import BadInput, CodegenError, InternalError, OutputError, PlannerError, UnknownName, UsageError
    from codegen.findings import Finding, Location, Severity
    from codegen.model.intent import Intent
    from codegen.model.verdict import Claim, Outcome, Record, Status, Verdict
    from codegen.pipeline.check import CheckOptions, check
    from codegen.pipeline.make import Made, Options, make, save

from codegen._version import VERSION

__version__ = VERSION

_HOMES = {
    "codegen.errors": (
        "BadInput", "CodegenError", "InternalError", "OutputError", "PlannerError", "UnknownName", "UsageError",
    ),
    "codegen.findings": ("Finding", "Location", "Severity"),
    "codegen.model.intent": ("Intent",),
    "codegen.model.verdict": ("Claim", "Outcome", "Record", "Status", "Verdict"),
    "codegen.pipeline": ("CheckOptions", "Made", "Options", "check", "make", "save"),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "BadInput", "CheckOptions", "Claim", "CodegenError", "Finding", "Intent", "InternalError", "Location", "Made",
    "Options", "Outcome", "OutputError", "PlannerError", "Record", "Severity", "Status", "UnknownName", "UsageError",
    "Verdict", "check", "make", "save",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'codegen' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
