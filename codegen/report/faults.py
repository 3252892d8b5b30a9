"""The result of fault injection: as a table with the misses below it, and as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from codegen.messages import say
from codegen.model.faults import Faults, Harm, Tally, Trial, trial_json, wilson

Spoken = Callable[[str], str]
MOST = 50
"""Misses that are shown one by one."""


def shown(found: Faults, spoken: Spoken) -> RenderableType:
    """The table by operator, the sums, then every miss with its line and diff."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(spoken(say("fault")), no_wrap=True)
    for head in _HEADS:
        table.add_column(spoken(head), justify="right")
    table.add_column(spoken(say("found by")))
    for tally in found.tallies:
        if tally.trials:
            by = ", ".join(f"{code} {count}" for code, count in tally.by.most_common(4))
            table.add_row(tally.operator, *map(str, _cells(tally.figures())), by)
    table.add_row(spoken(say("all")), *map(str, _cells(found.total())), "", style="bold")
    lines = [Text(spoken(text)) for text in _sums(found)]
    missed = [trial for tally in found.tallies for trial in tally.missed]
    alarms = [trial for tally in found.tallies for trial in tally.alarms]
    return Group(table, Text(), *lines, *_listed(say("missed"), missed, spoken), *_listed(say("alarm"), alarms, spoken))


_HEADS = (
    say("tried"), say("harmful"), say("harmless"), say("unjudged"), say("caught"), say("by name"), say("missed"),
    say("alarms"),
)  # fmt: skip


def _cells(figures: dict[str, int]) -> tuple[int, ...]:
    return tuple(
        figures[n] for n in ("tried", "harmful", "harmless", "unjudged", "caught", "named", "missed", "alarms")
    )


def _sums(found: Faults) -> list[str]:
    total = found.total()
    low, high = wilson(total["caught"], total["harmful"])
    out: list[str] = []
    if total["harmful"]:
        out.append(
            say(
                "caught: {caught} of {harmful} harmful faults, {percent:.1f} % (95 % interval {low:.1f} to {high:.1f} %)",
                caught=total["caught"],
                harmful=total["harmful"],
                percent=100 * total["caught"] / total["harmful"],
                low=100 * low,
                high=100 * high,
            )
        )
    if found.own:
        out.append(
            say(
                "the program itself has errors, and only what comes beside them is counted: {codes}",
                codes=", ".join(found.own),
            )
        )
    out.append(
        say(
            "harm is judged by the same reader and height map as the check: what both cannot see does not show here "
            "(docs/faults.md)"
        )
    )
    return [*out, *found.notes]


def _listed(title: str, trials: list[Trial], spoken: Spoken) -> list[Text]:
    out: list[Text] = []
    for trial in trials[:MOST]:
        mutant = trial.mutant
        out.append(Text())
        out.append(
            Text(f"{spoken(title)}: {mutant.operator}, {spoken(say('line {line}', line=mutant.line))}: ")
            + Text(", ".join(trial.codes) or spoken(trial.why))
        )
        out += [Text(f"  {line}", style="red" if line.startswith("-") else "green") for line in mutant.diff]
    if len(trials) > MOST:
        out.append(Text(spoken(say("and {more} more (--json lists all)", more=len(trials) - MOST))))
    return out


def to_json(found: Faults, spoken: Spoken) -> dict[str, Any]:
    """Everything, as data."""
    return {
        "format": 1,
        "outcome": "missed" if any(t.missed for t in found.tallies) else "caught",
        "program": found.program,
        "seed": found.seed,
        "own_errors": list(found.own),
        "total": found.total(),
        "interval_95": list(wilson(found.total()["caught"], found.total()["harmful"])),
        "operators": [_tally_json(tally, spoken) for tally in found.tallies],
        "notes": [spoken(note) for note in found.notes],
    }


def _tally_json(tally: Tally, spoken: Spoken) -> dict[str, Any]:
    return {
        "operator": tally.operator,
        "text": spoken(tally.text),
        **tally.figures(),
        "all_places_tried": tally.short,
        "by": dict(tally.by.most_common()),
        "trials": [
            trial_json(t) | {"why": spoken(t.why)} for t in tally.trials if t.harm is not Harm.HARMLESS or t.caught
        ],
    }
