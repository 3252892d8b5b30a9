"""One finding a cause: what the same slip brings about elsewhere is folded into the finding that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from codegen.findings import Finding, Severity, loses
from codegen.messages import Message, say

BY_TOOL: Final = frozenset(
    {"holder-contact", "deeper-than-flutes", "spindle-off-in-cut", "spindle-reversed", "plunge-not-centre-cutting"}
)
"""Findings of the simulation with one cause a tool: its spindle, its stick-out, its flutes."""

BY_LINE: Final = frozenset({"value-unknown"})
"""Findings of which the last in a line says what follows from the ones before it."""

COVERED: Final[dict[str, frozenset[str]]] = {
    "retract-low": frozenset({"rapid-into-stock"}),
    "stale-feed": frozenset({"feed-missing"}),
    "stale-speed": frozenset({"spindle-not-started", "spindle-without-speed"}),
    "cutting-data": frozenset({"feed-limit", "speed-limit"}),
    "no-program-end": frozenset({"syntax", "text-after-end"}),
}
"""What is not said of a line where one of these is said already."""


REFUSALS: Final = frozenset(
    {"syntax", "unsupported-code", "word-conflict", "word-missing", "look-alike-character", "value-unset", "value-unknown",
     "limit-exceeded", "compensation-conflict", "arc-geometry", "decimal-point-missing"}
)  # fmt: skip
"""Errors after which the reader no longer knows what the block was to set."""
FOLLOWS: Final[dict[str, re.Pattern[str]]] = {
    "feed-missing": re.compile(r"F", re.IGNORECASE),
    "position-unknown": re.compile(r"[XYZ]|G *(?:10|16|28|30|5[0-9]|68|92)", re.IGNORECASE),
    "units-not-stated": re.compile(r"G *(?:2[01]|7[01])", re.IGNORECASE),
    "missing-length-offset": re.compile(r"G *4[349]|H", re.IGNORECASE),
    "spindle-not-started": re.compile(r"M *0*[34](?![0-9])|S", re.IGNORECASE),
    "spindle-without-speed": re.compile(r"S", re.IGNORECASE),
    "work-offset-not-stated": re.compile(r"G *5[4-9]", re.IGNORECASE),
    "tool-never-changed": re.compile(r"M *0*6(?![0-9])", re.IGNORECASE),
    "distance-not-stated": re.compile(r"G *9[01]", re.IGNORECASE),
    "plane-not-stated": re.compile(r"G *1[789]", re.IGNORECASE),
    "path-tolerance": re.compile(r"G *6[14]", re.IGNORECASE),
    "arc-geometry": re.compile(r"(?!)"),
}
"""What may come of a refused block that has such a word."""
REPEATED: Final = frozenset({"word-missing", "word-conflict", "unsupported-code", "tap-feed"})
"""Findings of a canned cycle that come again at every place where the cycle goes on."""
_CYCLE: Final = re.compile(r"G *(?:7[3-6]|8[1-9])(?![0-9])|CYCL|M *99", re.IGNORECASE)
NO_HOLE: Final = "no hole at {place} when the tap goes in"
_UNREAD: Final = frozenset({"syntax", "look-alike-character"})
_MODES: Final = frozenset({"modal-unset", "units-not-stated", "work-offset-not-stated", "path-tolerance"})
_UNKNOWN_MODES: Final = frozenset({"modal-unset", "units-not-stated"})
_CALLS: Final = re.compile(r"M *9[78]|G *6[56]|O *<|CALL|GOTO|#", re.IGNORECASE)
"""After these, where they are not followed, anything may have changed."""


_MOTION: Final = re.compile(r"G *(?:0*[0-3]|33|38|7[3-6]|8[0-9])(?![0-9])", re.IGNORECASE)
_ANYTHING: Final = re.compile(r"M|G *(?:6[56]|[1-9][0-9]{2})|O", re.IGNORECASE)
"""Words that, where the reader does not know them, may have changed anything."""


def _anything(cause: Finding) -> bool:
    text, column = cause.where.block or "", cause.where.column or 1
    word = text[column - 1 : (cause.where.end_column or column + 1) - 1]
    return cause.code == "unsupported-code" and _ANYTHING.match(word) is not None


def _unread(cause: Finding) -> bool:
    """Whether a line with a G code could not be read: it may have been any."""
    return cause.code in _UNREAD and "G" in (cause.where.block or "").upper()


def _may_have(wanted: re.Pattern[str], text: str) -> bool:
    return wanted.search(text) is not None or _CALLS.search(text) is not None


def _follows(f: Finding, refused: list[Finding]) -> bool:
    """Whether a finding comes of an error before it: what it misses stood in a block that was refused."""
    if f.code == "modal-unset":
        codes = {int(code) for code in re.findall(r"G([0-9]+)", str(f.message))}
        wanted = re.compile("|".join(rf"G *0*{code}(?![0-9])" for code in sorted(codes)) or r"(?!)", re.IGNORECASE)
        wanted = _MOTION if "motion" in str(f.message) else wanted
    elif f.code in FOLLOWS:
        wanted = FOLLOWS[f.code]
    else:
        return False
    for cause in refused:
        if (cause.where.line or 0) > (f.where.line or 0):
            break
        if cause is f:
            continue
        text = cause.where.block or ""
        if cause.code in _UNKNOWN_MODES:
            said_twice = cause.code == "units-not-stated" and f.code == "modal-unset" and "unit" in str(f.message)
            hangs = ("position-unknown", "feed-missing") if cause.severity is Severity.ERROR else ("position-unknown",)
            if said_twice or f.code in hangs:
                return True
        elif cause.code == "decimal-point-missing":
            if f.code == "arc-geometry":
                return True
        elif _may_have(wanted, text) or _anything(cause) or (f.code in _MODES and _unread(cause)):
            return True
    return False


def one_a_cause(findings: Iterable[Finding], *, errors: bool = False) -> list[Finding]:
    """The findings, each cause told once, in their order; ``errors``: where only an error is the cause of another."""
    given = list(findings)
    codes = {f.code for f in given}
    lines: dict[int, set[str]] = {}
    for f in given:
        if f.where.line is not None:
            lines.setdefault(f.where.line, set()).add(f.code)
    causes = [
        f for f in given
        if f.code in REFUSALS | _UNKNOWN_MODES
        and (f.severity is Severity.ERROR if errors else loses(f) or f.code == "decimal-point-missing")
    ]  # fmt: skip
    causes.sort(key=lambda f: f.where.line or 0)
    out: list[Finding] = []
    for f in given:
        if COVERED.get(f.code, frozenset()) & lines.get(f.where.line or -1, set()):
            continue
        if ELSEWHERE.get(f.code, frozenset()) & codes:
            continue
        if causes and _follows(f, causes):
            continue
        out.append(f)
    out = _without_holes(out)
    out = _told_once(out)
    groups = _by_tool(out)
    drop: set[int] = set()
    lines_of: dict[tuple[str, int | None], int] = {}
    for i, f in enumerate(out):
        if f.code in BY_LINE and (before := lines_of.setdefault((f.code, f.where.line), i)) != i:
            drop.add(before)
            lines_of[f.code, f.where.line] = i
    for rows in groups.values():
        if len(rows) > 1:
            rows.sort(key=lambda i: (out[i].where.line or 0, out[i].where.column or 0))
            first, rest = rows[0], rows[1:]
            drop.update(rest)
            out[first] = _folded(out[first], [out[i] for i in rest])
    return [f for i, f in enumerate(out) if i not in drop]


def _by_tool(findings: list[Finding]) -> dict[tuple[str, object], list[int]]:
    groups: dict[tuple[str, object], list[int]] = {}
    for i, f in enumerate(findings):
        if f.code in BY_TOOL and (tool := dict(f.figures).get("tool")) is not None:
            groups.setdefault((f.code, tool), []).append(i)
    return groups


def _without_holes(findings: list[Finding]) -> list[Finding]:
    """Where a block before it was refused, or places are not known, a hole may be missing for that alone."""
    lost = REFUSALS | {"position-unknown"}
    first = min(
        (
            f.where.line
            for f in findings
            if (f.severity is Severity.ERROR or f.code == "decimal-point-missing")
            and f.code in lost
            and f.where.line is not None
        ),
        default=None,
    )
    if first is None:
        return findings
    return [
        f
        for f in findings
        if f.severity is Severity.ERROR
        or not (isinstance(f.message, Message) and f.message.template == NO_HOLE)
        or (f.where.line or 0) < first
    ]


def _told_once(findings: list[Finding]) -> list[Finding]:
    """What is wrong with a cycle is told where the cycle stands, and not again at each place to which it goes on."""
    out: list[Finding] = []
    more: dict[int, list[Finding]] = {}
    last: dict[str, int] = {}
    for f in findings:
        before = last.get(f.code)
        goes_on = before is not None and str(out[before].message) == str(f.message)
        if f.code in REPEATED and goes_on and before is not None and _CYCLE.search(f.where.block or "G81") is None:
            more.setdefault(before, []).append(f)
            continue
        last[f.code] = len(out)
        out.append(f)
    return [_folded(f, more[i]) if i in more else f for i, f in enumerate(out)]


ELSEWHERE: Final[dict[str, frozenset[str]]] = {
    "tool-list-mismatch": frozenset({"wrong-length-offset"}),
}
"""What is not said of a program where one of these is said of it."""


def _folded(first: Finding, rest: list[Finding]) -> Finding:
    more = sum(int(dict(f.figures).get("more", 1)) for f in rest)
    message = say(
        "{message}; and so at {more} more places, the last in line {line}",
        message=first.message,
        more=more,
        line=rest[-1].where.line or first.where.line,
    )
    return replace(first, message=message, figures=(*first.figures, ("more", more)))
