"""Fixtures for all rooms; hypothesis explores at home and repeats the same examples in CI, where time says nothing."""

import os

from hypothesis import settings

pytest_plugins = ["tests.planner.server"]

settings.register_profile("home", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "home")
