"""Findings about job, program and motions: one file a rule, each with its page in the catalogue."""

from __future__ import annotations

from codegen.rules.base import Context, Page, Rule
from codegen.rules.registry import Entry, catalogue, markdown, pages, run

__all__ = ["Context", "Entry", "Page", "Rule", "catalogue", "markdown", "pages", "run"]
