"""Moves and events against hand-calculated ones."""

from __future__ import annotations

import math

import pytest

from codegen.interpreter import read
from codegen.model.motion import Coolant, Event, EventKind, Move, MoveKind, Plane, Spindle
from codegen.model.program import Environment, Reading
from codegen.model.shop import Controller

HEAD = "G21 G90 G17 G94 G40 G49 G80 G91.1\nG54\nS1000 M3\nG0 X0 Y0 Z10\n"
R, F = MoveKind.RAPID, MoveKind.FEED


def run(controller: Controller, body: str, **known: object) -> Reading:
    return read(HEAD + body.replace("|", "\n") + "\nM2\n", controller, environment=Environment(**known))  # type: ignore[arg-type]


def moves(reading: Reading) -> list[Move]:
    assert reading.findings == ()
    return [s for s in reading.steps if isinstance(s, Move)][1:]


def ends(reading: Reading) -> list[tuple[MoveKind, tuple[float, float, float]]]:
    return [(m.kind, m.end) for m in moves(reading)]


def test_lines_and_feed(started: Controller) -> None:
    a, b, c = moves(run(started, "G1 X1 Y2 F120|Z-3|G0 X5"))
    assert (a.kind, a.start, a.end, a.feed) == (F, (0, 0, 10), (1, 2, 10), 120)
    assert (b.kind, b.end, b.feed, b.line, b.column, b.block) == (F, (1, 2, -3), 120, 6, 1, 5)
    assert (c.kind, c.end, c.feed) == (R, (5, 2, -3), 0)


def test_incremental_and_inch(started: Controller) -> None:
    reading = run(started, "G91 G0 X1|X1 Z-1|G90 G20|G1 X1 F10|G91 Z1")
    assert ends(reading) == [
        (R, (1, 0, 10)),
        (R, (2, 0, 9)),
        (F, (25.4, 0, 9)),
        (F, (25.4, 0, 34.4)),
    ]
    last = moves(reading)[-1]
    assert last.feed == pytest.approx(254)
    assert (last.state.units, last.state.absolute) == ("inch", False)


def test_feed_in_the_block_of_the_unit_counts_in_the_unit_before(started: Controller) -> None:
    # F stands before the units in LinuxCNC's order of execution
    (move,) = moves(run(started, "G20 G1 X1 F10"))
    assert move.feed == 10


@pytest.mark.parametrize(
    ("block", "kind", "end", "centre", "turns", "plane"),
    [
        ("G2 X10 Y0 I5", MoveKind.ARC_CW, (10, 0, 10), (5, 0), 1, Plane.XY),
        ("G3 X0 Y0 I5 J0 Z4 P3", MoveKind.ARC_CCW, (0, 0, 4), (5, 0), 3, Plane.XY),
        ("G90.1 G3 X5 Y5 I5 J0", MoveKind.ARC_CCW, (5, 5, 10), (5, 0), 1, Plane.XY),
        ("G2 X10 Y10 R10", MoveKind.ARC_CW, (10, 10, 10), (10, 0), 1, Plane.XY),  # the short way: a quarter
        ("G2 X10 Y10 R-10", MoveKind.ARC_CW, (10, 10, 10), (0, 10), 1, Plane.XY),  # the long way
        ("G3 X10 Y10 R10", MoveKind.ARC_CCW, (10, 10, 10), (0, 10), 1, Plane.XY),
        ("G18 G2 X5 Z15 I5 K0", MoveKind.ARC_CW, (5, 0, 15), (5, 10), 1, Plane.XZ),  # centre as (x, z)
        ("G19 G3 Y5 Z5 J0 K-5", MoveKind.ARC_CCW, (0, 5, 5), (0, 5), 1, Plane.YZ),
    ],
)
def test_arcs(
    started: Controller, block: str, kind: MoveKind, end: object, centre: object, turns: int, plane: Plane
) -> None:
    (move,) = moves(run(started, f"F100|{block}"))
    assert (move.kind, move.end, move.turns, move.plane) == (kind, end, turns, plane)
    assert move.centre == pytest.approx(centre)


