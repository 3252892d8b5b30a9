"""Measure what the check catches: faults in good programs, judged by ``judge``, by operator, with 95 % intervals.

    python -m tests.faults.campaign --programs plate-linuxcnc bracket-linuxcnc contour-linuxcnc --per-operator 200 --seed 1

Each operator's rows are kept in ``--folder`` as they are done, and not done again; so are the programs, which are made there.
Prints the table, the misses with their lines and diffs, errors on unmutated programs, and alarms on harmless faults.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from codegen.findings import Severity
from codegen.model.faults import Harm, trial_json, wilson
from codegen.model.verdict import Record
from codegen.pipeline.check import CheckOptions, check
from codegen.pipeline.faults import checked, tried
from codegen.pipeline.mutation import OPERATORS, SHAPE, Operator, chosen, listing, mutants
from tests.faults.judge import Grade, Ruling
from tests.faults.work import PARTS, Work, work

Row = dict[str, Any]
DEFAULT = ("plate-linuxcnc", "bracket-linuxcnc", "contour-linuxcnc", "deep-fanuc")


def options(done: Work, *, part: bool) -> CheckOptions:
    """Of the check: with the setup, and with the part or without."""
    return CheckOptions(setup=done.folder / "setup.toml", part=done.folder / "part.step" if part else None)


@cache
def opened(name: str, folder: Path) -> tuple[Work, Record, Record]:
    """A good program, and its two records."""
    done = work(name, folder)
    return (done, *(check(done.program, options=options(done, part=part)) for part in (True, False)))  # type: ignore[return-value]


_HARM = {
    Grade.HARMFUL: Harm.HARMFUL,
    Grade.DOUBTFUL: Harm.HARMLESS,
    Grade.HARMLESS: Harm.HARMLESS,
    Grade.UNJUDGED: Harm.UNJUDGED,
}


def trial(done: Work, own: Mapping[bool, Record], operator: Operator, mutant: Any, path: Path) -> Row:
    """One fault: judged, and checked with the part and without."""
    ruling: Ruling = done.judge.ruling(mutant.text)
    row: Row = {}
    for part in (True, False):
        record = checked(path, mutant.text, options(done, part=part))
        of = tried(operator, mutant, own[part], record, _HARM[ruling.grade], ruling.why)
        if part:
            row = trial_json(of) | {"program": done.name, "grade": str(ruling.grade)}
        else:
            row |= {"codes_alone": list(of.codes), "warnings_alone": list(of.warnings), "named_alone": of.named}
    return row


def rows_of(name: str, operator_name: str, per_operator: int, seed: int, folder: Path) -> list[Row]:
    """One operator on one program; kept, and read where it was kept."""
    kept = folder / f"{name}.{operator_name}.{per_operator}.{seed}.json"
    if kept.is_file():
        rows: list[Row] = json.loads(kept.read_text(encoding="utf-8"))
        return rows
    (operator,) = chosen((operator_name,))
    done, with_part, alone = opened(name, folder)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / done.program.name
        for mutant in mutants(listing(done.text, done.controller.dialect), operator, per_operator, seed):
            rows.append(trial(done, {True: with_part, False: alone}, operator, mutant, path))
    fresh = kept.with_suffix(".part")
    fresh.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
    fresh.replace(kept)
    return rows


def share(hits: int, of: int) -> str:
    """A share in percent, with its interval."""
    if not of:
        return "–"
    low, high = wilson(hits, of)
    return f"{100 * hits / of:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def shaped(row: Row) -> bool:
    """Whether only the comparison with the part found it."""
    return bool(row["codes"]) and set(row["codes"]) <= SHAPE


HEAD = (
    "| operator | tried | harmful | caught % | by its name % | shape alone | program + setup % | doubtful, told "
    "| harmless | alarms |"
)


def table(rows: Iterable[Row]) -> list[str]:
    """The table, by operator, in the catalogue's order."""
    by: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by[row["operator"]].append(row)
    out = [HEAD, "|" + "---|" * 10]
    out += [line(op.name, by[op.name]) for op in OPERATORS if by.get(op.name)]
    seen = [row for op in OPERATORS if op.without_part for row in by.get(op.name, [])]
    out += [line("**all**", [row for some in by.values() for row in some]), line("**seen without the part**", seen)]
    return out


