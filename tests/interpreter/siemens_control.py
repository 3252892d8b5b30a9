"""A SINUMERIK control for tests: the machine data are the test's."""

from __future__ import annotations

from codegen.model.shop import Controller
from tests.interpreter.held import controller


def siemens(**changes: object) -> Controller:
    """As ``held.py`` has it."""
    return controller("siemens", **changes)
