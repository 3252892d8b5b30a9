"""A whole make and a whole check in each language: nothing of the other one, the same data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import codegen
from tests.pipeline.plate import EXAMPLE_EN

PLATE_ZH = (
    "在120x60x20毫米的6061铝板上，(100,25)处钻一个直径10毫米的通孔，四角各一个M6螺纹通孔，距边10毫米，"
    "中间铣一个40x20深5的矩形型腔，圆角R4"
)
BAD = "%\nG21 G90 G17\nT1 M6\nG0 X10 Y10\nG1 Z-5 F100\nG1 X50 F5000\nG2 X60 Y10 I3\nG83 X10\nG0 X100 Z-40\nM30\n%\n"
STOCK = ("--stock", "120x60x20", "--zero", "front-left-top", "--tool", "1=endmill-6")

NAMES = re.compile(
    r"“[^”]*”"  # the user's own words
    r"|\[[a-z-]+\]|^\| [a-z-]+ \||(?<=\| )[a-z]+-[a-z0-9-]+(?= \|)"  # codes of findings, ids of operations
    r"|--[a-z]+|[\w./-]+\.(?:ngc|json|md|toml|step|stl|dxf|npz|png)\b"  # options, files
    r"|\b(?:hole|pocket)\d\b|\bspot-hole\d|drill-hole\d|tap-hole\d|\bsetup-\d|zero_in_machine|generic-mill|linuxcnc\b|endmill-6"
    r"|LinuxCNC|Machinery's Handbook|codegen|offline|\bout\b|aluminium|6061|B-rep|CAD|DIN|ISO|report"
    r"|\b(?:mm|min|rev|kW)\b|mm³|\b[GMTSFHXYZIJKPQR]\d[\d.]*|\b[A-Z]\b"  # units, words of programs
)
WORD = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile("[\u4e00-\u9fff]")


def english(text: str) -> list[str]:
    """Lines that hold an English word beside names, codes and units."""
    return [line for line in text.splitlines() if WORD.search(NAMES.sub(" ", line))]


@pytest.fixture(scope="module")
def plates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, Any]]:
    """For each language: what the terminal shows, report.md, report.json."""
    out = {}
    for language in ("zh", "en"):
        folder = tmp_path_factory.mktemp(language)
        done = codegen("make", PLATE_ZH, "--lang", language, "--verbose", "-o", "out", cwd=folder)
        assert done.returncode == 0, done.stderr
        shown = done.stdout.replace(str(folder), "")
        report = (folder / "out" / "report.md").read_text(encoding="utf-8")
        data = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
        out[language] = (shown, report, data)
    return out


def test_a_make_in_chinese_holds_no_english(plates: dict[str, tuple[str, str, Any]]) -> None:
    shown, report, _ = plates["zh"]
    assert english(shown) == []
    assert english(report) == []
    assert "已证明" in shown
    assert "已证明" in report


def test_a_make_in_english_of_a_chinese_request_quotes_it_alone(plates: dict[str, tuple[str, str, Any]]) -> None:
    shown, report, _ = plates["en"]
    for text in (shown, report):
        rest = re.sub(r"“[^”]*”|^> .*$", "", text, flags=re.MULTILINE)
        assert [line for line in rest.splitlines() if HAN.search(line)] == []
        assert "proven" in text


def shape(data: Any) -> Any:
    """Keys and values but those that are texts to read: codes, ids and numbers stay."""
    if isinstance(data, dict):
        kept = ("code", "severity", "id", "status", "outcome", "pointer", "line", "of", "unit", "T", "origin")
        return {k: v if k in kept else shape(v) for k, v in data.items()}
    if isinstance(data, list):
        return [shape(v) for v in data]
    return "text" if isinstance(data, str) else data


def test_the_same_data_in_both_languages(plates: dict[str, tuple[str, str, Any]]) -> None:
    chinese, english_ = (plates[name][2] for name in ("zh", "en"))
    assert (chinese["language"], english_["language"]) == ("zh", "en")
    assert shape(chinese) == shape(english_)


def test_a_check_in_chinese_holds_no_english(tmp_path: Path) -> None:
    (tmp_path / "bad.ngc").write_text(BAD, encoding="utf-8")
    done = codegen("check", "bad.ngc", *STOCK, "--lang", "zh", "--verbose", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    shown = "\n".join(line for line in done.stdout.splitlines() if not re.match(r" +\d+ \| ", line))  # quoted blocks
    assert english(shown) == []
    assert "[spindle-off-in-cut]" in shown
    data = {}
    for language in ("zh", "en"):
        text = codegen("check", "bad.ngc", *STOCK, "--lang", language, "--json", cwd=tmp_path).stdout
        data[language] = json.loads(text)
    assert shape(data["zh"]) == shape(data["en"])


def test_failures_are_said_in_the_language_that_was_asked_for(tmp_path: Path) -> None:
    done = codegen("make", EXAMPLE_EN, "--machine", "moon-mill", "--lang", "zh", cwd=tmp_path)
    assert done.returncode == 2
    assert "未知的机床 'moon-mill'" in done.stdout + done.stderr
    done = codegen("check", "no-such-file.ngc", "--lang", "zh", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("codegen: 错误: 无法读取 'no-such-file.ngc'")


@pytest.mark.parametrize(
    ("request_", "language", "question"),
    [
        ("Drill a 10 mm hole in a 120 x 60 x 20 mm aluminium block at (100, 25)", "zh", "孔多深？还是打通？"),
        ("在120x60x20毫米的铝块上(100,25)处钻一个直径10毫米的孔", "en", "How deep is the hole, or does it go through?"),
    ],
)
def test_a_question_is_put_in_the_language_that_was_asked_for(
    tmp_path: Path, request_: str, language: str, question: str
) -> None:
    done = codegen("make", request_, "--lang", language, cwd=tmp_path)
    assert done.returncode == 2
    assert f"? {question}" in done.stdout
