"""The report to read: ``report.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from codegen.messages import say
from codegen.model.verdict import Outcome, Record
from codegen.report.changes import changes, sentence
from codegen.report.data import defaults, left_out
from codegen.report.localised import Speak, localised, speaker
from codegen.report.understood import understood
from codegen.units import number

if TYPE_CHECKING:
    from codegen.findings import Finding

VERDICTS = {
    Outcome.PASSED: say("Passed: the program is consistent with the intent, under the assumptions below."),
    Outcome.FAILED: say("Failed: do not run this program."),
    Outcome.QUESTION: say("Open questions: nothing was made."),
    Outcome.REFUSED: say("Refused: nothing was made."),
    Outcome.ERROR: say("Error: nothing was made."),
}


DESIGNED = say("Passed: the part is built as the intent says. No program was asked for.")


def to_markdown(record: Record) -> str:
    """The record as Markdown (CommonMark with tables)."""
    record, t = localised(record), speaker(record)
    design = record.outcome is Outcome.PASSED and record.command == "make" and record.program is None
    verdict = DESIGNED if design else VERDICTS[record.outcome]
    parts = [f"# {_escape(record.program_name or t('report'))}", "", f"**{t(verdict)}**", ""]
    parts += _list(t, "Left out or changed", [f.message for f in left_out(record.findings)])
    if record.request is not None:
        read = say("Read by {planner}; sent to nowhere: read on this machine.", planner=record.planner)
        if record.sent_to:
            read = say("Read by {planner}; sent to {server}.", planner=record.planner, server=record.sent_to)
        quoted = "\n".join(f"> {_escape(line)}" for line in record.request.splitlines() or [""])
        parts += [quoted, "", _escape(t(read)), ""]
    if record.intent is not None and record.base is not None:
        parts += [_escape(t(sentence(changes(record.base, record.intent)))), ""]
    if record.intent is not None:
        rows = [(line.what, line.value, line.source) for line in understood(record.intent, t)]
        parts += _table(t, "What was understood", ("what", "value", "from"), rows)
    if record.verdict is not None:
        claims = [
            (c.text, t(str(c.status)), c.figure, c.resolution, c.method, t(runs(c.lines)))
            for c in record.verdict.claims
        ]
        parts += _table(t, "Claims", ("claim", "status", "figure", "resolution", "method", "program lines"), claims)
        parts += _list(t, "Assumptions", record.verdict.assumptions)
    allowed = [
        (str(a.finding.where.line or ""), a.finding.code, t(str(a.finding.severity)), a.finding.message, a.reason)
        for a in record.allowed
    ]
    if allowed:
        parts += _table(t, "Let pass by name", ("line", "rule", "severity", "what", "reason"), allowed)
    parts += _findings(record.findings, t)
    if record.questions:
        parts += _list(t, "Questions", [f"{q.text} (`--answer {q.id}=…`)" for q in record.questions])
    if record.job is not None:
        numbers = [
            (t(where), s.name, f"{_figure(s.value)} {t(s.unit)}".strip(), s.source) for where, s in defaults(record.job)
        ]
        parts += _table(t, "Numbers that nobody said", ("of", "number", "value", "source"), numbers)
        tools = [
            (f"T{t.number}", t.tool.name, number(t.tool.diameter, 3), number(t.stick_out, 1)) for t in record.job.tools
        ]
        parts += _table(t, "Tools", ("T", "tool", "diameter mm", "stick-out mm"), tools)
    rows = [(m.name, f"{number(m.value, 3)} {m.unit}", m.method) for m in record.measurements]
    parts += _table(t, "Measured", ("figure", "value", "method"), rows)
    if record.simulation is not None:
        parts += [
            t(say("Cycle time {time}, an estimate:", time=duration(record.simulation.seconds))),
            "",
        ]
        parts += [f"- {_escape(t(a))}" for a in record.simulation.time_assumptions] + [""]
    parts += _list(t, "Notes", record.notes)
    return "\n".join(parts).rstrip() + "\n"


def runs(lines: Sequence[tuple[int, int]]) -> str:
    """Line runs for people: ``12–18, 30``; the first six, then how many more."""
    shown = [f"{a}–{b}" if b > a else f"{a}" for a, b in lines[:6]]
    listed = ", ".join(shown)
    return say("{lines} and {n} more", lines=listed, n=len(lines) - 6) if len(lines) > 6 else listed


def duration(seconds: float) -> str:
    """``75 -> '1 min 15 s'``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {left} s"


def _figure(value: float | str) -> str:
    return value if isinstance(value, str) else number(value)


def _findings(findings: Sequence[Finding], t: Speak) -> list[str]:
    if not findings:
        return [f"## {t('Findings')}", "", t("None."), ""]
    rows = [
        (
            f.code,
            t(str(f.severity)),
            t(say("line {line}", line=f.where.line)) if f.where.line else (f.where.pointer or ""),
            f.message,
            f.remedy,
        )
        for f in findings
    ]
    return _table(t, "Findings", ("code", "severity", "where", "what", "remedy"), rows)


def _table(t: Speak, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(_escape(cell) for cell in row)} |" for row in rows]
    if not body:
        return []
    return [f"## {t(title)}", "", f"| {' | '.join(map(t, head))} |", f"|{'---|' * len(head)}", *body, ""]


def _list(t: Speak, title: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {_escape(item)}" for item in items]
    return [f"## {t(title)}", "", *lines, ""] if lines else []


def _escape(text: str) -> str:
    """Text from outside is data: no table cell, heading, link, image or HTML comes of it."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for mark in "\\`*_[]<>|#!":
        flat = flat.replace(mark, "\\" + mark) if mark in "\\`*[]<|!" else flat
    return flat
