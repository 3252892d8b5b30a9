"""What a SINUMERIK program does not say is unknown, what is not interpreted is named, and what hangs on it is unknown then."""

from __future__ import annotations

import math

import pytest

from codegen import shop
from codegen.findings import Severity
from codegen.interpreter import read
from codegen.model.motion import Event, EventKind, Move
from codegen.model.program import Environment, Reading
from tests.interpreter.siemens_control import siemens

START = "G17 G71 G90 G94 G40\nG54 S1000 M3\nG0 X0 Y0 Z10\n"


def run(text: str, environment: Environment | None = None) -> Reading:
    return read(START + text + "\nM30\n", siemens(), environment=environment)


def said(reading: Reading) -> list[tuple[str, int]]:
    return [(f.code, f.where.line) for f in reading.findings]


def moves(reading: Reading) -> list[Move]:
    return [s for s in reading.steps if isinstance(s, Move)]


def known(end: tuple[float, float, float]) -> tuple[bool, bool, bool]:
    x, y, z = (not math.isnan(v) for v in end)
    return x, y, z


def test_a_power_on_that_the_data_state() -> None:
    reading = read("X10 F100\nM30\n", shop.controller("siemens-840d"))
    (move,) = moves(reading)
    assert (move.kind.name, move.state.units, move.state.work_offset) == ("FEED", "mm", "G500")


def test_without_one_every_mode_is_asked_for_once() -> None:
    reading = read("X10\nX20\nM30\n", siemens())
    assert [(f.code, f.where.line) for f in reading.findings] == [("modal-unset", 1)]
    reading = read("G0 X10\nG1 X20 F100\nM30\n", siemens())
    assert {f.code for f in reading.findings} <= {"modal-unset", "units-not-stated", "position-unknown"}
    assert [f.where.line for f in reading.findings].count(1) == 2  # G90 and the unit


def test_an_unknown_parameter_is_told_once_and_spreads_along_its_axis_alone() -> None:
    reading = run("X=R7 Y5\nX=R7+1\nR8=R7*2\nZ=R8")
    assert said(reading) == [("modal-unset", 4)]
    assert [known(m.end) for m in moves(reading)[1:]] == [
        (False, True, True),
        (False, True, True),
        (False, True, False),
    ]


def test_a_parameter_that_was_set_is_known() -> None:
    reading = run("R7=5\nX=R7")
    assert said(reading) == [] and moves(reading)[-1].end == (5.0, 0.0, 10.0)


@pytest.mark.parametrize("condition", ["IF R1>2 GOTOF OUT", "WHILE R1>2", "CASE R1 OF 1 GOTOF OUT", "FOR R2=R1 TO 5"])
def test_a_condition_that_is_not_known_ends_the_reading(condition: str) -> None:
    close = {"WHILE": "\nENDWHILE", "FOR": "\nENDFOR"}.get(condition.split(maxsplit=1)[0], "")
    reading = run(f"{condition}\nX5{close}\nOUT: X6")
    assert said(reading) == [("modal-unset", 4), ("unsupported-code", 4)]
    assert len(moves(reading)) == 1 and not reading.ended


def test_a_missing_subprogram_may_do_anything() -> None:
    reading = run("L500\nG1 X5\nG0 G90 X5 Y5 Z5")
    assert said(reading)[0] == ("unsupported-code", 4)
    assert known(moves(reading)[1].end) == (False, False, False)


def test_a_milling_cycle_leaves_the_modes_as_they_were() -> None:
    reading = run("POCKET4(10,0,2,-5,20,50,50,2,0,0,300,100,0,1)\nX5\nY5 Z5")
    assert said(reading) == [("unsupported-code", 4)]
    assert [known(m.end) for m in moves(reading)[1:]] == [(True, False, False), (True, True, True)]


def test_a_transformation_leaves_no_place_known() -> None:
    reading = run("TRAORI\nG0 G90 G71 G17 X5 Y5 Z5")
    assert said(reading) == [("unsupported-code", 4)]
    assert known(moves(reading)[-1].end) == (False, False, False)


def test_a_swivelled_plane_too_until_it_is_turned_back() -> None:
    turned = 'CYCLE800(1,"TC1",0,57,0,0,0,0,45,0,0,0,0,1)'
    reading = run(f"{turned}\nX5 Y5\nCYCLE800()\nTRANS\nX5 Y5 Z5")
    assert said(reading) == [("unsupported-code", 4)]
    assert [known(m.end) for m in moves(reading)[1:]] == [(False, False, False), (True, True, True)]
    assert said(run('CYCLE800(1,"TC1",0,57,0,0,0,0,0,0,0,0,0,1)\nX5 Y5 Z5')) == []


def test_nothing_is_read_in_iso_dialect() -> None:
    reading = run("G291\nG43 H1 Z5\n#1=5\nG290\nG0 G90 G71 X1 Y2 Z3")
    assert said(reading) == [("unsupported-code", 4)]
    assert len(moves(reading)) == 2


def test_a_refused_block_leaves_what_it_names_unknown() -> None:
    reading = run("G1 X10 X20 F100\nY5\nG0 X1")
    assert said(reading) == [("word-conflict", 4), ("modal-unset", 5)]
    assert known(moves(reading)[1].end) == (True, False, False)


def test_tools_by_name_are_told_apart() -> None:
    reading = run('T="MILL 8"\nM6\nT="DRILL"\nM6\nT="MILL 8"\nM6')
    assert said(reading) == []
    changes = [s for s in reading.steps if isinstance(s, Event) and s.kind is EventKind.TOOL_CHANGE]
    first, second, third = (s.state.tool for s in changes)
    assert first == third != second
    lengths = [s for s in reading.steps if isinstance(s, Event) and s.kind is EventKind.LENGTH_OFFSET]
    assert [s.state.length_offset for s in lengths] == [first, second, third]


def test_a_further_edge_is_warned_of_once() -> None:
    reading = run("T1 M6\nD2\nG0 X5\nD3\nX6", Environment(lengths={1: 80.0}))
    assert [(f.code, f.severity, f.where.line) for f in reading.findings] == [("unsupported-code", Severity.WARNING, 5)]


@pytest.mark.parametrize("word", ["M77", "H5", "M2=3"])
def test_what_goes_to_the_plc_is_warned_of_once(word: str) -> None:
    reading = run(f"{word}\nX1\n{word}")
    assert [(f.code, f.severity, f.where.line) for f in reading.findings] == [("unsupported-code", Severity.WARNING, 4)]
    assert moves(reading)[-1].end == (1.0, 0.0, 10.0)


def test_other_axes_are_carried() -> None:
    reading = run("G0 X5 A30 B=IC(10)\nG91 A15\nC=DC(90)", Environment(rotary={"A": 0.0, "B": 5.0}))
    assert [m.rotary for m in moves(reading)[1:3]] == [(("A", 30.0), ("B", 15.0)), (("A", 45.0),)]


def test_calls_are_kept_with_the_moves() -> None:
    text = f"%_N_A_MPF\n{START}L1\nM30\n%_N_L1_SPF\nL2\nM17\n%_N_L2_SPF\nX5\nM17\n"
    reading = read(text, siemens())
    assert said(reading) == []
    assert moves(reading)[-1].calls == (4, 7)


def test_the_way_of_a_search_run_is_not_taken() -> None:
    reading = run("IF $P_SEARCH GOTOF OUT\nX5\nOUT: X6")
    assert said(reading) == []
    assert [m.end[0] for m in moves(reading)[1:]] == [5.0, 6.0]
