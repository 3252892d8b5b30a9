"""The table of the rules; running them; their catalogue."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from codegen.errors import InternalError, UnknownName
from codegen.findings import CODES, Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.checks.compensation_left_on import CompensationLeftOn
from codegen.rules.checks.cutting_data import CuttingFigures
from codegen.rules.checks.cycle_not_cancelled import CycleNotCancelled
from codegen.rules.checks.drill_without_pecks import DrillWithoutPecks
from codegen.rules.checks.dwell_out_of_scale import DwellOutOfScale
from codegen.rules.checks.feed_limit import FeedLimit
from codegen.rules.checks.missing_length_offset import MissingLengthOffset
from codegen.rules.checks.no_coolant import NoCoolant
from codegen.rules.checks.path_tolerance import PathTolerance
from codegen.rules.checks.retract_low import RetractLow
from codegen.rules.checks.speed_limit import SpeedLimit
from codegen.rules.checks.tap_feed import TapFeed
from codegen.rules.checks.tap_hole import TapHole
from codegen.rules.checks.tap_not_synchronised import TapNotSynchronised
from codegen.rules.checks.thread_not_cut import ThreadNotCut
from codegen.rules.checks.tool_change_in_cut import ToolChangeInCut
from codegen.rules.checks.tool_not_used import ToolNotUsed
from codegen.rules.checks.units_mismatch import UnitsMismatch
from codegen.rules.checks.units_not_stated import UnitsNotStated
from codegen.rules.checks.work_offset_not_stated import WorkOffsetNotStated
from codegen.rules.checks.wrong_length_offset import WrongLengthOffset

RULES: Final[tuple[type[Rule], ...]] = (
    MissingLengthOffset,
    WrongLengthOffset,
    SpeedLimit,
    FeedLimit,
    CuttingFigures,
    DrillWithoutPecks,
    DwellOutOfScale,
    TapFeed,
    TapNotSynchronised,
    TapHole,
    ThreadNotCut,
    ToolChangeInCut,
    RetractLow,
    UnitsNotStated,
    UnitsMismatch,
    WorkOffsetNotStated,
    CycleNotCancelled,
    CompensationLeftOn,
    NoCoolant,
    PathTolerance,
    ToolNotUsed,
)
"""Every rule, in the order in which they run and are listed."""

MAX_FINDINGS: Final = 200
"""Findings of one rule that are listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule in the catalogue: its name, one line, and its page in Markdown."""

    name: str
    summary: str
    page: str


def run(context: Context, select: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """The findings of all rules, or of those that ``select`` names.

    Raises:
        UnknownName: no rule of that name.
        InternalError: a rule crashed. That is never a pass: what it would have found is not known.
    """
    chosen = _chosen(select)
    return tuple(finding for rule in chosen for finding in _run(rule, context))


def catalogue() -> list[Entry]:
    """All rules with their pages."""
    return [Entry(rule.code, CODES[rule.code], inspect.cleandoc(rule.__doc__ or "")) for rule in RULES]


def markdown() -> str:
    """The catalogue as one page: ``docs/rules.md``."""
    out = [
        "# Rules",
        "",
        "What `codegen` checks on every program, its own and anyone's, beside reading and simulating it. A rule looks at"
        " the motions that the reader found in the program's text. This page is made from the rules themselves.",
        "",
    ]
    for entry in catalogue():
        page = entry.page.replace("\n## ", "\n### ")
        out += [f"## {entry.name}", "", f"*{entry.summary[0].upper()}{entry.summary[1:]}.*", "", page, ""]
    return "\n".join(out)


def _chosen(select: Iterable[str] | None) -> list[type[Rule]]:
    if select is None:
        return list(RULES)
    names = {rule.code: rule for rule in RULES}
    wanted = list(select)
    for name in wanted:
        if name not in names:
            raise UnknownName("rule", name, names)
    return [rule for rule in RULES if rule.code in wanted]


def _run(rule: type[Rule], context: Context) -> list[Finding]:
    try:
        found = list(islice(rule().check(context), MAX_FINDINGS + 1))
    except Exception as e:  # whatever it is, a rule that crashes must never become a pass
        raise InternalError(
            f"rule {rule.code!r} crashed ({type(e).__name__}: {str(e)[:120]}): the program is not judged; please report it"
        ) from e
    if len(found) <= MAX_FINDINGS:
        return found
    more = say(
        "more than {most} findings {code!r}: the others are not listed",
        most=MAX_FINDINGS,
        code=rule.code,
    )
    # of the listed ones' gravity: what is not listed may be as bad
    worst = Severity.ERROR if any(f.severity is Severity.ERROR for f in found) else Severity.WARNING
    return [
        *found[:MAX_FINDINGS],
        Finding("limit-exceeded", more, worst, found[-1].where, say("mend the listed ones first")),
    ]
