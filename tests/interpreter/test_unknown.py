"""Everything starts unknown; using it is a finding, and nothing is guessed."""

from __future__ import annotations

import math

import pytest

from codegen.interpreter import read
from codegen.model.motion import Coolant, Move, Spindle
from codegen.model.program import Environment
from codegen.model.shop import Controller


def codes(text: str, controller: Controller, environment: Environment | None = None) -> list[str]:
    return [f.code for f in read(text, controller, environment=environment).findings]


def first_move(text: str, controller: Controller, environment: Environment | None = None) -> Move:
    return next(s for s in read(text, controller, environment=environment).steps if isinstance(s, Move))


def test_nothing_is_known_at_the_start(controller: Controller) -> None:
    move = first_move("G90 G21 G0 X1\nM2\n", controller)
    assert all(math.isnan(v) for v in move.start)
    assert move.end[0] == 1
    assert math.isnan(move.end[1])
    state = move.state
    assert (state.tool, state.length_offset, state.length, state.work_offset, state.speed) == (None,) * 5
    assert (state.spindle, state.coolant, state.feed_mode) == (Spindle.UNKNOWN, Coolant.UNKNOWN, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("G21 G0 X1", "G90 or G91"),
        ("G90 G0 X1", "G20 or G21"),
        ("G90 G21 X1", "motion mode"),
        ("G90 G21 G94 G0 X0 Y0 Z0\nG2 X2 I1 F1", "plane"),
        ("G90 G21 G94 G17 G0 X0 Y0 Z0\nG2 X2 I1 F1", "arc distance mode"),
        ("G90 G21 G94 G17 G0 X0 Y0 Z0\nG81 X2 Z-1 R1 F1", "retract mode"),
        ("G90 G21 G0 X0 Y0 Z0\nG1 X2 F1", "feed mode"),
        ("M6", "tool number"),
        ("G43", "tool in the spindle"),
    ],
)
def test_a_mode_that_was_never_set(controller: Controller, text: str, says: str) -> None:
    code = "units-not-stated" if "G20" in says else "modal-unset"
    found = [f for f in read(text + "\nM2\n", controller).findings if f.code == code]
    assert [says in f.message for f in found] == [True], found


def test_what_is_unset_is_said_once(controller: Controller) -> None:
    assert codes("G0 X1\nX2\nX3\nG90 G21 X4\nM2\n", controller) == ["modal-unset", "units-not-stated"]


def test_an_unset_unit_makes_unknown_coordinates(controller: Controller) -> None:
    assert math.isnan(first_move("G90 G0 X1\nM2\n", controller).end[0])


def test_units_of_power_on_scale_but_are_not_stated(started: Controller) -> None:
    move = first_move("G0 X1\nM2\n", started)
    assert (move.end[0], move.state.units) == (1, None)


def test_a_cut_from_an_unknown_place(started: Controller) -> None:
    text = "G21 G94 F100\nG0 X0 Y0\nG1 X1\nX2\nG1 Z5\nX3\nT1 M6\nG43 H1\nG1 X4\nM2\n"
    found = [(f.code, f.where.line) for f in read(text, started).findings]
    assert found == [("position-unknown", 3), ("position-unknown", 9)]


def test_a_rapid_from_an_unknown_place_is_fine(started: Controller) -> None:
    assert codes("G21\nG0 Z5\nG0 X0 Y0\nM2\n", started) == []


def test_feed_that_was_never_set(started: Controller) -> None:
    text = "G21\nG0 X0 Y0 Z0\nG1 X1\nX2\nF0 X3\nF10 X4\nM2\n"
    found = [(f.code, f.where.line) for f in read(text, started).findings]
    assert found == [("feed-missing", 3), ("feed-missing", 5)]


def test_a_length_offset_hides_z_alone(controller: Controller) -> None:
    text = "G90 G21 G54 G0 X1 Y2 Z3\nG43 H1\nG0 X5\nM2\n"
    move = [s for s in read(text, controller).steps if isinstance(s, Move)][-1]
    assert move.start[:2] == (1, 2)
    assert math.isnan(move.start[2])
    again = "G90 G21 G54 G43 H1 G0 X1 Y2 Z3\nG43 H1\nG54\nG0 X5\nM2\n"
    assert [s for s in read(again, controller).steps if isinstance(s, Move)][-1].start == (1, 2, 3)


