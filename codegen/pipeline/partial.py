"""What contradicts itself in a request that was not read wholly, or leaves questions: findings, never a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from codegen.findings import Finding, Severity
from codegen.messages import say

if TYPE_CHECKING:
    from codegen.model.request import Reply

_CERTAIN: Final = frozenset({"contradiction", "feature-outside-stock", "feature-overlap", "no-tool", "tool-reach"})
"""Codes that words not read cannot take back. Limits count where they were said, not where a machine was assumed."""

_OF_SIZES: Final = frozenset({"contradiction", "feature-outside-stock", "feature-overlap"})
"""Codes that compare sizes with each other: as true in inches as in millimetres, where no number has a unit."""


def with_conflicts(reply: Reply, *, machine: str | None = None, controller: str | None = None) -> Reply:
    """``reply`` with the conflicts that its partial intent shows; then it is a refusal, and its questions are dropped."""
    if reply.partial is None:
        return reply
    found = _conflicts(reply.partial, machine, controller)
    if any(q.slot == "unit" for q in reply.questions):
        found = tuple(
            replace(f, message=say("with bare numbers as millimetres: {finding}", finding=f.message))
            for f in found
            if f.code in _OF_SIZES
        )
    elif any(f.code == "unread-words" for f in reply.findings):
        found = tuple(replace(f, message=say("as far as it was read: {finding}", finding=f.message)) for f in found)
    if not found:
        return reply
    unread = tuple(replace(f, severity=Severity.ERROR) for f in reply.findings)
    return replace(reply, questions=(), findings=(*unread, *found))


def _conflicts(partial: Mapping[str, Any], machine: str | None, controller: str | None) -> tuple[Finding, ...]:
    from codegen.planner.intake import intake
    from codegen.process import resolve

    intent, findings = intake(partial)
    if intent is None or any(f.severity is Severity.ERROR for f in findings):
        return ()
    resolution = resolve(intent, machine=machine, controller=controller)
    return tuple(
        f
        for f in resolution.findings
        if f.severity is Severity.ERROR
        and _counts(f, said=intent.limits is not None or bool(intent.machine or machine))
    )


def _counts(finding: Finding, *, said: bool) -> bool:
    pointer = finding.where.pointer or ""
    if pointer.startswith("/tools"):  # unused so far: what was not read may need it
        return False
    return finding.code in _CERTAIN or (finding.code == "machine-limit" and said)
