"""Messages and their translations: every template in the source has one, with the same fields."""

from __future__ import annotations

import ast
import copy
import pickle
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from codegen.messages import LANGUAGES, Message, catalogue, joined, language_of, say, translated

SOURCE = Path(__file__).parent.parent / "codegen"


def _templates(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            first = node.args[0]
            assert isinstance(first, ast.Constant) and isinstance(first.value, str), (
                f"line {node.lineno}: say() takes its template as it stands, or no catalogue can hold it"
            )
            yield first.value


@cache
def templates() -> tuple[str, ...]:
    found: dict[str, None] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        for template in _templates(ast.parse(file.read_text(encoding="utf-8"))):
            found[template] = None
    return tuple(found)


def fields(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_the_catalogue_holds_every_message(language: str) -> None:
    missing = [template for template in templates() if template not in catalogue(language)]
    assert not missing, f"{len(missing)} messages are not translated: {missing[:5]}"


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_a_translation_has_the_fields_of_its_template(language: str) -> None:
    for template in templates():
        text = catalogue(language).get(template, template)
        assert fields(text) == fields(template), template
        assert text.strip(), template


def test_a_message_is_its_english_text_and_can_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "codegen.messages.catalogue",
        lambda _: {"{n} holes of {what!r}: {why}": "{what!r}：{n}个孔，{why}", "too deep": "太深", "hole": "孔"},
    )
    said = say("{n} holes of {what!r}: {why}", n=4, what="hole", why=say("too deep"))
    assert said == "4 holes of 'hole': too deep"
    assert translated(said, "zh") == "'hole'：4个孔，太深"
    assert translated(said, "en") == said
    assert type(translated(said, "en")) is str
    assert translated(joined(", ", ["hole", said]), "zh") == "孔, 'hole'：4个孔，太深"
    assert translated("never said {before}", "zh") == "never said {before}"


def test_a_message_survives_copies() -> None:
    said = say("Ø{d:g}", d=8.0)
    for copied in (copy.copy(said), copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert isinstance(copied, Message)
        assert (copied, copied.template, copied.values) == (said, said.template, said.values)


@pytest.mark.parametrize(
    ("text", "language"), [("100x60 plate", "en"), ("铝板 100x60", "zh"), ("孔", "en"), ("", "en"), ("四个孔 M6", "zh")]
)
def test_the_language_of_a_request(text: str, language: str) -> None:
    assert language_of(text) == language