def test_another_work_offset_hides_all(controller: Controller) -> None:
    text = "G90 G21 G54 G0 X1 Y2 Z3\nG55\nG0 X5\nM2\n"
    assert all(math.isnan(v) for v in [s for s in read(text, controller).steps if isinstance(s, Move)][-1].start)


def test_home_is_unknown_until_the_environment_says(started: Controller) -> None:
    text = "G21\nG0 X1 Y1 Z1\nG91 G28 Z0\nM2\n"
    home = [s for s in read(text, started).steps if isinstance(s, Move)][-1]
    assert home.machine_end is not None
    assert math.isnan(home.machine_end[2])
    assert home.end[:2] == (1, 1)
    assert math.isnan(home.end[2])


def test_after_a_refused_block_what_it_named_is_unknown(started: Controller) -> None:
    text = "G21 G94 F10\nG0 X0 Y0 Z0\nG91 G1 X5 X6\nG1 Y1\nM2\n"
    reading = read(text, started)
    assert [f.code for f in reading.findings] == ["word-conflict", "modal-unset"]
    last = [s for s in reading.steps if isinstance(s, Move)][-1]
    assert math.isnan(last.start[0])
    assert last.start[1] == 0
    assert math.isnan(last.end[1])


def test_after_a_line_that_cannot_be_read_the_place_is_unknown(started: Controller) -> None:
    reading = read("G21 G94 F10\nG0 X0 Y0 Z0\nG1 X1.2.3\nG1 Y1\nM2\n", started)
    assert [(f.code, f.where.line) for f in reading.findings] == [("syntax", 3), ("position-unknown", 4)]


@pytest.mark.parametrize("block", ["G71 Q100", "G17.1", "M199", "O1 call", "M98 P1"])
def test_after_what_is_not_interpreted_the_place_is_unknown(started: Controller, block: str) -> None:
    reading = read(f"G21 G94 F10\nG0 X0 Y0 Z0\n{block}\nG1 Y1\nM2\n", started)
    assert next((f.code, f.where.line) for f in reading.findings) == ("unsupported-code", 3)
    assert math.isnan([s for s in reading.steps if isinstance(s, Move)][-1].start[0])


def test_tool_zero_and_the_environments_tool(started: Controller) -> None:
    move = first_move("G21\nG43\nG0 Z1\nM2\n", started, Environment(tool=4, lengths={4: 12.5}))
    assert (move.state.length_offset, move.state.length) == (4, 12.5)


def test_a_parameter_that_is_set_touches_nothing(started: Controller) -> None:
    reading = read("G21 G94 F10\nG0 X0 Y0 Z0\n#1=5\nG1 Y1\nM2\n", started)
    assert reading.findings == ()
    assert [s for s in reading.steps if isinstance(s, Move)][-1].start == (0, 0, 0)


def test_a_value_that_is_not_known_is_unknown_and_no_more(started: Controller) -> None:
    def last(block: str) -> Move:
        reading = read(f"G21 G94 F10 S100 M3\nG0 X0 Y0 Z0\n{block}\nG1 Y1\nM2\n", started)
        assert [f.code for f in reading.findings if f.code != "position-unknown"] == ["value-unknown"]
        return [s for s in reading.steps if isinstance(s, Move)][-1]

    move = last("G1 X#5061 Z3")
    assert math.isnan(move.start[0])
    assert move.start[1:] == (0, 3)
    assert math.isnan(last("F#5070").feed)
    assert last("S[#5070*2]").state.speed is None
    assert last("G4 P[#5070]").start == (0, 0, 0)
    assert math.isnan(last("G99 G81 Z[#5063] R2").start[2]) is False  # back at R, which is known


