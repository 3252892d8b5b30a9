"""Bugs planted in SINUMERIK's post, whose cycles are calls; see ``test_planted_bugs``.

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
from codegen.post import siemens
from codegen.resources import grammar
from tests.pipeline.planted import Bug, Change, Words, drop, lose_block, put, scale, shift, swap
from tests.pipeline.work import judge, scene

ON = ("siemens-840d",)
CALL = r"CYCLE\d+\(.*"


def argument(cycle: str, index: int, by: Callable[[str], str]) -> Change:
    """Change one argument of the cycles whose name matches; the first is number 0."""

    def change(words: Words) -> Words:
        return [_with(w, index, by) if re.match(rf"{cycle}\(", w) else w for w in words]

    return change


def _with(call: str, index: int, by: Callable[[str], str]) -> str:
    name, inside = call[:-1].split("(")
    given = inside.split(",")
    given[index] = by(given[index])
    return f"{name}({','.join(given)})"


def plus(more: float) -> Callable[[str], str]:
    return lambda text: f"{float(text) + more:.4f}".rstrip("0").rstrip(".")


def times(factor: float) -> Callable[[str], str]:
    return lambda text: f"{float(text) * factor:.4f}".rstrip("0").rstrip(".")


def becomes(text: str) -> Callable[[str], str]:
    return lambda _: text


def lost(cycle: str) -> Change:
    return lambda words: [] if any(re.match(rf"{cycle}\(", w) for w in words) else words


def as_drilling(cycle: str) -> Change:
    return lambda words: [re.sub(rf"{cycle}\(([^,]*,[^,]*,0,[^,]*),.*", r"CYCLE81(\1)", w) for w in words]


def low(words: Words) -> Words:
    return [re.sub(r"(CYCLE8[13])\(([^,]*),([^,]*),", r"\1(\3,\3,", w) for w in words]


def in_a_remark(words: Words) -> Words:
    """The tool change lands behind the remark's semicolon."""
    return [";", *words] if words == ["M6"] else words


