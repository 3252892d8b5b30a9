"""What two programs do differently, as text and as data: pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from codegen.messages import say
from codegen.model.difference import Change, Difference
from codegen.report.markdown import duration

Speak = Callable[[str], str]

LISTED: Final = 60
"""Changes that are shown to a person."""


def shown(found: Difference, names: tuple[str, str], t: Speak) -> RenderableType:
    """As a person reads it: one line a change, then the cycle time."""
    parts: list[RenderableType] = [Text(f"--- {names[0]}", style="red"), Text(f"+++ {names[1]}", style="green")]
    parts += [line for change in found.changes[:LISTED] for line in _lines(change, t)]
    if len(found.changes) > LISTED:
        parts.append(Text(t(say("… and {count} changes more (--json lists all)", count=len(found.changes) - LISTED))))
    if not found.changes and found.unread:
        parts.append(Text(t(say("no difference in what could be followed")), style="yellow"))
    elif not found.changes:
        parts.append(Text(t(say("the two programs do the same")), style="bold green"))
    before, after = (round(s) for s in found.seconds)
    if before != after:
        parts.append(
            Text(t(say("cycle time {before} → {after} (estimate)", before=duration(before), after=duration(after))))
        )
    parts += [Text(t(note), style="dim") for note in found.notes]
    for finding in found.unread:
        where = f"{finding.where.file}:{finding.where.line}: "
        parts.append(Text(where + t(say("not known: {message}", message=finding.message)), style="yellow"))
    return Group(*parts)


def _lines(change: Change, t: Speak) -> Iterator[Text]:
    under = ", ".join(
        "T?" if n is None else f"T{n}" for n in sorted(change.tools, key=lambda n: -1 if n is None else n)
    )
    head = f"{change.aspect} {_span(change.a)} → {_span(change.b)} ({under})"
    if change.before and change.after:
        count = "" if change.count == 1 else t(say(", {count} acts", count=change.count))
        yield Text(f"~ {head}: {t(change.before)} → {t(change.after)}{count}", style="yellow")
    elif change.before:
        yield Text(f"- {head}: {t(change.before)}", style="red")
    else:
        yield Text(f"+ {head}: {t(change.after)}", style="green")


def _span(lines: tuple[int, int] | None) -> str:
    if lines is None:
        return "–"
    return str(lines[0]) if lines[0] == lines[1] else f"{lines[0]}-{lines[1]}"


def to_json(found: Difference, names: tuple[str, str], outcome: str) -> dict[str, Any]:
    """As data: lengths mm, times s, lines from 1."""
    return {
        "format": 1,
        "outcome": outcome,
        "files": list(names),
        "changes": [
            {
                "aspect": str(c.aspect),
                "a": c.a,
                "b": c.b,
                "before": str(c.before),
                "after": str(c.after),
                "count": c.count,
                "tools": sorted(n for n in c.tools if n is not None),
            }
            for c in found.changes
        ],
        "notes": [str(note) for note in found.notes],
        "unread": [f.to_dict() for f in found.unread],
        "seconds": [round(s, 3) for s in found.seconds],
    }
