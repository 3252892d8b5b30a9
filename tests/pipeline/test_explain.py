"""What a program says and does, block by block."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from codegen import shop
from codegen.errors import UsageError
from codegen.interpreter import read
from codegen.interpreter.dialect import DIALECTS
from codegen.messages import catalogue
from codegen.model.explained import Explained
from codegen.pipeline.explain import TOLD, explain, meanings
from tests.cli.run import codegen

ROOT = Path(__file__).parents[2]
DRILLING = "G21 G90 G17 G40 G49 G80 G94\nT1 M6\nS1000 M3\nM8\nG0 X5 Y5 Z10\nG98 G83 Z-6 R2 Q4 F100\nG80\nM9\nM30\n"


def explained(folder: Path, text: str, control: str, **options: str) -> list[Explained]:
    path = folder / "a.nc"
    path.write_text(text, encoding="utf-8")
    return list(explain(path, controller=control, **options).blocks)


def acts(block: Explained) -> list[str]:
    return [str(act) for act in block.acts]


def test_a_cycle_is_told_with_its_letters_and_its_moves(tmp_path: Path) -> None:
    blocks = explained(tmp_path, DRILLING, "linuxcnc")
    assert [b.text for b in blocks] == DRILLING.splitlines()
    assert [w for w, _ in blocks[5].words] == ["G98", "G83", "R2", "Q4", "F100"]
    assert dict(blocks[5].words)["Q4"] == "depth of each peck"
    # G83: over the hole first, where it is already; from R 2 to -2, out to R, down to 0.254 mm above -2 (LinuxCNC, G83),
    # to -6, out to 10
    assert acts(blocks[5]) == [
        "rapid to (5, 5, 10)",
        "rapid to (5, 5, 2)",
        "cut to (5, 5, -2) at 100 mm/min",
        "rapid to (5, 5, 2)",
        "rapid to (5, 5, -1.746)",
        "cut to (5, 5, -6) at 100 mm/min",
        "rapid to (5, 5, 10)",
    ]
    assert acts(blocks[1]) == ["changes to tool T1"]
    assert acts(blocks[3]) == ["flood coolant"]
    assert "spindle clockwise at 1000 rev/min" in [str(m) for m in blocks[4].under]
    assert blocks[5].under == (), "the modes are told where they change"


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    blocks = explained(tmp_path, "G1 X5\nM30\n", "fanuc")
    assert any("not known" in mode for mode in map(str, blocks[0].under))
    assert blocks[0].findings


def test_some_lines_alone_with_the_state_they_find(tmp_path: Path) -> None:
    path = tmp_path / "a.nc"
    path.write_text(DRILLING, encoding="utf-8")
    whole = list(explain(path, controller="linuxcnc").blocks)
    made = explain(path, controller="linuxcnc", lines="6-7")
    assert "tool T1" in [str(m) for m in made.before]
    part = list(made.blocks)
    assert [b.line for b in part] == [6, 7]
    assert [b.acts for b in part] == [b.acts for b in whole[5:7]]


@pytest.mark.parametrize("lines", ["0", "7-3", "a", "-4", "3-4-5", "99"])
def test_lines_that_are_none_are_refused(tmp_path: Path, lines: str) -> None:
    with pytest.raises(UsageError):
        explained(tmp_path, DRILLING, "linuxcnc", lines=lines)


def test_a_subprogram_is_told_once(tmp_path: Path) -> None:
    text = "o100 sub\nG91 G0 X1\no100 endsub\nG21 G90\nG0 X0 Y0 Z5\no100 call\nG0 Y1\no100 call\nM2\n"
    blocks = explained(tmp_path, text, "linuxcnc")
    assert blocks[1].runs == 2
    assert len(blocks[1].acts) == 1
    assert dict(blocks[5].words) == {"CALL": "calls the subprogram"}


def test_many_moves_of_one_block_are_cut_short(tmp_path: Path) -> None:
    block = explained(tmp_path, DRILLING.replace("Q4", "Q0.5"), "linuxcnc")[5]
    assert len(block.acts) == TOLD
    assert block.more > 0
    assert str(block.acts[-1]) == "rapid to (5, 5, 10)"


@pytest.mark.parametrize(
    ("control", "text", "line", "word", "meaning"),
    [
        ("siemens", "G17 G90 G71 G54\nMCALL CYCLE83(10,0,2,-20,,-5)\nM30\n", 2, "CYCLE83", "cycle: deep drilling"),
        ("siemens", "G17 G90 G71 G54\nMCALL CYCLE83(10,0,2,-20,,-5)\nM30\n", 2, "-5", "first peck, absolute"),
        ("siemens", "; GOTOF is but a remark\nSUPA G0 Z0\nM30\n", 2, "SUPA",
         "this block is in machine coordinates, all offsets off"),
        ("heidenhain", "0 BEGIN PGM A MM\n1 L X+5 R0 FMAX\n2 END PGM A MM\n", 2, "FMAX", "at rapid, in this block"),
        ("grbl", "G21 G90\nG28 Z0\nM30\n", 2, "G28", "through the point named to the stored place"),
        ("fanuc", "G4 P500\nM30\n", 1, "P500", "milliseconds"),
        ("linuxcnc", "G4 P0.5\nM2\n", 1, "P0.5", "seconds"),
    ],
)  # fmt: skip
def test_words_mean_what_the_control_takes_them_for(
    tmp_path: Path, control: str, text: str, line: int, word: str, meaning: str
) -> None:
    assert dict(explained(tmp_path, text, control)[line - 1].words)[word] == meaning


def test_remarks_hold_no_words(tmp_path: Path) -> None:
    assert explained(tmp_path, "; GOTOF is but a remark\nM30\n", "siemens")[0].words == ()


def test_every_meaning_is_translated() -> None:
    data = tomllib.loads((ROOT / "codegen/shop/data/meanings.toml").read_text(encoding="utf-8"))

    def texts(value: object, key: str = "") -> set[str]:
        if isinstance(value, dict):
            return set().union(*(texts(v, k) for k, v in value.items()))
        if isinstance(value, list):
            return set(value)
        return set() if key == "like" else {str(value)}

    assert texts(data) <= set(catalogue("zh"))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_control_has_meanings_for_what_it_reads(dialect: str) -> None:
    from codegen.interpreter.dialect import find

    words = set(meanings(dialect)["words"])
    assert {"M3", "M30", "M8"} <= words
    read_codes = find(dialect).codes
    assert {f"G{k // 10}.{k % 10}" if k % 10 else f"G{k // 10}" for k in read_codes.groups} <= words
    assert {f"M{k}" for k in read_codes.m_groups} <= words


def test_chinese_and_json_in_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.nc"
    path.write_text(DRILLING, encoding="utf-8")
    done = codegen("explain", path, "--controller", "linuxcnc", "--lang", "zh")
    assert done.returncode == 0
    assert "循环：深孔钻，每次进刀后退出孔" in done.stdout
    assert "切削到 (5, 5, -6)，进给 100 mm/min" in done.stdout
    data = json.loads(codegen("explain", path, "--controller", "linuxcnc", "--json").stdout)
    assert [b["line"] for b in data["blocks"]] == list(range(1, 10))
    assert data["controller"] == "linuxcnc"
    assert data["blocks"][5]["acts"][1] == "rapid to (5, 5, 2)"


def test_every_step_of_a_program_is_told_of_or_counted(tmp_path: Path) -> None:
    """Of a program without loops: no act is lost between the blocks."""
    blocks = explained(tmp_path, DRILLING, "linuxcnc")
    steps = read(DRILLING, shop.controller("linuxcnc")).steps
    assert sum(len(b.acts) + b.more for b in blocks) == len(steps)
