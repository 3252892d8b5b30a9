"""The report on a terminal, with rich: short, well set, the verdict last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.verdict import Claim, Outcome, Record, Status
from codegen.report.changes import changes, sentence
from codegen.report.data import defaults, left_out
from codegen.report.localised import Speak, localised, speaker
from codegen.report.markdown import VERDICTS, duration, runs
from codegen.report.understood import understood
from codegen.units import number

STYLES = {
    Status.PROVEN: (say("proven"), "green"),
    Status.RULE_CHECKED: (say("rule-checked"), "cyan"),
    Status.OPERATOR: (say("operator"), "yellow"),
    Status.FAILED: (say("FAILED"), "bold red"),
    Status.ACCEPTED: (say("accepted"), "magenta"),
}
SEVERITIES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
OUTCOMES = {Outcome.PASSED: "bold green", Outcome.QUESTION: "bold yellow"}


def summary(record: Record, *, verbose: bool = False) -> RenderableType:
    """What to show after a run. ``verbose`` shows every default and every claim."""
    record, t = localised(record), speaker(record)
    parts: list[RenderableType] = []
    left = left_out(record.findings)
    if left:
        parts += _section(t("Left out or changed"), Group(*(Text(f"  • {f.message}", style="yellow") for f in left)))
    if record.intent is not None and record.base is not None:
        parts += ["", Text(t(sentence(changes(record.base, record.intent))), style="bold")]
    if record.intent is not None and record.request is not None:
        parts += _section(t("Understood"), _understood(record, t))
    if record.job is not None:
        parts += _section(t("Made with"), _job(record, t, verbose=verbose))
    if record.verdict is not None:
        claims = record.verdict.claims
        parts += _section(t("Claims"), _claims(claims if verbose else _main(claims), t))
        hidden = 0 if verbose else len(claims) - len(_main(claims))
        if hidden:
            more = say("and {hidden} more for the operator or by rule: --verbose, or report.md", hidden=hidden)
            parts.append(Text(f"  {t(more)}", style="dim"))
        if record.verdict.assumptions:
            parts += _section(t("Assumed"), Group(*(Text(f"  • {a}") for a in record.verdict.assumptions)))
    if record.allowed:
        parts += _section(t("Let pass by name"), _allowed(record, t))
    parts += [Text(text) for text in record.fixed]
    parts += [renderable for f in record.findings if f not in left for renderable in finding(f, t)]
    for question in record.questions:
        parts.append(Text.assemble(("? ", "bold yellow"), question.text, (f"  --answer {question.id}=…", "dim")))
        parts += [Text(f"    · {choice}", style="dim") for choice in question.choices]
    parts.append(Text(""))
    parts.append(_last(record, t))
    return Group(*parts)


def _allowed(record: Record, t: Speak) -> Table:
    """Findings that a comment or an option let pass, with the reasons."""
    return _grid(
        (
            f"{a.finding.where.line}" if a.finding.where.line else "",
            f"{t(str(a.finding.severity))} [{a.finding.code}]",
            a.finding.message,
            Text(a.reason, style="dim"),
        )
        for a in record.allowed
    )


def finding(f: Finding, t: Speak) -> Iterable[RenderableType]:
    """Place, code and reason; the block with a caret under the place; the remedy."""
    place = ""
    if f.where.line is not None:
        place = (
            f"{f.where.file or t('program')}:{f.where.line}" + (f":{f.where.column}" if f.where.column else "") + ": "
        )
    elif f.where.pointer:
        place = f"{f.where.pointer}: "
    style = SEVERITIES[f.severity]
    yield Text.assemble((place, "bold"), (f"{t(str(f.severity))} ", style), (f"[{f.code}] ", style), f.message)
    if f.where.block is not None and f.where.line is not None:
        block, column = _clip(f.where.block, f.where.column or 1)
        yield Text(f"    {f.where.line:>5} | {block}", style="dim")
        if f.where.column:
            width = max(1, (f.where.end_column or f.where.column + 1) - f.where.column)
            yield Text(" " * (12 + column - 1) + "^" * min(width, 80), style=style)
    if f.remedy:
        yield Text.assemble((f"    {t('remedy')}: ", "dim"), f.remedy)


def _clip(block: str, column: int) -> tuple[str, int]:
    """At most 100 characters about the column; unprintable characters made visible."""
    clean = "".join(c if c.isprintable() else "·" for c in block)
    if len(clean) <= 100:
        return clean, column
    start = max(0, min(column - 50, len(clean) - 100))
    return clean[start : start + 100], column - start


def _section(title: str, body: RenderableType) -> list[RenderableType]:
    return [Text(""), Text(title, style="bold underline"), body]


def _grid(rows: Iterable[Sequence[str | Text]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row("", *row)
    for column in table.columns:
        column.overflow = "fold"  # Chinese has no blanks to break a line at
    return table


def _understood(record: Record, t: Speak) -> Table:
    if record.intent is None:
        return _grid([])
    return _grid(
        (line.what, Text(line.value, style="bold"), Text(line.source, style="dim"))
        for line in understood(record.intent, t)
    )


def _job(record: Record, t: Speak, *, verbose: bool) -> Table:
    job = record.job
    if job is None:
        return _grid([])
    rows: list[Sequence[str | Text]] = []
    names = {a.number: a.tool.name for a in job.tools}
    for o in job.operations:
        figures = f"S{number(o.cutting.speed, 0)}  F{number(o.cutting.feed, 0)} mm/min"
        rows.append((o.name, f"T{o.tool} {names.get(o.tool, '')}", Text(figures, style="dim")))
    table = _grid(rows)
    shown = [(w, s) for w, s in defaults(job) if verbose or w == "job"]
    for where, s in shown:
        value = s.value if isinstance(s.value, str) else number(s.value)
        label = s.name if where == "job" else f"{where} {s.name}"
        table.add_row("", label, f"{value} {t(s.unit)}".strip(), Text(s.source, style="dim"))
    return table


def _main(claims: Sequence[Claim]) -> list[Claim]:
    keep = (Status.PROVEN, Status.FAILED, Status.ACCEPTED)
    return [c for c in claims if c.status in keep or c.id.startswith(("feature:", "fit:", "fixture-clear"))]


def _claims(claims: Sequence[Claim], t: Speak) -> Table:
    rows = []
    for c in claims:
        label, style = STYLES[c.status]
        detail = "; ".join(
            x for x in (c.figure, c.resolution, t(say("lines {runs}", runs=runs(c.lines))) if c.lines else "") if x
        )
        rows.append((Text(t(label), style=style), c.text, Text(detail, style="dim")))
    return _grid(rows)


def _last(record: Record, t: Speak) -> Text:
    style = OUTCOMES.get(record.outcome, "bold red")
    text = Text.assemble((t(VERDICTS[record.outcome]), style))
    if record.command == "check" and record.outcome is Outcome.PASSED:
        text = Text.assemble((t("Passed: no error was found in this program, as far as it was checked."), style))
    if record.simulation is not None:
        took = say("Cycle time {time} (estimate).", time=duration(record.simulation.seconds))
        text.append(f"\n{t(took)}", style="dim")
    if record.request is not None:
        read = say("Request read by {planner}; sent nowhere: read on this machine.", planner=record.planner)
        if record.sent_to:
            read = say("Request read by {planner}; sent to {server}.", planner=record.planner, server=record.sent_to)
        text.append(f"\n{t(read)}", style="dim")
    return text
