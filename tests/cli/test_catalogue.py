"""The lists, and that what is generated is current."""

import json
from pathlib import Path

import pytest

from tests.cli.run import codegen

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", ["machines", "controllers", "tools", "materials", "threads", "rules"])
def test_every_entry_can_be_shown(kind: str) -> None:
    listed = codegen(kind, "--json")
    assert listed.returncode == 0
    names = list(json.loads(listed.stdout))
    assert names
    one = codegen(kind, names[0])
    assert one.returncode == 0
    assert len(one.stdout) > 20


@pytest.mark.parametrize("kind", ["machine", "controller", "tool", "material", "thread", "rule"])
def test_an_unknown_name_is_one_clear_error(kind: str) -> None:
    done = codegen(f"{kind}s", "no-such-thing")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert kind in done.stderr
    assert "no-such-thing" in done.stderr


def test_the_schema_is_current() -> None:
    done = codegen("schema")
    assert done.stdout == (ROOT / "grammars" / "intent.schema.json").read_text(encoding="utf-8")
