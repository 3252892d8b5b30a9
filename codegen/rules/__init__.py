"""Findings about job, program and motions: one file a rule, each with its page in the catalogue."""

from __future__ import annotations

from codegen.rules.allow import allow
from codegen.rules.base import Context, Page, Rule
from codegen.rules.causes import one_a_cause
from codegen.rules.groups import Group
from codegen.rules.registry import Entry, catalogue, markdown, pages, run
from codegen.rules.selection import Selection, choose

__all__ = [
    "Context", "Entry", "Group", "Page", "Rule", "Selection", "allow", "catalogue", "choose", "markdown", "one_a_cause", "pages",
    "run",
]  # fmt: skip
