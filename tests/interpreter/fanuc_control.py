"""A Fanuc control for tests: its parameters are the test's, so that each can be told from the other."""

from __future__ import annotations

from codegen.model.shop import Controller
from tests.interpreter.held import controller


def fanuc(**changes: object) -> Controller:
    """As ``held.py`` has it."""
    return controller("fanuc", **changes)
