"""Text for people inside the values: a message stays a message, so that reports can translate it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import WrapValidator

from codegen.messages import Message


def _keep(value: Any, check: Callable[[Any], str]) -> str:
    checked = check(value)
    return value if isinstance(value, Message) else checked


Said = Annotated[str, WrapValidator(_keep)]
