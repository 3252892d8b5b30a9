"""Messages and their translations: every template in the source has one, with the same fields."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from codegen.messages import LANGUAGES, Message, bilingual, catalogue, joined, language_of, say, translated

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
    lines = "\n".join(f'{json.dumps(template, ensure_ascii=False)} = "…"' for template in missing)
    assert not missing, f"to codegen/locale/{language}/ROOM.toml, or the control's own file there:\n{lines}"


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_a_translation_has_the_fields_of_its_template(language: str) -> None:
    for template in templates():
        text = catalogue(language).get(template, template)
        assert fields(text) == fields(template), template
        assert text.strip(), template


SAYING = frozenset(
    {"Finding", "Claim", "Measurement", "Sourced", "UsageError", "BadInput", "OutputError", "PlannerError", "report",
     "finding", "lost", "find", "unset", "assume", "figure", "progress", "fail"}
)  # fmt: skip
"""What passes a text on to the user: in its arguments a text must be a message."""
SILENT = frozenset({"code", "id", "name", "pointer", "about", "unit", "feature", "column", "figures", "block", "file"})
"""Arguments that are no texts to read."""


def _worded(node: ast.expr) -> Iterator[ast.expr]:
    """Texts of two words or more outside ``say`` in an expression."""
    if isinstance(node, ast.JoinedStr):
        said = "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
        if " " in said and any(c.isalpha() for c in said):
            yield node
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and len(node.value.split()) > 1:
            yield node
    elif isinstance(node, ast.IfExp):
        yield from (*_worded(node.body), *_worded(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*_worded(node.left), *_worded(node.right))


def _unsaid(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in SAYING or isinstance(getattr(node.func, "value", None), ast.Constant):
            continue
        skip = 1 if name in ("Finding", "Claim") else 0
        passed = [*node.args[skip:], *(k.value for k in node.keywords if k.arg not in SILENT)]
        for argument in passed:
            for text in _worded(argument):
                yield f"{text.lineno}: {ast.unparse(text)}"


def test_what_users_see_is_said() -> None:
    """No finding, claim, failure or default carries a text that was not made by ``say``."""
    found = [
        f"{file.relative_to(SOURCE)}:{text}"
        for file in sorted(SOURCE.rglob("*.py"))
        for text in _unsaid(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert not found, f"{len(found)} texts are built outside say(): {found[:5]}"


def _texts_of(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for k, v in value.items():
            yield from _texts_of(v, k)
    elif isinstance(value, list):
        for v in value:
            yield from _texts_of(v, key)
    elif isinstance(value, str) and key in ("name", "source", "parameters"):
        yield value


@pytest.mark.parametrize("table", ["machines", "materials", "practice", "tools", "controllers"])
def test_the_names_and_sources_of_the_tables_are_translated(table: str) -> None:
    """All but proper names: a text of the tables that has three words or more in small letters stands in the catalogue."""
    data = tomllib.loads((SOURCE / "shop" / "data" / f"{table}.toml").read_text(encoding="utf-8"))
    wordy = {t for t in _texts_of(data) if len(re.findall(r"\b[a-z]{2,}\b", t)) > 2 and "documentation" not in t}
    missing = sorted(
        wordy
        - set(catalogue("zh"))
        - {"FANUC Series 0i-MODEL F manuals B-64604EN, B-64604EN-2 (operator), B-64610EN (parameters)"}
    )
    assert wordy or table == "controllers"
    lines = "\n".join(f'{json.dumps(text, ensure_ascii=False)} = "…"' for text in missing)
    assert not missing, f"to codegen/locale/zh/shop.toml, or the control's own file there:\n{lines}"


def test_a_text_known_in_both_languages() -> None:
    said = bilingual("zh", en="how deep?", zh="多深？")
    assert (str(said), translated(said, "en"), translated(said, "zh")) == ("多深？", "how deep?", "多深？")
    assert translated(bilingual("en", en="how deep?", zh="多深？"), "zh") == "多深？"


def test_separators_are_translated_with_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codegen.messages.catalogue", lambda _: {" and ": "和", "flood": "浇注"})
    assert translated(joined(" and ", ["flood", "mist"]), "zh") == "浇注和mist"


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


def test_a_failure_inside_a_message_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "codegen.messages.catalogue", lambda _: {"{where}: {what}": "{where}：{what}", "too deep": "太深"}
    )
    said = say("{where}: {what}", where="stock", what=ValueError(say("too deep")))
    assert said == "stock: too deep"
    assert translated(said, "zh") == "stock：太深"


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
