"""The comparison of plan and reading: it agrees with itself, and finds each planted difference."""

import math

import pytest

from codegen.findings import Finding
from codegen.model.motion import (
    Arc,
    Command,
    Cycle,
    CycleKind,
    Feed,
    Move,
    MoveKind,
    Point,
    Rapid,
    State,
)
from codegen.model.program import Block, Program, Reading
from codegen.model.steps import Steps
from codegen.pipeline.round_trip import compare

STATE = State()


def reading(moves: list[Move]) -> Reading:
    blocks = tuple(Block(i, i + 1, f"block {i}") for i in range(50))
    return Reading(Program("linuxcnc", blocks), Steps.of(moves), (), True)


def move(kind: MoveKind, start: Point, end: Point, **more: object) -> Move:
    return Move(kind, start, end, STATE, 0, 1, 1, **more)  # type: ignore[arg-type]


PLAN: list[Command] = [
    Rapid((0, 0, 10)),
    Rapid((0, 0, 10)),  # no length: a post drops it
    Feed((0, 0, -1), 100),
    Feed((10, 0, -1), 200),
    Arc((10, 10, -1), (10, 5), True, 200),
    Rapid((10, 10, 10)),
    Cycle(CycleKind.PECK, ((1, 1), (2, 1)), 10, 2, -8, 100),
    Rapid((2, 1, 10)),
]
NAN = math.nan
READ: list[Move] = [
    move(MoveKind.RAPID, (NAN, NAN, NAN), (0, 0, NAN)),  # X and Y first, Z not known yet
    move(MoveKind.RAPID, (0, 0, NAN), (0, 0, 10)),
    move(MoveKind.FEED, (0, 0, 10), (0, 0, -1)),
    move(MoveKind.FEED, (0, 0, -1), (10, 0, -1)),
    move(MoveKind.ARC_CCW, (10, 0, -1), (10, 10, -1), centre=(10, 5)),
    move(MoveKind.RAPID, (10, 10, -1), (10, 10, 10)),
    move(MoveKind.RAPID, (10, 10, 10), (1, 1, 10), cycle="G83", cycle_hole=0),
    move(MoveKind.FEED, (1, 1, 2), (1, 1, -4), cycle="G83", cycle_hole=0),
    move(MoveKind.FEED, (1, 1, -4), (1, 1, -8), cycle="G83", cycle_hole=0),
    move(MoveKind.RAPID, (1, 1, -8), (1, 1, 10), cycle="G83", cycle_hole=0),
    move(MoveKind.FEED, (2, 1, 2), (2, 1, -8), cycle="G83", cycle_hole=1),
    move(MoveKind.RAPID, (2, 1, -8), (2, 1, 10), cycle="G83", cycle_hole=1),
]


def findings(moves: list[Move]) -> tuple[Finding, ...]:
    return compare(PLAN, reading(moves))


def test_agreement() -> None:
    assert findings(READ) == ()


@pytest.mark.parametrize("index", [1, 2, 3, 4, 5])
def test_a_dropped_move_is_found(index: int) -> None:
    assert findings(READ[:index] + READ[index + 1 :])[0].code == "round-trip"


def test_a_dropped_hole_is_found() -> None:
    assert findings(READ[:10])[0].code == "round-trip"


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("index", [2, 3, 4])
def test_a_moved_end_is_found(index: int, axis: int) -> None:
    m = READ[index]
    end = [*m.end]
    end[axis] += 0.001
    changed = move(m.kind, m.start, (end[0], end[1], end[2]), centre=m.centre)
    assert findings([*READ[:index], changed, *READ[index + 1 :]])[0].code == "round-trip"


def test_the_other_way_round_an_arc_is_found() -> None:
    changed = move(MoveKind.ARC_CW, READ[4].start, READ[4].end, centre=(10, 5))
    assert findings([*READ[:4], changed, *READ[5:]])[0].code == "round-trip"


def test_a_shallow_hole_is_found() -> None:
    changed = move(MoveKind.FEED, (2, 1, 2), (2, 1, -7.9), cycle="G83", cycle_hole=1)
    assert findings([*READ[:10], changed, READ[11]])[0].code == "round-trip"


def test_a_rapid_instead_of_a_feed_is_found() -> None:
    changed = move(MoveKind.RAPID, READ[3].start, READ[3].end)
    assert findings([*READ[:3], changed, *READ[4:]])[0].code == "round-trip"


TAPS: list[Command] = [
    Rapid((0, 0, 10)),
    Cycle(CycleKind.TAP, ((0, 0), (5, 0)), 10, 3, -6, 100, pitch=1.0),
    Rapid((5, 0, 10)),
]


def tapped(second: float) -> list[Move]:
    return [
        move(MoveKind.RAPID, (NAN, NAN, NAN), (0, 0, 10)),
        move(MoveKind.RAPID, (0, 0, 10), (0, 0, 3)),
        move(MoveKind.THREAD, (0, 0, 3), (0, 0, -6), pitch=1.0),
        move(MoveKind.THREAD, (0, 0, -6), (0, 0, 3), pitch=1.0),
        move(MoveKind.RAPID, (0, 0, 3), (5, 0, 3)),
        move(MoveKind.THREAD, (5, 0, 3), (5, 0, second), pitch=1.0),
        move(MoveKind.THREAD, (5, 0, second), (5, 0, 3), pitch=1.0),
        move(MoveKind.RAPID, (5, 0, 3), (5, 0, 10)),
    ]


def test_taps_agree_and_a_shallow_tap_is_found() -> None:
    assert compare(TAPS, reading(tapped(-6))) == ()
    assert compare(TAPS, reading(tapped(-5)))[0].code == "round-trip"


def test_a_move_that_rounding_may_swallow_stands_on_either_side_or_both() -> None:
    small = Feed((10.0002, 0.0002, -1), 200)  # less than one unit of an inch program's last place in each axis
    plan = [*PLAN[:4], small, *PLAN[4:]]
    there = move(MoveKind.FEED, (10, 0, -1), (10.0002, 0.0002, -1))
    written = [*READ[:4], there, *READ[4:]]
    assert compare(plan, reading(READ)) == ()
    assert compare(PLAN, reading(written)) == ()
    assert compare(plan, reading(written)) == ()


def test_a_full_turn_is_never_swallowed() -> None:
    full = Arc((10, 10, -1), (10, 5), True, 200)
    plan = [*PLAN[:5], full, *PLAN[5:]]
    assert compare(plan, reading(READ))[0].code == "round-trip"
    there = move(MoveKind.ARC_CCW, (10, 10, -1), (10, 10, -1), centre=(10, 5))
    assert compare(PLAN, reading([*READ[:5], there, *READ[5:]]))[0].code == "round-trip"
    assert compare(plan, reading([*READ[:5], there, *READ[5:]])) == ()


def test_an_arc_too_short_to_write_is_no_difference() -> None:
    short = Arc((10 + 5 * math.sin(4e-5), 5 + 5 * math.cos(4e-5), -1), (10, 5), False, 200)  # 0.0002 mm on
    assert compare([*PLAN[:5], short, *PLAN[5:]], reading(READ)) == ()
