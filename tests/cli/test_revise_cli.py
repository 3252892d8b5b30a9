"""``codegen make --then`` and ``codegen revise``, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.run import codegen

PLATE = "60x40x10 mm brass plate, one Ø8 thru hole at X15 Y20, zero front left top"


def test_then_revises_and_tells_what_became_of_each_turn(tmp_path: Path) -> None:
    done = codegen(
        "make",
        PLATE,
        "--then",
        "move the hole 50 mm to the right",
        "--then",
        "sorry, meant 15 not 50, so X30",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "refused, the part stays as it was" in done.stdout
    assert "changed: hole1 x 15 → 30; everything else as before" in done.stdout
    program = (tmp_path / "out" / "program.ngc").read_text(encoding="utf-8")
    assert "X30" in program
    again = codegen("revise", "out", "make it 12 thick", "-o", "thicker", "--json", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["changed"] == [{"what": "stock z", "before": "10", "after": "12"}]
    assert (tmp_path / "out" / "program.ngc").read_text(encoding="utf-8") == program
    before = sorted(p.name for p in (tmp_path / "out").iterdir())
    bad = codegen("revise", "out", "drop the slot", cwd=tmp_path)
    assert bad.returncode == 2
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == before
    assert (tmp_path / "out" / "program.ngc").read_text(encoding="utf-8") == program


def test_no_output_directory_is_an_error(tmp_path: Path) -> None:
    done = codegen("revise", "nowhere", "make it 12 thick", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_then_needs_words(tmp_path: Path) -> None:
    (tmp_path / "intent.json").write_text("{}", encoding="utf-8")
    done = codegen("make", "intent.json", "--then", "make it 12 thick", cwd=tmp_path)
    assert done.returncode == 2
    assert "--then" in done.stderr
