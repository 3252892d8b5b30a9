"""A reading up to a line."""

from __future__ import annotations

from dataclasses import replace

from codegen.errors import UsageError
from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Reading
from codegen.model.steps import Steps


def cut_off(reading: Reading, line: int) -> Reading:
    """What the program does up to and with its line ``line`` (from 1), when it first comes there.

    A subprogram's steps are those of the line that calls it; a line inside a subprogram or loop ends at its first run.

    Raises:
        UsageError: the program has no such line, or never comes there.
    """
    last = reading.program.text.count("\n") + 1
    if not 1 <= line <= last:
        raise UsageError(say("--until {line}: the program has lines 1 to {last}", line=line, last=last))
    return replace(reading, steps=reading.steps.prefix(_count(reading.steps, line)))


def _count(steps: Steps, line: int) -> int:
    reached: int | None = None
    past: int | None = None
    for i, step in enumerate(steps):
        if step.line == line or line - 1 in step.calls:
            reached = i + 1
        elif reached is not None:
            break
        elif past is None and (step.calls[0] + 1 if step.calls else step.line) > line:
            past = i
    if reached is not None:
        return reached
    if past is None:
        return len(steps)
    return past


def not_whole(line: int) -> Finding:
    """The finding that says so."""
    return Finding(
        "not-simulated",
        say("cut up to line {line}: what comes behind it was not simulated, and no part was compared", line=line),
        Severity.WARNING,
        remedy=say("leave --until out for the whole program"),
    )