def test_a_code_that_is_not_known_may_be_any(started: Controller) -> None:
    reading = read("G21 G94 F10 S100 M3\nG0 X0 Y0 Z0\nG[90+#5070]\nG1 Y1\nM2\n", started)
    move = [s for s in reading.steps if isinstance(s, Move)][-1]
    assert all(math.isnan(v) for v in (*move.start, *move.end, move.feed))
    assert (move.state.absolute, move.state.units, move.state.spindle, move.state.tool) == (
        None,
        None,
        Spindle.UNKNOWN,
        None,
    )


def test_a_refused_block_leaves_what_it_would_have_set_unknown(started: Controller) -> None:
    reading = read("G21 G94 F10 S100 M3 M8\nG0 X0 Y0 Z0\nM4 M5 M9 S5 F20\nG1 Y1\nM2\n", started)
    assert [f.code for f in reading.findings] == ["word-conflict"]
    move = [s for s in reading.steps if isinstance(s, Move)][-1]
    assert (move.state.spindle, move.state.coolant, move.state.speed) == (Spindle.UNKNOWN, Coolant.UNKNOWN, None)
    assert math.isnan(move.feed)


def last_move(text: str, controller: Controller, known: Environment | None = None) -> Move:
    moves = [s for s in read(text, controller, environment=known).steps if isinstance(s, Move)]
    return moves[-1]


def test_an_offset_that_the_program_sets_is_known(started: Controller) -> None:
    zero = (0.0, 0.0, 0.0)
    known = Environment(work_offsets={"G54": zero}, start=zero)
    move = last_move("G21\nG10 L2 P2 X1 Y2 Z3\nG55\nG53 G0 X0 Y0 Z0\nM2\n", started, known)
    assert (move.machine_end, move.end) == (zero, (-1, -2, -3))
    move = last_move("G21\nG10 L2 P2 X1\nG55\nG53 G0 X0 Y0 Z0\nM2\n", started, known)
    assert move.end[0] == -1
    assert math.isnan(move.end[1])


def test_a_probe_stops_who_knows_where(started: Controller) -> None:
    reading = read("G21 G94 F10\nG0 X1 Y2 Z3\nG38.2 Z-5\nG0 X0\nM2\n", started)
    probe, after = [s for s in reading.steps if isinstance(s, Move)][-2:]
    assert (probe.end, after.start[:2]) == ((1, 2, -5), (1, 2))
    assert math.isnan(after.start[2])
    assert math.isnan(after.end[2])


@pytest.mark.parametrize("zeroing", ["G92 Z0", "G10 L20 P0 Z0", "G10 L20 P1 Z0"])
def test_where_the_probe_stopped_becomes_the_zero(started: Controller, zeroing: str) -> None:
    text = f"G21 G94 F10\nG54\nG0 X1 Y2 Z3\nG38.2 Z-5\n{zeroing}\nG1 Z2\nM2\n"
    assert [f.code for f in read(text, started).findings] == []
    move = last_move(text, started)
    assert (move.start, move.end) == ((1, 2, 0), (1, 2, 2))


def test_a_shift_that_no_one_set(started: Controller) -> None:
    reading = read("G21 G94 F10\nG0 X0 Y0 Z0\nG92.3\nG0 X1\nM2\n", started)
    assert [f.code for f in reading.findings] == ["position-unknown"]
    assert math.isnan([s for s in reading.steps if isinstance(s, Move)][-1].end[0])


def test_a_cutter_without_radius(started: Controller) -> None:
    """What is compensated by an unknown radius lies nowhere known, until G40 and a move."""
    text = "G21 G94 F10\nG0 X0 Y0 Z0\nG41 D3\nG1 X10\nG1 Y10 Z-1\nG40\nG1 X20 Y0\nM2\n"
    reading = read(text, started)
    assert next((f.code, f.where.line) for f in reading.findings) == ("position-unknown", 3)
    moves = [s for s in reading.steps if isinstance(s, Move)]
    assert math.isnan(moves[2].end[0])
    assert math.isnan(moves[2].end[1])
    assert moves[2].end[2] == -1
    assert moves[3].end == (20, 0, -1)