def line(name: str, rows: list[Row]) -> str:
    """A row of the table."""
    harmful = [r for r in rows if r["grade"] == Grade.HARMFUL]
    caught = [r for r in harmful if r["codes"]]
    doubtful = [r for r in rows if r["grade"] == Grade.DOUBTFUL]
    told = [r for r in doubtful if r["codes"] or r["warnings"]]
    harmless = [r for r in rows if r["grade"] == Grade.HARMLESS]
    cells = (
        name,
        len(rows),
        len(harmful),
        share(len(caught), len(harmful)),
        share(sum(r["named"] for r in caught), len(caught)),
        sum(shaped(r) and not r["named"] for r in caught),
        share(sum(bool(r["codes_alone"]) for r in harmful), len(harmful)),
        f"{len(told)} of {len(doubtful)}" if doubtful else "–",
        len(harmless),
        sum(bool(r["codes"]) for r in harmless),
    )
    return f"| {' | '.join(str(c) for c in cells)} |"


def missed(rows: Iterable[Row], *, alarms: bool = False, alone: bool = False) -> list[str]:
    """Harmful faults that nothing found; or harmless ones with an error."""
    out = []
    for row in rows:
        codes = row["codes_alone" if alone else "codes"]
        if alarms and row["grade"] == Grade.HARMLESS and codes:
            why = f"alarm {', '.join(codes)}"
        elif not alarms and row["grade"] == Grade.HARMFUL and not codes:
            why = f"missed: {row['why']}; warnings {row['warnings_alone' if alone else 'warnings']}"
        else:
            continue
        out.append(f"{row['program']} {row['operator']} line {row['line']}: {why}")
        out += [f"    {text}" for text in row["diff"]]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--programs", nargs="+", default=list(DEFAULT), help=f"PART-CONTROL; parts: {', '.join(PARTS)}")
    parser.add_argument("--operators", nargs="*", default=[])
    parser.add_argument("--per-operator", type=int, default=20, help="on each program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("faults"))
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    jobs = [
        (name, op.name, args.per_operator, args.seed, args.folder)
        for name in args.programs
        for op in chosen(tuple(args.operators))
    ]
    for name in args.programs:
        work(name, args.folder)
    rows: list[Row] = []
    if args.jobs > 1:
        with ProcessPoolExecutor(min(args.jobs, os.cpu_count() or 1)) as pool:
            for job, found in zip(jobs, pool.map(rows_of, *zip(*jobs, strict=True)), strict=True):
                rows += found
                told(job, found)
    else:
        for job in jobs:
            found = rows_of(*job)
            rows += found
            told(job, found)
    write = sys.stdout.write
    write("\n".join(table(rows)) + "\n\n")
    for name in args.programs:
        _, with_part, alone = opened(name, args.folder)
        errors = Counter(f.code for r in (with_part, alone) for f in r.findings if f.severity is Severity.ERROR)
        write(f"{name}: errors without a fault: {dict(errors) or 'none'}\n")
    seen = [r for r in rows if chosen((r["operator"],))[0].without_part]
    for title, found in (
        ("Missed with part and setup", missed(rows)),
        ("Missed with setup alone, of those that can be seen without the part", missed(seen, alone=True)),
        ("Alarms on harmless faults", missed(rows, alarms=True)),
    ):
        write(f"\n{title}:\n" + "\n".join(found or ["none"]) + "\n")


def told(job: tuple[Any, ...], rows: list[Row]) -> None:
    """Progress, on standard error."""
    sys.stderr.write(f"{job[0]} {job[1]}: {len(rows)} faults, {(len(missed(rows)) and 'misses') or 'none missed'}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