def test_drilling_between_the_levels(started: Controller) -> None:
    reading = run(started, "F100|G98 G81 X5 Y5 Z-6 R2|X7|G99 X8|X9|G80")
    z = [
        (R, (5, 5, 10)), (R, (5, 5, 2)), (F, (5, 5, -6)), (R, (5, 5, 10)),
        (R, (7, 5, 10)), (R, (7, 5, 2)), (F, (7, 5, -6)), (R, (7, 5, 10)),
        (R, (8, 5, 10)), (R, (8, 5, 2)), (F, (8, 5, -6)), (R, (8, 5, 2)),
        (R, (9, 5, 2)), (F, (9, 5, -6)), (R, (9, 5, 2)),
    ]  # fmt: skip
    assert ends(reading) == z
    assert [m.cycle_hole for m in moves(reading)] == [1] * 4 + [2] * 4 + [3] * 4 + [4] * 3
    assert {m.cycle for m in moves(reading)} == {"G81"}


def test_pecking_out_and_breaking_chips(started: Controller) -> None:
    out = ends(run(started, "F100|G99 G83 X0 Y0 Z-6 R2 Q3|G80"))
    want = [(R, 10), (R, 2), (F, -1), (R, 2), (R, -0.746), (F, -4), (R, 2), (R, -3.746), (F, -6), (R, 2)]
    assert [(k, pytest.approx(z)) for k, z in want] == [(k, e[2]) for k, e in out]
    chips = ends(run(started, "F100|G99 G73 X0 Y0 Z-6 R2 Q3|G80"))
    want = [(R, 10), (R, 2), (F, -1), (R, -0.746), (F, -4), (R, -3.746), (F, -6), (R, 2)]
    assert [(k, pytest.approx(z)) for k, z in want] == [(k, e[2]) for k, e in chips]


def test_incremental_cycle_repeats(started: Controller) -> None:
    reading = run(started, "F100|G91 G99 G81 X5 Z-6 R-8 L2|G80")
    assert [e for _, e in ends(reading)] == [
        (5, 0, 10),
        (5, 0, 2),
        (5, 0, -4),
        (5, 0, 2),
        (10, 0, 2),
        (10, 0, -4),
        (10, 0, 2),
    ]


def test_dwell_bore_and_tap_cycles(started: Controller) -> None:
    reading = run(started, "F100|G82 Z-1 R2 P0.5|G80|G85 Z-1 R2|G80|G84 Z-1 R2|G80")
    dwells = [s for s in reading.steps if isinstance(s, Event) and s.kind is EventKind.DWELL]
    assert dwells[0].value == 0.5
    assert dwells[1].value == 0.5  # LinuxCNC's G84 takes the P that a cycle had before
    bore = [(m.kind, m.end[2]) for m in moves(reading) if m.cycle == "G85" and m.start != m.end]
    assert bore == [(F, -1), (F, 2)]
    tap = [(m.end[2], m.state.spindle) for m in moves(reading) if m.cycle == "G84" and m.kind is F]
    assert tap == [(-1, Spindle.CW), (2, Spindle.CCW)]


def test_rigid_tap_goes_in_and_out(started: Controller) -> None:
    there, back = moves(run(started, "G0 Z2|G33.1 Z-8 K1.25"))[1:]
    assert (there.kind, there.end, there.pitch, there.feed) == (MoveKind.THREAD, (0, 0, -8), 1.25, 1250)
    assert (back.kind, back.start, back.end) == (MoveKind.THREAD, (0, 0, -8), (0, 0, 2))


def test_inverse_time_and_feed_per_turn(started: Controller) -> None:
    line, arc = moves(run(started, "G93 G1 X30 Y40 F2|G2 X40 Y40 I5 J0 F2"))
    assert line.feed == pytest.approx(100)  # 50 mm twice a minute
    assert arc.feed == pytest.approx(2 * math.pi * 5)
    (turn,) = moves(run(started, "G95 G1 X1 F0.2"))
    assert turn.feed == pytest.approx(200)


