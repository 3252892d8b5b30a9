"""Process planning: an intent in, a part and a job out. Deterministic; every figure from a table with its source."""

from __future__ import annotations

from codegen.process.resolve import Resolution, resolve
from codegen.process.setupfile import SetupFile, load_setup, setup_from_options, setup_toml

__all__ = ["Resolution", "SetupFile", "load_setup", "resolve", "setup_from_options", "setup_toml"]