BUGS = (
    Bug("inch for mm", put("G710", "G700"), ("units-mismatch",), ON),
    Bug("incremental for absolute", put("G90", "G91"), ("gouge", "position-unknown", "feature-not-cut"), ON),
    Bug("plane of another axis", put("G17", "G18"), ("word-missing", "word-conflict", "feature-not-cut"), ON),
    Bug("feed per turn", put("G94", "G95"), ("cutting-data", "feed-limit"), ON),
    Bug("work offset of another setup", put("G54", "G55"), ("not-simulated", "feature-not-cut"), ON),
    Bug("work offset lost", drop("G54"), ("not-simulated", "feature-not-cut", "work-offset-not-stated"), ON),
    Bug("retract lost", lose_block("SUPA"), ("tool-change-in-cut",), ON),
    Bug("frames not off", drop("SUPA"), ("tool-change-in-cut", "missing-length-offset", "rapid-into-stock"), ON),
    Bug("spindle stop lost", drop("M5"), ("tool-change-in-cut",), ON),
    Bug("spindle start lost", drop("M3"), ("spindle-off-in-cut",), ON),
    Bug("spindle reversed", put("M3", "M4"), ("spindle-reversed",), ON),
    Bug("spindle speed lost", drop(r"S[\d.]+"), ("spindle-off-in-cut",), ON),
    Bug("spindle speed ten times", scale("S", 10, within=r"S\d.*"), ("speed-limit",), ON),
    Bug("coolant lost", drop("M8"), ("no-coolant",), ON),
    Bug("tool of another operation", put("T5", "T4"), ("cutting-data", "gouge", "leftover", "tap-feed", "feature-not-cut"), ON),
    Bug("tool change lost", drop("M6"), ("feature-not-cut", "tool-not-used", "modal-unset"), ON),
    Bug("length left off", put("D1", "D0"), ("missing-length-offset",), ON),
    Bug("rapid for feed", put("G1", "G0"), ("rapid-into-stock",), ON),
    Bug("feed for rapid", put("G0", "G1"), ("feed-missing",), ON),
    Bug("feed ten times", scale("F", 10, within=r"F\d.*"), ("cutting-data",), ON),
    Bug("feed a tenth", scale("F", 0.1, within=r"F\d.*"), ("cutting-data",), ON),
    Bug("feed lost", drop(r"F[\d.]+"), ("feed-missing",), ON),
    Bug("X and Y swapped", lambda w: w if w[:1] == [";"] else [swap("X", "Y")([x])[0] for x in w], ("gouge",), ON),
    Bug("X mirrored", scale("X", -1, within=r"X[\d.]+"), ("feature-not-cut",), ON),
    Bug("Z mirrored", scale("Z", -1, within=r"Z-?[\d.]+"), ("feature-not-cut", "rapid-into-stock"), ON),
    Bug("Z a tenth", scale("Z", 0.1, within=r"Z-?[\d.]+"), ("leftover",), ON),
    Bug("arc direction swapped", swap("G2", "G3"), ("leftover",), ON),
    Bug("I mirrored", scale("I", -1, within=r"I-?[\d.]+"), ("arc-geometry",), ON),
    Bug("J mirrored", scale("J", -1, within=r"J-?[\d.]+"), ("arc-geometry",), ON),
    Bug("I and J swapped", lambda w: w if w[:1] == [";"] else [swap("I", "J")([x])[0] for x in w], ("arc-geometry",), ON),
    Bug("centre not from the start", shift("I", 30, within=r"I-?[\d.]+"), ("arc-geometry",), ON),
    Bug("arcs by radius alone", lambda w: [x for x in w if not re.fullmatch(r"[IJ]-?[\d.]+", x)], ("word-missing",), ON),
    Bug("cycle not modal", lambda w: w[1:] if w[:1] == ["MCALL"] and len(w) > 1 else w, ("feature-not-cut", "grammar"), ON),
    Bug("cycle not cancelled", lambda w: [] if w == ["MCALL"] else w, ("gouge", "uncalled-removal", "rapid-into-stock"), ON),
    Bug("cycle lost", lost("CYCLE83"), ("feature-not-cut", "leftover"), ON),
    Bug("cycle without its depth", argument(r"CYCLE81", 3, becomes("")), ("word-missing", "grammar"), ON),
    Bug("depth upwards", argument(r"CYCLE8[13]", 3, times(-1)), ("word-conflict",), ON),
    Bug("cycle too deep", argument(r"CYCLE8[13]", 3, plus(-1)), ("gouge",), ON),
    Bug("cycle too shallow", argument(r"CYCLE8[13]", 3, plus(3)), ("leftover",), ON),
    Bug("depth relative", argument(r"CYCLE81", 3, lambda z: "," + z.lstrip("-")), ("leftover", "gouge", "grammar"), ON),
    Bug("planes exchanged", argument(r"CYCLE8\d", 0, times(-1)), ("word-conflict",), ON),
    Bug("returns to the reference plane", low, ("rapid-into-stock", "retract-low", "gouge"), ON),
    Bug("reference plane in the material", argument(r"CYCLE8\d+", 1, plus(-4)), ("rapid-into-stock",), ON),
    Bug("pecks in thousandths", argument("CYCLE83", 6, times(1000)), ("word-conflict", "drill-without-pecks"), ON),
    Bug("pecking lost", as_drilling("CYCLE83"), ("drill-without-pecks",), ON),
    Bug("dwell in milliseconds", argument("CYCLE82", 5, times(1000)), ("dwell-out-of-scale",), ON),
    Bug("hole lost", lose_block("X38"), ("feature-not-cut",), ON),
    Bug("pitch of another tap", argument("CYCLE84", 8, times(1.25)), ("tap-feed",), ON),
    Bug("left-hand thread", argument("CYCLE84", 8, times(-1)), ("spindle-reversed", "thread-not-cut"), ON),
    Bug("lead lost", argument("CYCLE84", 8, becomes("")), ("word-missing", "grammar"), ON),
    Bug("size for lead", argument("CYCLE84", 7, becomes("8")), ("word-missing",), ON),
    Bug("tapping speed lost", argument("CYCLE84", 10, becomes("")), ("word-missing", "grammar"), ON),
    Bug("direction after the tap lost", argument("CYCLE84", 6, becomes("")), ("word-missing", "grammar"), ON),
    Bug("tapped by drilling", as_drilling("CYCLE84"), ("tap-not-synchronised", "tap-feed"), ON),
    Bug("reamed ten times too fast", argument("CYCLE85", 6, times(10)), ("cutting-data",), ON),
    Bug("end lost", drop("M30"), ("no-program-end",), ON),
    Bug("tool change in a remark", in_a_remark, ("feature-not-cut", "tool-not-used", "modal-unset", "missing-length-offset"), ON),
)  # fmt: skip


@cache
def emit() -> Lark:
    return Lark(grammar("gcode/siemens.emit.lark"), parser="lalr")


def rejected(text: str) -> bool:
    try:
        emit().parse(text)
    except LarkError:
        return True
    return False


@pytest.mark.parametrize("units", ["mm", "inch"])
def test_the_good_program_is_beyond_reproach(units: str) -> None:
    made = scene("siemens-840d", units)
    text = made.write()
    assert not rejected(text)
    judged = judge(made, text)
    assert [(f.code, f.where.line, f.message) for f in judged.findings if f.severity is not Severity.NOTE] == []
    assert compare(made.commands, judged.reading, place=last_place(made.controller, units)) == ()
    for said in ("CYCLE81(", "CYCLE82(", "CYCLE83(", "CYCLE84(", "CYCLE85(", "G3 ", "SUPA Z0 D0", " D1"):
        assert said in text


@pytest.mark.parametrize("bug", [pytest.param(b, id=b.name.replace(" ", "-")) for b in BUGS])
def test_a_planted_bug_is_found(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene("siemens-840d")
    good = made.write()
    write = siemens._Program.line

    def planted(self: siemens._Program, *words: str) -> None:
        meant = " ".join(w for w in words if w).split()
        wrong = bug.change(meant)
        if wrong:
            write(self, *wrong)

    monkeypatch.setattr(siemens._Program, "line", planted)
    try:
        text = made.write()
    except (InternalError, UsageError):
        found = {"refused"}
    else:
        assert text != good, "the bug changes nothing"
        findings = judge(made, text).findings
        found = {f.code for f in findings if f.severity is not Severity.NOTE}
        found |= {"grammar"} if rejected(text) else set()
    assert found & set(bug.found), found
