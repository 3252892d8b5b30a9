"""Which findings are shown: chosen by name, by group, by severity. An error of safety goes by its own name only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from codegen.errors import UnknownName
from codegen.findings import Finding, Severity
from codegen.rules.groups import Group
from codegen.rules.registry import pages

_RANK: Final = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for: names of rules or groups, and the least severity. Empty: everything."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    least: Severity = Severity.NOTE

    def __post_init__(self) -> None:
        known = {*pages(), *(group.value for group in Group)}
        for name in (*self.select, *self.ignore):
            if name not in known:
                raise UnknownName("rule", name, sorted(known))


def choose(findings: Iterable[Finding], wanted: Selection) -> tuple[list[Finding], list[Finding]]:
    """The findings that are kept, and the errors that were put aside: those are recorded, not forgotten.

    An error of safety is put aside only where ``ignore`` names its own code; neither a group, nor ``select``, nor the
    severity hides it.
    """
    kept: list[Finding] = []
    aside: list[Finding] = []
    for finding in findings:
        if _wanted(finding, wanted):
            kept.append(finding)
        elif finding.severity is Severity.ERROR:
            aside.append(finding)
    return kept, aside


def _wanted(finding: Finding, wanted: Selection) -> bool:
    if finding.code in wanted.ignore and finding.code not in {group.value for group in Group}:
        return False
    page = pages().get(finding.code)
    if page is None or (finding.severity is Severity.ERROR and page.safety()):
        return True
    names = {finding.code, page.group.value}
    if names & set(wanted.ignore) or (wanted.select and not names & set(wanted.select)):
        return False
    return _RANK[finding.severity] >= _RANK[wanted.least]
