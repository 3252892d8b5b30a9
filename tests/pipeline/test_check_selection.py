"""``check`` with a choice of rules, comments that let a finding pass, and --fix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen import shop
from codegen.errors import UnknownName, UsageError
from codegen.findings import Severity
from codegen.model.verdict import Record, Status
from codegen.pipeline import CheckOptions, check
from codegen.pipeline.fix import does_the_same, fix, mended
from codegen.report import to_json

FAST = "G21 G90 G17 G94\nT1 M6\nS99999 M3{remark}\nG43 H1\nG0 X0 Y0 Z5\nG1 Z-1 F100\nG0 Z5\nM30\n"


def run(tmp_path: Path, text: str, **options: Any) -> Record:
    path = tmp_path / "part.ngc"
    path.write_text(text, encoding="utf-8")
    given = {"controller": "linuxcnc", "machine": "generic-mill", **options}
    return check(path, options=CheckOptions(**given))


def codes(record: Record) -> list[str]:
    return [f.code for f in record.findings]


def test_select_shows_one_group_and_keeps_errors_of_safety(tmp_path: Path) -> None:
    text = FAST.format(remark="").replace("G17 ", "").replace("M30\n", "G2 X5 I2.5 F100\nM30\n")
    assert {"speed-limit", "plane-not-stated", "path-tolerance"} <= set(codes(run(tmp_path, text)))
    shown = run(tmp_path, text, select=("modal-state",))
    assert set(codes(shown)) == {"speed-limit", "plane-not-stated"}


def test_a_safety_error_goes_by_its_own_name_only_and_is_recorded(tmp_path: Path) -> None:
    text = FAST.format(remark="")
    for ignore in (("limits",), ("limits", "style")):
        assert "speed-limit" in codes(run(tmp_path, text, ignore=ignore))
    assert "speed-limit" in codes(run(tmp_path, text, severity=Severity.ERROR))
    record = run(tmp_path, text, ignore=("speed-limit",))
    assert "speed-limit" not in codes(record) and record.outcome == "passed"
    assert [(a.finding.code, a.by) for a in record.allowed] == [("speed-limit", "option")]
    assert record.verdict is not None
    claim = next(c for c in record.verdict.claims if c.id == "cutting-conditions")
    assert claim.status is Status.ACCEPTED


def test_an_error_of_another_kind_goes_with_its_group_and_is_recorded(tmp_path: Path) -> None:
    text = FAST.format(remark="").replace("S99999", "S3000").replace("M30\n", "G0 G1 X5\nM30\n")
    assert "word-conflict" in codes(run(tmp_path, text))
    record = run(tmp_path, text, ignore=("syntax",))
    assert "word-conflict" not in codes(record)
    assert [a.finding.code for a in record.allowed] == ["word-conflict"]


def test_the_least_severity(tmp_path: Path) -> None:
    record = run(tmp_path, FAST.format(remark=""), severity=Severity.ERROR)
    assert {str(f.severity) for f in record.findings} == {"error"}


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="speed-limit"):
        run(tmp_path, FAST, select=("speed-limits",))


def test_a_comment_with_a_reason_lets_its_block_pass_and_is_listed(tmp_path: Path) -> None:
    remark = " (codegen: allow speed-limit because the spindle is on loan)"
    record = run(tmp_path, FAST.format(remark=remark))
    assert "speed-limit" not in codes(record) and record.outcome == "passed"
    (listed,) = to_json(record)["allowed"]
    assert (listed["code"], listed["reason"], listed["by"]) == ("speed-limit", "the spindle is on loan", "comment")
    assert listed["where"]["line"] == 3 and listed["severity"] == "error"
    assert record.verdict is not None
    assert any(c.status is Status.ACCEPTED for c in record.verdict.claims)


@pytest.mark.parametrize(
    "remark",
    [
        "(codegen: allow speed-limit because the spindle is on loan)\n",
        "; codegen: allow speed-limit because the spindle is on loan\n",
        "N20 (CODEGEN: ALLOW SPEED-LIMIT BECAUSE THE SPINDLE IS ON LOAN)\n\n(and so on)\n",
        "(codegen: allow speed-limit 因为 借来的主轴)\n",
        "(codegen: allow speed-limit, dwell-out-of-scale because of the loan)\n",
    ],
)
def test_a_comment_of_its_own_is_about_the_next_block(tmp_path: Path, remark: str) -> None:
    text = FAST.format(remark="").replace("S99999", remark + "S99999")
    assert "speed-limit" not in codes(run(tmp_path, text))


def test_a_comment_about_another_block_changes_nothing(tmp_path: Path) -> None:
    text = "(codegen: allow speed-limit because the spindle is on loan)\n" + FAST.format(remark="")
    assert {"speed-limit", "idle-allowance"} <= set(codes(run(tmp_path, text)))


def test_the_limits_of_a_machine_that_nobody_named_are_warnings(tmp_path: Path) -> None:
    record = run(tmp_path, FAST.format(remark=""), machine=None)
    assert [str(f.severity) for f in record.findings if f.code == "speed-limit"] == ["warning"]


def test_one_finding_a_tool_for_a_spindle_that_stands(tmp_path: Path) -> None:
    body = "".join(f"G1 X{10 + i}\n" for i in range(20))
    text = f"G21 G90 G17 G94 G54\nT1 M6\nG43 H1\nG0 X-5 Y5 Z5\nG1 Z-1 F100\n{body}G0 Z5\nM30\n"
    record = run(tmp_path, text, stock="40x20x10", zero="front-left-top", tools=((1, "endmill-6"),))
    found = [f for f in record.findings if f.code == "spindle-off-in-cut"]
    assert len(found) == 1 and "more places, the last in line 25" in found[0].message
    assert "spindle-not-started" not in codes(record)


def test_what_is_folded_into_its_cause_is_not_claimed(tmp_path: Path) -> None:
    text = FAST.format(remark="").replace("S99999", "S3000").replace("G43 H1", "G80 G43 H1 Z5")
    record = run(tmp_path, text)
    assert "missing-length-offset" not in codes(record) and "word-conflict" in codes(record)
    assert record.verdict is not None
    claims = {c.id: c.status for c in record.verdict.claims}
    assert claims["length-offsets"] is Status.FAILED


# -- fixing

FANUC = b"o1\ng21 g90 g17 g94 g54 (Platte)\r\nt1 m6\ng0 x10. y10. z5.\ns1000 m3\ng1 z-1. f100.\ng0 z5.\nm30"


def test_fixing_changes_spelling_alone_and_writes_beside(tmp_path: Path) -> None:
    path = tmp_path / "O1.nc"
    path.write_bytes(FANUC)
    made = fix(path, controller="fanuc")
    assert made.path == tmp_path / "O1.fixed.nc" and path.read_bytes() == FANUC
    assert made.path.read_bytes() == (
        b"%\nO1\nG21 G90 G17 G94 G54 (Platte)\nT1 M6\nG0 X10. Y10. Z5.\nS1000 M3\nG1 Z-1. F100.\nG0 Z5.\nM30\n%\n"
    )
    assert len(made.done) == 4 and not made.refused
    assert sorted(p.name for p in tmp_path.iterdir()) == ["O1.fixed.nc", "O1.nc"]
    again = fix(made.path, controller="fanuc")
    assert again.path is None and again.done == ()


def test_a_fix_that_would_change_what_runs_is_not_done() -> None:
    data = b"%\nO1\nG21 G90 G17 G94 G54\nG0 X10. Y10. Z5.\nM30\nG0 X99.\n"  # a % behind it would not be its end
    text, done, _ = mended(data.replace(b"G0 X10.", b"g0 x10."), shop.controller("fanuc"), name="p")
    assert b"G0 X10." in text and done


def test_does_the_same_tells_a_changed_move_and_a_new_finding() -> None:
    from codegen.interpreter import read

    controller = shop.controller("linuxcnc")
    base = read("G21 G90\nG0 X10\nM30\n", controller)
    assert does_the_same(base, read("G21 G90\n\nG0 X10.0 (same)\nM30", controller))
    for other in ("G21 G90\nG0 X10.001\nM30\n", "G21 G90\nG0 X10\nG0 X10\nM30\n", "G21 G90\nG0 X10\nM3\nM30\n",
                  "G20 G90\nG0 X10\nM30\n", "G21 G90\nG0 X10\n", "G21 G90\nG0 X10\nM77\nM30\n"):  # fmt: skip
        assert not does_the_same(base, read(other, controller)), other


def test_no_guess_is_edited(tmp_path: Path) -> None:
    path = tmp_path / "x.nc"
    path.write_bytes(b"g0 x1")
    with pytest.raises(UsageError, match="guess"):
        fix(path)


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import typer
    from typer.testing import CliRunner

    from codegen.cli.check import check_command

    path = tmp_path / "O1.nc"
    path.write_bytes(FANUC)
    app = typer.Typer()
    app.command()(check_command)
    arguments = [
        str(path),
        "--controller",
        "fanuc",
        "--fix",
        "--json",
        "--select",
        "style,missing-percent",
        "--severity",
        "note",
    ]
    out = CliRunner().invoke(app, arguments)
    told = json.loads(out.stdout)
    assert "O1.fixed.nc" in told["fixed"][0]
    assert all(f["severity"] == "error" or f["code"] == "missing-percent" for f in told["findings"])
