"""The rules against their cases, and what every rule must have."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen import shop
from codegen.errors import InternalError, UnknownName
from codegen.findings import CODES, Finding
from codegen.interpreter import read
from codegen.model.job import Fixture, Setup
from codegen.model.part import Box, Stock
from codegen.model.part_field import RegionThread
from codegen.rules import Context, Rule, catalogue, markdown, registry, run
from codegen.rules.holes import minor_limits

CASES = Path(__file__).parent / "cases"
SECTIONS = ("## What it does", "## Why is this bad", "## Example", "## Use instead")
DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def context(case: dict[str, Any]) -> Context:
    """Everything a case says, read by the real reader."""
    controller = shop.controller(case.get("controller", "linuxcnc"))
    tools = {}
    for number, name in case.get("tools", {}).items():
        made = shop.assemble(shop.tool(name), number)
        most = case.get("max_rpm", {}).get(number)
        tool = made.tool.model_copy(update={"max_rpm": most}) if most else made.tool
        offset = case.get("offsets", {}).get(number, number)
        tools[number] = made.model_copy(update={"tool": tool, "length_offset": offset})
    setup = None
    if "stock" in case:
        low, high = tuple(case["stock"][:3]), tuple(case["stock"][3:])
        stock = Stock(shape="box", box=Box(low=low, high=high))
        setup = Setup(datum="", stock=stock, fixture=Fixture(kind="none"), clearance=case.get("clearance", 5.0))
    return Context(
        setup=setup,
        tools=tools,
        machine=shop.machine("generic-mill"),
        controller=controller,
        material=shop.material(str(case["material"])) if "material" in case else None,
        reading=read(case["program"], controller),
        threads=tuple(RegionThread(f"hole{i}", *values) for i, values in enumerate(case.get("threads", []), 1)),
    )


def all_cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, case in data["cases"].items():
            yield pytest.param(data["rule"], name, case, id=f"{path.stem}-{name}")


@pytest.mark.parametrize(("rule", "name", "case"), list(all_cases()))
def test_case(rule: str, name: str, case: dict[str, Any]) -> None:
    expected = case.get("expect", [])
    assert name.startswith("fail_" if expected else "pass_")
    found = run(context(case), select=[rule])
    assert [(f.where.line, str(f.severity)) for f in found] == [
        (e["line"], e.get("severity", str(f.severity))) for e, f in zip(expected, found, strict=False)
    ] + [("missing", e["line"]) for e in expected[len(found) :]], [f.message for f in found]
    for f, e in zip(found, expected, strict=True):
        assert e.get("says", "") in f"{f.message}; {f.remedy}"
        assert f.code == rule and f.remedy
        assert f.where.block == case["program"].splitlines()[e["line"] - 1]


@pytest.mark.parametrize("rule", registry.RULES, ids=lambda r: r.code)
def test_every_rule_has_a_code_a_page_and_cases(rule: type[Rule]) -> None:
    assert rule.code in CODES
    page = rule.__doc__ or ""
    assert [page.count(section) for section in SECTIONS] == [1, 1, 1, 1]
    assert rule.__module__.rsplit(".", 1)[-1] == rule.code.replace("-", "_")
    data = yaml.safe_load((CASES / f"{rule.code}.yaml").read_text(encoding="utf-8"))
    assert data["rule"] == rule.code
    assert any(n.startswith("pass_") for n in data["cases"]) and any(n.startswith("fail_") for n in data["cases"])


def test_every_file_of_a_rule_is_in_the_table() -> None:
    files = {p.stem for p in (Path(registry.__file__).parent / "checks").glob("*.py")} - {"__init__"}
    assert files == {rule.code.replace("-", "_") for rule in registry.RULES}
    assert {p.stem for p in CASES.glob("*.yaml")} == {rule.code for rule in registry.RULES}


def test_the_page_in_docs_is_current() -> None:
    made = markdown()
    assert DOCS.read_text(encoding="utf-8") == made, (
        'regenerate it: python -c "import codegen.rules as r, pathlib as p;'
        " p.Path('docs/rules.md').write_text(r.markdown(), encoding='utf-8', newline=chr(10))\""
    )
    assert all(f"## {entry.name}\n" in made for entry in catalogue())


def test_the_catalogue_names_each_rule_once() -> None:
    names = [entry.name for entry in catalogue()]
    assert len(set(names)) == len(names) == len(registry.RULES)
    assert all(entry.summary and entry.page for entry in catalogue())


def test_a_rule_that_crashes_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Crashing(Rule):
        code = "retract-low"

        def check(self, context: Context) -> Iterator[Finding]:
            yield from ()
            raise ZeroDivisionError("by zero")

    monkeypatch.setattr(registry, "RULES", (*registry.RULES, Crashing))
    with pytest.raises(InternalError, match=r"rule 'retract-low' crashed \(ZeroDivisionError: by zero\)"):
        run(context({"program": "M30\n"}))


def test_nothing_known_gives_no_findings() -> None:
    assert run(Context()) == ()


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownName, match="retract-low"):
        run(Context(), select=["retract-lo"])


def test_a_flood_of_findings_ends_with_one_that_says_so() -> None:
    lines = ["G21 G90"] + [f"S{9000 + i} M3" for i in range(300)] + ["M30"]
    found = run(context({"program": "\n".join(lines)}), select=["speed-limit"])
    assert len(found) == registry.MAX_FINDINGS + 1
    assert found[-1].code == "limit-exceeded" and found[-1].severity == "error"


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