def test_machine_coordinates(started: Controller) -> None:
    known = {"lengths": {1: 50.0}, "work_offsets": {"G54": (100.0, 0.0, -300.0)}, "home": (1.0, 2.0, 3.0)}
    body = "T1 M6|G43 H1|G0 X0 Y0 Z5|G53 G0 Z0|G0 X1|G28 Z4"
    out = moves(run(started, body, **known))
    assert out[1].end == (0, 0, 250)  # machine 0 = work + (-300) + 50
    assert out[1].machine_end == (100, 0, 0)
    assert [m.end for m in out[2:]] == [(1, 0, 250), (1, 0, 4), (1, 0, 253)]


def test_machine_coordinates_of_an_unknown_offset(started: Controller) -> None:
    up, over, down = moves(run(started, "G53 G0 Z0|G0 X1 Y1|Z5"))
    assert math.isnan(up.end[2])
    assert up.end[:2] == (0, 0)
    assert up.machine_end is not None
    assert up.machine_end[2] == 0
    assert math.isnan(over.start[2])
    assert math.isnan(over.end[2])
    assert down.end == (1, 1, 5)


def test_offsets_move_the_frame(started: Controller) -> None:
    known = {"work_offsets": {"G54": (0.0, 0.0, 0.0), "G55": (10.0, 20.0, 0.0)}, "lengths": {1: 50.0}}
    same, other, tool = moves(run(started, "G54 G0 X1|G55 G0 Z3|G43 H1|G0 X0", **known))
    assert same.start == (0, 0, 10)
    assert (other.start, other.end) == ((-9, -20, 10), (-9, -20, 3))
    assert tool.start == (-9, -20, -47)
    assert (tool.state.length_offset, tool.state.length, tool.state.work_offset) == (1, 50, "G55")


def test_the_old_length_stays_through_a_tool_change(started: Controller) -> None:
    states = [m.state for m in moves(run(started, "T1 M6|G43 H1|G0 Z1|T2 M6|G0 Z2|G43|G0 Z3"))]
    assert [(s.tool, s.length_offset) for s in states] == [(1, 1), (2, 1), (2, 2)]


def test_events_in_the_order_of_execution(started: Controller) -> None:
    reading = run(started, "(first)|M8 M3 S500 T3 M6 G43 H3 G4 P2|G59.1|M7|M9|M1|M5")
    found = [(s.kind, s.value, s.text) for s in reading.steps if isinstance(s, Event)]
    mark = found.index((EventKind.MARK, None, "first"))
    assert found[mark + 1 :] == [
        (EventKind.SPINDLE, 500, ""),  # stopped for the change
        (EventKind.TOOL_CHANGE, 3, ""),
        (EventKind.SPINDLE, 500, ""),
        (EventKind.COOLANT, None, ""),
        (EventKind.DWELL, 2, ""),
        (EventKind.LENGTH_OFFSET, 3, ""),
        (EventKind.WORK_OFFSET, None, "G59.1"),
        (EventKind.COOLANT, None, ""),
        (EventKind.COOLANT, None, ""),
        (EventKind.STOP, None, "M1"),
        (EventKind.SPINDLE, 500, ""),
        (EventKind.END, None, "M2"),
    ]
    last = reading.steps[-1].state
    assert (last.spindle, last.speed, last.coolant, last.tool) == (Spindle.OFF, 500, Coolant.OFF, 3)


def test_a_dwell_in_milliseconds(started: Controller) -> None:
    reading = run(started.model_copy(update={"dwell_unit": "ms"}), "G4 P500")
    assert [s.value for s in reading.steps if isinstance(s, Event) and s.kind is EventKind.DWELL] == [0.5]


def test_a_control_that_drops_the_length(started: Controller) -> None:
    dropping = started.model_copy(update={"length_offset_dropped": ("M6",)})
    states = [m.state for m in moves(run(dropping, "T1 M6|G43 H1|G0 Z1|T2 M6|G0 Z2"))]
    assert [s.length_offset for s in states] == [1, 0]


def test_block_delete(started: Controller) -> None:
    assert [m.end[0] for m in moves(run(started, "/G0 X1|G0 X2"))] == [1, 2]
    assert [m.end[0] for m in moves(run(started, "/G0 X1|G0 X2", block_delete=True))] == [2]


def test_states_are_shared(started: Controller) -> None:
    out = moves(run(started, "G1 X1 F100|X2|X3"))
    assert out[0].state is out[1].state is out[2].state
