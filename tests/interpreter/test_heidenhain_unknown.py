"""What a Klartext reader does not know it does not make up; and what it knows, its steps carry."""

from __future__ import annotations

import math

import pytest

from codegen import shop
from codegen.findings import Severity
from codegen.interpreter import read
from codegen.interpreter.detect import detect
from codegen.model.motion import Coolant, Event, EventKind, Move, Spindle
from codegen.model.program import Environment, Reading

HEAD = "0 BEGIN PGM T MM\n1 TOOL CALL 1 Z S1000\n2 L X+0 Y+0 Z+10 R0 FMAX M3\n"


def reading(body: str, *, head: str = HEAD, **known: object) -> Reading:
    return read(head + body + "\nEND PGM T MM\n", shop.controller("heidenhain"), environment=Environment(**known))  # type: ignore[arg-type]


def moves(found: Reading) -> list[Move]:
    return [s for s in found.steps if isinstance(s, Move)]


def codes(found: Reading) -> list[str]:
    return [f.code for f in found.findings]


def test_rotary_words_go_along_with_their_move() -> None:
    found = reading(
        "L X+10 A+30 IC-15 FMAX\nL IA+5 F100\nL W+2 FMAX", rotary={"C": 20.0}, work_offsets={"preset": (0, 0, 0)}
    )
    a, b, c = moves(found)[1:]
    assert a.rotary == (("A", 30.0), ("C", 5.0)) and a.end == (10.0, 0.0, 10.0)
    assert b.rotary == (("A", 35.0),) and b.feed == 100.0
    assert c.rotary == (("W", 2.0),)
    assert codes(found) == []
    assert math.isnan(moves(reading("L IA+5 FMAX"))[-1].rotary[0][1])


def test_moves_tell_the_calls_they_were_made_in() -> None:
    found = reading("CALL LBL 1\nM30\nLBL 1\nCALL LBL 2\nLBL 0\nLBL 2\nL X+1 FMAX\nLBL 0")
    (made,) = [m for m in moves(found) if m.line == 10]
    assert made.calls == (3, 6)
    assert codes(found) == []


def test_a_tool_by_its_name_has_a_length_that_is_not_known() -> None:
    found = reading('TOOL CALL "DRILL_5" Z S2000\nL Z+20 FMAX M3\nL IX+1 FMAX', lengths={1: 50.0})
    change = next(s for s in found.steps if isinstance(s, Event) and s.kind is EventKind.TOOL_CHANGE and s.line == 4)
    assert (
        change.state.tool is None
        and change.state.length is None
        and change.value is not None
        and math.isnan(change.value)
    )
    assert moves(found)[-1].state.length_offset, "a length is in force, though not known"
    assert moves(found)[-1].end == (1.0, 0.0, 20.0)


def test_m92_leads_to_no_known_place() -> None:
    found = reading("L Z+0 FMAX M92\nL X+5 FMAX", lengths={1: 50.0}, work_offsets={"preset": (0, 0, -300)})
    assert [math.isnan(m.end[2]) for m in moves(found)[1:]] == [True, True]


@pytest.mark.parametrize(
    "line",
    [
        "FL PR+22 PA+0", "PLANE SPATIAL SPA+0 SPB+30 SPC+0 MOVE", "CALL PGM OTHER.H", "TCH PROBE 412 X", "L X+1 Q", "M128",
        "CYCL DEF 19.1 B+30", "CYCL DEF 7.1 #5", "TOOL CALL 2 X", "LP PR+5 PA+0 FMAX", "C X+1 Y+1 F100", "CYCL CALL PAT", "M101",
    ],
)  # fmt: skip
def test_after_what_is_not_interpreted_no_place_is_known(line: str) -> None:
    found = reading(f"{line}\nL IX+1 FMAX")
    assert len(found.findings) == 1
    assert math.isnan(moves(found)[-1].end[0])


@pytest.mark.parametrize("line", ["CALL PGM OTHER.H", "TCH PROBE 412 X", "FN 17: SYSWRITE ID1 = 5"])
def test_after_what_may_do_anything_everything_is_unknown(line: str) -> None:
    state = moves(reading(f"Q1 = 5\n{line}\nL X+0 FMAX"))[-1].state
    assert (state.spindle, state.coolant) == (Spindle.UNKNOWN, Coolant.UNKNOWN)
    assert (state.tool, state.speed, state.length) == (None, None, None)
    assert math.isnan(moves(reading(f"Q1 = 5\n{line}\nL X+Q1 FMAX"))[-1].end[0])


def test_one_finding_a_cause() -> None:
    found = reading("L X+Q5 FMAX\nL X+Q5 Y+Q5 FMAX\nL IX+1 FMAX")
    assert codes(found) == ["modal-unset"]
    assert math.isnan(moves(found)[-1].end[0])
    looped = reading("LBL 1\nL X+1 Q\nCALL LBL 1 REP 50")
    assert codes(looped) == ["syntax"]


def test_a_radius_that_is_not_known_is_a_warning_and_one() -> None:
    found = reading("L X+10 Y+0 RL F100\nL Y+20\nL Y+30 X+0 R0\nL X+5 F100")
    assert [(f.code, f.severity) for f in found.findings] == [("position-unknown", Severity.WARNING)]
    assert [math.isnan(m.end[0]) for m in moves(found)[1:]] == [True, True, False, False]
    known = reading("L X+10 Y+0 RL F100\nL Y+20\nL Y+30 X+0 R0", radii={1: 2.0})
    assert codes(known) == [] and moves(known)[1].end == (8.0, 0.0, 10.0)


def test_unknown_conditions_stop_the_run() -> None:
    found = reading("FN 18: SYSREAD Q1 = ID1 NR1\nFN 9: IF +Q1 EQU +1 GOTO LBL 1\nL X+1 FMAX\nLBL 1")
    assert codes(found) == ["unsupported-code", "unsupported-code"]
    assert not found.ended


def test_error_stop_ends_the_program() -> None:
    found = reading("FN 14: ERROR = 1000")
    assert found.ended and codes(found) == []


def test_a_block_may_be_skipped() -> None:
    assert len(moves(reading("/ L X+1 FMAX\n5 / L X+2 FMAX", block_delete=True))) == 1
    assert len(moves(reading("/ L X+1 FMAX\n5 / L X+2 FMAX"))) == 3


def test_its_text_tells_what_it_is_for() -> None:
    found = detect(HEAD)
    assert (found.controller, found.sure) == ("heidenhain", "certain")


def test_places_of_findings() -> None:
    (finding,) = reading("L X+1 Y+2 X+3 FMAX").findings
    where = finding.where
    assert (where.line, where.column, where.end_column, where.block) == (4, 11, 14, "L X+1 Y+2 X+3 FMAX")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_encodings(newline: str) -> None:
    text = (HEAD + "L X+1 FMAX ; Schlüssel\nEND PGM T MM\n").replace("\n", newline)
    for encoding in ("utf-8", "latin-1", "gb18030"):
        found = read(text.encode(encoding), shop.controller("heidenhain"))
        assert found.ended and all(f.severity is Severity.WARNING for f in found.findings)
