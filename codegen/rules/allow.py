"""Comments that let one place pass: ``(codegen: allow tap-feed because floating holder)``, in each control's own style.

A comment beside words is about its own block; one that stands alone is about the next block. It names one or more rules and
gives a reason; without a reason it does nothing and is a finding, and so is one that has nothing to let pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from codegen.findings import Finding, Location, Severity
from codegen.messages import say
from codegen.model.program import Program
from codegen.rules.registry import pages

MARK: Final = "codegen:"
_COMMENT: Final = re.compile(
    r"[(;][^(;]*?codegen:\s*allow\s+(?P<names>[\w-]+(?:\s*[,，]\s*[\w-]+)*)"
    r"(?:\s*(?:\bbecause\b|因为|理由|:|：|--)\s*(?P<reason>[^)]*))?[^)]*(?:\)|$)",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"\([^)]*\)?|;.*|^\s*/?\s*(?:[Nn]\s*)?\d*\s*(?=\(|;|$)")
LEAST_REASON: Final = 3
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One name in one comment: which rule may be broken in which line, and why. ``line``, ``at``: 1-based."""

    name: str
    reason: str
    line: int  # that it is about
    at: int  # where the comment stands
    column: int


def allowances(program: Program) -> list[Allowance]:
    """All allowances of a program."""
    if not program.mentions(MARK):
        return []
    lines = program.text.split("\n")
    out = []
    for index, line in enumerate(lines):
        hit = _COMMENT.search(line) if MARK in line.lower() else None
        if hit is None:
            continue
        about = index
        if not _says(line):
            about = next((i for i in range(index + 1, len(lines)) if _says(lines[i])), index)
        reason = (hit["reason"] or "").strip()
        names = re.split(r"[,，]", hit["names"].lower())
        out += [Allowance(name.strip(), reason, about + 1, index + 1, hit.start() + 1) for name in names]
    return out


def allow(
    findings: Iterable[Finding], program: Program
) -> tuple[list[Finding], list[tuple[Finding, str]], list[Finding]]:
    """The findings that stand; those that a comment lets pass, each with its reason; and what is wrong with the comments."""
    given = allowances(program)
    standing = list(findings)
    if not given:
        return standing, [], []
    passed: list[tuple[Finding, str]] = []
    wrong: list[Finding] = []
    for one in given:
        if len(one.reason) < LEAST_REASON:
            wrong.append(_finding(program, one, "unexplained-allowance", say("allow {name} without a reason", name=one.name),
                                  say("write: codegen: allow {name} because …", name=one.name)))  # fmt: skip
            continue
        mine = [f for f in standing if f.code == one.name and f.where.line == one.line]
        if mine:
            standing = [f for f in standing if not any(f is m for m in mine)]
            passed += [(f, one.reason) for f in mine]
        else:
            message = (
                say("allow {name}: line {line} has no such finding", name=one.name, line=one.line)
                if one.name in pages()
                else say("allow {name}: there is no rule of that name", name=one.name)
            )
            wrong.append(_finding(program, one, "idle-allowance", message, say("remove the comment, or correct it")))
    return standing, passed, wrong


def _says(line: str) -> bool:
    """Whether a line holds more than comments, a block number and blanks."""
    return bool(_BARE.sub("", line).strip().strip("%"))


def _finding(program: Program, one: Allowance, code: str, message: str, remedy: str) -> Finding:
    block = program.blocks[one.at - 1]
    where = Location(file=program.name, line=one.at, column=one.column, block=block.text[:500])
    return Finding(code, message, Severity.WARNING, where, remedy)
