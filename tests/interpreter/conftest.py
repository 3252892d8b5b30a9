"""What the reader's tests share: LinuxCNC controllers."""

from __future__ import annotations

import pytest

from codegen.model.shop import Controller
from tests.oracle.controls import POWER_ON, linuxcnc


@pytest.fixture
def controller() -> Controller:
    """A control of which nothing is known at power-on."""
    return linuxcnc()


@pytest.fixture
def started() -> Controller:
    """A control that starts as ``rs274`` does."""
    return linuxcnc(power_on=POWER_ON)
