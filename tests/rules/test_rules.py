"""The rules against their cases, and what every rule must have."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.errors import InternalError, UnknownName
from codegen.findings import CODES, Finding, Severity
from codegen.rules import Context, Page, Rule, catalogue, markdown, registry, run
from codegen.rules.groups import Group
from codegen.rules.holes import minor_limits
from codegen.rules.table import CHECKS, FOUND
from tests.rules.support import context, found

CASES = Path(__file__).parent / "cases"
SECTIONS = ("## What it does", "## Why is this bad", "## Example", "## Use instead", "## Which controllers")
DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def all_cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, case in data["cases"].items():
            yield pytest.param(data["rule"], name, case, id=f"{path.stem}-{name}")


@pytest.mark.parametrize(("rule", "name", "case"), list(all_cases()))
def test_case(rule: str, name: str, case: dict[str, Any]) -> None:
    expected = case.get("expect", [])
    assert name.startswith("fail_" if expected else "pass_")
    results = found(case, rule)
    assert [(f.where.line, str(f.severity)) for f in results] == [
        (e["line"], e.get("severity", str(f.severity))) for e, f in zip(expected, results, strict=False)
    ] + [("missing", e["line"]) for e in expected[len(results) :]], [f.message for f in results]
    for f, e in zip(results, expected, strict=True):
        assert e.get("says", "") in f"{f.message}; {f.remedy}"
        assert f.code == rule and f.remedy
        assert (
            e["line"] is None or f.where.block == (case["program"] + case.get("tail", "")).splitlines()[e["line"] - 1]
        )


@pytest.mark.parametrize("rule", registry.pages().values(), ids=lambda r: r.code)
def test_every_rule_has_a_code_a_group_a_page_and_cases(rule: type[Page]) -> None:
    assert rule.code in CODES
    page = rule.__doc__ or ""
    assert [page.count(section) for section in SECTIONS] == [1] * len(SECTIONS)
    assert isinstance(rule.group, Group) and isinstance(rule.severity, Severity)
    assert rule.__module__.rsplit(".", 1)[-1] == rule.code.replace("-", "_")
    data = yaml.safe_load((CASES / f"{rule.code}.yaml").read_text(encoding="utf-8"))
    assert data["rule"] == rule.code
    assert any(n.startswith("pass_") for n in data["cases"]) and any(n.startswith("fail_") for n in data["cases"])


@pytest.mark.parametrize("name", sorted(registry.pages()))
def test_a_name_reads_after_allow(name: str) -> None:
    """A noun phrase in small letters that says what is wrong, or what is missing; no order, no question, no negated check."""
    words = name.split("-")
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+){0,5}", name)
    assert words[0] not in {"allow", "check", "use", "must", "should", "require", "avoid", "dont", "never", "bad", "is"}
    assert words[-1] not in {"rule", "check", "error", "warning"}


@pytest.mark.parametrize("folder", ["checks", "found"])
def test_every_file_of_a_rule_is_in_the_table(folder: str) -> None:
    files = {p.stem for p in (Path(registry.__file__).parent / folder).glob("*.py")} - {"__init__"}
    assert files == {code.replace("-", "_") for code in (CHECKS if folder == "checks" else FOUND)}


def test_the_catalogue_is_large_enough_and_every_group_has_rules() -> None:
    assert len(registry.pages()) >= 60
    assert {page.group for page in registry.pages().values()} == set(Group)


def test_cases_are_there_for_every_page_and_no_other() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(registry.pages())


def test_the_page_in_docs_is_current() -> None:
    made = markdown()
    assert DOCS.read_text(encoding="utf-8") == made, (
        'regenerate it: python -c "import codegen.rules as r, pathlib as p;'
        " p.Path('docs/rules.md').write_text(r.markdown(), encoding='utf-8', newline=chr(10))\""
    )
    assert all(f"## {entry.name}\n" in made for entry in catalogue())


def test_the_catalogue_names_each_rule_once() -> None:
    names = [entry.name for entry in catalogue()]
    assert len(set(names)) == len(names) == len(registry.pages()) == len(CHECKS) + len(FOUND)
    assert all(entry.summary and entry.page for entry in catalogue())


def test_a_rule_that_crashes_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Crashing(Rule):
        code = "retract-low"
        group = Group.MOTION

        def check(self, context: Context) -> Iterator[Finding]:
            yield from ()
            raise ZeroDivisionError("by zero")

    everything = (*registry.rules(), Crashing)
    monkeypatch.setattr(registry, "rules", lambda: everything)
    with pytest.raises(InternalError, match=r"rule 'retract-low' crashed \(ZeroDivisionError: by zero\)"):
        run(context({"program": "M30\n"}))


def test_nothing_known_gives_no_findings() -> None:
    assert run(Context()) == ()


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownName, match="retract-low"):
        run(Context(), select=["retract-lo"])


def test_a_flood_of_findings_ends_with_one_that_says_so() -> None:
    lines = ["G21 G90"] + [f"S{9000 + i} M3" for i in range(300)] + ["M30"]
    listed = run(context({"program": "\n".join(lines)}), select=["speed-limit"])
    assert len(listed) == registry.MAX_FINDINGS + 1
    assert listed[-1].code == "limit-exceeded" and listed[-1].severity == "error"


@pytest.mark.parametrize(
    "text",
    ["", "%\n", "G0 X1\n", "garbage \x00 ~\n" * 20, "G1 Z-1\n", "M6\n", "G33.1 Z-1\n", "G84\n", "O100 call\nM30\n"],
)
def test_no_rule_crashes_on_what_is_not_known(text: str) -> None:
    run(context({"program": text, "stock": [0, 0, -10, 50, 50, 0], "tools": {1: "tap-m6"}}))
    run(context({"program": "G21 G90 G17\nT1 M6\nS100 M3\n" + text, "tools": {1: "tap-m6"}}))


@pytest.mark.parametrize(
    ("diameter", "pitch", "least", "greatest"),
    # ISO 965-2, limits of the minor diameter of internal threads, 6H
    [
        (3, 0.5, 2.459, 2.599),
        (4, 0.7, 3.242, 3.422),
        (6, 1, 4.917, 5.153),
        (8, 1.25, 6.647, 6.912),
        (10, 1.5, 8.376, 8.676),
    ],
)
def test_minor_diameter_limits(diameter: float, pitch: float, least: float, greatest: float) -> None:
    low, high = minor_limits(diameter, pitch)
    assert low == pytest.approx(least, abs=0.001)
    assert high == pytest.approx(
        greatest, abs=0.01
    )  # the standard rounds the tolerance to a series of preferred numbers


@pytest.mark.slow
def test_a_long_program_is_judged_quickly() -> None:
    body = "\n".join(f"X{i % 90 / 10} Y{i % 70 / 10}" for i in range(100_000))
    given = context(
        {
            "program": f"G21 G90 G17 G94\nT1 M6\nG43 H1\nG0 X0 Y0 Z5\nG1 Z-1 F100\n{body}\nM30\n",
            "stock": [0, 0, -10, 9, 9, 0],
        }
    )
    start = time.perf_counter()
    run(given)
    assert time.perf_counter() - start < 5.0
