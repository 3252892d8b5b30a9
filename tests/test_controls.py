"""A control is whole: each dialect that the library has stands everywhere where a control must. What fails says what to add.

``docs/adding-a-control.md`` goes through the same places in order.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from codegen import shop
from codegen.interpreter import detect
from codegen.interpreter.dialect import DIALECTS as READERS
from codegen.interpreter.dialect import find
from codegen.pipeline.controls import control_of
from codegen.pipeline.explain import meanings
from codegen.pipeline.spelling import CONTROLS as SPELLED
from codegen.post import DIALECTS as POSTS
from codegen.post.restate import DIALECTS as RESTATED
from codegen.post.restate.iso import TRAITS
from codegen.rules.ends import LEFT_TO_BUILDER, STOPPED_BY_END
from codegen.shop.library import table
from codegen.units import number
from tests.interpreter.held import of_dialect

HERE = Path(__file__).parents[1]
DIALECTS = sorted({c.dialect for c in shop.controllers().values()} | set(READERS))


@cache
def text(path: str) -> str:
    return (HERE / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_has_both_grammars(dialect: str) -> None:
    assert dialect in READERS, f"{dialect!r}: name its reader in _MODULES of codegen/interpreter/dialect.py"
    for name in (f"{find(dialect).syntax.name}.read.lark", f"{dialect}.emit.lark"):
        assert (HERE / "grammars" / "gcode" / name).is_file(), f"write grammars/gcode/{name}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_stands_in_every_table(dialect: str) -> None:
    assert find(dialect).name == dialect, f"DIALECT of codegen/interpreter/{dialect}: name={dialect!r}"
    assert dialect in POSTS, f"{dialect!r}: name its post in DIALECTS of codegen/post/__init__.py"
    assert dialect in RESTATED, f"{dialect!r}: name its words in DIALECTS of codegen/post/restate/__init__.py"
    if RESTATED[dialect] == "iso":
        assert dialect in TRAITS, f"{dialect!r}: a line in TRAITS of codegen/post/restate/iso.py"
    assert dialect in detect.ORDER, f"{dialect!r}: ORDER of codegen/interpreter/detect.py, and its SIGNS"
    assert any(sign.control == dialect for sign in detect.SIGNS), (
        f"{dialect!r}: a sign in codegen/interpreter/detect.py"
    )
    assert dialect in SPELLED, f"{dialect!r}: _COMMENTS, or _LIKE, of codegen/pipeline/spelling.py (codegen format)"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_its_end_stops_is_decided(dialect: str) -> None:
    assert (dialect in STOPPED_BY_END) is not (dialect in LEFT_TO_BUILDER), (
        f"{dialect!r}: put it into one of the two sets of codegen/rules/ends.py, with the manual's section"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_code_that_it_reads_has_a_meaning(dialect: str) -> None:
    codes = find(dialect).codes
    read = [f"G{number(code / 10, 1)}" for code in codes.groups if code >= 0] + [f"M{code}" for code in codes.m_groups]
    assert meanings(dialect)["words"], f"[{dialect}] in codegen/shop/data/meanings.toml: like = …, and its own words"
    missing = [code for code in read if code not in meanings(dialect)["words"]]
    assert not missing, f"[{dialect}.words] in codegen/shop/data/meanings.toml: {missing}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_docs_have_a_section(dialect: str) -> None:
    titles = re.findall(r"^## (.+)$", text("docs/controllers.md"), re.MULTILINE)
    names = {
        dialect,
        *(word.casefold() for c in shop.controllers().values() if c.dialect == dialect for word in c.name.split()),
    }
    assert any(title.split()[0].casefold() in names for title in titles), (
        f"docs/controllers.md: a section '## {of_dialect(dialect).name}': sources, what is read, what is not"
    )


@pytest.mark.parametrize("controller", shop.controllers())
def test_requests_know_its_name(controller: str) -> None:
    known = tomllib.loads(text("grammars/request/vocabulary.toml"))["controllers"]
    names = {controller, *table("controllers")[controller].get("aliases", ())}
    assert names & {name for listed in known.values() for name in listed}, (
        f"{controller!r}: a line in [controllers] of grammars/request/vocabulary.toml"
    )


@pytest.mark.parametrize(
    ("program", "controller"),
    [
        ("0 BEGIN PGM T MM\n1 L X+0 R0 FMAX\n2 END PGM T MM\n", "heidenhain"),
        ('N10 T="MILL" D1\nN20 MCALL CYCLE81(5,0,2,-10)\n', "siemens-840d"),
        ("%\nO0001 (FANUC)\nM30\n%\n", "fanuc"),
    ],
)
def test_a_control_that_is_not_said_is_one_of_the_library(program: str, controller: str) -> None:
    """Signs name dialects, the library controls: SINUMERIK's are not called the same."""
    found = control_of(program, None, name="a.txt")
    assert found.controller.id == controller
    assert found.note is not None
    assert controller in found.note
