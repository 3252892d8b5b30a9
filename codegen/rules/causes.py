"""One finding a cause: what the same slip brings about elsewhere is folded into the finding that names it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from codegen.findings import Finding
from codegen.messages import say

BY_TOOL: Final = frozenset(
    {"holder-contact", "deeper-than-flutes", "spindle-off-in-cut", "spindle-reversed", "plunge-not-centre-cutting"}
)
"""Findings of the simulation with one cause a tool: its spindle, its stick-out, its flutes."""

COVERED: Final[dict[str, frozenset[str]]] = {
    "retract-low": frozenset({"rapid-into-stock"}),
    "stale-feed": frozenset({"feed-missing"}),
    "cutting-data": frozenset({"feed-limit", "speed-limit"}),
    "feed-missing": frozenset({"modal-unset"}),
}
"""What is not said of a line where one of these is said already."""


def one_a_cause(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each cause told once, in their order."""
    given = list(findings)
    lines: dict[int, set[str]] = {}
    for f in given:
        if f.where.line is not None:
            lines.setdefault(f.where.line, set()).add(f.code)
    out: list[Finding] = []
    groups: dict[tuple[str, object], list[int]] = {}
    for f in given:
        if COVERED.get(f.code, frozenset()) & lines.get(f.where.line or -1, set()):
            continue
        if f.code in BY_TOOL and (tool := dict(f.figures).get("tool")) is not None:
            groups.setdefault((f.code, tool), []).append(len(out))
        out.append(f)
    drop: set[int] = set()
    for rows in groups.values():
        if len(rows) > 1:
            rows.sort(key=lambda i: (out[i].where.line or 0, out[i].where.column or 0))
            first, rest = rows[0], rows[1:]
            drop.update(rest)
            out[first] = _folded(out[first], [out[i] for i in rest])
    return [f for i, f in enumerate(out) if i not in drop]


def _folded(first: Finding, rest: list[Finding]) -> Finding:
    more = sum(int(dict(f.figures).get("more", 1)) for f in rest)
    message = say(
        "{message}; and so at {more} more places, the last in line {line}",
        message=first.message,
        more=more,
        line=rest[-1].where.line or first.where.line,
    )
    return replace(first, message=message, figures=(*first.figures, ("more", more)))
