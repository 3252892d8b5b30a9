"""Findings: the table of codes is the only source of codes."""

import pytest

from codegen.findings import CODES, Finding, Location


def test_unknown_code_is_a_defect() -> None:
    with pytest.raises(ValueError, match="not-a-code"):
        Finding("not-a-code", "x")


def test_json_form_leaves_out_what_is_not_known() -> None:
    finding = Finding("gouge", "too deep", where=Location(line=3), figures=(("depth_mm", 0.4),))
    assert finding.to_dict() == {
        "code": "gouge", "severity": "error", "message": "too deep", "where": {"line": 3}, "figures": {"depth_mm": 0.4},
    }  # fmt: skip


def test_every_code_is_kebab_case_and_described() -> None:
    for code, text in CODES.items():
        assert code == code.lower() and " " not in code
        assert len(text) > 10
