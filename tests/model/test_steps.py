"""Steps in segments behave as a tuple of steps, and their columns say what the steps say."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.model.columns import PLANES, MoveTable, tabulated
from codegen.model.motion import Event, EventKind, Move, MoveKind, Plane, Spindle, State, Step
from codegen.model.steps import Run, Steps, StepsBuilder, Stretch

STATES = (State(), State(tool=1, spindle=Spindle.CW), State(tool=2))
coordinate = st.floats(-100, 100) | st.just(math.nan)
point = st.tuples(coordinate, coordinate, coordinate)


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """A few moves, events and remarks under few states, one block each."""
    out: list[Step] = []
    for block in range(draw(st.integers(0, 12))):
        state = draw(st.sampled_from(STATES))
        kind = draw(st.sampled_from(["rapid", "feed", "arc", "mark", "event"]))
        if kind == "mark":
            out.append(Event(EventKind.MARK, state, block, block + 1, 1, text=f"text {block}"))
        elif kind == "event":
            out.append(Event(EventKind.SPINDLE, state, block, block + 1, 1, value=100.0))
        else:
            number = {"rapid": MoveKind.RAPID, "feed": MoveKind.FEED, "arc": MoveKind.ARC_CW}[kind]
            centre = draw(st.tuples(coordinate, coordinate)) if kind == "arc" else None
            plane = draw(st.sampled_from(PLANES))
            out.append(
                Move(number, draw(point), draw(point), state, block, block + 1, 3, draw(coordinate), plane, centre)
            )
    return out


def stretch(part: list[Step], table: MoveTable) -> Stretch:
    """The same steps as columns with remarks."""
    marks = [(i, s) for i, s in enumerate(part) if isinstance(s, Event)]
    first = table.count
    table.extend([s for s in part if isinstance(s, Move)])
    return Stretch(
        table,
        first,
        table.count,
        np.array([i for i, _ in marks], np.int32),
        np.array([s.block for _, s in marks], np.int32),
        np.array([table.number(s.state) for _, s in marks], np.int32),
        lambda block: f"text {block}",
    )


def same(a: Step, b: Step) -> bool:
    """Equal, where NaN is equal to NaN."""
    return repr(a) == repr(b)


@given(steps(), st.lists(st.integers(0, 12), max_size=3), st.sampled_from([0, 1, 20]))
def test_segments_are_one_sequence(all_steps: list[Step], cuts: list[int], room: int) -> None:
    """However the steps are cut into listed and tabulated segments: the sequence, its columns and its parts are the same."""
    builder, table = StepsBuilder(), MoveTable(room)
    builder.attach(table)
    edges = [0, *sorted(min(c, len(all_steps)) for c in cuts), len(all_steps)]
    for number, (low, high) in enumerate(itertools.pairwise(edges)):
        part = all_steps[low:high]
        if number % 2 or any(isinstance(s, Event) and s.kind is not EventKind.MARK for s in part):
            for step in part:
                builder.append(step)
        else:
            builder.close()
            builder.add(stretch(part, table))
        assert len(builder) == high
    made = builder.build()
    assert len(made) == len(all_steps)
    assert all(map(same, made, all_steps))
    assert all(same(made[i], all_steps[i]) for i in range(-len(all_steps), len(all_steps)))
    assert all(map(same, made[1:4], all_steps[1:4]))
    _columns_say(made, all_steps)
    _columns_say(Steps.of(all_steps), all_steps)
    _parts_say(made, all_steps)
    for count in {0, 1, len(all_steps) // 2, len(all_steps)}:
        _columns_say(made.prefix(count), all_steps[:count])
        _parts_say(made.prefix(count), all_steps[:count])
        assert all(map(same, made.prefix(count), all_steps[:count])) and len(made.prefix(count)) == len(
            all_steps[:count]
        )


def _columns_say(made: Steps, all_steps: list[Step]) -> None:
    table, moves = made.moves, [(i, s) for i, s in enumerate(all_steps) if isinstance(s, Move)]
    assert len(table) == len(moves)
    for row, (i, move) in enumerate(moves):
        assert made.step_of(row) == i
        assert (table.kind[row], table.block[row], table.line[row]) == (move.kind, move.block, move.line)
        assert repr((tuple(table.start[row].tolist()), tuple(table.end[row].tolist()))) == repr((move.start, move.end))
        assert repr(float(table.feed[row])) == repr(move.feed)
        assert table.states[table.state[row]] == move.state
        assert PLANES[table.plane[row]] is move.plane
        assert (row in table.arcs) == (move.centre is not None)
        assert repr(tuple(table.centre[row].tolist())) == repr(move.centre or (math.nan, math.nan))
        part = table[row : row + 1]
        assert repr((part.start.tolist(), part.arcs.tolist())) == repr(
            ([list(move.start)], [0] * (move.centre is not None))
        )
        assert bool(table.downward[row]) == (
            move.end[2] < move.start[2] or (math.isnan(move.start[2]) and not math.isnan(move.end[2]))
        )


def _parts_say(made: Steps, all_steps: list[Step]) -> None:
    told = [s for s in all_steps if not (isinstance(s, Event) and s.kind is EventKind.MARK)]
    flat: list[tuple[object, ...]] = []
    for part in made.parts():
        if isinstance(part, Run):
            assert len(part.moves) > 0
            flat += [("move", int(block), part.state) for block in part.moves.block]
        else:
            flat.append(("event", part.block, part.state))
    assert flat == [("move" if isinstance(s, Move) else "event", s.block, s.state) for s in told]
    marks = [s for s in all_steps if isinstance(s, Event) and s.kind is EventKind.MARK]
    assert [e for _, e in made.events(EventKind.MARK)] == marks
    assert all(all_steps[i] is e or all_steps[i] == e for i, e in made.events())


def test_a_move_in_machine_coordinates_is_marked() -> None:
    home = Move(MoveKind.RAPID, (0, 0, 5), (0, 0, 1), STATES[0], 0, 1, 1, machine_end=(0.0, 0.0, 0.0))
    table = Steps.of([home, replace(home, machine_end=None)]).moves
    assert table.in_machine.tolist() == [True, False]
    assert table.downward.tolist() == [False, True]
    assert table.cutting.tolist() == [False, False]


def test_what_few_moves_have_is_a_column_when_asked_for() -> None:
    tap = Move(MoveKind.THREAD, (0, 0, 5), (0, 0, 1), STATES[0], 1, 2, 1, pitch=1.25, cycle="G84", cycle_hole=3)
    arc = Move(MoveKind.ARC_CW, (0, 0, 1), (2, 0, 1), STATES[0], 2, 3, 1, centre=(1.0, 0.0), turns=4)
    table = tabulated([tap, arc, tap])
    assert table.pitch.tolist()[::2] == [1.25, 1.25] and math.isnan(table.pitch[1])
    assert (table.turns.tolist(), table.hole.tolist()) == ([1, 4, 1], [3, -1, 3])
    assert table.in_cycle("G84").tolist() == [True, False, True] and not table.in_cycle("G81").any()
    assert table[1:].turns.tolist() == [4, 1]
    assert table.in_machine.strides == (0,)  # one value for all costs one number


def test_no_such_step() -> None:
    with pytest.raises(IndexError, match="step 1 of 1"):
        Steps.of([Event(EventKind.END, STATES[0], 0, 1, 1)])[1]
    assert Steps() == ()
    assert len(Steps().moves) == 0
    assert list(Steps().parts()) == []
    assert Steps().moves.plane.tolist() == []
    assert Plane.XY is PLANES[0]
