"""Bugs planted in Heidenhain's post, whose words are not those of G-code; see ``test_planted_bugs``.

Each is found by the reader, the simulation, a rule or the strict grammar; the comparison of plan and reading is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from lark import Lark
from lark.exceptions import LarkError

from codegen.errors import InternalError, UsageError
from codegen.findings import Severity
from codegen.pipeline.round_trip import compare, last_place
from codegen.post import heidenhain
from codegen.resources import grammar
from tests.pipeline.planted import Bug, Change, Words, drop, lose_block, put, swap
from tests.pipeline.work import judge, scene

ON = ("heidenhain",)


def number(pattern: str, by: Callable[[float], float], *, within: str = ".*") -> Change:
    """Change the number of the words that match, in the blocks with a word that matches ``within``."""

    def change(words: Words) -> Words:
        if words[:1] == [";"] or not any(re.fullmatch(within, w) for w in words):
            return words
        return [_other(w, by) if re.fullmatch(pattern, w) else w for w in words]

    return change


def _other(word: str, by: Callable[[float], float]) -> str:
    found = re.fullmatch(r"(.*?)([+-]?[0-9.]+)", word)
    assert found is not None
    value = by(float(found[2]))
    sign = "+" if value >= 0 and found[2][0] in "+-" else ""
    return f"{found[1]}{sign}{value:.4f}".rstrip("0").rstrip(".")


def times(factor: float) -> Callable[[float], float]:
    return lambda value: value * factor


def plus(more: float) -> Callable[[float], float]:
    return lambda value: value + more


def fewer(n: int) -> Change:
    """Lose every parameter Q``n`` of a cycle."""
    return lambda words: [] if words and words[0].startswith(f"Q{n}=") else words


def swallowed(words: Words) -> Words:
    """The tool call lands in the comment before it."""
    return [";", *words] if words[:2] == ["TOOL", "CALL"] and len(words) > 3 else words


def no_pecking(words: Words) -> Words:
    return number("Q202=.*", lambda _: 60.0)(words)


BUGS = (
    Bug("inch for mm", put("MM", "INCH"), ("units-mismatch",), ON),
    Bug("unit lost", drop("MM"), ("syntax", "grammar"), ON),
    Bug("incremental X", put(r"X(.*)", r"IX\1"), ("gouge", "feature-not-cut", "position-unknown"), ON),
    Bug("incremental Z", put(r"Z([+-].*)", r"IZ\1"), ("gouge", "feature-not-cut", "position-unknown", "grammar"), ON),
    Bug("machine coordinates lost", drop("M91"), ("gouge", "tool-change-in-cut", "rapid-into-stock"), ON),
    Bug("retract lost", lose_block("M91"), ("tool-change-in-cut",), ON),
    Bug("spindle stop lost", drop("M5"), ("tool-change-in-cut",), ON),
    Bug("spindle start lost", drop("M3"), ("spindle-off-in-cut",), ON),
    Bug("spindle reversed", put("M3", "M4"), ("spindle-reversed",), ON),
    Bug("speed lost", drop(r"S\d+"), ("spindle-off-in-cut", "modal-unset"), ON),
    Bug("speed ten times", number(r"S\d+", times(10)), ("speed-limit",), ON),
    Bug("coolant lost", drop("M8"), ("no-coolant",), ON),
    Bug("tool of another operation", number(r"[0-9]+", lambda n: 4 if n == 5 else n, within="CALL"),
        ("feature-not-cut", "gouge", "leftover", "cutting-data"), ON),
    Bug("tool call lost", lambda w: [] if w[:2] == ["TOOL", "CALL"] else w,
        ("modal-unset", "feature-not-cut", "missing-length-offset"), ON),
    Bug("rapid for feed", put(r"F\d.*", "FMAX"), ("unsupported-code", "grammar"), ON),
    Bug("feed for rapid", drop("FMAX"), ("feed-missing", "cutting-data"), ON),
    Bug("feed ten times", number(r"F\d.*", times(10)), ("cutting-data",), ON),
    Bug("feed a tenth", number(r"F\d.*", times(0.1)), ("cutting-data",), ON),
    Bug("feed lost", drop(r"F\d.*"), ("feed-missing",), ON),
    Bug("drilling feed ten times", number(r"Q206=.*", times(10)), ("cutting-data",), ON),
    Bug("X and Y swapped", lambda w: w if "BLK" in w else swap("X", "Y")(w), ("gouge",), ON),
    Bug("X mirrored", number(r"X[+-].*", times(-1)), ("feature-not-cut",), ON),
    Bug("Z mirrored", number(r"Z[+-].*", times(-1), within=r"L|F\d.*"), ("rapid-into-stock", "feature-not-cut", "leftover"), ON),
    Bug("height of a helix upwards", number(r"IZ.*", times(-1)), ("feature-not-cut",), ON),
    Bug("height of a helix lost", drop(r"IZ.*"), ("feature-not-cut",), ON),
    Bug("angle of a helix reversed", number(r"IPA.*", times(-1)), ("word-conflict",), ON),
    Bug("arc direction swapped", swap("DR+", "DR-"), ("leftover", "word-conflict"), ON),
    Bug("direction lost", drop(r"DR[+-]"), ("word-missing",), ON),
    Bug("pole lost", lambda w: [] if w[:1] == ["CC"] else w, ("word-missing",), ON),
    Bug("pole elsewhere", number(r"X.*", plus(3), within="CC"), ("arc-geometry",), ON),
    Bug("call lost", drop("M99"), ("feature-not-cut",), ON),
    Bug("called for ever", put("M99", "M89"), ("gouge", "uncalled-removal", "grammar"), ON),
    Bug("cycle lost", lambda w: [] if w[:2] == ["CYCL", "DEF"] and "205" in w else w,
        ("leftover", "grammar", "feature-not-cut"), ON),
    Bug("depth lost", fewer(201), ("word-missing",), ON),
    Bug("depth upwards", number(r"Q201=.*", times(-1)), ("word-conflict",), ON),
    Bug("too deep", number(r"Q201=.*", plus(-3)), ("gouge", "feature-not-cut", "uncalled-removal", "fixture-contact"), ON),
    Bug("too shallow", number(r"Q201=.*", plus(3)), ("leftover", "tap-hole", "word-conflict"), ON),
    Bug("surface too high", number(r"Q203=.*", plus(5)), ("leftover",), ON),
    Bug("surface too low", number(r"Q203=.*", plus(-3)), ("rapid-into-stock", "gouge"), ON),
    Bug("set-up clearance negative", number(r"Q200=.*", times(-1)), ("word-conflict",), ON),
    Bug("set-up clearance lost", fewer(200), ("word-missing",), ON),
    Bug("2nd clearance lost", fewer(204), ("word-missing",), ON),
    Bug("pecking lost", no_pecking, ("drill-without-pecks",), ON),
    Bug("dwell in milliseconds", number(r"Q211=.*", times(1000)), ("dwell-out-of-scale",), ON),
    Bug("pitch of another tap", number(r"Q239=.*", times(1.25)), ("tap-feed",), ON),
    Bug("left-hand thread", number(r"Q239=.*", times(-1)), ("spindle-reversed", "thread-not-cut"), ON),
    Bug("hole lost", lambda w: [] if "X+38" in w else w, ("feature-not-cut",), ON),
    Bug("continuation lost", lambda w: [x for x in w if x != "~"], ("word-missing", "grammar"), ON),
    Bug("end lost", drop("M30"), ("grammar",), ON),
    Bug("last block lost", lambda w: [] if w[:1] == ["END"] else w, ("grammar", "no-program-end"), ON),
    Bug("tool call in a comment", swallowed, ("feature-not-cut", "modal-unset", "missing-length-offset"), ON),
)  # fmt: skip


@cache
def emit() -> Lark:
    return Lark(grammar("gcode/heidenhain.emit.lark"), parser="lalr")


def rejected(text: str) -> bool:
    try:
        emit().parse(text)
    except LarkError:
        return True
    return False


@pytest.mark.parametrize("units", ["mm", "inch"])
def test_the_good_program_is_beyond_reproach(units: str) -> None:
    made = scene("heidenhain", units)
    text = made.write()
    assert not rejected(text)
    judged = judge(made, text)
    assert {f.code for f in judged.findings if f.severity is not Severity.NOTE} == set()
    assert compare(made.commands, judged.reading, place=last_place(made.controller, units)) == ()
    for said in (
        "TOOL CALL",
        "CYCL DEF 200",
        "CYCL DEF 201",
        "CYCL DEF 205",
        "CYCL DEF 207",
        "M99",
        "CP IPA",
        "C X",
        "M91",
    ):
        assert said in text


@pytest.mark.parametrize("bug", [pytest.param(b, id=b.name.replace(" ", "-")) for b in BUGS])
def test_a_planted_bug_is_found(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene("heidenhain")
    good = made.write()
    write = heidenhain._Program.block

    def planted(self: heidenhain._Program, *words: str) -> None:
        meant = " ".join(w for w in words if w).split()
        wrong = bug.change(meant)
        if wrong:
            write(self, *(words if wrong == meant else wrong))

    monkeypatch.setattr(heidenhain._Program, "block", planted)
    try:
        text = made.write()
    except (InternalError, UsageError):
        found = {"refused"}
    else:
        assert text != good, "the bug changes nothing"
        findings = judge(made, text).findings
        found = {f.code for f in findings if f.severity is not Severity.NOTE} | (
            {"grammar"} if rejected(text) else set()
        )
    assert found & set(bug.found), found
