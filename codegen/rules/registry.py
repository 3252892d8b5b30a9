"""The rules as classes; running them; their catalogue."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Final

from codegen.errors import InternalError, UnknownName
from codegen.findings import CODES, Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Page, Rule
from codegen.rules.groups import TITLES, Group
from codegen.rules.table import CHECKS, FOUND

MAX_FINDINGS: Final = 200
"""Findings of one rule that are listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule in the catalogue: its name, one line, its group, its gravest severity, who finds it, its page in Markdown."""

    name: str
    summary: str
    page: str
    group: str
    severity: str
    by: str
    safety: bool


@cache
def rules() -> tuple[type[Rule], ...]:
    """Every rule, in the order in which they run and are listed.

    Raises:
        InternalError: a file of the table has no rule of its name.
    """
    out = []
    for code in CHECKS:
        page = _page("checks", code)
        if not issubclass(page, Rule):
            raise InternalError(f"codegen/rules/checks: {code!r} is no rule")
        out.append(page)
    return tuple(out)


@cache
def pages() -> dict[str, type[Page]]:
    """Every page of the catalogue by its code: the rules, and what the reader and the simulation find."""
    return {page.code: page for page in (*rules(), *(_page("found", code) for code in FOUND))}


def _page(folder: str, code: str) -> type[Page]:
    module = import_module(f"codegen.rules.{folder}.{code.replace('-', '_')}")
    for value in vars(module).values():
        if inspect.isclass(value) and issubclass(value, Page) and getattr(value, "code", None) == code:
            return value
    raise InternalError(f"{module.__name__} has no page for {code!r}")


def run(context: Context, select: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """The findings of all rules, or of those that ``select`` names.

    Raises:
        UnknownName: no rule of that name.
        InternalError: a rule crashed. That is never a pass: what it would have found is not known.
    """
    chosen = _chosen(select)
    return tuple(
        finding
        for rule in chosen
        if not any(context.told(code) for code in rule.yields_to)
        for finding in _run(rule, context)
    )


def catalogue() -> list[Entry]:
    """All rules with their pages, group by group."""
    order = list(Group)
    listed = sorted(pages().values(), key=lambda page: order.index(page.group))
    return [
        Entry(
            page.code, CODES[page.code], inspect.cleandoc(page.__doc__ or ""), page.group.value, page.severity.value,
            page.by, page.safety(),
        )
        for page in listed
    ]  # fmt: skip


def markdown() -> str:
    """The catalogue as one page: ``docs/rules.md``."""
    entries = catalogue()
    out = [
        "# Rules",
        "",
        "What `codegen check` finds in a program, its own and anyone's: what the reader finds in the text, what the rules find"
        " in the motions and the simulation in the stock. `codegen rules NAME` shows a page; `--select`, `--ignore` and"
        " `--severity` choose by name or group; a comment `(codegen: allow NAME because REASON)` lets one place pass, and the"
        " report lists it. This page is made from the rules themselves.",
        "",
        f"{len(entries)} rules in {len(TITLES)} groups:",
        "",
    ]
    for group in Group:
        names = ", ".join(f"[{e.name}](#{e.name})" for e in entries if e.group == group)
        out.append(f"- **{TITLES[group]}** (`{group.value}`): {names}")
    last = ""
    for entry in entries:
        if entry.group != last:
            last = entry.group
            out += ["", f"# {TITLES[Group(last)]}"]
        page = entry.page.replace("\n## ", "\n### ")
        who = {
            "rules": "",
            "reader": ", found by the reader",
            "simulation": ", found by the simulation",
            "comments": ", found in comments",
        }[entry.by]
        safety = ", safety" if entry.safety and entry.severity == "error" else ""
        out += ["", f"## {entry.name}", "", f"*{entry.severity}{safety}{who}*", "", page]
    return "\n".join(out) + "\n"


def _chosen(select: Iterable[str] | None) -> list[type[Rule]]:
    if select is None:
        return list(rules())
    names = {rule.code: rule for rule in rules()}
    wanted = list(select)
    for name in wanted:
        if name not in names:
            raise UnknownName("rule", name, names)
    return [rule for rule in rules() if rule.code in wanted]


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
