"""Bugs planted in the posts: each is found by the reader, the simulation, a rule or the strict grammar.

The comparison of plan and reading is left out on purpose: it only proves that writer and reader agree. The good program has
no finding above a note, so that a warning is a find, too.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

import pytest
from lark import Lark
from lark.exceptions import LarkError

from codegen.errors import InternalError, UsageError
from codegen.findings import Severity
from codegen.pipeline.round_trip import compare, last_place
from codegen.resources import grammar
from tests.pipeline.planted import BUGS, Bug, Words, comment
from tests.pipeline.work import judge, scene

CONTROLS = {"linuxcnc": "line", "fanuc": "block"}
"""Each control, and the method of its post through which every block goes."""


@cache
def emit(control: str) -> Lark:
    return Lark(grammar(f"gcode/{control}.emit.lark"), parser="lalr")


def rejected(control: str, text: str) -> bool:
    try:
        emit(control).parse(text)
    except LarkError:
        return True
    return False


def in_form(control: str, words: Words) -> Words:
    """The bug is in what is said, not in how: LinuxCNC's post writes no decimal point without decimals."""
    return words if control == "fanuc" or comment(words) else [w.rstrip(".") for w in words]


def plant(bug: Bug, control: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module(f"codegen.post.{control}")
    program = getattr(module, "_Program", None) or module.Program
    write = getattr(program, CONTROLS[control])

    def planted(self: object, *words: str) -> None:
        meant = " ".join(w for w in words if w).split()
        wrong = bug.change(meant)
        if wrong:
            write(self, *in_form(control, wrong) if wrong != meant else words)  # type: ignore[misc]

    monkeypatch.setattr(program, CONTROLS[control], planted)


@pytest.mark.parametrize("units", ["mm", "inch"])
@pytest.mark.parametrize("control", CONTROLS)
def test_the_good_program_is_beyond_reproach(control: str, units: str) -> None:
    made = scene(control, units)
    text = made.write()
    assert not rejected(control, text)
    judged = judge(made, text)
    assert {f.code for f in judged.findings if f.severity is not Severity.NOTE} == set()
    assert compare(made.commands, judged.reading, place=last_place(made.controller, units)) == ()
    lines = [line for line in text.splitlines() if not line.startswith("(")]
    codes = {word for line in lines for word in line.split() if word[0] == "G"}
    assert codes >= {"G1", "G3", "G81", "G82", "G83", "G85", "G98", "G99"}
    assert {"G84", "G33.1"} & codes


@pytest.mark.parametrize(
    ("bug", "control"),
    [pytest.param(b, c, id=f"{c}-{b.name}".replace(" ", "-")) for c in CONTROLS for b in BUGS if c in b.on],
)
def test_a_planted_bug_is_found(bug: Bug, control: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene(control)
    good = made.write()
    plant(bug, control, monkeypatch)
    try:
        text = made.write()
    except (InternalError, UsageError):
        found = {"refused"}
    else:
        assert text != good, "the bug changes nothing"
        findings = judge(made, text).findings
        found = {f.code for f in findings if f.severity is not Severity.NOTE} | (
            {"grammar"} if rejected(control, text) else set()
        )
    assert found & set(bug.found), found
