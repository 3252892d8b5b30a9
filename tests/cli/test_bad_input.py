"""Bad input: one clear error, exit 2, no traceback, nothing written."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.run import codegen
from tests.pipeline.plate import EXAMPLE_EN, INCOMPLETE_ZH

HOLE = {
    "kind": "hole",
    "id": "hole1",
    "at": [{"kind": "at", "position": {"x": 10, "y": 10}}],
    "diameter": 5,
    "through": True,
}
INTENT = {"units": "mm", "material": "6061", "stock": {"kind": "box", "x": 50, "y": 50, "z": 10}, "features": [HOLE]}


def refused(tmp_path: Path, *arguments: str | Path, stdin: bytes = b"") -> str:
    out = tmp_path / "out"
    done = codegen("make", *arguments, "-o", out, cwd=tmp_path, stdin=stdin)
    text = done.stdout + done.stderr
    assert done.returncode == 2, text
    assert "Traceback" not in text
    assert not out.exists()
    assert len(text) < 20_000
    return text


def test_empty_request(tmp_path: Path) -> None:
    assert "empty" in refused(tmp_path, "")
    assert "empty" in refused(tmp_path, "-", stdin=b" \n")


def test_a_megabyte_of_text(tmp_path: Path) -> None:
    assert "1040000 characters" in refused(tmp_path, "-", stdin=b"drill a hole " * 80_000)


def test_binary(tmp_path: Path) -> None:
    assert "UTF-8" in refused(tmp_path, "-", stdin=bytes(range(256)) * 10)
    assert "NUL" in refused(tmp_path, "-", stdin=b"drill\x00a hole")


def test_unknown_machine_and_controller(tmp_path: Path) -> None:
    assert "moon-mill" in refused(tmp_path, EXAMPLE_EN, "--machine", "moon-mill")
    assert "mazatrol" in refused(tmp_path, EXAMPLE_EN, "--controller", "mazatrol")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files, not even from the superuser")
def test_unwritable_directory() -> None:
    done = codegen("make", EXAMPLE_EN, "-o", "/proc/codegen-out")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "/proc" in done.stderr


def test_output_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = codegen("make", EXAMPLE_EN, "-o", tmp_path / "file" / "out")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "file" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[" * 100_000 + "]" * 100_000, "deep"),
        (json.dumps(INTENT).replace('"diameter": 5', '"diameter": NaN'), "NaN"),
        (json.dumps(INTENT).replace('"diameter": 5', '"diameter": 1e999'), "1e999"),
        (json.dumps({**INTENT, "features": [HOLE] * 10_000}), "features"),
        (json.dumps({**INTENT, "machine": "../../etc/passwd"}), "passwd"),
        ("null", "object"),
    ],
    ids=["empty", "cut off", "deep", "NaN", "1e999", "10000 features", "machine", "null"],
)
def test_bad_intents(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "intent.json"
    path.write_text(text, encoding="utf-8")
    assert word.lower() in refused(tmp_path, path).lower()


def test_huge_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "intent.json"
    path.write_text(json.dumps(INTENT).replace('"diameter": 5', '"diameter": 1e308'), encoding="utf-8")
    refused(tmp_path, path)


def test_ten_thousand_nested_features(tmp_path: Path) -> None:
    nested = '{"kind": "hole", "of": ' * 10_000 + "null" + "}" * 10_000
    path = tmp_path / "intent.json"
    path.write_text(json.dumps(INTENT).replace(json.dumps(HOLE), nested), encoding="utf-8")
    refused(tmp_path, path)


def test_questions_as_data(tmp_path: Path) -> None:
    done = codegen("make", INCOMPLETE_ZH, "--json", "-o", tmp_path / "out")
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert report["outcome"] == "question"
    assert {q["slot"] for q in report["questions"]} == {"stock_size", "depth"}
    assert not (tmp_path / "out").exists()


def test_errors_as_data(tmp_path: Path) -> None:
    done = codegen("make", EXAMPLE_EN, "--json", "--model", "nobody", "-o", tmp_path / "out")
    assert done.returncode == 2
    data = json.loads(done.stdout)
    assert data["outcome"] == "error"
    assert "nobody" in data["error"]


def test_answers_complete_a_request(tmp_path: Path) -> None:
    answers = ["--answer", "stock_size=120x60x20", "--answer", "depth=15 mm"]
    done = codegen("make", INCOMPLETE_ZH, "--json", "-o", tmp_path / "out", *answers)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out" / "program.ngc").is_file()


def test_a_bad_answer_option(tmp_path: Path) -> None:
    assert "SLOT=TEXT" in refused(tmp_path, EXAMPLE_EN, "--answer", "depth")


def test_check_of_what_is_not_a_program(tmp_path: Path) -> None:
    for data in (b"", b"\x00\xff" * 5000, b"hello world\n", b"G1 X" * 100_000):
        program = tmp_path / "program.ngc"
        program.write_bytes(data)
        done = codegen("check", program)
        assert done.returncode in (1, 2)
        assert "Traceback" not in done.stdout + done.stderr
    done = codegen("check", tmp_path / "missing.ngc")
    assert done.returncode == 2
    assert "missing.ngc" in done.stderr


def test_an_earlier_result_is_left_and_named(tmp_path: Path) -> None:
    assert codegen("make", EXAMPLE_EN, "-o", tmp_path / "out").returncode == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    done = codegen("make", INCOMPLETE_ZH, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "先前的结果" in done.stderr  # in the language of the request
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
