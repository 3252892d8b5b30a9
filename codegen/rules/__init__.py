"""Findings about job, program and motions: one file a rule, each with its page in the catalogue."""

from __future__ import annotations

from codegen.rules.base import Context, Rule
from codegen.rules.registry import Entry, catalogue, markdown, run

__all__ = ["Context", "Entry", "Rule", "catalogue", "markdown", "run"]
