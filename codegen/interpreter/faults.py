"""Why a part of a line cannot be taken: a value, for the reader of lines and for expressions alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from codegen.findings import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a part of a line cannot be taken: a finding's code, columns (1-based, end exclusive), reason and remedy.

    ``touches``: what may have changed by a part that is not interpreted. ``severity``: where it is not the code's own.
    """

    code: str
    column: int
    end_column: int
    message: str
    remedy: str
    touches: Literal["nothing", "its word", "everything"] = "its word"
    severity: Severity | None = None
