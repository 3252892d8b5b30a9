"""What is generated is current: ``python -m tests.docs.generate`` writes it anew."""

import re
from pathlib import Path

import pytest

from tests.docs.generate import ROOT, help_page, readme, rule_pages, schema


@pytest.mark.parametrize(
    ("name", "make"),
    [("docs/cli.md", help_page), ("docs/rules.md", rule_pages), ("grammars/intent.schema.json", schema)],
)
def test_generated_files_are_current(name: str, make: object) -> None:
    assert callable(make)
    assert (ROOT / name).read_text(encoding="utf-8") == make(), "run python -m tests.docs.generate"


def test_the_readme_shows_real_output() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme(text) == text, "run python -m tests.docs.generate"


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_readme_first_command_is_the_tested_one() -> None:
    text = Path(ROOT / "README.md").read_text(encoding="utf-8")
    assert 'codegen make "Drill a 10 mm hole through a 120 x 60 x 20 mm aluminium block at (100, 25)"' in text
