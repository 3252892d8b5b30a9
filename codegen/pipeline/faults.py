"""``codegen faults``: put faults into a program one at a time, and count what the check makes of them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from codegen.errors import BadInput
from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.faults import Faults, Harm, Mutant, Tally, Trial
from codegen.model.verdict import Record
from codegen.pipeline.check import MAX_PROGRAM_BYTES, CheckOptions, check, read_bytes
from codegen.pipeline.controls import control_of
from codegen.pipeline.harm import Harms
from codegen.pipeline.make import Progress, silent
from codegen.pipeline.mutation import SHAPE, Operator, chosen, listing, mutants

LARGEST: Final = 2 * 2**20
"""Bytes of a program that faults are put into: some 80 000 blocks, each checked once for every fault."""


@dataclass(frozen=True, slots=True)
class FaultOptions:
    """``check``: what is known beside the program, as for ``codegen check``; ``operators``: all where empty."""

    check: CheckOptions = field(default_factory=CheckOptions)
    operators: tuple[str, ...] = ()
    per_operator: int = 20
    seed: int = 1


def faults(program: Path, *, options: FaultOptions | None = None, progress: Progress = silent) -> Faults:
    """Try every operator on ``program`` and count: tried, harmful, harmless, caught, by which finding, missed.

    Raises:
        UsageError: unreadable file, unknown operator, bad setup, unknown control or machine.
    """
    opts = options or FaultOptions()
    operators = chosen(opts.operators)
    data = read_bytes(program, min(LARGEST, MAX_PROGRAM_BYTES))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(say("{path!r} is not UTF-8 text: byte {place}", path=str(program), place=error.start)) from error
    progress(say("checking the program itself"), 0.0)
    own = check(program, options=opts.check)
    harms = Harms.of(program, text, opts.check)
    rows = listing(text, control_of(data, own.controller, name=program.name).controller.dialect)
    tallies = []
    with tempfile.TemporaryDirectory(prefix="codegen-faults-") as folder:
        path = Path(folder) / program.name
        for k, operator in enumerate(operators):
            made = mutants(rows, operator, opts.per_operator, opts.seed)
            trials = []
            for n, mutant in enumerate(made):
                progress(operator.text, (k + n / len(made)) / len(operators))
                harm, why = harms.of_mutant(mutant)
                trials.append(tried(operator, mutant, own, checked(path, mutant.text, opts.check), harm, why))
            tallies.append(Tally(operator.name, operator.text, tuple(trials), short=len(made) < opts.per_operator))
    return Faults(str(program), opts.seed, tuple(tallies), tuple(_codes(own, Severity.ERROR)), own.notes)


def checked(path: Path, text: str, options: CheckOptions) -> Record:
    """The check's record of ``text``, put into ``path``."""
    path.write_bytes(text.encode("utf-8"))
    return check(path, options=options)


def tried(operator: Operator, mutant: Mutant, own: Record, record: Record, harm: Harm, why: str) -> Trial:
    """What the check made of a mutant, beside what it has against the program itself."""
    found = _new(own.findings, record.findings)
    codes = tuple(dict.fromkeys(f.code for f in found if f.severity is Severity.ERROR))
    warnings = tuple(dict.fromkeys(f.code for f in found if f.severity is Severity.WARNING))
    return Trial(mutant, harm, why, codes, warnings, named=any(names(operator, mutant, f) for f in found))


def names(operator: Operator, mutant: Mutant, finding: Finding) -> bool:
    """Whether a finding names the fault: by its code, or by pointing at a line that was changed; a note names nothing."""
    if finding.severity is Severity.NOTE:
        return False
    if finding.code in operator.names:
        return True
    line = finding.where.line
    near = line is not None and mutant.line <= line < mutant.line + max(len(mutant.after), 1)
    return near and (finding.code in SHAPE or finding.severity is Severity.ERROR)


def _new(own: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Findings that the program itself has not: by code, gravity and feature, as often as there are more of them."""
    left = [_kind(f) for f in own]
    out = []
    for f in found:
        if _kind(f) in left:
            left.remove(_kind(f))
        else:
            out.append(f)
    return out


def _kind(f: Finding) -> tuple[str, Severity, str | None]:
    return f.code, f.severity, f.where.feature


def _codes(record: Record, severity: Severity) -> list[str]:
    return list(dict.fromkeys(f.code for f in record.findings if f.severity is severity))
